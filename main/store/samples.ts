// Samples as bytes: columns of whole numbers from -1 (not known) on, deflated, and what becomes of several of them when they are
// rolled up. Pure.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What stays of several samples: the last, the last that is known, the greatest or the least that is known. */
type Rule = 'last' | 'known' | 'most' | 'least';

/** The order is that of the bytes: more come at the end. */
const PARTITION_COLUMNS = {
  end: 'known',
  start: 'known',
  lag: 'known',
  /** the greatest */
  lagMost: 'most',
  /** -1: none */
  leader: 'last',
  /** 0: it had no leader */
  inSync: 'least',
  replicas: 'last',
  /** of the leader's replica; not in the samples of the first versions */
  bytes: 'known',
  /** the greatest; not in the samples of the first two versions */
  lagMs: 'most',
} as const satisfies Record<string, Rule>;
const BROKER_COLUMNS = {
  alive: 'least',
  latencyMicros: 'most',
  /** of the followed partitions: that it leads, that it has, of these out of sync, and that prefer it and are led by another one */
  leaders: 'last',
  replicas: 'last',
  missing: 'most',
  misses: 'most',
  /** of its directories */
  bytes: 'known',
} as const satisfies Record<string, Rule>;
/** The first row is of the group, the others of the partitions that it has offsets of. */
const GROUP_COLUMNS = {
  lag: 'most',
  lagMs: 'most',
  clearMs: 'most',
  /** of a partition: -1 */
  members: 'last',
  /** of the group: -1 */
  committed: 'known',
} as const satisfies Record<string, Rule>;

export const COLUMNS = { partition: PARTITION_COLUMNS, broker: BROKER_COLUMNS, group: GROUP_COLUMNS };
export type RosterKind = keyof typeof COLUMNS;
export type Row<K extends RosterKind> = Record<keyof (typeof COLUMNS)[K], number>;
export type Figures = Row<'partition'>;
export type BrokerFigures = Row<'broker'>;
export type GroupFigures = Row<'group'>;

/** Those of the first version; samples of the second begin with NaN, which no figure is, and their number. */
const FIRST_COLUMNS = 7;
/** From the third on they begin with another NaN, of which the first byte is the number of columns. */
const NAN_END = [0xf8, 0x7f];
const HEAD_BYTES = 8;
const VARINT_BYTES = 8;

/** Where it lies among the columns. */
export function columnOf<K extends RosterKind>(kind: K, name: keyof Row<K> & string): number {
  return Object.keys(COLUMNS[kind]).indexOf(name);
}

/** A column behind the other, so that equal numbers lie side by side. */
export function encodeRows<K extends RosterKind>(kind: K, rows: readonly Row<K>[]): Buffer {
  const columns = Object.keys(COLUMNS[kind]).map((name) =>
    Float64Array.from(rows, (row: Record<string, number>) => row[name] ?? -1),
  );
  return encodeColumns(columns);
}
export function encodeColumns(columns: readonly Float64Array[]): Buffer {
  const count = columns[0]?.length ?? 0;
  const bytes = new Uint8Array(HEAD_BYTES + count * columns.length * VARINT_BYTES);
  bytes[0] = columns.length;
  bytes.set(NAN_END, HEAD_BYTES - NAN_END.length);
  let at = HEAD_BYTES;
  for (const column of columns)
    for (const figure of column) {
      // Up to 2^53: eight times seven bits.
      let left = figure + 1;
      while (left >= 128) {
        bytes[at++] = (left % 128) | 128;
        left = Math.floor(left / 128);
      }
      bytes[at++] = left;
    }
  return deflateRawSync(bytes.subarray(0, at), { level: 1 });
}

/** Of whatever version; a column that it had not yet is absent. */
export function decodeColumns(bytes: Uint8Array): Float64Array[] {
  const raw = inflateRawSync(bytes);
  const isPacked =
    raw[0] !== 0 && raw[6] === NAN_END[0] && raw[7] === NAN_END[1] && raw.subarray(1, 6).every((n) => n === 0);
  return isPacked ? packed(raw) : doubles(raw);
}
function packed(raw: Uint8Array): Float64Array[] {
  let count = 0;
  for (let at = HEAD_BYTES; at < raw.length; at++) if ((raw[at] ?? 0) < 128) count++;
  const numbers = new Float64Array(count);
  let index = 0;
  let figure = 0;
  let unit = 1;
  for (let at = HEAD_BYTES; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (byte >= 128) {
      figure += (byte - 128) * unit;
      unit *= 128;
      continue;
    }
    numbers[index++] = figure + byte * unit - 1;
    figure = 0;
    unit = 1;
  }
  return cut(numbers, raw[0] ?? 1);
}
function doubles(raw: Buffer): Float64Array[] {
  const numbers = new Float64Array(raw.length / 8);
  for (const i of numbers.keys()) numbers[i] = raw.readDoubleLE(i * 8);
  const [first = 0, columns = 0] = numbers;
  return Number.isNaN(first) ? cut(numbers.subarray(2), columns) : cut(numbers, FIRST_COLUMNS);
}
function cut(numbers: Float64Array, columns: number): Float64Array[] {
  const count = numbers.length / columns;
  return Array.from({ length: columns }, (_, i) => numbers.subarray(i * count, (i + 1) * count));
}

/** Of the same roster, the oldest first. */
export function rolledUp(kind: RosterKind, samples: readonly Float64Array[][]): Float64Array[] {
  const count = samples[0]?.[0]?.length ?? 0;
  return Object.values(COLUMNS[kind]).map((rule, column) => {
    const result = new Float64Array(count).fill(-1);
    for (const sample of samples)
      for (const [i, figure] of (sample[column] ?? []).entries()) result[i] = joined(rule, result[i] ?? -1, figure);
    return result;
  });
}
/** b is the later one */
function joined(rule: Rule, a: number, b: number): number {
  if (rule === 'last') return b;
  if (b < 0) return a;
  if (a < 0 || rule === 'known') return b;
  return rule === 'most' ? Math.max(a, b) : Math.min(a, b);
}
