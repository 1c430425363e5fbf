// How followed topics are set up and lie over the brokers: a real cluster of three brokers on two racks, of which one is killed; what
// credentials may not read; and a cluster of ZooKeeper.
import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Broker, type Cluster, startCluster } from '../../build/kafka.ts';
import { topicOffsets } from '../../build/kafka-topics.ts';
import { ClusterReport, type TopicLayout } from '../../main/contract/cluster.ts';
import type { Connection } from '../../main/contract/session.ts';
import type { Told } from '../../main/contract/told.ts';
import { ClusterSampler } from '../../main/kafka/cluster-sampler.ts';
import { offsetsPartitionOf } from '../../main/kafka/group-coordinators.ts';
import { GroupsSampler } from '../../main/kafka/groups-sampler.ts';
import { type HealthSampler, startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { Kit, until } from './ingest-kit.ts';
import { RequestProxy } from './request-proxy.ts';

// kafkajs is CommonJS, and Node does not find these names by itself.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Sampled and watched, looked at anew each second. */
function watchCluster(connection: Connection, topics: string[]) {
  let sampler: HealthSampler | undefined;
  let looks = 0;
  const cluster = new ClusterSampler(() => sampler?.soon(), 1_000_000);
  const leave = cluster.subscribe(() => looks++);
  // Two seconds in the place of a minute.
  const groups = new GroupsSampler(() => sampler?.soon(), { unheardAfter: 2_000_000 });
  const leaveGroups = groups.subscribe(() => undefined);
  sampler = startHealthSampler({
    ...{ connection, topics, group: null, intervalMs: 1_000 },
    also: () => groups.topics,
    onRound: (round) => {
      cluster.observe(round);
      groups.observe(round, null);
    },
    onChange: () => undefined,
  });
  const report = () => ClusterReport.parse(cluster.get());
  return {
    ...{ report, groups },
    looks: () => looks,
    sizeOf: (topic: string, partition: number) => cluster.sizeOf(topic, partition),
    topic: (name: string): TopicLayout | undefined => report().topics.find(({ topic }) => topic === name),
    broker: (id: number) => report().brokers.find((one) => one.id === id),
    async [Symbol.asyncDispose]() {
      leave();
      leaveGroups();
      await sampler?.close();
      await Promise.all([cluster.clear(), groups.clear()]);
    },
  };
}

/** The keys of these requests: https://kafka.apache.org/protocol */
const METADATA = 3;
const DESCRIBE_CONFIGS = 32;

const LOGIN = {
  listeners: { LOGIN: 'SASL_PLAINTEXT' as const },
  properties: {
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.login.plain.sasl.jaas.config':
      'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right";',
    'super.users': 'User:ANONYMOUS',
    'compression.type': 'lz4',
  },
};
/** May see the topics, and nothing else. */
async function anna(cluster: Cluster, kit: Kit): Promise<Connection> {
  const resource = { resourceType: AclResourceTypes.TOPIC, resourceName: '*' };
  const who = { resourcePatternType: ResourcePatternTypes.LITERAL, principal: 'User:anna', host: '*' };
  const may = { operation: AclOperationTypes.DESCRIBE, permissionType: AclPermissionTypes.ALLOW };
  await kit.admin.createAcls({ acl: [{ ...resource, ...who, ...may }] });
  return {
    brokers: cluster.brokers.map(({ listeners }) => `127.0.0.1:${listeners.LOGIN}`),
    sasl: { mechanism: 'plain', username: 'anna', password: 'right' },
  };
}

async function logBytes({ folder }: Broker, topic: string, partition: number): Promise<number> {
  const log = join(folder, 'data', `${topic}-${partition}`);
  const files = (await readdir(log)).filter((name) => name.endsWith('.log'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(log, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const valuesOf = (topic: TopicLayout | undefined) =>
  Object.fromEntries(topic?.configs?.map(({ name, value, source }) => [name, [value, source]]) ?? []);

describe('three brokers on two racks', () => {
  let cluster: Cluster;
  let kit: Kit;
  const TOPICS = ['even', 'close'];
  const GROUPS = Array.from({ length: 8 }, (_, i) => `group-${i}`);
  const RECORD = Buffer.alloc(1000, 'x');

  before(async () => {
    cluster = await startCluster({
      ...LOGIN,
      ...{ brokers: 3, racks: ['a', 'a', 'b'] },
      properties: {
        ...LOGIN.properties,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'auto.leader.rebalance.enable': false,
        'offsets.topic.replication.factor': 1,
      },
    });
    kit = await Kit.connect(cluster.bootstrap);
    const assigned = (...all: number[][]) => all.map((replicas, partition) => ({ partition, replicas }));
    const configs = { 'retention.ms': '3600000', 'cleanup.policy': 'delete', 'min.insync.replicas': '1' };
    await kit.admin.createTopics({
      topics: [
        {
          topic: 'even',
          replicaAssignment: assigned([1, 3], [2, 3], [3, 1]),
          configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
        },
        { topic: 'close', replicaAssignment: assigned([1, 2], [2, 3]) },
      ],
    });
    for (const topic of TOPICS) await topicOffsets(kit.admin, topic);
    await kit.produce(
      'even',
      0,
      Array.from({ length: 40 }, () => RECORD),
    );
    await kit.produce('even', 1, [RECORD]);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  test('configuration with its source, sizes, directories, racks and brokers', async () => {
    await using watched = watchCluster({ brokers: kit.brokers }, TOPICS);
    await until('the first look', () => watched.report().sampledAt !== null);
    assert.deepEqual(valuesOf(watched.topic('even')), {
      'cleanup.policy': ['delete', 'topic'],
      'retention.ms': ['3600000', 'topic'],
      'retention.bytes': ['-1', 'default'],
      'segment.bytes': ['1073741824', 'default'],
      'segment.ms': ['604800000', 'default'],
      'compression.type': ['lz4', 'broker'],
      'min.insync.replicas': ['1', 'topic'],
    });
    assert.equal(valuesOf(watched.topic('close'))['cleanup.policy']?.[1], 'default');
    // A follower has it a moment later, and the next look shows it.
    await until('both replicas of partition 0 as they are on disk', async () => {
      const replicas = watched.topic('even')?.partitions[0]?.replicas ?? [];
      const files = await Promise.all(
        replicas.map(async ({ broker }) => logBytes(cluster.brokers[broker - 1] ?? assert.fail(), 'even', 0)),
      );
      const isSame = replicas.every(({ bytes }, i) => bytes === files[i]);
      return replicas.length === 2 && isSame && (files[0] ?? 0) > 0 && files[0] === files[1];
    });
    const even = watched.topic('even');
    assert.equal(watched.sizeOf('even', 0), even?.partitions[0]?.bytes);
    assert.equal(even?.partitions[2]?.bytes, 0);
    assert.ok((even?.sizeSkew ?? 0) > 1, `${even?.sizeSkew}`);
    assert.deepEqual(
      watched.topic('close')?.reasons.map(({ code, partitions }) => [code, partitions]),
      [['one-rack', [0]]],
    );
    const { brokers, mode, controllerId } = watched.report();
    assert.equal(mode, 'kraft');
    assert.ok(controllerId !== null && [1, 2, 3].includes(controllerId));
    assert.deepEqual(
      brokers.map(({ id, state, rack }) => [id, state, rack]),
      [
        [1, 'live', 'a'],
        [2, 'live', 'a'],
        [3, 'live', 'b'],
      ],
    );
    for (const { release, metadataVersion, metadataMs, directories } of brokers) {
      assert.equal(release?.message, 'Kafka 4.4, KRaft');
      assert.ok((metadataVersion ?? 0) >= 25, `${metadataVersion}`);
      assert.ok((metadataMs ?? 0) > 0);
      const [directory, ...more] = directories ?? [];
      assert.deepEqual(more, []);
      assert.ok(directory && (directory.totalBytes ?? 0) > (directory.usableBytes ?? 0));
      assert.ok(directory.replicas >= 3 && directory.path.endsWith('data'));
    }
  });

  test('a partition that takes nearly all is hot', async () => {
    await using watched = watchCluster({ brokers: kit.brokers }, TOPICS);
    await until('partition 2 hot', async () => {
      await kit.produce(
        'even',
        2,
        Array.from({ length: 50 }, () => RECORD),
      );
      return (
        watched.topic('even')?.reasons.some(({ code, partitions }) => code === 'hot-rate' && partitions[0] === 2) ??
        false
      );
    });
    const even = watched.topic('even');
    assert.equal(even?.severity, 'warning');
    const hot = even?.partitions[2];
    assert.ok((hot?.bytesPerSecond ?? 0) > (hot?.recordsPerSecond ?? 0), JSON.stringify(hot));
  });

  test('what the credentials may not read is unknown, and says what they need', async () => {
    await using watched = watchCluster(await anna(cluster, kit), TOPICS);
    await until('a look', () => watched.report().sampledAt !== null);
    const even = watched.topic('even');
    assert.deepEqual([even?.configs, even?.why?.said[0]?.code], [null, 'cluster-configs-denied']);
    assert.deepEqual([even?.bytes, even?.allBytes, even?.partitions[0]?.replicas[0]?.bytes], [null, null, null]);
    assert.equal(watched.sizeOf('even', 0), undefined);
    const { brokers, controllerId } = watched.report();
    assert.equal(controllerId, null);
    for (const { state, directories, why, rack } of brokers) {
      assert.deepEqual([state, directories, why?.said[0]?.code], ['live', null, 'cluster-directories-denied']);
      assert.ok(rack);
    }
  });

  // Last: it leaves leaders where they are not preferred.
  test('a broker that is killed is down on its rack, its groups are unknown, and it does not lead what prefers it when it is back', async () => {
    // One replica of their offsets: those that broker 3 coordinates go with it.
    const partitions = [{ partition: 0, offset: '1' }];
    await Promise.all(GROUPS.map((groupId) => kit.admin.setOffsets({ groupId, topic: 'even', partitions })));
    await using watched = watchCluster({ brokers: kit.brokers }, TOPICS);
    const { groups } = watched;
    const groupsOf = (code: string) =>
      groups.get().groups.filter(({ reasons }) => reasons.some((one) => one.code === code));
    await until('a look', () => watched.report().brokers.length === 3 && groups.get().groups.length === GROUPS.length);
    const offsets =
      (await kit.admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] })).topics[0]?.partitions ?? [];
    const leaders = new Map(offsets.map(({ partitionId, leader }) => [partitionId, leader]));
    const onThree = GROUPS.filter((group) => leaders.get(offsetsPartitionOf(group, leaders.size)) === 3);
    await cluster.stopBroker(3, 'SIGKILL');
    await until('broker 3 down', () => watched.broker(3)?.state === 'down');
    const down = watched.broker(3);
    assert.deepEqual([down?.rack, down?.severity, down?.reasons[0]?.code], ['b', 'error', 'broker-down']);
    assert.deepEqual([down?.metadataMs, down?.directories], [null, null]);
    // Until then the size of its partition is not known, and that of the topic no sum of all.
    await until('another leads its partition', () => typeof watched.topic('even')?.partitions[2]?.bytes === 'number');
    const { bytes, allBytes } = watched.topic('even')?.lacking ?? {};
    assert.deepEqual([bytes, allBytes], [0, 3], 'each of its partitions has a replica on broker 3');
    // Those that fall on its partitions, and no others.
    assert.ok(onThree.length > 0 && onThree.length < GROUPS.length, 'others have a coordinator that lives');
    const unheard = () => groupsOf('unheard').map(({ group }) => group);
    await until('their groups are unknown', () => unheard().sort().join() === onThree.join());
    const lost = groupsOf('unheard');
    for (const { status, severity, lagRecords } of lost)
      assert.deepEqual([status, severity, lagRecords], ['UNKNOWN', 'unknown', null]);
    // Of how many of its partitions broker 3 is the leader is chance.
    const isLeaderless = ({ said }: Told) => said[0]?.code.startsWith('groups-leaderless');
    await until('it is said why', () => groups.get().troubles.some(isLeaderless));
    assert.equal(groups.get().groups.length, GROUPS.length);
    await cluster.startBroker(3);
    await until('broker 3 live', () => watched.broker(3)?.state === 'live');
    await until(
      'its groups are told of',
      () => groups.get().groups.length === GROUPS.length && groupsOf('unheard').length === 0,
    );
    // Of the whole cluster: the topic of the groups' offsets has partitions there, too, which it leads again.
    await until('it leads what nobody else can', () => {
      const { preferred, misses } = watched.broker(3) ?? {};
      return misses === 1 && (preferred ?? 0) > 1;
    });
    const reasons = watched.broker(3)?.reasons;
    // Of the volume that the tests run on nothing is said here.
    const codes = reasons?.map(({ code }) => code).filter((code) => code !== 'directory-full');
    assert.deepEqual(codes, ['imbalance']);
  });
});

test('ZooKeeper, of before Kafka 3: no agreed version, an empty list of directories is a refusal, and a broker that answers in part', async () => {
  let between: RequestProxy | undefined;
  await using proxies = new AsyncDisposableStack();
  await using cluster = await startCluster({
    ...LOGIN,
    listeners: { ...LOGIN.listeners, PROXIED: 'PLAINTEXT' },
    advertise: async (listener, port) => {
      if (listener !== 'PROXIED') return port;
      between = proxies.use(await RequestProxy.start(port));
      return between.port;
    },
    version: '2.8.2',
    properties: { ...LOGIN.properties, 'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer' },
  });
  await using kit = await Kit.connect(cluster.bootstrap);
  await kit.createTopic('old', 1, { 'retention.bytes': '1000000' });
  await kit.produce('old', 0, ['one']);
  await using watched = watchCluster({ brokers: kit.brokers }, ['old']);
  await using denied = watchCluster(await anna(cluster, kit), ['old']);
  await until('two looks', () => watched.report().sampledAt !== null && denied.report().sampledAt !== null);
  const { mode, controllerId } = watched.report();
  assert.deepEqual([mode, controllerId], ['zookeeper', 1]);
  const broker = watched.broker(1);
  assert.equal(broker?.release?.message, 'the protocol of Kafka 2.7 to 3.0');
  assert.equal(broker?.metadataVersion, null);
  assert.deepEqual([broker?.directories?.length, broker?.directories?.[0]?.totalBytes], [1, null]);
  assert.ok((watched.topic('old')?.bytes ?? 0) > 0);
  assert.deepEqual(valuesOf(watched.topic('old'))['retention.bytes'], ['1000000', 'topic']);
  assert.deepEqual(
    [denied.broker(1)?.directories, denied.broker(1)?.why?.said[0]?.code],
    [null, 'cluster-directories-denied'],
  );
  assert.equal(denied.topic('old')?.configs, null);

  assert.ok(between);
  {
    await using counted = watchCluster({ brokers: [`127.0.0.1:${between.port}`] }, ['old']);
    await until('some looks', () => counted.looks() >= 4);
    assert.equal(between.asked.get(DESCRIBE_CONFIGS), 1, 'by the health and the look together, once a minute');
  }
  // Past the proxy the cluster answers; the broker by itself, behind it, says what it offers and no more.
  await using partly = watchCluster({ brokers: [`127.0.0.1:${cluster.brokers[0]?.listeners.PROXIED}`] }, ['old']);
  await until('it answers', () => partly.broker(1)?.state === 'live');
  between.refused.add(METADATA);
  await until('it answers in part', () => partly.broker(1)?.state === 'failing');
  const failing = partly.broker(1);
  assert.deepEqual([failing?.metadataMs, failing?.release?.message], [null, 'the protocol of Kafka 2.7 to 3.0']);
  assert.deepEqual([failing?.reasons[0]?.code, failing?.severity], ['broker-failing', 'error']);
});
