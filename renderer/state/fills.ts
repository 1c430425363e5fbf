// The fetches of the past that this page began, whose results are still to be told; and the offers that a person put away.
import { createStore, useStore } from './store.ts';

type Fills = { begun: readonly string[]; hidden: readonly string[] };

const fills = createStore<Fills>({ begun: [], hidden: [] });

/** The one before is told no longer. */
export function beganFill(id: string): void {
  fills.set((old) => ({ ...old, begun: [id] }));
}

export function forgetFill(id: string): void {
  fills.set((old) => ({ ...old, begun: old.begun.filter((one) => one !== id) }));
}

/** offer: what names it */
export function hideOffer(offer: string): void {
  fills.set((old) => ({ ...old, hidden: [...old.hidden, offer] }));
}

export function useFills(): Fills {
  return useStore(fills);
}
