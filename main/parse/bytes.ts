// Bytes by their names, and words looked up in place: no string is made.

export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const ESCAPE = 27;
export const SPACE = 32;
export const QUOTE = 34;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const NINE = 57;
export const COLON = 58;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const UNDERSCORE = 95;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/** For each byte: is it a letter, a digit. */
export const IS_LETTER = new Uint8Array(256);
export const IS_DIGIT = new Uint8Array(256);
for (let c = 65; c <= 90; c++) IS_LETTER[c] = IS_LETTER[c + 32] = 1;
for (let c = ZERO; c <= NINE; c++) IS_DIGIT[c] = 1;

/** The byte at `at`; 0 outside. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const c = bytes[at];
    if (c !== SPACE && c !== NEWLINE && c !== RETURN && c !== TAB) break;
    at++;
  }
  return at;
}

/** Words (ASCII, in any case) to small numbers above 0. */
export class Words {
  static readonly #buckets = 1024;
  readonly #table: { word: Uint8Array; value: number }[][] = Array.from({ length: Words.#buckets }, () => []);

  constructor(words: Record<string, number>) {
    for (const [text, value] of Object.entries(words)) {
      const word = Uint8Array.from(text.toLowerCase(), (char) => char.charCodeAt(0) | 32);
      let hash = 0;
      for (const c of word) hash = Words.mix(hash, c);
      this.#table[hash & (Words.#buckets - 1)]?.push({ word, value });
    }
  }

  /** One step of the hash, for callers that walk the word's bytes anyway; starts at 0. */
  static mix(hash: number, byte: number): number {
    return (Math.imul(hash, 31) + (byte | 32)) | 0;
  }

  /** The value of the word at [from, to), whose hash is known; 0 where it is none of them. */
  hashed(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const bucket = this.#table[hash & (Words.#buckets - 1)];
    if (bucket === undefined || bucket.length === 0) return 0;
    for (const { word, value } of bucket) {
      if (word.length !== to - from) continue;
      let i = 0;
      while (i < word.length && word[i] === (byteAt(bytes, from + i) | 32)) i++;
      if (i === word.length) return value;
    }
    return 0;
  }

  find(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0;
    for (let at = from; at < to; at++) hash = Words.mix(hash, byteAt(bytes, at));
    return this.hashed(hash, bytes, from, to);
  }
}
