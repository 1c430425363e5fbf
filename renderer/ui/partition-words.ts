// A partition and what is wrong with it, in words of the page. Pure.
import type { HealthReason, PartitionHealth } from '../../main/contract/health.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';
import { shown } from './told.ts';

export function nameOf(partition: { topic: string; partition: number }): string {
  return `${partition.topic}-${partition.partition}`;
}

/** Replicas that are not in sync, ascending. */
export function missingOf(partition: PartitionHealth): number[] {
  return partition.replicas.filter((id) => !partition.isr.includes(id)).sort((a, b) => a - b);
}

/** `missingBrokers`: all brokers that are not in sync. */
export function whyOf(
  { reason, missingBrokers }: { reason: HealthReason; missingBrokers: readonly number[] },
  text: Text,
  format: Format,
): string {
  const { at } = reason.values;
  const values = { ...shown(reason.values, format), missing: missingBrokers.join(', ') };
  return text.health.why[reason.code](
    typeof at === 'number' ? { ...values, at: format.time(at, 'day-time', 0) } : values,
  );
}
