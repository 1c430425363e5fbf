// Samples of partitions as bytes: columns of numbers, deflated, and what becomes of several of them when they are rolled up. Pure.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** One partition; -1: not known. */
export type Figures = {
  /** the last known */
  end: number;
  start: number;
  lag: number;
  /** the greatest */
  lagMost: number;
  /** the last; -1: none */
  leader: number;
  /** the fewest; 0: it had no leader */
  inSync: number;
  replicas: number;
  /** of the leader's replica, the last known; not in the samples of the first versions */
  bytes: number;
};
const COLUMNS = ['end', 'start', 'lag', 'lagMost', 'leader', 'inSync', 'replicas', 'bytes'] as const;
/** Those of the first versions; samples of more begin with NaN, which no figure is, and their number. */
const FIRST_COLUMNS = 7;

/** A column behind the other, so that equal numbers lie side by side. */
export function encodeFigures(all: readonly Figures[]): Buffer {
  const numbers = new Float64Array(2 + all.length * COLUMNS.length);
  numbers.set([Number.NaN, COLUMNS.length]);
  for (const [column, name] of COLUMNS.entries())
    for (const [i, one] of all.entries()) numbers[2 + column * all.length + i] = one[name];
  return deflateRawSync(new Uint8Array(numbers.buffer), { level: 1 });
}

export function decodeFigures(bytes: Uint8Array): Figures[] {
  const raw = inflateRawSync(bytes);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const isFirst = raw.byteLength === 0 || !Number.isNaN(view.getFloat64(0, true));
  const [head, columns] = isFirst ? [0, FIRST_COLUMNS] : [2, view.getFloat64(8, true)];
  const count = (raw.byteLength / 8 - head) / columns;
  const at = (column: number, i: number) =>
    column < columns ? view.getFloat64((head + column * count + i) * 8, true) : -1;
  return Array.from({ length: count }, (_, i) => ({
    end: at(0, i),
    start: at(1, i),
    lag: at(2, i),
    lagMost: at(3, i),
    leader: at(4, i),
    inSync: at(5, i),
    replicas: at(6, i),
    bytes: at(7, i),
  }));
}

/** Of the same partitions, the oldest first. */
export function rolledUp(samples: readonly (readonly Figures[])[]): Figures[] {
  const [first = [], ...later] = samples;
  const result = first.map((one) => ({ ...one }));
  for (const sample of later)
    for (const [i, one] of sample.entries()) {
      const into = result[i];
      if (!into) continue;
      if (one.end >= 0) into.end = one.end;
      if (one.start >= 0) into.start = one.start;
      if (one.lag >= 0) into.lag = one.lag;
      into.lagMost = Math.max(into.lagMost, one.lagMost);
      into.leader = one.leader;
      into.inSync = Math.min(into.inSync, one.inSync);
      into.replicas = one.replicas;
      if (one.bytes >= 0) into.bytes = one.bytes;
    }
  return result;
}
