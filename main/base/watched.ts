import { isDeepStrictEqual } from 'node:util';
import type { Watched } from '../contract/methods.ts';

/** A value that others watch. Setting tells every subscriber at once; how often they look is theirs to decide. */
export class Value<T> implements Watched<T> {
  #value: T;
  readonly #subscribers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
  set(value: T): void {
    this.#value = value;
    for (const changed of this.#subscribers) changed();
  }
  /** Sets it unless it would be the same: whoever watches is told, and sent, only news. */
  update(value: T): void {
    if (!isDeepStrictEqual(value, this.#value)) this.set(value);
  }
  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  }
}

/** A watched value that is computed when it is asked for. */
export function derived<T>(get: () => T, subscribe: (changed: () => void) => () => void): Watched<T> {
  return { get, subscribe };
}
