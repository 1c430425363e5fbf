// Counting the records of one segment by bucket and level, and by a field if one is asked for: from the tables of its columns file
// where it is whole, from the rollup where it can answer in few rows, else from the segment's columns, else by reading records.
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import type { Cell } from '../query/field-values.ts';
import type { Sql } from '../query/sql.ts';
import { countColumns } from './reader-columns.ts';
import type { CountInput, CountResult, Running, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { type Range, type Slice, Slices } from './reader-slices.ts';
import { countTables } from './reader-tables.ts';
import { Tally } from './reader-tally.ts';
import { ROLLUP_WIDTHS } from './schema.ts';

const LEVEL_COUNT = LEVELS.length;
/** Partial counts are sent about so often. */
const PARTIAL_MS = 80;

// One number a row: bucket * LEVEL_COUNT + level.
const SLOT = `((r.ts - ?) / ?) * ${LEVEL_COUNT} + r.level`;
export const COUNT_SQL = {
  slots: (slice: string) => `SELECT ${SLOT} ${slice}`,
  cells: (column: string, slice: string) => `SELECT ${SLOT}, ${column} ${slice}`,
  rollup: (where: string) =>
    `SELECT r.bucket, r.level, r.n, r.part FROM rollup r WHERE r.width = ? AND r.bucket >= ? AND r.bucket < ? AND (${where})`,
};

export function* count(
  files: CacheFiles,
  facts: SegmentFacts | undefined,
  condition: Condition,
  input: CountInput,
): Running<'count'> {
  const tally = new Tally(input, files.parts);
  if (!facts) return tally.result(0);
  yield* new Counter(files, facts, condition, input, tally).run();
  return tally.result(input.upTo - input.after);
}

class Counter {
  readonly #files: CacheFiles;
  readonly #facts: SegmentFacts;
  readonly #condition: Condition;
  readonly #input: CountInput;
  readonly #tally: Tally;
  readonly #column: Sql | undefined;
  readonly #range: Range;
  readonly #slices: Slices;
  #sent = performance.now();

  constructor(files: CacheFiles, facts: SegmentFacts, condition: Condition, input: CountInput, tally: Tally) {
    this.#files = files;
    this.#facts = facts;
    this.#condition = condition;
    this.#input = input;
    this.#tally = tally;
    this.#column = tally.column;
    this.#range = { from: input.scope.from, to: input.scope.to };
    this.#slices = new Slices(files, facts, condition, this.#range);
  }

  *run(): Generator<CountResult | undefined, void> {
    const { after, upTo } = this.#input;
    const { firstRow } = this.#facts;
    const asked = [this.#files, this.#facts, this.#condition, this.#input, this.#tally] as const;
    const fromRollup = this.#condition.rollup && this.#tally.isInRollup && this.#rollupDivides();
    const isFine = !fromRollup || this.#input.width % ROLLUP_WIDTHS[1] !== 0;
    const counted = countTables(...asked) ?? (isFine ? countColumns(...asked) : undefined);
    if (counted !== undefined) yield* this.#rows(counted, upTo);
    else if (!fromRollup || after >= firstRow) yield* this.#rows(after, upTo);
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
        const range = last > upTo ? this.#range : this.#inWholeBuckets();
        for (const piece of ladder(range, this.#input.width)) this.#addRollup(segment, piece);
        for (const end of endsOf(range)) this.#add(segment, this.#slices.times(end, firstRow - 1, last), 1);
        if (last > upTo) this.#add(segment, this.#slices.rows(segment, upTo, last), -1);
        return true;
      }),
    );
    yield;
    if (done === undefined) this.#tally.forget();
    if (done === false) yield* this.#rows(firstRow - 1, upTo);
  }

  #addRollup(segment: OpenSegment, { width, from, to }: Range & { width: Micros }): void {
    const { where } = this.#condition;
    const { start, width: wide } = this.#input;
    const rows = segment.rows<[number, number, number, number]>(COUNT_SQL.rollup(where.text), [
      width,
      from / width,
      to / width,
      ...where.params,
    ]);
    for (const [bucket, level, n, part] of rows) {
      const slot = Math.floor((bucket * width - start) / wide) * LEVEL_COUNT + level;
      this.#tally.add(slot, part, n);
    }
  }

  /** The range without ends that cut a bucket, where the segment has no records that such an end would leave out: fewer rows. */
  #inWholeBuckets(): Range {
    const { from, to } = this.#range;
    const { start, width, buckets } = this.#input;
    const { oldest, newest } = this.#facts;
    return { from: from <= oldest ? start : from, to: to > newest ? start + width * buckets : to };
  }

  /** Rows (after, upTo], in slices. */
  *#rows(after: RowId, upTo: RowId): Generator<CountResult | undefined, void> {
    if (after >= upTo) return;
    const before = Math.max(0, after - this.#input.after);
    const slices = this.#slices.each(after, upTo, (segment, slice) => this.#add(segment, slice, 1));
    for (let step = slices.next(); ; step = slices.next()) {
      // The segment was lost on the way: what was counted of it does not count.
      if (step.done) return step.value ? undefined : this.#tally.forget();
      // More values than can be told apart: whoever asked has to ask otherwise.
      if (this.#tally.tooMany) return;
      yield this.#partial(before + step.value);
    }
  }

  #add(segment: OpenSegment, { sql, params }: Slice, sign: 1 | -1): void {
    const tally = this.#tally;
    // As bigint, so that SQLite divides integers.
    const slots = [BigInt(this.#input.start), BigInt(this.#input.width)];
    if (!this.#column) {
      for (const slot of segment.column<number>(COUNT_SQL.slots(sql), [...slots, ...params]))
        tally.add(slot, null, sign);
      return;
    }
    const { text, params: more } = this.#column;
    const rows = segment.rows<[number, Cell]>(COUNT_SQL.cells(text, sql), [...slots, ...more, ...params]);
    for (const [slot, cell] of rows) tally.add(slot, cell, sign);
  }

  #partial(scanned: number): CountResult | undefined {
    if (performance.now() - this.#sent < PARTIAL_MS) return undefined;
    this.#sent = performance.now();
    return this.#tally.result(scanned);
  }
}

/** What the finest rollup buckets that lie wholly in the range leave over: less than one of them at each end. */
function endsOf({ from, to }: Range): Range[] {
  const [finest] = ROLLUP_WIDTHS;
  const first = Math.ceil(from / finest) * finest;
  const last = Math.floor(to / finest) * finest;
  if (first >= last) return [{ from, to }];
  return [
    { from, to: first },
    { from: last, to },
  ].filter((range) => range.from < range.to);
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
