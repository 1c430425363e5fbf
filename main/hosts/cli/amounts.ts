// Amounts and times as people read them in a table; null: not known.
import { createTimeText } from '../../base/time-text.ts';
import type { Micros } from '../../contract/units.ts';
import { number, size } from './output.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function counted(n: number | null): string | null {
  return n === null ? null : number(n);
}

/** 0.4, 12.5, 1,812 */
export function rate(perSecond: number | null): string | null {
  if (perSecond === null) return null;
  return perSecond < 100 ? perSecond.toLocaleString('en-US', { maximumFractionDigits: 1 }) : number(perSecond);
}

export function bytes(amount: number | null): string | null {
  return amount === null ? null : size(amount);
}

/** 38 ms, 2.4 s, 3 min 20 s, 2 h 5 min, 4 d 3 h */
export function duration(seconds: number): string {
  const pair = (most: number, unit: string, least: number, small: string) => {
    const rest = Math.floor((seconds % most) / least);
    return `${Math.floor(seconds / most)} ${unit}${rest > 0 ? ` ${rest} ${small}` : ''}`;
  };
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < MINUTE) return `${rate(Math.round(seconds * 10) / 10)} s`;
  if (seconds < HOUR) return pair(MINUTE, 'min', 1, 's');
  return seconds < DAY ? pair(HOUR, 'h', MINUTE, 'min') : pair(DAY, 'd', HOUR, 'h');
}

/** RFC 3339 as everywhere in the output, to the second: when a cluster was asked is not known better. */
export function atSecond(time: Micros): string {
  return createTimeText()(time).replace(/\.\d+Z$/, 'Z');
}

/** "3 partitions", "1 partition" */
export function many(n: number, one: string): string {
  return `${number(n)} ${one}${n === 1 ? '' : 's'}`;
}
