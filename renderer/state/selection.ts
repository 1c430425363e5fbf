// The record that is selected, by its key; its place in the table is found anew in each view.
import { useEffect } from 'react';
import type { Key } from '../../main/contract/records.ts';
import { standStill } from './follow.ts';
import { go, place } from './place.ts';
import { type LinkPart, type PlaceKeys, readPlace, unreadable } from './place-text.ts';
import { createStore, useStore } from './store.ts';

/** rank: its place in the view that is shown; undefined: not known yet; null: it is not in the view */
export type Selection = { key: Key; rank: number | undefined | null };

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

/** What could not be read of the link that was opened; null: it is no link. Empty: nothing is wrong. */
export const badLink = createStore<LinkPart[] | null>(unreadable(location.hash));

/** A place as a whole, with its record; `back`: "back" leads to where one is now. */
export function openPlace(keys: PlaceKeys): void {
  go(keys, true);
  // Looked for anew, also where it is the one that is selected.
  selection.set(null);
  select(keys.record);
}

function select(record: Key | null): void {
  clearTimeout(writing);
  // Places are found while the view stands still.
  if (record) standStill();
  if (selection.get()?.key.row !== record?.row) selection.set(record && { key: record, rank: undefined });
}

/** Follows "back", "forward" and a hash that is typed. Call once. */
export function useLocation(): void {
  useEffect(() => {
    const read = () => {
      const keys = readPlace(location.hash);
      place.set(keys);
      badLink.set(unreadable(location.hash));
      select(keys.record);
    };
    addEventListener('popstate', read);
    addEventListener('hashchange', read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener('hashchange', read);
    };
  }, []);
}
