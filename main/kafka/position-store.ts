// What the supervisor needs of the cache's writer; main/store's Writer is one.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition, KnownPartition, SharedPositions, StartPosition } from '../base/ingest-port.ts';
import type { Hole } from '../contract/records.ts';
import type { Offset } from '../contract/units.ts';

export type PositionStore = {
  readonly cacheId: string;
  readonly positions: SharedPositions;
  known(clusterId: string, partitions: { topic: string; partition: number }[]): Promise<KnownPartition[]>;
  follow(clusterId: string, partitions: StartPosition[]): Promise<FollowedPartition[]>;
  unfollow(slots: readonly number[]): Promise<void>;
  connectWorker(): MessagePort;
  addHole(slot: number, from: Offset, to: Offset, cause: Hole['cause'], detail?: string): Promise<void>;
  nameHole(slot: number, from: Offset, to: Offset, cause: Hole['cause'], detail?: string): Promise<void>;
  missing(slot: number, from: Offset, to: Offset): Promise<[Offset, Offset][]>;
  fetchable(topics: readonly string[] | null): Promise<{ slot: number; from: Offset; to: Offset }[]>;
};
