// Times as numbers and in ISO 8601's family (RFC 3339, log4j, nginx, ...). A time without a zone is UTC.
import { byteAt, COLON, COMMA, DOT, IS_DIGIT, IS_LETTER, MINUS, PLUS, SLASH, SPACE, ZERO } from './bytes.ts';

/** What is returned where there is no time, and where there is one that cannot be used. */
export const NO_TIME = Number.NaN;
export const ABSURD_TIME = Number.POSITIVE_INFINITY;

const DAY = 86_400_000_000;

/**
 * The micros if they are a safe integer, which the years 1685 to 2254 are, else ABSURD_TIME: beyond lie the zero times of
 * programs (year 1, year 9999), and nobody's logs.
 */
export function inRange(micros: number): number {
  return Math.abs(micros) > Number.MAX_SAFE_INTEGER ? ABSURD_TIME : micros;
}

/** Two digits as a number; above 99 where they are none. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const high = byteAt(bytes, at) - ZERO;
  const low = byteAt(bytes, at + 1) - ZERO;
  return high < 0 || high > 9 || low < 0 || low > 9 ? 100 : high * 10 + low;
}

/** Where the last time that was read ends: for callers that go on behind it. */
export const reading = { end: 0 };

// Logs are sorted by time, so that a date is nearly always the one before.
let lastDate = -1;
let lastDays = 0;
/** Days since 1970 of a date of the Gregorian calendar; NaN where there is no such date. */
export function daysOf(year: number, month: number, day: number): number {
  const date = (year * 16 + month) * 32 + day;
  if (date === lastDate) return lastDays;
  if (month < 1 || month > 12 || day < 1 || day > 31) return NO_TIME;
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  lastDate = date;
  lastDays = era * 146_097 + dayOfEra - 719_468;
  return lastDays;
}

/**
 * hh:mm[:ss[.fraction]] at `at`, and a zone behind it, as micros from midnight UTC; NaN where there is none. `reading.end` is
 * set behind what was read.
 */
export function timeOfDay(bytes: Uint8Array, at: number, end: number): number {
  if (at + 5 > end || byteAt(bytes, at + 2) !== COLON) return NO_TIME;
  const hours = twoDigits(bytes, at);
  const minutes = twoDigits(bytes, at + 3);
  if (hours > 23 || minutes > 59) return NO_TIME;
  let seconds = 0;
  let fraction = 0;
  let next = at + 5;
  if (next + 3 <= end && byteAt(bytes, next) === COLON) {
    seconds = twoDigits(bytes, next + 1);
    if (seconds > 60) return NO_TIME;
    next += 3;
    const dot = byteAt(bytes, next);
    if (next + 1 < end && (dot === DOT || dot === COMMA) && IS_DIGIT[byteAt(bytes, next + 1)]) {
      next++;
      let unit = 100_000;
      let digit = byteAt(bytes, next) - ZERO;
      while (next < end && digit >= 0 && digit <= 9) {
        fraction += digit * unit;
        // Digits behind the sixth are nanoseconds: cut off.
        unit = unit > 1 ? unit / 10 : 0;
        digit = byteAt(bytes, ++next) - ZERO;
      }
    }
  }
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction - zone(bytes, next, end);
}

/** The zone's distance from UTC in micros; 0 where there is none. Takes Z, +hh, +hhmm, +hh:mm, a space before them. */
function zone(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  reading.end = from;
  if (at >= end) return 0;
  let c = byteAt(bytes, at);
  if (c === 90 || c === 122) {
    reading.end = at + 1;
    return 0;
  }
  const spaced = c === SPACE;
  if (spaced) c = byteAt(bytes, ++at);
  if (c !== PLUS && c !== MINUS) return 0;
  const hours = twoDigits(bytes, at + 1);
  if (at + 3 > end || hours > 14) return 0;
  const colon = byteAt(bytes, at + 3) === COLON ? 1 : 0;
  const minutes = at + 5 + colon <= end ? twoDigits(bytes, at + 3 + colon) : 100;
  const whole = minutes < 60;
  // Behind a space, a number of two digits is rather something else.
  if (!whole && (spaced || colon === 1)) return 0;
  reading.end = at + (whole ? 5 + colon : 3);
  if (IS_DIGIT[byteAt(bytes, reading.end)] === 1 && reading.end < end) {
    reading.end = from;
    return 0;
  }
  const micros = (hours * 60 + (whole ? minutes : 0)) * 60_000_000;
  return c === MINUS ? -micros : micros;
}

/**
 * A time of ISO 8601's family at `at`: 2024-01-02T03:04:05.123456789+01:00, with a space for the T, a comma for the dot,
 * slashes for the hyphens, seconds or the zone left out; 20240102T030405Z. A date alone is taken where `dateAlone` is true.
 */
export function isoTime(bytes: Uint8Array, at: number, end: number, dateAlone: boolean): number {
  const first = byteAt(bytes, at);
  if (first === PLUS || first === MINUS) return isExpandedYear(bytes, at, end) ? ABSURD_TIME : NO_TIME;
  if (at + 8 > end) return NO_TIME;
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  if (century > 99 || years > 99) return NO_TIME;
  const separator = byteAt(bytes, at + 4);
  const wide = separator === MINUS || separator === SLASH ? 1 : 0;
  if (wide === 1 && byteAt(bytes, at + 7) !== separator) return NO_TIME;
  const dateEnd = at + 8 + 2 * wide;
  if (dateEnd > end) return NO_TIME;
  const year = century * 100 + years;
  const days = daysOf(year, twoDigits(bytes, at + 4 + wide), twoDigits(bytes, at + 6 + 2 * wide));
  if (Number.isNaN(days)) return NO_TIME;
  let clock = 0;
  if (dateEnd === end) {
    if (!dateAlone || wide === 0) return NO_TIME;
    reading.end = end;
  } else {
    const t = byteAt(bytes, dateEnd) | 32;
    // A T (in either case), a space, or an underscore; 32 is both a space and what NUL becomes, which then fails below.
    if (t !== 116 && t !== SPACE && t !== 127) return NO_TIME;
    clock =
      wide === 1 || byteAt(bytes, dateEnd + 3) === COLON
        ? timeOfDay(bytes, dateEnd + 1, end)
        : compactTimeOfDay(bytes, dateEnd + 1, end);
    if (Number.isNaN(clock)) return NO_TIME;
  }
  return inRange(days * DAY + clock);
}

function compactTimeOfDay(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end) return NO_TIME;
  const hours = twoDigits(bytes, at);
  const minutes = twoDigits(bytes, at + 2);
  const seconds = twoDigits(bytes, at + 4);
  if (hours > 23 || minutes > 59 || seconds > 60) return NO_TIME;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 - zone(bytes, at + 6, end);
}

/** ISO 8601 writes years outside 0 to 9999 with a sign and more digits. */
function isExpandedYear(bytes: Uint8Array, at: number, end: number): boolean {
  let next = at + 1;
  while (next < end && IS_DIGIT[byteAt(bytes, next)]) next++;
  return next - at > 4 && byteAt(bytes, next) === MINUS && twoDigits(bytes, next + 1) <= 12;
}

/**
 * A number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size; from 1973 on, for smaller
 * ones are rather durations. [from, to) must be the number and nothing else.
 */
export function epochTime(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  let at = from;
  // Sixteen digits fit a double; nanoseconds have nineteen, of which the last three are cut off anyway.
  for (; at < to && IS_DIGIT[byteAt(bytes, at)]; at++)
    if (at - from < 16) whole = whole * 10 + byteAt(bytes, at) - ZERO;
  const digits = at - from;
  if (digits === 0) return NO_TIME;
  if (digits > 17 && at === to) return digits > 19 ? ABSURD_TIME : Math.floor(whole / (digits === 18 ? 10 : 1));
  if (digits === 17) whole *= 10;
  let fraction = 0;
  if (at < to) {
    if (byteAt(bytes, at) !== DOT) return exponential(bytes, from, to);
    let unit = 0.1;
    for (at++; at < to && IS_DIGIT[byteAt(bytes, at)]; at++) {
      fraction += (byteAt(bytes, at) - ZERO) * unit;
      unit /= 10;
    }
    if (at < to) return exponential(bytes, from, to);
  }
  return epochMicros(whole, fraction);
}

function epochMicros(whole: number, fraction: number): number {
  if (whole < 1e8) return NO_TIME;
  if (whole < 1e11) return inRange(whole * 1e6 + Math.round(fraction * 1e6));
  if (whole < 1e14) return inRange(whole * 1e3 + Math.round(fraction * 1e3));
  return whole < 1e17 ? inRange(whole) : inRange(Math.floor(whole / 1e3));
}

function exponential(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 30) return NO_TIME;
  const value = Number(String.fromCharCode(...bytes.subarray(from, to)));
  if (!Number.isFinite(value) || value < 0) return NO_TIME;
  return epochMicros(Math.floor(value), value - Math.floor(value));
}

/** Whether a letter, a digit or an underscore is at `at`: the word goes on. */
export function isWordByte(bytes: Uint8Array, at: number, end: number): boolean {
  const c = byteAt(bytes, at);
  return at < end && (IS_LETTER[c] === 1 || IS_DIGIT[c] === 1 || c === 95);
}
