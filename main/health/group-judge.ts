// Burrow's rules for a partition of any group, and what a group is from its partitions, members and state. Pure.
import type { GroupPartition, GroupReason, GroupState } from '../contract/groups.ts';
import type { BurrowStatus, Severity } from '../contract/health.ts';
import { type Said, say, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { hasRewound, judgeReader, MINIMUM_COMPLETE, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import type { CommitWatch } from './commits.ts';
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
 * `isRead`: whether somebody is there who could read it. Offsets are looked at, not commits received: one that stands is seen again
 * and again, so the evaluator says STALL where Burrow, who waits for commits, says STOP. Who is there tells them apart: where nobody
 * reads the partition the commits have ended.
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

/**
 * The same of a reader that is known by its commits alone: it is not said to stand before its next commit is due, nor to fall behind
 * for what comes between two of them.
 */
export function commitStatus(
  commits: CommitWatch,
  ends: readonly Offset[],
  lag: number | null,
  at: Micros,
  isRead: boolean,
): BurrowStatus {
  const status = partitionStatus(commits.samples, ends, lag, at, isRead);
  const isEarly = (status === 'STOP' || status === 'STALL') && !commits.isOverdue(at);
  // That it stands since it went back is not known yet; that it went back is.
  if (isEarly && hasRewound(commits.samples)) return 'REWIND';
  const isUnsure = isEarly || status === 'UNKNOWN' || (status === 'WARN' && commits.commits < NEEDED_SAMPLES);
  if (lag === null || !isUnsure) return status;
  // Too few samples are OK in Burrow, and so they are of one that was seen to move.
  return commits.changedAt === null ? 'UNKNOWN' : 'OK';
}

/** Why nothing is said, yet, of a reader that records wait for. */
export function unsureReason(
  samples: readonly ReaderSample[],
  waitsSince: Micros | null,
  lag: number,
  at: Micros,
  severity: Severity,
): Finding {
  return samples.length < NEEDED_SAMPLES || waitsSince === null
    ? reason('group-few-samples', { lag, samples: samples.length, needed: NEEDED_SAMPLES }, severity)
    : reason('group-unseen', { lag, seconds: Math.floor((at - waitsSince) / SECOND) }, severity);
}

const REASON_OF = { STOP: 'group-stop', STALL: 'group-stall', REWIND: 'group-rewind', WARN: 'group-warn' } as const;

/** `lag` null: the end of its log is not known. */
export function partitionReasons(
  { status, commits }: { status: BurrowStatus; commits: CommitWatch },
  lag: number | null,
  lost: number,
  at: Micros,
): Finding[] {
  const { samples, waitsSince } = commits;
  const reasons: Finding[] = [];
  const waiting = (lag ?? 0) - lost;
  if (lost > 0) reasons.push(reason('records-lost', { records: lost }));
  if (lag === null) reasons.push(reason('offsets-unknown', {}));
  else if (status === 'UNKNOWN') reasons.push(unsureReason(samples, waitsSince, waiting, at, 'unknown'));
  else if (status === 'OK' && lag > 0 && samples.length < NEEDED_SAMPLES)
    reasons.push(unsureReason(samples, null, waiting, at, 'ok'));
  else if (status !== 'OK') reasons.push(reason(REASON_OF[status], { lag: waiting }));
  return reasons;
}

export function partitionSeverity(status: BurrowStatus, lost: number): Severity {
  return lost > 0 ? 'error' : SEVERITY_OF[status];
}

/** What of a partition a group is judged by. */
export type JudgedPartition = Pick<GroupPartition, 'status' | 'lagRecords' | 'lostRecords' | 'end'> & {
  samples: number;
  /** when the committed offset was seen to change last, and since when records wait for that; null: not, none */
  changedAt: Micros | null;
  waitsSince: Micros | null;
};
export type GroupFinding = Omit<GroupReason, 'since'>;
export type GroupVerdict = { status: BurrowStatus; severity: Severity; reasons: GroupFinding[] };

export function judgeGroup(
  group: GroupSnapshot,
  partitions: readonly JudgedPartition[],
  { at, stateSince }: { at: Micros; stateSince: Micros },
): GroupVerdict {
  const reasons: GroupFinding[] = [];
  const add = (code: GroupReason['code'], severity: Severity, said: Said) =>
    reasons.push({ code, severity, told: tell(said) });
  const ofStatus = (status: BurrowStatus) => {
    const those = partitions.filter((one) => one.status === status);
    return { partitions: those.length, records: sumOf(those.map(waitingOf)) };
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
  const waiting = sumOf(partitions.map(waitingOf));
  // One that reads on its own, without joining, has a group that is always empty; its offsets move, and go on to do so.
  const moves = partitions.some(({ changedAt }) => changedAt !== null && changedAt > stateSince);
  if (group.state === 'Empty' && waiting > 0 && !stop?.partitions && !moves)
    add('empty', 'warning', say('groups-empty', { records: waiting }));

  if (group.why) add('denied', 'unknown', group.why);
  else if (group.commits === null) add('not-described', 'unknown', say('groups-not-described'));
  const endless = partitions.filter((one) => one.end === null).length;
  if (endless > 0) add('no-ends', 'unknown', say('groups-no-ends', { partitions: endless }));
  const early = partitions.filter((one) => one.end !== null && one.status === 'UNKNOWN');
  const samples = Math.min(...early.map((one) => one.samples));
  if (early.length > 0 && samples < NEEDED_SAMPLES)
    add('too-few', 'unknown', say('groups-too-few', { samples, needed: NEEDED_SAMPLES }));
  else if (early.length > 0) {
    const since = Math.min(...early.map(({ waitsSince }) => waitsSince ?? at));
    const seconds = Math.floor((at - since) / SECOND);
    add('too-few', 'unknown', say('groups-uncommitted', { partitions: early.length, seconds }));
  }

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

/** What is deleted waits for nobody any more. */
function waitingOf({ lagRecords, lostRecords }: JudgedPartition): number {
  return Math.max(0, (lagRecords ?? 0) - lostRecords);
}

function sumOf(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
