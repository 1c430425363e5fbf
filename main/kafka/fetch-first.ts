// The partition that somebody wants to be read first: its worker fetches nothing else until it has read what lay there then.
import type { SharedPositions } from '../base/ingest-port.ts';
import { fail } from '../contract/errors.ts';
import type { Consumers } from '../contract/health.ts';
import { say } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Slots } from './slots.ts';
import type { ToWorker } from './worker-protocol.ts';

export type FetchFirstOptions = {
  slots: Slots;
  positions: SharedPositions;
  /** to every worker */
  send(message: ToWorker): void;
  /** it cannot be read on */
  isStopped(slot: number): boolean;
};

export class FetchFirst {
  readonly #options: FetchFirstOptions;
  #slot: number | null = null;
  #since: Micros = 0;
  /** Where it ended then. One that grows no slower than it is read would keep the others waiting for ever. */
  #until: Offset = 0;

  constructor(options: FetchFirstOptions) {
    this.#options = options;
  }

  /** One at a time; null: none any more. Throws not-found where it is not followed, or read by another member of the group. */
  set(wanted: { topic: string; partition: number } | null): void {
    const slot = wanted && this.#options.slots.of(wanted.topic, wanted.partition);
    if (wanted && (slot == null || this.#options.positions.isElsewhere(slot)))
      throw fail('not-found', say('first-not-ours', { topic: wanted.topic, partition: String(wanted.partition) }));
    this.#slot = slot ?? null;
    this.#until = slot == null ? 0 : this.#options.positions.high(slot);
    this.#since = Date.now() * 1000;
    this.tell();
  }
  /** Workers that began, or were given other partitions, are told again. */
  tell(): void {
    this.#options.send({ kind: 'first', slot: this.#slot });
  }

  /** Ends it where it has read so far, or cannot. Whether it did. */
  check(): boolean {
    const { positions, slots, isStopped } = this.#options;
    const slot = this.#slot;
    if (slot === null) return false;
    const isOver =
      positions.next(slot) >= Math.min(this.#until, positions.high(slot)) || positions.waitsForTransaction(slot);
    if (!isOver && !isStopped(slot) && !positions.isElsewhere(slot) && slots.partition(slot)) return false;
    this.set(null);
    return true;
  }

  status(): Consumers['first'] {
    const one = this.#slot === null ? undefined : this.#options.slots.partition(this.#slot);
    if (!one) return null;
    const { positions } = this.#options;
    const lagRecords = Math.max(0, positions.high(one.slot) - positions.next(one.slot));
    return { topic: one.topic, partition: one.partition, since: this.#since, lagRecords };
  }
}
