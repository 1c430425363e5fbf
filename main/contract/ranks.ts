// Ranks in the order of another clock than the record's own, for which the timeline's counts say nothing.
import { z } from 'zod';
import { Key, View } from './records.ts';
import { CLOCKS } from './units.ts';

const count = z.number().int().nonnegative();
const clock = z.enum(CLOCKS).exclude(['record']);

export const RanksRequest = z.object({
  view: View,
  clock,
  /** about so many steps, of about as many records of the cache each */
  steps: z.number().int().min(1).max(2000),
});
export type RanksRequest = z.infer<typeof RanksRequest>;

/** Each item of the stream replaces the one before; only the item with `final` is the answer. */
export const Ranks = z.object({
  /** ascending by key; `before`: how many records of the view have a smaller key */
  steps: z.array(z.object({ key: Key, before: count })),
  /** records of the view */
  total: count,
  scanned: count,
  toScan: count,
  final: z.boolean(),
  upTo: count,
});
export type Ranks = z.infer<typeof Ranks>;

/** Asks for the records of the view whose keys are at least `from` and less than `to`. */
export const Between = z.object({ view: View, clock, from: Key, to: Key });
export type Between = z.infer<typeof Between>;
