// Timelines: cut into counts of segments that run in the reader's threads, newest first, and put together as they come. The
// last few answers are kept: asked again with a later row or a range that has moved, only what is new is counted.
import type { Histogram, View } from '../contract/records.ts';
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { add, type Buckets, bucketsOf, byLevel, copyBuckets } from './reader-buckets.ts';
import type { ReaderPool } from './reader-pool.ts';
import {
  type CountInput,
  type Overview,
  type Scope,
  type SegmentFacts,
  TIME_MAX,
  TIME_MIN,
} from './reader-protocol.ts';

/** Partial answers are given so often. */
const PARTIAL_MS = 100;
const MOST_KEPT = 8;

type Range = { from: Micros; to: Micros };
/** An answer, complete for its range and for the rows up to upTo of these segments. Open ends are TIME_MIN and TIME_MAX. */
type Kept = Range & { key: string; slots: Float64Array; start: Micros; upTo: RowId; segments: ReadonlySet<number> };
type Piece = Pick<CountInput, 'segment' | 'after' | 'upTo'> & { from: Micros; to: Micros };

export class Histograms {
  readonly #pool: ReaderPool;
  /** the oldest first; several of one filter and width, for the views that are open side by side */
  #kept: Kept[] = [];

  constructor(pool: ReaderPool) {
    this.#pool = pool;
  }

  async *ask(view: View, most: number, signal?: AbortSignal): AsyncGenerator<Histogram, void> {
    const overview = await this.#pool.run('overview', { upTo: view.upTo }, signal);
    const { from, to } = resolve(view, overview);
    const buckets = bucketsOf(from ?? 0, to ?? 0, most);
    const slots = new Float64Array(buckets.buckets * LEVELS.length);
    const key = JSON.stringify([view.filter, view.topics, buckets.width]);
    const range = { from: view.from ?? TIME_MIN, to: view.to ?? TIME_MAX };
    const base = this.#best(key, overview, range, buckets.width);
    if (base) copyBuckets(base.kept, { slots, start: buckets.start }, buckets.width, base.shared);
    const pieces = plan(overview, range, base);
    const scope = { filter: view.filter, topics: view.topics, upTo: overview.upTo };
    const clip = { from: from ?? 0, to: to ?? 0 };
    const work = new Work(this.#pool, pieces, scope, clip, buckets, slots);

    const leave = new AbortController();
    const either = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
    const answer = (sum: Float64Array, scanned: number, final: boolean): Histogram => ({
      start: buckets.start,
      width: buckets.width,
      ...byLevel(sum, buckets.buckets),
      scanned,
      toScan: work.toScan,
      final,
      upTo: overview.upTo,
      from,
      to,
    });
    try {
      const done = work.run(either);
      while (!(await isSettledWithin(done, PARTIAL_MS))) yield answer(work.sum(), work.scanned(), false);
      await done;
      const segments = new Set(overview.segments.map(({ id }) => id));
      this.#keep({ key, slots, start: buckets.start, ...range, upTo: overview.upTo, segments }, base?.kept);
      yield answer(slots, work.toScan, true);
    } finally {
      leave.abort();
    }
  }

  /** The older answer that has most of this one. */
  #best(key: string, overview: Overview, range: Range, width: Micros): Base | undefined {
    const present = new Set(overview.segments.map(({ id }) => id));
    const bases = this.#kept
      .filter(
        (kept) => kept.key === key && kept.upTo <= overview.upTo && [...kept.segments].every((id) => present.has(id)),
      )
      .map((kept) => ({ kept, shared: sharedBuckets(kept, range, width) }))
      .filter(({ shared }) => shared.from < shared.to);
    const length = ({ shared }: Base) => shared.to - shared.from;
    return bases.sort((a, b) => length(b) - length(a) || b.kept.upTo - a.kept.upTo)[0];
  }

  /** An answer takes the place of the one that it was made from, if the range only slid. */
  #keep(answer: Kept, base: Kept | undefined): void {
    const replaced = base && base.to - base.from === answer.to - answer.from ? base : undefined;
    this.#kept = [...this.#kept.filter((kept) => kept !== replaced), answer].slice(-MOST_KEPT);
  }
}

/** An older answer, and the times of it that count for the one that is asked for. */
type Base = { kept: Kept; shared: Range };

/** Whole buckets that both ranges cover; and those at an end that both share, though the range cuts it. */
function sharedBuckets(kept: Range, range: Range, width: Micros): Range {
  const up = (time: Micros) => (Math.abs(time) >= TIME_MAX ? time : Math.ceil(time / width) * width);
  const down = (time: Micros) => (Math.abs(time) >= TIME_MAX ? time : Math.floor(time / width) * width);
  return {
    from: kept.from === range.from ? range.from : up(Math.max(kept.from, range.from)),
    to: kept.to === range.to ? range.to : down(Math.min(kept.to, range.to)),
  };
}

/** What is left to count, in the newest segment first: new rows, and older ones at times that the older answer does not have. */
function plan(overview: Overview, range: Range, base: Base | undefined): Piece[] {
  const newest = overview.segments.toReversed();
  if (!base) return newest.flatMap((facts) => piecesOf(facts, 0, facts.lastRow, [range]));
  const { kept, shared } = base;
  const besides = [
    { from: range.from, to: shared.from },
    { from: shared.to, to: range.to },
  ];
  return newest.flatMap((facts) => [
    ...piecesOf(facts, kept.upTo, facts.lastRow, [range]),
    ...piecesOf(facts, 0, Math.min(facts.lastRow, kept.upTo), besides),
  ]);
}

/** Rows (after, upTo] of a segment in those of the ranges that it may have records in. */
function piecesOf(facts: SegmentFacts, after: RowId, upTo: RowId, ranges: Range[]): Piece[] {
  const first = Math.max(after, facts.firstRow - 1);
  if (first >= upTo) return [];
  return ranges
    .filter(({ from, to }) => from < to && facts.oldest < to && facts.newest >= from)
    .map((range) => ({ segment: facts.id, after: first, upTo, ...range }));
}

/** The view's range, with open ends where the data ends; null in an empty cache. */
function resolve(view: View, { segments }: Overview): { from: Micros | null; to: Micros | null } {
  const oldest = segments.length === 0 ? null : Math.min(...segments.map((one) => one.oldest));
  const newest = segments.length === 0 ? null : Math.max(...segments.map((one) => one.newest));
  const from = view.from ?? oldest;
  const to = view.to ?? (newest === null ? null : newest + 1);
  return from === null || to === null ? { from, to } : { from, to: Math.max(from, to) };
}

/** The counts of all pieces, as many at once as there are threads. */
class Work {
  readonly toScan: number;
  readonly #pool: ReaderPool;
  readonly #pieces: Piece[];
  readonly #scope: Omit<Scope, 'from' | 'to'>;
  readonly #clip: Range;
  readonly #buckets: Buckets;
  /** what is finished */
  readonly #slots: Float64Array;
  #finished = 0;
  /** the latest counts of pieces that run */
  readonly #partial = new Map<Piece, { counts: Float64Array; scanned: number }>();

  constructor(
    pool: ReaderPool,
    pieces: Piece[],
    scope: Omit<Scope, 'from' | 'to'>,
    clip: Range,
    buckets: Buckets,
    slots: Float64Array,
  ) {
    this.#pool = pool;
    this.#pieces = [...pieces];
    this.#scope = scope;
    this.#clip = clip;
    this.#buckets = buckets;
    this.#slots = slots;
    this.toScan = pieces.reduce((sum, piece) => sum + piece.upTo - piece.after, 0);
  }

  async run(signal: AbortSignal): Promise<void> {
    // A filter that does not parse is an error in an empty cache, too: one job always runs.
    await Promise.all(Array.from({ length: this.#pool.size }, () => this.#runSome(signal)));
  }

  scanned(): number {
    return this.#partial.values().reduce((sum, one) => sum + one.scanned, this.#finished);
  }
  sum(): Float64Array {
    const sum = this.#slots.slice();
    for (const { counts } of this.#partial.values()) add(sum, counts);
    return sum;
  }

  async #runSome(signal: AbortSignal): Promise<void> {
    for (let piece = this.#pieces.shift(); piece; piece = this.#pieces.shift()) {
      const running = piece;
      const { segment, after, upTo } = piece;
      const from = Math.max(piece.from, this.#clip.from);
      const to = Math.min(piece.to, this.#clip.to);
      if (from >= to) continue;
      const scope = { ...this.#scope, from, to };
      const result = await this.#pool.run('count', { scope, segment, after, upTo, ...this.#buckets }, signal, (item) =>
        this.#partial.set(running, item),
      );
      this.#partial.delete(running);
      add(this.#slots, result.counts);
      this.#finished += upTo - after;
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
