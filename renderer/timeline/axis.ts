// Natural times for an axis: round steps, aligned to the clock and the calendar of the zone. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Zone } from '../state/choices.ts';
import { offsetAt, timeOf } from '../state/zone.ts';
import { type Parts, partsOf } from '../ui/format.ts';

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
/** Longer steps are calendar months. */
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120, 600, 1200, 6000];

export type Tick = { at: Micros; label: string };

/** At most `most` ticks in [from, to]. */
export function axisTicks(from: Micros, to: Micros, most: number, zone: Zone): Tick[] {
  if (!(to > from) || most < 1) return [];
  const step = STEPS.find((size) => (to - from) / size <= most);
  return step === undefined ? monthTicks(from, to, most, zone) : stepTicks(from, to, step, zone);
}

function stepTicks(from: Micros, to: Micros, step: number, zone: Zone): Tick[] {
  // Aligned in the zone's own clock, from a Monday for weeks. A clock that is set back shows a time twice, one that is set
  // forward leaves some out; a day begins all the same. Steps of less than a day span too little for two changes of the clock.
  const base = step >= 7 * DAY ? -3 * DAY : 0;
  const offsets = [...new Set([offsetAt(from, zone), offsetAt(to, zone)])];
  const times = new Set<Micros>();
  for (const offset of offsets)
    for (let wall = Math.ceil((from + offset - base) / step) * step + base; wall - offset <= to; wall += step) {
      const at = step < DAY ? wall - offset : timeOf(wall, zone);
      if (at >= from && at <= to && (step >= DAY || offsetAt(at, zone) === offset)) times.add(at);
    }
  return [...times].sort((a, b) => a - b).map((at) => ({ at, label: label(partsOf(at, zone), step) }));
}

function monthTicks(from: Micros, to: Micros, most: number, zone: Zone): Tick[] {
  const first = partsOf(from, zone);
  const months = (to - from) / (30.44 * DAY);
  const step = MONTH_STEPS.find((size) => months / size <= most) ?? 12_000;
  const ticks: Tick[] = [];
  for (let month = Math.floor((first.year * 12 + first.month - 1) / step) * step; ; month += step) {
    const at = monthStart(Math.floor(month / 12), month % 12, zone);
    if (at > to) return ticks;
    const year = String(Math.floor(month / 12)).padStart(4, '0');
    if (at >= from) ticks.push({ at, label: step < 12 ? `${year}-${two((month % 12) + 1)}` : year });
  }
}

function monthStart(year: number, month: number, zone: Zone): Micros {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return timeOf(date.getTime() * 1000, zone);
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));

function label(p: Parts, step: number): string {
  if (step >= DAY || (p.hour === 0 && p.minute === 0 && p.second === 0 && p.micros === 0))
    return `${two(p.month)}-${two(p.day)}`;
  const clock = `${two(p.hour)}:${two(p.minute)}`;
  if (step >= MINUTE) return clock;
  if (step >= SECOND) return `${clock}:${two(p.second)}`;
  const digits = step >= 1e5 ? 1 : step >= 1e4 ? 2 : step >= 1e3 ? 3 : 6;
  return `${clock}:${two(p.second)}.${String(p.micros).padStart(6, '0').slice(0, digits)}`;
}
