// Rows of unlike heights, measured in the page.
import { firstFor, type Measured } from './wrapped.ts';

function measured(body: HTMLElement | null): Measured[] {
  const top = body?.parentElement?.querySelector('thead')?.getBoundingClientRect().bottom ?? 0;
  return [...(body?.children ?? [])].flatMap((row) => {
    const rank = row.getAttribute('data-rank') ?? row.getAttribute('data-loading');
    const box = row.getBoundingClientRect();
    return rank === null ? [] : [{ rank: Number(rank), top: box.top - top, bottom: box.bottom - top }];
  });
}

/** Rows that are wholly seen, at least one. */
export function fitsOf(body: HTMLElement | null, height: number): number {
  const rows = measured(body);
  return Math.max(1, rows.filter(({ top, bottom }) => top >= 0 && bottom <= height).length);
}

/** The rank that has to be at the top so that `rank` is seen; undefined: it is seen. */
export function shownAt(body: HTMLElement | null, height: number, rank: number, near: boolean): number | undefined {
  return firstFor(measured(body), height, rank, near);
}
