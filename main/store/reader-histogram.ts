// Timelines: cut into counts of segments that run in the reader's threads, newest first, and put together as they come. The
// last few answers are kept: asked again with a later row or a range that has moved, only what is new is counted.
import type { Histogram, View } from '../contract/records.ts';
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { add, bucketStart, bucketsOf, byLevel, copyBuckets, type Grid, inBuckets, timesOf } from './reader-buckets.ts';
import { type Piece, piecesOf, type Range, resolve, Work } from './reader-pieces.ts';
import type { ReaderPool } from './reader-pool.ts';
import { type CountResult, type Overview, TIME_MAX, TIME_MIN } from './reader-protocol.ts';

const MOST_KEPT = 8;

const NOTHING: CountResult = { counts: new Float64Array(), scanned: 0 };

/** An answer, complete for its range and for the rows up to upTo of these segments. Open ends are TIME_MIN and TIME_MAX. */
type Kept = Range & { key: string; slots: Float64Array; start: Micros; upTo: RowId; segments: ReadonlySet<number> };

export class Histograms {
  readonly #pool: ReaderPool;
  /** the oldest first; several of one filter and width, for the views that are open side by side */
  #kept: Kept[] = [];

  constructor(pool: ReaderPool) {
    this.#pool = pool;
  }

  async *ask(view: View, most: number, signal?: AbortSignal, zone?: string): AsyncGenerator<Histogram, void> {
    const overview = await this.#pool.run('overview', { upTo: view.upTo }, signal);
    const { from, to } = resolve(view, overview);
    const buckets = bucketsOf(from ?? 0, to ?? 0, most, zone);
    const { grid } = buckets;
    const slots = new Float64Array(grid.buckets * LEVELS.length);
    const key = JSON.stringify([view.filter, view.topics, grid.width, grid.offset % grid.width]);
    const range = { from: view.from ?? TIME_MIN, to: view.to ?? TIME_MAX };
    const base = this.#best(key, overview, range, grid);
    if (base) copyBuckets(base.kept, { slots, ...grid }, base.shared);
    const pieces = plan(overview, range, base);
    const scope = { filter: view.filter, topics: view.topics, upTo: overview.upTo };
    const clip = { from: from ?? 0, to: to ?? 0 };
    const work = new Work<Piece, CountResult>(this.#pool, pieces, {
      ask: ({ segment, after, upTo, ...times }, onItem, either) => {
        const within = { from: Math.max(times.from, clip.from), to: Math.min(times.to, clip.to) };
        if (within.from >= within.to) return Promise.resolve(NOTHING);
        const input = { scope: { ...scope, ...within }, segment, after, upTo, ...grid };
        return this.#pool.run('count', input, either, onItem);
      },
      finished: (_, { counts }) => add(slots, counts),
    });
    const sum = () => {
      const all = slots.slice();
      for (const [, { counts }] of work.partial()) add(all, counts);
      return all;
    };
    const answer = (counts: Float64Array, scanned: number, final: boolean): Histogram => ({
      ...timesOf(buckets),
      ...byLevel(inBuckets(counts, buckets), buckets.buckets),
      scanned,
      toScan: work.toScan,
      final,
      upTo: overview.upTo,
      from,
      to,
    });
    for await (const _ of work.run(signal)) yield answer(sum(), work.scanned(), false);
    const segments = new Set(overview.segments.map(({ id }) => id));
    this.#keep({ key, slots, start: grid.start, ...range, upTo: overview.upTo, segments }, base?.kept);
    yield answer(slots, work.toScan, true);
  }

  /** The older answer that has most of this one. */
  #best(key: string, overview: Overview, range: Range, grid: Grid): Base | undefined {
    const present = new Set(overview.segments.map(({ id }) => id));
    const bases = this.#kept
      .filter(
        (kept) => kept.key === key && kept.upTo <= overview.upTo && [...kept.segments].every((id) => present.has(id)),
      )
      .map((kept) => ({ kept, shared: sharedBuckets(kept, range, grid) }))
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
function sharedBuckets(kept: Range, range: Range, { width, offset }: Grid): Range {
  const down = (time: Micros) => (Math.abs(time) >= TIME_MAX ? time : bucketStart(time, width, offset));
  const up = (time: Micros) => (Math.abs(time) >= TIME_MAX ? time : bucketStart(time + width - 1, width, offset));
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
