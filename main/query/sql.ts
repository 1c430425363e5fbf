// Pieces of SQL with their parameters. The only way to make one is the template below, so nobody's text becomes SQL.

export type Param = string | number | bigint;
/** A boolean or a value over one row of `records r`; conditions are 0 or 1, never NULL. */
export type Sql = { readonly text: string; readonly params: readonly Param[] };

/** sql`a = ${value} AND ${piece}`: pieces are joined, everything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...values: (Sql | Param)[]): Sql {
  let text = strings[0] ?? '';
  const params: Param[] = [];
  for (const [index, value] of values.entries()) {
    if (typeof value === 'object') {
      text += value.text;
      params.push(...value.params);
    } else {
      text += '?';
      params.push(value);
    }
    text += strings[index + 1] ?? '';
  }
  return { text, params };
}

export const TRUE = sql`1`;
export const FALSE = sql`0`;

/** Joined as a balanced tree: SQLite allows a depth of 1,000, and a filter may have more words than that. */
export function joined(operator: 'AND' | 'OR', pieces: readonly Sql[]): Sql {
  const [first] = pieces;
  if (!first) return operator === 'AND' ? TRUE : FALSE;
  if (pieces.length === 1) return first;
  const middle = pieces.length >> 1;
  const [left, right] = [joined(operator, pieces.slice(0, middle)), joined(operator, pieces.slice(middle))];
  return operator === 'AND' ? sql`(${left} AND ${right})` : sql`(${left} OR ${right})`;
}
