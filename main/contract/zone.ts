// Time zones by their IANA names: how far a zone's clock is from UTC at a time. Pure; Intl has the data in every host.
import type { Micros } from './units.ts';

/** Clocks change at a multiple of this, since 1972; the answer for the whole of it is remembered. */
const SLOT = 900e6;
const REMEMBERED_SINCE = Date.UTC(1972, 1) * 1000;
const MOST_SLOTS = 5000;

/** Formatters are slow to make and slow to ask: one a zone, and its answers are kept. */
type Clock = { formatter: Intl.DateTimeFormat; offsets: Map<number, Micros> };
const clocks = new Map<string, Clock>();

export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Microseconds that the zone's clock is ahead of UTC: 32,400,000,000 for Asia/Seoul. Throws a RangeError: no such zone. */
export function zoneOffset(at: Micros, zone: string): Micros {
  if (zone === 'UTC') return 0;
  const { formatter, offsets } = clockOf(zone);
  if (at < REMEMBERED_SINCE) return askOffset(at, formatter);
  const slot = Math.floor(at / SLOT);
  const known = offsets.get(slot);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_SLOTS) offsets.clear();
  const offset = askOffset(slot * SLOT, formatter);
  offsets.set(slot, offset);
  return offset;
}

function clockOf(zone: string): Clock {
  const known = clocks.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const made = { formatter, offsets: new Map<number, Micros>() };
  clocks.set(zone, made);
  return made;
}

function askOffset(at: Micros, formatter: Intl.DateTimeFormat): Micros {
  const seconds = Math.floor(at / 1e6);
  const part = new Map(formatter.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return (wall - seconds * 1000) * 1000;
}
