// Times that are only about right, no finer than they are known.
import type { Micros } from '../../main/contract/units.ts';
import type { Format } from './format.ts';

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;

/** `within`: how far off it may be. To the second, the minute, the hour (11-28 14:00), or the day. */
export function roughTime(at: Micros, within: Micros, format: Format): string {
  const isHours = within >= 2 * HOUR;
  const text = format.time(isHours ? Math.round(at / HOUR) * HOUR : at, 'day-time', 0);
  if (within < 2 * MINUTE) return text;
  return within < 24 * HOUR ? text.slice(0, 'MM-DD HH:MM'.length) : text.slice(0, 'MM-DD'.length);
}
