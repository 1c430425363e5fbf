// Makes the columns of a sealed segment: which fields of the payload are worth one, by some of the records, and what each record
// has of them, by the readers that timelines and facets use (query/field-values.ts), so that the answers are the same.
import { LEVELS, type RowId } from '../contract/units.ts';
import { flatFields } from '../parse/display-fields.ts';
import { type Cell, type FieldReader, fieldReader, recordOf } from '../query/field-values.ts';
import type { Rows } from './beside-file.ts';
import type { Made } from './columns.ts';
import { tablesOf, tablesOfPairs } from './columns-tables.ts';
import type { ReadableDatabase } from './sqlite.ts';

const SAMPLED = 1000;
/** A field that a smaller share of the records has is rarely asked for. */
const LEAST_SHARE = 0.01;
const MOST_FIELDS = 24;
/** A field with more samples (different values; lists count whole) gets no column. */
const MOST_SAMPLES = 4000;
/** Of a field's samples together; so a head stays small. */
const MOST_CHARACTERS = 250_000;
const ROWS_AT_ONCE = 500;
const MOST_CELLS = 10_000;
const LONGEST_CELL = 256;
/** They have one whatever the sample says: timelines are split by them by default. */
const ALWAYS = ['service', 'host'];
const NO_NAMES = new Map<number, never>();

export const MAKE_SQL = {
  sample: 'SELECT value FROM records WHERE id = ? AND flags & 16',
  rows: (columns: readonly string[]) =>
    `SELECT ${['r.id', 'r.ts', 'r.part', 'r.level', ...columns].join(', ')} FROM records r NOT INDEXED
     WHERE r.id > ? AND r.id <= ? ORDER BY r.id`,
};

/** Yields every few milliseconds; undefined where the rows are not those that were told. `sqlFunctions` are known to `db`. */
export function* makeColumns(db: ReadableDatabase, rows: Rows): Generator<undefined, Made | undefined> {
  const count = rows.lastRow - rows.firstRow + 1;
  const time = rows.newest - rows.oldest < 2 ** 32 ? new Uint32Array(count) : new Float64Array(count);
  const pair = new Uint16Array(count);
  const pairs: [part: number, level: number][] = [];
  const pairOf = new Map<number, number>();
  let fields = chosen(db, rows).map((name) => new FieldColumn(name, count));
  let select = selectOf(db, fields);
  for (let after = rows.firstRow - 1; after < rows.lastRow; ) {
    const params = fields.flatMap(({ reader }) => reader.column.params);
    const found = select.all(...params, after, Math.min(after + ROWS_AT_ONCE, rows.lastRow));
    for (const [id, ts, part, level, ...cells] of found) {
      const index = Number(id) - rows.firstRow;
      if (Number(id) !== ++after) return undefined;
      time[index] = Number(ts) - rows.oldest;
      const key = Number(part) * LEVELS.length + Number(level);
      let at = pairOf.get(key);
      if (at === undefined) {
        at = pairs.push([Number(part), Number(level)]) - 1;
        pairOf.set(key, at);
      }
      pair[index] = at;
      for (const [i, field] of fields.entries()) field.add(index, cells[i] ?? null);
    }
    if (found.length === 0 || pairs.length > 65_536) return undefined;
    if (fields.some(({ isFull }) => isFull)) {
      fields = fields.filter(({ isFull }) => !isFull);
      select = selectOf(db, fields);
    }
    yield;
  }
  const times = { ...rows, time };
  const parts = tablesOfPairs(
    times,
    pair,
    pairs.map(([part]) => part),
  );
  yield;
  const levels = tablesOfPairs(
    times,
    pair,
    pairs.map(([, level]) => level),
  );
  const counted: Made['fields'] = [];
  for (const { name, ids, samples } of fields) {
    counted.push({ name, ids, samples, tables: tablesOf(times, ids, samples.length) });
    yield;
  }
  return { ...times, pair, pairs, parts, levels, fields: counted };
}

function selectOf(db: ReadableDatabase, fields: readonly FieldColumn[]) {
  const columns = fields.map(({ reader }) => reader.column.text);
  return db.prepare<Cell[], [...Cell[]]>(MAKE_SQL.rows(columns)).raw();
}

/** Names of fields that many records of a sample have, with few different values. */
function chosen(db: ReadableDatabase, { firstRow, lastRow }: Rows): string[] {
  const seen = new Map<string, { records: number; values: Set<string> }>();
  const sample = db.prepare<[RowId], Cell>(MAKE_SQL.sample).pluck();
  const step = Math.max(1, Math.floor((lastRow - firstRow + 1) / SAMPLED));
  let sampled = 0;
  for (let row = firstRow; row <= lastRow; row += step) {
    sampled++;
    const named = Map.groupBy(flatFields(recordOf(sample.get(row) ?? null)?.payload), ({ path }) => path);
    for (const [path, found] of named) {
      const field = seen.get(path) ?? { records: 0, values: new Set() };
      seen.set(path, field);
      field.records++;
      for (const { value } of found) field.values.add(value);
    }
  }
  // As different in the sample as it has records: a number, a time, an identifier.
  const isFew = (different: number, records: number) => different < 100 || different < records / 4;
  const names = [...seen]
    .filter(
      ([name, { records, values }]) =>
        isColumn(name) && records >= sampled * LEAST_SHARE && isFew(values.size, records),
    )
    .sort((a, b) => b[1].records - a[1].records)
    .map(([name]) => name);
  return [...new Set([...ALWAYS, ...names])].slice(0, MOST_FIELDS);
}

/** A field of the payload; of the message every value is another. */
function isColumn(name: string): boolean {
  return fieldReader(name, NO_NAMES).sample !== undefined;
}

class FieldColumn {
  readonly name: string;
  readonly reader: FieldReader;
  readonly ids: Uint16Array;
  readonly samples: string[] = [];
  isFull = false;
  #characters = 0;
  readonly #known = new Map<string, number>();
  /** the same few cells come again and again */
  readonly #cells = new Map<Cell, number>();

  constructor(name: string, count: number) {
    this.name = name;
    this.reader = fieldReader(name, NO_NAMES);
    this.ids = new Uint16Array(count);
  }

  add(index: number, cell: Cell): void {
    let id = this.#cells.get(cell);
    if (id === undefined) {
      id = this.#idOf(this.reader.sample?.(cell) ?? '');
      const isShort = typeof cell !== 'string' || cell.length <= LONGEST_CELL;
      if (isShort && this.#cells.size < MOST_CELLS) this.#cells.set(cell, id);
    }
    this.ids[index] = id;
  }

  #idOf(sample: string): number {
    const known = this.#known.get(sample);
    if (known !== undefined) return known;
    this.#characters += sample.length;
    this.isFull ||= this.samples.length >= MOST_SAMPLES || this.#characters > MOST_CHARACTERS;
    if (this.isFull) return 0;
    const id = this.samples.push(sample) - 1;
    this.#known.set(sample, id);
    return id;
  }
}
