// What passes between a consumer worker and the writer, on a MessagePort of their own.
import type { Offset } from '../contract/units.ts';
import type { RecordBatch } from './batch.ts';

/** One partition that is followed. `slot` indexes the shared positions and stays the same while the engine is open. */
export type FollowedPartition = {
  slot: number;
  topic: string;
  partition: number;
  /** of the topic's incarnation, 32 hexadecimal digits; null: from a broker before Kafka 2.8, which has none */
  topicId: string | null;
  /** the leader epoch of the last batch stored; -1: none, or not known */
  epoch: number;
};

export type StartPosition = {
  topic: string;
  partition: number;
  /** where a partition begins that the cache has no position of */
  start: Offset;
  /**
   * the log start; below `start` lies a hole "not fetched" from here on. Default: start. To be left out with `anew` where the log
   * was cut back: what lies below is held by the incarnation before
   */
  low?: Offset;
  /** As FollowedPartition has it. One that differs from the stored one begins a new incarnation at `low` (R7). Default null */
  topicId?: string | null;
  /** begins a new incarnation at `start`, whatever is stored: its log is another one, or was cut back to there */
  anew?: boolean;
};

/** What the cache knows of a partition that it may go on with: to be held against the broker's log (R7). */
export type KnownPartition = {
  topic: string;
  partition: number;
  incarnation: number;
  topicId: string | null;
  next: Offset;
  /** the leader epoch of the last batch stored; -1: not known */
  epoch: number;
  /** the record held with the highest offset below `next`, and its hash (record-hash.ts); null: none is */
  last: { offset: Offset; hash: string } | null;
};

/** Worker to writer. A worker has at most a few batches unanswered (one a partition): that bounds the queue. */
export type ToWriter = {
  kind: 'batch';
  id: number;
  batch: RecordBatch;
  /** of the past: stored without regard to the position, if none of its offsets is held yet and its slot is followed; else fenced */
  fill?: boolean;
};

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
  readonly #stable: BigInt64Array;
  readonly #elsewhere: Int32Array;
  readonly #epoch: Int32Array;

  constructor(shared = new SharedArrayBuffer(SharedPositions.slots * 40)) {
    this.shared = shared;
    this.#next = new BigInt64Array(shared, 0, SharedPositions.slots);
    this.#high = new BigInt64Array(shared, SharedPositions.slots * 8, SharedPositions.slots);
    this.#heardAtMs = new BigInt64Array(shared, SharedPositions.slots * 16, SharedPositions.slots);
    this.#stable = new BigInt64Array(shared, SharedPositions.slots * 24, SharedPositions.slots);
    this.#elsewhere = new Int32Array(shared, SharedPositions.slots * 32, SharedPositions.slots);
    this.#epoch = new Int32Array(shared, SharedPositions.slots * 36, SharedPositions.slots);
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
  /**
   * To be called with every answer of a broker, also where nothing is new: it tells silence from an end. `stable`: the last
   * stable offset, up to which a reader of committed records may read; the first open transaction begins there.
   */
  setHigh(slot: number, value: Offset, stable = value): void {
    Atomics.store(this.#high, slot, BigInt(value));
    Atomics.store(this.#stable, slot, BigInt(stable));
    Atomics.store(this.#heardAtMs, slot, BigInt(Date.now()));
  }
  stable(slot: number): Offset {
    return Number(Atomics.load(this.#stable, slot));
  }
  /** Whether it has read all that it may, and an open transaction keeps the rest from it. */
  waitsForTransaction(slot: number): boolean {
    const stable = this.stable(slot);
    return stable < this.high(slot) && this.next(slot) >= stable;
  }
  /** Whether another member of a shared group reads the partition now. */
  isElsewhere(slot: number): boolean {
    return Atomics.load(this.#elsewhere, slot) !== 0;
  }
  setElsewhere(slot: number, elsewhere: boolean): void {
    Atomics.store(this.#elsewhere, slot, elsewhere ? 1 : 0);
  }
  /** The leader epoch of the last batch that a worker has read; -1: not known. A worker that takes over holds its own against it. */
  epoch(slot: number): number {
    return Atomics.load(this.#epoch, slot);
  }
  setEpoch(slot: number, epoch: number): void {
    Atomics.store(this.#epoch, slot, epoch);
  }
  /** When a broker last told the high watermark, milliseconds since 1970; 0: never. */
  heardAtMs(slot: number): number {
    return Math.abs(Number(Atomics.load(this.#heardAtMs, slot)));
  }
  /** Whether it is known that its broker leaves what it is asked unanswered, until one tells the high watermark again. */
  isSilent(slot: number): boolean {
    return Atomics.load(this.#heardAtMs, slot) < 0n;
  }
  setSilent(slot: number): void {
    const heard = Atomics.load(this.#heardAtMs, slot);
    // A worker may hear of it at this moment.
    if (heard > 0n) Atomics.compareExchange(this.#heardAtMs, slot, heard, -heard);
  }
}
