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

/** Between two changes of a zone's clock lies more than this. */
const LEAST_BETWEEN = 4 * 86_400e6;
/** Over longer times, and before the clocks of most zones became what they are, changes are not looked for. */
const LONGEST = 20 * 365.25 * 86_400e6;

/** The times in (from, to] from which on the zone's clock is another one, ascending; none of more than 20 years. */
export function zoneChanges(from: Micros, to: Micros, zone: string): Micros[] {
  if (zone === 'UTC' || from < REMEMBERED_SINCE || to - from > LONGEST) return [];
  const changes: Micros[] = [];
  const end = Math.floor(to / SLOT) * SLOT;
  for (let begin = Math.floor(from / SLOT) * SLOT; begin < end; begin += LEAST_BETWEEN) {
    let [low, high] = [begin, Math.min(begin + LEAST_BETWEEN, end)];
    const before = zoneOffset(low, zone);
    if (zoneOffset(high, zone) === before) continue;
    while (high - low > SLOT) {
      const middle = low + Math.floor((high - low) / 2 / SLOT) * SLOT;
      if (zoneOffset(middle, zone) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
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
