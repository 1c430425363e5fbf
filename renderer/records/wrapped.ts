// Rows of unlike heights: which of them are seen, and which has to be the first so that another one is. Measured in the page.

type Measured = { rank: number; top: number; bottom: number };

function measured(body: HTMLElement | null): { rows: Measured[]; top: number } {
  const top = body?.parentElement?.querySelector('thead')?.getBoundingClientRect().bottom ?? 0;
  const rows = [...(body?.children ?? [])].flatMap((row) => {
    const rank = row.getAttribute('data-rank') ?? row.getAttribute('data-loading');
    const box = row.getBoundingClientRect();
    return rank === null ? [] : [{ rank: Number(rank), top: box.top - top, bottom: box.bottom - top }];
  });
  return { rows, top };
}

/** Rows that are wholly seen, at least one. */
export function fitsOf(body: HTMLElement | null, height: number): number {
  const { rows } = measured(body);
  return Math.max(1, rows.filter(({ top, bottom }) => top >= 0 && bottom <= height).length);
}

/** The rank that has to be at the top so that `rank` is seen; undefined: it is seen. */
export function shownAt(body: HTMLElement | null, height: number, rank: number, near: boolean): number | undefined {
  return firstFor(measured(body).rows, height, rank, near);
}

/** Pure: over rows in their order, with pixels from the top edge. */
export function firstFor(rows: readonly Measured[], height: number, rank: number, near: boolean): number | undefined {
  const row = rows.find((one) => one.rank === rank);
  if (row && row.top >= 0 && row.bottom <= height) return undefined;
  // One that is taller than the view is seen from its beginning.
  if (!row || row.top < 0 || !near || row.bottom - row.top > height) return near ? rank : Math.max(0, rank - 2);
  // It lies below the edge: rows leave at the top until there is room for it.
  const room = rows.find(({ top }) => row.bottom - top <= height);
  return room?.rank ?? rank;
}
