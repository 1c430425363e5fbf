// Fields of JSON payloads in SQL. Malformed JSON never raises: nothing reads a value that json_valid did not pass, and the
// check is free, because SQLite parses a value once for all the functions of a row.
import { plainText, type Test } from './ast.ts';
import { boundsOf, parseNumber } from './literal.ts';
import { isLike } from './match.ts';
import { certainText } from './regex.ts';
import { joined, type Sql, sql, TRUE } from './sql.ts';
import { likeSql, prefilterSql, textIsSql } from './text-sql.ts';

/** `a.b.c` may be a path, or keys that have dots: each split is tried, up to this many segments. */
const MOST_SEGMENTS = 4;

/** `name` with more than one part has wildcards. 0 or 1 over `records r`; 0 for records that are not JSON. */
export function payloadSql(name: readonly string[], test: Test): Sql {
  const spec = JSON.stringify({ name, test });
  const paths = pathsOf(name);
  const fields = paths
    ? joined('OR', [...paths.map(({ path }) => atPath(path, test)), ...listsOnTheWay(name, spec)])
    : called(spec);
  const guarded = sql`CASE WHEN r.flags & 16 AND json_valid(r.value) THEN ${fields} ELSE 0 END`;
  const parts = certainParts(name, test);
  const prefilter = parts && prefilterSql(parts);
  return prefilter ? sql`(${prefilter} AND ${guarded})` : guarded;
}

/**
 * What JSON without escapes has to hold for the field to fit: each of the parts. Comparisons of numbers have none: possible.ts
 * looks at those, and sees more.
 */
export function certainParts(name: readonly string[], test: Test): readonly string[] | undefined {
  if (test.op === 'is') return literalParts(test);
  if (test.op === 'regex') return regexParts(test);
  return test.op === 'exists' || test.op === 'cidr' ? keyParts(name) : undefined;
}

/** A record that has the field has the last key of its path, and a quote behind it. */
export function keyPrefilter(name: readonly string[]): Sql | undefined {
  const parts = keyParts(name);
  return parts && prefilterSql(parts);
}
function keyParts([path = '', ...wild]: readonly string[]): readonly string[] | undefined {
  const key = path.slice(path.lastIndexOf('.') + 1);
  return wild.length > 0 || key === '' ? undefined : [`${key}"`];
}

/** What the raw JSON has to hold for a string in it to fit. */
export function regexParts(test: Extract<Test, { op: 'regex' }>): readonly string[] {
  return [certainText(test.literal.parts.join('*'))];
}

/** A number may be written in ways that do not have the literal in them (500 as 5e2), so only words can be looked for. */
function literalParts({ literal }: Extract<Test, { op: 'is' }>): readonly string[] | undefined {
  const text = plainText(literal);
  return text !== undefined && parseNumber(text) !== undefined ? undefined : literal.parts;
}

function called(spec: string): Sql {
  return sql`tw_field(r.value, ${spec})`;
}

/** SQLite's paths for a field's name; undefined where they cannot say it, and the function has to look. */
export function pathsOf(name: readonly string[]): { keys: string[]; path: string }[] | undefined {
  const [path = '', ...wild] = name;
  const segments = path.split('.');
  if (wild.length > 0 || segments.length > MOST_SEGMENTS || /["\\\p{Cc}]/u.test(path) || segments.includes(''))
    return undefined;
  return splits(segments).map((keys) => ({ keys, path: toPath(keys) }));
}

function splits([first = '', ...rest]: string[]): string[][] {
  if (rest.length === 0) return [[first]];
  return splits(rest).flatMap(([next = '', ...others]) => [
    [first, next, ...others],
    [`${first}.${next}`, ...others],
  ]);
}

function toPath(keys: string[]): string {
  return `$${keys.map((key) => `."${key}"`).join('')}`;
}

/** Lists of objects on the way (items.sku where items is a list): rare, and left to the function. */
function listsOnTheWay(name: readonly string[], spec: string): Sql[] {
  const isList = listOnTheWay(name[0] ?? '');
  // As a CASE: where AND is a value and not a condition, SQLite calls the function for every record.
  return isList ? [sql`CASE WHEN ${isList} THEN ${called(spec)} ELSE 0 END`] : [];
}

/** Whether there is a list before the last key of a path; undefined for a single key. */
export function listOnTheWay(path: string): Sql | undefined {
  const segments = path.split('.');
  const prefixes = segments.slice(1).flatMap((_, index) => splits(segments.slice(0, index + 1)).map(toPath));
  const isList = prefixes.map((prefix) => sql`json_type(r.value, ${prefix}) IS 'array'`);
  return isList.length === 0 ? undefined : joined('OR', isList);
}

type JsonType = 'text' | 'integer' | 'real' | 'true' | 'false' | 'null' | 'array';
type Branch = [type: JsonType, condition: Sql];
const WHEN: Record<JsonType, Sql> = {
  text: sql` WHEN 'text' THEN `,
  integer: sql` WHEN 'integer' THEN `,
  real: sql` WHEN 'real' THEN `,
  true: sql` WHEN 'true' THEN `,
  false: sql` WHEN 'false' THEN `,
  null: sql` WHEN 'null' THEN `,
  array: sql` WHEN 'array' THEN `,
};

/**
 * The value at one of SQLite's paths in valid JSON. Whatever it is, nothing else of the record is looked at: a record that has the
 * same there is judged the same (samples.ts).
 */
export function atPath(path: string, test: Test): Sql {
  const type = sql`json_type(r.value, ${path})`;
  if (test.op === 'exists') return sql`ifnull(${type} <> 'null', 0)`;
  const list: Branch = ['array', sql`tw_list(r.value -> ${path}, ${JSON.stringify(test)})`];
  const all: Branch[] = [...branchesOf(path, test), list];
  const whens = all.reduce((before, [when, then]) => sql`${before}${WHEN[when]}${then}`, sql`CASE ${type}`);
  return sql`${whens} ELSE 0 END`;
}

function branchesOf(path: string, test: Exclude<Test, { op: 'exists' }>): Branch[] {
  if (test.op === 'is') return isBranches(path, test);
  if (test.op === 'compare' || test.op === 'range') return boundBranches(path, test);
  const text = textBranch(path, test);
  if (test.op === 'cidr') return [text];
  const written = sql`tw_text(r.value -> ${path}, ${JSON.stringify(test)})`;
  return [text, ['integer', written], ['real', written], ['true', written], ['false', written]];
}

function textBranch(path: string, test: Test): Branch {
  return ['text', sql`tw_text(r.value ->> ${path}, ${JSON.stringify(test)})`];
}

function isBranches(path: string, { literal }: Extract<Test, { op: 'is' }>): Branch[] {
  const value = sql`(r.value ->> ${path})`;
  const text = plainText(literal);
  const number = text === undefined ? undefined : parseNumber(text);
  const branches: Branch[] = [['text', textIsSql(value, literal)]];
  if (number !== undefined) branches.push(['integer', sql`${value} = ${number}`], ['real', sql`${value} = ${number}`]);
  if (text === undefined) {
    // A pattern is compared with the number as it is written, which is what -> gives.
    const written = likeSql(sql`(r.value -> ${path})`, literal.parts);
    branches.push(['integer', written], ['real', written]);
  }
  for (const constant of ['true', 'false', 'null'] as const)
    if (isLike(constant, literal.parts)) branches.push([constant, TRUE]);
  return branches;
}

function boundBranches(path: string, test: Extract<Test, { op: 'compare' | 'range' }>): Branch[] {
  const value = sql`(r.value ->> ${path})`;
  const { low, high } = boundsOf(test);
  // Whether a text is a number or a time is for the function to say.
  const branches: Branch[] = [textBranch(path, test)];
  const bounds: Sql[] = [];
  if (low?.operand.kind === 'number')
    bounds.push(low.inclusive ? sql`${value} >= ${low.operand.value}` : sql`${value} > ${low.operand.value}`);
  if (high?.operand.kind === 'number')
    bounds.push(high.inclusive ? sql`${value} <= ${high.operand.value}` : sql`${value} < ${high.operand.value}`);
  if (bounds.length > 0) {
    const within = joined('AND', bounds);
    branches.push(['integer', within], ['real', within]);
  }
  return branches;
}
