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
  | { op: 'range'; low: Literal | null; high: Literal | null }
  /** a part of the text fits the regular expression (RE2) */
  | { op: 'regex'; literal: Literal }
  /** an address in one of the networks, such as 10.0.0.0/8 */
  | { op: 'cidr'; networks: Literal[] };

/** Tests of texts alone; checkMatch refuses them for other fields. */
export type TextTest = Extract<Test, { op: 'regex' | 'cidr' }>;
export type ValueTest = Exclude<Test, TextTest>;

export type Node =
  /** every record */
  | (Span & { kind: 'all' })
  | (Span & { kind: 'and' | 'or'; children: Node[] })
  | (Span & { kind: 'not'; child: Node })
  /** a substring of the record's text */
  | (Span & { kind: 'term'; literal: Literal })
  | (Span & { kind: 'match'; field: Literal; test: Test });

export function isTextTest(test: Test): test is TextTest {
  return test.op === 'regex' || test.op === 'cidr';
}

/** The text of a literal without wildcards; undefined where it has any. */
export function plainText(literal: Literal): string | undefined {
  return literal.parts.length === 1 ? literal.parts[0] : undefined;
}

/** The literal as a person wrote it, less quotes and escapes: for messages. */
export function shownText(literal: Literal): string {
  return literal.parts.join('*');
}
