// Makes the columns of a sealed segment: which fields of the payload are worth one, by some of the records, and what each record
// has of them, by the readers that timelines and facets use (query/field-values.ts), so that the answers are the same.
import { LEVELS, type RowId } from '../contract/units.ts';
import { flatFields } from '../parse/display-fields.ts';
import { type Cell, type FieldReader, fieldReader, recordOf } from '../query/field-values.ts';
import type { Rows } from './beside-file.ts';
import type { Made } from './columns.ts';
import { NumberColumn } from './columns-numbers.ts';
import { SampleIds } from './columns-samples.ts';
import { tablesOf, tablesOfPairs } from './columns-tables.ts';
import type { ReadableDatabase } from './sqlite.ts';

const SAMPLED = 1000;
/** A field that a smaller share of the records has is rarely asked for. */
const LEAST_SHARE = 0.01;
const MOST_FIELDS = 24;
/** As many bytes of a record as all the others together: */
const MOST_NUMBERS = 8;
/** this share of the records that have the field has a number in it. */
const NUMBERS_SHARE = 0.9;
const ROWS_AT_ONCE = 500;
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
  const names = chosen(db, rows);
  let fields = [
    ...names.few.map((name) => new FieldColumn(name, count)),
    ...names.numbers.map((name) => new NumberColumn(name, fieldReader(name, NO_NAMES), count)),
  ];
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
  for (const field of fields) {
    if (field instanceof NumberColumn) continue;
    const { name, ids, samples } = field;
    counted.push({ name, ids, samples, tables: tablesOf(times, ids, samples.length) });
    yield;
  }
  const numbers = fields.filter((field) => field instanceof NumberColumn).map((field) => field.made());
  return { ...times, pair, pairs, parts, levels, fields: counted, numbers };
}

function selectOf(db: ReadableDatabase, fields: readonly (FieldColumn | NumberColumn)[]) {
  const columns = fields.map(({ reader }) => reader.column.text);
  return db.prepare<Cell[], [...Cell[]]>(MAKE_SQL.rows(columns)).raw();
}

/** Names of fields that many records of a sample have: with few different values, and with numbers. */
function chosen(db: ReadableDatabase, { firstRow, lastRow }: Rows): { few: string[]; numbers: string[] } {
  const seen = new Map<string, { records: number; numbers: number; values: Set<string> }>();
  const sample = db.prepare<[RowId], Cell>(MAKE_SQL.sample).pluck();
  const step = Math.max(1, Math.floor((lastRow - firstRow + 1) / SAMPLED));
  let sampled = 0;
  for (let row = firstRow; row <= lastRow; row += step) {
    sampled++;
    const named = Map.groupBy(flatFields(recordOf(sample.get(row) ?? null)?.payload), ({ path }) => path);
    for (const [path, found] of named) {
      const field = seen.get(path) ?? { records: 0, numbers: 0, values: new Set() };
      seen.set(path, field);
      field.records++;
      if (found.length === 1 && found[0]?.type === 'number') field.numbers++;
      for (const { value } of found) field.values.add(value);
    }
  }
  // As different in the sample as it has records: a number, a time, an identifier.
  const isFew = (different: number, records: number) => different < 100 || different < records / 4;
  const names = [...seen]
    .filter(([name, { records }]) => isColumn(name) && records >= sampled * LEAST_SHARE)
    .sort((a, b) => b[1].records - a[1].records);
  const few = names.filter(([, { records, values }]) => isFew(values.size, records)).map(([name]) => name);
  const numbers = names.filter(
    ([name, { records, numbers, values }]) =>
      !ALWAYS.includes(name) && !isFew(values.size, records) && numbers >= records * NUMBERS_SHARE,
  );
  return {
    few: [...new Set([...ALWAYS, ...few])].slice(0, MOST_FIELDS),
    numbers: numbers.map(([name]) => name).slice(0, MOST_NUMBERS),
  };
}

/** A field of the payload; of the message every value is another. */
function isColumn(name: string): boolean {
  return fieldReader(name, NO_NAMES).sample !== undefined;
}

class FieldColumn {
  readonly name: string;
  readonly reader: FieldReader;
  readonly ids: Uint16Array;
  readonly #samples = new SampleIds();

  constructor(name: string, count: number) {
    this.name = name;
    this.reader = fieldReader(name, NO_NAMES);
    this.ids = new Uint16Array(count);
  }

  get samples(): readonly string[] {
    return this.#samples.all;
  }
  get isFull(): boolean {
    return this.#samples.isFull;
  }
  add(index: number, cell: Cell): void {
    this.ids[index] = this.#samples.of(cell, this.reader);
  }
}
