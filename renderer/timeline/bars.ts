// A histogram as SVG paths, one a layer, stacked: the worst level on top. Pure.
import { type BucketTimes, bucketBegin } from '../../main/contract/buckets.ts';
import type { Micros } from '../../main/contract/units.ts';
import { shareOf } from './heights.ts';

/** Where a time lies, in pixels. */
export type Scale = { from: Micros; to: Micros; width: number; x(at: Micros): number; time(x: number): Micros };

export function timeScale(from: Micros, to: Micros, width: number): Scale {
  const span = Math.max(1, to - from);
  return {
    from,
    to,
    width,
    x: (at) => ((at - from) / span) * width,
    time: (x) => from + (x / Math.max(1, width)) * span,
  };
}

/** counts[layer][bucket], the lowest layer first */
export type Bars = BucketTimes & { counts: readonly (readonly number[])[] };

/** The greatest bucket that is at least partly seen; 0 where there is none. */
export function highest(histogram: Bars, scale: Scale): number {
  let most = 0;
  for (let bucket = 0; bucket < bucketCount(histogram); bucket++) {
    if (!isSeen(histogram, bucket, scale)) continue;
    most = Math.max(most, totalOf(histogram, bucket));
  }
  return most;
}

export function isSeen(times: BucketTimes, bucket: number, { from, to }: Scale): boolean {
  return bucketBegin(times, bucket + 1) > from && bucketBegin(times, bucket) < to;
}

/** Its sides in whole pixels: edges are crisp, and neighbours never overlap. */
export function sidesOf(times: BucketTimes, bucket: number, scale: Scale): { left: number; right: number } {
  return {
    left: Math.max(0, Math.round(scale.x(bucketBegin(times, bucket)))),
    right: Math.min(scale.width, Math.round(scale.x(bucketBegin(times, bucket + 1)))),
  };
}

export function bucketCount(histogram: Bars): number {
  return histogram.counts[0]?.length ?? 0;
}

export function totalOf(histogram: Bars, bucket: number): number {
  let sum = 0;
  for (const level of histogram.counts) sum += level[bucket] ?? 0;
  return sum;
}

/** Levels from which on a part is never drawn thinner than a pixel: a single error among millions is seen. */
export const BAD_LEVELS = 5;

/**
 * One path a layer ('' where it is absent). `height`: pixels of the highest bar, `most` its count; layers from `neverThin` on
 * are seen wherever they are. `log`: of the whole bar; its parts stay in proportion to each other.
 */
export function barPaths(
  histogram: Bars,
  scale: Scale,
  height: number,
  most: number,
  neverThin = BAD_LEVELS,
  log = false,
): string[] {
  const paths = histogram.counts.map(() => '');
  if (most <= 0) return paths;
  for (let bucket = 0; bucket < bucketCount(histogram); bucket++) {
    const total = totalOf(histogram, bucket);
    if (total === 0 || !isSeen(histogram, bucket, scale)) continue;
    const { left, right } = sidesOf(histogram, bucket, scale);
    const gap = right - left >= 4 ? 1 : 0;
    const width = Math.max(1, right - left - gap);
    const parts = partHeights(
      histogram,
      bucket,
      Math.max(1.5, shareOf(Math.min(total, most), most, log) * height),
      total,
      neverThin,
    );
    let y = height;
    for (const [level, part] of parts.entries()) {
      if (part === 0) continue;
      y -= part;
      paths[level] += `M${left} ${round(y)}h${width}v${round(part)}h${-width}z`;
    }
  }
  return paths;
}

function partHeights(histogram: Bars, bucket: number, height: number, total: number, neverThin: number): number[] {
  const parts = histogram.counts.map((level) => ((level[bucket] ?? 0) / total) * height);
  let lifted = 0;
  let largest = 0;
  for (const [level, part] of parts.entries()) {
    if (part > (parts[largest] ?? 0)) largest = level;
    if (part > 0 && part < 1 && level >= neverThin) {
      lifted += 1 - part;
      parts[level] = 1;
    }
  }
  // What was lifted comes off the largest part, so that the bar's height stays true.
  parts[largest] = Math.max(Math.min(1, parts[largest] ?? 0), (parts[largest] ?? 0) - lifted);
  return parts;
}

const round = (n: number) => Math.round(n * 100) / 100;
