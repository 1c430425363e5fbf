// How high a count is drawn: in proportion to it, or to its logarithm. Pure.

/** 0 to 1 of the height of `most`. Of a logarithm, nothing is 0 and one is seen: it is that of the count and one more. */
export function shareOf(count: number, most: number, log: boolean): number {
  if (count <= 0 || most <= 0) return 0;
  return log ? Math.log1p(count) / Math.log1p(most) : count / most;
}

export type CountTick = { count: number; share: number };

/** The greatest count, and of a logarithm the powers of ten below it that are no closer to another than `apart` (a share). */
export function countTicks(most: number, log: boolean, apart: number): CountTick[] {
  if (most <= 0) return [];
  const ticks = [{ count: most, share: 1 }];
  if (!log) return ticks;
  const powers = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, i) => 10 ** i);
  for (const count of powers.toReversed()) {
    const share = shareOf(count, most, true);
    if ((ticks.at(-1)?.share ?? 1) - share >= apart && share >= apart / 2) ticks.push({ count, share });
  }
  return ticks;
}
