// What an answer covers, from the cache's tick: the sentence that goes with every count. Pure.
import type { Tick } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';

export type Completeness =
  | { kind: 'empty' }
  /** nothing is being followed: what is cached, until then */
  | { kind: 'cached'; until: Micros }
  /** every partition holds everything that it has up to `until` (the view's end, or now) */
  | { kind: 'complete'; until: Micros; partitions: number }
  /** later than `until`, only `complete` of the partitions hold everything */
  | { kind: 'partial'; until: Micros; complete: number; partitions: number };

/** to: the view's end; null: open. now: microseconds. Says nothing of holes: those are shown beside it. */
export function completeness(tick: Tick, to: Micros | null, now: Micros): Completeness {
  if (tick.records === 0 || tick.newestTime === null) return { kind: 'empty' };
  if (tick.followed === 0) return { kind: 'cached', until: tick.newestTime };
  const end = to === null ? now : Math.min(to, now);
  if (tick.frontier === null || end <= tick.frontier)
    return { kind: 'complete', until: end, partitions: tick.followed };
  return { kind: 'partial', until: tick.frontier, complete: tick.caughtUp, partitions: tick.followed };
}
