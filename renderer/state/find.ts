// Finding words in the results, apart from the filter: whether the bar is open, and what is looked for.
import { createStore, useStore } from './store.ts';

export type Find = {
  open: boolean;
  text: string;
  /** another number: the bar gets the focus */
  asked: number;
};

export const find = createStore<Find>({ open: false, text: '', asked: 0 });

/** Opens it, or brings the focus back to it. */
export function openFind(): void {
  find.set(({ text, asked }) => ({ open: true, text, asked: asked + 1 }));
}

/** The words are kept for the next time. */
export function closeFind(): void {
  find.set((old) => ({ ...old, open: false }));
}

export function useFind(): Find {
  return useStore(find);
}
