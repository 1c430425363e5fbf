// All groups of a real cluster, of three brokers and of one: classic ones and of KIP-848, that read, stop, stand still and go back;
// and what may not be seen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Consumer, type EachMessageHandler } from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { GroupDetail, type GroupSummary, GroupsReport } from '../../main/contract/groups.ts';
import type { Connection } from '../../main/contract/session.ts';
import type { SeenGroup } from '../../main/health/groups.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { openBroker } from '../../main/kafka/admin-open.ts';
import type { Api } from '../../main/kafka/admin-requests.ts';
import { describeGroup } from '../../main/kafka/group-members.ts';
import { GroupsSampler } from '../../main/kafka/groups-sampler.ts';
import { type HealthSampler, startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { Kit, until } from './ingest-kit.ts';

// kafkajs is CommonJS, and Node does not find these names by itself.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Health of the topic `followed`, and all groups, sampled and watched; or with `onSampled` not watched, and sampled each second. */
function watchGroups(connection: Connection, ours: string | null = null, onSampled?: (groups: SeenGroup[]) => void) {
  let sampler: HealthSampler | undefined;
  const groups = new GroupsSampler(() => sampler?.soon(), { unseenAfter: 0 }, 1_000);
  if (onSampled) groups.onSampled = (_, sampled) => onSampled(sampled);
  const leave = onSampled ? () => undefined : groups.subscribe(() => undefined);
  sampler = startHealthSampler({
    connection,
    group: null,
    topics: ['followed'],
    intervalMs: 1_000,
    also: () => groups.topics,
    onRound: (round) => groups.observe(round, ours),
    onChange: () => {
      const error = sampler?.report().error;
      if (error) groups.failed(error);
    },
  });
  const report = () => GroupsReport.parse(groups.get());
  const told: GroupSummary[] = [];
  const stop = groups.subscribe(() => told.push(...report().groups));
  return {
    report,
    /** As it was told first when this held: how a group is judged changes while something else is waited for. */
    async first(what: string, name: string, holds: (one: GroupSummary) => boolean): Promise<GroupSummary> {
      const found = () => told.find((one) => one.group === name && holds(one));
      await until(what, () => found() !== undefined);
      return found() ?? assert.fail();
    },
    health: () => sampler?.report(),
    find: (name: string): GroupSummary | undefined => report().groups.find(({ group }) => group === name),
    detail: (name: string) => GroupDetail.parse(groups.detail(name)),
    async [Symbol.asyncDispose]() {
      leave();
      stop();
      await sampler?.close();
      await groups.clear();
    },
  };
}

const codes = (one: GroupSummary | undefined) => one?.reasons.map(({ code }) => code).join(' ');

async function consume(kit: Kit, groupId: string, topic: string, each: EachMessageHandler): Promise<Consumer> {
  const consumer = kit.client.consumer({ groupId, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({ eachMessage: each, autoCommitInterval: 200 });
  await joined;
  return consumer;
}

// Groups of three brokers have as many coordinators.
for (const [version, brokers] of [
  ['4.4.0', 3],
  ['2.8.2', 1],
] as const)
  describe(`Kafka ${version}, brokers: ${brokers}`, () => {
    let cluster: Cluster;
    let kit: Kit;
    const open: Consumer[] = [];
    let timer: NodeJS.Timeout | undefined;

    before(async () => {
      const listeners = { LOGIN: 'SASL_PLAINTEXT' } as const;
      cluster = await startCluster({ version, brokers, listeners, properties: secured(version) });
      kit = await Kit.connect(cluster.bootstrap);
      for (const topic of ['followed', 'reads', 'stops', 'stalls', 'rewinds']) await kit.createTopic(topic);
    });
    after(async () => {
      clearInterval(timer);
      await Promise.all(open.map((one) => one.disconnect()));
      await kit?.[Symbol.asyncDispose]();
      await cluster?.stop();
    });

    test('each is judged by what it does', async () => {
      const topics = ['reads', 'stops', 'stalls', 'rewinds'];
      const writing = async () => {
        for (const topic of topics) await kit.produce(topic, 0, ['one', 'two']);
      };
      await writing();
      const producing = { now: Promise.resolve() };
      timer = setInterval(() => {
        producing.now = producing.now.then(writing);
      }, 300);
      // Two members for one partition; one that stands in its first record; one that leaves; one that goes back.
      open.push(await consume(kit, 'reads', 'reads', async () => undefined));
      open.push(await consume(kit, 'reads', 'reads', async () => undefined));
      const stopped = await consume(kit, 'stops', 'stops', async () => undefined);
      const committed = async (group: string) => {
        const [one] = await kit.admin.fetchOffsets({ groupId: group });
        return Number(one?.partitions[0]?.offset ?? -1);
      };
      await until('the one that stops has committed', async () => (await committed('stops')) > 0);
      await stopped.disconnect();
      let [isReleased, isBack] = [false, false];
      // It stands, and lives: without a heartbeat it would be put out of its group after half a minute, and be no member that stands.
      const stand: EachMessageHandler = async ({ heartbeat }) => {
        while (!isReleased) {
          await heartbeat();
          await sleep(200);
        }
      };
      await kit.admin.setOffsets({ groupId: 'stalls', topic: 'stalls', partitions: [{ partition: 0, offset: '1' }] });
      open.push(await consume(kit, 'stalls', 'stalls', stand));
      // It reads on, until it goes back and stands there.
      const rewinding = await consume(kit, 'rewinds', 'rewinds', async (each) => {
        if (isBack) await stand(each);
      });
      open.push(rewinding);
      await until('the one that goes back has committed', async () => (await committed('rewinds')) > 0);
      await using newer = version.startsWith('4') ? await joinNewer(kit, cluster) : undefined;

      const unwatched = new GroupsSampler(() => assert.fail('nobody watches'));
      assert.deepEqual(unwatched.topics, { ends: [], leaders: [] });

      await using watched = watchGroups({ brokers: kit.brokers }, 'reads');
      await until('the first report', () => (watched.find('rewinds')?.partitions ?? 0) === 1);
      const seen = watched.report().sampledAt;
      assert.equal(watched.report().sees, 'all');
      await until('another sample', () => watched.report().sampledAt !== seen);
      isBack = true;
      // That commits it, too.
      rewinding.seek({ topic: 'rewinds', partition: 0, offset: '0' });

      const reads = await watched.first(
        'reads is OK',
        'reads',
        (one) => one.status === 'OK' && one.severity === 'ok' && one.state === 'Stable',
      );
      // It was behind before anybody watched: how long is told by a look back.
      const isPlaced = ({ status, lagSeconds }: GroupSummary) => status === 'STOP' && (lagSeconds ?? 0) > 0;
      const stops = await watched.first('stopped, for so long', 'stops', isPlaced);
      const stalls = await watched.first('stuck', 'stalls', ({ status }) => status === 'STALL');
      const rewinds = await watched.first('went back', 'rewinds', ({ status }) => status === 'REWIND');
      assert.deepEqual([rewinds.state, rewinds.members, codes(rewinds)], ['Stable', 1, 'rewind']);
      let kept: SeenGroup[] = [];
      await using unseen = watchGroups({ brokers: kit.brokers }, null, (groups) => {
        kept = groups;
      });
      await until('what is kept of a group though nobody watches', () =>
        kept.some(({ summary, partitions: [first] }) => summary.group === 'rewinds' && first?.committed === 0),
      );
      assert.equal(unseen.find('rewinds')?.partitions, 1);
      assert.deepEqual([reads.state, reads.members, reads.idleMembers, codes(reads)], ['Stable', 2, 1, 'idle']);
      assert.deepEqual([reads.ours, reads.protocol], [true, 'classic']);
      assert.deepEqual([stops.state, stops.members, stops.severity, codes(stops)], ['Empty', 0, 'error', 'stop']);
      assert.ok((stops.lagRecords ?? 0) > 0);
      assert.equal(stops.shrinks, false);
      assert.equal(codes(stalls), 'stall');
      const { members, partitions, sampleTimes } = watched.detail('stalls');
      assert.deepEqual(
        members.map(({ host, partitions: held }) => [host, held]),
        [['127.0.0.1', [{ topic: 'stalls', partition: 0 }]]],
      );
      const [one] = partitions;
      assert.deepEqual([one?.committed, one?.memberId, one?.status], [1, members[0]?.memberId, 'STALL']);
      assert.equal(one?.lagRecords, (one?.end ?? 0) - 1);
      assert.ok(one && one.lags.length === one.offsets.length && one.lags.length <= sampleTimes.length);
      // The report of health is of the followed topic alone.
      assert.deepEqual(
        watched.health()?.partitions.map(({ topic }) => topic),
        ['followed'],
      );
      if (newer) {
        await until('the newer protocol is described', () => (watched.find('newer')?.partitions ?? 0) === 1);
        const found = watched.find('newer');
        assert.deepEqual([found?.protocol, found?.members, found?.state], ['consumer', 1, 'Stable']);
        assert.deepEqual(watched.detail('newer').members[0]?.partitions, [{ topic: 'reads', partition: 0 }]);
        await watched.first('it is judged', 'newer', ({ status }) => status === 'STALL');
      }
      clearInterval(timer);
      await producing.now;
      isReleased = true;
    });

    test('what may not be seen is said, and never healthy', async () => {
      const allow = (resourceType: number, resourceName: string) => ({
        ...{ resourceType, resourceName, resourcePatternType: ResourcePatternTypes.LITERAL, host: '*' },
        ...{ principal: 'User:anna', operation: AclOperationTypes.DESCRIBE, permissionType: AclPermissionTypes.ALLOW },
      });
      await kit.admin.createAcls({ acl: [allow(AclResourceTypes.TOPIC, 'followed')] });
      const anna: Connection = {
        brokers: [`127.0.0.1:${cluster.brokers[0]?.listeners.LOGIN}`],
        sasl: { mechanism: 'plain', username: 'anna', password: 'right' },
      };
      {
        await using watched = watchGroups(anna);
        await until('a report', () => watched.report().sampledAt !== null);
        assert.deepEqual([watched.report().groups, watched.report().sees], [[], 'some']);
        // One group, but not its topic: offsets of it are left out by the broker, and the group has none that are known.
        await kit.admin.createAcls({
          acl: [allow(AclResourceTypes.GROUP, 'stops'), allow(AclResourceTypes.TOPIC, 'stops')],
        });
        await until('its one group', () => watched.find('stops')?.partitions === 1);
        assert.equal(watched.report().groups.length, 1);
      }
      // All are listed, and may not be read.
      await kit.admin.createAcls({ acl: [allow(AclResourceTypes.CLUSTER, 'kafka-cluster')] });
      await using watched = watchGroups(anna);
      await until('all are listed', () => watched.find('stalls') !== undefined);
      assert.equal(watched.report().sees, 'all');
      const denied = watched.find('stalls');
      assert.deepEqual([denied?.severity, denied?.status, codes(denied)], ['unknown', 'UNKNOWN', 'denied']);
      assert.equal(denied?.members, null);
      assert.match(denied?.reasons[0]?.told.message ?? '', /may not read it \(group authorization failed\)/);
    });

    test('a cluster that is gone: what was known stays, and says so', async () => {
      await using watched = watchGroups({ brokers: kit.brokers });
      await until('a report', () => watched.report().groups.length > 0);
      for (const { id } of cluster.brokers) cluster.signal(id, 'SIGSTOP');
      // They may be silent in the middle of a round: then its groups cannot be listed, and are not gone either.
      await until('the failure', () => watched.report().error !== null);
      assert.ok(watched.find('stalls'));
      assert.match(watched.report().error?.message ?? '', /did not answer|No broker|None of/);
      for (const { id } of cluster.brokers) cluster.signal(id, 'SIGCONT');
      await until('all is well again', () => watched.report().error === null && watched.report().groups.length > 0);
    });
  });

function secured(version: string) {
  return {
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.login.plain.sasl.jaas.config':
      'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right";',
    'authorizer.class.name': version.startsWith('4')
      ? 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'
      : 'kafka.security.authorizer.AclAuthorizer',
    'super.users': 'User:ANONYMOUS',
  };
}

/** A member by KIP-848, which kafkajs does not speak: its heartbeats alone. It has committed offset 1, and reads nothing. */
async function joinNewer(kit: Kit, cluster: Cluster): Promise<AsyncDisposable> {
  await kit.admin.setOffsets({ groupId: 'newer', topic: 'reads', partitions: [{ partition: 0, offset: '1' }] });
  await using admin = new Admin({ brokers: kit.brokers }, { role: 'test' });
  await admin.metadata([]);
  const { coordinator } = await describeGroup(admin, 'newer');
  const port = cluster.brokers.find(({ id }) => id === coordinator)?.port ?? assert.fail();
  const broker = await openBroker(
    { host: '127.0.0.1', port },
    { brokers: kit.brokers },
    { clientId: 'newer', signal: new AbortController().signal, timeoutMs: 10_000 },
  );
  const memberId = '0'.repeat(21);
  let state: Joined = { error: 0, epoch: 0, assigned: [] };
  const beat = async () => {
    state = await broker.request(ConsumerGroupHeartbeat, { memberId, ...state });
    assert.equal(state.error, 0);
  };
  await until('it has its partition', async () => {
    await beat();
    return state.assigned.length > 0;
  });
  await beat();
  // Without a heartbeat it would be no member any more after 45 s.
  let beating = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, 3_000);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await beating;
      await broker.close();
    },
  };
}

type Joined = { error: number; epoch: number; assigned: { topic: string; partitions: number[] }[] };
const ConsumerGroupHeartbeat: Api<{ memberId: string } & Joined, Joined> = {
  name: 'ConsumerGroupHeartbeat',
  key: 68,
  min: 0,
  max: 0,
  flexible: 0,
  write(to, { memberId, epoch, assigned }) {
    to.compactString('newer');
    to.compactString(epoch === 0 ? '' : (memberIds.get(memberId) ?? ''));
    to.int32(epoch);
    // neither an instance nor a rack
    to.uvarint(0);
    to.uvarint(0);
    to.int32(60_000);
    to.compactArray(['reads'], (topic) => to.compactString(topic));
    to.uvarint(0);
    to.compactArray(assigned, ({ topic, partitions }) => {
      to.uuid(topic);
      to.compactArray(partitions, (partition) => to.int32(partition));
      to.noTags();
    });
    to.noTags();
  },
  read(from, _version, { memberId, assigned: before }) {
    from.int32();
    const error = from.int16();
    from.compactNullableString();
    const given = from.compactNullableString();
    if (given) memberIds.set(memberId, given);
    const epoch = from.int32();
    from.int32();
    // A structure that may be null has a byte in front.
    let assigned = before;
    if (from.int8() >= 0)
      assigned = from.compactArray(() => {
        const topic = from.uuid();
        const partitions = from.compactInt32s();
        from.tags();
        return { topic, partitions };
      });
    return { error, epoch, assigned };
  },
};
/** The broker gives each member its id. */
const memberIds = new Map<string, string>();
