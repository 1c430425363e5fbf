// A filter's text in its parts, for colours and for completion: what it means is decided by the engine. Pure; never fails.

export type TokenKind =
  | 'field'
  | 'operator'
  | 'word'
  | 'function'
  | 'phrase'
  | 'number'
  | 'wildcard'
  | 'value'
  | 'space';
export type Token = { kind: TokenKind; text: string; from: number };

const TIME = /\d{4}-\d{2}-\d{2}T\d{2}(?::\d{2}){1,2}(?:[.,]\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?(?=[\s()\]]|$)/;
const PHRASE = /"(?:\\.|[^"\\])*"?/;
const OPERATOR = /:~|>=|<=|[:<>()[\]{}]/;
const BARE = /(?:\\.|[^\s":<>()[\]{}\\*])+|\\/;
const PART = new RegExp([/\s+/, TIME, PHRASE, OPERATOR, /\*+/, BARE].map(({ source }) => source).join('|'), 'gs');
/** What is left of the name behind one of its parts, and the sign that makes it a field. */
const OF_FIELD = /^[^\s":<>()[\]{}]*\s*[:<>]/;

/** The tokens follow each other without a gap: joined, they are the text. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let inRange = false;
  for (const match of text.matchAll(PART)) {
    const part = match[0];
    const kind = kindOf(part, text.slice(match.index + part.length), inRange);
    if (kind === 'operator') inRange = part === '[' || (inRange && part !== ']');
    found.push({ kind, text: part, from: match.index });
  }
  return found;
}

function kindOf(part: string, rest: string, inRange: boolean): TokenKind {
  if (/^\s/.test(part)) return 'space';
  if (part.startsWith('"')) return /^\s*[:<>]/.test(rest) ? 'field' : 'phrase';
  if (/^(:~|>=|<=|[:<>()[\]{}])$/.test(part)) return 'operator';
  if (/^(and|or|not)$/i.test(part) || (inRange && /^to$/i.test(part))) return 'word';
  if (!inRange && OF_FIELD.test(rest)) return 'field';
  if (/^\*+$/.test(part)) return 'wildcard';
  if (/^cidr$/i.test(part) && rest.startsWith('(')) return 'function';
  return /^[+-]?\d+(\.\d+)?$/.test(part) || TIME.test(part) ? 'number' : 'value';
}
