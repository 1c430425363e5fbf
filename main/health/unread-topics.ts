// A group among all topics of a cluster: those that it has committed nothing of are not what it reads.
import type { HealthReport } from '../contract/health.ts';
import { worst } from './words.ts';

/**
 * Without a word on its progress in topics that it has no position in, as long as it has one anywhere: otherwise its name may be wrong,
 * and every partition says so.
 */
export function withoutOthersTopics(report: HealthReport): HealthReport {
  const read = new Set(report.partitions.flatMap(({ topic, position }) => (position === null ? [] : [topic])));
  if (read.size === 0) return report;
  const partitions = report.partitions.map((one) => {
    if (read.has(one.topic)) return one;
    const reasons = one.reasons.filter(({ code }) => code !== 'group-none');
    if (reasons.length === one.reasons.length) return one;
    return { ...one, reasons, severity: worst(reasons.map(({ severity }) => severity)) };
  });
  const isUnknown = report.troubles.length > 0;
  const severity = worst([...partitions.map((one) => one.severity), isUnknown ? 'unknown' : 'ok']);
  return { ...report, partitions, severity };
}
