// Which rows of a segment a filter finds, seen from its columns alone: a filter's plan (query/column-plan.ts) is put to the few
// samples of each column by SQLite, which is the filter's own reading, and to numbers by query/number-test.ts, and joined row by row.

import type { RowId } from '../contract/units.ts';
import { type ColumnPlan, PAIR } from '../query/column-plan.ts';
import { type ColumnsFile, type Head, memoryOf, type Numbers } from './columns.ts';
import type { CacheFiles, OpenSegment, SqlValue } from './reader-segments.ts';

export const PAIRS_SQL = (where: string) =>
  `SELECT r.at FROM (SELECT key AS at, value ->> 0 AS part, value ->> 1 AS level FROM json_each(?)) r WHERE (${where})`;
// JSON, with escapes: what is only looked for to save time (text-sql.ts) is not looked for.
export const SAMPLES_SQL = (where: string) =>
  `SELECT r.at FROM (SELECT key AS at, value, ${16 | 256} AS flags FROM json_each(?)) r WHERE (${where})`;

/** A row is wanted where `wanted` is 1 at its number. */
export type Matches = { ids: Numbers; wanted: Uint8Array };

const BOTH = Uint8Array.of(0, 1);
/** Of the rows that have columns. */
const WORTH_LOOKING = 0.05;

/** undefined where a column is missing or damaged, or the segment is lost. */
export function matchesOf(files: CacheFiles, id: number, file: ColumnsFile, plan: ColumnPlan): Matches | undefined {
  return files.tolerant(id, (segment) => new Matching(segment, file).of(plan, 0, false)) ?? undefined;
}

/** Rows up to `upTo` that were found, ascending. */
export type FoundRows = { upTo: RowId; rows: Float64Array };

/**
 * Of a wide plan: rows that the filter finds, and others. undefined where a segment's columns cannot tell, where more than that share of
 * the rows are found, or where `asked` rows behind `after` are so few that looking at all would cost more.
 */
export function rowsOfPlan(
  segment: OpenSegment,
  file: ColumnsFile,
  plan: ColumnPlan,
  { after, asked, mostShare }: { after: RowId; asked: number; mostShare: number },
): FoundRows | undefined {
  const { firstRow, lastRow } = file.head;
  const count = lastRow - firstRow + 1;
  if (after >= lastRow || asked < count * WORTH_LOOKING) return undefined;
  const matches = new Matching(segment, file).of(plan, 0, true);
  if (!matches) return undefined;
  const { ids, wanted } = matches;
  const rows = new Float64Array(Math.floor(count * mostShare));
  let found = 0;
  for (let i = 0; i < count; i++) {
    if (wanted[ids[i] ?? 0] !== 1) continue;
    if (found === rows.length) return undefined;
    rows[found++] = firstRow + i;
  }
  return { upTo: lastRow, rows: rows.slice(0, found) };
}

class Matching {
  readonly #segment: OpenSegment;
  readonly #file: ColumnsFile;

  constructor(segment: OpenSegment, file: ColumnsFile) {
    this.#segment = segment;
    this.#file = file;
  }

  /** `isWide`: more may be found than the plan finds, so that a part without a column is left out. */
  of(plan: ColumnPlan, depth: number, isWide: boolean): Matches | undefined {
    switch (plan.kind) {
      case 'column':
        return this.#column(plan) ?? this.#numbers(plan, depth);
      case 'not': {
        const inner = this.of(plan.child, depth, false);
        return inner && { ids: inner.ids, wanted: inner.wanted.map((one) => 1 - one) };
      }
      default:
        return this.#joined(plan, depth, isWide);
    }
  }

  #joined(
    { kind, children }: Extract<ColumnPlan, { kind: 'and' | 'or' }>,
    depth: number,
    isWide: boolean,
  ): Matches | undefined {
    const count = this.#file.head.lastRow - this.#file.head.firstRow + 1;
    const rows = new Uint8Array(memoryOf(`rows ${depth}`, count).buffer, 0, count);
    rows.fill(kind === 'and' ? 1 : 0);
    let isToldOf = children.length === 0;
    for (const child of children) {
      const inner = this.of(child, depth + 1, isWide);
      if (!inner && isWide && kind === 'and') continue;
      if (!inner) return undefined;
      isToldOf = true;
      const { ids, wanted } = inner;
      if (kind === 'and') for (let i = 0; i < count; i++) rows[i] = (rows[i] ?? 0) & (wanted[ids[i] ?? 0] ?? 0);
      else for (let i = 0; i < count; i++) rows[i] = (rows[i] ?? 0) | (wanted[ids[i] ?? 0] ?? 0);
    }
    return isToldOf ? { ids: rows, wanted: BOTH } : undefined;
  }

  #column({ column, where }: Extract<ColumnPlan, { kind: 'column' }>): Matches | undefined {
    const { head } = this.#file;
    const field = column === PAIR ? { place: head.pair, samples: head.pairs } : this.#file.field(column);
    const ids = field && this.#file.read(field.place, column === PAIR ? 'pair' : 'filter');
    if (!ids) return undefined;
    const sql = column === PAIR ? PAIRS_SQL(where.text) : SAMPLES_SQL(where.text);
    return { ids, wanted: this.#judged(sql, field.samples, where.params) };
  }

  /** Its numbers are judged here, and what is none by its samples. */
  #numbers({ column, where, ofNumber }: Extract<ColumnPlan, { kind: 'column' }>, depth: number): Matches | undefined {
    const field = ofNumber && column !== PAIR ? this.#file.numbers(column) : undefined;
    const ids = field && this.#file.read(field.place, 'filter');
    const values = field && this.#file.read(field.values, 'numbers');
    if (!ofNumber || !ids || !values) return undefined;
    const others = this.#judged(SAMPLES_SQL(where.text), field.samples, where.params);
    const rows = new Uint8Array(memoryOf(`rows ${depth}`, ids.length).buffer, 0, ids.length);
    for (let i = 0; i < rows.length; i++) {
      const id = ids[i] ?? 0;
      rows[i] = id === 0 ? Number(ofNumber(values[i] ?? 0)) : (others[id] ?? 0);
    }
    return { ids: rows, wanted: BOTH };
  }

  #judged(
    sql: string,
    samples: Head['pairs'] | readonly string[],
    params: readonly SqlValue[],
  ): Uint8Array<ArrayBuffer> {
    const wanted = new Uint8Array(samples.length);
    for (const at of this.#segment.column<number>(sql, [JSON.stringify(samples), ...params])) wanted[at] = 1;
    return wanted;
  }
}
