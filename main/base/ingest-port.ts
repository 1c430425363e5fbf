// What passes between a consumer worker and the writer, on a MessagePort of their own.
import type { Offset } from '../contract/units.ts';
import type { RecordBatch } from './batch.ts';

/** One partition that is followed. `slot` indexes the shared positions and stays the same while the engine is open. */
export type FollowedPartition = { slot: number; topic: string; partition: number };

/** Worker to writer. A worker has at most a few batches unanswered (one a partition): that bounds the queue. */
export type ToWriter = { kind: 'batch'; id: number; batch: RecordBatch };

/** Writer to worker, one for each batch, after its transaction ended. */
export type FromWriter =
  /** durable; `next` is the position now, and may be committed to Kafka */
  | { kind: 'stored'; id: number; slot: number; next: Offset }
  /** the batch's `from` was not the stored position (R2): dropped; seek to `next` */
  | { kind: 'fenced'; id: number; slot: number; next: Offset };

/** Positions and high watermarks of all slots, shared by the writer (the only one that writes positions) and the workers. */
export class SharedPositions {
  static readonly slots = 65_536;
  readonly shared: SharedArrayBuffer;
  readonly #next: BigInt64Array;
  readonly #high: BigInt64Array;
  readonly #heardAtMs: BigInt64Array;

  constructor(shared = new SharedArrayBuffer(SharedPositions.slots * 24)) {
    this.shared = shared;
    this.#next = new BigInt64Array(shared, 0, SharedPositions.slots);
    this.#high = new BigInt64Array(shared, SharedPositions.slots * 8, SharedPositions.slots);
    this.#heardAtMs = new BigInt64Array(shared, SharedPositions.slots * 16, SharedPositions.slots);
  }
  /** The next offset to fetch: the stored truth, as of the writer's last transaction. */
  next(slot: number): Offset {
    return Number(Atomics.load(this.#next, slot));
  }
  setNext(slot: number, value: Offset): void {
    Atomics.store(this.#next, slot, BigInt(value));
  }
  /** The broker's high watermark as last fetched; 0 before the first fetch. */
  high(slot: number): Offset {
    return Number(Atomics.load(this.#high, slot));
  }
  /** To be called with every answer of a broker, also where nothing is new: it tells silence from an end. */
  setHigh(slot: number, value: Offset): void {
    Atomics.store(this.#high, slot, BigInt(value));
    Atomics.store(this.#heardAtMs, slot, BigInt(Date.now()));
  }
  /** When a broker last told the high watermark, milliseconds since 1970; 0: never. */
  heardAtMs(slot: number): number {
    return Number(Atomics.load(this.#heardAtMs, slot));
  }
}
