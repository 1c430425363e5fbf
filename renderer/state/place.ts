// Where a person is: the view, and of the logs the filter, the range and the order. It lives in the URL's hash, so that a
// reload, a bookmark and "back" work.
import type { View } from '../../main/contract/records.ts';
import type { Micros, RowId } from '../../main/contract/units.ts';
import { type PlaceKeys, readPlace, writePlace } from './place-text.ts';
import { timesOfRange } from './range-times.ts';
import { settings } from './settings.ts';
import { createStore, useStore } from './store.ts';

export const place = createStore<PlaceKeys>(readPlace(location.hash));

/** Changes where a person is. `back` makes the change one that the browser's "back" undoes. */
export function go(change: Partial<PlaceKeys>, back = false): void {
  // Another filter or range is no longer what is around a record.
  const narrows = 'filter' in change || 'range' in change || 'topics' in change;
  const next = { ...place.get(), ...(narrows && { around: null }), ...change };
  const hash = writePlace(next);
  if (hash === writePlace(place.get())) return;
  if (back) history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
  place.set(next);
}

export function usePlace(): PlaceKeys {
  return useStore(place);
}

/** The records of a place. now: where a relative range ends, microseconds. upTo: null for all, whatever comes. */
export function viewAt({ filter, range, topics }: PlaceKeys, now: Micros, upTo: RowId | null): View {
  return { filter, ...timesOfRange(range, now, settings.get().zone), topics, upTo };
}
