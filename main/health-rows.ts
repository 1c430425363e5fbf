// What is seen of partitions, brokers and groups, as rows of whole numbers that are kept; -1: not known. Pure.
import type { BrokerLayout } from './contract/cluster.ts';
import type { PartitionHealth } from './contract/health.ts';
import type { SeenGroup } from './health/groups.ts';
import { preferencesIn } from './health/preferred.ts';
import { missingReplicas } from './health/replicas.ts';
import type { Snapshot } from './health/snapshot.ts';
import type { GroupsRound, HealthRound } from './store/health-file.ts';
import type { Figures } from './store/samples.ts';

/** Of what is written as a whole number of up to eight bytes: a time to clear may be as long as you like. */
const MOST = Number.MAX_SAFE_INTEGER - 1;
const thousand = (figure: number | null) => (figure === null ? -1 : Math.min(MOST, Math.round(figure * 1000)));

export function partitionRow(seen: PartitionHealth, bytes: number | undefined): Figures {
  const lag = seen.lagRecords ?? -1;
  return {
    ...{ end: seen.highWatermark ?? -1, start: seen.logStart ?? -1, lag, lagMost: lag },
    ...{
      leader: seen.leader ?? -1,
      inSync: seen.leader === null ? 0 : seen.isr.length,
      replicas: seen.replicas.length - (seen.adding?.length ?? 0),
    },
    ...{ bytes: bytes ?? -1, lagMs: thousand(seen.lagSeconds) },
  };
}

/** Every broker that is alive or holds a replica. */
export function brokerRows(
  { brokers, partitions, census }: Snapshot,
  layouts: readonly BrokerLayout[],
): HealthRound['brokers'] {
  const layoutOf = new Map(layouts.map((one) => [one.id, one]));
  const live = new Set(brokers.map(({ id }) => id));
  const preferences = preferencesIn({ census, partitions });
  const rows = new Map<number, { leaders: number; replicas: number; missing: number }>();
  const rowOf = (id: number) => {
    const row = rows.get(id) ?? { leaders: 0, replicas: 0, missing: 0 };
    rows.set(id, row);
    return row;
  };
  for (const { id } of brokers) rowOf(id);
  for (const partition of partitions) {
    if (partition.leader !== null) rowOf(partition.leader).leaders++;
    for (const id of partition.replicas) rowOf(id).replicas++;
    for (const id of missingReplicas(partition)) rowOf(id).missing++;
  }
  return [...rows].map(([id, row]) => {
    const layout = layoutOf.get(id);
    const ms = live.has(id) ? (layout?.metadataMs ?? null) : null;
    const bytes = layout?.directories?.reduce((sum, one) => sum + one.bytes, 0) ?? -1;
    return {
      ...{ id, alive: live.has(id) ? 1 : 0, latencyMicros: thousand(ms), ...row },
      ...{ misses: preferences.get(id)?.misses ?? 0, bytes },
    };
  });
}

/** Those of the partitions as long as they are not too many, of whole groups. */
export function groupRows(groups: readonly SeenGroup[], mostPartitions: number): GroupsRound['groups'] {
  let left = mostPartitions;
  return groups.map(({ summary, partitions }) => {
    const fits = partitions.length <= left;
    if (fits) left -= partitions.length;
    return {
      group: summary.group,
      figures: { ...lagging(summary), members: summary.members ?? -1, committed: -1 },
      partitions: !fits
        ? []
        : partitions.map((one) => ({
            ...{ topic: one.topic, partition: one.partition, members: -1 },
            ...{ ...lagging(one), committed: one.committed },
          })),
    };
  });
}

type Lagging = { lagRecords: number | null; lagSeconds: number | null; clearSeconds: number | null };
function lagging({ lagRecords, lagSeconds, clearSeconds }: Lagging) {
  return { lag: lagRecords ?? -1, lagMs: thousand(lagSeconds), clearMs: thousand(clearSeconds) };
}
