// Partitions: those in trouble, or each. What is said of the reader of a group that was asked for is with the group.
import type { HealthReason, PartitionHealth, Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { worst } from '../../health/words.ts';
import { bytes, counted, rate } from './amounts.ts';
import { ownReasons, saidOf, troublesOf } from './health-reasons.ts';
import { bySeverity, heldFor, type Shape, section } from './health-shape.ts';
import { number } from './output.ts';
import type { Table } from './table.ts';

type Line = PartitionHealth & { severity: Severity; reasons: HealthReason[]; size: number | null };

export function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}
export function byName(a: { topic: string; partition: number }, b: { topic: string; partition: number }): number {
  return a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition;
}

export function partitionLines({ partitions, cluster }: ClusterLook): Line[] {
  const sizes = new Map(
    cluster.topics.flatMap(({ topic, partitions }) =>
      partitions.map((one): [string, number | null] => [nameOf({ topic, partition: one.partition }), one.bytes]),
    ),
  );
  return partitions.map((one) => {
    const reasons = ownReasons(one);
    const since = reasons.reduce((least, reason) => Math.min(least, reason.since), Number.POSITIVE_INFINITY);
    const severity = worst(reasons.map((reason) => reason.severity));
    return { ...one, reasons, severity, since: Math.min(since, one.since), size: sizes.get(nameOf(one)) ?? null };
  });
}

export function partitionSection(look: ClusterLook, shape: Shape): string[] {
  const lines = partitionLines(look).sort((a, b) => bySeverity(a.severity, b.severity) || byName(a, b));
  const troubled = lines.filter(({ severity }) => severity !== 'ok');
  const what: Table<Line> = {
    columns: [
      { head: 'partition', of: nameOf },
      { head: 'status', of: ({ severity }) => severity },
      { head: 'for', right: true, unless: '', of: (one) => heldFor(one, look.sampledAt, shape) },
      { head: 'leader', right: true, of: ({ leader }) => leader ?? 'none' },
      { head: 'replicas', of: ({ replicas }) => replicas.join(',') },
      { head: 'in sync', of: ({ isr }) => isr.join(',') },
      { head: 'adding', unless: '', of: ({ adding }) => adding?.join(',') ?? '' },
      { head: 'start', right: true, of: ({ logStart }) => counted(logStart) },
      { head: 'end', right: true, of: ({ highWatermark }) => counted(highWatermark) },
      { head: 'holds', right: true, unless: '-', of: ({ size }) => bytes(size) },
      { head: 'in/s', right: true, unless: '-', of: ({ producedPerSecond }) => rate(producedPerSecond) },
    ],
    why: ({ reasons }) => troublesOf(reasons).map((one) => saidOf(one).why),
  };
  const [bad, all] = [troubled.length, lines.length];
  if (all === 0) return [];
  const title =
    bad === 0
      ? `PARTITIONS  all ${number(all)} are healthy${shape.all ? '' : ' (--all lists each)'}`
      : `PARTITIONS  ${number(bad)} of ${number(all)} need a look${shape.all ? '' : ' (--all lists the others, too)'}`;
  return section(title, what, shape.all ? lines : troubled, 'partition', shape);
}
