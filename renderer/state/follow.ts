// Whether the logs follow the newest record, or stand still. Nothing is dropped by standing still: ingest goes on.
import type { Micros, RowId } from '../../main/contract/units.ts';
import { go, place } from './place.ts';
import { createStore, useStore } from './store.ts';

/** Where the logs stand still: rows up to `upTo` are seen, and relative ranges end at `now`. */
export type Stand = { upTo: RowId; now: Micros };
/** at null: at whatever is shown right now; the logs view fills it in. */
export type Follow = { live: true } | { live: false; at: Stand | null };

/** A page that opens on a selected record stands still there. */
export const follow = createStore<Follow>(place.get().record ? { live: false, at: null } : { live: true });

/** The newest first, and on with it. */
export function goLive(): void {
  go({ order: 'desc' });
  follow.set((old) => (old.live ? old : { live: true }));
}

export function standStill(at: Stand | null = null): void {
  follow.set((old) => (old.live || old.at === null ? { live: false, at } : old));
}

export function useFollow(): Follow {
  return useStore(follow);
}
