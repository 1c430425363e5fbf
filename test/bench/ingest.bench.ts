// Ingest: 2 million JSON records of about 230 bytes, lz4, 8 partitions, from a real broker to durable parsed rows; against
// kcat reading the same topic to /dev/null in the same run. Prints one JSON object.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { startCluster } from '../../build/kafka.ts';
import { Connection, OpenSession } from '../../main/contract/session.ts';
import { createClient } from '../../main/kafka/client.ts';
import { registerCodecs } from '../../main/kafka/codecs.ts';
import { startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter } from '../../main/store/writer.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const PARTITIONS = 8;
const TOPIC = 'bench';
const BATCH = 2_500;

const run = promisify(execFile);
// Producing runs in a process of its own, whose memory is not counted.
if (process.argv[2] === 'produce') {
  console.log(await produce(process.argv[3] ?? ''));
  process.exit();
}
await using cluster = await startCluster();
const folder = await mkdtemp(join(tmpdir(), 'tailwater-bench-'));
try {
  const { stdout } = await run(process.execPath, [import.meta.filename, 'produce', cluster.bootstrap]);
  const bytes = Number(stdout);
  // Before and after, so that a machine that is busy with something else is busy for both.
  const before = await readWithKcat();
  const ingest = await collect();
  const after = await readWithKcat();
  const kcat = { ...before, recordsPerSecond: mean(before.recordsPerSecond, after.recordsPerSecond) };
  const ratio = kcat.recordsPerSecond === null ? null : round(ingest.recordsPerSecond / kcat.recordsPerSecond, 3);
  console.log(
    JSON.stringify({
      records: RECORDS,
      bytesPerRecord: Math.round(bytes / RECORDS),
      compression: 'lz4',
      partitions: PARTITIONS,
      ingest,
      kcat,
      ratio,
      wanted: { recordsPerSecond: 250_000, ratio: 0.15, peakMegabytes: 700 },
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function produce(bootstrap: string): Promise<number> {
  registerCodecs();
  const client = createClient(Connection.parse({ brokers: [bootstrap] }), { role: 'bench' });
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: PARTITIONS }] });
  await admin.disconnect();
  const producer = client.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  const records = generate();
  let bytes = 0;
  for (let sent = 0; sent < RECORDS; sent += BATCH * PARTITIONS) {
    const messages = [];
    for (let i = sent; i < Math.min(RECORDS, sent + BATCH * PARTITIONS); i++) {
      const value = records.next().value ?? '';
      bytes += value.length;
      messages.push({ value, partition: Math.floor(i / BATCH) % PARTITIONS });
    }
    await producer.send({ topic: TOPIC, messages, compression: kafkajs.CompressionTypes.LZ4 });
  }
  await producer.disconnect();
  return bytes;
}

/** The same records in every run. */
function* generate(): Generator<string> {
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
  const services = ['auth-api', 'auth-web', 'billing', 'gateway', 'search', 'orders', 'stock', 'mailer'];
  const levels = [
    ...new Array(80).fill('INFO'),
    ...new Array(10).fill('DEBUG'),
    ...new Array(7).fill('WARN'),
    'ERROR',
    'ERROR',
    'ERROR',
  ];
  const statuses = [200, 200, 200, 201, 204, 304, 400, 404, 500];
  let micros = Date.UTC(2026, 10, 22, 12) * 1000;
  for (let i = 0; ; i++) {
    micros += 1 + random(3500);
    const ts = `${new Date(micros / 1000).toISOString().slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`;
    const trace =
      random(0x1_0000_0000).toString(16).padStart(8, '0') + random(0x1_0000_0000).toString(16).padStart(8, '0');
    yield `{"ts":"${ts}","level":"${levels[random(100)]}","service":"${services[random(8)]}","host":"node-${10 + random(40)}","trace_id":"${trace}","user_id":${1 + random(99_999)},"status":${statuses[random(9)]},"duration_ms":${random(90_000) / 100},"path":"/api/v1/${services[random(8)]}/${1 + random(999)}","message":"handled request ${i} for user, upstream ok"}`;
  }
}

async function readWithKcat(): Promise<{ recordsPerSecond: number | null; note?: string }> {
  const read = () => run('sh', ['-c', `kcat -b ${cluster.bootstrap} -C -t ${TOPIC} -o beginning -e -q > /dev/null`]);
  try {
    await run('kcat', ['-V']);
  } catch {
    return { recordsPerSecond: null, note: 'kcat is not installed here: no ratio' };
  }
  // Once to warm the page cache, which is then warm for both.
  await read();
  const started = performance.now();
  await read();
  return { recordsPerSecond: Math.round((RECORDS * 1000) / (performance.now() - started)) };
}

async function collect() {
  const writer = await openWriter(join(folder, 'cache'));
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 50);
  const session = OpenSession.parse({ connection: { brokers: [cluster.bootstrap] }, topics: [TOPIC], untilEnd: true });
  const ended = Promise.withResolvers<void>();
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const supervisor = await startSupervisor({
    session,
    writer,
    onChange: () => {
      if (supervisor?.status().state === 'ended') ended.resolve();
      if (supervisor?.status().state === 'failed') ended.reject(new Error(supervisor.status().error?.message));
    },
  });
  await ended.promise;
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  clearInterval(sampler);
  await supervisor.close();
  const { records, duplicates } = await settled(writer);
  await writer[Symbol.asyncDispose]();
  if (records !== RECORDS || duplicates > 0)
    throw new Error(`${records} records and ${duplicates} doubles in the cache`);
  return {
    // From opening the session to the last record durable, joining the group included.
    seconds: round(seconds, 2),
    recordsPerSecond: Math.round(RECORDS / seconds),
    cpuSeconds: round((cpu.user + cpu.system) / 1e6, 2),
    peakMegabytes: Math.round(peakBytes / 1e6),
  };
}

/** The tick is published at most ten times a second. */
async function settled(writer: Awaited<ReturnType<typeof openWriter>>) {
  while (writer.tick().records < RECORDS) {
    const ticked = Promise.withResolvers<void>();
    const off = writer.onTick(ticked.resolve);
    await ticked.promise;
    off();
  }
  return writer.tick();
}

function mean(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.round((a + b) / 2);
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
