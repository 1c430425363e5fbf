// A filter as plain data. Positions are UTF-16 indexes into the filter's text: from inclusive, to exclusive.

export type Span = { from: number; to: number };

/** A value as written. Wildcards stand between the parts: ['web', ''] is web*, ['auth'] has none. Escapes are resolved. */
export type Literal = Span & { parts: string[]; quoted: boolean };

export type Comparison = '<' | '<=' | '>' | '>=';

export type Test =
  /** equal as a whole, ignoring case; numbers as numbers; with wildcards: like the pattern */
  | { op: 'is'; literal: Literal }
  | { op: 'exists' }
  | { op: 'compare'; comparison: Comparison; literal: Literal }
  /** inclusive; null is open; never both null */
  | { op: 'range'; low: Literal | null; high: Literal | null };

export type Node =
  /** every record */
  | (Span & { kind: 'all' })
  | (Span & { kind: 'and' | 'or'; children: Node[] })
  | (Span & { kind: 'not'; child: Node })
  /** a substring of the record's text */
  | (Span & { kind: 'term'; literal: Literal })
  | (Span & { kind: 'match'; field: Literal; test: Test });

/** The text of a literal without wildcards; undefined where it has any. */
export function plainText(literal: Literal): string | undefined {
  return literal.parts.length === 1 ? literal.parts[0] : undefined;
}

/** The literal as a person wrote it, less quotes and escapes: for messages. */
export function shownText(literal: Literal): string {
  return literal.parts.join('*');
}
