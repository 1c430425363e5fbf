// A time as a person types it, in the zone of the settings. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Zone } from '../state/choices.ts';
import { timeOf } from '../state/zone.ts';
import { partsOf } from './format.ts';

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Takes 2026-11-23 14:02:11.204312 (also with T, shorter, or with Z or +09:00), 14:02 (of the day of `now`), 15m, 2h, 1d (ago)
 * and "now"; times since 1970 of 10, 13 or 16 digits; and times as logs of web servers and mails have them. undefined: not a time, or one whose microseconds are no safe integer (before 1685, after 2254): no record has it.
 */
export function parseTime(typed: string, zone: Zone, now: Micros): Micros | undefined {
  const text = plainForm(typed.trim().toLowerCase());
  if (text === 'now' || text === '지금') return now;
  const epoch = /^(?:\d{10}|\d{13}|\d{16}|\d{10}[.,]\d{1,6})$/.exec(text);
  if (epoch) return epochOf(text);
  const ago = /^(\d{1,6}) ?(s|m|h|d|w)( ago)?$/.exec(text);
  if (ago) return now - Number(ago[1]) * UNITS[ago[2] as keyof typeof UNITS] * 1e6;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/.exec(text);
  if (clock) {
    const today = partsOf(now, zone);
    return build([today.year, today.month, today.day], clock.slice(1), zone, undefined);
  }
  const full =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?)? ?(z|utc|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (!full) return undefined;
  return build([Number(full[1]), Number(full[2]), Number(full[3])], full.slice(4, 8), zone, full[8]);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 2026/11/22, [22/Nov/2026:13:00:01 +0900] and Sun, 22 Nov 2026 13:00:01 GMT as 2026-11-22 ... */
function plainForm(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?=$|[ t])/, '$1-$2-$3');
  const named = /^(?:[a-z]{3}, )?(\d{1,2})[/ -]([a-z]{3})[/ -](\d{4})(?:[: ](.+))?$/.exec(bare);
  const month = MONTHS.indexOf(named?.[2] ?? '');
  if (!named || month < 0) return bare;
  return [`${named[3]}-${month + 1}-${named[1]}`, named[4]?.replace(/ ?gmt$/, 'z')].filter(Boolean).join(' ');
}

/** Since 1970, in seconds, milliseconds or microseconds by the number of digits. */
function epochOf(text: string): Micros {
  const [whole = '', fraction = ''] = text.split(/[.,]/);
  return Number(whole) * 10 ** (16 - whole.length) + Number(fraction.padEnd(6, '0'));
}

function build(
  [year, month, day]: [number, number, number],
  clock: (string | undefined)[],
  zone: Zone,
  offset: string | undefined,
): Micros | undefined {
  const [hour, minute, second] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = Number((clock[3] ?? '').padEnd(6, '0'));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const wall = date.getTime() * 1000 + micros;
  if (!Number.isSafeInteger(wall)) return undefined;
  const at = offset === undefined ? timeOf(wall, zone) : wall - offsetMinutesOf(offset) * 60e6;
  return Number.isSafeInteger(at) ? at : undefined;
}

function offsetMinutesOf(text: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3]));
}
