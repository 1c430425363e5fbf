// Chance that repeats itself for the same seed, so that a demo can be looked at twice.
export type Random = {
  /** 0 to 1, exclusive */
  next(): number;
  /** a whole number, both ends inclusive */
  int(least: number, most: number): number;
  pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number];
  /** true with that probability */
  chance(share: number): boolean;
  /** many small values and a few large ones, around `median` */
  skewed(median: number): number;
  hex(digits: number): string;
};

/** mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    chance: (share) => next() < share,
    skewed: (median) => median * Math.exp((next() + next() + next() - 1.5) * 1.6),
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  };
}
