// The buckets of a timeline: natural widths, aligned to the clock of a zone, and answers added up.
import { type BucketTimes, bucketAt } from '../contract/buckets.ts';
import type { Histogram } from '../contract/records.ts';
import { LEVELS, type Micros } from '../contract/units.ts';
import { zoneChanges, zoneOffset } from '../contract/zone.ts';
import { ROLLUP_WIDTHS } from './schema.ts';

const MILLI = 1000;
const SECOND = 1000 * MILLI;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Each is a multiple of a width of the rollup, from 100 ms on. */
export const WIDTHS: readonly Micros[] = [
  ...[1, 10, 100, 1000, 10_000].flatMap((power) => [1, 2, 5].map((n) => n * power)),
  ...[100, 200, 500].map((n) => n * MILLI),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 7, 30].map((n) => n * DAY),
  YEAR,
];

/** Counts are kept in buckets of these: most natural widths are multiples of them, and each is one of the unit before. */
export const UNITS: readonly Micros[] = [1, MILLI, 10 * MILLI, 100 * MILLI, SECOND, MINUTE, HOUR, DAY];

/** Of one width. offset: of the clock that they are aligned to, ahead of UTC; a multiple of the rollup's widest buckets */
export type Grid = { start: Micros; width: Micros; buckets: number; offset: Micros };

/** What an answer has. Each is a whole number of those of `grid`: what is counted, and then added up. */
export type Buckets = BucketTimes & { buckets: number; grid: Grid };

/** Where the bucket begins that `time` lies in. */
export function bucketStart(time: Micros, width: Micros, offset: Micros): Micros {
  return Math.floor((time + offset) / width) * width - offset;
}

/** The narrowest natural width with which [from, to) fits into so many buckets; beyond 365 days its multiples. */
export function bucketsOf(from: Micros, to: Micros, most: number, zone = 'UTC'): Buckets {
  const offset = offsetOf(to, zone);
  if (to <= from) return even({ start: from, width: SECOND, buckets: 0, offset });
  for (const width of widths()) {
    const start = bucketStart(from, width, offset);
    const grid = { start, width, buckets: Math.ceil((to - start) / width), offset };
    if (grid.buckets > most && width < 1e6 * YEAR) continue;
    const buckets = uneven(from, to, grid, zone) ?? even(grid);
    if (buckets.buckets <= most) return buckets;
  }
  throw new Error('unreachable: widths() does not end');
}

function* widths(): Generator<Micros, void> {
  yield* WIDTHS;
  for (let width = 2 * YEAR; ; width *= 2) yield width;
}

function even(grid: Grid): Buckets {
  return { start: grid.start, width: grid.width, buckets: grid.buckets, grid };
}

/**
 * Where the zone's clock changes by what is no multiple of the width: a bucket is the time for which the clock shows times between
 * two multiples of it, so that days begin at midnight, and one has 23 or 25 hours. undefined: the clock does not change so.
 */
function uneven(from: Micros, to: Micros, { width, offset }: Grid, zone: string): Buckets | undefined {
  if (ROLLUP_WIDTHS[2] % width === 0) return undefined;
  // A bucket may be longer than the width, by what the clock is set back.
  const [first, last] = [from - 2 * width, to + 2 * width];
  const changes = zoneChanges(first, last, zone).map((at) => ({
    at,
    before: offsetOf(at - 1, zone),
    after: offsetOf(at, zone),
  }));
  if (changes.every(({ before, after }) => (after - before) % width === 0)) return undefined;
  const multiple = (time: Micros, clock: Micros) => Math.floor((time + clock) / width);
  const edges: Micros[] = [];
  let [begin, clock] = [first, offsetOf(first, zone)];
  for (const { at: end, before, after } of [...changes, { at: last, before: 0, after: 0 }]) {
    for (let n = multiple(begin, clock) + 1; n * width - clock < end; n++) edges.push(n * width - clock);
    if (multiple(end - 1, before) !== multiple(end, after)) edges.push(end);
    [begin, clock] = [end, after];
  }
  const kept = edges.slice(
    edges.findLastIndex((edge) => edge <= from),
    edges.findIndex((edge) => edge >= to) + 1,
  );
  const [start = from, end = to] = [kept[0], kept.at(-1)];
  const fine = changes.reduce((all, { at, before, after }) => common(common(all, after - before), at + after), width);
  const grid = { start, width: fine, buckets: Math.round((end - start) / fine), offset };
  return { start, width, edges: kept, buckets: kept.length - 1, grid };
}

function offsetOf(time: Micros, zone: string): Micros {
  const widest = ROLLUP_WIDTHS[2];
  return Math.floor(zoneOffset(time, zone) / widest) * widest;
}

/** The greatest common divisor. */
function common(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : common(b, a % b);
}

const LEVEL_COUNT = LEVELS.length;

/** Counts of the grid, as jobs give them, to counts of the buckets. */
export function inBuckets(slots: Float64Array, { grid, ...buckets }: Buckets): Float64Array {
  if (!buckets.edges) return slots;
  const sum = new Float64Array(buckets.buckets * LEVEL_COUNT);
  for (let fine = 0; fine < grid.buckets; fine++) {
    const at = bucketAt(buckets, grid.start + fine * grid.width) * LEVEL_COUNT;
    for (let level = 0; level < LEVEL_COUNT; level++)
      sum[at + level] = (sum[at + level] ?? 0) + (slots[fine * LEVEL_COUNT + level] ?? 0);
  }
  return sum;
}

export function timesOf({ start, width, edges }: Buckets): Pick<Histogram, 'start' | 'width' | 'edges'> {
  return { start, width, ...(edges && { edges }) };
}

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

/** Copies the buckets of a grid that [from, to) touches from an answer that began elsewhere, at the same width and offset. */
export function copyBuckets(
  source: { slots: Float64Array; start: Micros },
  target: { slots: Float64Array } & Grid,
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
