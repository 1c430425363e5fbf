// Changes of the time range that can be taken back: each zoom remembers the range before it.
import { go, place } from './place.ts';
import type { Range } from './place-text.ts';
import { timesOfRange } from './range-times.ts';
import { settings } from './settings.ts';
import { createStore, useStore } from './store.ts';

const MOST = 50;
const before = createStore<readonly Range[]>([]);

/** Ends are rounded outwards to whole microseconds; at least 2 of them stay. null: that end is open. */
export function zoomTo(from: number | null, to: number | null): void {
  const start = from === null ? null : Math.floor(from);
  const end = to === null ? null : Math.max(Math.ceil(to), (start ?? Number.NEGATIVE_INFINITY) + 2);
  before.set((old) => [...old, place.get().range].slice(-MOST));
  go({ range: start === null && end === null ? { kind: 'all' } : { kind: 'between', from: start, to: end } });
}

const HALF_MINUTE = 30e6;

/** The minute around a moment, or all between two with half a minute before and after. */
export function zoomAround(from: number, to: number): void {
  zoomTo(from - HALF_MINUTE, to + HALF_MINUTE);
}

/** The range from where it begins up to now, whenever that is. */
export function openEnd(): void {
  const { range } = place.get();
  const { from, to } = timesOfRange(range, Date.now() * 1000, settings.get().zone);
  if (to === null) return;
  before.set((old) => [...old, range].slice(-MOST));
  go({ range: from === null ? { kind: 'all' } : { kind: 'between', from, to: null } });
}

/** Back to the range before the last zoom; with none, to everything. */
export function zoomOut(): void {
  const range = before.get().at(-1) ?? { kind: 'all' };
  before.set((old) => old.slice(0, -1));
  go({ range });
}

/** A range that a person chose by name starts anew. */
export function chooseRange(range: Range): void {
  before.set([]);
  go({ range });
}

export function useCanZoomOut(): boolean {
  return useStore(before).length > 0;
}

export function canZoomOut(): boolean {
  return before.get().length > 0;
}
