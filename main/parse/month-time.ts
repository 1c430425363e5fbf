// Times whose month is a name: syslog, Common Log Format, ctime, HTTP, Tomcat, Redis.
import type { Micros } from '../contract/units.ts';
import { byteAt, COLON, COMMA, IS_DIGIT, MINUS, SLASH, SPACE, Words, ZERO } from './bytes.ts';
import { daysOf, inRange, NO_TIME, reading, timeOfDay, twoDigits } from './time.ts';

const DAY: Micros = 86_400_000_000;
const MONTHS = new Words({
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
});

function monthAt(bytes: Uint8Array, at: number): number {
  return MONTHS.find(bytes, at, at + 3);
}

/** "Oct 11 22:14:15", "Oct  1 22:14:15.123", "Oct 11 22:14:15 2024" at `at`; without a year it is the one nearest to `near`. */
export function monthFirstTime(bytes: Uint8Array, at: number, end: number, near: Micros): number {
  const month = at + 12 <= end && byteAt(bytes, at + 3) === SPACE ? monthAt(bytes, at) : 0;
  if (month === 0) return NO_TIME;
  let next = at + 4;
  if (byteAt(bytes, next) === SPACE) next++;
  const day = oneOrTwoDigits(bytes, next);
  next += day.length;
  if (day.length === 0 || byteAt(bytes, next) !== SPACE) return NO_TIME;
  const clock = timeOfDay(bytes, next + 1, end);
  if (Number.isNaN(clock)) return NO_TIME;
  const year = byteAt(bytes, reading.end) === SPACE ? yearAt(bytes, reading.end + 1, end) : 0;
  if (year > 0) {
    reading.end += 5;
    return inRange(daysOf(year, month, day.value) * DAY + clock);
  }
  return yearlessTime(month, day.value, clock, near);
}

/** A date without a year, in the year that brings it nearest to `near`. */
export function yearlessTime(month: number, day: number, clock: number, near: Micros): number {
  const year = new Date(near / 1000).getUTCFullYear();
  let best = NO_TIME;
  for (let one = year - 1; one <= year + 1; one++) {
    const time = daysOf(one, month, day) * DAY + clock;
    if (!(Math.abs(time - near) >= Math.abs(best - near))) best = time;
  }
  return best;
}

/** "10/Oct/2000:13:55:36 -0700", "02-Jan-2024 15:04:05.123", "02 Jan 2024 15:04:05 GMT" at `at`. */
export function dayFirstTime(bytes: Uint8Array, at: number, end: number): number {
  const day = oneOrTwoDigits(bytes, at);
  let next = at + day.length;
  const separator = byteAt(bytes, next);
  if (day.length === 0 || (separator !== SLASH && separator !== MINUS && separator !== SPACE)) return NO_TIME;
  const month = next + 4 < end ? monthAt(bytes, next + 1) : 0;
  if (month === 0 || byteAt(bytes, next + 4) !== separator) return NO_TIME;
  const year = yearAt(bytes, next + 5, end);
  next += 9;
  const behind = byteAt(bytes, next);
  if (year === 0 || (behind !== COLON && behind !== SPACE && behind !== COMMA)) return NO_TIME;
  return inRange(daysOf(year, month, day.value) * DAY + timeOfDay(bytes, next + 1, end));
}

function oneOrTwoDigits(bytes: Uint8Array, at: number): { value: number; length: number } {
  const first = byteAt(bytes, at);
  if (IS_DIGIT[first] === 0) return { value: 0, length: 0 };
  const second = byteAt(bytes, at + 1);
  if (IS_DIGIT[second] === 0) return { value: first - ZERO, length: 1 };
  return { value: (first - ZERO) * 10 + second - ZERO, length: 2 };
}

/** Four digits that are a year and nothing longer; 0 for anything else. */
function yearAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end || (at + 4 < end && IS_DIGIT[byteAt(bytes, at + 4)] === 1)) return 0;
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  return century > 99 || years > 99 ? 0 : century * 100 + years;
}
