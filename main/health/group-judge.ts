// Burrow's rules for a partition of any group, and what a group is from its partitions, members and state. Pure.
import type { GroupPartition, GroupReason, GroupState } from '../contract/groups.ts';
import type { BurrowStatus, Severity } from '../contract/health.ts';
import { type Said, say, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { judgeReader, MINIMUM_COMPLETE, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import type { GroupSnapshot } from './group-snapshot.ts';
import { type Finding, reason, SEVERITIES, worst } from './words.ts';

const SECOND = 1_000_000;
/** Rebalances take seconds; nobody reads meanwhile. */
const LONG_REBALANCE = 60 * SECOND;
const ENDLESS_REBALANCE = 300 * SECOND;
const REBALANCING: readonly GroupState[] = ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling'];
export const NEEDED_SAMPLES = Math.ceil(WINDOW_SAMPLES * MINIMUM_COMPLETE);

const SEVERITY_OF: Record<BurrowStatus, Severity> = {
  OK: 'ok',
  WARN: 'warning',
  STOP: 'error',
  STALL: 'error',
  REWIND: 'error',
  UNKNOWN: 'unknown',
};
/** Worst first. */
const STATUSES: readonly BurrowStatus[] = ['STOP', 'STALL', 'REWIND', 'WARN', 'UNKNOWN', 'OK'];

/**
 * `isRead`: whether somebody is there who could read it. Committed offsets are looked at, not commits received: one that stands
 * is seen again and again, so the evaluator says STALL where Burrow, who waits for commits, says STOP. Who is there tells them
 * apart: where nobody reads the partition the commits have ended.
 */
export function partitionStatus(
  samples: readonly ReaderSample[],
  ends: readonly Offset[],
  lag: number | null,
  at: Micros,
  isRead: boolean,
): BurrowStatus {
  if (lag === null) return 'UNKNOWN';
  const { status, tooFew } = judgeReader(samples, ends, lag, at);
  // Too few samples count as OK in Burrow; to say so of a reader that may stand still would be a guess.
  if (tooFew && lag > 0) return 'UNKNOWN';
  return status === 'STALL' && !isRead ? 'STOP' : status;
}

const REASON_OF = { STOP: 'group-stop', STALL: 'group-stall', REWIND: 'group-rewind', WARN: 'group-warn' } as const;

/** `lag` null: the end of its log is not known. */
export function partitionReasons(
  { status, samples }: { status: BurrowStatus; samples: readonly ReaderSample[] },
  lag: number | null,
  lost: number,
): Finding[] {
  const reasons: Finding[] = [];
  if (lost > 0) reasons.push(reason('records-lost', { records: lost }));
  if (lag === null) reasons.push(reason('offsets-unknown', {}));
  else if (status === 'UNKNOWN')
    reasons.push(reason('group-few-samples', { lag, samples: samples.length, needed: NEEDED_SAMPLES }));
  else if (status !== 'OK') reasons.push(reason(REASON_OF[status], { lag }));
  return reasons;
}

export function partitionSeverity(status: BurrowStatus, lost: number): Severity {
  return lost > 0 ? 'error' : SEVERITY_OF[status];
}

/** What of a partition a group is judged by. */
export type JudgedPartition = Pick<GroupPartition, 'status' | 'lagRecords' | 'lostRecords' | 'end'> & {
  samples: number;
  /** whether the committed offset was seen to change within the window */
  moves: boolean;
};
export type GroupVerdict = { status: BurrowStatus; severity: Severity; reasons: GroupReason[] };

export function judgeGroup(
  group: GroupSnapshot,
  partitions: readonly JudgedPartition[],
  { at, stateSince }: { at: Micros; stateSince: Micros },
): GroupVerdict {
  const reasons: GroupReason[] = [];
  const add = (code: GroupReason['code'], severity: Severity, said: Said) =>
    reasons.push({ code, severity, told: tell(said) });
  const ofStatus = (status: BurrowStatus) => {
    const those = partitions.filter((one) => one.status === status);
    return { partitions: those.length, records: sumOf(those.map((one) => one.lagRecords)) };
  };

  const lost = partitions.filter((one) => one.lostRecords > 0);
  if (lost.length > 0)
    add(
      'lost',
      'error',
      say('groups-lost', { records: sumOf(lost.map((one) => one.lostRecords)), partitions: lost.length }),
    );
  const [stop, stall, rewind, behind] = (['STOP', 'STALL', 'REWIND', 'WARN'] as const).map(ofStatus);
  if (stop?.partitions) add('stop', 'error', say('groups-stop', stop));
  if (stall?.partitions) add('stall', 'error', say('groups-stall', stall));
  if (rewind?.partitions) add('rewind', 'error', say('groups-rewind', rewind));
  if (behind?.partitions) add('behind', 'warning', say('groups-behind', behind));

  const shared = at - stateSince;
  if (REBALANCING.includes(group.state) && shared >= LONG_REBALANCE)
    add(
      'rebalancing',
      shared >= ENDLESS_REBALANCE ? 'error' : 'warning',
      say('groups-rebalancing', { seconds: Math.floor(shared / SECOND) }),
    );
  const waiting = sumOf(partitions.map((one) => one.lagRecords));
  // One that reads on its own, without joining, has a group that is always empty; its offsets move.
  if (group.state === 'Empty' && waiting > 0 && !stop?.partitions && !partitions.some((one) => one.moves))
    add('empty', 'warning', say('groups-empty', { records: waiting }));

  if (group.why) add('denied', 'unknown', group.why);
  else if (group.commits === null) add('not-described', 'unknown', say('groups-not-described'));
  const endless = partitions.filter((one) => one.end === null).length;
  if (endless > 0) add('no-ends', 'unknown', say('groups-no-ends', { partitions: endless }));
  const early = partitions.filter((one) => one.end !== null && one.status === 'UNKNOWN');
  if (early.length > 0)
    add(
      'too-few',
      'unknown',
      say('groups-too-few', { samples: Math.min(...early.map((one) => one.samples)), needed: NEEDED_SAMPLES }),
    );

  const idle = idleMembers(group);
  // Reading is not touched by it, and a member in reserve may be meant.
  if (idle > 0) add('idle', 'ok', say('groups-idle', { idle, members: group.members?.length ?? 0 }));

  const found = new Set(partitions.map((one) => one.status));
  if (group.commits === null) found.add('UNKNOWN');
  const severity = worst(reasons.map((one) => one.severity));
  reasons.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return { status: STATUSES.find((status) => found.has(status)) ?? 'OK', severity, reasons };
}

/** Members without a partition, of a group at rest. */
export function idleMembers({ state, members }: GroupSnapshot): number {
  return state === 'Stable' ? (members?.filter((one) => one.partitions.length === 0).length ?? 0) : 0;
}

/** `lag` at these rates, in records a second: seconds until it is gone, and whether it shrinks; null where not known. */
export function clearing(
  lag: number | null,
  consumed: number | null,
  produced: number | null,
): { clearSeconds: number | null; shrinks: boolean | null } {
  if (lag === 0) return { clearSeconds: 0, shrinks: null };
  if (lag === null || consumed === null || produced === null) return { clearSeconds: null, shrinks: null };
  const net = consumed - produced;
  return net > 0 ? { clearSeconds: lag / net, shrinks: true } : { clearSeconds: null, shrinks: false };
}

function sumOf(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
