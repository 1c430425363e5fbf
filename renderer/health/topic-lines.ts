// The lines of the topics table: filtered and sorted. Pure.
import type { TopicConfig, TopicLayout } from '../../main/contract/cluster.ts';
import type { PartitionHealth, Severity } from '../../main/contract/health.ts';
import { configOf } from './config-words.ts';
import { RANK, worse } from './severity.ts';

export const TOPIC_COLUMNS = [
  'status',
  'name',
  'partitions',
  'size',
  'records',
  'bytes',
  'skew',
  'retention',
  'cleanup',
  'compression',
  'minIsr',
  'segment',
] as const;
export type TopicColumn = (typeof TOPIC_COLUMNS)[number];
export type TopicSort = { key: TopicColumn; descending: boolean };

export type TopicLine = {
  layout: TopicLayout;
  /** the worst of its layout and its partitions */
  severity: Severity;
  /** partitions that are not well */
  troubled: number;
  /** by rate, or by size where nothing arrives */
  skew: number | null;
};

export function topicLines(
  topics: readonly TopicLayout[],
  partitions: readonly PartitionHealth[],
  find: string,
  sort: TopicSort,
): TopicLine[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const byTopic = Map.groupBy(partitions, (one) => one.topic);
  const lines = topics
    .filter(({ topic }) => words.every((word) => topic.toLowerCase().includes(word)))
    .map((layout): TopicLine => {
      const members = byTopic.get(layout.topic) ?? [];
      return {
        layout,
        severity: members.reduce<Severity>((worst, one) => worse(worst, one.severity), layout.severity),
        troubled: members.filter((one) => one.severity !== 'ok').length,
        skew: layout.rateSkew ?? layout.sizeSkew,
      };
    });
  const sign = sort.descending ? -1 : 1;
  return lines.sort((a, b) => {
    const [left, right] = [figureOf(a, sort.key), figureOf(b, sort.key)];
    const byName = a.layout.topic < b.layout.topic ? -1 : 1;
    if (left === right) return sort.key === 'name' ? byName * sign : byName;
    // What is not known goes last either way.
    if (left === null) return 1;
    if (right === null) return -1;
    return (left < right ? -1 : 1) * sign;
  });
}

function figureOf({ layout, severity, skew }: TopicLine, key: TopicColumn): number | string | null {
  // No limit is the most.
  const limit = (name: TopicConfig['name']) => {
    const value = configOf(layout, name)?.value ?? null;
    if (value === null) return null;
    return Number(value) < 0 ? Number.POSITIVE_INFINITY : Number(value);
  };
  switch (key) {
    case 'status':
      return RANK[severity];
    case 'name':
      return 0;
    case 'partitions':
      return layout.partitions.length;
    case 'size':
      return layout.bytes;
    case 'records':
      return layout.recordsPerSecond;
    case 'bytes':
      return layout.bytesPerSecond;
    case 'skew':
      return skew;
    case 'retention':
      return limit('retention.ms');
    case 'segment':
      return limit('segment.bytes');
    case 'minIsr':
      return limit('min.insync.replicas');
    case 'cleanup':
      return configOf(layout, 'cleanup.policy')?.value ?? null;
    case 'compression':
      return configOf(layout, 'compression.type')?.value ?? null;
  }
}
