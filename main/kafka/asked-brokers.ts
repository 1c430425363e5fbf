// Which brokers leave unanswered what a worker asks them for while others answer: nothing else tells that their partitions are
// not read.

/** A fetch that waits no longer than this is answered sooner by any broker that answers. */
export const SILENT_MS = 6_500;
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
  /** by slot: who was asked for it last */
  readonly #leaders = new Map<number, number>();
  /** who is asked for something just now */
  readonly #pending = new Set<number>();

  /** It is the broker's turn; whether there is anything to ask it for turns out. */
  turn(broker: number): void {
    this.#pending.delete(broker);
  }

  /** The broker is asked for these now, and may wait so long for records of them. Whoever was asked for them before has lost them. */
  ask(broker: number, slots: number[], waitMs: number, now = performance.now()): void {
    for (const slot of slots) this.#leaders.set(slot, broker);
    this.#pending.add(broker);
    this.#asked.set(broker, { since: this.#asked.get(broker)?.since ?? now, last: now, waitMs, slots });
  }
  /** The turn is over. Where nothing was asked, as nobody leads what the broker had, nothing was answered either. */
  answered(broker: number): void {
    if (this.#pending.delete(broker)) this.#asked.delete(broker);
  }
  /** A join took so long, in which nobody was asked for anything; these slots are read from now on. */
  joined(slots: readonly number[], tookMs: number): void {
    const ours = new Set(slots);
    for (const slot of this.#leaders.keys()) if (!ours.has(slot)) this.#leaders.delete(slot);
    for (const asked of this.#asked.values()) {
      asked.since += tookMs;
      asked.last += tookMs;
    }
  }

  silent(now = performance.now()): SilentBroker[] {
    for (const [broker, asked] of this.#asked) {
      asked.slots = asked.slots.filter((slot) => this.#leaders.get(slot) === broker);
      if (asked.slots.length === 0 || now - asked.last > FORGOTTEN_MS) this.#asked.delete(broker);
    }
    return [...this.#asked]
      .filter(([, { since, waitMs }]) => now - since > Math.max(SILENT_MS, waitMs + LATE_MS))
      .map(([broker, { slots }]) => ({ broker, slots }));
  }
}
