// In which order a broker is asked for partitions: it fills its answer in that order, and what lies behind the limit of bytes
// gets nothing. The one whose newest record is the oldest comes first, so that all advance together (R13).
import type { Micros } from '../contract/units.ts';

/** One fetch of so many is in a plain rotation: times that are absurd, or of another clock, then keep nobody waiting (R11). */
const ROTATED = 4;

export class FetchOrder {
  /** by slot: the time of the last record, and when that came */
  readonly #newest = new Map<number, { time: Micros; turn: number }>();
  readonly #random: () => number;
  #turn = 0;
  /** while it holds something back, the others are not asked for */
  #first: { slot: number; isBehind: () => boolean } | undefined;

  constructor(random = Math.random) {
    this.#random = random;
  }
  /** The last record that was fetched of a partition has that time. */
  note(slot: number, time: Micros): void {
    this.#newest.set(slot, { time, turn: ++this.#turn });
  }
  /** It comes first next time. */
  prefer(slot: number): void {
    this.#newest.delete(slot);
  }

  /** It is fetched alone for as long as it is behind; null: none is. */
  alone(slot: number | null, isBehind: () => boolean): void {
    this.#first = slot === null ? undefined : { slot, isBehind };
  }
  /** The one that is fetched alone now. */
  get first(): number | undefined {
    return this.#first?.isBehind() ? this.#first.slot : undefined;
  }

  /** Partitions of which nothing is known come first; among equal times, the one that has waited longest. */
  sort<T>(partitions: readonly T[], slotOf: (one: T) => number): T[] {
    const { first } = this;
    if (first !== undefined) return partitions.filter((one) => slotOf(one) === first);
    // By chance, not by count: brokers are asked in turn, and a count would always meet the same one.
    if (this.#random() * ROTATED < 1) {
      const from = Math.floor(this.#random() * partitions.length);
      return [...partitions.slice(from), ...partitions.slice(0, from)];
    }
    const keyed = partitions.map((one) => ({ one, key: this.#newest.get(slotOf(one)) }));
    keyed.sort(({ key: a }, { key: b }) => Number(a !== undefined) - Number(b !== undefined) || compare(a, b));
    return keyed.map(({ one }) => one);
  }
}

type Key = { time: Micros; turn: number } | undefined;
function compare(a: Key, b: Key): number {
  return a && b ? a.time - b.time || a.turn - b.turn : 0;
}
