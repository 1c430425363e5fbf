// R7 where a log is cut back: a broker that missed records is elected leader uncleanly. What was read stays, what the log has
// now is read from where it was cut, and neither is mixed with the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../../build/kafka.ts';
import { EventWatch } from '../../main/health/events.ts';
import { FillJobs } from '../../main/kafka/fill-jobs.ts';
import { startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { openWriter } from '../../main/store/writer.ts';
import { endOf } from './fill-kit.ts';
import { assertSame, collect, collectAll, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

const TOPICS = ['smaller', 'larger', 'between'];
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`);

test('an unclean election cuts logs back, while they are collected and between two sessions', async () => {
  await using data = await usingFolder();
  await using folder = await usingFolder();
  await using later = await usingFolder();
  await using filled = await usingFolder();
  const properties = {
    'unclean.leader.election.enable': true,
    'unclean.leader.election.interval.ms': 500,
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 500,
  };
  await using cluster = await startCluster({ brokers: 3, folder: data.path, properties });
  await using kit = await Kit.connect(cluster.bootstrap);
  const { clusterId } = await kit.admin.describeCluster();
  await kit.admin.createTopics({
    waitForLeaders: true,
    topics: TOPICS.map((topic) => ({ topic, replicaAssignment: [{ partition: 0, replicas: [1, 2] }] })),
  });
  for (const topic of TOPICS) await kit.produce(topic, 0, numbered('common', 50));
  // What an analyst is told of it, by the events of the cluster's health.
  const watch = new EventWatch(null);
  const unclean: (string | null)[] = [];
  const sampler = startHealthSampler({
    ...{ connection: { brokers: kit.brokers }, group: null, topics: TOPICS, intervalMs: 1_000 },
    onSnapshot: (snapshot) => {
      for (const { kind, topic } of watch.observe(snapshot).events)
        if (kind === 'unclean-election') unclean.push(topic);
    },
    onChange: () => undefined,
  });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => sampler.close());
  const ledger = new Map(TOPICS.map((topic) => [topic, [[...numbered('common', 50), ...numbered('lost', 30)], []]]));
  {
    await using collecting = await collect(folder.path, kit.session(['smaller', 'larger']), 1_000);
    const { supervisor, writer } = collecting;
    await cluster.stopBroker(2);
    for (const topic of TOPICS) await kit.produce(topic, 0, numbered('lost', 30));
    await until('what will be lost is stored', () => writer.tick().records === 160);
    await collectAll(later.path, kit.session(['between']));
    await collectAll(filled.path, kit.session(['between'], { start: { at: 'offset', offset: 70 } }));
    await cluster.stopBroker(1, 'SIGKILL');
    await cluster.startBroker(2);
    await using fresh = await Kit.connect(cluster.bootstrap);
    const counts: Record<string, number> = { smaller: 10, larger: 60, between: 40 };
    for (const topic of TOPICS) {
      const values = numbered('instead', counts[topic] ?? 0);
      ledger.get(topic)?.[1]?.push(...values);
      assert.equal(await fresh.produce(topic, 0, values), 50, 'the log was cut back to what both had');
    }
    await until('what came instead is stored', () => writer.tick().records === 160 + 70);
    const told = supervisor.status().warnings.map(({ message }) => message);
    for (const topic of ['smaller', 'larger'])
      assert.match(told.join('\n'), new RegExp(`log of ${topic} is not the one .* incarnation 2, .*: 0 \\(50\\)`));
    assert.equal(supervisor.status().lagRecords, 0);
  }
  await until('the elections are told as unclean', () => unclean.length >= TOPICS.length);
  assert.deepEqual(unclean.toSorted(), TOPICS.toSorted());
  await collectAll(later.path, kit.session(['between']));
  const records = [...readCache(folder.path), ...readCache(later.path)];
  for (const [topic, incarnations] of ledger)
    for (const [i, values] of incarnations.entries()) {
      const ofIt = records.filter(({ incarnation }) => incarnation === i + 1);
      assertSame(valuesOf(ofIt, topic), new Map([[0, values]]));
      const [first] = ofIt.filter((one) => one.topic === topic);
      assert.equal(first?.offset, i === 0 ? 0 : 50);
    }

  // A fill that nothing has told yet that the log was cut.
  {
    await using writer = await openWriter(filled.path);
    const { connection, tunables } = kit.session(['between']);
    const [known] = await writer.known(clusterId, [{ topic: 'between', partition: 0 }]);
    assert.equal(known?.next, 80);
    const partitions = await writer.follow(clusterId, [{ ...known, start: 80 }]);
    const fills = new FillJobs(writer, () => ({ connection, isolation: tunables.isolation, partitions }));
    const range = { topic: 'between', partition: 0, from: 0, to: 70 };
    const job = await endOf(fills, fills.start({ kind: 'offsets', ranges: [range] }).id);
    assert.match(job.error?.message ?? '', /Partition 0 of between .* from offset 0 on: .* its log was cut back/);
  }
  const unmixed = valuesOf(readCache(filled.path), 'between');
  assertSame(unmixed, new Map([[0, numbered('lost', 30).slice(20)]]));
});
