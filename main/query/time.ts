// Times in filters. A time that is written coarsely is an interval: 2026-07-01 is that whole day, 10:15 that whole minute.
import type { Micros } from '../contract/units.ts';

/** [start, end), microseconds. */
export type TimeInterval = { start: Micros; end: Micros };

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const TIME =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?)?$/i;

/** RFC 3339, also cut short after the month, day, hour, minute or second; UTC where no zone is given. Undefined: no time. */
export function parseTime(text: string): TimeInterval | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0));
  const date = new Date(millis);
  // Date.UTC takes years 0 to 99 for 1900 to 1999, and rolls 31 February over: neither is what was written.
  date.setUTCFullYear(Number(year));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day ?? 1)) return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined;
  const fractionMicros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'));
  const start = date.getTime() * 1000 + Number(second ?? 0) * SECOND + fractionMicros - zoneMicros(zone);
  return { start, end: start + width(match, date) };
}

function width([, , , day, hour, minute, second, fraction]: RegExpExecArray, date: Date): Micros {
  if (fraction !== undefined) return 10 ** Math.max(0, 6 - fraction.length);
  if (second !== undefined) return SECOND;
  if (minute !== undefined) return 60 * SECOND;
  if (hour !== undefined) return 3600 * SECOND;
  if (day !== undefined) return DAY;
  return new Date(Date.UTC(2000 + (date.getUTCFullYear() % 400), date.getUTCMonth() + 1, 0)).getUTCDate() * DAY;
}

function zoneMicros(zone: string | undefined): Micros {
  if (zone === undefined || /z/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60 * SECOND;
}

/** A count since the epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by its size. */
export function epochToMicros(value: number): Micros {
  const size = Math.abs(value);
  if (size < 1e11) return Math.round(value * 1e6);
  if (size < 1e14) return Math.round(value * 1e3);
  if (size < 1e17) return Math.round(value);
  return Math.round(value / 1e3);
}
