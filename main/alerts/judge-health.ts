// Whether partitions are in a state that somebody wants to hear of, by the last report of the cluster's health.
import { type AlertCondition, MOST_SUBJECTS } from '../contract/alerts.ts';
import type { HealthReport, PartitionHealth } from '../contract/health.ts';
import type { Micros } from '../contract/units.ts';
import { notJudged, type Verdict } from './verdict.ts';

/** A report that is older tells of a past. */
export const STALE = 60_000_000;

type HealthCondition = Extract<AlertCondition, { on: 'lag' | 'health' }>;

export function judgeHealth(condition: HealthCondition, report: HealthReport, now: Micros): Verdict {
  // Where it answers with a refusal, or has no such topic, it is not silent.
  if (report.error !== null) return notJudged(report.error.code === 'unreachable' ? 'cluster-silent' : 'unknown');
  if (report.sampledAt === null) return notJudged('no-sample');
  if (now - report.sampledAt > STALE) return notJudged('cluster-silent');
  const { topics } = condition;
  const partitions = report.partitions.filter(({ topic }) => topics === null || topics.includes(topic));
  if (partitions.length === 0) return notJudged('not-followed');
  const judged = condition.on === 'lag' ? judgeLag(condition, partitions) : judgeReasons(condition, partitions, report);
  // What is not told of may be what is wrong.
  const isTold = topics === null || topics.every((name) => partitions.some(({ topic }) => topic === name));
  return judged.judged && !judged.holds && !isTold ? notJudged('unknown') : judged;
}

function judgeLag({ records }: Extract<HealthCondition, { on: 'lag' }>, partitions: PartitionHealth[]): Verdict {
  const known = partitions.flatMap((one) => (one.lagRecords === null ? [] : [{ ...one, lag: one.lagRecords }]));
  const worst = known.filter(({ lag }) => lag > records).toSorted((a, b) => b.lag - a.lag);
  // One that is not known may be the one.
  if (worst.length === 0 && known.length < partitions.length) return notJudged('unknown');
  return verdict(
    worst,
    known.reduce((most, { lag }) => Math.max(most, lag), 0),
  );
}

function judgeReasons(
  { least, codes }: Extract<HealthCondition, { on: 'health' }>,
  partitions: PartitionHealth[],
  { troubles }: HealthReport,
): Verdict {
  const isBad = (severity: string) => severity === 'error' || (severity === 'warning' && least === 'warning');
  const bad = partitions.filter(({ reasons }) =>
    reasons.some(({ code, severity }) => isBad(severity) && (codes === null || codes.includes(code))),
  );
  // A partition with a warning may have more that could not be read.
  const isKnown = ({ severity, reasons }: PartitionHealth) =>
    severity !== 'unknown' && reasons.every((reason) => reason.severity !== 'unknown');
  if (bad.length === 0 && (troubles.length > 0 || !partitions.every(isKnown))) return notJudged('unknown');
  const worst = bad.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  return verdict(worst, bad.length);
}

function verdict(worst: readonly PartitionHealth[], value: number): Verdict {
  const subjects = worst.slice(0, MOST_SUBJECTS).map(({ topic, partition }) => ({ topic, partition }));
  return { judged: true, holds: worst.length > 0, window: null, value, subjects };
}
