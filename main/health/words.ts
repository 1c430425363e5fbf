// The reasons in English, and how bad each is.
import type { HealthReason, Severity } from '../contract/health.ts';

type Code = HealthReason['code'];
type Values = HealthReason['values'];

/** Worst first. What could not be read is worse than healthy, and better than a known trouble. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'unknown', 'ok'];
export function worst(severities: Iterable<Severity>): Severity {
  const present = new Set(severities);
  return SEVERITIES.find((severity) => present.has(severity)) ?? 'ok';
}

const REASONS: Record<Code, { severity: Severity; say: (values: Values) => string }> = {
  offline: {
    severity: 'error',
    say: (v) => `No leader: it can be neither read nor written until one of the brokers ${v.replicas} is back.`,
  },
  'leader-down': { severity: 'error', say: (v) => `Its leader, broker ${v.leader}, is not among the live brokers.` },
  'under-min-isr': {
    severity: 'error',
    say: (v) => `Only ${v.isr} of ${v.replicas} replicas in sync, ${v.minIsr} are required: writes with acks=all fail.`,
  },
  'at-min-isr': {
    severity: 'warning',
    say: (v) => `${v.isr} of ${v.replicas} replicas in sync, ${v.minIsr} are required: one more failure stops writes.`,
  },
  'under-replicated': {
    severity: 'warning',
    say: (v) =>
      `${v.isr} of ${v.replicas} replicas in sync; missing: broker ${v.missing}.${
        v.minIsr === 'unknown' ? ' Whether writes still succeed is unknown: min.insync.replicas may not be read.' : ''
      }`,
  },
  // Reading is not touched by it, and Kafka puts it right by itself within minutes.
  'not-preferred-leader': {
    severity: 'ok',
    say: (v) =>
      `Broker ${v.leader} leads in place of broker ${v.preferred}, which misses ${v.imbalancePercent} % of its leaderships.`,
  },
  'records-lost': {
    severity: 'error',
    say: (v) => `${v.records} records were deleted by retention before they were read.`,
  },
  'retention-race': {
    severity: 'warning',
    say: (v) =>
      `Retention (${v.by}) overtakes its reader in about ${v.amount} ${v.unit}: from then on about ${v.perHour} records an hour are lost.`,
  },
  'unread-share': {
    severity: 'warning',
    say: (v) =>
      `${v.percent} % of what the log holds is unread, for ${v.minutes} minutes: retention may overtake the reader.`,
  },
  'group-stop': { severity: 'error', say: (v) => `Nobody reads it any more: ${v.lag} records are waiting.` },
  'group-stall': { severity: 'error', say: (v) => `Its reader stands still: ${v.lag} records are waiting.` },
  'group-queued': {
    severity: 'warning',
    say: (v) => `Its reader catches up with other partitions first: ${v.lag} records are waiting.`,
  },
  'group-rewind': { severity: 'error', say: (v) => `Its reader went back, and has ${v.lag} records to read again.` },
  'group-warn': {
    severity: 'warning',
    say: (v) => `Its reader falls behind: lag has only grown, to ${v.lag} records.`,
  },
};

export function reason(code: Code, values: Values, severity = REASONS[code].severity): HealthReason {
  return { code, severity, message: REASONS[code].say(values), values };
}
