// What a literal is when it is compared: a number, a time, or a word.
import { type Literal, plainText, type Test } from './ast.ts';
import { parseTime, type TimeInterval } from './time.ts';

export type Operand =
  | { kind: 'number'; value: number | bigint; text: string }
  | { kind: 'time'; value: TimeInterval; text: string }
  | { kind: 'word'; text: string };

/** JSON's numbers: also what a text has to be for it to be compared as a number. */
export const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const INT64_MAX = 2n ** 63n - 1n;

/** A whole number beyond 2^53 stays exact, as SQLite stores it, for as long as 64 bits hold it. */
export function parseNumber(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || Number.isSafeInteger(value)) return Number.isFinite(value) ? value : undefined;
  const exact = BigInt(text);
  return exact <= INT64_MAX && exact >= -INT64_MAX - 1n ? exact : value;
}

export function operandOf(text: string): Operand {
  const number = parseNumber(text);
  if (number !== undefined) return { kind: 'number', value: number, text };
  const time = parseTime(text);
  return time ? { kind: 'time', value: time, text } : { kind: 'word', text };
}

export function operand(literal: Literal): Operand {
  return operandOf(plainText(literal) ?? '');
}

/** A comparison or a range as its bounds: both hold. */
export type Bounds = {
  low?: { operand: Operand; inclusive: boolean };
  high?: { operand: Operand; inclusive: boolean };
};

export function boundsOf(test: Extract<Test, { op: 'compare' | 'range' }>): Bounds {
  if (test.op === 'range') {
    return {
      ...(test.low && { low: { operand: operand(test.low), inclusive: true } }),
      ...(test.high && { high: { operand: operand(test.high), inclusive: true } }),
    };
  }
  const bound = { operand: operand(test.literal), inclusive: test.comparison.endsWith('=') };
  return test.comparison.startsWith('<') ? { high: bound } : { low: bound };
}

/** Times from `start` on, and before `end`: a bound that is a coarse time means its whole interval. */
export function timeBounds({ low, high }: Bounds): { start?: number; end?: number } {
  return {
    ...(low?.operand.kind === 'time' && { start: low.inclusive ? low.operand.value.start : low.operand.value.end }),
    ...(high?.operand.kind === 'time' && { end: high.inclusive ? high.operand.value.end : high.operand.value.start }),
  };
}
