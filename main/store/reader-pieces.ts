// Jobs over the segments of a view: which rows of which segment, as many at once as there are threads, and what they have found
// so far, to be told while they run.
import type { View } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { ReaderPool } from './reader-pool.ts';
import type { Overview, SegmentFacts } from './reader-protocol.ts';

/** Partial answers are given so often. */
const PARTIAL_MS = 100;

export type Range = { from: Micros; to: Micros };
/** Rows (after, upTo] of a segment, at times [from, to). */
export type Piece = Range & { segment: number; after: RowId; upTo: RowId };

/** Rows (after, upTo] of a segment in those of the ranges that it may have records in. */
export function piecesOf(facts: SegmentFacts, after: RowId, upTo: RowId, ranges: Range[]): Piece[] {
  const first = Math.max(after, facts.firstRow - 1);
  if (first >= upTo) return [];
  return ranges
    .filter(({ from, to }) => from < to && facts.oldest < to && facts.newest >= from)
    .map((range) => ({ segment: facts.id, after: first, upTo, ...range }));
}

/** The view's range, with open ends where the data ends; null in an empty cache. */
export function resolve(view: View, { segments }: Overview): { from: Micros | null; to: Micros | null } {
  const oldest = segments.length === 0 ? null : Math.min(...segments.map((one) => one.oldest));
  const newest = segments.length === 0 ? null : Math.max(...segments.map((one) => one.newest));
  const from = view.from ?? oldest;
  const to = view.to ?? (newest === null ? null : newest + 1);
  return from === null || to === null ? { from, to } : { from, to: Math.max(from, to) };
}

/** `ask` runs one piece as a job, and hands over what it has so far; `finished` takes its result. */
export type PieceJob<P, R> = {
  ask: (piece: P, onItem: (item: R) => void, signal: AbortSignal) => Promise<R>;
  finished: (piece: P, result: R) => void;
};

/** All pieces, the first ones first. */
export class Work<P extends Piece, R extends { scanned: number }> {
  readonly toScan: number;
  readonly #threads: number;
  readonly #pieces: P[];
  readonly #job: PieceJob<P, R>;
  #finished = 0;
  /** the latest of pieces that run */
  readonly #partial = new Map<P, R>();

  constructor(pool: ReaderPool, pieces: readonly P[], job: PieceJob<P, R>) {
    this.#threads = pool.size;
    this.#pieces = [...pieces];
    this.#job = job;
    this.toScan = pieces.reduce((sum, piece) => sum + piece.upTo - piece.after, 0);
  }

  /** Yields now and then while the pieces run; they are done, or have failed, when it ends. Leaving it ends them. */
  async *run(signal?: AbortSignal): AsyncGenerator<void, void> {
    const leave = new AbortController();
    const either = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
    try {
      const done = Promise.all(Array.from({ length: this.#threads }, () => this.#runSome(either)));
      while (!(await isSettledWithin(done, PARTIAL_MS))) yield;
      await done;
    } finally {
      leave.abort();
    }
  }

  scanned(): number {
    return this.#partial.values().reduce((sum, one) => sum + one.scanned, this.#finished);
  }
  partial(): Iterable<[P, R]> {
    return this.#partial;
  }

  async #runSome(signal: AbortSignal): Promise<void> {
    for (let piece = this.#pieces.shift(); piece; piece = this.#pieces.shift()) {
      const running = piece;
      const result = await this.#job.ask(piece, (item) => this.#partial.set(running, item), signal);
      this.#partial.delete(running);
      this.#job.finished(piece, result);
      this.#finished += piece.upTo - piece.after;
    }
  }
}

async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve: passed } = Promise.withResolvers<boolean>();
  const timer = setTimeout(passed, ms, false);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
