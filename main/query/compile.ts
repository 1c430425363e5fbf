// AST to one WHERE over the records table (alias r). Every leaf is 0 or 1, never NULL, so that `not` is exact.
import { LEVELS } from '../contract/units.ts';
import { isTextTest, type Node, plainText, type Test, type ValueTest } from './ast.ts';
import { type Field, fieldOf, integerOf, intervalOf, levelOf } from './fields.ts';
import { payloadSql } from './json-sql.ts';
import { isLike, scalarTest } from './match.ts';
import { possibleOf } from './possible.ts';
import { badFilter } from './scanner.ts';
import { shownSql } from './shown-sql.ts';
import { FALSE, joined, type Sql, sql, TRUE } from './sql.ts';
import { containsSql, textIsSql } from './text-sql.ts';

/** A partition that the cache knows: records.part is its id. */
export type PartName = { id: number; topic: string; partition: number };

export type Compiled = {
  /** a condition over `records r` */
  where: Sql;
  /** it reads r.part and r.level alone, so it holds over `rollup r` as well */
  rollup: boolean;
};

/** SQLite takes 32,766, and the statement around a filter has a few of its own. */
const MOST_PARAMETERS = 32_000;

/** Parts come and go, so a filter is compiled again when they did. */
export function compileFilter(node: Node, parts: readonly PartName[]): Compiled {
  const where = compile(node, parts);
  if (where.params.length > MOST_PARAMETERS)
    throw badFilter(node, 'The filter has too many conditions for one search; make it shorter');
  return { where, rollup: usesRollupOnly(node) };
}

/** The records of some topics; null is all of them. */
export function topicsSql(topics: readonly string[] | null, parts: readonly PartName[]): Sql {
  return topics === null
    ? TRUE
    : partsSql(
        parts.filter((part) => topics.includes(part.topic)),
        parts,
      );
}

function compile(node: Node, parts: readonly PartName[]): Sql {
  switch (node.kind) {
    case 'all':
      return TRUE;
    case 'and':
    case 'or': {
      // What costs least comes first: SQLite looks at the others only where it has to.
      const sorted = node.children.toSorted((a, b) => costOf(a) - costOf(b));
      const children = sorted.map((child) => compile(child, parts));
      return joined(node.kind === 'and' ? 'AND' : 'OR', children);
    }
    case 'not':
      return sql`(NOT ${compile(node.child, parts)})`;
    case 'term':
      return containsSql(node.literal);
    case 'match':
      return matchSql(fieldOf(node.field), node.test, parts);
  }
}

/** In classes: columns, a search in the text, a field that a search in the text goes before, JSON for every record, a function for it. */
function costOf(node: Node): number {
  switch (node.kind) {
    case 'all':
      return 0;
    case 'and':
    case 'or':
      return Math.max(...node.children.map(costOf));
    case 'not':
      return costOf(node.child);
    case 'term':
      return 1;
    case 'match': {
      const field = fieldOf(node.field);
      if (field.kind !== 'payload' && field.kind !== 'shown') return 0;
      if (isTextTest(node.test) || (field.kind === 'payload' && field.name.length > 1)) return 4;
      return node.test.op === 'is' && possibleOf(node) === undefined ? 2 : 3;
    }
  }
}

function usesRollupOnly(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.children.every(usesRollupOnly);
  if (node.kind === 'not') return usesRollupOnly(node.child);
  if (node.kind === 'match') return ['level', 'topic', 'partition'].includes(fieldOf(node.field).kind);
  return node.kind === 'all';
}

function matchSql(field: Field, test: Test, parts: readonly PartName[]): Sql {
  switch (field.kind) {
    case 'level':
      return isTextTest(test) ? FALSE : levelSql(test);
    case 'topic':
      return partsSql(
        parts.filter((part) => scalarTest(test)(part.topic)),
        parts,
      );
    case 'partition':
      return partsSql(
        parts.filter((part) => scalarTest(test)(part.partition)),
        parts,
      );
    case 'integer':
      return isTextTest(test) ? FALSE : integerSql(field.name, test);
    case 'time':
      return timeSql(field.name, test);
    case 'text':
      return field.name === '_error'
        ? sql`(r.flags & 512 AND ${textSql(ERROR, test)})`
        : textSql(TEXTS[field.name], test);
    case 'header':
      return sql`(r.headers IS NOT NULL AND tw_header(r.headers, ${JSON.stringify({ name: field.name, test })}))`;
    case 'shown':
      return shownSql(field.name, test);
    case 'payload':
      return payloadSql(field.name, test);
  }
}

function partsSql(chosen: readonly PartName[], all: readonly PartName[]): Sql {
  if (chosen.length === 0) return FALSE;
  if (chosen.length === all.length) return TRUE;
  return sql`r.part IN (SELECT value FROM json_each(${JSON.stringify(chosen.map((part) => part.id))}))`;
}

/** Unknown has no place in the order, and is no level for `level: *`. */
function levelSql(test: ValueTest): Sql {
  if (test.op === 'exists') return sql`r.level > 0`;
  if (test.op === 'compare') {
    const level = levelOf(test.literal);
    const inclusive = test.comparison.endsWith('=');
    if (test.comparison.startsWith('>')) return sql`(r.level > 0 AND r.level > ${inclusive ? level - 1 : level})`;
    return sql`(r.level > 0 AND r.level < ${inclusive ? level + 1 : level})`;
  }
  if (test.op === 'range') {
    const low = test.low ? levelOf(test.low) : 1;
    const high = test.high ? levelOf(test.high) : LEVELS.length;
    return sql`(r.level > 0 AND r.level BETWEEN ${low} AND ${high})`;
  }
  if (plainText(test.literal) !== undefined) return sql`r.level = ${levelOf(test.literal)}`;
  const levels = LEVELS.flatMap((name, index) => (isLike(name, test.literal.parts) ? [index] : []));
  return joined(
    'OR',
    levels.map((level) => sql`r.level = ${level}`),
  );
}

export const INTEGERS = {
  _offset: sql`r.offset`,
  // The true length, also where the value is stored cut; none of a tombstone.
  _size: sql`CASE WHEN r.flags & 128 THEN r.note ->> '$.length' ELSE octet_length(r.value) END`,
};

function integerSql(name: keyof typeof INTEGERS, test: ValueTest): Sql {
  const value = INTEGERS[name];
  if (test.op === 'exists') return sql`(${value} IS NOT NULL)`;
  if (test.op === 'is') return sql`ifnull(${value} = ${integerOf(test.literal)}, 0)`;
  if (test.op === 'range') {
    const bounds: Sql[] = [];
    if (test.low) bounds.push(sql`ifnull(${value} >= ${integerOf(test.low)}, 0)`);
    if (test.high) bounds.push(sql`ifnull(${value} <= ${integerOf(test.high)}, 0)`);
    return joined('AND', bounds);
  }
  const number = integerOf(test.literal);
  if (test.comparison === '<') return sql`ifnull(${value} < ${number}, 0)`;
  if (test.comparison === '<=') return sql`ifnull(${value} <= ${number}, 0)`;
  return test.comparison === '>' ? sql`ifnull(${value} > ${number}, 0)` : sql`ifnull(${value} >= ${number}, 0)`;
}

/** `there` is false where the record has no such time. */
export const TIMES = {
  _ts: { value: sql`r.ts`, there: TRUE },
  _arrival: { value: sql`r.arrival`, there: TRUE },
  _broker_ts: { value: sql`r.broker_ts`, there: sql`r.broker_ts <> -1` },
};

function timeSql(name: keyof typeof TIMES, test: Test): Sql {
  const { value, there } = TIMES[name];
  const bounds: Sql[] = there === TRUE ? [] : [there];
  const from = (time: number) => bounds.push(sql`${value} >= ${time}`);
  const before = (time: number) => bounds.push(sql`${value} < ${time}`);
  if (test.op === 'is') {
    const { start, end } = intervalOf(test.literal);
    from(start);
    before(end);
  } else if (test.op === 'range') {
    if (test.low) from(intervalOf(test.low).start);
    if (test.high) before(intervalOf(test.high).end);
  } else if (test.op === 'compare') {
    const { start, end } = intervalOf(test.literal);
    if (test.comparison === '>') from(end);
    if (test.comparison === '>=') from(start);
    if (test.comparison === '<') before(start);
    if (test.comparison === '<=') before(end);
  }
  return joined('AND', bounds);
}

const ERROR = sql`(r.note ->> '$.error')`;
export const TEXTS = {
  _key: sql`r.key`,
  _format: sql`CASE WHEN r.value IS NULL THEN 'null' WHEN r.flags & 4 THEN 'binary' WHEN r.flags & 16 THEN 'json' ELSE 'text' END`,
};

function textSql(value: Sql, test: Test): Sql {
  if (test.op === 'exists') return sql`(${value} IS NOT NULL)`;
  if (test.op === 'is') return sql`ifnull(${textIsSql(value, test.literal)}, 0)`;
  return sql`ifnull(tw_text(${value}, ${JSON.stringify(test)}), 0)`;
}
