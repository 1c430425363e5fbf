// A query as a clock orders it. By the record's own time SQLite's index does; by another clock the orders of its segments do, and
// the range, which is on the record's time whatever orders, is one more condition.
import type { Key } from '../contract/records.ts';
import type { Clock } from '../contract/units.ts';
import { sql } from '../query/sql.ts';
import { type ClockOrder, placeOf } from './clock-order.ts';
import type { Clocks, OnClock } from './reader-clocks.ts';
import { CHOSEN } from './reader-possible.ts';
import { type Order, type Overview, type Scope, type SegmentFacts, TIME_MAX, TIME_MIN } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { OpenSegment } from './reader-segments.ts';
import { Walk, type WalkRow } from './reader-walk.ts';

/** Of `records r`. */
export const CLOCK_COLUMNS = { record: 'r.ts', broker: 'r.broker_ts', arrival: 'r.arrival' } as const;

/** Before and behind every key. */
const BEGINNING: Key = { time: TIME_MIN, row: 0 };
const END: Key = { time: TIME_MAX, row: 0 };

/** What a merge reads of a segment, window by window. */
export type Walker = {
  readonly ended: boolean;
  /** rows looked at so far, about */
  readonly looked: number;
  window(segment: OpenSegment, most: number): WalkRow[];
};

/** The times of its segments, and of its scope, are on its clock. */
export type Ordered = {
  clock: Clock;
  segments: readonly SegmentFacts[];
  scope: Scope;
  condition: Condition;
  walk(facts: SegmentFacts, order: Order, columns: string, behind: Key): Walker;
  /** where it can be told at once: behind which key to go on where so many of all records are passed over, and how many are left */
  passOver?(order: Order, start: { behind: Key; skip: number }): { behind: Key; skip: number };
};
/** `strict`: a segment that cannot be read is an error. */
type Asked = { scope: Scope; clock: Clock; strict?: boolean };

export function* ordered(
  clocks: Clocks,
  overview: Overview,
  condition: Condition,
  { scope, clock, strict }: Asked,
): Generator<undefined, Ordered> {
  const segments = inRange(overview, scope);
  if (clock === 'record')
    return {
      ...{ clock, segments, scope, condition },
      walk: (_, order, columns, behind) => new Walk(scope, order, condition, columns, behind),
    };
  const onClock = yield* clocks.of(segments, clock, strict);
  const orders = new Map(onClock.map((one) => [one.id, one]));
  const within = conditionOf(condition, scope, { segments });
  return {
    ...{ clock, condition: within, scope: { ...scope, from: TIME_MIN, to: TIME_MAX } },
    segments: onClock,
    walk({ id }, order, columns, behind) {
      const rows = orders.get(id)?.order();
      if (!rows) throw new Error(`segment ${id} has no order`);
      return new ClockWalk(rows, CLOCK_COLUMNS[clock], within, order, columns, behind);
    },
    passOver(order, { behind, skip }) {
      // The last one that is passed over; beyond the end there is nothing to be passed over.
      const before = smaller(onClock, order === 'asc' ? { ...behind, row: behind.row + 1 } : behind);
      const last = keyOfRank(onClock, order === 'asc' ? before + skip - 1 : before - skip);
      return last ? { behind: last, skip: 0 } : { behind: order === 'asc' ? END : BEGINNING, skip: 0 };
    },
  };
}

/** Segments that may have records in the range. */
export function inRange({ segments }: Pick<Overview, 'segments'>, { from, to }: Scope): SegmentFacts[] {
  return segments.filter(({ oldest, newest }) => oldest < to && newest >= from);
}

/** The condition with the range in it, unless all records lie there. */
export function conditionOf(
  condition: Condition,
  { from, to }: Scope,
  { segments }: Pick<Overview, 'segments'>,
): Condition {
  if (segments.every(({ oldest, newest }) => oldest >= from && newest < to)) return condition;
  const where = sql`${condition.where} AND r.ts >= ${from} AND r.ts < ${to}`;
  return { ...condition, where, rollup: false, everything: false, plan: undefined };
}

/** How many records have a smaller key. */
export function smaller(segments: readonly OnClock[], key: Key): number {
  return segments.reduce((sum, one) => sum + smallerOf(one, key), 0);
}

/** Of a segment that lies wholly on one side of the key nothing is read. */
function smallerOf(one: OnClock, key: Key): number {
  const { oldest, newest, firstRow, lastRow } = one;
  if (key.time < oldest || (key.time === oldest && key.row <= firstRow)) return 0;
  if (key.time > newest || (key.time === newest && key.row > lastRow)) return sizeOf(one);
  return placeOf(one.order(), key);
}

/** Its rows are numbered without gaps. */
export function sizeOf({ firstRow, lastRow }: SegmentFacts): number {
  return lastRow - firstRow + 1;
}

/** The rank-th key of all, ascending, from 0; undefined where there is none. */
export function keyOfRank(segments: readonly OnClock[], rank: number): Key | undefined {
  if (rank < 0 || rank >= segments.reduce((sum, one) => sum + sizeOf(one), 0)) return undefined;
  // The greatest time, and of that the greatest row, that has no more than `rank` records before it.
  const times = segments.map(({ oldest, newest }) => [oldest, newest] as const);
  const [low, high] = [Math.min(...times.map(([oldest]) => oldest)), Math.max(...times.map(([, newest]) => newest))];
  const time = greatest(low, high, (at) => smaller(segments, { time: at, row: 0 }) <= rank);
  const rows = [
    Math.min(...segments.map((one) => one.firstRow)),
    Math.max(...segments.map((one) => one.lastRow)),
  ] as const;
  return { time, row: greatest(...rows, (row) => smaller(segments, { time, row }) <= rank) };
}

/** The greatest whole number of [low, high] that fits; low does. */
function greatest(low: number, high: number, fits: (at: number) => boolean): number {
  let [first, last] = [low, high];
  while (first < last) {
    const middle = first + Math.ceil((last - first) / 2);
    if (fits(middle)) first = middle;
    else last = middle - 1;
  }
  return first;
}

/** As Walk, by the order of another clock. */
class ClockWalk implements Walker {
  readonly #order: ClockOrder;
  readonly #asc: boolean;
  readonly #sql: string | undefined;
  readonly #condition: Condition;
  /** the next place; ascending from it, or descending */
  #at: number;
  looked = 0;

  constructor(
    rows: ClockOrder,
    column: string,
    condition: Condition,
    order: Order,
    columns: string,
    { time, row }: Key,
  ) {
    this.#order = rows;
    this.#asc = order === 'asc';
    this.#condition = condition;
    this.#sql = condition.everything && columns === '' ? undefined : chosenSql(column, columns, condition.where.text);
    // Keys differ in their rows: behind one is before the one of the next row.
    this.#at = this.#asc ? placeOf(rows, { time, row: row + 1 }) : placeOf(rows, { time, row }) - 1;
  }

  get ended(): boolean {
    return this.#asc ? this.#at >= this.#order.size : this.#at < 0;
  }

  window(segment: OpenSegment, most: number): WalkRow[] {
    const keys: WalkRow[] = [];
    for (; keys.length < most && !this.ended; this.#at += this.#asc ? 1 : -1)
      keys.push([this.#order.time(this.#at), this.#order.row(this.#at)]);
    this.looked += keys.length;
    if (this.#sql === undefined) return keys;
    const rows = JSON.stringify(keys.map(([, row]) => row));
    return segment.rows<WalkRow>(this.#sql, [rows, ...this.#condition.where.params]);
  }
}

/** Rows in the order in which they are given. */
export function chosenSql(column: string, columns: string, where: string): string {
  return `SELECT ${column}, r.id${columns} ${CHOSEN} WHERE (${where})`;
}

/** The job "segments". */
export function* segmentsOn(
  clocks: Clocks,
  overview: Overview,
  { scope, clock }: Pick<Asked, 'scope' | 'clock'>,
): Generator<undefined, SegmentFacts[]> {
  const segments = inRange(overview, scope);
  const found = clock === 'record' ? segments : yield* clocks.of(segments, clock);
  return found.map(({ id, firstRow, lastRow, oldest, newest }) => ({ id, firstRow, lastRow, oldest, newest }));
}
