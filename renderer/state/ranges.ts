// Sets of ranks as ranges [from, to), ascending, disjoint and not touching: ten thousand rows are one range. Pure.

export type Range = readonly [from: number, to: number];
export type Ranges = readonly Range[];

export function sizeOf(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

export function has(ranges: Ranges, rank: number): boolean {
  return ranges.some(([from, to]) => rank >= from && rank < to);
}

export function add(ranges: Ranges, [from, to]: Range): Ranges {
  if (from >= to) return ranges;
  const touching = ranges.filter((one) => one[0] <= to && one[1] >= from);
  const joined: Range = [
    Math.min(from, ...touching.map((one) => one[0])),
    Math.max(to, ...touching.map((one) => one[1])),
  ];
  return [...ranges.filter((one) => !touching.includes(one)), joined].sort((a, b) => a[0] - b[0]);
}

export function remove(ranges: Ranges, [from, to]: Range): Ranges {
  if (from >= to) return ranges;
  return ranges.flatMap((one): Range[] =>
    [[one[0], Math.min(one[1], from)] as const, [Math.max(one[0], to), one[1]] as const].filter(
      ([begin, end]) => begin < end,
    ),
  );
}

export function toggle(ranges: Ranges, rank: number): Ranges {
  const one: Range = [rank, rank + 1];
  return has(ranges, rank) ? remove(ranges, one) : add(ranges, one);
}

/** From one rank to another, both with; at most so many, counted from the first. */
export function between(anchor: number, cursor: number, most: number): Range {
  return cursor >= anchor
    ? [anchor, Math.min(cursor + 1, anchor + most)]
    : [Math.max(cursor, anchor + 1 - most), anchor + 1];
}

/** The first `most` of them. */
export function cutTo(ranges: Ranges, most: number): Ranges {
  const kept: Range[] = [];
  let left = most;
  for (const [from, to] of ranges) {
    if (left <= 0) break;
    kept.push([from, Math.min(to, from + left)]);
    left -= to - from;
  }
  return kept;
}
