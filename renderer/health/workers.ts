// What the workers of this viewer hold, in few words.
import type { Consumers, GroupMember, WorkerStatus } from '../../main/contract/health.ts';
import { type Sum, sumOf } from './sums.ts';

/** "app.auth 0–3, 7": each topic with its partitions as ranges, in the order of names. */
export function heldBy(reader: Pick<GroupMember, 'partitions'>): { topic: string; ranges: string }[] {
  const topics = Map.groupBy(reader.partitions, (one) => one.topic);
  return [...topics]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([topic, members]) => ({ topic, ranges: rangesOf(members.map((one) => one.partition)) }));
}

/** 0–3, 7 */
export function rangesOf(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const n of sorted) {
    const last = ranges.at(-1);
    if (last && n <= last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges
    .map(([from, to]) => (from === to ? from : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
    .join(', ');
}

export function workersSummary({ workers }: Consumers): {
  /** all but those that are leaving */
  wanted: number;
  consuming: number;
  recordsPerSecond: number;
  bytesPerSecond: number;
  lagRecords: Sum;
} {
  return {
    wanted: workers.filter((worker) => worker.state !== 'leaving').length,
    consuming: workers.filter((worker) => worker.state === 'consuming').length,
    recordsPerSecond: workers.reduce((sum, worker) => sum + worker.recordsPerSecond, 0),
    bytesPerSecond: workers.reduce((sum, worker) => sum + worker.bytesPerSecond, 0),
    lagRecords: sumOf(workers.flatMap(lagsOf)),
  };
}

/** Of each of its partitions. */
export function lagsOf(worker: WorkerStatus): (number | null)[] {
  return worker.partitions.map((one) => one.lagRecords);
}
