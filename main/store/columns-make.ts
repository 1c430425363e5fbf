// Makes the columns of a segment: which fields of the payload are worth one, by some of the records, and what each record has of
// them, by the readers that timelines and facets use (query/field-values.ts), so that the answers are the same. Those of its first rows
// are made longer when it has more (columns-thread.ts): no row is read twice, unless a field comes up that has no column yet.
import type { Micros, RowId } from '../contract/units.ts';
import { flatFields } from '../parse/display-fields.ts';
import { type Cell, fieldReader, recordOf } from '../query/field-values.ts';
import type { Rows } from './beside-file.ts';
import { MARK_SQL, type Made, type Mark } from './columns.ts';
import { NumberColumn } from './columns-numbers.ts';
import { FieldColumn, NO_NAMES, Pairs } from './columns-rows.ts';
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
/** Of fewer records it is not said that their numbers are all different. */
const FEWEST = 20;
const ROWS_AT_ONCE = 500;
/** They have one whatever the sample says: timelines are split by them by default. */
const ALWAYS = ['service', 'host'];

export const MAKE_SQL = {
  sample: 'SELECT value FROM records WHERE id = ? AND flags & 16',
  rows: (columns: readonly string[]) =>
    `SELECT ${['r.id', 'r.ts', 'r.part', 'r.level', ...columns].join(', ')} FROM records r NOT INDEXED
     WHERE r.id > ? AND r.id <= ? ORDER BY r.id`,
};

/** `base`: what was made of its first rows. `isSealed`: all rows, of which there will be no more. */
export type Wanted = { firstRow: RowId; lastRow: RowId; base: Made | undefined; isSealed: boolean };

/** Yields every few milliseconds; undefined where a row is missing. `sqlFunctions` are known to `db`. */
export function* makeColumns(db: ReadableDatabase, wanted: Wanted): Generator<undefined, Made | undefined> {
  const { firstRow, lastRow, isSealed } = wanted;
  const dropped = new Set(wanted.base?.growing?.dropped);
  const names = namesOf(db, wanted, dropped);
  const isKnown = isIn(names.few, wanted.base?.fields) && isIn(names.numbers, wanted.base?.numbers);
  const base = isKnown ? wanted.base : undefined;
  const count = lastRow - firstRow + 1;
  const times = new Float64Array(count);
  const pairs = new Pairs(count, base);
  let fields = [
    ...names.few.map((name) => new FieldColumn(name, count, named(name, base?.fields))),
    ...names.numbers.map((name) => new NumberColumn(name, count, named(name, base?.numbers))),
  ];
  for (const [index, time] of base?.time.entries() ?? []) times[index] = time + (base?.oldest ?? 0);
  let select = selectOf(db, fields);
  for (let after = base?.lastRow ?? firstRow - 1; after < lastRow; ) {
    const params = fields.flatMap(({ reader }) => reader.column.params);
    const found = select.all(...params, after, Math.min(after + ROWS_AT_ONCE, lastRow));
    for (const [id, ts, part, level, ...cells] of found) {
      const index = Number(id) - firstRow;
      if (Number(id) !== ++after) return undefined;
      times[index] = Number(ts);
      pairs.add(index, Number(part), Number(level));
      for (const [i, field] of fields.entries()) field.add(index, cells[i] ?? null);
    }
    if (found.length === 0 || pairs.isFull) return undefined;
    if (fields.some(({ isFull }) => isFull)) {
      // What is a number in most rows, and was one of few in the sample.
      const others = fields.map((field) =>
        field instanceof FieldColumn && field.isFull
          ? (NumberColumn.of(field, after - firstRow - found.length + 1) ?? field)
          : field,
      );
      for (const { name, isFull } of others) if (isFull) dropped.add(name);
      // They have all rows but for these, which are read again.
      if (others.some((field, index) => field !== fields[index])) after -= found.length;
      fields = others.filter(({ isFull }) => !isFull);
      select = selectOf(db, fields);
    }
    yield;
  }
  const rows = { firstRow, lastRow, ...fromOldest(times) };
  const few = fields.filter((field) => field instanceof FieldColumn);
  const numbers = fields.filter((field) => field instanceof NumberColumn).map((field) => field.made());
  const made = { ...rows, pair: pairs.ids, pairs: pairs.pairs, numbers };
  if (isSealed) return { ...made, ...(yield* tablesOfAll(rows, pairs, few)) };
  const mark = db.prepare<[RowId], Mark>(MARK_SQL).raw().get(lastRow);
  const none = { values: [], tables: [] };
  const untold = few.map(({ name, ids, samples }) => ({ name, ids, samples, tables: [] }));
  return mark && { ...made, growing: { mark, dropped: [...dropped] }, parts: none, levels: none, fields: untold };
}

function* tablesOfAll(
  times: Pick<Made, 'time' | keyof Rows>,
  { ids, pairs }: Pairs,
  fields: readonly FieldColumn[],
): Generator<undefined, Pick<Made, 'parts' | 'levels' | 'fields'>> {
  const parts = tablesOfPairs(
    times,
    ids,
    pairs.map(([part]) => part),
  );
  yield;
  const levels = tablesOfPairs(
    times,
    ids,
    pairs.map(([, level]) => level),
  );
  const counted: Made['fields'] = [];
  for (const { name, ids: own, samples } of fields) {
    counted.push({ name, ids: own, samples, tables: tablesOf(times, own, samples.length) });
    yield;
  }
  return { parts, levels, fields: counted };
}

function fromOldest(times: Float64Array): Pick<Made, 'time' | 'oldest' | 'newest'> {
  let [oldest, newest]: [Micros, Micros] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    if (time < oldest) oldest = time;
    if (time > newest) newest = time;
  }
  const time = newest - oldest < 2 ** 32 ? new Uint32Array(times.length) : new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) time[i] = (times[i] ?? 0) - oldest;
  return { time, oldest, newest };
}

function named<T extends { name: string }>(name: string, all: readonly T[] = []): T | undefined {
  return all.find((one) => one.name === name);
}
function isIn(names: readonly string[], all: readonly { name: string }[] = []): boolean {
  return names.every((name) => named(name, all));
}

type Names = { few: string[]; numbers: string[] };

/**
 * Fields that have a column stay. Others are looked for when there are none, when the segment has doubled, and when it is sealed: one
 * that comes up costs a look at all rows.
 */
function namesOf(db: ReadableDatabase, wanted: Wanted, dropped: ReadonlySet<string>): Names {
  const { firstRow, lastRow, base, isSealed } = wanted;
  const few = base?.fields.map(({ name }) => name) ?? [];
  const numbers = base?.numbers.map(({ name }) => name) ?? [];
  const hasDoubled = base && Math.clz32(base.lastRow - firstRow + 1) > Math.clz32(lastRow - firstRow + 1);
  if (base && !hasDoubled && !isSealed) return { few, numbers };
  const found = chosen(db, wanted);
  const known = new Set([...few, ...numbers, ...dropped]);
  const more = (names: readonly string[]) => names.filter((name) => !known.has(name));
  return {
    few: [...few, ...more(found.few)].slice(0, MOST_FIELDS),
    numbers: [...numbers, ...more(found.numbers)].slice(0, MOST_NUMBERS),
  };
}

function selectOf(db: ReadableDatabase, fields: readonly (FieldColumn | NumberColumn)[]) {
  const columns = fields.map(({ reader }) => reader.column.text);
  return db.prepare<Cell[], [...Cell[]]>(MAKE_SQL.rows(columns)).raw();
}

/** Of a field in a sample: how many records have it, how many one number in it, and which values these are. */
type Seen = { records: number; numbers: number; values: Set<string> };

/** Names of fields that many records of a sample have: with few different values, and with numbers. */
function chosen(db: ReadableDatabase, { firstRow, lastRow }: Pick<Rows, 'firstRow' | 'lastRow'>): Names {
  const seen = new Map<string, Seen>();
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
  const isNumbers = ({ records, numbers, values }: Seen) => {
    const isMany = !isFew(values.size, records) || (records >= FEWEST && values.size > records / 2);
    return isMany && numbers >= records * NUMBERS_SHARE;
  };
  const numbers = names.filter(([name, field]) => !ALWAYS.includes(name) && isNumbers(field)).map(([name]) => name);
  const few = names
    .filter(([name, { records, values }]) => isFew(values.size, records) && !numbers.includes(name))
    .map(([name]) => name);
  return {
    few: [...new Set([...ALWAYS, ...few])].slice(0, MOST_FIELDS),
    numbers: numbers.slice(0, MOST_NUMBERS),
  };
}

/** A field of the payload; of the message every value is another. */
function isColumn(name: string): boolean {
  return fieldReader(name, NO_NAMES).sample !== undefined;
}
