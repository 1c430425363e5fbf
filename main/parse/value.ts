// The door of this folder: what one record's value says about its time and level.
import type { Micros } from '../contract/units.ts';
import { byteAt, CLOSE_BRACE, NEWLINE, OPEN_BRACE, RETURN, SPACE, skipSpace, TAB } from './bytes.ts';
import type { Found } from './found.ts';
import { message, scanJson } from './json.ts';
import { scanText } from './text.ts';
import { NO_TIME } from './time.ts';

/**
 * Fills `found` from the value at [from, to) and says whether the value has the outline of a JSON object: braces around it.
 * `near` is about when it was written (micros), for formats without a year.
 */
export function scanValue(bytes: Uint8Array, from: number, to: number, near: Micros, found: Found): boolean {
  found.time = NO_TIME;
  found.level = 0;
  const start = skipSpace(bytes, from, to);
  if (start >= to) return false;
  if (byteAt(bytes, start) !== OPEN_BRACE) {
    scanText(bytes, start, to, near, found);
    return false;
  }
  scanJson(bytes, start, to, found);
  if (found.level === 0 && message.from >= 0) {
    // A wrapper, such as Docker's: the line inside has a level, and a time that the wrapper's own goes before.
    const { from: inner, to: innerEnd } = message;
    scanText(bytes, inner, innerEnd, near, found);
  }
  let last = to - 1;
  for (let c = byteAt(bytes, last); c === SPACE || c === NEWLINE || c === RETURN || c === TAB; c = byteAt(bytes, last))
    last--;
  return last > start && byteAt(bytes, last) === CLOSE_BRACE;
}
