// Notices a partition of which fetches bring nothing, though there are records that a reader of committed ones may have
// (tulios/kafkajs 1072). It need not be a fault: where much is behind, others fill the answers before it.
import type { Offset } from '../contract/units.ts';

const FETCHES = 20;
const MS = 10_000;

export class StuckWatch {
  /** by slot: since when, and in how many fetches, nothing came at that offset */
  readonly #empty = new Map<number, { from: Offset; fetches: number; since: number }>();

  /** A fetch of `from` brought nothing; `stable`: the last stable offset. Whether it is time to ask why; then it begins anew. */
  gotNothing(slot: number, from: Offset, stable: Offset, now = performance.now()): boolean {
    const before = this.#empty.get(slot);
    if (from >= stable) this.#empty.delete(slot);
    else if (before?.from !== from) this.#empty.set(slot, { from, fetches: 1, since: now });
    else if (++before.fetches >= FETCHES && now - before.since >= MS) {
      this.#empty.delete(slot);
      return true;
    }
    return false;
  }
}
