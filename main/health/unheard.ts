// A group that no broker tells of any more: where it was, and nothing of what has become of it.
import type { GroupPartition, GroupSummary } from '../contract/groups.ts';
import type { BurrowStatus } from '../contract/health.ts';
import { say, tell } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import { reason } from './words.ts';

const SECOND = 1_000_000;
/** A group that no broker has told of for so long is not judged any more. */
export const UNHEARD_AFTER = 60 * SECOND;

const LAG_UNKNOWN = {
  lagRecords: null,
  lagSeconds: null,
  lagExact: false,
  clearSeconds: null,
  shrinks: null,
  lostRecords: 0,
} as const;

export function isUnheard({ reasons }: GroupSummary): boolean {
  return reasons.some(({ code }) => code === 'unheard');
}

/** `last`: the summary before; `was`: how it was judged when it was last told of. */
export function unheardSummary(last: GroupSummary, was: BurrowStatus, at: Micros): GroupSummary {
  const { seenAt } = last;
  const told = tell(say('groups-unheard', { seconds: Math.floor((at - seenAt) / SECOND), status: was }));
  return {
    ...last,
    ...{ state: 'Unknown', stateSince: seenAt, members: null, idleMembers: 0 },
    ...{ status: 'UNKNOWN', severity: 'unknown', since: seenAt },
    reasons: [{ code: 'unheard', severity: 'unknown', told, since: seenAt }],
    ...LAG_UNKNOWN,
    lagLacking: last.partitions,
  };
}

type Known = Pick<GroupPartition, 'topic' | 'partition' | 'committed' | 'offsets' | 'lags'>;

export function unheardPartition({ topic, partition, committed, offsets, lags }: Known, since: Micros): GroupPartition {
  return {
    ...{ topic, partition, committed, end: null, logStart: null, memberId: null },
    ...{ status: 'UNKNOWN', severity: 'unknown', since, reasons: [{ ...reason('position-unknown', {}), since }] },
    ...{ ...LAG_UNKNOWN, consumedPerSecond: null, offsets: [...offsets], lags: [...lags] },
  };
}
