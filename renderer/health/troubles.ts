// What is wrong with the cluster, worst first: partitions with the same reason and the same numbers are one trouble.
import type { HealthReason, PartitionHealth, Severity } from '../../main/contract/health.ts';
import { missingOf, nameOf } from '../ui/partition-words.ts';
import { RANK } from './severity.ts';

export type Trouble = {
  /** stays the same from sample to sample while the trouble lasts */
  key: string;
  severity: Severity;
  code: HealthReason['code'];
  /** names of the partitions, in the order of the report */
  partitions: string[];
  /** replicas of these partitions that are not in sync, ascending */
  missingBrokers: number[];
  /** one reason of the group; where numbers differ by partition, that of the worst or first */
  reason: HealthReason;
  /** the earliest, in microseconds */
  since: number;
};

/** What reading that partition before the others may mend. */
export const UNREAD: readonly HealthReason['code'][] = ['retention-race', 'unread-share', 'group-queued', 'group-warn'];

/** How bad a reason is among those of one severity, worst first. */
const ORDER: HealthReason['code'][] = [
  'offline',
  'leader-down',
  'leader-silent',
  'records-lost',
  'retention-race',
  'under-min-isr',
  'at-min-isr',
  'under-replicated',
  'unread-share',
  'group-stop',
  'group-rewind',
  'group-stall',
  'group-empty',
  'group-queued',
  'group-warn',
  'min-isr-unknown',
  'offsets-unknown',
  'position-unknown',
  'group-none',
  'group-unseen',
  'not-preferred-leader',
  'group-few-samples',
];
const ABOUT_LEADER: HealthReason['code'][] = ['leader-down', 'leader-silent'];
/** Worst first. */
const ABOUT_REPLICAS: HealthReason['code'][] = [
  'offline',
  'leader-down',
  'leader-silent',
  'under-min-isr',
  'at-min-isr',
  'under-replicated',
];

export function troublesOf(partitions: readonly PartitionHealth[]): Trouble[] {
  const troubles = new Map<string, Trouble>();
  for (const partition of partitions)
    for (const reason of tellingReasons(partition)) {
      const missing = missingOf(partition);
      const brokers = [
        ...(ABOUT_LEADER.includes(reason.code) ? [reason.values.leader] : []),
        ...(ABOUT_REPLICAS.includes(reason.code) ? missing : []),
      ];
      const key = `${reason.severity} ${reason.code} ${brokers.join(',')}`;
      const known = troubles.get(key);
      if (known) {
        if (isSooner(reason, known.reason)) {
          known.partitions.unshift(nameOf(partition));
          known.reason = reason;
        } else known.partitions.push(nameOf(partition));
        known.since = Math.min(known.since, reason.since);
      } else
        troubles.set(key, {
          key,
          severity: reason.severity,
          code: reason.code,
          partitions: [nameOf(partition)],
          missingBrokers: missing,
          reason,
          since: reason.since,
        });
    }
  return [...troubles.values()].sort(
    (a, b) => RANK[b.severity] - RANK[a.severity] || ORDER.indexOf(a.code) - ORDER.indexOf(b.code),
  );
}

/** Of several that lose records, the first to do so is told. */
function isSooner(one: HealthReason, other: HealthReason): boolean {
  return one.code === 'retention-race' && Number(one.values.at) < Number(other.values.at);
}

/** Without those that are no trouble, and of those about replicas only the worst: it implies the others. */
export function tellingReasons(partition: PartitionHealth): HealthReason[] {
  const reasons = partition.reasons.filter((reason) => reason.severity !== 'ok');
  const worst = ABOUT_REPLICAS.find((code) => reasons.some((reason) => reason.code === code));
  return reasons.filter((reason) => reason.code === worst || !ABOUT_REPLICAS.includes(reason.code));
}
