// What a person types after an option, as a value; what does not fit says which forms do.
import { InvalidArgumentError } from 'commander';
import { Retention, type Start } from '../../contract/session.ts';
import type { Micros } from '../../contract/units.ts';

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const BYTES: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const RFC_3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d))?$/;
export const TIME_FORMS =
  'RFC 3339 (2026-07-01T14:00:00Z, +09:00 instead of Z, or the date alone for its midnight UTC), "now", or how long ago: "15m", "2h", "1d"';

/** Microseconds since the epoch, 1684 to 2255: no record's time lies outside, so the end says the same. `now` is in milliseconds. */
export function parseTime(text: string, now = Date.now()): Micros {
  return Math.min(Math.max(readTime(text, now), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

function readTime(text: string, now: number): number {
  if (text === 'now') return now * 1000;
  const ago = /^(\d+(?:\.\d+)?)([smhdw])(?: ago)?$/.exec(text);
  if (ago) return Math.round((now - Number(ago[1]) * (SECONDS[ago[2] ?? ''] ?? 0) * 1000) * 1000);
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = RFC_3339.exec(text) ?? [];
  // Date takes the 30th of February for the 2nd of March.
  const exists = date !== undefined && new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date);
  const seconds = exists ? Date.parse(`${date}T${time}${zone.toUpperCase()}`) / 1000 : Number.NaN;
  if (Number.isNaN(seconds)) throw new InvalidArgumentError(`Give a time as ${TIME_FORMS}.`);
  return seconds * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

export function parseStart(text: string): Start {
  if (text === 'earliest' || text === 'latest') return { at: text };
  const offset = /^offset:(\d{1,15})$/.exec(text);
  if (offset) return { at: 'offset', offset: Number(offset[1]) };
  try {
    return { at: 'time', time: parseTime(text) };
  } catch {
    throw new InvalidArgumentError(`Give earliest, latest, offset:N, or a time: ${TIME_FORMS}.`);
  }
}

/** "a,b" or the option given several times. */
export function parseList(text: string, before: string[] = []): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new InvalidArgumentError('Give at least one, separated by commas.');
  return [...before, ...items];
}

export type OffsetRange = { topic: string; partition: number; from: number; to: number };

/** "app.auth/3:1000-2000" or several, or the option given several times; the second offset is not included. */
export function parseOffsets(text: string, before: OffsetRange[] = []): OffsetRange[] {
  const ranges = parseList(text).map((item) => {
    const [, topic = '', partition, from, to] = /^([\w.-]+)\/(\d{1,9}):(\d{1,15})-(\d{1,15})$/.exec(item) ?? [];
    const range = { topic, partition: Number(partition), from: Number(from), to: Number(to) };
    if (!(range.from < range.to))
      throw new InvalidArgumentError(`"${item}" is not topic/partition:from-to with a first offset below the second.`);
    return range;
  });
  return [...before, ...ranges];
}

export function parseBrokers(text: string, before: string[] = []): string[] {
  const brokers = parseList(text, before);
  for (const broker of brokers) {
    const port = Number(/^\S+:(\d{1,5})$/.exec(broker)?.[1]);
    if (!(port >= 1 && port <= 65_535))
      throw new InvalidArgumentError(`"${broker}" is not host:port with a port of 1 to 65535.`);
  }
  return brokers;
}

export function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** Bytes, of what the cache may take: "500M", "20G", "20GiB" (powers of 1024). */
export function parseSize(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text);
  const size = parts ? Math.round(Number(parts[1]) * (BYTES[(parts[2] ?? '').toLowerCase()] ?? 1)) : Number.NaN;
  if (!Retention.shape.maxBytes.safeParse(size).success)
    throw new InvalidArgumentError('Give a size of at least 64M, such as 500M or 20G.');
  return size;
}

/** Seconds, of how long the cache keeps records: "12h", "7d". */
export function parseAge(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
  const age = parts ? Math.round(Number(parts[1]) * (SECONDS[parts[2] ?? ''] ?? 0)) : Number.NaN;
  if (!Retention.shape.maxAgeSeconds.safeParse(age).success)
    throw new InvalidArgumentError('Give an age of at least 1m, such as 12h or 7d.');
  return age;
}
