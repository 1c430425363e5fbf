// Partitions on three brokers: "read to the end" is said only when every one was read, also one that nobody could read at the
// start; one of them may be read before the others; and what is left of the brokers is read on when others freeze or die for good.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { topicOffsets } from '../../build/kafka-topics.ts';
import { Connection, type OpenSession } from '../../main/contract/session.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { describeGroup } from '../../main/kafka/group-members.ts';
import type { Supervisor } from '../../main/kafka/supervisor.ts';
import { startCli } from '../hosts/cli-run.ts';
import { assertSame, collect, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

let data: Awaited<ReturnType<typeof usingFolder>>;
let cluster: Cluster;
let kit: Kit;
before(async () => {
  data = await usingFolder();
  const properties = { 'broker.session.timeout.ms': 4_000, 'broker.heartbeat.interval.ms': 500 };
  cluster = await startCluster({ brokers: 3, folder: data.path, properties });
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
  await data?.[Symbol.asyncDispose]();
});

const oneWorker = (session: OpenSession): OpenSession => ({
  ...session,
  tunables: { ...session.tunables, workers: 1 },
});
function assertNotRestarted(supervisor: Supervisor): void {
  assert.equal(supervisor.status().state, 'collecting');
  assert.deepEqual(
    supervisor.consumers().workers.map(({ restarts }) => restarts),
    [0],
  );
}

test('one that is to be fetched first is read to its end before any other, on whichever broker, and then all are', async () => {
  await using folder = await usingFolder();
  const replicaAssignment = [1, 2, 3, 1].map((id, partition) => ({ partition, replicas: [id] }));
  await kit.admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'first', replicaAssignment }] });
  const [rounds, records] = [8, 10];
  const values = Array.from({ length: records }, () => 'x'.repeat(1_500));
  for (let round = 0; round < rounds; round++)
    for (const { partition } of replicaAssignment) await kit.produce('first', partition, values);
  // A batch or two each time.
  const session = kit.session(['first']);
  const tunables = { ...session.tunables, fetchMaxBytes: 65_536, partitionFetchMaxBytes: 16_384, workers: 1 };
  {
    await using collecting = await collect(folder.path, { ...session, tunables });
    const { supervisor, writer } = collecting;
    assert.throws(() => supervisor.fetchFirst({ topic: 'first', partition: 9 }), { code: 'not-found' });
    // Before the worker is in its group: it begins with that.
    supervisor.fetchFirst({ topic: 'first', partition: 3 });
    assert.equal(supervisor.consumers().first?.lagRecords, rounds * records);
    await until('all of them', () => writer.tick().records === 4 * rounds * records);
    await until('it has ended by itself', () => supervisor.consumers().first === null);
  }
  // Rows are numbered in the order in which they were written.
  const catalog = new Database(join(folder.path, 'catalog.db'), { readonly: true });
  const part = catalog.prepare<[], number>('SELECT id FROM parts WHERE partition = 3').pluck().get();
  const file = catalog.prepare<[], string>('SELECT file FROM segments').pluck().get();
  catalog.close();
  const segment = new Database(join(folder.path, file ?? ''), { readonly: true });
  const last = segment.prepare<unknown[], number>('SELECT max(id) FROM records WHERE part = ?').pluck().get(part);
  segment.close();
  assert.equal(last, rounds * records, 'no record of another one came before its last');
});

test('a partition without a leader is waited for, by name', async () => {
  await using folder = await usingFolder();
  const topics = [
    { topic: 'split', replicaAssignment: [1, 2, 3].map((id, partition) => ({ partition, replicas: [id] })) },
  ];
  await kit.admin.createTopics({ waitForLeaders: true, topics });
  for (const partition of [0, 1, 2]) await kit.produce('split', partition, [`from ${partition}`]);
  await cluster.stopBroker(3);
  {
    const session = kit.session(['split'], { untilEnd: true });
    await using collecting = await collect(folder.path, session, 500);
    const { supervisor, writer } = collecting;
    await until('what can be read', () => writer.tick().records === 2);
    assert.equal(supervisor.status().state, 'collecting');
    assert.match(JSON.stringify(supervisor.status().warnings), /split/);
    await cluster.startBroker(3);
    await until('the end', () => supervisor.status().state === 'ended');
  }
  assert.deepEqual(
    readCache(folder.path).map((record) => record.value),
    ['from 0', 'from 1', 'from 2'],
  );
});

test('a broker dies, and with it the only copy of a partition: both are named until it is back, others are read on', async () => {
  await using folder = await usingFolder();
  await using cache = await usingFolder();
  await using fresh = await Kit.connect(cluster.bootstrap);
  const victim = 3;
  const alone = [1, 2, victim].map((id, partition) => ({ partition, replicas: [id] }));
  await fresh.admin.createTopics({
    waitForLeaders: true,
    topics: [
      { topic: 'alone', replicaAssignment: alone },
      { topic: 'copied', replicaAssignment: [{ partition: 0, replicas: [victim, 1, 2] }] },
    ],
  });
  for (const { partition } of alone) await kit.produce('alone', partition, [`from ${partition}`]);
  await using collecting = await collect(folder.path, oneWorker(fresh.session(['alone', 'copied'])), 500);
  const { supervisor, writer } = collecting;
  const told = () => supervisor.status().warnings.map(({ message }) => message);
  await until('what is there', () => writer.tick().records === 3);

  const args = ['collect', '--brokers', cluster.bootstrap, '--topics', 'alone', '--cache', cache.path, '--until-end'];
  using cli = startCli(args);
  // Its worker has yet to start, and join.
  await cli.seen('stderr', /Following alone/);
  await cluster.stopBroker(victim, 'SIGKILL');
  const diedAtMs = Date.now();
  // What others lead by now is not among what waits.
  const silent = 'Broker 3 does not answer. Partitions that wait for it: 1 (alone/2). The others are read on.';
  await until('the broker is named', () => told().includes(silent));
  await until('nothing is said to be complete beyond its death', () => {
    const { caughtUp, followed, frontier } = writer.tick();
    return caughtUp < followed && frontier !== null && frontier / 1000 <= diedAtMs;
  });
  await until('the partition is', () => told().some((one) => /^Partition 2 of alone has no leader/.test(one)));
  // Where its worker is slow to join, the cluster calls the broker dead by then.
  await cli.seen('stderr', /^Warning: (Broker 3 does not answer.*alone\/2|Partition 2 of alone has no leader)/m);
  await fresh.produce('copied', 0, ['read on']);
  await until('the others are read on', () => writer.tick().records === 4);
  assertNotRestarted(supervisor);

  await cluster.startBroker(victim);
  const { code, stderr } = await cli.ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Read to the end: 3 records more/);
  await until('no trouble is told any more', () => told().length === 0);
});

for (const whose of ['the group’s coordinator', 'another one'])
  test(`a broker is frozen, ${whose}: the others are read on without a pause, and so is what they come to lead`, async () => {
    await using folder = await usingFolder();
    const isCoordinator = whose !== 'another one';
    const [living, copied] = isCoordinator ? ['living-1', 'copied-1'] : ['living-2', 'copied-2'];
    const group = `tailwater-${living}`;
    await using asking = new Admin(Connection.parse({ brokers: kit.brokers }), { role: 'test' });
    await asking.metadata([]);
    let coordinator: number | null = null;
    await until('the group has a coordinator', async () => {
      ({ coordinator } = await describeGroup(asking, group));
      return coordinator !== null;
    });
    const victim = cluster.brokers.find(({ id }) => (id === coordinator) === isCoordinator)?.id ?? assert.fail();
    const others = cluster.brokers.filter(({ id }) => id !== victim);
    const bootstrap = others.map(({ port }) => `127.0.0.1:${port}`);
    await using fresh = await Kit.connect(bootstrap.join(','));
    // It goes on asking whoever answered last.
    await using watching = new Admin(Connection.parse({ brokers: bootstrap }), { role: 'test' });
    await watching.metadata([]);
    await fresh.admin.createTopics({
      waitForLeaders: true,
      topics: [
        { topic: living, replicaAssignment: others.map(({ id }, partition) => ({ partition, replicas: [id] })) },
        {
          topic: copied,
          replicaAssignment: [{ partition: 0, replicas: [victim, ...others.map(({ id }) => id)] }],
          configEntries: [{ name: 'min.insync.replicas', value: '2' }],
        },
      ],
    });
    const sent = new Map([living, copied].map((topic) => [topic, new Map<number, string[]>()]));
    let records = 0;
    const produce = async (topic: string, partition = 0, by = fresh) => {
      const value = `record ${records}`;
      await by.produce(topic, partition, [value]);
      records++;
      const values = sent.get(topic) ?? assert.fail();
      values.set(partition, [...(values.get(partition) ?? []), value]);
    };
    await produce(copied);
    let [pauseMs, readAgainMs] = [0, 0];
    {
      await using collecting = await collect(folder.path, oneWorker({ ...kit.session([living, copied]), group }));
      const { supervisor, writer } = collecting;
      const produceLiving = async () => {
        for (const partition of others.keys()) await produce(living, partition);
      };
      await until('what is there', () => writer.tick().records === 1);
      let [seen, at] = [0, 0];
      // For as long as there is something of theirs to read.
      const look = setInterval(() => {
        const { records: stored } = writer.tick();
        if (stored > seen || stored >= records) [seen, at] = [stored, performance.now()];
        pauseMs = Math.max(pauseMs, performance.now() - at);
      }, 20).unref();
      cluster.signal(victim, 'SIGSTOP');
      await until('another one leads', async () => {
        await produceLiving();
        return (await watching.metadata([copied])).topics[0]?.partitions[0]?.leader !== victim;
      });
      // Whoever produced before would wait for the frozen one.
      await using newer = await Kit.connect(bootstrap.join(','));
      await produce(copied, 0, newer);
      const led = performance.now();
      await until('what it has come to lead is read', async () => {
        await produceLiving();
        return supervisor.position(copied, 0) === 2;
      });
      clearInterval(look);
      readAgainMs = performance.now() - led;
      cluster.signal(victim, 'SIGCONT');
      await produce(copied, 0, newer);
      await produceLiving();
      await until('the end', () => writer.tick().records === records);
      assertNotRestarted(supervisor);
      assert.equal(writer.tick().duplicates, 0);
    }
    const stored = readCache(folder.path);
    for (const [topic, values] of sent) assertSame(valuesOf(stored, topic), values);
    assert.ok(pauseMs < 4_000, `nothing was read for ${Math.round(pauseMs)} ms`);
    assert.ok(readAgainMs < 10_000, `it took ${Math.round(readAgainMs)} ms to read on from another broker`);
  });

// The last one: its brokers stay dead.
test('the broker that coordinates the group dies for good: workers read on and commit to the next one; all die: it is said', async () => {
  await using folder = await usingFolder();
  // kafkajs knows no leaders while a topic that it was asked about before lacks one.
  await using fresh = await Kit.connect(cluster.bootstrap);
  const partitions = [0, 1, 2, 3, 4, 5];
  await fresh.createTopic('orphaned', partitions.length, { 'min.insync.replicas': '2' });
  const session = fresh.session(['orphaned']);
  await using collecting = await collect(folder.path, { ...session, tunables: { ...session.tunables, workers: 2 } });
  const { supervisor, writer } = collecting;
  const restarts = () => supervisor.consumers().workers.map((worker) => worker.restarts);
  await until('both read', () => supervisor.consumers().workers.every(({ state }) => state === 'consuming'));
  for (const partition of partitions) await fresh.produce('orphaned', partition, ['before']);
  await until('what was there before', () => writer.tick().records === partitions.length);

  await using admin = new Admin(Connection.parse({ brokers: kit.brokers }), { role: 'test' });
  await admin.metadata([]);
  const { coordinator } = await describeGroup(admin, supervisor.group);
  assert.ok(coordinator !== null);
  await cluster.stopBroker(coordinator, 'SIGKILL');
  const ends = await topicOffsets(fresh.admin, 'orphaned');
  assert.ok(ends.every(({ high }) => high === '1'));
  for (const partition of partitions) await fresh.produce('orphaned', partition, ['after']);
  await until('what came after', () => writer.tick().records === 2 * partitions.length);
  const { group: groupId } = supervisor;
  await until('the next coordinator has the positions', async () => {
    const committed = await fresh.admin.fetchOffsets({ groupId, topics: ['orphaned'] }).catch(() => []);
    return partitions.every((one) =>
      committed[0]?.partitions.some(({ partition, offset }) => partition === one && offset === '2'),
    );
  });
  assert.deepEqual(restarts(), [0, 0], 'nobody had to start again');
  await until('no trouble is told any more', () => supervisor.status().warnings.length === 0);
  assert.equal(supervisor.status().notReading, undefined);

  await Promise.all(cluster.brokers.map(({ id }) => cluster.stopBroker(id, 'SIGKILL')));
  await until('that nothing is read is told', () => supervisor.status().notReading !== undefined);
  const { warnings, recordsPerSecond, lagRecords } = supervisor.status();
  assert.equal(new Set(warnings.map(({ message }) => message)).size, warnings.length, 'each trouble once');
  assert.doesNotMatch(JSON.stringify(warnings), /consumer#run|cached metadata/);
  assert.deepEqual({ recordsPerSecond, lagRecords }, { recordsPerSecond: 0, lagRecords: 0 });
  supervisor.sawEnd('orphaned', 0, 102, Date.now() * 1000);
  assert.equal(supervisor.status().lagRecords, 100);
});
