// The brokers as the partitions show them, those that are down among them.
import type { HealthReport } from '../contract/health.ts';
import type { BrokerLine } from '../contract/look.ts';
import { missingReplicas } from './replicas.ts';

/** Below this many partitions a skew is chance. */
const SKEW_FROM_PARTITIONS = 50;

export function brokersOf(report: Pick<HealthReport, 'brokers' | 'partitions'>): BrokerLine[] {
  const outOfSync = new Map<number, number>();
  const down = new Map<number, number>();
  const live = new Set(report.brokers.map((broker) => broker.id));
  const count = (counts: Map<number, number>, id: number) => void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const partition of report.partitions) {
    for (const id of missingReplicas({ ...partition, adding: partition.adding ?? [] })) count(outOfSync, id);
    for (const id of partition.replicas) if (!live.has(id)) count(down, id);
  }
  const skewOf = (kind: 'leaders' | 'replicas') => {
    const mean = report.brokers.reduce((sum, broker) => sum + broker[kind], 0) / Math.max(1, report.brokers.length);
    const isTold = report.partitions.length >= SKEW_FROM_PARTITIONS && mean > 0;
    return (count: number) => (isTold ? (count - mean) / mean : null);
  };
  const [leaderSkew, replicaSkew] = [skewOf('leaders'), skewOf('replicas')];
  const known = report.brokers.map(({ host, port, ...broker }) => ({
    ...broker,
    address: `${host}:${port}`,
    outOfSync: outOfSync.get(broker.id) ?? 0,
    leaderSkew: leaderSkew(broker.leaders),
    replicaSkew: replicaSkew(broker.replicas),
  }));
  const gone = [...down].map(([id, replicas]) => ({
    ...{ id, replicas, address: null, controller: false, leaders: 0, leaderSkew: null, replicaSkew: null },
    outOfSync: outOfSync.get(id) ?? 0,
  }));
  return [...known, ...gone].sort((a, b) => a.id - b.id);
}
