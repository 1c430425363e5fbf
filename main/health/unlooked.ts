import type { Micros } from '../contract/units.ts';

/** All groups and all topics are looked at each minute, also while nobody watches: with more between two looks, nobody looked for a while. */
export const UNLOOKED: Micros = 150_000_000;
