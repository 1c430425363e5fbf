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
};
const COLUMNS = ['end', 'start', 'lag', 'lagMost', 'leader', 'inSync', 'replicas'] as const;

/** A column behind the other, so that equal numbers lie side by side. */
export function encodeFigures(all: readonly Figures[]): Buffer {
  const numbers = new Float64Array(all.length * COLUMNS.length);
  for (const [column, name] of COLUMNS.entries())
    for (const [i, one] of all.entries()) numbers[column * all.length + i] = one[name];
  return deflateRawSync(new Uint8Array(numbers.buffer), { level: 1 });
}

export function decodeFigures(bytes: Uint8Array): Figures[] {
  const raw = inflateRawSync(bytes);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const count = raw.byteLength / 8 / COLUMNS.length;
  const at = (column: number, i: number) => view.getFloat64((column * count + i) * 8, true);
  return Array.from({ length: count }, (_, i) => ({
    end: at(0, i),
    start: at(1, i),
    lag: at(2, i),
    lagMost: at(3, i),
    leader: at(4, i),
    inSync: at(5, i),
    replicas: at(6, i),
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
    }
  return result;
}
