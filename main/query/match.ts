// Tests on values in JavaScript: for what SQL cannot say (lists, field names with wildcards, texts that are compared).
// The same rules as json-sql.ts; test/query holds both against a third, naive reading of the language.
import { plainText, type Test } from './ast.ts';
import { type Bounds, boundsOf, NUMBER, type Operand, parseNumber, timeBounds } from './literal.ts';
import { networkTest } from './network.ts';
import { regexTest } from './regex.ts';
import { fold, foldAscii, foldsInSql } from './text-sql.ts';
import { parseTime } from './time.ts';

export type Scalar = string | number | boolean | null;
export type ScalarTest = (value: Scalar) => boolean;

/** The parts in this order, the first at the beginning and the last at the end; case is ignored. */
export function isLike(text: string, parts: readonly string[]): boolean {
  const folding = parts.every(foldsInSql) ? foldAscii : fold;
  const folded = folding(text);
  const [first = '', ...others] = parts.map(folding);
  const last = others.pop();
  if (last === undefined) return folded === first;
  if (!folded.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = folded.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return folded.length - last.length >= at && folded.endsWith(last);
}

/** What a value has to be; made once for each filter, called for each record that needs it. */
export function scalarTest(test: Test): ScalarTest {
  if (test.op === 'exists') return (value) => value !== null;
  if (test.op === 'regex') {
    const fits = regexTest(test.literal);
    return (value) => value !== null && fits(String(value));
  }
  if (test.op === 'cidr') {
    const fits = networkTest(test.networks);
    return (value) => typeof value === 'string' && fits(value);
  }
  if (test.op !== 'is') {
    const bounds = boundsOf(test);
    return (value) => value !== null && typeof value !== 'boolean' && isWithin(value, bounds);
  }
  const { parts } = test.literal;
  const text = plainText(test.literal);
  const number = text === undefined ? undefined : parseNumber(text);
  return (value) =>
    typeof value === 'number' && number !== undefined ? value === Number(number) : isLike(String(value), parts);
}

function isWithin(value: string | number, bounds: Bounds): boolean {
  const kind = (bounds.low ?? bounds.high)?.operand.kind;
  if (kind === 'number') {
    if (typeof value === 'string' && !NUMBER.test(value)) return false;
    return isBetween(Number(value), bounds, (operand) =>
      operand.kind === 'number' ? Number(operand.value) : Number.NaN,
    );
  }
  if (typeof value === 'number') return false;
  const time = parseTime(value)?.start;
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = timeBounds(bounds);
  return time !== undefined && time >= start && time < end;
}

function isBetween(value: number, { low, high }: Bounds, of: (operand: Operand) => number): boolean {
  if (low && !(low.inclusive ? value >= of(low.operand) : value > of(low.operand))) return false;
  return !high || (high.inclusive ? value <= of(high.operand) : value < of(high.operand));
}

/** The values at a path with dots; keys may have dots themselves, and lists on the way or at the end count each member. */
export function* valuesAt(value: unknown, path: string): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const member of value) yield* valuesAt(member, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === path) yield inner;
    else if (path.startsWith(`${key}.`)) yield* valuesAt(inner, path.slice(key.length + 1));
  }
}

/** Every value with its path, objects and their members alike. */
function* allValues(value: unknown, prefix = ''): Generator<[path: string, value: unknown]> {
  if (Array.isArray(value)) {
    for (const member of value) yield* allValues(member, prefix);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [prefix + key, inner];
    yield* allValues(inner, `${prefix}${key}.`);
  }
}

/** Tests a value of a payload: a list by its members, and objects only exist. */
export function valueTest(test: Test): (value: unknown) => boolean {
  const scalar = scalarTest(test);
  return (value) => {
    if (Array.isArray(value)) return test.op === 'exists' || value.some((member) => isScalar(member) && scalar(member));
    return isScalar(value) ? scalar(value) : test.op === 'exists';
  };
}

/** Tests a payload (parsed JSON) for a field; `name` with more than one part has wildcards, which match case exactly. */
export function payloadTest(name: readonly string[], test: Test): (payload: unknown) => boolean {
  const fits = valueTest(test);
  const [path, ...wild] = name;
  if (path !== undefined && wild.length === 0) return (payload) => valuesAt(payload, path).some(fits);
  const pattern = new RegExp(`^${name.map(escapeRegExp).join('.*')}$`, 's');
  return (payload) => allValues(payload).some(([at, value]) => pattern.test(at) && fits(value));
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
