// Offsets committed to Kafka, for other people's lag tools: the cache does not need them, so that a failure is only told.
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import type { SharedPositions } from '../base/ingest-port.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import { classify, isRebalancing } from './kafka-errors.ts';
import type { Slots } from './slots.ts';

const COMMIT_MS = 1_000;
const TRY_AGAIN_MS = 5_000;

export class Commits {
  readonly #commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>;
  readonly #slots: Slots;
  readonly #positions: SharedPositions;
  /** written beside each offset */
  readonly #mark: string;
  /** slots whose stored position is not committed yet */
  #due = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** why the last commit failed; null: it did not */
  lastError: readonly Said[] | null = null;

  constructor(
    commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>,
    slots: Slots,
    positions: SharedPositions,
    mark: string,
  ) {
    this.#commit = commit;
    this.#slots = slots;
    this.#positions = positions;
    this.#mark = mark;
  }

  /** The slot's position is stored; it is committed within a second. */
  add(slot: number): void {
    this.#due.add(slot);
    this.#flushIn(COMMIT_MS);
  }

  /** After a join, with all that it has: who had it before may have ended before it could commit. The rest is for others. */
  joined(slots: readonly number[]): void {
    this.#due = new Set(slots);
    if (this.#due.size > 0) this.#flushIn(COMMIT_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due];
    this.#due.clear();
    const offsets = due.flatMap((slot) => {
      const one = this.#slots.partition(slot);
      if (!one) return [];
      const offset = String(this.#positions.next(slot));
      return [{ topic: one.topic, partition: one.partition, offset, metadata: this.#mark }];
    });
    if (offsets.length === 0) return;
    try {
      await this.#commit(offsets);
      this.lastError = null;
    } catch (error) {
      this.lastError = isRebalancing(error) ? null : whyOf(error);
      for (const slot of due) this.#due.add(slot);
      this.#flushIn(TRY_AGAIN_MS);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flushIn(ms: number): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.flush(), ms);
  }
}

/** A broker that is gone is known from the cluster's health; what it means here is told. */
function whyOf(error: unknown): readonly Said[] {
  const { data } = classify(error);
  return data.code === 'unreachable' ? [say('coordinator-gone')] : [say('commit-failed'), ...sayingsOf(data)];
}
