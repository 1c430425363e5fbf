// Counting the records of one segment by bucket and level: from the rollup where it can answer, else by reading rows.
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { nextSlice } from './reader-find.ts';
import { CHOSEN, PossibleRows } from './reader-possible.ts';
import type { CountInput, CountResult, Running, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { ROLLUP_WIDTHS } from './schema.ts';

const LEVEL_COUNT = LEVELS.length;
const SCAN_ROWS = 5000;
/** Partial counts are sent about so often. */
const PARTIAL_MS = 80;
/** A time range is looked up in the index before a scan of more rows than this. */
const NARROW_FROM = 20_000;
/** Rows by the index cost about so many times as much as rows in a scan. */
const INDEX_COST = 6;

// One number a row: bucket * LEVEL_COUNT + level.
const SLOT = `((r.ts - ?) / ?) * ${LEVEL_COUNT} + r.level`;
const TIMES = 'r.ts >= ? AND r.ts < ?';
export const COUNT_SQL = {
  rowRange: 'SELECT min(id), max(id), count(*) FROM records INDEXED BY records_ts WHERE ts >= ? AND ts < ?',
  scan: (where: string) =>
    `SELECT ${SLOT} FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? AND ${TIMES} AND (${where})`,
  // Where all of a segment lies in the range: comparing times would be a quarter of the work.
  scanAll: (where: string) => `SELECT ${SLOT} FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? AND (${where})`,
  chosen: (where: string) => `SELECT ${SLOT} ${CHOSEN} WHERE ${TIMES} AND (${where})`,
  sliceEnd: 'SELECT ts FROM records INDEXED BY records_ts WHERE ts >= ? AND ts < ? ORDER BY ts LIMIT 1 OFFSET ?',
  byTime: (where: string) =>
    `SELECT ${SLOT} FROM records r INDEXED BY records_ts WHERE ${TIMES} AND r.id > ? AND r.id <= ? AND (${where})`,
  rollup: (where: string) =>
    `SELECT r.bucket, r.level, r.n FROM rollup r WHERE r.width = ? AND r.bucket >= ? AND r.bucket < ? AND (${where})`,
};

export function* count(
  files: CacheFiles,
  facts: SegmentFacts | undefined,
  condition: Condition,
  input: CountInput,
): Running<'count'> {
  const counts = new Float64Array(input.buckets * LEVEL_COUNT);
  if (!facts) return { counts, scanned: 0 };
  const counter = new Counter(files, facts, condition, input, counts);
  yield* counter.run();
  return { counts: counter.counts, scanned: input.upTo - input.after };
}

type Range = { from: Micros; to: Micros };

class Counter {
  readonly counts: Float64Array<ArrayBuffer>;
  readonly #files: CacheFiles;
  readonly #facts: SegmentFacts;
  readonly #condition: Condition;
  readonly #input: CountInput;
  readonly #range: Range;
  readonly #possible: PossibleRows;
  #scanned = 0;
  #sent = performance.now();

  constructor(
    files: CacheFiles,
    facts: SegmentFacts,
    condition: Condition,
    input: CountInput,
    counts: Float64Array<ArrayBuffer>,
  ) {
    this.#files = files;
    this.#facts = facts;
    this.#condition = condition;
    this.#input = input;
    this.counts = counts;
    this.#range = { from: input.scope.from, to: input.scope.to };
    this.#possible = new PossibleRows(condition.possible);
  }

  *run(): Generator<CountResult | undefined, void> {
    const { after, upTo } = this.#input;
    const { firstRow } = this.#facts;
    if (!this.#condition.rollup || after >= firstRow || !this.#rollupDivides()) yield* this.#rows(after, upTo);
    else yield* this.#fromRollup(upTo);
  }

  #rollupDivides(): boolean {
    return this.#input.width % ROLLUP_WIDTHS[0] === 0;
  }

  /**
   * The rollup counts all rows of the file. Where that has rows beyond `upTo` they are subtracted; both are read from one
   * state of the file, because the writer goes on. Where most rows are beyond, the others are read instead.
   */
  *#fromRollup(upTo: RowId): Generator<CountResult | undefined, void> {
    const { firstRow, id } = this.#facts;
    const done = this.#files.tolerant(id, (segment) =>
      segment.snapshot(() => {
        const last = segment.first<[RowId | null]>('SELECT max(id) FROM records', [])?.[0] ?? 0;
        if (last - upTo > upTo - firstRow) return false;
        for (const piece of ladder(this.#range, this.#input.width)) this.#addRollup(segment, piece);
        for (const range of this.#ends()) this.#add(this.#byTime(segment, range, firstRow - 1, last), 1);
        if (last > upTo) this.#add(this.#scan(segment, upTo, last), -1);
        return true;
      }),
    );
    yield;
    if (done === undefined) this.#forget();
    if (done === false) yield* this.#rows(firstRow - 1, upTo);
  }

  #addRollup(segment: OpenSegment, { width, from, to }: Range & { width: Micros }): void {
    const { where } = this.#condition;
    const { start, width: wide } = this.#input;
    const rows = segment.rows<[number, number, number]>(COUNT_SQL.rollup(where.text), [
      width,
      from / width,
      to / width,
      ...where.params,
    ]);
    for (const [bucket, level, n] of rows) {
      const slot = Math.floor((bucket * width - start) / wide) * LEVEL_COUNT + level;
      this.counts[slot] = (this.counts[slot] ?? 0) + n;
    }
  }

  /** What the finest rollup buckets that lie wholly in the range leave over: less than one of them at each end. */
  #ends(): Range[] {
    const { from, to } = this.#range;
    const [finest] = ROLLUP_WIDTHS;
    const first = Math.ceil(from / finest) * finest;
    const last = Math.floor(to / finest) * finest;
    if (first >= last) return [{ from, to }];
    return [
      { from, to: first },
      { from: last, to },
    ].filter((range) => range.from < range.to);
  }

  /** Rows (after, upTo], in slices, by whichever way reads less. */
  *#rows(after: RowId, upTo: RowId): Generator<CountResult | undefined, void> {
    const { id } = this.#facts;
    const plan = this.#files.tolerant(id, (segment) => this.#plan(segment, after, upTo));
    if (!plan) return;
    if (plan.byTime) return yield* this.#rowsByTime(after, upTo);
    this.#scanned += plan.after - after;
    let slice = SCAN_ROWS;
    for (let at = plan.after; at < plan.upTo; ) {
      const end = Math.min(at + slice, plan.upTo);
      const started = performance.now();
      const slots = this.#files.tolerant(id, (segment) => this.#scan(segment, at, end));
      if (!slots) return this.#forget();
      this.#add(slots, 1);
      this.#scanned += end - at;
      slice = nextSlice(slice, performance.now() - started);
      at = end;
      yield this.#partial();
    }
  }

  /** Narrows the rows to those between the first and the last in the time range. */
  #plan(segment: OpenSegment, after: RowId, upTo: RowId): { byTime: boolean; after: RowId; upTo: RowId } {
    const { from, to } = this.#range;
    const { oldest, newest } = this.#facts;
    const whole = { byTime: false, after, upTo };
    if (upTo - after < NARROW_FROM || (from <= oldest && to > newest)) return whole;
    const [low, high, inRange] =
      segment.first<[RowId | null, RowId | null, number]>(COUNT_SQL.rowRange, [from, to]) ?? [];
    if (low == null || high == null || inRange === undefined) return { byTime: false, after: upTo, upTo };
    const narrow = { byTime: false, after: Math.max(after, low - 1), upTo: Math.min(upTo, high) };
    return inRange * INDEX_COST < narrow.upTo - narrow.after ? { ...narrow, byTime: true } : narrow;
  }

  *#rowsByTime(after: RowId, upTo: RowId): Generator<CountResult | undefined, void> {
    const { id } = this.#facts;
    let { from } = this.#range;
    // A whole number: SQLite takes no fraction as an OFFSET.
    let slice = Math.ceil(SCAN_ROWS / INDEX_COST);
    while (from < this.#range.to) {
      const started = performance.now();
      const to = this.#files.tolerant(id, (segment) => {
        const found = segment.first<[Micros]>(COUNT_SQL.sliceEnd, [from, this.#range.to, slice])?.[0] ?? this.#range.to;
        // Very many records of one time are one slice.
        const end = found > from ? found : from + 1;
        this.#add(this.#byTime(segment, { from, to: end }, after, upTo), 1);
        return end;
      });
      if (to === undefined) return this.#forget();
      from = to;
      slice = nextSlice(slice, performance.now() - started);
      yield this.#partial();
    }
  }

  #scan(segment: OpenSegment, after: RowId, upTo: RowId): number[] {
    const { where } = this.#condition;
    const { from, to } = this.#range;
    const chosen = this.#possible.find(segment, after, upTo);
    if (chosen) {
      const params = [...this.#slotParams(), JSON.stringify(chosen), from, to, ...where.params];
      return chosen.length === 0 ? [] : segment.column<number>(COUNT_SQL.chosen(where.text), params);
    }
    const rows = [...this.#slotParams(), after, upTo];
    // Only the rows up to facts.lastRow are known to lie in its times; those behind it are newer than the query.
    if (upTo <= this.#facts.lastRow && from <= this.#facts.oldest && to > this.#facts.newest)
      return segment.column<number>(COUNT_SQL.scanAll(where.text), [...rows, ...where.params]);
    return segment.column<number>(COUNT_SQL.scan(where.text), [...rows, from, to, ...where.params]);
  }
  #byTime(segment: OpenSegment, { from, to }: Range, after: RowId, upTo: RowId): number[] {
    const { where } = this.#condition;
    const params = [...this.#slotParams(), from, to, after, upTo, ...where.params];
    return segment.column<number>(COUNT_SQL.byTime(where.text), params);
  }
  /** As bigint, so that SQLite divides integers. */
  #slotParams(): [bigint, bigint] {
    return [BigInt(this.#input.start), BigInt(this.#input.width)];
  }

  #add(slots: readonly number[], sign: 1 | -1): void {
    const { counts } = this;
    for (const slot of slots) counts[slot] = (counts[slot] ?? 0) + sign;
  }
  #partial(): CountResult | undefined {
    if (performance.now() - this.#sent < PARTIAL_MS) return undefined;
    this.#sent = performance.now();
    return { counts: this.counts.slice(), scanned: this.#scanned };
  }
  /** The segment was lost on the way: what was counted of it does not count. */
  #forget(): void {
    this.counts.fill(0);
  }
}

/** A range in the fewest rollup buckets: wide ones inside, finer ones towards its ends. `width` is that of the answer. */
export function* ladder({ from, to }: Range, width: Micros): Generator<Range & { width: Micros }> {
  let left: Micros | undefined;
  let right: Micros | undefined;
  for (const rung of ROLLUP_WIDTHS.toReversed()) {
    if (width % rung !== 0) continue;
    const [first, last] = [Math.ceil(from / rung) * rung, Math.floor(to / rung) * rung];
    if (left === undefined || right === undefined) {
      if (first >= last) continue;
      yield { width: rung, from: first, to: last };
    } else {
      if (first < left) yield { width: rung, from: first, to: left };
      if (right < last) yield { width: rung, from: right, to: last };
    }
    left = first;
    right = last;
  }
}
