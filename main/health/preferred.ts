// Who leads what prefers it: the first replica of a partition is its preferred leader.
import type { Snapshot } from './snapshot.ts';

export type Preferences = { prefer: number; misses: number };

/** By broker: how many partitions prefer it, and how many of them another one leads, or nobody. */
export function preferencesOf(
  partitions: Iterable<{ replicas: readonly number[]; leader: number | null }>,
): Map<number, Preferences> {
  const counts = new Map<number, Preferences>();
  for (const { replicas, leader } of partitions) {
    const preferred = replicas[0];
    if (preferred === undefined) continue;
    const count = counts.get(preferred) ?? { prefer: 0, misses: 0 };
    counts.set(preferred, count);
    count.prefer++;
    if (leader !== preferred) count.misses++;
  }
  return counts;
}

/** Of all partitions of the cluster, where they were looked at; else of those that are followed. */
export function preferencesIn({
  census,
  partitions,
}: Pick<Snapshot, 'census' | 'partitions'>): ReadonlyMap<number, Preferences> {
  return census?.preferences ?? preferencesOf(partitions);
}

/** 0 to 1 */
export function imbalanceOf({ prefer, misses }: Preferences): number {
  return prefer === 0 ? 0 : misses / prefer;
}
