// The consumers of a session as the consumers view shows them.
import type { Consumers } from '../contract/health.ts';
import type { Offset } from '../contract/units.ts';
import type { Rebalances } from './rebalances.ts';
import type { SharedGroup } from './shared-group.ts';
import type { Slots } from './slots.ts';
import type { WorkerPool } from './worker-pool.ts';

export type ConsumersSource = {
  group: string;
  pool: WorkerPool;
  slots: Slots;
  shared: SharedGroup;
  rebalances: Rebalances;
  first: Consumers['first'];
  next(slot: number): Offset;
  lag(slot: number): number;
};

export function consumersOf(source: ConsumersSource): Consumers {
  const { group, pool, slots, shared, rebalances, first, next, lag } = source;
  const { unread } = shared;
  const isStable = pool.isSettled && (shared.isKnown || unread.length === 0);
  const isOver = pool.all.every((worker) => ['stopped', 'restarting'].includes(worker.status().state));
  return {
    group,
    state: isOver ? 'none' : isStable ? 'stable' : 'rebalancing',
    workers: pool.all.map((worker) => {
      const { slots: held, ...status } = worker.status();
      return {
        ...status,
        partitions: held.flatMap((slot) => {
          const one = slots.partition(slot);
          return one ? [{ topic: one.topic, partition: one.partition, next: next(slot), lagRecords: lag(slot) }] : [];
        }),
      };
    }),
    others: [...shared.others],
    unread,
    rebalances: rebalances.list(),
    first,
  };
}
