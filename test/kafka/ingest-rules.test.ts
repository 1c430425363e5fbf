// Rules of ingest that need a broker made for them: fairness (R13), open transactions, compaction, topics that must not be
// created, and ends that must not be waited for.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Connection } from '../../main/contract/session.ts';
import { Admin, partitionKey } from '../../main/kafka/admin.ts';
import { LATEST } from '../../main/kafka/admin-requests.ts';
import { readBatchHeader } from '../../main/kafka/batch-header.ts';
import { readBatches } from '../../main/kafka/log-reader.ts';
import {
  assertSame,
  collect,
  collectAll,
  holesOf,
  Kit,
  readCache,
  until,
  usingFolder,
  valuesOf,
} from './ingest-kit.ts';

let cluster: Cluster;
let kit: Kit;
before(async () => {
  const properties = {
    'auto.create.topics.enable': true,
    'log.cleaner.backoff.ms': 100,
    'message.max.bytes': 2_000_000,
  };
  cluster = await startCluster({ properties });
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

const warnings = ({ supervisor }: Awaited<ReturnType<typeof collect>>) =>
  supervisor.status().warnings.map(({ message }) => message);

test('24 partitions with a backlog, a little of it in each fetch: they advance together', async () => {
  await using folder = await usingFolder();
  const [partitions, rounds, records] = [24, 20, 10];
  await kit.createTopic('fair', partitions);
  const pad = 'x'.repeat(1_500);
  for (let round = 0; round < rounds; round++) {
    const timestamp = String(1_700_000_000_000 + round * 1000);
    const messages = Array.from({ length: partitions * records }, (_, i) => ({
      ...{ partition: i % partitions, value: pad, timestamp },
    }));
    await kit.producer.send({ topic: 'fair', messages });
  }
  // Four batches of 15 KB each time.
  const tunables = { fetchMaxBytes: 65_536, partitionFetchMaxBytes: 16_384, workers: 1 };
  const session = kit.session(['fair']);
  await collectAll(folder.path, { ...session, tunables: { ...session.tunables, ...tunables } });
  // Rows are numbered in the order in which they were written.
  const catalog = new Database(join(folder.path, 'catalog.db'), { readonly: true });
  const file = catalog.prepare<[], string>('SELECT file FROM segments').pluck().get();
  catalog.close();
  const segment = new Database(join(folder.path, file ?? ''), { readonly: true });
  const rows = segment.prepare<[], { part: number; ts: number }>('SELECT part, ts FROM records ORDER BY id').all();
  segment.close();
  const newest = new Map(rows.map(({ part }) => [part, 1_700_000_000_000_000 - 1_000_000]));
  assert.equal(newest.size, partitions);
  let spread = 0;
  for (const { part, ts } of rows) {
    newest.set(part, ts);
    spread = Math.max(spread, (Math.max(...newest.values()) - Math.min(...newest.values())) / 1_000_000);
  }
  assert.ok(spread <= 7, `the first was ${spread} batches before the last`);
});

test('a batch larger than max.partition.fetch.bytes behind busy neighbours is read', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('large', 8, { 'message.timestamp.after.max.ms': '9223372036854775807' });
  // Of a far future: by its time it would come last.
  const timestamp = String(Date.UTC(2200, 0));
  const large = 'y'.repeat(300_000);
  for (const value of [large, `${large}2`])
    await kit.producer.send({ topic: 'large', messages: [{ partition: 5, value, timestamp }] });
  for (let round = 0; round < 10; round++)
    for (const partition of [0, 1, 2, 3, 4, 6, 7])
      await kit.produce('large', partition, Array(10).fill('z'.repeat(1_500)));
  const session = kit.session(['large']);
  const tunables = { ...session.tunables, fetchMaxBytes: 65_536, partitionFetchMaxBytes: 16_384 };
  await collectAll(folder.path, { ...session, tunables });
  assert.deepEqual(valuesOf(readCache(folder.path), 'large').get(5), [large, `${large}2`]);
});

test('an open transaction holds its partition back, and says so, until it ends', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('open');
  const [one, two] = ['open-one', 'open-two'].map((transactionalId) =>
    kit.client.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 }),
  );
  assert.ok(one && two);
  await Promise.all([one.connect(), two.connect()]);
  const sent: string[] = [];
  const plain = async (value: string) => void (await kit.produce('open', 0, [value]));
  await plain('before');
  const committed = await one.transaction();
  await committed.send({ topic: 'open', messages: [{ value: 'committed' }] });
  await committed.commit();
  // Offset 2 is the marker: the open one begins at 3.
  const open = await one.transaction();
  await open.send({ topic: 'open', messages: [{ value: 'open' }] });
  const aborted = await two.transaction();
  await aborted.send({ topic: 'open', messages: [{ value: 'aborted' }] });
  await plain('behind');
  await aborted.abort();
  await plain('behind too');
  sent.push('before', 'committed', 'open', 'behind', 'behind too');

  const admin = new Admin(Connection.parse({ brokers: kit.brokers }), { role: 'test' });
  {
    await using ending = await collect(folder.path, kit.session(['open'], { untilEnd: true }));
    const { supervisor, writer } = ending;
    await until('it is told', () => warnings(ending).length > 0);
    assert.deepEqual(warnings(ending), [
      'open/0 waits: a transaction that began at offset 3 is still open; at least 5 records behind it are held back.',
    ]);
    assert.deepEqual([writer.tick().records, writer.tick().openTransactions, writer.tick().caughtUp], [2, 1, 0]);
    assert.equal(supervisor.status().lagRecords, 5);
    assert.equal(supervisor.status().state, 'collecting', 'the end that it had is not reached');
    const latest = await admin.offsets(await admin.metadata(['open']), LATEST);
    assert.equal(latest.offsets.get(partitionKey('open', 0)), 8, 'the high watermark, not the last stable offset');
    await open.commit();
    await until('the end', () => supervisor.status().state === 'ended');
    assert.deepEqual(warnings(ending), []);
  }
  assertSame(valuesOf(readCache(folder.path), 'open'), new Map([[0, sent]]));
  await admin[Symbol.asyncDispose]();
  await Promise.all([one.disconnect(), two.disconnect()]);
});

test('a compacted topic with an empty batch that was retained is read to its end', async () => {
  await using folder = await usingFolder();
  const config = { 'cleanup.policy': 'compact', 'segment.ms': '50', 'min.cleanable.dirty.ratio': '0.01' };
  await kit.createTopic('compacted', 1, config);
  // What an idempotent producer sent last is kept as a batch, also when its records are gone: it knows its sequence by it.
  for (const value of ['old', 'newer', 'newest']) {
    const producer = kit.client.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({ topic: 'compacted', messages: [{ key: 'same', value }] });
    await producer.disconnect();
  }
  const admin = new Admin(Connection.parse({ brokers: kit.brokers }), { role: 'test' });
  let end = 3;
  const firstBatch = async () => {
    // A segment is rolled by the next record alone.
    await kit.producer.send({ topic: 'compacted', messages: [{ partition: 0, key: 'roll', value: 'x' }] });
    end++;
    const { topics } = await admin.metadata(['compacted']);
    const leader = topics[0]?.partitions[0]?.leader ?? -1;
    const places = [{ topic: 'compacted', topicId: null, partition: 0, leader, offset: 0 }];
    const bytes = (await readBatches(admin, places)).get('compacted/0')?.bytes;
    return bytes ? readBatchHeader(bytes, 0)?.header : undefined;
  };
  await until('the first batch is empty', async () => {
    const first = await firstBatch();
    return first?.count === 0 && first.lastOffset === 0;
  });
  await admin[Symbol.asyncDispose]();
  await collectAll(folder.path, kit.session(['compacted']));
  const records = readCache(folder.path);
  assert.deepEqual(
    records.filter(({ key }) => key === 'same').map(({ value }) => value),
    ['newest'],
  );
  assert.equal(records.at(-1)?.offset, end - 1);
  assert.deepEqual(holesOf(folder.path), []);
});

test('no topic is created by asking for it, also where brokers would', async () => {
  await using folder = await usingFolder();
  await assert.rejects(collect(folder.path, kit.session(['never-there'])), { code: 'not-found' });
  await kit.createTopic('deleted');
  await kit.produce('deleted', 0, ['x']);
  await using collecting = await collect(folder.path, kit.session(['deleted']), 500);
  await until('it is stored', () => collecting.writer.tick().records === 1);
  await kit.admin.deleteTopics({ topics: ['deleted'] });
  await until('that is told', () => warnings(collecting).some((message) => /deleted does not exist/.test(message)));
  // By then the workers, which told the supervisor, have asked for its metadata too.
  const topics = await kit.admin.listTopics();
  assert.ok(!topics.includes('never-there') && !topics.includes('deleted'));
});

test('a broker that hangs keeps no session from ending', { skip: process.platform === 'win32' }, async () => {
  await using folder = await usingFolder();
  await kit.createTopic('hanging');
  await kit.produce('hanging', 0, ['x']);
  const collecting = await collect(folder.path, kit.session(['hanging']));
  await until('it is stored', () => collecting.writer.tick().records === 1);
  cluster.signal(1, 'SIGSTOP');
  try {
    let closed = false;
    const closing = collecting[Symbol.asyncDispose]().then(() => {
      closed = true;
    });
    await until('it is closed', () => closed);
    await closing;
  } finally {
    cluster.signal(1, 'SIGCONT');
  }
});
