// service, host and message: what the table shows under these names, whatever the source calls them. A record that has the
// name itself, as most do, is judged in SQL; the function looks for the other names.
import type { ShownField } from '../base/shown-fields.ts';
import { plainText, type Test } from './ast.ts';
import { atPath, regexParts } from './json-sql.ts';
import { parseNumber } from './literal.ts';
import { FALSE, type Sql, sql } from './sql.ts';
import { prefilterSql } from './text-sql.ts';

/**
 * 0 or 1 over `records r`. What cannot be shown under the name (a list, an object, null) is still found as any field is. What is
 * shown as the message of a record without one is its text.
 */
export function shownSql(name: ShownField, test: Test): Sql {
  const path = `$."${name}"`;
  const type = sql`json_type(r.value, ${path})`;
  const own = sql`${type} IN ('integer', 'real', 'true', 'false') OR (${type} = 'text' AND r.value ->> ${path} <> '')`;
  const field = atPath(path, test);
  const called = sql`ifnull(tw_shown(r.value, ${JSON.stringify({ name, test })}), 0)`;
  const inJson = sql`CASE WHEN ${own} THEN ${field} ELSE ${called} END`;
  const fits = sql`CASE WHEN r.flags & 16 AND json_valid(r.value) THEN ${inJson} ELSE ${name === 'message' ? called : FALSE} END`;
  const parts = certainShownParts(test);
  const prefilter = parts && prefilterSql(parts);
  // LIKE never matches bytes.
  return prefilter ? sql`((${prefilter} OR r.flags & 4) AND ${fits})` : fits;
}

/** As certainParts of json-sql.ts. A number may be shown otherwise than it is written (500 as 5e2). */
export function certainShownParts(test: Test): readonly string[] | undefined {
  if (test.op === 'regex') return regexParts(test);
  if (test.op !== 'is') return undefined;
  const { literal } = test;
  const text = plainText(literal);
  const mayBeNumber = text === undefined ? literal.parts.every((part) => /^[-+.e\d]*$/i.test(part)) : isNumber(text);
  return mayBeNumber ? undefined : literal.parts;
}

function isNumber(text: string): boolean {
  return parseNumber(text) !== undefined;
}
