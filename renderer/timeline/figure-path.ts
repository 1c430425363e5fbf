// The area of a figure over time as an SVG path. Pure.
import type { FigureSeries } from '../../main/contract/figures.ts';
import type { Shape } from '../ui/figure-words.ts';
import type { Scale } from './bars.ts';

/** The values between which it is drawn; undefined: none is known. */
export type Extent = { from: number; to: number };

export function extentOf({ buckets }: FigureSeries, shape: Shape): Extent | undefined {
  let extent: Extent | undefined;
  for (const bucket of buckets) {
    if (!bucket || bucket.value === null) continue;
    const { value } = bucket;
    extent = extent
      ? { from: Math.min(extent.from, value), to: Math.max(extent.to, value) }
      : { from: value, to: value };
  }
  return extent && shape !== 'span' ? { ...extent, from: 0 } : extent;
}

/** 0 to 1. Where all is the same, it is half of a span, and all of what is not nothing. */
export function shareOf(value: number, { from, to }: Extent, shape: Shape): number {
  if (to <= from) return shape === 'span' ? 0.5 : to > 0 ? 1 : 0;
  const share = (value - from) / (to - from);
  return shape === 'root' ? Math.sqrt(share) : share;
}

/** What is nought is a line, and what was not sampled or is not known a gap. */
export function areaOf(
  { start, width, buckets }: FigureSeries,
  scale: Scale,
  height: number,
  extent: Extent,
  shape: Shape,
): string {
  let path = '';
  for (const [i, bucket] of buckets.entries()) {
    if (!bucket || bucket.value === null) continue;
    const left = Math.max(0, Math.round(scale.x(start + i * width)));
    const right = Math.min(scale.width, Math.round(scale.x(start + (i + 1) * width)));
    if (right <= left) continue;
    const high = Math.max(1, Math.round(shareOf(bucket.value, extent, shape) * height));
    path += `M${left} ${height - high}h${right - left}v${high}h${left - right}z`;
  }
  return path;
}
