// Which broker tells of a group: the leader of the partition of __consumer_offsets that its name falls on.
import { TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import { OFFSETS_TOPIC } from './admin-group-requests.ts';
import type { ClusterMetadata } from './admin-requests.ts';

/** `partitions`: how many that topic has. As Kafka has it: Utils.abs(group.hashCode()) % partitions, of which the least integer is 0. */
export function offsetsPartitionOf(group: string, partitions: number): number {
  let hash = 0;
  for (let i = 0; i < group.length; i++) hash = (Math.imul(31, hash) + group.charCodeAt(i)) | 0;
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % partitions;
}

export type Coordinators = {
  /** partitions without a leader: their groups are in no list; null: the topic may not be seen */
  leaderless: readonly number[] | null;
  /** whether nobody could tell of that group. `untold`: brokers that could not list theirs */
  isUntold: (group: string, untold: ReadonlySet<number>) => boolean;
};

/** undefined: the metadata was not asked for that topic. */
export function coordinatorsOf({ topics, brokers }: ClusterMetadata): Coordinators | undefined {
  const topic = topics.find(({ name }) => name === OFFSETS_TOPIC);
  if (!topic) return undefined;
  const live = new Set(brokers.map(({ id }) => id));
  const leaders = new Map(topic.partitions.map(({ partition, leader }) => [partition, leader]));
  const leaderless = [...leaders].flatMap(([partition, leader]) => (leader < 0 ? [partition] : []));
  return {
    leaderless: topic.error === TOPIC_AUTHORIZATION_FAILED ? null : leaderless.sort((a, b) => a - b),
    isUntold(group, untold) {
      // Where its broker is not known it may be any of those.
      if (leaders.size === 0) return untold.size > 0;
      const leader = leaders.get(offsetsPartitionOf(group, leaders.size)) ?? -1;
      return !live.has(leader) || untold.has(leader);
    },
  };
}
