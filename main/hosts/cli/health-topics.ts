// Topics: what of their configuration matters for logs, how much they hold and take, how evenly, and how their partitions are.
import type { TopicConfig, TopicLayout } from '../../contract/cluster.ts';
import type { PartitionHealth, Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { replicationFactor } from '../../health/replicas.ts';
import { isUnlimited } from '../../health/retention.ts';
import { worst } from '../../health/words.ts';
import { bytes, counted, duration, rate } from './amounts.ts';
import { ownReasons, ownSeverity, sinceOf, whysOf } from './health-reasons.ts';
import { bySeverity, heldFor, LEAST_NAME, type Shape, section } from './health-shape.ts';
import type { Table } from './table.ts';

type Line = {
  topic: string;
  partitions: PartitionHealth[];
  layout: TopicLayout | undefined;
  severity: Severity;
  troubled: number;
};

const NO_LIMIT = '-';
/** A level is uneven from this share above the mean on. */
const EVEN = 0.01;

export function topicLines({ partitions, cluster }: ClusterLook): Line[] {
  const layouts = new Map(cluster.topics.map((one) => [one.topic, one]));
  // One that came since the last look is looked at within a minute.
  const unseen = cluster.sampledAt === null ? 'unknown' : 'ok';
  return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, its]) => {
    const layout = layouts.get(topic);
    const own = its.map(ownSeverity);
    const severity = worst([...own, layout?.severity ?? unseen]);
    return { topic, partitions: its, layout, severity, troubled: own.filter((one) => one !== 'ok').length };
  });
}

export function topicSection(look: ClusterLook, shape: Shape): string[] {
  const lines = topicLines(look).sort(
    (a, b) =>
      bySeverity(a.severity, b.severity) ||
      (b.layout?.bytes ?? 0) - (a.layout?.bytes ?? 0) ||
      (a.topic < b.topic ? -1 : 1),
  );
  const set = (name: TopicConfig['name'], text: (value: string) => string) => (line: Line) => {
    const config = line.layout?.configs?.find((one) => one.name === name);
    if (!config || config.value === null) return null;
    return `${text(config.value)}${config.source === 'topic' ? '*' : ''}`;
  };
  const what: Table<Line> = {
    columns: [
      { head: 'topic', least: LEAST_NAME, of: ({ topic }) => topic },
      { head: 'status', of: ({ severity }) => severity },
      { head: 'for', right: true, unless: '', of: heldOf },
      { head: 'partitions', right: true, of: ({ partitions }) => counted(partitions.length) },
      { head: 'troubled', right: true, unless: '0', of: ({ troubled }) => counted(troubled) },
      { head: 'replicas', spare: 5, right: true, of: ({ partitions }) => replicasOf(partitions) },
      { head: 'min ISR', spare: 1, right: true, unless: '-', of: set('min.insync.replicas', (value) => value) },
      { head: 'kept', unless: '-', of: kept },
      { head: 'cleanup', spare: 3, unless: '-', of: set('cleanup.policy', (value) => value) },
      { head: 'compression', spare: 7, unless: '-', of: set('compression.type', (value) => value) },
      { head: 'segment', spare: 8, unless: '-', of: set('segment.bytes', (value) => bytes(Number(value)) ?? value) },
      { head: 'roll after', spare: 9, unless: '7 d', of: set('segment.ms', (value) => duration(Number(value) / 1000)) },
      { head: 'holds', right: true, unless: '-', of: ({ layout }) => sum(layout, 'bytes', bytes) },
      { head: 'in/s', spare: 2, right: true, unless: '-', of: ({ partitions }) => rate(producedBy(partitions)) },
      { head: 'bytes/s', spare: 4, right: true, unless: '-', of: ({ layout }) => sum(layout, 'bytesPerSecond', bytes) },
      { head: 'skew', spare: 6, right: true, unless: '-', of: ({ layout }) => skewOf(layout) },
    ],
    why: ({ layout }) => whysOf(layout?.reasons ?? []),
  };
  const isStarred = look.cluster.topics.some(({ configs }) => configs?.some(({ source }) => source === 'topic'));
  return section(`TOPICS${isStarred ? '  * set on the topic itself' : ''}`, what, lines, 'topic', shape);

  /** Of what is said of it, unless one of its partitions is worse. */
  function heldOf({ severity, layout, partitions }: Line): string {
    const own = layout && layout.severity === severity ? layout.reasons : null;
    const since = sinceOf(own ?? partitions.flatMap(ownReasons));
    return heldFor(since, look.sampledAt, own ? shape.from?.layout : shape.from?.partitions);
  }

  /** "7 d", "7 d, 1 GiB", "for ever": retention does not touch a log that is compacted alone. */
  function kept(line: Line): string | null {
    const policy = set('cleanup.policy', (value) => value)(line);
    if (policy !== null && !policy.includes('delete')) return 'for ever';
    const limit = (name: 'retention.ms' | 'retention.bytes', text: (value: number) => string | null) =>
      set(name, (value) => (isUnlimited(name, Number(value)) ? NO_LIMIT : (text(Number(value)) ?? value)))(line);
    const limits = [limit('retention.ms', (ms) => duration(ms / 1000)), limit('retention.bytes', bytes)];
    if (limits.includes(null)) return null;
    return limits.filter((text) => !text?.startsWith(NO_LIMIT)).join(', ') || 'for ever';
  }
}

/** "3", or "2-3" where they differ */
function replicasOf(partitions: readonly PartitionHealth[]): string {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const one of partitions) {
    const factor = replicationFactor({ ...one, adding: one.adding ?? [] });
    [least, most] = [Math.min(least, factor), Math.max(most, factor)];
  }
  return least === most ? `${least}` : `${least}-${most}`;
}

/** null: not known of one of them. */
function producedBy(partitions: readonly PartitionHealth[]): number | null {
  return partitions.reduce<number | null>(
    (all, { producedPerSecond }) => (all === null || producedPerSecond === null ? null : all + producedPerSecond),
    0,
  );
}

/** A sum that lacks some partition says that it is more. */
function sum(
  layout: TopicLayout | undefined,
  what: 'bytes' | 'bytesPerSecond',
  text: (amount: number | null) => string | null,
): string | null {
  const known = text(layout?.[what] ?? null);
  return known === null || !layout ? null : `${layout.lacking[what] > 0 ? '> ' : ''}${known}`;
}

/** By what arrives, or where that is not known yet by what lies there. */
function skewOf(layout: TopicLayout | undefined): string | null {
  const skew = layout?.rateSkew ?? layout?.sizeSkew ?? null;
  return skew === null ? null : skew < EVEN ? 'even' : `+${Math.round(skew * 100)} %`;
}
