// Which element shows which row of a list that scrolls: while it moves on a row keeps its element, where it lies and all; after
// a jump, which leaves no row in view, the elements that are there show the new ones. Pure.

/** A rank's element is the one of slot `rank - origin`. first, last: the ranks in view. */
export type Slots = { origin: number; first: number; last: number };

/** Slots are pixels, too, of which there are 33 million at most. */
const FARTHEST = 10_000;

export function slotsOf(before: Slots | undefined, first: number, last: number): Slots {
  if (!before) return { origin: first, first, last };
  if (first > before.last || last < before.first)
    return { origin: first - (before.first - before.origin), first, last };
  return { origin: Math.abs(first - before.origin) > FARTHEST ? first : before.origin, first, last };
}
