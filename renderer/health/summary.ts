// The numbers on the cards.
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { missingOf } from '../ui/partition-words.ts';
import { type Sum, sumOf } from './sums.ts';

export type Summary = {
  partitions: number;
  topics: number;
  liveBrokers: number;
  /** with those that hold replicas but are not live */
  allBrokers: number;
  underReplicated: number;
  /** brokers with a replica that is not in sync, ascending */
  missingBrokers: number[];
  /** since the first of them, microseconds */
  missingSince: number;
  /** brokers that do not answer, ascending: their replicas are in sync as far as the others know */
  silentBrokers: number[];
  /** partitions of which no end is known */
  unknownEnds: number;
  lagRecords: Sum;
  lag:
    | { kind: 'unknown' | 'none' | 'steady' }
    /** of so many partitions it is not known */
    | { kind: 'partly'; lacking: number }
    /** so few that they are told as time */
    | { kind: 'behind'; ms: number }
    | { kind: 'falling'; clearMs: number }
    | { kind: 'rising'; perSecond: number };
};

/** Rates that differ by less than this share are the same: samples are a few seconds apart. */
const SAME_SHARE = 0.05;

/** `cluster`: what the last look found; undefined before it. */
export function summaryOf(report: HealthReport, cluster?: ClusterReport): Summary {
  const { partitions } = report;
  const short = partitions.filter(({ isr, replicas, adding = [] }) => isr.length < replicas.length - adding.length);
  const lagRecords = sumOf(partitions.map((partition) => partition.lagRecords));
  return {
    partitions: partitions.length,
    topics: new Set(partitions.map((partition) => partition.topic)).size,
    liveBrokers: report.brokers.length,
    allBrokers: new Set([
      ...report.brokers.map((broker) => broker.id),
      ...partitions.flatMap((partition) => partition.replicas),
    ]).size,
    underReplicated: short.length,
    missingBrokers: [...new Set(short.flatMap(missingOf))].sort((a, b) => a - b),
    missingSince: Math.min(
      ...short.map(({ reasons, since }) => reasons.find(({ code }) => code === 'under-replicated')?.since ?? since),
    ),
    silentBrokers: [...silentBrokers(report, cluster)].sort((a, b) => a - b),
    unknownEnds: unknownEnds(partitions),
    lagRecords,
    lag: lagOf(
      lagRecords,
      sumOf(partitions.map((partition) => partition.producedPerSecond)).known,
      sumOf(partitions.map((partition) => partition.consumedPerSecond)).known,
    ),
  };
}

/** Those that a leader's silence tells of at each sample, and those of the last look, which leads nothing here. */
export function silentBrokers({ partitions }: HealthReport, cluster: ClusterReport | undefined): Set<number> {
  const leaders = partitions.flatMap(({ leader, reasons }) =>
    leader !== null && reasons.some(({ code }) => code === 'leader-silent' || code === 'leader-down') ? [leader] : [],
  );
  const looked = cluster?.brokers.flatMap(({ id, state }) => (state === 'silent' ? [id] : [])) ?? [];
  return new Set([...leaders, ...looked]);
}

/** Partitions whose end no broker tells, as while its leader is silent. */
export function unknownEnds(partitions: readonly PartitionHealth[]): number {
  return partitions.filter(({ highWatermark }) => highWatermark === null).length;
}

function lagOf({ known: lag, lacking }: Sum, produced: number | null, consumed: number | null): Summary['lag'] {
  if (lag === null) return { kind: 'unknown' };
  if (lacking > 0) return { kind: 'partly', lacking };
  if (lag === 0) return { kind: 'none' };
  if (produced === null || consumed === null) return { kind: 'steady' };
  if (lag <= produced * 5) return { kind: 'behind', ms: (lag / produced) * 1000 };
  const difference = consumed - produced;
  if (Math.abs(difference) <= SAME_SHARE * Math.max(produced, consumed)) return { kind: 'steady' };
  return difference > 0
    ? { kind: 'falling', clearMs: (lag / difference) * 1000 }
    : { kind: 'rising', perSecond: -difference };
}
