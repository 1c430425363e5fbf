// What values a record has of a field, for timelines that are split by it and for the fields panel. The same fields as filters
// know, by the same rules: `field: value` finds the records that count under the value.
import { type ShownField, shownValue } from '../base/shown-fields.ts';
import { LEVELS } from '../contract/units.ts';
import { INTEGERS, TEXTS, TIMES } from './compile.ts';
import { fieldOf } from './fields.ts';
import { keyPrefilter, listOnTheWay, pathsOf } from './json-sql.ts';
import { valuesAt } from './match.ts';
import { plainNumber } from './number-test.ts';
import { NOTHING, sampleOfPath, sampleOfShown, sampleOfValue } from './samples.ts';
import { FALSE, type Sql, sql, TRUE } from './sql.ts';

/** What `column` gives of a row; NULL where the record does not have the field. */
export type Cell = string | number | bigint | null;
/** As text, and as the number that it is; texts that look like numbers are texts. */
export type FieldValue = { text: string; number: number | undefined };

export type FieldReader = {
  /** over `records r`; level and part are columns of the rollup, too */
  column: Sql;
  kind: 'level' | 'part' | 'other';
  /** different values, in the order of the record */
  values: (cell: Cell) => readonly FieldValue[];
  /** of fields within the value: what a record has whose value was read as a whole, which is cheaper for several fields at once */
  valuesIn?: (record: WholeRecord) => readonly FieldValue[];
  /** of fields within the value, but for the message: the text of a record that stands for the row (samples.ts) */
  sample?: (cell: Cell) => string;
  /** of fields within the value: the plain number that the row has and nothing else (number-test.ts) */
  number?: (cell: Cell) => number | undefined;
};
/** A value's text, and the JSON that it is; undefined where it is none. */
export type WholeRecord = { text: string; payload: unknown };
/** The value as `recordOf` takes it. */
export const WHOLE = sql`CASE WHEN r.flags & 4 THEN NULL ELSE r.value END`;

export function recordOf(cell: Cell): WholeRecord | undefined {
  if (typeof cell !== 'string') return undefined;
  return { text: cell, payload: isObject(cell) ? parsedOf(cell) : undefined };
}

export type PartNames = ReadonlyMap<number, { topic: string; partition: number }>;

export function fieldReader(name: string, parts: PartNames): FieldReader {
  const field = fieldOf({ from: 0, to: name.length, parts: [name], quoted: true });
  switch (field.kind) {
    case 'level':
      return { column: sql`r.level`, kind: 'level', values: (cell) => (cell === 0 ? [] : texts(LEVELS[Number(cell)])) };
    case 'topic':
      return { column: sql`r.part`, kind: 'part', values: (cell) => texts(parts.get(Number(cell))?.topic) };
    case 'partition':
      return {
        column: sql`r.part`,
        kind: 'part',
        values: (cell) => texts(parts.get(Number(cell))?.partition.toString()),
      };
    case 'integer':
      return { column: INTEGERS[field.name], kind: 'other', values: scalars };
    case 'time': {
      const { value, there } = TIMES[field.name];
      return {
        column: there === TRUE ? value : sql`CASE WHEN ${there} THEN ${value} END`,
        kind: 'other',
        values: scalars,
      };
    }
    case 'text':
      return { column: textColumn(field.name), kind: 'other', values: scalars };
    case 'header': {
      const [header] = field.name;
      return {
        column: sql`r.headers`,
        kind: 'other',
        values: (cell) => (typeof cell === 'string' ? distinct(headerTexts(cell, header ?? '')) : []),
      };
    }
    case 'shown':
      return shownReader(field.name);
    case 'payload':
      return payloadReader(name);
  }
}

function textColumn(name: '_key' | '_format' | '_error'): Sql {
  if (name === '_error') return sql`CASE WHEN r.flags & 512 THEN r.note ->> '$.error' END`;
  // A key that is no text is no value that could be chosen.
  return name === '_key' ? sql`CASE WHEN r.flags & 8 THEN NULL ELSE r.key END` : TEXTS[name];
}

/** Its own name first, as most records have it: then the value alone leaves SQLite, else the whole record. */
function shownReader(name: ShownField): FieldReader {
  const valuesIn = ({ payload, text }: WholeRecord) => asTexts(shownOf(payload, name, text));
  const whole = (cell: Cell) => {
    const record = recordOf(cell);
    return record ? valuesIn(record) : [];
  };
  if (name === 'message') return { column: WHOLE, kind: 'other', values: whole, valuesIn };
  const path = `$."${name}"`;
  const own = sql`r.value -> ${path}`;
  const value = sql`CASE json_type(r.value, ${path}) WHEN 'text' THEN ifnull(nullif(${own}, '""'), r.value)
    WHEN 'integer' THEN ${own} WHEN 'real' THEN ${own} WHEN 'true' THEN ${own} WHEN 'false' THEN ${own} ELSE r.value END`;
  return {
    column: sql`CASE WHEN r.flags & 16 AND json_valid(r.value) THEN ${value} END`,
    kind: 'other',
    // A scalar's JSON text has no brace in front, and a record has.
    values: (cell) => (isObject(cell) ? whole(cell) : asTexts(distinct([parsedOf(cell)]))),
    valuesIn,
    sample: (cell) => {
      if (typeof cell !== 'string') return NOTHING;
      return isObject(cell) ? sampleOfShown(name, cell) : sampleOfValue([name], cell);
    },
  };
}

/** Names and messages: nobody asks for their median. */
function asTexts(values: readonly FieldValue[]): FieldValue[] {
  return values.map(({ text }) => ({ text, number: undefined }));
}

function shownOf(payload: unknown, name: ShownField, text: string): FieldValue[] {
  const shown = shownValue(payload, name);
  if (shown !== undefined) return distinct([shown]);
  const members = distinct([...valuesAt(payload, name)].flat());
  if (members.length > 0) return members;
  return name === 'message' && text !== '' ? distinct([text]) : [];
}

function payloadReader(name: string): FieldReader {
  const isPlain = !name.includes('.');
  const valuesIn = ({ payload }: WholeRecord) => {
    // Most fields are a key of the record itself with one value.
    const own = isPlain ? ownScalar(payload, name) : undefined;
    return own === undefined ? distinct([...valuesAt(payload, name)].flat()) : own;
  };
  const there = sql`r.flags & 16 AND ${keyPrefilter([name]) ?? TRUE} AND json_valid(r.value)`;
  const paths = pathsOf([name]) ?? [];
  const [first] = paths;
  if (first && paths.length === 1)
    return {
      column: sql`CASE WHEN ${there} THEN r.value -> ${first.path} END`,
      kind: 'other',
      values: (cell) => (cell === null ? [] : distinct([parsedOf(cell)].flat())),
      valuesIn,
      sample: (cell) => (typeof cell === 'string' ? sampleOfValue(first.keys, cell) : NOTHING),
      number: (cell) => (typeof cell === 'string' ? plainNumber(cell) : undefined),
    };
  // At one of the paths: which, and the value. At several, where a list is on the way, or where SQL knows no path: the record.
  const whole = paths.length === 0 ? TRUE : sql`${listOnTheWay(name) ?? FALSE} OR ${countOf(paths)} > 1`;
  const cases = paths.reduce(
    (before, { path }, index) =>
      sql`${before} WHEN json_type(r.value, ${path}) IS NOT NULL THEN ${String(index)} || (r.value -> ${path})`,
    sql`CASE WHEN ${whole} THEN r.value`,
  );
  const pathAt = (cell: string) => paths[Number(cell.charAt(0))];
  return {
    column: sql`CASE WHEN ${there} THEN ${cases} END END`,
    kind: 'other',
    values(cell) {
      if (typeof cell !== 'string') return [];
      if (isObject(cell)) return valuesIn({ text: '', payload: parsedOf(cell) });
      return distinct([parsedOf(cell.slice(1))].flat());
    },
    valuesIn,
    sample(cell) {
      if (typeof cell !== 'string') return NOTHING;
      return isObject(cell) ? sampleOfPath(name, cell) : sampleOfValue(pathAt(cell)?.keys ?? [], cell.slice(1));
    },
    number: (cell) => (typeof cell === 'string' ? plainNumber(cell.slice(1)) : undefined),
  };
}

/** At how many of the paths there is something. */
function countOf(paths: readonly { path: string }[]): Sql {
  return paths.reduce((before, { path }) => sql`${before} + (json_type(r.value, ${path}) IS NOT NULL)`, FALSE);
}

/** Of what is not a scalar: undefined. */
function ownScalar(payload: unknown, name: string): FieldValue[] | undefined {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, name)) return undefined;
  const value: unknown = Reflect.get(payload, name);
  return typeof value === 'string' || typeof value === 'number' ? distinct([value]) : undefined;
}

function isObject(cell: Cell): boolean {
  return typeof cell === 'string' && /^\s*\{/.test(cell);
}

/** JSON text as a value; whole numbers beyond 2^53 (trace ids) keep their digits. Undefined for what is none. */
function parsedOf(cell: Cell): unknown {
  if (typeof cell !== 'string') return undefined;
  try {
    return JSON.parse(cell, /\d{16}/.test(cell) ? keepDigits : undefined);
  } catch {
    // Braces around what is no JSON.
    return undefined;
  }
}

/** For JSON.parse: whole numbers beyond 2^53 (trace ids) are bigint. */
export function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const digits = context?.source;
  const isLost = typeof value === 'number' && !Number.isSafeInteger(value) && digits !== undefined;
  return isLost && /^-?\d+$/.test(digits) ? BigInt(digits) : value;
}

function texts(text: string | undefined): FieldValue[] {
  return text === undefined ? [] : [{ text, number: undefined }];
}
function scalars(value: unknown): FieldValue[] {
  return distinct([value]);
}

/** Scalars but for null; objects and lists within lists have no value. */
function distinct(values: readonly unknown[]): FieldValue[] {
  const found: FieldValue[] = [];
  for (const value of values) {
    const type = typeof value;
    if (type !== 'string' && type !== 'number' && type !== 'boolean' && type !== 'bigint') continue;
    const text = String(value);
    if (values.length > 1 && found.some((one) => one.text === text)) continue;
    found.push({ text, number: type === 'number' || type === 'bigint' ? Number(value) : undefined });
  }
  return found;
}

function headerTexts(cell: string, name: string): (string | null)[] {
  const headers: [name: string, value: string | null, isBase64: boolean][] = JSON.parse(cell);
  return headers.flatMap(([key, value, isBase64]) => (key === name && !isBase64 ? [value] : []));
}
