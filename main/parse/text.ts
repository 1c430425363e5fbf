// Plain text: a time and a level in the first characters of a line, wherever the format puts them.
import type { Micros } from '../contract/units.ts';
import {
  BACKSLASH,
  byteAt,
  CLOSE_BRACKET,
  COLON,
  DOT,
  EQUALS,
  ESCAPE,
  GREATER,
  IS_DIGIT,
  IS_LETTER,
  LESS,
  MINUS,
  OPEN_BRACKET,
  QUOTE,
  SLASH,
  SPACE,
  TAB,
  Words,
} from './bytes.ts';
import type { Found } from './found.ts';
import { AMBIGUOUS, LEVEL_TOKENS, LEVEL_WORDS, levelOfField, smallNumber, syslogLevel } from './level.ts';
import { dayFirstTime, monthFirstTime, yearlessTime } from './month-time.ts';
import { epochTime, isoTime, isWordByte, NO_TIME, timeOfDay, twoDigits } from './time.ts';

/** How far into a line a time and a level are looked for (bytes). */
export const HEAD = 200;

const LEVEL_KEYS = new Words({ level: 1, lvl: 1, severity: 1, loglevel: 1, levelname: 1 });
const TIME_KEYS = new Words({ time: 1, ts: 1, timestamp: 1, t: 1 });

/** Looks into [from, to) for what `found` lacks. `near`: about when it was written, for formats without a year. */
export function scanText(bytes: Uint8Array, from: number, to: number, near: Micros, found: Found): void {
  const end = Math.min(to, from + HEAD);
  const start = syslogPriority(bytes, from, end, found);
  if (Number.isNaN(found.time)) found.time = glogTime(bytes, start, end, near, found);
  let at = start;
  while (at < end && (found.level === 0 || Number.isNaN(found.time))) {
    const c = byteAt(bytes, at);
    if (IS_LETTER[c] === 1) {
      const word = at;
      while (at < end && isWordByte(bytes, at, end)) at++;
      if (Number.isNaN(found.time) && at - word === 3) found.time = monthFirstTime(bytes, word, to, near);
      if (found.level === 0) found.level = levelOfWord(bytes, from, word, at, to);
    } else if (IS_DIGIT[c] === 1) {
      const number = at;
      while (at < end && isWordByte(bytes, at, end)) at++;
      if (Number.isNaN(found.time)) found.time = timeAtDigits(bytes, from, number, to);
    } else if (c === ESCAPE) at = behindColour(bytes, at, end);
    else at++;
  }
}

/** "<34>" at the beginning: syslog's priority, of which the low three bits are the severity. Returns where the rest begins. */
function syslogPriority(bytes: Uint8Array, from: number, end: number, found: Found): number {
  if (byteAt(bytes, from) !== LESS) return from;
  let close = from + 1;
  while (close < end && close < from + 5 && byteAt(bytes, close) !== GREATER) close++;
  const priority = byteAt(bytes, close) === GREATER ? smallNumber(bytes, from + 1, close) : -1;
  if (priority < 0 || priority > 191) return from;
  if (found.level === 0) found.level = syslogLevel(priority & 7);
  return close + 1;
}

/** "I0102 15:04:05.678901": glog's and Kubernetes' head, a letter for the level and a date without a year. */
function glogTime(bytes: Uint8Array, at: number, end: number, near: Micros, found: Found): number {
  if (at + 14 > end || IS_LETTER[byteAt(bytes, at)] === 0 || byteAt(bytes, at + 5) !== SPACE) return NO_TIME;
  const month = twoDigits(bytes, at + 1);
  const day = twoDigits(bytes, at + 3);
  const level = LEVEL_TOKENS.find(bytes, at, at + 1);
  const clock = timeOfDay(bytes, at + 6, end);
  if (month > 12 || day > 31 || level === 0 || Number.isNaN(clock)) return NO_TIME;
  if (found.level === 0) found.level = level;
  return yearlessTime(month, day, clock, near);
}

/** A time that begins with the digits at `at`, if they do not go on something in front of them. */
function timeAtDigits(bytes: Uint8Array, from: number, at: number, to: number): number {
  const before = at > from ? byteAt(bytes, at - 1) : SPACE;
  if (before === DOT || before === MINUS || before === SLASH || before === COLON || before === BACKSLASH)
    return NO_TIME;
  const iso = isoTime(bytes, at, to, false);
  if (!Number.isNaN(iso)) return iso;
  if (at === from || before === OPEN_BRACKET || isTimeKey(bytes, from, at)) {
    let end = at;
    while (end < to && (IS_DIGIT[byteAt(bytes, end)] === 1 || byteAt(bytes, end) === DOT)) end++;
    if (end - at >= 10 && !isWordByte(bytes, end, to)) return epochTime(bytes, at, end);
  }
  return dayFirstTime(bytes, at, to);
}

/** Whether a logfmt key that names a time stands in front: time=, ts="... */
function isTimeKey(bytes: Uint8Array, from: number, at: number): boolean {
  const equals = byteAt(bytes, at - 1) === QUOTE ? at - 2 : at - 1;
  if (byteAt(bytes, equals) !== EQUALS) return false;
  let key = equals;
  while (key > from && isWordByte(bytes, key - 1, equals)) key--;
  return TIME_KEYS.find(bytes, key, equals) !== 0;
}

/**
 * The level that the word at [word, end) stands for, if its surroundings say that it is one: INFO in capitals, [info], info:,
 * level=info, a word between tabs or colours. 0: none.
 */
function levelOfWord(bytes: Uint8Array, from: number, word: number, end: number, to: number): number {
  const before = word > from ? byteAt(bytes, word - 1) : SPACE;
  const behind = end < to ? byteAt(bytes, end) : SPACE;
  if (behind === EQUALS && LEVEL_KEYS.find(bytes, word, end) !== 0) return levelBehindKey(bytes, end + 1, to);
  if (end - word > 11) return 0;
  const framed =
    (before === OPEN_BRACKET || before === COLON || before === LESS) &&
    (behind === CLOSE_BRACKET || behind === GREATER);
  if (end - word === 1) {
    if (framed && before === OPEN_BRACKET) return LEVEL_TOKENS.find(bytes, word, end);
    // Android's "E/Tag: message"
    return behind === SLASH && word === from && isUpper(bytes, word, end) ? LEVEL_TOKENS.find(bytes, word, end) : 0;
  }
  const level = LEVEL_WORDS.find(bytes, word, end);
  if (level === 0) return 0;
  if (framed) return level;
  if (before === DOT || before === SLASH || before === MINUS || before === EQUALS) return 0;
  if (behind === COLON || (before === TAB && behind === TAB)) return level;
  if (behind === ESCAPE || isBehindColour(bytes, from, word)) return level;
  if (behind === SLASH || behind === MINUS || AMBIGUOUS.find(bytes, word, end) !== 0) return 0;
  return isUpper(bytes, word, end) ? level : 0;
}

function levelBehindKey(bytes: Uint8Array, from: number, to: number): number {
  const start = byteAt(bytes, from) === QUOTE ? from + 1 : from;
  let end = start;
  while (end < to && isWordByte(bytes, end, to)) end++;
  return levelOfField(bytes, start, end);
}

function isUpper(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (byteAt(bytes, at) > 96) return false;
  return true;
}

/** Behind a terminal's colour code, ESC [ digits m. */
function behindColour(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && IS_LETTER[byteAt(bytes, next)] === 0) next++;
  return next + 1;
}

function isBehindColour(bytes: Uint8Array, from: number, word: number): boolean {
  let at = word - 1;
  if (at < from || (byteAt(bytes, at) | 32) !== 109) return false;
  while (--at >= from && word - at < 12) {
    const c = byteAt(bytes, at);
    if (c === ESCAPE) return true;
    if (IS_LETTER[c] === 1 || c === SPACE) return false;
  }
  return false;
}
