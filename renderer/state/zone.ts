// The time zone that is chosen: its clock at a time, and the time of what its clock shows. Pure.
import type { Micros } from '../../main/contract/units.ts';
import { zoneOffset } from '../../main/contract/zone.ts';
import type { Zone } from './choices.ts';

const DAY = 86_400e6;

/** It is asked for with every drawing, and costly to find. */
let local: { minutes: number; id: string } | undefined;

/** The IANA name. */
export function zoneId(zone: Zone): string {
  if (zone !== 'local') return zone === 'utc' ? 'UTC' : zone;
  const minutes = new Date().getTimezoneOffset();
  if (local?.minutes !== minutes) local = { minutes, id: new Intl.DateTimeFormat().resolvedOptions().timeZone };
  return local.id;
}

/** Microseconds that the zone's clock is ahead of UTC at that time. */
export function offsetAt(at: Micros, zone: Zone): Micros {
  if (zone === 'utc') return 0;
  return zone === 'local' ? -new Date(Math.floor(at / 1000)).getTimezoneOffset() * 60e6 : zoneOffset(at, zone);
}

/**
 * When the zone's clock shows `wall` (as microseconds of a clock in UTC), ascending: once; never, where the clock is set forward
 * over it; twice, where it is set back.
 */
export function timesOf(wall: Micros, zone: Zone): Micros[] {
  const offsets = new Set([offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => at + offsetAt(at, zone) === wall)
    .sort((a, b) => a - b);
}

/** The first of them; where the clock never shows it, so much later as the clock was set forward. */
export function timeOf(wall: Micros, zone: Zone): Micros {
  return timesOf(wall, zone)[0] ?? wall - offsetAt(wall - DAY, zone);
}

/** "UTC", "UTC+9", "UTC−3:30" */
export function offsetText(offset: Micros): string {
  const minutes = Math.round(offset / 60e6);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Browsers list these under names that have been given up. */
const RENAMED: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Europe/Kiev': 'Europe/Kyiv',
};

export function allZones(): string[] {
  return Intl.supportedValuesOf('timeZone')
    .map((name) => RENAMED[name] ?? name)
    .sort();
}

/** "Argentina/Buenos Aires" is Buenos Aires. */
export function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
