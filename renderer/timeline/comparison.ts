// The same range at an earlier time, and whether the cache holds all of it. Pure.
import type { Coverage, Tick, View } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { coverageOf } from '../../main/contract/view-coverage.ts';
import type { Comparison } from '../state/drawing.ts';
import { type Bars, bucketCount, isSeen, type Scale, sidesOf, totalOf } from './bars.ts';
import type { Domain } from './domain.ts';
import { shareOf } from './heights.ts';

const DAY = 86_400e6;

/** Microseconds between a range and the one that it is compared with: a day is 24 hours, also where the clocks change. */
export function shiftOf({ from, to }: Domain, comparison: Comparison): number {
  if (comparison === 'before') return to - from;
  return comparison === 'day' ? DAY : 7 * DAY;
}

export function earlier(range: Domain, shift: number): Domain {
  return { from: range.from - shift, to: range.to - shift };
}

export type Held =
  | { kind: 'whole' }
  /** the range begins before the cache's oldest record */
  | { kind: 'younger'; oldest: Micros }
  /** so many of the partitions surely lack nothing */
  | { kind: 'partly'; whole: number; partitions: number }
  /** the brokers may have newer records of a topic that is not followed now */
  | { kind: 'unknown' };

/** What can be claimed of a count of that range. */
export function heldOf(range: Domain, topics: View['topics'], coverage: Coverage, tick: Tick): Held {
  if (tick.oldestTime === null) return { kind: 'unknown' };
  if (range.from < tick.oldestTime) return { kind: 'younger', oldest: tick.oldestTime };
  const covers = coverageOf({ topics, ...range }, { before: coverage, after: coverage, tick });
  const { partitions, behind, openTransactions } = covers;
  const whole = Math.max(0, covers.whole - (behind?.partitions ?? 0));
  if (whole < partitions) return { kind: 'partly', whole, partitions };
  const followed = new Set(tick.topics.flatMap((topic) => (topic.followed ? topic.name : [])));
  const known = coverage.partitions.every(
    ({ topic, newestTime }) =>
      followed.has(topic) ||
      (topics !== null && !topics.includes(topic)) ||
      (newestTime !== null && newestTime >= range.to),
  );
  return known && openTransactions === 0 ? { kind: 'whole' } : { kind: 'unknown' };
}

/** The bars of another time, moved to where the scale is; as the line of their tops, in pixels. */
export function outline(bars: Bars, scale: Scale, height: number, most: number, log: boolean): string {
  let path = '';
  let end = Number.NaN;
  for (let bucket = 0; bucket < bucketCount(bars); bucket++) {
    if (!isSeen(bars, bucket, scale)) continue;
    const { left, right } = sidesOf(bars, bucket, scale);
    const y = Math.round((1 - shareOf(Math.min(most, totalOf(bars, bucket)), most, log)) * height * 100) / 100;
    path += left === end ? `V${y}H${right}` : `M${left} ${height}V${y}H${right}`;
    end = right;
  }
  return path === '' ? '' : `${path}V${height}`;
}
