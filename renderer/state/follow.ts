// Whether the logs follow the newest record, or stand still. Nothing is dropped by standing still: ingest goes on.
import { createStore, useStore } from './store.ts';

export type Follow =
  | { live: true }
  /** upTo: the newest row shown; null: decided by the next answer. now: what "now" is for a relative range, microseconds */
  | { live: false; upTo: number | null; now: number };

export const follow = createStore<Follow>({ live: true });

export function goLive(): void {
  follow.set((old) => (old.live ? old : { live: true }));
}

export function useFollow(): Follow {
  return useStore(follow);
}
