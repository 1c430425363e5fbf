// What an answer covers, from the cache's tick: the sentence that goes with every count. Pure.
import type { Tick, View } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';

export type Completeness =
  | { kind: 'empty' }
  /** nothing is being followed: what is cached, until then */
  | { kind: 'cached'; until: Micros }
  /** other topics are followed, but none of the view's */
  | { kind: 'unfollowed' }
  /** every partition holds everything that it has up to `until` (the view's end, or now) */
  | { kind: 'complete'; until: Micros; partitions: number; unfollowed: number }
  /** later than `until`, only `complete` of the partitions hold everything */
  | { kind: 'partial'; until: Micros; complete: number; partitions: number; unfollowed: number };

/**
 * to: the view's end; null: open. now: microseconds. Says nothing of holes: those are shown beside it.
 * `unfollowed` counts the view's topics that have records here and are not followed: of those, nothing is known.
 */
export function completeness(tick: Tick, { topics, to }: Pick<View, 'topics' | 'to'>, now: Micros): Completeness {
  if (tick.records === 0 || tick.newestTime === null) return { kind: 'empty' };
  if (tick.followed === 0) return { kind: 'cached', until: tick.newestTime };
  const unfollowed = unfollowedTopics(tick, topics).length;
  if (topics !== null && topics.length > 0 && unfollowed === topics.length) return { kind: 'unfollowed' };
  const end = to === null ? now : Math.min(to, now);
  if (tick.frontier === null || end <= tick.frontier)
    return { kind: 'complete', until: end, partitions: tick.followed, unfollowed };
  return { kind: 'partial', until: tick.frontier, complete: tick.caughtUp, partitions: tick.followed, unfollowed };
}

/** The topics of a view (null: all) that the cache has records of though they are not followed now. */
export function unfollowedTopics(tick: Tick, topics: View['topics']): string[] {
  return tick.topics
    .filter(({ name, followed }) => !followed && (topics === null || topics.includes(name)))
    .map(({ name }) => name);
}
