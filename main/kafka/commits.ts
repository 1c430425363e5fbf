// Offsets committed to Kafka, for other people's lag tools: the cache does not need them, so that a failure is only told.
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { type Said, sayingsOf } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { classify, isRebalancing } from './kafka-errors.ts';
import type { Slots } from './slots.ts';

const COMMIT_MS = 1_000;

export class Commits {
  readonly #commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>;
  readonly #slots: Slots;
  /** written beside each offset */
  readonly #mark: string;
  #due = new Map<number, Offset>();
  #timer: NodeJS.Timeout | undefined;
  /** why the last commit failed; null: it did not */
  lastError: readonly Said[] | null = null;

  constructor(commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>, slots: Slots, mark: string) {
    this.#commit = commit;
    this.#slots = slots;
    this.#mark = mark;
  }

  /** `next` is stored; it is committed within a second. */
  add(slot: number, next: Offset): void {
    this.#due.set(slot, next);
    this.#timer ??= setTimeout(() => void this.flush(), COMMIT_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = this.#due;
    this.#due = new Map();
    const offsets = [...due].flatMap(([slot, next]) => {
      const one = this.#slots.partition(slot);
      return one ? [{ topic: one.topic, partition: one.partition, offset: String(next), metadata: this.#mark }] : [];
    });
    if (offsets.length === 0) return;
    try {
      await this.#commit(offsets);
      this.lastError = null;
    } catch (error) {
      // Not tried again: the next batch brings a later offset.
      this.lastError = isRebalancing(error) ? null : sayingsOf(classify(error).data);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
