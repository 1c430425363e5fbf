// Quiet hours by the clock of a zone, as it stands on the wall: set forward or back, they begin and end when it shows so.
import type { QuietHours } from '../contract/alerts.ts';
import type { Micros } from '../contract/units.ts';
import { zoneOffset } from '../contract/zone.ts';

const MINUTE = 60_000_000;
const DAY_MINUTES = 1440;

export function isQuietAt({ on, from, to, days, zone }: QuietHours, at: Micros): boolean {
  if (!on) return false;
  const wall = Math.floor((at + zoneOffset(at, zone)) / MINUTE);
  const day = Math.floor(wall / DAY_MINUTES);
  const minute = wall - day * DAY_MINUTES;
  // 1970-01-01 was a Thursday.
  const begins = (which: number) => days.includes((((which + 4) % 7) + 7) % 7);
  if (from < to) return begins(day) && minute >= from && minute < to;
  return (begins(day) && minute >= from) || (begins(day - 1) && minute < to);
}
