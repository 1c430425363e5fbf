// The watch over what arrives: a filter that every new record is held against, and what happens at a match. One a page.
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Matches } from '../../main/contract/matches.ts';
import type { RowId } from '../../main/contract/units.ts';
import { createStore, useStore } from './store.ts';

export type WatchAct = 'stop' | 'bookmark';
/** after: what is written behind this row is judged; null: what arrives from now on */
export type Watch = { filter: string; topics: string[] | null; act: WatchAct; note: string; after: RowId | null };
export type Watching = Watch & {
  /** another number: it was begun anew */
  turn: number;
  told: Matches | undefined;
  error: ErrorData | undefined;
  /** it judges no more: so many are bookmarked as may be */
  ended: boolean;
};

export const watching = createStore<Watching | null>(null);
let turns = 0;

export function beginWatch(watch: Watch): void {
  turns++;
  watching.set({ ...watch, turn: turns, told: undefined, error: undefined, ended: false });
}

export function endWatch(): void {
  watching.set(null);
}

/** Only of the watch that is on by then. */
export function changeWatch(turn: number, change: Partial<Watching>): void {
  watching.set((old) => (old?.turn === turn ? { ...old, ...change } : old));
}

/** The match that it stopped at. */
export function stoppedAt(one: Watching | null) {
  return one?.act === 'stop' ? (one.told?.first ?? undefined) : undefined;
}

export function useWatching(): Watching | null {
  return useStore(watching);
}
