// A walk over one segment's matching records in the order (time, row), window by window. A window looks at a bounded number of
// rows, however few of them match. It goes on behind a key without looking at anything twice, also where thousands of records
// have the same time: rows of one time are walked by row number, and a window otherwise ends between two times.
import type { Key } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Order, Scope } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { OpenSegment, SqlValue } from './reader-segments.ts';

/** The columns asked for, behind the two that make the key. */
export type WalkRow = [time: Micros, row: RowId, ...SqlValue[]];

const ROW_MIN = 0;
const ROW_MAX = Number.MAX_SAFE_INTEGER;

/** Keys before and behind all records of one time, in an order. */
export function beforeTime(time: Micros, order: Order): Key {
  return { time, row: order === 'asc' ? ROW_MIN : ROW_MAX };
}
export function behindTime(time: Micros, order: Order): Key {
  return { time, row: order === 'asc' ? ROW_MAX : ROW_MIN };
}
/** The key behind which a view begins, in an order. */
export function viewStart(scope: Scope, order: Order): Key {
  return beforeTime(order === 'asc' ? scope.from : scope.to - 1, order);
}

/** Statements of a walk; `columns` is SQL of ours, `where` a compiled condition. */
export function walkSql(order: Order, columns: string, where: string) {
  const direction = order === 'asc' ? '' : ' DESC';
  const from = 'FROM records r INDEXED BY records_ts';
  const sameTime = 'r.ts = ? AND r.id > ? AND r.id < ?';
  const between = 'r.ts > ? AND r.ts < ?';
  const select = `SELECT r.ts, r.id${columns} ${from}`;
  return {
    sameTimeEnd: `SELECT r.id ${from} WHERE ${sameTime} ORDER BY r.id${direction} LIMIT 1 OFFSET ?`,
    sameTime: `${select} WHERE ${sameTime} AND (${where}) ORDER BY r.id${direction}`,
    betweenEnd: `SELECT r.ts ${from} WHERE ${between} ORDER BY r.ts${direction}, r.id${direction} LIMIT 1 OFFSET ?`,
    between: `${select} WHERE ${between} AND r.id <= ? AND (${where}) ORDER BY r.ts${direction}, r.id${direction}`,
  };
}

export class Walk {
  readonly #asc: boolean;
  readonly #sql: ReturnType<typeof walkSql>;
  readonly #params: readonly SqlValue[];
  readonly #upTo: RowId;
  /** the walk ends before this time (asc), or at the last time after it (desc) */
  readonly #end: Micros;
  /** all before #time is done, and of #time itself all rows before #row */
  #time: Micros;
  #row: RowId;
  #ended = false;
  /** rows looked at so far, about */
  looked = 0;

  /** Begins behind a key. */
  constructor(scope: Scope, order: Order, condition: Condition, columns: string, behind: Key) {
    this.#asc = order === 'asc';
    this.#sql = walkSql(order, columns, condition.where.text);
    this.#params = condition.where.params;
    this.#upTo = scope.upTo;
    this.#end = this.#asc ? scope.to : scope.from - 1;
    this.#time = behind.time;
    this.#row = behind.row;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The matches among about the next `most` rows; an empty list does not mean that the walk has ended. */
  window(segment: OpenSegment, most: number): WalkRow[] {
    const rows = this.#sameTime(segment, most);
    if (this.#row === this.#lastRow()) rows.push(...this.#between(segment, most));
    return rows;
  }

  #lastRow(): RowId {
    return this.#asc ? ROW_MAX : ROW_MIN;
  }

  #sameTime(segment: OpenSegment, most: number): WalkRow[] {
    if (this.#row === this.#lastRow()) return [];
    const [low, high] = this.#asc ? [this.#row, this.#upTo + 1] : [ROW_MIN, Math.min(this.#row, this.#upTo + 1)];
    const end = segment.first<[RowId]>(this.#sql.sameTimeEnd, [this.#time, low, high, most])?.[0];
    const inside = end === undefined ? [low, high] : this.#asc ? [low, end] : [end, high];
    const rows = segment.rows<WalkRow>(this.#sql.sameTime, [this.#time, ...inside, ...this.#params]);
    this.#row = end === undefined ? this.#lastRow() : this.#asc ? end - 1 : end + 1;
    this.looked += end === undefined ? rows.length : most;
    return rows;
  }

  #between(segment: OpenSegment, most: number): WalkRow[] {
    const [low, high] = this.#asc ? [this.#time, this.#end] : [this.#end, this.#time];
    const end = segment.first<[Micros]>(this.#sql.betweenEnd, [low, high, most])?.[0];
    const inside = end === undefined ? [low, high] : this.#asc ? [low, end] : [end, high];
    const rows = segment.rows<WalkRow>(this.#sql.between, [...inside, this.#upTo, ...this.#params]);
    if (end === undefined) this.#ended = true;
    else {
      this.#time = end;
      this.#row = this.#asc ? ROW_MIN : ROW_MAX;
    }
    this.looked += end === undefined ? rows.length : most;
    return rows;
  }
}

/** Negative where a comes before b in the order. */
export function compareKeys(
  a: readonly [Micros, RowId, ...unknown[]],
  b: readonly [Micros, RowId, ...unknown[]],
  order: Order,
): number {
  const ascending = a[0] - b[0] || a[1] - b[1];
  return order === 'asc' ? ascending : -ascending;
}
