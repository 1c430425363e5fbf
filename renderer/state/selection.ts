// The record that is selected, by its key; its place in the table is found anew in each view.
import type { Key } from '../../main/contract/records.ts';
import { createStore, useStore } from './store.ts';

/** rank: its place in the view that was shown when it was selected */
export type Selection = { key: Key; rank: number };

export const selection = createStore<Selection | null>(null);

export function useSelection(): Selection | null {
  return useStore(selection);
}
