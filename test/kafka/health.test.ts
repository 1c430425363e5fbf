// The health sampler on a real cluster of three brokers: brokers stop and come back, groups lag, logs are cut.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Admin } from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { deleteRecords, topicOffsets } from '../../build/kafka-topics.ts';
import { HealthReport, type PartitionHealth } from '../../main/contract/health.ts';
import type { Connection } from '../../main/contract/session.ts';
import { EventWatch } from '../../main/health/events.ts';
import { Admin as AdminRequests } from '../../main/kafka/admin.ts';
import { Metadata } from '../../main/kafka/admin-requests.ts';
import { CensusTaker } from '../../main/kafka/census-taker.ts';
import { createClient } from '../../main/kafka/client.ts';

import { HealthCollector } from '../../main/kafka/health-collect.ts';
import { sampleOnce } from '../../main/kafka/health-look.ts';
import { type HealthSamplerOptions, startHealthSampler } from '../../main/kafka/health-sampler.ts';

/** A sampler whose reports can be waited for. */
function watch(options: Omit<HealthSamplerOptions, 'onChange'>) {
  let waiting: { until: (report: HealthReport) => boolean; done: (report: HealthReport) => void } | undefined;
  const sampler = startHealthSampler({
    intervalMs: 300,
    ...options,
    onChange: () => {
      const report = HealthReport.parse(sampler.report());
      if (waiting?.until(report)) waiting.done(report);
    },
  });
  return {
    next: (until: (report: HealthReport) => boolean) =>
      new Promise<HealthReport>((done) => {
        waiting = { until, done };
      }),
    [Symbol.asyncDispose]: () => sampler.close(),
  };
}

function codes(partition: PartitionHealth | undefined): string[] {
  return partition?.reasons.map((reason) => reason.code) ?? [];
}

describe('three brokers', () => {
  let cluster: Cluster;
  let connection: Connection;
  let admin: Admin;
  const client = () => createClient(connection, { role: 'suite' });

  before(async () => {
    cluster = await startCluster({ brokers: 3, properties: { 'auto.leader.rebalance.enable': false } });
    connection = { brokers: cluster.bootstrap.split(',') };
    admin = client().admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic: 'logs',
          replicaAssignment: [
            { partition: 0, replicas: [1, 2, 3] },
            { partition: 1, replicas: [2, 3, 1] },
            { partition: 2, replicas: [3, 1, 2] },
          ],
          configEntries: [{ name: 'min.insync.replicas', value: '2' }],
        },
        { topic: 'single', replicaAssignment: [{ partition: 0, replicas: [3] }] },
        { topic: 'cut', numPartitions: 1, replicationFactor: 3 },
      ],
    });
    for (const topic of ['logs', 'single', 'cut']) await topicOffsets(admin, topic);
  });
  after(async () => {
    await admin?.disconnect();
    await cluster?.stop();
  });
  const produce = async (topic: string, count: number) => {
    const producer = client().producer();
    await producer.connect();
    await producer.send({
      topic,
      messages: Array.from({ length: count }, (_, i) => ({ value: `line ${i}`, partition: 0 })),
    });
    await producer.disconnect();
  };

  test('all is well', async () => {
    const report = await sampleOnce(connection, { topics: ['logs', 'single'] });
    assert.equal(report.severity, 'ok', JSON.stringify(report.partitions));
    assert.deepEqual([report.error, report.troubles], [null, []]);
    assert.deepEqual(
      report.partitions.map(({ topic, partition, leader, minInsyncReplicas }) => [
        topic,
        partition,
        leader,
        minInsyncReplicas,
      ]),
      [
        ['logs', 0, 1, 2],
        ['logs', 1, 2, 2],
        ['logs', 2, 3, 2],
        ['single', 0, 3, 1],
      ],
    );
    assert.deepEqual(
      report.brokers.map(({ id, leaders, replicas }) => [id, leaders, replicas]),
      [
        [1, 1, 3],
        [2, 1, 3],
        [3, 2, 4],
      ],
    );
    assert.equal(report.brokers.filter((broker) => broker.controller).length, 1);
    assert.equal(report.group, null);
  });

  test('without topics, all but those of Kafka itself', async () => {
    const report = await sampleOnce(connection, {});
    assert.deepEqual([...new Set(report.partitions.map((one) => one.topic))], ['cut', 'logs', 'single']);
  });

  test('a group that never was: no position, and asking leaves no trace', async () => {
    const report = await sampleOnce(connection, { group: 'nobody', topics: ['logs'] });
    assert.deepEqual([report.error, report.severity, report.partitions[0]?.position], [null, 'ok', null]);
    assert.ok(!(await admin.listTopics()).includes('__consumer_offsets'));
  });

  test('topics that do not exist', async () => {
    await assert.rejects(sampleOnce(connection, { topics: ['nowhere'] }), {
      code: 'not-found',
      message: /nowhere: unknown topic/,
    });
    const report = await sampleOnce(connection, { topics: ['logs', 'nowhere'] });
    assert.equal(report.partitions.length, 3);
    assert.match(report.troubles.map((one) => one.message).join(' '), /nowhere: unknown topic/);
    assert.ok(!(await admin.listTopics()).includes('nowhere'), 'asking must not create it');
  });

  test('the high watermark counts records of open transactions', async () => {
    const producer = client().producer({ transactionalId: 'open', maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'single', messages: [{ value: 'not committed' }] });
    const report = await sampleOnce(connection, { topics: ['single'] });
    assert.equal(report.partitions[0]?.highWatermark, 1);
    await transaction.abort();
    await producer.disconnect();
  });

  test('a group: lag, standing still, stopped, records lost', async () => {
    await produce('cut', 10);
    // The first group of a cluster waits for its coordinator; a kafkajs consumer that comes too early begins anew, and run() ends.
    for (let loaded = false; !loaded; )
      loaded = await admin.fetchOffsets({ groupId: 'readers', topics: ['cut'] }).then(
        () => true,
        () => false,
      );
    const consumer = client().consumer({ groupId: 'readers' });
    // A consumer that is left behind would keep the whole file from ending.
    await using left = new AsyncDisposableStack();
    left.defer(() => consumer.disconnect());
    await consumer.connect();
    await consumer.subscribe({ topic: 'cut', fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await consumer.commitOffsets([{ topic: 'cut', partition: 0, offset: '4' }]);

    const once = (await sampleOnce(connection, { group: 'readers', topics: ['cut'] })).partitions[0];
    assert.deepEqual([once?.position, once?.highWatermark, once?.lagRecords, once?.group], [4, 10, 6, 'UNKNOWN']);
    assert.equal(once?.producedPerSecond, null);

    await using sampler = watch({
      ...{ connection, group: 'readers', topics: ['cut'], intervalMs: 1_000, unseenAfter: 0 },
    });
    const stalled = await sampler.next(({ partitions: [one] }) => one?.group === 'STALL');
    assert.equal(stalled.severity, 'error');
    assert.equal(stalled.partitions[0]?.producedPerSecond, 0);
    await left.disposeAsync();
    const stopped = await sampler.next(({ partitions: [one] }) => one?.group === 'STOP');
    assert.deepEqual(codes(stopped.partitions[0]), ['group-stop']);

    await deleteRecords(admin, 'cut', [{ partition: 0, offset: '7' }]);
    const lost = await sampler.next(({ partitions: [one] }) => codes(one).includes('records-lost'));
    assert.deepEqual([lost.partitions[0]?.logStart, lost.partitions[0]?.lostRecords], [7, 3]);
  });

  test("this process's own position goes before the committed one", async () => {
    let next = 7;
    await using sampler = watch({ connection, group: 'readers', topics: ['cut'], position: () => next });
    await sampler.next(({ partitions: [one] }) => one?.position === 7 && one.lagRecords === 3);
    next = 10;
    const read = await sampler.next(({ partitions: [one] }) => one?.position === 10);
    assert.deepEqual([read.severity, read.partitions[0]?.group], ['ok', 'OK']);
  });

  test('a position is of before the ends were asked for: it is never beyond them', async () => {
    const [before] = (await sampleOnce(connection, { topics: ['cut'] })).partitions;
    let next = before?.highWatermark ?? 0;
    await using sampler = watch({
      ...{ connection, group: 'readers', topics: ['cut'], position: () => next },
      // The ends are known, and it reads on.
      onRound: () => void next++,
    });
    const { partitions } = await sampler.next(({ partitions: [one] }) => one?.highWatermark != null);
    assert.equal(partitions[0]?.position, partitions[0]?.highWatermark);
  });

  test('topics that nobody follows: they come and go, and count where leaders are wanted', async () => {
    await using asked = new AdminRequests(connection, { role: 'census' });
    const taker = new CensusTaker(asked);
    const collector = new HealthCollector(asked, { group: null, topics: ['logs'] });
    const watching = new EventWatch(null);
    const followed = await asked.metadata(['logs']);
    let minute = 0;
    const look = async () => {
      const census = await taker.take(followed, 60_000_000 * ++minute, () => watching.knownTopics());
      return { census, events: watching.observe({ ...(await collector.collect()), census }).events };
    };
    assert.equal((await look()).census?.preferences.get(1)?.misses, 0);
    const replicaAssignment = [{ partition: 0, replicas: [3, 1] }];
    await admin.createTopics({ topics: [{ topic: 'apart', replicaAssignment }] });
    await topicOffsets(admin, 'apart');
    // Its leader stays where it is: the other one would be preferred now.
    await admin.alterPartitionReassignments({
      topics: [{ topic: 'apart', partitionAssignment: [{ partition: 0, replicas: [1, 3] }] }],
    });
    const { census, events } = await look();
    assert.equal(census?.preferences.get(1)?.misses, 1);
    assert.deepEqual(
      events.map(({ kind, topic }) => [kind, topic]),
      [['topic-created', 'apart']],
    );
    await admin.deleteTopics({ topics: ['apart'] });
    const gone = await look();
    assert.deepEqual(
      gone.events.map(({ kind, topic }) => [kind, topic]),
      [['topic-deleted', 'apart']],
    );
  });

  test('a broker stops and comes back; a partition without a leader', async () => {
    await using sampler = watch({ connection, group: null, topics: ['logs', 'single'] });
    await sampler.next((report) => report.severity === 'ok');
    await cluster.stopBroker(3);
    // For a moment brokers may still name it as a leader, and it does not answer.
    const down = await sampler.next(({ partitions }) =>
      partitions.every((one) => one.severity !== 'ok' && !codes(one).includes('leader-silent')),
    );
    const [first, , third, single] = down.partitions;
    assert.deepEqual(codes(first), ['at-min-isr', 'under-replicated']);
    assert.match(first?.reasons[1]?.message ?? '', /2 of 3 replicas in sync; missing: broker 3/);
    assert.deepEqual([first?.severity, third?.severity, third?.leader], ['warning', 'warning', 1]);
    assert.deepEqual(codes(third), ['at-min-isr', 'under-replicated', 'not-preferred-leader']);
    assert.deepEqual([single?.severity, single?.leader, codes(single)], ['error', null, ['offline']]);
    assert.deepEqual([down.severity, single?.highWatermark, down.brokers.length], ['error', null, 2]);
    assert.equal(down.error, null);

    await cluster.startBroker(3);
    const back = await sampler.next((report) => report.severity === 'ok');
    assert.ok((back.partitions[0]?.since ?? 0) > (first?.since ?? 0));
    assert.deepEqual(back.partitions[0]?.isr.toSorted(), [1, 2, 3]);
  });

  test('replicas that are still being added are not missing', async () => {
    await cluster.stopBroker(2);
    await admin.alterPartitionReassignments({
      topics: [{ topic: 'single', partitionAssignment: [{ partition: 0, replicas: [3, 2] }] }],
    });
    const [single] = (await sampleOnce(connection, { topics: ['single'] })).partitions;
    assert.deepEqual([single?.replicas.toSorted(), single?.isr, single?.severity], [[2, 3], [3], 'ok']);
    await cluster.startBroker(2);
    await using sampler = watch({ connection, group: null, topics: ['single'] });
    await sampler.next(({ partitions: [one] }) => one?.isr.length === 2);
  });

  test('a sample that fails keeps the last report and says why', async () => {
    await using sampler = watch({ connection, group: null, topics: ['logs'] });
    const good = await sampler.next((report) => report.partitions.length === 3);
    await using other = new AdminRequests(connection, { role: 'other' });
    await other.metadata([]);
    const unused = cluster.brokers.map(({ id }) => id).find((id) => id !== 1) ?? 0;
    for (const { id } of cluster.brokers) cluster.signal(id, 'SIGSTOP');
    const named = assert.rejects(other.askBroker(unused, Metadata, []), /The cluster names it as one of its brokers/);
    const bad = await sampler.next((report) => report.error !== null && report.sampledAt === good.sampledAt);
    assert.match(bad.error?.message ?? '', /None of 3 brokers answers.*did not answer/);
    assert.equal(bad.partitions.length, 3);
    await named;
    for (const { id } of cluster.brokers) cluster.signal(id, 'SIGCONT');
    await sampler.next((report) => report.error === null && report.severity === 'ok');
  });

  test('closing in the middle of a sample ends it', async () => {
    const sampler = startHealthSampler({
      connection,
      group: 'readers',
      topics: ['logs'],
      onChange: () => assert.fail(),
    });
    await sampler.close();
    assert.equal(sampler.report().sampledAt, null);
  });
});

test('nobody there', async () => {
  await assert.rejects(sampleOnce({ brokers: ['127.0.0.1:1'] }, {}), { code: 'unreachable', message: /refused/ });
});
