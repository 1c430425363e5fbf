// Offsets committed to Kafka, for other people's lag tools: the cache does not need them, so that a failure is only told.
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import type { SharedPositions } from '../base/ingest-port.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import { classify, isRebalancing } from './kafka-errors.ts';
import type { Slots } from './slots.ts';

const COMMIT_MS = 1_000;
const TRY_AGAIN_MS = 5_000;
/** A coordinator that moves is there again by then: it is not told of. */
const PATIENCE_MS = 12_000;

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
  #running: Promise<void> = Promise.resolve();
  /** performance.now() of the first of the failures since a commit was well */
  #failingSince: number | undefined;
  /** why commits fail, and have for a while; null: they do not */
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

  /** One at a time: an older commit must not land behind a newer one. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running.then(() => this.#commitDue());
    return this.#running;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #commitDue(): Promise<void> {
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
      this.#failingSince = undefined;
    } catch (error) {
      this.#failingSince ??= performance.now();
      const isToldOf = !isRebalancing(error) && performance.now() - this.#failingSince >= PATIENCE_MS;
      this.lastError = isToldOf ? whyOf(error) : null;
      for (const slot of due) this.#due.add(slot);
      this.#flushIn(TRY_AGAIN_MS);
    }
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
