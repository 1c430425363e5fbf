// The matching records of one segment, slice by slice of a few milliseconds: rows as they lie in the file, or by the index of
// times where the range is a small part of it. A slice is the rest of a statement behind its columns.
import type { Micros, RowId } from '../contract/units.ts';
import { nextSlice } from './reader-find.ts';
import { CHOSEN, PossibleRows } from './reader-possible.ts';
import type { SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment, SqlValue } from './reader-segments.ts';

const SCAN_ROWS = 5000;
/** A time range is looked up in the index before a scan of more rows than this. */
const NARROW_FROM = 20_000;
/** Rows by the index cost about so many times as much as rows in a scan. */
const INDEX_COST = 6;

const TIMES = 'r.ts >= ? AND r.ts < ?';
export const SLICE_SQL = {
  rowRange: 'SELECT min(id), max(id), count(*) FROM records INDEXED BY records_ts WHERE ts >= ? AND ts < ?',
  sliceEnd: 'SELECT ts FROM records INDEXED BY records_ts WHERE ts >= ? AND ts < ? ORDER BY ts LIMIT 1 OFFSET ?',
  scan: (where: string) => `FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? AND ${TIMES} AND (${where})`,
  // Where all of a segment lies in the range: comparing times would be a quarter of the work.
  scanAll: (where: string) => `FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? AND (${where})`,
  chosen: (where: string) => `${CHOSEN} WHERE ${TIMES} AND (${where})`,
  byTime: (where: string) =>
    `FROM records r INDEXED BY records_ts WHERE ${TIMES} AND r.id > ? AND r.id <= ? AND (${where})`,
};

export type Range = { from: Micros; to: Micros };
export type Slice = { sql: string; params: SqlValue[] };

export class Slices {
  readonly #files: CacheFiles;
  readonly #facts: SegmentFacts;
  readonly #condition: Condition;
  readonly #range: Range;
  readonly #possible: PossibleRows;

  constructor(files: CacheFiles, facts: SegmentFacts, condition: Condition, range: Range) {
    this.#files = files;
    this.#facts = facts;
    this.#condition = condition;
    this.#range = range;
    this.#possible = new PossibleRows(files, facts.id, condition);
  }

  /**
   * Reads rows (after, upTo] by whichever way reads less; yields after each slice how many rows it has passed in all. False
   * where the segment was lost on the way.
   */
  *each(
    after: RowId,
    upTo: RowId,
    read: (segment: OpenSegment, slice: Slice) => void,
  ): Generator<number, boolean, undefined> {
    const { id } = this.#facts;
    const plan = this.#files.tolerant(id, (segment) => this.#plan(segment, after, upTo));
    if (!plan) return false;
    if (plan.byTime) return yield* this.#eachByTime(after, upTo, read);
    this.#possible.willAsk(plan.upTo - plan.after);
    let slice = SCAN_ROWS;
    for (let at = plan.after; at < plan.upTo; ) {
      const end = this.#possible.endOf(at, Math.min(at + slice, plan.upTo));
      const started = performance.now();
      const done = this.#files.tolerant(id, (segment) => {
        read(segment, this.rows(segment, at, end));
        return true;
      });
      if (!done) return false;
      slice = nextSlice(slice, performance.now() - started);
      at = end;
      yield at - after;
    }
    return true;
  }

  *#eachByTime(
    after: RowId,
    upTo: RowId,
    read: (segment: OpenSegment, slice: Slice) => void,
  ): Generator<number, boolean, undefined> {
    let { from } = this.#range;
    // A whole number: SQLite takes no fraction as an OFFSET.
    let slice = Math.ceil(SCAN_ROWS / INDEX_COST);
    while (from < this.#range.to) {
      const started = performance.now();
      const to = this.#files.tolerant(this.#facts.id, (segment) => {
        const found = segment.first<[Micros]>(SLICE_SQL.sliceEnd, [from, this.#range.to, slice])?.[0] ?? this.#range.to;
        // Very many records of one time are one slice.
        const end = found > from ? found : from + 1;
        read(segment, this.times({ from, to: end }, after, upTo));
        return end;
      });
      if (to === undefined) return false;
      from = to;
      slice = nextSlice(slice, performance.now() - started);
      // How many rows these were is not known: the time range is a small part of them.
      yield 0;
    }
    return true;
  }

  /** Narrows the rows to those between the first and the last in the time range. */
  #plan(segment: OpenSegment, after: RowId, upTo: RowId): { byTime: boolean; after: RowId; upTo: RowId } {
    const { from, to } = this.#range;
    const { oldest, newest } = this.#facts;
    const whole = { byTime: false, after, upTo };
    if (upTo - after < NARROW_FROM || (from <= oldest && to > newest)) return whole;
    const [low, high, inRange] =
      segment.first<[RowId | null, RowId | null, number]>(SLICE_SQL.rowRange, [from, to]) ?? [];
    if (low == null || high == null || inRange === undefined) return { byTime: false, after: upTo, upTo };
    const narrow = { byTime: false, after: Math.max(after, low - 1), upTo: Math.min(upTo, high) };
    return inRange * INDEX_COST < narrow.upTo - narrow.after ? { ...narrow, byTime: true } : narrow;
  }

  /** Rows (after, upTo] of the range as they lie in the file. */
  rows(segment: OpenSegment, after: RowId, upTo: RowId): Slice {
    const { where } = this.#condition;
    const { from, to } = this.#range;
    const chosen = this.#possible.find(segment, after, upTo);
    if (chosen) {
      return { sql: SLICE_SQL.chosen(where.text), params: [JSON.stringify(chosen), from, to, ...where.params] };
    }
    // Only the rows up to facts.lastRow are known to lie in its times; those behind it are newer than the query.
    if (upTo <= this.#facts.lastRow && from <= this.#facts.oldest && to > this.#facts.newest)
      return { sql: SLICE_SQL.scanAll(where.text), params: [after, upTo, ...where.params] };
    return { sql: SLICE_SQL.scan(where.text), params: [after, upTo, from, to, ...where.params] };
  }

  /** Rows (after, upTo] of a range by the index of times. */
  times({ from, to }: Range, after: RowId, upTo: RowId): Slice {
    const { where } = this.#condition;
    return { sql: SLICE_SQL.byTime(where.text), params: [from, to, after, upTo, ...where.params] };
  }
}
