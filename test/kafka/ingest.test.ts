// Brokers to cache on a real Kafka: every record once, in order, as it was sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Flag, VALUE_CAP } from '../../main/base/batch.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { assertSame, collect, collectAll, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

let cluster: Cluster;
let kit: Kit;
before(async () => {
  cluster = await startCluster({ properties: { 'message.max.bytes': 20_000_000 } });
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

const { CompressionTypes } = kafkajs;
const numbered = (name: string, count: number) =>
  Array.from(
    { length: count },
    (_, i) => `{"ts":"2026-11-22T12:00:00.${String(i).padStart(6, '0')}Z","level":"info","n":"${name} ${i}"}`,
  );

test('all five compressions in one topic', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('codecs');
  const sent: string[] = [];
  for (const [name, compression] of Object.entries(CompressionTypes)) {
    const values = numbered(name, 500);
    await kit.produce('codecs', 0, values, Number(compression));
    sent.push(...values);
  }
  await collectAll(folder.path, kit.session(['codecs']));
  const records = readCache(folder.path);
  assertSame(valuesOf(records, 'codecs'), new Map([[0, sent]]));
  assert.deepEqual(
    records.map((record) => record.offset),
    sent.map((_, i) => i),
  );
  assert.equal(records[7]?.ts, Date.UTC(2026, 10, 22, 12) * 1000 + 7);
  assert.equal(LEVELS[records[7]?.level ?? 0], 'info');
});

test('several partitions and workers: every record once, the partitions spread evenly', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('spread', 5);
  const sent = new Map(Array.from({ length: 5 }, (_, partition) => [partition, numbered(`p${partition}`, 2_000)]));
  for (const [partition, values] of sent) await kit.produce('spread', partition, values, CompressionTypes.LZ4);
  const session = kit.session(['spread']);
  {
    await using collecting = await collect(folder.path, { ...session, tunables: { ...session.tunables, workers: 2 } });
    const shares = () =>
      collecting.supervisor
        .consumers()
        .workers.map((worker) => worker.partitions.length)
        .sort();
    await until('both workers have their share', () => shares().join() === '2,3');
    await until('everything is stored', () => collecting.writer.tick().records === 10_000);
    const consumers = collecting.supervisor.consumers();
    assert.equal(consumers.state, 'stable');
    assert.ok(consumers.rebalances.length >= 1);
    assert.ok(consumers.rebalances.every((one) => one.generation > 0 && one.members > 0));
    assert.equal(collecting.supervisor.status().lagRecords, 0);
    // Worker 1 had all of them, and keeps three of five: no more move than must.
    assert.ok(consumers.rebalances.every((one) => one.moved <= 2));
  }
  assertSame(valuesOf(readCache(folder.path), 'spread'), sent);
});

test('closing and opening again resumes where the cache ends', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('resume', 2);
  const sent = new Map([0, 1].map((partition) => [partition, numbered(`first ${partition}`, 300)]));
  for (const [partition, values] of sent) await kit.produce('resume', partition, values);
  const session = kit.session(['resume'], { group: 'tailwater-resume' });
  await collectAll(folder.path, session);
  for (const [partition, values] of sent) {
    const more = numbered(`second ${partition}`, 200);
    values.push(...more);
    await kit.produce('resume', partition, more, CompressionTypes.GZIP);
  }
  // What the group committed is of no matter: the cache is the authority. And nobody is left in it.
  await kit.admin.deleteGroups(['tailwater-resume']);
  await collectAll(folder.path, session);
  assertSame(valuesOf(readCache(folder.path), 'resume'), sent);
});

test('offsets are committed to Kafka, behind the cache', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('committed');
  await kit.produce('committed', 0, numbered('c', 50));
  const committed = async (groupId: string) => {
    const [topic] = await kit.admin.fetchOffsets({ groupId, topics: ['committed'] });
    return topic?.partitions[0]?.offset;
  };
  {
    await using collecting = await collect(folder.path, kit.session(['committed']));
    const { group } = collecting.supervisor;
    await until('the offset is committed', async () => (await committed(group)) === '50');
    await kit.produce('committed', 0, numbered('d', 5));
    await until('the rest is stored', () => collecting.writer.tick().records === 55);
  }
  await collectAll(folder.path, kit.session(['committed'], { group: 'tailwater-named' }));
  assert.equal(readCache(folder.path).length, 55);
});

test('starts: latest, a time, an offset', async () => {
  await kit.createTopic('starts');
  const messages = Array.from({ length: 10 }, (_, i) => ({
    partition: 0,
    value: `${i}`,
    timestamp: `${1_700_000_000_000 + i * 1000}`,
  }));
  await kit.producer.send({ topic: 'starts', messages });
  const from = async (start: Parameters<Kit['session']>[1]) => {
    await using folder = await usingFolder();
    await collectAll(folder.path, kit.session(['starts'], start));
    return valuesOf(readCache(folder.path), 'starts').get(0) ?? [];
  };
  assert.deepEqual(await from({ start: { at: 'latest' } }), []);
  assert.deepEqual(await from({ start: { at: 'time', time: 1_700_000_007_000_000 } }), ['7', '8', '9']);
  assert.deepEqual(await from({ start: { at: 'time', time: 1_700_000_060_000_000 } }), []);
  assert.deepEqual(await from({ start: { at: 'offset', offset: 8 } }), ['8', '9']);
  assert.deepEqual(await from({ start: { at: 'offset', offset: 800 } }), []);
});

test('null, empty, binary, huge, headers, odd times: kept as sent, and marked', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('odd');
  const huge = Buffer.alloc(10_000_000, 'x한글');
  const binary = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const timestamp = '1700000000000';
  const messages = [
    { key: 'gone', value: null },
    { key: '', value: '' },
    { key: binary, value: binary },
    { value: huge },
    { value: 'x', headers: { a: 'one', b: binary, c: ['1', '2'], d: '' } },
    { value: '{"time":"0000-01-01T00:00:00Z","msg":"year 0"}' },
    { value: '{"time":"9999-12-31T23:59:59Z","msg":"year 9999"}' },
    { value: '{"time":"2026-01-02T03:04:05Z","msg":"\\ud55c\\uad6d\\uc5b4 \\"quoted\\""}' },
    { value: '{"time":"2026-01-02T03:04:05Z","msg":"cut o' },
  ];
  await kit.producer.send({ topic: 'odd', messages: messages.map((one) => ({ ...one, partition: 0, timestamp })) });
  await collectAll(folder.path, kit.session(['odd']));
  const [gone, empty, binaries, capped, withHeaders, year0, year9999, escaped, cut] = readCache(folder.path);
  const has = (record: typeof gone, flag: number) => ((record?.flags ?? 0) & flag) !== 0;

  assert.ok(gone && gone.value === null && has(gone, Flag.valueNull) && gone.key === 'gone');
  assert.ok(
    empty && empty.value === '' && !has(empty, Flag.valueNull) && empty.key === '' && !has(empty, Flag.keyNull),
  );
  assert.deepEqual(binaries?.value, binary);
  assert.deepEqual(binaries?.key, binary);
  assert.ok(has(binaries, Flag.valueBinary) && has(binaries, Flag.keyBinary) && !has(binaries, Flag.json));
  assert.ok(has(capped, Flag.capped) && !has(capped, Flag.valueBinary) && capped?.key === null);
  const kept = String(capped?.value);
  assert.ok(huge.toString().startsWith(kept) && Buffer.byteLength(kept) > VALUE_CAP - 4);
  const note = JSON.parse(capped?.note ?? '{}');
  assert.equal(note.length, huge.length);
  assert.equal(note.sha256.length, 64);
  assert.deepEqual(JSON.parse(withHeaders?.headers ?? ''), [
    ['a', 'one', false],
    ['b', binary.toString('base64'), true],
    ['c', '1', false],
    ['c', '2', false],
    ['d', '', false],
  ]);
  for (const record of [year0, year9999]) {
    assert.ok(has(record, Flag.absurdTime) && !has(record, Flag.noTime));
    assert.equal(record?.ts, 1_700_000_000_000_000);
  }
  assert.ok(has(gone, Flag.noTime));
  assert.ok(has(escaped, Flag.escaped) && has(escaped, Flag.json));
  assert.match(escaped?.text ?? '', /한국어 "quoted"/);
  assert.ok(!has(cut, Flag.json) && !has(cut, Flag.noTime));
  assert.equal(cut?.ts, Date.UTC(2026, 0, 2, 3, 4, 5) * 1000);
});

test('a topic that does not exist, a broker that does not answer, a group of others: said, and nothing is created', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('there');
  await assert.rejects(collect(folder.path, kit.session(['there', 'no-such-topic'])), {
    code: 'not-found',
    message: /no-such-topic does not exist/,
  });
  assert.ok(!(await kit.admin.listTopics()).includes('no-such-topic'));
  await assert.rejects(collect(folder.path, kit.session(['there'], { connection: { brokers: ['127.0.0.1:1'] } })), {
    code: 'unreachable',
    message: /127\.0\.0\.1:1/,
  });

  const other = kit.client.consumer({ groupId: 'others', maxWaitTimeInMs: 100 });
  await other.connect();
  await other.subscribe({ topics: ['there'] });
  const joined = new Promise((resolve) => other.on(other.events.GROUP_JOIN, resolve));
  await other.run({ eachMessage: async () => undefined });
  await joined;
  try {
    // The test's client calls itself tailwater-test: what gives it away is how its group deals out partitions.
    await assert.rejects(collect(folder.path, kit.session(['there'], { group: 'others' })), {
      code: 'busy',
      message: /others has members that are not of Tailwater/,
    });
  } finally {
    await other.disconnect();
  }
});
