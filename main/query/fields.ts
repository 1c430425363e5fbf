// The fields that are not in the payload, and what may be asked of each.
import { isShownField, type ShownField } from '../base/shown-fields.ts';
import { LEVELS } from '../contract/units.ts';
import { isTextTest, type Literal, plainText, shownText, type Test, type TextTest } from './ast.ts';
import { levelByName } from './levels.ts';
import { operand, parseNumber } from './literal.ts';
import { isLike, scalarTest } from './match.ts';
import { badFilter } from './scanner.ts';
import { epochToMicros, parseTime, type TimeInterval } from './time.ts';

export type Field =
  | { kind: 'level' }
  | { kind: 'topic' }
  | { kind: 'partition' }
  | { kind: 'integer'; name: '_offset' | '_size' }
  | { kind: 'time'; name: '_ts' | '_arrival' | '_broker_ts' }
  | { kind: 'text'; name: '_key' | '_format' | '_error' }
  | { kind: 'header'; name: string[] }
  /** what the table shows under the name, whatever the source calls it */
  | { kind: 'shown'; name: ShownField }
  /** a path in the payload, with dots; more than one part: with wildcards */
  | { kind: 'payload'; name: string[] };

export const FORMATS = ['json', 'text', 'binary', 'null'] as const;

const PSEUDO = new Map<string, Field>([
  ['level', { kind: 'level' }],
  ['_topic', { kind: 'topic' }],
  ['_partition', { kind: 'partition' }],
  ['_offset', { kind: 'integer', name: '_offset' }],
  ['_size', { kind: 'integer', name: '_size' }],
  ['_ts', { kind: 'time', name: '_ts' }],
  ['_arrival', { kind: 'time', name: '_arrival' }],
  ['_broker_ts', { kind: 'time', name: '_broker_ts' }],
  ['_key', { kind: 'text', name: '_key' }],
  ['_format', { kind: 'text', name: '_format' }],
  ['_error', { kind: 'text', name: '_error' }],
]);
const HEADER = 'header.';

export function fieldOf({ parts }: Literal): Field {
  const [first = '', ...rest] = parts;
  const pseudo = rest.length === 0 ? PSEUDO.get(first) : undefined;
  if (pseudo) return pseudo;
  if (rest.length === 0 && isShownField(first)) return { kind: 'shown', name: first };
  if (first.startsWith(HEADER) && (first.length > HEADER.length || rest.length > 0))
    return { kind: 'header', name: [first.slice(HEADER.length), ...rest] };
  return { kind: 'payload', name: parts };
}

/** Throws bad-filter where a literal cannot be a value of the field: a search that can never match is a mistake. */
export function checkMatch(name: Literal, test: Test): void {
  const field = fieldOf(name);
  if (isTextTest(test)) checkText(name, field, test);
  else if (field.kind === 'level') checkLevels(test);
  else if (field.kind === 'partition' || field.kind === 'integer') checkEach(test, integerOf);
  else if (field.kind === 'time') checkEach(test, intervalOf);
  else if (field.kind === 'text' && field.name === '_format') checkFormat(test);
  else if (test.op === 'range' || test.op === 'compare') checkOrdered(test);
}

/** Made once to see whether it can be made. */
function checkText(name: Literal, field: Field, test: TextTest): void {
  if (!['topic', 'text', 'header', 'shown', 'payload'].includes(field.kind)) {
    const what = test.op === 'regex' ? 'a regular expression' : 'a network';
    throw badFilter(name, `${shownText(name)} is no text, and has nothing that fits ${what}`, ['another field']);
  }
  scalarTest(test);
}

function literals(test: Test): Literal[] {
  if (test.op === 'is' || test.op === 'compare') return [test.literal];
  return test.op === 'range' ? [test.low, test.high].filter((one) => one !== null) : [];
}

function checkEach(test: Test, check: (literal: Literal) => unknown): void {
  for (const literal of literals(test)) check(literal);
}

function checkLevels(test: Test): void {
  for (const literal of literals(test)) {
    if (plainText(literal) !== undefined) levelOf(literal);
    else if (!LEVELS.some((name) => isLike(name, literal.parts)))
      throw badFilter(literal, `No level is like "${shownText(literal)}"`, [...LEVELS]);
  }
}

function checkFormat(test: Test): void {
  for (const literal of literals(test)) {
    const text = plainText(literal)?.toLowerCase();
    if (text !== undefined && !FORMATS.some((one) => one === text))
      throw badFilter(literal, `"${shownText(literal)}" is no format`, [...FORMATS]);
  }
}

/** Numbers and times have an order; words have none that is of use (1.10 is before 1.9). */
function checkOrdered(test: Extract<Test, { op: 'compare' | 'range' }>): void {
  for (const literal of literals(test))
    if (operand(literal).kind === 'word')
      throw badFilter(literal, `"${shownText(literal)}" is neither a number nor a time, and only these have an order`, [
        'a number',
        'a time such as 2026-07-01T10:15:00Z',
      ]);
  if (test.op === 'range') checkSameKind(test);
}

function checkSameKind(test: Extract<Test, { op: 'range' }>): void {
  if (!test.low || !test.high) return;
  const [low, high] = [operand(test.low), operand(test.high)];
  if (low.kind !== high.kind)
    throw badFilter(
      { from: test.low.from, to: test.high.to },
      `A range is between two numbers or two times; "${low.text}" is a ${low.kind} and "${high.text}" a ${high.kind}`,
    );
}

/** The index into LEVELS. */
export function levelOf(literal: Literal): number {
  const level = levelByName(plainText(literal) ?? '');
  if (level === undefined) throw badFilter(literal, `"${shownText(literal)}" is no level`, [...LEVELS]);
  return level;
}

export function integerOf(literal: Literal): number | bigint {
  const number = parseNumber(plainText(literal) ?? '');
  if (number === undefined) throw badFilter(literal, `"${shownText(literal)}" is no number`, ['a number']);
  return number;
}

/** A time as written, or a count since the epoch (an instant). */
export function intervalOf(literal: Literal): TimeInterval {
  const text = plainText(literal) ?? '';
  const time = parseTime(text);
  if (time) return time;
  const number = parseNumber(text);
  if (number === undefined)
    throw badFilter(literal, `"${shownText(literal)}" is no time`, ['a time such as 2026-07-01T10:15:00Z']);
  const start = epochToMicros(Number(number));
  return { start, end: start + 1 };
}
