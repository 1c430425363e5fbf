// Whether the logs follow the newest record, or stand still. Nothing is dropped by standing still: ingest goes on.
import type { Coverage, Tick } from '../../main/contract/records.ts';
import type { Micros, RowId } from '../../main/contract/units.ts';
import { go, place } from './place.ts';
import type { Range } from './place-text.ts';
import { timesOfRange } from './range-times.ts';
import { settings } from './settings.ts';
import { createStore, useStore } from './store.ts';
import { openEnd } from './zoom.ts';

/**
 * Where the logs stand still: rows up to `upTo` are seen, and relative ranges end at `now`. What was held then is what can be
 * claimed of them: the tick's rows are among those that are seen.
 */
export type Stand = { upTo: RowId; now: Micros; tick: Tick; coverage: Coverage | undefined };
/** at null: at whatever is shown right now; the logs view fills it in. */
export type Follow = { live: true } | { live: false; at: Stand | null };

/** A page that opens on a selected record stands still there. */
export const follow = createStore<Follow>(place.get().record ? { live: false, at: null } : { live: true });

/** Whether a range ends in the past: nothing that comes now is in it, and there is nothing to follow. */
export function isPast(range: Range): boolean {
  const now = Date.now() * 1000;
  const { to } = timesOfRange(range, now, settings.get().zone);
  return to !== null && to <= now;
}

/** The newest first, and on with it; a range that ends in the past is opened at its end. */
export function goLive(): void {
  if (isPast(place.get().range)) openEnd();
  go({ order: 'desc' });
  follow.set((old) => (old.live ? old : { live: true }));
}

export function standStill(at: Stand | null = null): void {
  follow.set((old) => (old.live || old.at === null ? { live: false, at } : old));
}

/** Where the logs stand still, they stand still at what is there now, too: what was fetched of the past is to be seen. */
export function standAnew(at: Omit<Stand, 'now'>): void {
  follow.set((old) => (old.live || old.at === null ? old : { live: false, at: { ...at, now: old.at.now } }));
}

/** What the key and the pill do. */
export function toggleLive(): void {
  const { range, order } = place.get();
  if (follow.get().live && order === 'desc' && !isPast(range)) standStill();
  else goLive();
}

export function useFollow(): Follow {
  return useStore(follow);
}
