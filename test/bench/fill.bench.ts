// Filling: what ingest.bench.ts collects, fetched as what a cache is missing; against collecting it live and kcat in the same run.
// And what collecting half of it loses when the other half is filled meanwhile. Prints one JSON object.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCluster } from '../../build/kafka.ts';
import { OpenSession, type Start } from '../../main/contract/session.ts';
import { FillJobs } from '../../main/kafka/fill-jobs.ts';
import { startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter } from '../../main/store/writer.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const PARTITIONS = 8;
const TOPIC = 'bench';

const run = promisify(execFile);
await using cluster = await startCluster();
const folder = await mkdtemp(join(tmpdir(), 'tailwater-bench-'));
try {
  await run(process.execPath, [join(import.meta.dirname, 'ingest.bench.ts'), 'produce', cluster.bootstrap]);
  await readWithKcat();
  const half: Start = { at: 'offset', offset: Math.floor(RECORDS / PARTITIONS / 2) };
  const kcat = await readWithKcat();
  const live = await measure({ at: 'earliest' }, true, false);
  const filled = await measure({ at: 'latest' }, false, true);
  const alone = await measure(half, true, false);
  const beside = await measure(half, true, true);
  console.log(
    JSON.stringify({
      records: RECORDS,
      partitions: PARTITIONS,
      kcatPerSecond: kcat === null ? null : Math.round(RECORDS / kcat),
      livePerSecond: Math.round(RECORDS / live.liveSeconds),
      fillPerSecond: Math.round(RECORDS / filled.fillSeconds),
      fillOfLive: round(live.liveSeconds / filled.fillSeconds),
      half: {
        liveAlonePerSecond: Math.round(RECORDS / 2 / alone.liveSeconds),
        liveBesideFillPerSecond: Math.round(RECORDS / 2 / beside.liveSeconds),
        fillBesideLivePerSecond: Math.round(RECORDS / 2 / beside.fillSeconds),
      },
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** How long each takes on a new cache, from opening the session and from starting the job. */
async function measure(start: Start, live: boolean, fill: boolean) {
  const cache = await mkdtemp(join(folder, 'cache-'));
  await using writer = await openWriter(cache);
  const connection = { brokers: [cluster.bootstrap] };
  const session = OpenSession.parse({ connection, topics: [TOPIC], start, live, untilEnd: true });
  const { tunables } = session;
  const ended = Promise.withResolvers<void>();
  const started = performance.now();
  const supervisor = await startSupervisor({
    session,
    writer,
    onChange: () => {
      if (supervisor?.status().state === 'ended') ended.resolve();
    },
  });
  if (!live) ended.resolve();
  const liveSeconds = ended.promise.then(() => (performance.now() - started) / 1000);
  const fillSeconds = fill ? fillAll() : Promise.resolve(0);
  const seconds = { liveSeconds: await liveSeconds, fillSeconds: await fillSeconds };
  await supervisor.close();
  while (writer.tick().records < RECORDS && (fill || start.at === 'earliest'))
    await new Promise<void>((resolve) => {
      const off = writer.onTick(() => {
        off();
        resolve();
      });
    });
  if (writer.tick().duplicates > 0) throw new Error('doubles in the cache');
  return seconds;

  async function fillAll(): Promise<number> {
    const { isolation } = tunables;
    const fills = new FillJobs(writer, () => ({
      ...{ connection: session.connection, isolation },
      partitions: supervisor.followed(),
    }));
    const from = performance.now();
    fills.start({ kind: 'time', topics: null, from: 0, to: Number.MAX_SAFE_INTEGER });
    await new Promise<void>((resolve) =>
      fills.watched.subscribe(() => {
        if (fills.watched.get().jobs[0]?.endedAt !== null) resolve();
      }),
    );
    const [job] = fills.watched.get().jobs;
    if (job?.state !== 'done') throw new Error(job?.error?.message ?? 'the job has not ended well');
    return (performance.now() - from) / 1000;
  }
}

/** Seconds; null where it is not installed. */
async function readWithKcat(): Promise<number | null> {
  try {
    await run('kcat', ['-V']);
  } catch {
    return null;
  }
  const started = performance.now();
  await run('sh', ['-c', `kcat -b ${cluster.bootstrap} -C -t ${TOPIC} -o beginning -e -q > /dev/null`]);
  return (performance.now() - started) / 1000;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
