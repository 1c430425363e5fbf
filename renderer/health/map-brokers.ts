// The columns of the drawing of replicas, and what each of its cells shows. Pure.
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { silentBrokers } from './summary.ts';

export type MapBroker = {
  id: number;
  rack: string | null;
  isLive: boolean;
  /** it does not answer */
  isSilent: boolean;
  /** another rack than the one before */
  startsRack: boolean;
};

/** By rack, then by number; those that hold replicas and are not live among them. */
export function mapBrokers(report: HealthReport, cluster: ClusterReport | undefined): MapBroker[] {
  const racks = new Map(cluster?.brokers.map(({ id, rack }) => [id, rack]));
  const live = new Set(report.brokers.map(({ id }) => id));
  const silent = silentBrokers(report, cluster);
  const ids = new Set([...live, ...report.partitions.flatMap(({ replicas }) => replicas)]);
  const sorted = [...ids]
    .map((id) => ({ id, rack: racks.get(id) ?? null, isLive: live.has(id), isSilent: live.has(id) && silent.has(id) }))
    .sort((a, b) => compare(a.rack, b.rack) || a.id - b.id);
  return sorted.map((broker, i) => ({ ...broker, startsRack: i > 0 && broker.rack !== sorted[i - 1]?.rack }));
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** adding: a reassignment copies it, and it is not expected in sync yet */
export type ReplicaState = { kind: 'leader' | 'inSync' | 'adding' | 'outOfSync' | 'missing'; isPreferred: boolean };

/** undefined: the broker holds none. A replica whose broker is gone is missing, also while the ISR does not know it yet. */
export function replicaState(
  { leader, replicas, isr, adding, offlineReplicas }: PartitionHealth,
  broker: number,
  live: ReadonlySet<number>,
): ReplicaState | undefined {
  if (!replicas.includes(broker)) return undefined;
  const isPreferred = replicas[0] === broker;
  if (offlineReplicas.includes(broker) || !live.has(broker)) return { kind: 'missing', isPreferred };
  if (leader === broker) return { kind: 'leader', isPreferred };
  if (isr.includes(broker)) return { kind: 'inSync', isPreferred };
  return { kind: adding?.includes(broker) ? 'adding' : 'outOfSync', isPreferred };
}
