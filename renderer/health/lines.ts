// The lines of the partitions table: filtered, sorted, grouped. Pure; two thousand partitions take a few milliseconds.
import type { PartitionHealth, Severity } from '../../main/contract/health.ts';
import { nameOf } from '../ui/partition-words.ts';
import { dueAt } from './due.ts';
import { behindOf } from './lag-words.ts';
import { RANK, worse } from './severity.ts';
import { type Sum, sumOf } from './sums.ts';

export const SORT_KEYS = [
  'status',
  'name',
  'leader',
  'start',
  'end',
  'size',
  'produced',
  'consumed',
  'lag',
  'behind',
  'due',
  'position',
  'minIsr',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export type Sort = { key: SortKey; descending: boolean };

export const GROUPINGS = ['none', 'topic', 'leader', 'status'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** `key`: of its grouping; the topic, the leader's id or '' without one, the severity */
export type GroupLine = {
  kind: 'group';
  by: Exclude<Grouping, 'none'>;
  key: string;
  partitions: number;
  severity: Severity;
  bytes: Sum;
  lagRecords: Sum;
  producedPerSecond: Sum;
  consumedPerSecond: Sum;
  open: boolean;
};
export type Line = GroupLine | { kind: 'partition'; partition: PartitionHealth };

export function arrange(
  partitions: readonly PartitionHealth[],
  options: {
    text: string;
    troubledOnly: boolean;
    sort: Sort;
    group: Grouping;
    closed: ReadonlySet<string>;
    /** by name of the partition */
    sizes: ReadonlyMap<string, number>;
  },
): { lines: Line[]; shown: number } {
  const words = options.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = partitions.filter(
    (one) => (!options.troubledOnly || one.severity !== 'ok') && words.every((word) => matches(one, word)),
  );
  const sizeOf = (one: PartitionHealth) => options.sizes.get(nameOf(one)) ?? null;
  const sorted = shown.sort(comparator(options.sort, sizeOf));
  const by = options.group;
  if (by === 'none')
    return { lines: sorted.map((partition) => ({ kind: 'partition', partition })), shown: sorted.length };
  const groups = Map.groupBy(sorted, (one) => keyOf(one, by));
  const lines = [...groups].flatMap(([key, members]): Line[] => {
    const open = !options.closed.has(key);
    const line: GroupLine = {
      ...{ kind: 'group', by, key },
      partitions: members.length,
      severity: members.reduce<Severity>((worst, one) => worse(worst, one.severity), 'ok'),
      bytes: sumOf(members.map(sizeOf)),
      lagRecords: sumOf(members.map((one) => one.lagRecords)),
      producedPerSecond: sumOf(members.map((one) => one.producedPerSecond)),
      consumedPerSecond: sumOf(members.map((one) => one.consumedPerSecond)),
      open,
    };
    return open ? [line, ...members.map((partition): Line => ({ kind: 'partition', partition }))] : [line];
  });
  return { lines, shown: sorted.length };
}

function keyOf({ topic, leader, severity }: PartitionHealth, by: GroupLine['by']): string {
  return by === 'topic' ? topic : by === 'status' ? severity : String(leader ?? '');
}

/** A word is a part of the name, or b3 for a replica on broker 3. */
function matches(partition: PartitionHealth, word: string): boolean {
  const broker = /^b(\d+)$/.exec(word)?.[1];
  if (broker !== undefined && partition.replicas.includes(Number(broker))) return true;
  return nameOf(partition).toLowerCase().includes(word);
}

/** Unknown values go last either way; equal ones keep the order of names. */
function comparator(
  sort: Sort,
  sizeOf: (partition: PartitionHealth) => number | null,
): (a: PartitionHealth, b: PartitionHealth) => number {
  const sign = sort.descending ? -1 : 1;
  return (a, b) => {
    const { key } = sort;
    if (key !== 'name') {
      const figureOf = (one: PartitionHealth) => (key === 'size' ? sizeOf(one) : sortValue(one, key));
      const [left, right] = [figureOf(a), figureOf(b)];
      if (left !== right) {
        if (left === null) return 1;
        if (right === null) return -1;
        return (left - right) * sign;
      }
      return byName(a, b);
    }
    return byName(a, b) * sign;
  };
}

function byName(a: PartitionHealth, b: PartitionHealth): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

function sortValue(partition: PartitionHealth, key: Exclude<SortKey, 'name' | 'size'>): number | null {
  switch (key) {
    case 'status':
      return RANK[partition.severity];
    case 'leader':
      return partition.leader;
    case 'start':
      return partition.logStart;
    case 'end':
      return partition.highWatermark;
    case 'produced':
      return partition.producedPerSecond;
    case 'consumed':
      return partition.consumedPerSecond;
    case 'lag':
      return partition.lagRecords;
    case 'behind':
      return behindOf(partition);
    case 'due':
      return dueAt(partition)?.at ?? null;
    case 'position':
      return partition.position;
    case 'minIsr':
      return partition.minInsyncReplicas;
  }
}
