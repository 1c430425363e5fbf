// What goes wrong on the way, on a real Kafka: nothing is lost, doubled or skipped in silence, and one partition's trouble is
// no other's.
import assert from 'node:assert/strict';
import { cp, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter } from '../../main/store/writer.ts';
import { assertSame, collect, collectAll, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

const { CompressionTypes } = kafkajs;
let cluster: Cluster;
let kit: Kit;
let data: Awaited<ReturnType<typeof usingFolder>>;
before(async () => {
  // A folder of our own, so that brokers are stopped cleanly and find their logs again.
  data = await usingFolder();
  cluster = await startCluster({ folder: data.path });
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
  await data?.[Symbol.asyncDispose]();
});

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`);

test('an opening that is cancelled at its last step starts no worker and joins no group', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('cancelled');
  await using writer = await openWriter(folder.path);
  const abort = new AbortController();
  const follow: typeof writer.follow = async (...given) => {
    const followed = await writer.follow(...given);
    abort.abort();
    return followed;
  };
  let workers = 0;
  const connectWorker = () => {
    workers++;
    return writer.connectWorker();
  };
  await assert.rejects(
    startSupervisor({
      session: kit.session(['cancelled'], { group: 'tailwater-cancelled' }),
      writer: { ...writer, follow, connectWorker },
      onChange: () => undefined,
      signal: abort.signal,
    }),
    { code: 'cancelled' },
  );
  assert.equal(workers, 0);
  const { groups } = await kit.admin.describeGroups(['tailwater-cancelled']);
  assert.deepEqual(groups[0]?.members, []);
});

test('transactions: committed ones are read, aborted ones are not, under read_committed', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('transactions');
  const [one, two] = ['one', 'two'].map((transactionalId) =>
    kit.client.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 }),
  );
  assert.ok(one && two);
  await one.connect();
  await two.connect();
  const sent: string[] = [];
  for (let round = 0; round < 4; round++) {
    const [first, second] = [await one.transaction(), await two.transaction()];
    for (let i = 0; i < 3; i++) {
      // A key of four zero bytes is what an abort marker's key looks like to kafkajs.
      const key = Buffer.alloc(4);
      await first.send({ topic: 'transactions', messages: [{ key, value: `first ${round} ${i}` }] });
      await second.send({ topic: 'transactions', messages: [{ key, value: `second ${round} ${i}` }] });
      await kit.produce('transactions', 0, [`plain ${round} ${i}`]);
      sent.push(...(round % 2 === 0 ? [] : [`first ${round} ${i}`]), ...(round < 2 ? [`second ${round} ${i}`] : []));
      sent.push(`plain ${round} ${i}`);
    }
    await (round % 2 === 0 ? first.abort() : first.commit());
    await (round < 2 ? second.commit() : second.abort());
  }
  await one.disconnect();
  await two.disconnect();
  await collectAll(folder.path, kit.session(['transactions']));
  assertSame(valuesOf(readCache(folder.path), 'transactions'), new Map([[0, sent]]));

  await using everything = await usingFolder();
  const session = kit.session(['transactions']);
  await collectAll(everything.path, { ...session, tunables: { ...session.tunables, isolation: 'read_uncommitted' } });
  assert.equal(readCache(everything.path).length, 36);
});

test('of a cache and its copy that collect into one group one goes on, and the other says what it is', async () => {
  await using folder = await usingFolder();
  await using copy = await usingFolder();
  await kit.createTopic('copied');
  await kit.produce('copied', 0, ['one']);
  await collectAll(folder.path, kit.session(['copied']));
  await cp(folder.path, copy.path, { recursive: true });
  await using first = await collect(folder.path, kit.session(['copied']));
  // Its group is at rest by then: nobody is told while joins meet by chance.
  await until('its fetches wait', () => (first.supervisor.consumers().workers[0]?.fetchWaitMs ?? 0) > 900);
  await using second = await collect(copy.path, kit.session(['copied']));
  const both = [first, second];
  const failed = () => both.filter(({ supervisor }) => supervisor.status().state === 'failed');
  await until('one of them is told', () => failed().length === 1);
  const { error } = failed()[0]?.supervisor.status() ?? {};
  assert.equal(error?.code, 'busy');
  assert.match(error?.message ?? '', /copy of this cache/);
  await kit.produce('copied', 0, ['two']);
  await until('the other one goes on', () => both.some(({ writer }) => writer.tick().records === 2));
  assert.equal(failed().length, 1);
});

test('partitions that are added while collecting are read from their beginning', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('growing', 1);
  const sent = new Map([[0, numbered('zero', 100)]]);
  await kit.produce('growing', 0, ['before']);
  {
    // Latest is for what was there at the start.
    await using collecting = await collect(folder.path, kit.session(['growing'], { start: { at: 'latest' } }), 500);
    await kit.produce('growing', 0, sent.get(0) ?? []);
    await until('the first partition is stored', () => collecting.writer.tick().records === 100);
    await kit.admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: 3 }] });
    // kafkajs's producer drops, in silence, what goes to a partition that it has not heard of: a new one hears of it.
    await using knowing = await Kit.connect(cluster.bootstrap);
    for (const partition of [1, 2]) {
      const values = numbered(`new ${partition}`, 50);
      sent.set(partition, values);
      await knowing.produce('growing', partition, values);
    }
    await until('the new partitions are stored', () => collecting.writer.tick().records === 200);
    assert.equal(collecting.supervisor.status().partitions, 3);
  }
  assertSame(valuesOf(readCache(folder.path), 'growing'), sent);
});

test('a broker that is killed and comes back: told, and read on', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('outage', 2);
  const sent = new Map([0, 1].map((partition) => [partition, numbered(`before ${partition}`, 500)]));
  for (const [partition, values] of sent) await kit.produce('outage', partition, values);
  {
    await using collecting = await collect(folder.path, kit.session(['outage']));
    const { supervisor, writer } = collecting;
    await until('what there is is stored', () => writer.tick().records === 1000);
    await cluster.stopBroker(1, 'SIGKILL');
    await until('the outage is told', () => supervisor.status().warnings.length > 0);
    assert.equal(supervisor.status().state, 'collecting');
    await cluster.startBroker(1);
    for (const [partition, values] of sent) {
      const more = numbered(`after ${partition}`, 300);
      values.push(...more);
      await kit.produce('outage', partition, more);
    }
    await until('the rest is stored', () => writer.tick().records === 1600);
    await until('the warning is over', () => supervisor.status().warnings.length === 0);
  }
  assertSame(valuesOf(readCache(folder.path), 'outage'), sent);
});

test('a damaged batch stops its partition, visibly, and no other', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('damaged', 2);
  const good = numbered('good', 100);
  await kit.produce('damaged', 0, good);
  await kit.produce('damaged', 1, good);
  await kit.produce('damaged', 1, numbered('broken on disk', 100), CompressionTypes.LZ4);
  await cluster.stopBroker(1);
  await flipLastByte(join(data.path, 'broker-1', 'data', 'damaged-1'));
  await cluster.startBroker(1);
  {
    await using collecting = await collect(folder.path, kit.session(['damaged']));
    const { supervisor, writer } = collecting;
    const told = () => supervisor.status().warnings.find((one) => one.message.includes('checksum'));
    await until('the damage is told', () => told() !== undefined);
    assert.match(told()?.message ?? '', /^Partition 1 of damaged is not read on from offset 100: .*checksum/);
    await kit.produce('damaged', 0, good);
    await until('the other partition goes on', () => writer.tick().records === 300);
  }
  assertSame(
    valuesOf(readCache(folder.path), 'damaged'),
    new Map([
      [0, [...good, ...good]],
      [1, good],
    ]),
  );

  // With an end to be reached, one that cannot be reached is a failure, after all else was stored.
  await using ending = await collect(folder.path, kit.session(['damaged'], { untilEnd: true }));
  await until('the session fails', () => ending.supervisor.status().state === 'failed');
  assert.equal(ending.supervisor.status().error?.code, 'damaged');
});

async function flipLastByte(folder: string): Promise<void> {
  const name = (await readdir(folder)).find((file) => file.endsWith('.log'));
  const file = await open(join(folder, name ?? ''), 'r+');
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, size - 1);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, size - 1);
  await file.close();
}
