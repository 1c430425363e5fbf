// When retention reaches what a partition's reader has not read. Pure.
import type { PartitionHealth } from '../../main/contract/health.ts';
import type { Micros } from '../../main/contract/units.ts';

/**
 * Microseconds since the epoch, about; 0: at any time from now on; null: nothing waits, nothing is deleted, or it is not known.
 * `isLoss`: forecast to come before the reader does.
 */
export function dueAt({
  due,
  reasons,
}: Pick<PartitionHealth, 'due' | 'reasons'>): { at: Micros; isLoss: boolean } | null {
  const race = reasons.find(({ code }) => code === 'retention-race')?.values.at;
  if (typeof race === 'number') return { at: race, isLoss: true };
  if (due === 'now') return { at: 0, isLoss: true };
  return typeof due === 'string' ? null : { at: due.at, isLoss: false };
}
