// A filter's text in its parts, for colours only: what it means is decided by the engine. Pure; never fails.

export type TokenKind = 'field' | 'operator' | 'word' | 'phrase' | 'value' | 'space';
export type Token = { kind: TokenKind; text: string; from: number };

const PART = /\s+|"(?:\\.|[^"\\])*"?|:~|>=|<=|[:<>()[\]{}]|(?:\\.|[^\s":<>()[\]{}\\])+|\\/gs;

/** The tokens follow each other without a gap: joined, they are the text. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(PART)) {
    const part = match[0];
    const rest = text.slice(match.index + part.length);
    found.push({ kind: kindOf(part, rest), text: part, from: match.index });
  }
  return found;
}

function kindOf(part: string, rest: string): TokenKind {
  if (/^\s/.test(part)) return 'space';
  if (part.startsWith('"')) return /^\s*(:|>|<)/.test(rest) ? 'field' : 'phrase';
  if (/^(:~|>=|<=|[:<>()[\]{}])$/.test(part)) return 'operator';
  if (/^(and|or|not|to)$/i.test(part)) return 'word';
  return /^\s*(:|>|<)/.test(rest) ? 'field' : 'value';
}
