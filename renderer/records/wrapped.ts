// Rows of unlike heights: which has to be the first so that another one is seen. Pure.

/** Pixels from the top edge of the view. */
export type Measured = { rank: number; top: number; bottom: number };

/** The rank that has to be at the top so that `rank` is seen; undefined: it is. rows: in their order, from the first in the view. */
export function firstFor(rows: readonly Measured[], height: number, rank: number, near: boolean): number | undefined {
  const row = rows.find((one) => one.rank === rank);
  if (row && row.top >= 0 && row.bottom <= height) return undefined;
  // One that is taller than the view is seen from its beginning.
  if (!row || row.top < 0 || !near || row.bottom - row.top > height) return near ? rank : Math.max(0, rank - 2);
  // It lies below the edge: rows leave at the top until there is room for it.
  const room = rows.find(({ top }) => row.bottom - top <= height);
  return room?.rank ?? rank;
}
