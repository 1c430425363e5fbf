// Who tells of a group: the partition of __consumer_offsets that it is in, and what a round is worth that does not know its leader.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Admin } from '../../main/kafka/admin.ts';
import { TOPIC_AUTHORIZATION_FAILED } from '../../main/kafka/admin-errors.ts';
import { OFFSETS_TOPIC } from '../../main/kafka/admin-group-requests.ts';
import type { ClusterMetadata } from '../../main/kafka/admin-requests.ts';
import { coordinatorsOf, offsetsPartitionOf } from '../../main/kafka/group-coordinators.ts';
import { GroupsSampler } from '../../main/kafka/groups-sampler.ts';

/** leaders: of each partition; -1: none */
function metadata(leaders: readonly number[] | null, error = 0): ClusterMetadata {
  const partitions = (leaders ?? []).map((leader, partition) => ({
    ...{ error: 0, partition, leader, leaderEpoch: 0, replicas: [1], isr: [1], offlineReplicas: [] },
  }));
  const topic = { error, name: OFFSETS_TOPIC, topicId: null, internal: true, partitions };
  const brokers = [1, 2, 3].map((id) => ({ id, host: '127.0.0.1', port: 1, rack: null }));
  return { clusterId: 'c', controllerId: 1, brokers, topics: leaders === null ? [] : [topic] };
}

test('the partition that a group is in is that of Kafka, also where the hash of its name is negative', () => {
  // String.hashCode by Java: 97, 293427298, -109829509, 1513705513, and the least integer, which Kafka calls 0.
  const CASES: [group: string, partition: number][] = [
    ['', 0],
    ['a', 47],
    ['group-0', 48],
    ['billing', 9],
    ['my-consumer-group', 13],
    ['polygenelubricants', 0],
  ];
  for (const [group, partition] of CASES) assert.equal(offsetsPartitionOf(group, 50), partition, group);
});

describe('a group that is in no list', () => {
  const none = new Set<number>();
  // Of two partitions 'a' is in 1, 'group-0' in 0.
  const CASES: [what: string, leaders: number[], untold: Set<number>, untoldGroups: string][] = [
    ['every leader has told', [1, 2], none, ''],
    ['one partition has no leader', [1, -1], none, 'a'],
    ['a leader is not among the live brokers', [1, 9], none, 'a'],
    ['one leader could not list', [1, 2], new Set([1]), 'group-0'],
    ['another broker could not list', [1, 2], new Set([3]), ''],
    ['nobody knows who leads, and one could not list', [], new Set([3]), 'a group-0'],
    ['nobody knows who leads, and all have told', [], none, ''],
  ];
  for (const [what, leaders, untold, expected] of CASES)
    test(`${what}: ${expected || 'it is gone'}`, () => {
      const found = coordinatorsOf(metadata(leaders));
      assert.equal(['a', 'group-0'].filter((group) => found?.isUntold(group, untold)).join(' '), expected);
    });
  test('partitions without a leader, and a topic that may not be seen', () => {
    assert.deepEqual(coordinatorsOf(metadata([1, -1, 2, -1]))?.leaderless, [1, 3]);
    assert.equal(coordinatorsOf(metadata([], TOPIC_AUTHORIZATION_FAILED))?.leaderless, null);
    assert.equal(coordinatorsOf(metadata(null)), undefined);
  });
});

test('a round that began before anybody watched is passed over, and another is asked for', async () => {
  let wakes = 0;
  const groups = new GroupsSampler(() => wakes++);
  const leave = groups.subscribe(() => undefined);
  // Nobody listens there: if it were asked, the report would say so.
  await using admin = new Admin({ brokers: ['127.0.0.1:1'] }, { role: 'test' });
  const round = {
    ...{ at: 0, admin, ends: new Map(), starts: new Map(), followed: new Set<string>(), controllerId: 1 },
    configs: new Map(),
  };
  groups.observe({ ...round, metadata: metadata(null) }, null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([wakes, groups.get().sampledAt, groups.get().error], [2, null, null]);
  groups.observe({ ...round, metadata: metadata([], TOPIC_AUTHORIZATION_FAILED) }, null);
  while (groups.get().sampledAt === null && groups.get().error === null)
    await new Promise((resolve) => setImmediate(resolve));
  const said = groups.get().troubles.map((one) => one.said[0]?.code);
  assert.ok(said.includes('groups-leaders-denied'), said.join());
  leave();
  await groups.clear();
});
