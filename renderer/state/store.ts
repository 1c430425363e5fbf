// A value outside of React with its subscribers: the smallest store there is.
import { useSyncExternalStore } from 'react';

export type Store<T> = {
  get(): T;
  set(change: T | ((old: T) => T)): void;
  subscribe(changed: () => void): () => void;
};

export function createStore<T>(initial: T, changed?: (value: T) => void): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      const next = change instanceof Function ? change(value) : change;
      if (Object.is(next, value)) return;
      value = next;
      changed?.(value);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
