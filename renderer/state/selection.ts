// The record that is selected, by its key; its place in the table is found anew in each view.
import type { Key } from '../../main/contract/records.ts';
import { go, place } from './place.ts';
import { createStore, useStore } from './store.ts';

/** rank: its place in the view that is shown; undefined where that is not known (yet, or it is not in the view) */
export type Selection = { key: Key; rank: number | undefined };

/** Browsers take only so many changes of the address: a held arrow key makes more. */
const ADDRESS_MS = 400;
let writing: ReturnType<typeof setTimeout> | undefined;

const start = place.get().record;
export const selection = createStore<Selection | null>(start && { key: start, rank: undefined }, (selected) => {
  clearTimeout(writing);
  writing = setTimeout(() => go({ record: selected?.key ?? null }), ADDRESS_MS);
});

export function useSelection(): Selection | null {
  return useStore(selection);
}
