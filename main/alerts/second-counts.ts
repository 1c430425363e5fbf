// Matching records by the second of their own time, so that any window over them is a sum, whenever each of them arrived.
import type { Micros } from '../contract/units.ts';

const SECOND = 1_000_000;

export class SecondCounts {
  readonly #counts = new Map<number, number>();

  add(counts: Iterable<readonly [second: number, records: number]>): void {
    for (const [second, records] of counts) this.#counts.set(second, (this.#counts.get(second) ?? 0) + records);
  }
  /** Of times in [from, to), both whole seconds. */
  between(from: Micros, to: Micros): number {
    let sum = 0;
    for (const [second, records] of this.#counts) if (second >= from / SECOND && second < to / SECOND) sum += records;
    return sum;
  }
  /** What lies before that time is not asked for any more. */
  forget(before: Micros): void {
    for (const second of this.#counts.keys()) if (second < before / SECOND) this.#counts.delete(second);
  }
}
