// The buckets of a timeline: natural widths, aligned to the clock of a zone, and answers added up.
import type { Histogram } from '../contract/records.ts';
import { LEVELS, type Micros } from '../contract/units.ts';
import { zoneOffset } from '../contract/zone.ts';
import { ROLLUP_WIDTHS } from './schema.ts';

const MILLI = 1000;
const SECOND = 1000 * MILLI;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each is a multiple of a width of the rollup, from 100 ms on. */
export const WIDTHS: readonly Micros[] = [
  ...[1, 10, 100, 1000, 10_000].flatMap((power) => [1, 2, 5].map((n) => n * power)),
  ...[100, 200, 500].map((n) => n * MILLI),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 7, 30, 365].map((n) => n * DAY),
];

/** offset: of the clock that they are aligned to, ahead of UTC; a multiple of the rollup's widest buckets */
export type Buckets = { start: Micros; width: Micros; buckets: number; offset: Micros };

/** Where the bucket begins that `time` lies in. */
export function bucketStart(time: Micros, width: Micros, offset: Micros): Micros {
  return Math.floor((time + offset) / width) * width - offset;
}

/** The narrowest natural width with which [from, to) fits into so many buckets; beyond 365 days its multiples. */
export function bucketsOf(from: Micros, to: Micros, most: number, zone = 'UTC'): Buckets {
  const widest = ROLLUP_WIDTHS[2];
  const offset = Math.floor(zoneOffset(to, zone) / widest) * widest;
  if (to <= from) return { start: from, width: SECOND, buckets: 0, offset };
  const year = 365 * DAY;
  const count = (width: Micros) => Math.ceil((to + offset) / width) - Math.floor((from + offset) / width);
  let width = WIDTHS.find((one) => count(one) <= most);
  for (let years = 2; width === undefined; years *= 2)
    if (count(years * year) <= most || years > 1e6) width = years * year;
  return { start: bucketStart(from, width, offset), width, buckets: count(width), offset };
}

const LEVEL_COUNT = LEVELS.length;

/** Counts as the jobs give them, bucket by bucket, to counts by level; and their sum. */
export function byLevel(slots: Float64Array, buckets: number): Pick<Histogram, 'counts' | 'total'> {
  const counts = LEVELS.map(() => new Array<number>(buckets).fill(0));
  let total = 0;
  for (let slot = 0; slot < slots.length; slot++) {
    const n = slots[slot] ?? 0;
    if (n === 0) continue;
    const bucket = Math.floor(slot / LEVEL_COUNT);
    const level = counts[slot - bucket * LEVEL_COUNT];
    if (level) level[bucket] = n;
    total += n;
  }
  return { counts, total };
}

export function add(sum: Float64Array, counts: Float64Array): void {
  for (let slot = 0; slot < counts.length; slot++) sum[slot] = (sum[slot] ?? 0) + (counts[slot] ?? 0);
}

/** Copies the buckets that [from, to) touches from an answer that began elsewhere, at the same width and offset. */
export function copyBuckets(
  source: { slots: Float64Array; start: Micros },
  target: { slots: Float64Array } & Buckets,
  { from, to }: { from: Micros; to: Micros },
): void {
  const { width, offset } = target;
  const first = Math.max(bucketStart(from, width, offset), source.start, target.start);
  const last = Math.min(bucketStart(to + width - 1, width, offset), endOf(source, width));
  const end = Math.min(last, endOf(target, width));
  if (end <= first) return;
  const at = ((first - source.start) / width) * LEVEL_COUNT;
  const count = Math.ceil((end - first) / width) * LEVEL_COUNT;
  target.slots.set(source.slots.subarray(at, at + count), ((first - target.start) / width) * LEVEL_COUNT);
}

function endOf({ slots, start }: { slots: Float64Array; start: Micros }, width: Micros): Micros {
  return start + (slots.length / LEVEL_COUNT) * width;
}
