// What is remembered of one partition between two samples, and what that tells of it.
import type { BurrowStatus, PartitionHealth, Severity } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { keepLast, rounded } from './bounded.ts';
import { addSample, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import { CommitWatch } from './commits.ts';
import { EndTimes, type Place } from './end-times.ts';
import { commitStatus, partitionStatus } from './group-judge.ts';
import { lagOf, lostOf, rateOf, unreadShareOf } from './reading.ts';
import type { RaceFacts } from './retention-race.ts';
import type { PartitionSnapshot, Snapshot } from './snapshot.ts';

const SECOND = 1_000_000;
const MIN_SAMPLE_DISTANCE = SECOND;
const UNREAD_SHARE = 0.8;
/** Of the log start; Kafka looks for what may be deleted every five minutes. */
const MOVES = 12;

type Point = { at: Micros; end: Offset | null; position: Offset | null };
export type Memory = {
  topicId: string | null;
  severity: Severity;
  since: Micros;
  /** by the code of a reason that holds: since when */
  reasonsSince: Map<string, Micros>;
  /** the last WINDOW_SAMPLES snapshots */
  points: Point[];
  /** of this process's own reader, and of one that is known by its commits alone: one of them is empty */
  own: ReaderSample[];
  commits: CommitWatch | undefined;
  rates: (number | null)[];
  /** since when the position is the one it is */
  stoodSince: Micros;
  /** since when most of the log is unread */
  unreadSince: Micros | null;
  ends: EndTimes;
  start: Offset | null;
  /** when its log start was seen to have moved, and where to */
  moves: RaceFacts['moves'][number][];
};

export function remember(
  before: Memory | undefined,
  partition: PartitionSnapshot,
  at: Micros,
  mostRates: number,
  unseenAfter: Micros | undefined,
): Memory {
  const { highWatermark: end, logStart, position, committed } = partition;
  const oldestEnd = before?.points.find((point) => point.end !== null)?.end ?? undefined;
  // A log that ends before all that was seen of it was created anew: rates and progress over both mean nothing. (A new
  // leader's high watermark may lie a little behind the last one seen; that alone is no new log.)
  const topicId = partition.topicId ?? before?.topicId ?? null;
  const anew =
    (end !== null && oldestEnd !== undefined && end < oldestEnd) ||
    (before !== undefined && before.topicId !== null && before.topicId !== topicId);
  const memory: Memory = {
    topicId,
    severity: before?.severity ?? 'ok',
    since: before?.since ?? at,
    reasonsSince: before?.reasonsSince ?? new Map(),
    points: anew ? [] : (before?.points ?? []),
    own: anew || committed ? [] : (before?.own ?? []),
    // Where nobody could be asked for what is committed, that it is not known is no news of it.
    commits: committed
      ? ((anew ? undefined : before?.commits) ?? new CommitWatch(unseenAfter))
      : position === null && !anew
        ? before?.commits
        : undefined,
    rates: anew ? [] : (before?.rates ?? []),
    stoodSince: before?.points.at(-1)?.position === position ? before.stoodSince : at,
    unreadSince: anew ? null : (before?.unreadSince ?? null),
    ends: (anew ? undefined : before?.ends) ?? new EndTimes(),
    start: logStart ?? before?.start ?? null,
    moves: anew ? [] : (before?.moves ?? []),
  };
  if (end !== null) memory.ends.observe(end, at);
  if (before && before.start !== null && logStart !== null && logStart > before.start)
    keepLast(memory.moves, MOVES, { at, start: logStart });
  const last = memory.points.at(-1);
  keepLast(memory.points, WINDOW_SAMPLES, { at, end, position });
  if (last) keepLast(memory.rates, mostRates, rounded(producedBetween(last, { at, end })));
  const lag = lagOf(position, end);
  if (position !== null && memory.commits) memory.commits.observe(position, end, at);
  else if (position !== null) addSample(memory.own, { offset: position, at, lag }, MIN_SAMPLE_DISTANCE);
  const share = unreadShareOf(position, logStart, end);
  // A sample in which it is not known, as a leader moves, ends nothing.
  if (share !== null && share <= UNREAD_SHARE) memory.unreadSince = null;
  else if (share !== null) memory.unreadSince ??= at;
  return memory;
}

export function samplesOf({ own, commits }: Memory): readonly ReaderSample[] {
  return commits?.samples ?? own;
}
export function producedOf({ points }: Memory): number | null {
  return rateOf(points.map(({ at, end }) => ({ at, offset: end })));
}
export function consumedOf({ points }: Memory): number | null {
  return rateOf(points.map(({ at, position }) => ({ at, offset: position })));
}

export function lagSecondsOf({ ends }: Memory, { position, highWatermark }: PartitionSnapshot): number | null {
  return position === null || highWatermark === null ? null : rounded(ends.lagSeconds(position, highWatermark));
}
export function dueOf(memory: Memory, partition: PartitionSnapshot, now: Micros): PartitionHealth['due'] {
  const { position, logStart, highWatermark, retention } = partition;
  const isWaiting = position !== null && lostOf(position, logStart) === 0 && lagOf(position, highWatermark) !== 0;
  if (!isWaiting) return 'none';
  if (!retention) return 'limit-unknown';
  if (retention.ms === null) return retention.bytes === null ? 'never' : 'unlimited';
  const place = placeOf(memory, partition, now);
  if (place === null) return 'age-unknown';
  const at = place.at + retention.ms * 1000;
  return at <= now ? 'now' : { at, within: place.within };
}

/**
 * Of the record at the position. Of one that is older than all that was looked at it is known only where that is as long ago as
 * retention.ms: then it came at that time at the latest.
 */
export function placeOf({ ends }: Memory, { position, retention }: PartitionSnapshot, now: Micros): Place | null {
  if (position === null) return null;
  const { oldest } = ends;
  const limit = retention?.ms ?? Number.POSITIVE_INFINITY;
  const isOld = oldest !== undefined && position < oldest.end && now - oldest.from >= limit * 1000;
  return ends.placeOf(position) ?? (isOld ? { at: oldest.from, within: 0 } : null);
}

/** A high watermark that a new leader put back a little is no negative rate. */
function producedBetween(before: Omit<Point, 'position'>, after: Omit<Point, 'position'>): number | null {
  if (before.end === null || after.end === null || after.at <= before.at) return null;
  return (Math.max(0, after.end - before.end) / (after.at - before.at)) * SECOND;
}

export function groupStatus(
  memory: Memory,
  { position, highWatermark }: PartitionSnapshot,
  snapshot: Snapshot,
): BurrowStatus {
  if (snapshot.group === null || position === null) return 'UNKNOWN';
  const ends = memory.points.flatMap(({ end }) => (end === null ? [] : [end]));
  const lag = lagOf(position, highWatermark);
  const { at, groupActive } = snapshot;
  return memory.commits
    ? commitStatus(memory.commits, ends, lag, at, groupActive)
    : partitionStatus(memory.own, ends, lag, at, groupActive);
}

/** It reads, and has had more to read in the whole window: a reader of several partitions may be busy with this one. */
export function catchesUp(samples: readonly ReaderSample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)];
  return (
    first !== undefined && last !== undefined && last.offset > first.offset && samples.every(({ lag }) => lag !== 0)
  );
}
