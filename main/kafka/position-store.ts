// What the supervisor needs of the cache's writer; main/store's Writer is one.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition, SharedPositions } from '../base/ingest-port.ts';
import type { Hole } from '../contract/records.ts';
import type { Offset } from '../contract/units.ts';

export type PositionStore = {
  readonly cacheId: string;
  readonly positions: SharedPositions;
  follow(
    clusterId: string,
    partitions: { topic: string; partition: number; start: Offset }[],
  ): Promise<FollowedPartition[]>;
  connectWorker(): MessagePort;
  addHole(slot: number, from: Offset, to: Offset, cause: Hole['cause'], detail?: string): Promise<void>;
};
