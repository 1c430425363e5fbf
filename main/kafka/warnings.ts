// Troubles that do not stop the rest, each under a key for as long as it lasts.
import type { Warning } from '../contract/session.ts';

export class Warnings {
  readonly #byKey = new Map<string, Warning>();

  /** undefined: it is over. A trouble keeps the time since which it lasts when its words change. */
  set(key: string, message: string | undefined): void {
    if (message === undefined) this.#byKey.delete(key);
    else this.#byKey.set(key, { key, message, since: this.#byKey.get(key)?.since ?? Date.now() * 1000 });
  }
  /** All of one kind: those that are not among `messages` are over. */
  replace(kind: string, messages: Map<string, string>): void {
    const prefix = `${kind}: `;
    for (const key of this.#byKey.keys())
      if (key.startsWith(prefix) && !messages.has(key.slice(prefix.length))) this.#byKey.delete(key);
    for (const [key, message] of messages) this.set(prefix + key, message);
  }
  list(): Warning[] {
    return [...this.#byKey.values()];
  }
}
