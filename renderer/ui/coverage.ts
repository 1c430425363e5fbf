// What a view is complete for, as its sentence tells it. Pure.
import type { Hole, Tick, View } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { timesOf, type ViewCoverage } from '../../main/contract/view-coverage.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';

export type Completeness =
  | { kind: 'empty' }
  /** nothing is being followed: what is cached, until then */
  | { kind: 'cached'; until: Micros }
  /** other topics are followed, but none of the view's */
  | { kind: 'unfollowed' }
  /** from `from` to `until` (the view's end, or now), `whole` of the partitions hold everything that they have */
  | { kind: 'complete'; from: Micros; until: Micros; whole: number; partitions: number }
  /** the same; later than `until`, `behind` partitions are still being read */
  | { kind: 'partial'; until: Micros; whole: number; partitions: number; behind: number };

/** now: where an open end lies; of a view that stands still, when it came to stand. */
export function completeness(covers: ViewCoverage, tick: Tick, now: Micros): Completeness {
  if (tick.records === 0 || tick.newestTime === null) return { kind: 'empty' };
  const { notFollowed, behind, partitions } = covers;
  const until = covers.to === null ? now : Math.min(covers.to, now);
  if (tick.followed === 0)
    return { kind: 'cached', until: Math.min(until, notFollowed?.newestTime ?? tick.newestTime) };
  if (notFollowed?.all) return { kind: 'unfollowed' };
  const whole = Math.max(0, covers.whole - (notFollowed?.whole ?? 0));
  if (behind && behind.frontier < until)
    return { kind: 'partial', until: behind.frontier, whole, partitions, behind: behind.partitions };
  return { kind: 'complete', from: covers.from ?? tick.oldestTime ?? until, until, whole, partitions };
}

/** Whether nothing is left to say but that all is there. */
export function isWhole(covers: ViewCoverage): boolean {
  const { whole, partitions, notFollowed, behind, openTransactions } = covers;
  return whole === partitions && !notFollowed && !behind && openTransactions === 0;
}

type Sum = { cause: Hole['cause']; offsets: number };

/** "1,204 not fetched, 300 deleted by retention", the most first. */
export function sumsText(missing: readonly Sum[], text: Text, format: Format): string {
  return missing
    .toSorted((a, b) => b.offsets - a.offsets)
    .map(({ cause, offsets }) => text.coverage.sums[cause](format.number(offsets)))
    .join(', ');
}

/** "13:02:11 – 13:05:02", "before 13:05:02"; the day is there where it is not today's. */
export function rangeText(from: Micros | null, to: Micros | null, text: Text, format: Format): string | undefined {
  const words = text.coverage;
  const today = format.day(Date.now() * 1000);
  const clock = (at: Micros) => format.time(at, format.day(at) === today ? 'time' : 'full', 0);
  if (from === null) return to === null ? undefined : words.before(clock(to));
  if (to === null) return words.after(clock(from));
  return words.between(clock(from), format.day(from) === format.day(to) ? format.time(to, 'time', 0) : clock(to));
}

export function holeTimes(hole: Hole, text: Text, format: Format): string {
  return rangeText(...timesOf(hole), text, format) ?? text.coverage.anyTime;
}

export function holeOffsets(hole: Hole, text: Text, format: Format): string {
  return text.coverage.offsets(format.number(hole.from), format.number(hole.to - 1));
}

/** Of its incarnation: no two holes begin at the same place. */
export function holeKey({ topic, partition, incarnation, from }: Hole): string {
  return `${topic} ${partition} ${incarnation} ${from}`;
}

/** The topics of a view (null: all) that the cache has records of though they are not followed now. */
export function unfollowedTopics(tick: Tick, topics: View['topics']): string[] {
  return tick.topics
    .filter(({ name, followed }) => !followed && (topics === null || topics.includes(name)))
    .map(({ name }) => name);
}
