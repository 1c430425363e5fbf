// Texts in SQL: equal, like, contained; case is ignored in every script.
import type { Literal } from './ast.ts';
import { type Sql, sql } from './sql.ts';

/** SQLite's LIKE and NOCASE fold A to Z only. Text with other cased letters is compared in upper case, by a function. */
export function fold(text: string): string {
  return text.toUpperCase();
}

/** As SQLite folds: A to Z only. */
export function foldAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Whether SQLite's own folding is enough: no cased letter beyond ASCII. */
export function foldsInSql(text: string): boolean {
  if (!/[^\p{ASCII}]/u.test(text)) return true;
  const rest = text.replace(/\p{ASCII}/gu, '');
  return rest.toUpperCase() === rest && rest.toLowerCase() === rest;
}

/** A pattern for LIKE with \ as the escape: the parts with anything in between. */
export function likePattern(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[\\%_]/g, '\\$&')).join('%');
}

/** `value` is like the parts, whole. */
export function likeSql(value: Sql, parts: readonly string[]): Sql {
  const pattern = likePattern(parts);
  // Without an escape LIKE has less to look at.
  return pattern.includes('\\') ? sql`${value} LIKE ${pattern} ESCAPE '\\'` : sql`${value} LIKE ${pattern}`;
}

/** `value` (a text) is the literal, whole: 0 or 1, or NULL for NULL. */
export function textIsSql(value: Sql, { parts }: Literal): Sql {
  if (!parts.every(foldsInSql)) return sql`tw_like(${value}, ${JSON.stringify(parts)})`;
  // NOCASE also compares what is behind a zero character, where LIKE ends.
  return parts.length === 1 ? sql`${value} = ${parts[0] ?? ''} COLLATE NOCASE` : likeSql(value, parts);
}

/**
 * The record's text has the literal in it. That text is `text` where the bytes differ from it, else the value. Bytes that are
 * not UTF-8 are read as far as they are text: LIKE never matches a BLOB, so a function looks at those few.
 */
export function containsSql({ parts }: Literal): Sql {
  const around = ['', ...parts, ''];
  const bytes = JSON.stringify(around);
  if (!parts.every(foldsInSql)) return sql`ifnull(tw_like(ifnull(r.text, r.value), ${bytes}), 0)`;
  const like = likeSql(sql`ifnull(r.text, r.value)`, around);
  return sql`ifnull(CASE WHEN r.flags & 4 THEN tw_like(r.value, ${bytes}) ELSE ${like} END, 0)`;
}

/** Sees from the raw JSON whether a string in it can be the literal; a value with escapes cannot be judged so, and passes. */
export function prefilterSql(parts: readonly string[]): Sql | undefined {
  const longest = parts.reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest === '' || !parts.every(foldsInSql)) return undefined;
  return sql`(${likeSql(sql`r.value`, ['', longest, ''])} OR r.flags & 256)`;
}
