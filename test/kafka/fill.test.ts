// Filling on a real Kafka: what was missing is there, once, and nothing else; collecting goes on as if nobody had filled.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { deleteRecords } from '../../build/kafka-topics.ts';
import type { FillWhat } from '../../main/contract/fill.ts';
import { type Engine, openEngine } from '../../main/engine.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { Fetch } from '../../main/kafka/admin-fetch.ts';
import { decodeFetch } from '../../main/kafka/decode.ts';
import { FillJobs } from '../../main/kafka/fill-jobs.ts';
import { EVERYTHING, endOf, jobOf, missingOf, openFilling } from './fill-kit.ts';
import { assertSame, collectAll, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

const { CompressionTypes } = kafkajs;
let cluster: Cluster;
let kit: Kit;
let data: Awaited<ReturnType<typeof usingFolder>>;
before(async () => {
  // A folder of our own, so that the broker is stopped cleanly and finds its logs again.
  data = await usingFolder();
  cluster = await startCluster({ folder: data.path, properties: { 'log.cleaner.backoff.ms': 200 } });
  kit = await Kit.connect(cluster.bootstrap);
  await produceLarge();
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
  await data?.[Symbol.asyncDispose]();
});

const numbered = (name: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `${name} ${from + i}`);

/** Enough that a job has a middle. */
const LARGE_PARTITIONS = 4;
const LARGE_EACH = 30_000;
const large = new Map<number, string[]>();
async function produceLarge(): Promise<void> {
  await kit.createTopic('large', LARGE_PARTITIONS);
  for (let partition = 0; partition < LARGE_PARTITIONS; partition++) {
    const values = numbered(`{"ts":"2026-01-01T00:00:00Z","level":"info","partition":${partition}} `, LARGE_EACH);
    large.set(partition, values);
    for (let at = 0; at < LARGE_EACH; at += 2_000)
      await kit.produce('large', partition, values.slice(at, at + 2_000), CompressionTypes.LZ4);
  }
}
const largeSession = () => kit.session(['large'], { start: { at: 'latest' }, live: false });

test('a range of the past, by time, while records go on coming: exactly those, and the position goes on alone', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('past', 2);
  const startMs = 1_700_000_000_000;
  const sent = new Map([0, 1].map((partition) => [partition, numbered(`past ${partition}`, 1_000)]));
  // Batches of 90, so that the range begins and ends within one.
  for (const [partition, values] of sent)
    for (let at = 0; at < values.length; at += 90) {
      const messages = values
        .slice(at, at + 90)
        .map((value, i) => ({ partition, value, timestamp: String(startMs + (at + i) * 1000) }));
      await kit.producer.send({ topic: 'past', messages, compression: CompressionTypes.GZIP });
    }
  const coming = new Map([0, 1].map((partition) => [partition, numbered(`now ${partition}`, 300)]));
  {
    await using filling = await openFilling(folder.path, kit.session(['past'], { start: { at: 'latest' } }));
    const producing = (async () => {
      for (let at = 0; at < 300; at += 20)
        for (const [partition, values] of coming) await kit.produce('past', partition, values.slice(at, at + 20));
    })();
    const micros = (second: number) => (startMs + second * 1000) * 1000;
    const what: FillWhat = { kind: 'time', topics: ['past'], from: micros(300) - 500_000, to: micros(700) };
    const job = await filling.fill(what);
    assert.deepEqual(
      [job.state, job.offsets, job.done, job.records, job.gone, job.partitions],
      ['done', 800, 800, 800, 0, 2],
      job.error?.message,
    );
    await producing;
    await until('what came is stored', () => filling.writer.tick().records === 1_400);
    assert.equal(filling.supervisor.status().lagRecords, 0);
    for (const partition of [0, 1]) assert.equal(filling.supervisor.position('past', partition), 1_300);
    // The same again finds nothing to do.
    const again = await filling.fill(what);
    assert.deepEqual([again.state, again.offsets, again.records], ['done', 0, 0]);
    assert.equal(filling.writer.tick().duplicates, 0);
  }
  const wanted = new Map(
    [...sent].map(([partition, values]) => [partition, [...values.slice(300, 700), ...(coming.get(partition) ?? [])]]),
  );
  assertSame(valuesOf(readCache(folder.path), 'past'), wanted);
});

test('a batch that the writer refuses, as held in part: what is left is looked up again', async () => {
  await using folder = await usingFolder();
  {
    await using filling = await openFilling(folder.path, largeSession());
    const { writer, supervisor } = filling;
    const range = (from: number, to: number): FillWhat => ({
      kind: 'offsets',
      ranges: [{ topic: 'large', partition: 1, from, to }],
    });
    assert.equal((await filling.fill(range(700, 900))).records, 200);
    let asked = 0;
    const missing: typeof writer.missing = async (slot, from, to) =>
      asked++ === 0 ? [[from, to]] : writer.missing(slot, from, to);
    const { connection, tunables } = largeSession();
    const source = () => ({ connection, isolation: tunables.isolation, partitions: supervisor.followed() });
    const fills = new FillJobs({ ...writer, missing }, source);
    const job = await endOf(fills, fills.start(range(0, LARGE_EACH)).id);
    assert.deepEqual([job.state, job.done, job.records], ['done', LARGE_EACH, LARGE_EACH - 200], job.error?.message);
    assert.ok(asked > 1);
    assert.equal(writer.tick().duplicates, 0);
  }
  assertSame(valuesOf(readCache(folder.path), 'large'), new Map([[1, large.get(1) ?? []]]));
});

test('holes that the cache dropped are filled; what the broker deleted meanwhile is named', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('dropped');
  const values = numbered('kept', 2_000);
  for (let at = 0; at < 2_000; at += 100) await kit.produce('dropped', 0, values.slice(at, at + 100));
  {
    await using filling = await openFilling(folder.path, kit.session(['dropped']), { segmentRecords: 300 });
    const { writer } = filling;
    await until('all is stored', () => writer.tick().records === 2_000);
    writer.setRetention({ maxBytes: 1 });
    await until('segments are dropped', () => writer.tick().records < 2_000 && writer.tick().holes > 0);
    writer.setRetention({});
    const held = writer.tick().records;
    await deleteRecords(kit.admin, 'dropped', [{ partition: 0, offset: '450' }]);
    const job = await filling.fill({ kind: 'holes', topics: null });
    assert.deepEqual(
      [job.state, job.offsets, job.done, job.records, job.gone],
      ['done', 2_000 - held, 2_000 - held, 2_000 - held - 450, 450],
      job.error?.message,
    );
    assert.deepEqual(await writer.fetchable(null), [], 'nothing is left to ask for');
  }
  assertSame(valuesOf(readCache(folder.path), 'dropped'), new Map([[0, values.slice(450)]]));
  assert.deepEqual(await missingOf(folder.path), [{ from: 0, to: 450, cause: 'deleted-by-retention' }]);
});

test('compacted, with transactions, in pieces: as if it had been collected from its beginning', async () => {
  await using folder = await usingFolder();
  await using collected = await usingFolder();
  const compacting = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01', 'segment.ms': '100' };
  await kit.createTopic('compacted', 1, { ...compacting, 'delete.retention.ms': '0' });
  const producer = kit.client.producer({ transactionalId: 'compacted', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let round = 0; round < 12; round++) {
    const transaction = await producer.transaction();
    for (let i = 0; i < 3; i++) {
      const name = round % 3 === 0 ? 'aborted' : 'committed';
      const messages = Array.from({ length: 4 }, (_, n) => ({
        key: `${(round * 12 + i * 4 + n) % 11 === 0 ? `own ${round}` : (i + n) % 5}`,
        value: `${name} ${round} ${i} ${n}`,
      }));
      await transaction.send({ topic: 'compacted', messages });
      await kit.producer.send({ topic: 'compacted', messages: [{ key: `${i}`, value: `plain ${round} ${i}` }] });
    }
    await (round % 3 === 0 ? transaction.abort() : transaction.commit());
  }
  await producer.disconnect();
  const all = 12 * 15;
  await until('the broker has compacted', async () => (await recordsAt('compacted')) < all / 2);
  // A segment that is never cleaned any more, so that both see the same.
  await collectAll(collected.path, kit.session(['compacted']));
  {
    await using filling = await openFilling(folder.path, kit.session(['compacted'], { start: { at: 'latest' } }));
    const end = filling.supervisor.position('compacted', 0) ?? 0;
    // Pieces of a prime length begin and end anywhere: in gaps, within batches, within transactions.
    const pieces = Array.from({ length: Math.ceil(end / 37) }, (_, i) => ({
      ...{ topic: 'compacted', partition: 0, from: i * 37, to: Math.min(end, (i + 1) * 37) },
    }));
    for (const piece of pieces.filter((_, i) => i % 2 === 1)) {
      const job = await filling.fill({ kind: 'offsets', ranges: [piece] });
      assert.deepEqual([job.state, job.done], ['done', piece.to - piece.from], job.error?.message);
    }
    const job = await filling.fill({ kind: 'offsets', ranges: pieces });
    assert.deepEqual([job.state, job.done], ['done', job.offsets], job.error?.message);
    assert.equal(filling.writer.tick().duplicates, 0);
  }
  const records = readCache(folder.path);
  assert.ok(records.length > 0 && records.every(({ value }) => !String(value).startsWith('aborted')));
  const places = (list: typeof records) => list.map(({ offset, value }) => `${offset} ${value}`);
  assert.deepEqual(places(records), places(readCache(collected.path)));
});

test('cancelled in the middle, and again: nothing twice, and one job runs at a time', async () => {
  await using folder = await usingFolder();
  {
    await using filling = await openFilling(folder.path, largeSession());
    const { fills, writer } = filling;
    const first = fills.start(EVERYTHING).id;
    const waiting = fills.start(EVERYTHING).id;
    await until('some is stored', () => jobOf(fills, first).records > 0);
    assert.equal(jobOf(fills, waiting).state, 'waiting');
    await fills.cancel(waiting);
    assert.equal(jobOf(fills, waiting).state, 'cancelled');
    await fills.cancel(first);
    const { state, records, offsets, done } = jobOf(fills, first);
    assert.equal(state, 'cancelled');
    assert.ok(records < LARGE_EACH * LARGE_PARTITIONS, `${records} records`);
    assert.equal(done, records);
    assert.equal(offsets, LARGE_EACH * LARGE_PARTITIONS);
    const job = await filling.fill(EVERYTHING);
    assert.deepEqual([job.state, job.records, job.offsets], ['done', offsets - records, offsets - records]);
    assert.equal(writer.tick().duplicates, 0);
    await assert.rejects(fills.cancel('none'), { code: 'not-found' });
  }
  assertSame(valuesOf(readCache(folder.path), 'large'), large);
});

test('killed in the middle, and again: every record once', async () => {
  await using folder = await usingFolder();
  const script = join(import.meta.dirname, 'fill-child.ts');
  const child = spawn(process.execPath, [script, cluster.bootstrap, 'large', folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let told = 0;
  for await (const line of createInterface(child.stdout)) {
    told = Number(line);
    if (told > 0 && child.exitCode === null) child.kill('SIGKILL');
  }
  assert.equal((await exit)[1], 'SIGKILL');
  const all = LARGE_EACH * LARGE_PARTITIONS;
  assert.ok(told > 0 && told < all, `killed at ${told}`);
  {
    await using filling = await openFilling(folder.path, largeSession());
    const job = await filling.fill(EVERYTHING);
    assert.equal(job.state, 'done', job.error?.message);
    // What it told was stored, and perhaps a little more.
    assert.ok(job.records > 0 && job.records <= all - told, `${job.records} more`);
    assert.equal(filling.writer.tick().duplicates, 0);
  }
  assertSame(valuesOf(readCache(folder.path), 'large'), large);
});

test('beside a session that collects as fast as it can: both get all of theirs', async () => {
  await using folder = await usingFolder();
  const session = kit.session(['large'], { start: { at: 'offset', offset: LARGE_EACH / 2 }, untilEnd: true });
  {
    await using filling = await openFilling(folder.path, session);
    const job = await filling.fill(EVERYTHING);
    assert.deepEqual([job.state, job.done], ['done', job.offsets], job.error?.message);
    await until('the live end', () => filling.supervisor.status().state === 'ended');
    assert.equal(filling.writer.tick().duplicates, 0);
  }
  assertSame(valuesOf(readCache(folder.path), 'large'), large);
});

test('the broker goes: said, and what is stored stays; it comes back: a job that waits goes on, past what is damaged', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('outage');
  const values = numbered('batch', 300);
  for (let at = 0; at < 300; at += 100)
    await kit.produce('outage', 0, values.slice(at, at + 100), CompressionTypes.LZ4);
  const session = kit.session(['outage'], { start: { at: 'latest' }, live: false });
  const range = (from: number, to: number): FillWhat => ({
    kind: 'offsets',
    ranges: [{ topic: 'outage', partition: 0, from, to }],
  });
  {
    await using filling = await openFilling(folder.path, session);
    const { fills, impatient } = filling;
    assert.equal((await filling.fill(range(0, 50))).records, 50);
    await cluster.stopBroker(1);
    const failed = await endOf(impatient, impatient.start(range(0, 300)).id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.error?.code, 'unreachable');
    assert.match(failed.error?.message ?? '', /Partition 0 of outage could not be fetched .*127\.0\.0\.1.*is kept/);

    await damageSecondBatch(join(data.path, 'broker-1', 'data', 'outage-0', '00000000000000000000.log'));
    const { id } = fills.start(range(0, 300));
    await until('the job runs', () => jobOf(fills, id).state === 'running');
    await cluster.startBroker(1);
    const job = await endOf(fills, id);
    assert.deepEqual([job.state, job.offsets, job.done, job.records], ['done', 250, 250, 150], job.error?.message);
  }
  assertSame(
    valuesOf(readCache(folder.path), 'outage'),
    new Map([[0, [...values.slice(0, 100), ...values.slice(200)]]]),
  );
  assert.deepEqual(await missingOf(folder.path), [{ from: 100, to: 200, cause: 'unreadable' }]);
});

test('a topic that was created anew is not mixed with the one that is held', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('anew');
  await kit.produce('anew', 0, numbered('old', 50));
  await using filling = await openFilling(folder.path, kit.session(['anew'], { start: { at: 'latest' }, live: false }));
  await kit.admin.deleteTopics({ topics: ['anew'] });
  // The name is free a little later.
  await until('it is created again', () =>
    kit.createTopic('anew').then(
      () => true,
      () => false,
    ),
  );
  await kit.produce('anew', 0, numbered('new', 80));
  const job = await filling.fill(EVERYTHING);
  assert.deepEqual([job.state, job.records], ['failed', 0]);
  assert.match(job.error?.message ?? '', /deleted and created again/);
});

test('over the contract: needs a session, names what cannot be, and ends with the session', async () => {
  await using folder = await usingFolder();
  const engine = await openEngine({ cacheFolder: folder.path, host: 'browser', mode: 'write', version: '0' });
  try {
    await overContract(engine);
  } finally {
    await engine.close();
  }
});

async function overContract({ handlers }: Engine): Promise<void> {
  const { signal } = new AbortController();
  const start = async (what: FillWhat) => handlers['fill.start']({ what }, signal);
  await assert.rejects(start(EVERYTHING), { code: 'not-found', message: /No session is open/ });
  await handlers['session.open'](largeSession(), signal);
  assert.equal(handlers['session.status']().get().state, 'ended');
  assert.equal(handlers['consumers.status']().get().workers.length, 0);
  await assert.rejects(start({ kind: 'holes', topics: ['other'] }), { code: 'not-found', message: /other/ });
  const range = (partition: number, from: number, to: number) =>
    start({ kind: 'offsets', ranges: [{ topic: 'large', partition, from, to }] });
  await assert.rejects(range(9, 0, 1), { code: 'not-found', message: /Partition 9 of large/ });
  await assert.rejects(range(0, 5, 5), { code: 'bad-input' });
  await assert.rejects(range(0, 0, LARGE_EACH + 1), { code: 'bad-input', message: /read live from offset 30000/ });
  const { id } = await start(EVERYTHING);
  const jobs = handlers['fill.jobs']();
  await until('it runs', () => (jobs.get().jobs[0]?.records ?? 0) > 0);
  await handlers['session.close']({}, signal);
  assert.deepEqual(
    jobs.get().jobs.map((job) => [job.id, job.state]),
    [[id, 'cancelled']],
  );
}

/** How many records the broker still has of partition 0. */
async function recordsAt(topic: string): Promise<number> {
  await using admin = new Admin(kit.session([topic]).connection, { role: 'test' });
  const metadata = await admin.metadata([topic]);
  const leader = metadata.topics[0]?.partitions[0]?.leader ?? -1;
  let count = 0;
  for (let offset = 0; ; ) {
    const partitions = [{ partition: 0, offset, maxBytes: 1_000_000 }];
    const topics = [{ topic, topicId: null, partitions }];
    const request = { maxWaitMs: 10, maxBytes: 1_000_000, isolation: 'read_uncommitted', topics } as const;
    const [answer] = await admin.askBroker(leader, Fetch, request);
    if (!answer?.bytes?.length) return count;
    const { high, bytes } = answer;
    for (const batch of decodeFetch({ slot: 0, from: offset, high, arrival: 0, bytes, aborted: [] })) {
      count += batch.count;
      offset = batch.to;
    }
  }
}

/** Flips the last byte of the second batch in a log file. */
async function damageSecondBatch(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const lengthAt = async (at: number) => (await file.read(Buffer.alloc(4), 0, 4, at + 8)).buffer.readInt32BE(0) + 12;
  const second = await lengthAt(0);
  const last = second + (await lengthAt(second)) - 1;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, last);
  await file.write(Buffer.from([buffer.readUInt8(0) ^ 0xff]), 0, 1, last);
}
