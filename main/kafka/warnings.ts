// Troubles that do not stop the rest, each under a key for as long as it lasts.
import type { Warning } from '../contract/session.ts';
import { type Said, tell } from '../contract/told.ts';

export class Warnings {
  readonly #byKey = new Map<string, Warning>();

  /** undefined: it is over. A trouble keeps the time since which it lasts when its words change. */
  set(key: string, said: readonly Said[] | undefined): void {
    if (said === undefined) this.#byKey.delete(key);
    else this.#byKey.set(key, { ...tell(...said), key, since: this.#byKey.get(key)?.since ?? Date.now() * 1000 });
  }
  /** All of one kind: those that are not among `troubles` are over. Whether any are. */
  replace(kind: string, troubles: ReadonlyMap<string, readonly Said[]>): boolean {
    const prefix = `${kind}: `;
    const isOver = (key: string) => key.startsWith(prefix) && !troubles.has(key.slice(prefix.length));
    const over = [...this.#byKey.keys()].filter(isOver);
    for (const key of over) this.#byKey.delete(key);
    for (const [key, said] of troubles) this.set(prefix + key, said);
    return over.length > 0;
  }
  list(): Warning[] {
    return [...this.#byKey.values()];
  }
}
