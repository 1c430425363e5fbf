// Several records at once, by their ranks in the view that stands still; null: the selected one alone.
import type { Ranges } from './ranges.ts';
import { createStore, useStore } from './store.ts';

/** anchor: the rank that a range reaches from; cursor: the one it reaches to, which is the selected record */
export type Chosen = { ranges: Ranges; anchor: number; cursor: number };

export const chosen = createStore<Chosen | null>(null);

export function useChosen(): Chosen | null {
  return useStore(chosen);
}
