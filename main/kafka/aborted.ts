// Which batches belong to aborted transactions, under read_committed: as Kafka's own consumer decides, batch by batch.
import type { BatchHeader } from './batch-header.ts';

export type AbortedTransaction = { producerId: string; firstOffset: string };

/** Asked for the batches of one fetch, in their order. */
export class AbortedTransactions {
  readonly #waiting: { producerId: string; firstOffset: number }[];
  readonly #aborting = new Set<string>();

  /** `transactions` as the fetch response names them, in any order. */
  constructor(transactions: AbortedTransaction[]) {
    this.#waiting = transactions
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
      .sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether a reader of committed records must not see the batch. */
  has(batch: BatchHeader): boolean {
    if (!batch.transactional) return false;
    for (let next = this.#waiting[0]; next && next.firstOffset <= batch.lastOffset; next = this.#waiting[0]) {
      this.#aborting.add(next.producerId);
      this.#waiting.shift();
    }
    // A marker of either kind ends the producer's transaction; what follows is another one.
    if (batch.control) this.#aborting.delete(batch.producerId);
    return this.#aborting.has(batch.producerId);
  }
}
