// Intervals of offsets, [from, to).
import type { Offset } from '../contract/units.ts';

export type Range = { from: Offset; to: Offset };

/** Joins intervals that touch or overlap; the input is sorted by part and from. */
export function mergeIntervals<T extends Range & { part: number }>(sorted: T[]): T[] {
  const merged: T[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (last && last.part === one.part && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else merged.push({ ...one });
  }
  return merged;
}

/** What of `range` lies in none of `held`, which are sorted by `from`; ascending. */
export function without(range: Range, held: Iterable<Range>): Range[] {
  const left: Range[] = [];
  let at = range.from;
  for (const { from, to } of held) {
    if (from >= range.to) break;
    if (from > at) left.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (at < range.to) left.push({ from: at, to: range.to });
  return left;
}

export function byFrom(a: Range, b: Range): number {
  return a.from - b.from;
}
