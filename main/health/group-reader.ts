// A group's reader of one partition: what is kept of it, and how far behind it is.
import type { GroupPartition } from '../contract/groups.ts';
import type { BurrowStatus, Severity } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { keepLast, rounded } from './bounded.ts';
import { CommitWatch } from './commits.ts';
import type { EndTimes } from './end-times.ts';
import { clearing, commitStatus, partitionReasons, partitionSeverity } from './group-judge.ts';
import { lagOf, lostOf, rateOf } from './reading.ts';

export type Reader = {
  topic: string;
  partition: number;
  commits: CommitWatch;
  offsets: (Offset | null)[];
  lags: (number | null)[];
  severity: Severity;
  since: Micros;
  /** since when it has its status, and records are lost */
  statusSince: Micros;
  lostSince: Micros | null;
  /** as of the last snapshot */
  committed: Offset;
  end: Offset | null;
  logStart: Offset | null;
  memberId: string | null;
  status: BurrowStatus;
};
/** What it reads: when the log ended where, and the ends of the last samples. */
export type ReadLog = { times: EndTimes; ends: { at: Micros; offset: Offset }[] };
/** How far behind a place is, by the brokers' timestamps of the records. */
export type HeldLag = { seconds: number; isExact: boolean };
export type Lagging = ReturnType<typeof laggingOf>;

/** `unseenAfter`: see CommitWatch. */
export function newReader(topic: string, partition: number, at: Micros, unseenAfter: Micros): Reader {
  return {
    ...{ topic, partition, commits: new CommitWatch(unseenAfter), offsets: [], lags: [] },
    ...{ committed: 0, end: null, logStart: null, memberId: null },
    ...{ status: 'UNKNOWN', statusSince: at, severity: 'ok', since: at, lostSince: null },
  };
}

/** As one sample has it; `most`: so many are kept of its history. */
export function observeReader(
  reader: Reader,
  {
    ends,
    mayBeRead,
    most,
    at,
    ...sample
  }: Pick<Reader, 'committed' | 'end' | 'logStart' | 'memberId'> & {
    at: Micros;
    ends: readonly Offset[];
    mayBeRead: boolean;
    most: number;
  },
): void {
  Object.assign(reader, sample);
  const { committed, end, logStart } = sample;
  const lag = lagOf(committed, end);
  reader.commits.observe(committed, end, at);
  keepLast(reader.offsets, most, committed);
  keepLast(reader.lags, most, lag);
  const status = commitStatus(reader.commits, ends, lag, at, mayBeRead);
  if (status !== reader.status) Object.assign(reader, { status, statusSince: at });
  const lost = lostOf(committed, logStart);
  reader.lostSince = lost > 0 ? (reader.lostSince ?? at) : null;
  const severity = partitionSeverity(status, lost);
  if (severity !== reader.severity) Object.assign(reader, { severity, since: at });
}

/** `held`: what the cache knows of it. */
export function laggingOf(
  { committed, end, logStart, commits }: Reader,
  log: ReadLog | undefined,
  held: HeldLag | undefined,
) {
  const lagRecords = lagOf(committed, end);
  const consumedPerSecond = rateOf(commits.samples);
  const seconds = end === null ? null : (held?.seconds ?? log?.times.lagSeconds(committed, end) ?? null);
  return {
    lagRecords,
    lagSeconds: rounded(seconds),
    lagExact: held?.isExact ?? lagRecords === 0,
    ...clearing(lagRecords, consumedPerSecond, rateOf(log?.ends ?? [])),
    lostRecords: lostOf(committed, logStart),
    consumedPerSecond: rounded(consumedPerSecond),
  };
}

/** As a page shows it; `at`: when its group was heard last. */
export function readerDetail(reader: Reader, lagging: Lagging, at: Micros): GroupPartition {
  const { topic, partition, committed, end, logStart, memberId, status, severity, since } = reader;
  return {
    ...{ topic, partition, committed, end, logStart, memberId, status, severity, since },
    ...lagging,
    clearSeconds: rounded(lagging.clearSeconds),
    reasons: partitionReasons(reader, lagging.lagRecords, lagging.lostRecords, at).map((one) => ({
      ...one,
      since: one.code === 'records-lost' ? (reader.lostSince ?? since) : reader.statusSince,
    })),
    offsets: [...reader.offsets],
    lags: [...reader.lags],
  };
}
