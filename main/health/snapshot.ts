// What one round of questions to a cluster found. null and undefined: could not be read, or is not there.
import type { BrokerHealth } from '../contract/health.ts';
import type { Told } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Census } from './census.ts';

export type ReplicaState = {
  leader: number | null;
  /** the first is the preferred leader */
  replicas: readonly number[];
  isr: readonly number[];
  /** replicas that a running reassignment adds: they are not expected in the ISR yet */
  adding: readonly number[];
  /** the topic's min.insync.replicas; null: may not be read */
  minInsyncReplicas: number | null;
};

export type PartitionSnapshot = ReplicaState & {
  topic: string;
  /** of this incarnation of the topic; null: the brokers tell none */
  topicId: string | null;
  partition: number;
  offlineReplicas: readonly number[];
  logStart: Offset | null;
  highWatermark: Offset | null;
  /** the reader's next offset */
  position: Offset | null;
  /** it is one that the group has committed, or would: this process does not read the partition */
  committed?: boolean;
  /** grows with each election; undefined: not told */
  leaderEpoch?: number;
  /** of the topic; null: without that limit, undefined: may not be read */
  retention?: { ms: number | null; bytes: number | null };
  /** of its log */
  bytes?: number;
};

export type Snapshot = {
  at: Micros;
  clusterId: string | null;
  brokers: readonly Pick<BrokerHealth, 'id' | 'host' | 'port'>[];
  /** the node that is the controller, which need not be a broker; null: unknown */
  controllerId: number | null;
  /** brokers among them that did not answer */
  silent: readonly number[];
  /** null: nobody's progress is judged */
  group: string | null;
  /** whether anybody is there who could move the position: a group without members has stopped */
  groupActive: boolean;
  /** whether the group's offsets could be read; a partition that has none then has a position of null all the same */
  groupKnown: boolean;
  partitions: readonly PartitionSnapshot[];
  /** by topic: its settings by name, those that may be read */
  configs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** topics that the cluster says do not exist */
  missing: readonly string[];
  /** all topics of the cluster, as they were last looked at: it may be older than the rest; undefined: not yet */
  census?: Census;
  /** what could not be read, and why */
  troubles: readonly Told[];
};
