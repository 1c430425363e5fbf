// What goes wrong with a real cluster of three brokers, one thing after the other, and what the sampler and the events say of it:
// killed and frozen brokers, a lagging follower, leaders that move, a reassignment, retention that overtakes, rights that lack.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { topicOffsets } from '../../build/kafka-topics.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import type { ClusterState, NewEvent } from '../../main/contract/history.ts';
import { EventWatch } from '../../main/health/events.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { HealthCollector } from '../../main/kafka/health-collect.ts';
import { sampleOnce } from '../../main/kafka/health-look.ts';
import { type HealthSampler, startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { Kit, until } from './ingest-kit.ts';

// kafkajs is CommonJS, and Node does not find these names by itself.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes, ConfigResourceTypes } = kafkajs;

const TOPICS = ['logs', 'alone', 'moves', 'short', 'back', 'race', 'old'];
const GROUP = 'readers';
const RACE_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Longer ago than what is looked at for every topic. */
const OLD_MS = 7.5 * DAY_MS;
/** a round, so that five of them, which Burrow's rules need, are soon there */
const INTERVAL_MS = 1_000;

let cluster: Cluster;
let kit: Kit;
let sampler: HealthSampler;
let state: ClusterState | null = null;
const events: NewEvent[] = [];
/** severities that each partition had, one after the other */
const paths = new Map<string, string[]>();
/** as its leader was silent: for the seven seconds of a session at most */
let silent: PartitionHealth | undefined;

before(async () => {
  cluster = await startCluster({
    brokers: 3,
    listeners: { LOGIN: 'SASL_PLAINTEXT' },
    properties: {
      // Well before its session ends, a frozen broker is out of the ISR.
      'broker.session.timeout.ms': 7_000,
      'replica.lag.time.max.ms': 2_500,
      'leader.imbalance.check.interval.seconds': 1,
      'log.retention.check.interval.ms': 500,
      'log.initial.task.delay.ms': 500,
      'sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.login.plain.sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right";',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    },
  });
  kit = await Kit.connect(cluster.bootstrap);
  const assigned = (topic: string, ...replicas: number[][]) => ({
    topic,
    replicaAssignment: replicas.map((one, partition) => ({ partition, replicas: one })),
  });
  await kit.admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        ...assigned('logs', [1, 2, 3], [2, 3, 1], [3, 1, 2]),
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
      assigned('alone', [3]),
      assigned('moves', [1, 2]),
      assigned('short', [1]),
      assigned('back', [1]),
      { ...assigned('race', [1]), configEntries: [{ name: 'retention.ms', value: String(RACE_MS) }] },
      {
        ...assigned('old', [1]),
        // In one segment, which is kept for its newest record.
        configEntries: [
          { name: 'retention.ms', value: String(OLD_MS) },
          { name: 'segment.ms', value: String(30 * DAY_MS) },
        ],
      },
    ],
  });
  for (const topic of TOPICS) await topicOffsets(kit.admin, topic);
  start();
  await until('all is well', () => report().severity === 'ok');
});
after(async () => {
  await sampler?.close();
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

/** Where another session ended, this one goes on: events are told from what was seen last. */
function start(): void {
  const watch = new EventWatch(state);
  sampler = startHealthSampler({
    ...{ connection: { brokers: kit.brokers }, group: GROUP, topics: TOPICS, intervalMs: INTERVAL_MS, unseenAfter: 0 },
    onSnapshot: (snapshot) => {
      const seen = watch.observe(snapshot);
      state = seen.state;
      events.push(...seen.events);
    },
    onChange: () => {
      for (const { topic, partition, severity } of sampler.report().partitions) {
        const path = paths.get(`${topic}/${partition}`) ?? [];
        paths.set(`${topic}/${partition}`, path);
        if (path.at(-1) !== severity) path.push(severity);
      }
      const led = partition('logs', 2);
      if (has(led, 'leader-silent')) silent = led;
    },
  });
}

const report = (): HealthReport => sampler.report();
function partition(topic: string, number = 0): PartitionHealth | undefined {
  return report().partitions.find((one) => one.topic === topic && one.partition === number);
}
const codes = (one: PartitionHealth | undefined) => one?.reasons.map(({ code }) => code) ?? [];
const has = (one: PartitionHealth | undefined, ...wanted: string[]) =>
  wanted.every((code) => codes(one).some((found) => found === code));
/** From every partition of `logs`, whoever leads. */
const isMissing = (broker: number) =>
  [0, 1, 2].every((number) => {
    const one = partition('logs', number);
    return has(one, 'under-replicated') && one?.leader !== broker && !one?.isr.includes(broker);
  });
function assertAll(kinds: readonly string[], ...wanted: string[]): void {
  for (const kind of wanted) assert.ok(kinds.includes(kind), `${kind} is not among ${kinds.join(' ')}`);
}
/** What happened since, of that place; without a partition: of the cluster or the whole topic. */
function happened(since: number, topic: string | null = null, number: number | null = null): string[] {
  return events
    .slice(since)
    .filter((one) => one.topic === topic && one.partition === number)
    .map(({ kind }) => kind);
}
const commit = (topic: string, offset: number) =>
  kit.admin.setOffsets({ groupId: GROUP, topic, partitions: [{ partition: 0, offset: String(offset) }] });

test('a broker is killed: its partitions are in trouble before the cluster says so, are led by others, and it comes back', async () => {
  const since = events.length;
  await cluster.stopBroker(3, 'SIGKILL');
  // For the seven seconds of its session the cluster calls it live, and the leader.
  await until('its leader does not answer', () => silent !== undefined);
  assert.deepEqual([silent?.severity, silent?.leader], ['error', 3]);
  assert.match(silent?.reasons[0]?.message ?? '', /leader, broker 3, does not answer/);
  await until(
    'others lead, and it is missing',
    () => isMissing(3) && has(partition('logs', 2), 'not-preferred-leader'),
  );
  await until('one replica alone is offline', () => has(partition('alone'), 'offline'));
  assert.equal(partition('alone')?.severity, 'error');
  await cluster.startBroker(3);
  await until('all is well, and led by the preferred broker', () => {
    return report().severity === 'ok' && partition('logs', 2)?.leader === 3 && partition('alone')?.leader === 3;
  });
  assertAll(happened(since), 'broker-gone', 'broker-came');
  assertAll(happened(since, 'logs', 0), 'isr-shrunk', 'isr-expanded');
  // Led by 3, by another, and by 3 again, as the controller moves it back.
  assert.ok(happened(since, 'logs', 2).filter((kind) => kind === 'leader-changed').length >= 2);
  const alone = happened(since, 'alone', 0);
  assertAll(alone, 'offline', 'online');
  assert.ok(!alone.includes('unclean-election'), 'the only replica leads again: it has all that there is');
});

test('a broker is frozen: first its followers lag, then others lead in its place, and it catches up', async () => {
  const since = events.length;
  cluster.signal(2, 'SIGSTOP');
  // It is among the live brokers, and out of the ISR already.
  await until('a follower lags', () => partition('logs', 0)?.isr.includes(2) === false);
  assert.ok(has(partition('logs', 0), 'under-replicated'));
  await until(
    'others lead, and it is missing',
    () => isMissing(2) && has(partition('logs', 1), 'not-preferred-leader'),
  );
  cluster.signal(2, 'SIGCONT');
  await until('all is well', () => report().severity === 'ok' && partition('logs', 1)?.leader === 2);
  for (const number of [0, 1, 2]) {
    const kinds = happened(since, 'logs', number);
    assert.ok(kinds.indexOf('isr-shrunk') < kinds.lastIndexOf('isr-expanded'), kinds.join(' '));
    assert.ok(!kinds.includes('unclean-election'), kinds.join(' '));
  }
});

test('a reassignment is no trouble, and one event', async () => {
  const since = events.length;
  paths.delete('moves/0');
  await kit.produce('moves', 0, ['some', 'lines']);
  await kit.admin.alterPartitionReassignments({
    topics: [{ topic: 'moves', partitionAssignment: [{ partition: 0, replicas: [3, 2] }] }],
  });
  await until('it has moved', () => partition('moves')?.leader === 3 && partition('moves')?.replicas.length === 2);
  // Its records are of no concern to the group, which has committed nothing of it.
  await until('it is over', () => codes(partition('moves')).join() === 'group-none');
  // As the leader moves, a round may not learn where the log ends.
  const others = paths.get('moves/0')?.filter((severity) => severity !== 'ok' && severity !== 'unknown');
  assert.deepEqual(others, []);
  const kinds = happened(since, 'moves', 0);
  assert.ok(kinds.includes('reassigned') && !kinds.includes('isr-shrunk'), kinds.join(' '));
});

test('a reassignment to a broker that it was not on, done between two looks, is no unclean election', async () => {
  await using admin = new Admin({ brokers: kit.brokers }, { role: 'suite' });
  const collector = new HealthCollector(admin, { group: null, topics: ['moves'] });
  const watch = new EventWatch(null);
  let seen = await collector.collect();
  watch.observe(seen);
  const { at } = seen;
  await kit.admin.alterPartitionReassignments({
    topics: [{ topic: 'moves', partitionAssignment: [{ partition: 0, replicas: [1] }] }],
  });
  await until('it has moved', async () => {
    seen = await collector.collect();
    const [one] = seen.partitions;
    return one?.leader === 1 && one.replicas.length === 1 && one.isr.length === 1;
  });
  // However long it took here, the two looks are as close as a session's are.
  const kinds = watch.observe({ ...seen, at: at + INTERVAL_MS * 1000 }).events.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['reassigned', 'isr-expanded', 'leader-changed']);
});

test('a reader goes back; retention overtakes it', async () => {
  const since = events.length;
  await kit.produce('back', 0, Array(30).fill('line'));
  await kit.produce('short', 0, Array(20).fill('line'));
  const racedFrom = Date.now();
  await kit.produce('race', 0, Array(20).fill('line'));
  await commit('back', 20);
  await commit('short', 5);
  await commit('race', 1);
  for (const age of [8 * DAY_MS, 0])
    await kit.producer.send({
      topic: 'old',
      messages: Array(10).fill({ partition: 0, value: 'line', timestamp: String(racedFrom - age) }),
    });
  await commit('old', 1);
  await until('the reader stands, with nobody in its group', () => has(partition('back'), 'group-stop'));
  assert.equal(partition('back')?.group, 'STOP');
  await commit('back', 3);
  await until('the reader went back', () => partition('back')?.group === 'REWIND');
  assert.equal(partition('back')?.lagRecords, 27);

  const configEntries = [{ name: 'retention.ms', value: '1000' }];
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: 'short', configEntries }];
  await kit.admin.alterConfigs({ validateOnly: false, resources });
  await until('retention has overtaken', () => has(partition('short'), 'records-lost'));
  assert.equal(partition('short')?.lostRecords, 15);
  assert.deepEqual(happened(since, 'short', 0), ['records-lost']);

  // Settings are asked for each minute, and at the start of a session.
  await sampler.close();
  start();
  await until('the change of the setting', () => happened(since, 'short').includes('config-changed'));
  const changed = events.find(({ kind }) => kind === 'config-changed');
  assert.deepEqual(changed?.values, { name: 'retention.ms', from: '-1', to: '1000' });

  // What is raced for came before this session: the brokers are asked when, and the forecast is there with the first rates.
  const race = () => partition('race')?.reasons.find(({ code }) => code === 'retention-race');
  await until('the forecast', () => race() !== undefined);
  assert.equal(race()?.values.by, 'age');
  const due = Number(race()?.values.at) / 1000 - RACE_MS;
  // It is interpolated between looks of which each is about twice as long ago as the one before.
  assert.ok(due > racedFrom - 600_000 && due < Date.now(), `${due - racedFrom} ms after it was produced`);
  assert.equal(typeof partition('race')?.due, 'object');
  // Older than what is looked at, and than it is kept for.
  await until('what is too old is due', () => partition('old')?.due === 'now');
});

test('rights that do not reach to the configuration: unknown, until they do', async () => {
  const allow = (operation: number) => ({
    ...{ resourceType: AclResourceTypes.TOPIC, resourceName: 'logs', operation, principal: 'User:anna', host: '*' },
    ...{ resourcePatternType: ResourcePatternTypes.LITERAL, permissionType: AclPermissionTypes.ALLOW },
  });
  const anna = {
    brokers: cluster.brokers.map(({ listeners }) => `127.0.0.1:${listeners.LOGIN}`),
    sasl: { mechanism: 'plain', username: 'anna', password: 'right' } as const,
  };
  await kit.admin.createAcls({ acl: [allow(AclOperationTypes.DESCRIBE)] });
  let seen: HealthReport | undefined;
  const look = async () => {
    seen = await sampleOnce(anna, { topics: ['logs'] }).catch(() => undefined);
    return seen?.partitions;
  };
  await until('all three are seen', async () => (await look())?.length === 3);
  assert.equal(seen?.severity, 'unknown');
  assert.deepEqual(codes(seen?.partitions[0]), ['min-isr-unknown']);
  await kit.admin.createAcls({ acl: [allow(AclOperationTypes.DESCRIBE_CONFIGS)] });
  await until('it is known', async () => (await look())?.every(({ severity }) => severity === 'ok') === true);
  assert.equal(seen?.partitions[0]?.minInsyncReplicas, 2);
});
