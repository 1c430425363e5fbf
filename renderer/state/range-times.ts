// When a range is. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Zone } from './choices.ts';
import type { Range, Span } from './place-text.ts';
import { offsetAt, timeOf } from './zone.ts';

const DAY = 86_400e6;
/** In days of the zone: from how long before this day or week, and how long. */
const SPANS: Record<Span, { step: 1 | 7; before: number; open: boolean }> = {
  today: { step: 1, before: 0, open: true },
  yesterday: { step: 1, before: 1, open: false },
  week: { step: 7, before: 0, open: true },
  'last-week': { step: 7, before: 1, open: false },
};
/** The first day of 1970 was a Thursday; weeks begin on Mondays. */
const MONDAY = -3 * DAY;

export type RangeTimes = { from: Micros | null; to: Micros | null };

/** now: where relative ranges end, or which day is today. from is inclusive, to exclusive; null is open. */
export function timesOfRange(range: Range, now: Micros, zone: Zone): RangeTimes {
  if (range.kind === 'all') return { from: null, to: null };
  if (range.kind === 'between') return { from: range.from, to: range.to };
  if (range.kind === 'last') return { from: now - range.seconds * 1e6, to: null };
  const { step, before, open } = SPANS[range.span];
  const base = step === 7 ? MONDAY : 0;
  const begin = Math.floor((now + offsetAt(now, zone) - base) / (step * DAY)) * step * DAY + base - before * step * DAY;
  return { from: timeOf(begin, zone), to: open ? null : timeOf(begin + step * DAY, zone) };
}
