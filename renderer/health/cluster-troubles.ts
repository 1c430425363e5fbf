// What the last look at the cluster found wrong with brokers and with how topics lie over them. Pure.
import type { ClusterReport, LayoutReason } from '../../main/contract/cluster.ts';
import type { Severity } from '../../main/contract/health.ts';
import { RANK, worse } from './severity.ts';

export type ClusterTrouble = {
  of: 'broker' | 'topic';
  /** the broker's id, or the topic */
  name: string;
  reason: LayoutReason;
};

/** Worst first, of brokers before that of topics; nothing before the first look. */
export function clusterTroubles(cluster: ClusterReport | undefined): ClusterTrouble[] {
  if (!cluster) return [];
  const troubles: ClusterTrouble[] = [
    ...cluster.brokers.flatMap(({ id, reasons }) =>
      reasons.map((reason) => ({ of: 'broker' as const, name: String(id), reason })),
    ),
    ...cluster.topics.flatMap(({ topic, reasons }) =>
      reasons.map((reason) => ({ of: 'topic' as const, name: topic, reason })),
    ),
  ];
  return troubles
    .filter(({ reason }) => reason.severity !== 'ok')
    .sort((a, b) => RANK[b.reason.severity] - RANK[a.reason.severity]);
}

/** How many brokers or topics have a trouble, and how bad the worst of it is. */
export function countOf(troubles: readonly ClusterTrouble[], of: ClusterTrouble['of']) {
  const these = troubles.filter((one) => one.of === of);
  return {
    count: new Set(these.map(({ name }) => name)).size,
    severity: these.reduce<Severity>((worst, { reason }) => worse(worst, reason.severity), 'ok'),
  };
}
