// Whether a record may match at all, seen from its text without reading it as JSON: what a scan asks first, because it costs a
// third of what SQLite's JSON costs. It may say yes too often, never no where the filter matches.
//
// Why it is enough to look for the name: in valid JSON without a backslash no string has a quote in it, so `status"` followed by
// a colon is a key, whatever depth it is at, and the value is what stands behind the colon. A text with a backslash anywhere may
// write its keys and strings otherwise, and is always possible.
import type { Node, Test } from './ast.ts';
import { fieldOf } from './fields.ts';
import { escapeRegExp, type ScalarTest, scalarTest } from './match.ts';
import { isOfNumbers } from './number-test.ts';

export type Possible = (text: string) => boolean;

/** Undefined where nothing can be said that would be cheaper than the filter itself. */
export function possibleOf(node: Node): Possible | undefined {
  switch (node.kind) {
    case 'and': {
      const tests = node.children.map(possibleOf).filter((test) => test !== undefined);
      return tests.length === 0 ? undefined : (text) => tests.every((test) => test(text));
    }
    case 'or': {
      const tests = node.children.map(possibleOf);
      const known = tests.filter((test) => test !== undefined);
      return known.length < tests.length ? undefined : (text) => known.some((test) => test(text));
    }
    case 'match': {
      const field = fieldOf(node.field);
      return field.kind === 'payload' ? possibleField(field.name, node.test) : undefined;
    }
    default:
      return undefined;
  }
}

/** Only numbers are looked for so: a word is found faster by LIKE, which json-sql.ts puts in front. */
function possibleField(name: readonly string[], test: Test): Possible | undefined {
  const wanted = numberField(name, test);
  if (!wanted) return undefined;
  const { key, fits } = wanted;
  const keys = new RegExp(`${escapeRegExp(key)}"[ \\t\\n\\r]*:[ \\t\\n\\r]*`, 'g');
  return (text) => {
    if (text.includes('\\')) return true;
    keys.lastIndex = 0;
    while (keys.test(text)) if (isPossibleValue(text, keys.lastIndex, fits)) return true;
    return false;
  };
}

/** The last key of a field's path and what its value has to be, where the test is of numbers. */
export function numberField(
  [path = '', ...wild]: readonly string[],
  test: Test,
): { key: string; fits: ScalarTest } | undefined {
  const key = path.slice(path.lastIndexOf('.') + 1);
  return wild.length > 0 || key === '' || !isOfNumbers(test) ? undefined : { key, fits: scalarTest(test) };
}

const [QUOTE, COLON, LIST, MINUS, ZERO, NINE, COMMA, CLOSE] = [34, 58, 91, 45, 48, 57, 44, 125];
const NUMBER_END = /[\s,}\]]/g;
/** Any number of so many characters is exact in JavaScript and in SQLite alike. */
const EXACT_LENGTH = 15;

function isPossibleValue(text: string, at: number, fits: ScalarTest): boolean {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return fits(text.slice(at + 1, text.indexOf('"', at + 1)));
  if (first === LIST) return true;
  // true, false, null and objects are no numbers.
  if (first !== MINUS && !(first >= ZERO && first <= NINE)) return false;
  let whole = 0;
  let end = at;
  for (let c = first; c >= ZERO && c <= NINE; c = text.charCodeAt(++end)) whole = whole * 10 + c - ZERO;
  const next = text.charCodeAt(end);
  if (end - at > EXACT_LENGTH) return true;
  // A comma or a brace: a whole number, as most are.
  if (end > at && (next === COMMA || next === CLOSE)) return fits(whole);
  NUMBER_END.lastIndex = end;
  const written = text.slice(at, NUMBER_END.test(text) ? NUMBER_END.lastIndex - 1 : undefined);
  return written.length > EXACT_LENGTH || /e/i.test(written) || fits(Number(written));
}

/**
 * The same of JSON's bytes [.., end), where a key and its closing quote end at `at`. They are no texts yet: of what is not ASCII,
 * or does not end here, nothing is said.
 */
export function isPossibleAt(bytes: Uint8Array, at: number, end: number, fits: ScalarTest): boolean {
  let place = skipSpace(bytes, at, end);
  if (place < end && bytes[place] !== COLON) return false;
  place = skipSpace(bytes, place + 1, end);
  const first = bytes[place] ?? 0;
  if (place >= end || first === LIST) return true;
  if (first !== QUOTE) {
    if (first !== MINUS && !(first >= ZERO && first <= NINE)) return false;
    let whole = 0;
    let digits = place;
    for (let c = first; c >= ZERO && c <= NINE && digits < end; c = bytes[++digits] ?? 0) whole = whole * 10 + c - ZERO;
    const next = digits < end ? bytes[digits] : undefined;
    if (digits > place && digits - place <= EXACT_LENGTH && (next === COMMA || next === CLOSE)) return fits(whole);
  }
  // The longest that is looked at, and a sign before and behind it.
  const written = ascii(bytes, place, Math.min(end, place + LONGEST_WRITTEN));
  if (written === undefined) return true;
  const close = first === QUOTE ? written.indexOf('"', 1) : written.search(NUMBER_END);
  return close < 0 || isPossibleValue(written, 0, fits);
}

const LONGEST_WRITTEN = 40;

function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let place = at;
  for (let c = bytes[place]; place < end && (c === 32 || c === 9 || c === 10 || c === 13); c = bytes[++place]);
  return place;
}

function ascii(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 128) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
