// A partition and what is wrong with it, in words of the page. Pure.
import type { HealthReason, PartitionHealth } from '../../main/contract/health.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';
import { roughTime } from './rough-time.ts';
import { shown } from './told.ts';

const FORECAST = 120_000_000;

export function nameOf(partition: { topic: string; partition: number }): string {
  return `${partition.topic}-${partition.partition}`;
}

/** Replicas that should be in sync and are not, ascending: those that a reassignment is adding need not be yet. */
export function missingOf({ replicas, isr, adding = [] }: PartitionHealth): number[] {
  return replicas.filter((id) => !isr.includes(id) && !adding.includes(id)).sort((a, b) => a - b);
}

type Why = { reason: HealthReason; missingBrokers: readonly number[] };

/** `missingBrokers`: all brokers that are not in sync. */
export function whyOf(why: Why, text: Text, format: Format): string {
  return text.health.why[why.reason.code](partsOf(why, format));
}

/** The same, and what to look at next. */
export function whyAndNextOf(why: Why, text: Text, format: Format): string {
  return `${whyOf(why, text, format)} ${text.health.next[why.reason.code](partsOf(why, format))}`;
}

function partsOf({ reason, missingBrokers }: Why, format: Format) {
  const values = { ...shown(reason.values, format), missing: missingBrokers.join(', ') };
  const { at, within } = reason.values;
  if (typeof at !== 'number') return values;
  // A forecast is never known to the second.
  return { ...values, at: roughTime(at, Math.max(FORECAST, Number(within ?? 0)), format) };
}
