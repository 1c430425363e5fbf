import { useCallback, useSyncExternalStore } from 'react';
import type { Client, Output, WatchName } from '../../main/contract/methods.ts';
import { useEngine } from './context.ts';

type Shared<N extends WatchName> = { value: Output<N> | undefined; listeners: Set<() => void>; leave(): void };
type SharedOf = { [N in WatchName]?: Shared<N> };
const perClient = new WeakMap<Client, SharedOf>();

/** The latest value of a watch; undefined before the first. Components that watch the same share one subscription. */
export function useWatch<N extends WatchName>(name: N): Output<N> | undefined {
  const engine = useEngine();
  const subscribe = useCallback((changed: () => void) => join(engine, name, changed), [engine, name]);
  const get = useCallback(() => sharedOf(engine)[name]?.value, [engine, name]);
  return useSyncExternalStore(subscribe, get);
}

function sharedOf(client: Client): SharedOf {
  const known = perClient.get(client);
  if (known) return known;
  const fresh: SharedOf = {};
  perClient.set(client, fresh);
  return fresh;
}

function join<N extends WatchName>(client: Client, name: N, changed: () => void): () => void {
  const all: { [K in N]?: Shared<K> } = sharedOf(client);
  let shared: Shared<N> | undefined = all[name];
  if (!shared) {
    const fresh: Shared<N> = { value: undefined, listeners: new Set(), leave: () => {} };
    all[name] = fresh;
    fresh.leave = client.watch(name, (value) => {
      fresh.value = value;
      for (const listener of fresh.listeners) listener();
    });
    shared = fresh;
  }
  const mine = shared;
  mine.listeners.add(changed);
  return () => {
    mine.listeners.delete(changed);
    // After a moment, so that a view that is replaced by another with the same watch does not ask anew.
    setTimeout(() => {
      if (mine.listeners.size > 0 || all[name] !== mine) return;
      mine.leave();
      delete all[name];
    }, 0);
  };
}
