// Partitions that wait for a transaction which is still open: a reader of committed records may read no further, whatever lies
// behind it.
import type { SharedPositions } from '../base/ingest-port.ts';
import { type Said, say } from '../contract/told.ts';
import type { Slots } from './slots.ts';

/** Most transactions end sooner, and nobody need hear of them. */
const TOLD_AFTER_MS = 2_000;

export class OpenTransactions {
  /** by slot: where it waits, since when, and how many records were told of: anew only when they are twice as many */
  readonly #waiting = new Map<number, { stable: number; since: number; records: number }>();

  /** What to tell now, by topic; to be called several times a second. */
  look(slots: Slots, positions: SharedPositions, now = performance.now()): Map<string, Said[]> {
    const byTopic = new Map<string, { slot: number; more: number }>();
    for (const { slot, topic } of slots.all()) {
      if (!positions.waitsForTransaction(slot)) {
        this.#waiting.delete(slot);
        continue;
      }
      const stable = positions.stable(slot);
      const before = this.#waiting.get(slot);
      if (before?.stable !== stable) this.#waiting.set(slot, { stable, since: now, records: 0 });
      else if (now - before.since >= TOLD_AFTER_MS) {
        const records = positions.high(slot) - stable;
        if (records >= before.records * 2) before.records = records;
        const first = byTopic.get(topic);
        if (first) first.more++;
        else byTopic.set(topic, { slot, more: 0 });
      }
    }
    return new Map(
      [...byTopic].map(([topic, { slot, more }]) => {
        const offset = positions.stable(slot);
        const records = this.#waiting.get(slot)?.records ?? 0;
        const said = say('transaction-open', { ...slots.name(slot), offset: String(offset), records });
        return [topic, more > 0 ? [said, say('transactions-more', { topic, partitions: more })] : [said]];
      }),
    );
  }
}
