// R7 on a real Kafka: a topic that is deleted and created again is read as another incarnation, whole, and nothing is mixed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import {
  assertSame,
  collect,
  collectAll,
  Kit,
  readCache,
  type Stored,
  until,
  usingFolder,
  valuesOf,
} from './ingest-kit.ts';

let cluster: Cluster;
let kit: Kit;
before(async () => {
  cluster = await startCluster();
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`);
/** The ledger of each incarnation, the first one first: what was sent to each partition. */
type Ledger = Map<number, string[]>[];

function assertLedger(records: Stored[], topic: string, ledger: Ledger): void {
  for (const [i, sent] of ledger.entries()) {
    const ofIt = records.filter(({ incarnation }) => incarnation === i + 1);
    assertSame(valuesOf(ofIt, topic), sent);
    for (const partition of sent.keys()) {
      const offsets = ofIt.filter((one) => one.topic === topic && one.partition === partition).map((one) => one.offset);
      assert.deepEqual(offsets, [...offsets.keys()], `offsets of partition ${partition}, incarnation ${i + 1}`);
    }
  }
  const all = ledger.flatMap((sent) => [...sent.values()]).reduce((sum, values) => sum + values.length, 0);
  assert.equal(records.filter((one) => one.topic === topic).length, all);
}

async function send(topic: string, name: string, counts: number[]): Promise<Map<number, string[]>> {
  const sent = new Map(counts.map((count, partition) => [partition, numbered(`${name} ${partition}`, count)]));
  // A producer that knew the topic before sends to what it was.
  await using fresh = await Kit.connect(cluster.bootstrap);
  for (const [partition, values] of sent) if (values.length > 0) await fresh.produce(topic, partition, values);
  return sent;
}

const SIZES = { smaller: [30, 10], 'of the same size': [50, 50], larger: [90, 120] };

for (const [size, counts] of Object.entries(SIZES)) {
  test(`deleted and created again between two sessions, ${size}`, async () => {
    await using folder = await usingFolder();
    const topic = `between-${size.replaceAll(' ', '-')}`;
    await kit.createTopic(topic, 2);
    const ledger: Ledger = [await send(topic, 'old', [50, 50])];
    await collectAll(folder.path, kit.session([topic]));
    await kit.recreateTopic(topic, 2);
    ledger.push(await send(topic, 'new', counts));
    await collectAll(folder.path, kit.session([topic]));
    assertLedger(readCache(folder.path), topic, ledger);
    // And once only.
    await collectAll(folder.path, kit.session([topic]));
    assertLedger(readCache(folder.path), topic, ledger);
  });
}

test('deleted and created again while it is collected, three times: larger, empty at first, of the same size', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('while', 2);
  const ledger: Ledger = [await send('while', 'first', [50, 50])];
  {
    const session = kit.session(['while']);
    await using collecting = await collect(folder.path, { ...session, tunables: { ...session.tunables, workers: 2 } });
    const { supervisor, writer } = collecting;
    let all = 100;
    await until('the first is stored', () => writer.tick().records === all);
    for (const counts of [
      [80, 90],
      [80, 0],
      [80, 40],
    ]) {
      await kit.recreateTopic('while', 2);
      ledger.push(await send('while', `again ${ledger.length}`, counts));
      all += counts.reduce((sum, count) => sum + count, 0);
      await until('what is new is stored', () => writer.tick().records === all);
    }
    const told = () => supervisor.status().warnings.map(({ message }) => message);
    assert.match(
      told().join('\n'),
      /topic while was deleted and created again: its new records are read as incarnation 4, the old/,
    );
    assert.equal(supervisor.status().lagRecords, 0);
    await until('nothing else is told', () => told().length === 1);
    assert.equal(writer.tick().followed, 2);
  }
  const last = ledger[2];
  assert.ok(last);
  last.delete(1);
  assertLedger(readCache(folder.path), 'while', ledger);
});

test('a topic that is gone for a while is told by name, and read on when another is there, with fewer partitions', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('gone', 2);
  const ledger: Ledger = [await send('gone', 'old', [15, 5])];
  {
    await using collecting = await collect(folder.path, kit.session(['gone']), 1_000);
    const { supervisor, writer } = collecting;
    await until('it is stored', () => writer.tick().records === 20);
    await kit.admin.deleteTopics({ topics: ['gone'] });
    const told = () =>
      supervisor
        .status()
        .warnings.map(({ message }) => message)
        .join('\n');
    await until('it is told', () => /The topic gone does not exist/.test(told()));
    await kit.createAgain('gone');
    ledger.push(await send('gone', 'new', [10]));
    await until('the new one is stored', () => writer.tick().records === 30);
    await until('the partition that is no more is not followed', () => supervisor.status().partitions === 1);
    await until('nor waited for', () => writer.tick().followed === 1);
    await until('it is not told any more', () => !/does not exist/.test(told()));
  }
  assertLedger(readCache(folder.path), 'gone', ledger);
});
