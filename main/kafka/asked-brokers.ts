// Which brokers leave unanswered what a worker asks them for while others answer: nothing else tells that their partitions are
// not read.

/** A fetch that waits no longer than this is answered sooner by any broker that answers. */
const SILENT_MS = 6_500;
/** beyond what a fetch may wait for records */
const LATE_MS = 1_500;
/**
 * Who was asked last so long ago is no broker any more, or has nothing of ours. From one try to the next it takes less: to
 * connect (5 s), to hear of its versions (12 s), and a second of leaving it alone.
 */
const FORGOTTEN_MS = 30_000;

export type SilentBroker = { broker: number /** what it was asked for */; slots: number[] };

export class AskedBrokers {
  /** those that have not answered; `since`: of the first time that they were asked since they last answered */
  readonly #asked = new Map<number, { since: number; last: number; waitMs: number; slots: number[] }>();

  /** The broker is asked for these now, and may wait so long for records of them. Whoever was asked for them before has lost them. */
  ask(broker: number, slots: number[], waitMs: number, now = performance.now()): void {
    for (const [other, asked] of this.#asked) {
      if (other === broker) continue;
      asked.slots = asked.slots.filter((slot) => !slots.includes(slot));
      if (asked.slots.length === 0) this.#asked.delete(other);
    }
    if (slots.length === 0) this.#asked.delete(broker);
    else this.#asked.set(broker, { since: this.#asked.get(broker)?.since ?? now, last: now, waitMs, slots });
  }
  answered(broker: number): void {
    this.#asked.delete(broker);
  }
  /** Nobody waits for anything any more. */
  reset(): void {
    this.#asked.clear();
  }

  silent(now = performance.now()): SilentBroker[] {
    for (const [broker, { last }] of this.#asked) if (now - last > FORGOTTEN_MS) this.#asked.delete(broker);
    return [...this.#asked]
      .filter(([, { since, waitMs }]) => now - since > Math.max(SILENT_MS, waitMs + LATE_MS))
      .map(([broker, { slots }]) => ({ broker, slots }));
  }
}
