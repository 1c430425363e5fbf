// Partitions: those in trouble, or each. What is said of the reader of a group that was asked for is with the group.
import type { PartitionHealth } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { missingReplicas } from '../../health/replicas.ts';
import { listOf } from '../../health/words.ts';
import { bytes, counted, rate } from './amounts.ts';
import { ownReasons, ownSeverity, sinceOf, whysOf } from './health-reasons.ts';
import { bySeverity, heldFor, type Shape, section } from './health-shape.ts';
import { number } from './output.ts';
import type { Table } from './table.ts';
import { clip } from './text-width.ts';

/** More of them are told together where the same is said of them. */
const FEW = 12;
/** A list of many partitions is cut: --all has each. */
const LONGEST_NAME = 48;

/** Without what is said of its reader. */
type Line = PartitionHealth & { size: number | null };

export function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}
/** "app.auth/0-5,9"; of no partition the name alone. */
export function placesOf(name: string, partitions: readonly number[]): string {
  return partitions.length === 0 ? name : `${name}/${compact(partitions)}`;
}
function compact(numbers: readonly number[]): string {
  return listOf([...new Set(numbers)].sort((a, b) => a - b)).replaceAll(', ', ',');
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
  return partitions.map((one) => ({
    ...one,
    reasons: ownReasons(one),
    severity: ownSeverity(one),
    size: sizes.get(nameOf(one)) ?? null,
  }));
}

export function partitionSection(look: ClusterLook, shape: Shape): string[] {
  const lines = partitionLines(look).sort((a, b) => bySeverity(a.severity, b.severity) || byName(a, b));
  const troubled = lines.filter(({ severity }) => severity !== 'ok');
  const what: Table<Line> = {
    columns: [
      { head: 'partition', of: nameOf },
      { head: 'status', of: ({ severity }) => severity },
      {
        head: 'for',
        right: true,
        unless: '',
        of: ({ reasons }) => heldFor(sinceOf(reasons), look.sampledAt, shape.from?.partitions),
      },
      { head: 'leader', right: true, of: ({ leader }) => leader ?? 'none' },
      { head: 'replicas', of: ({ replicas }) => replicas.join(',') },
      { head: 'in sync', of: ({ isr }) => isr.join(',') },
      { head: 'adding', unless: '', of: ({ adding }) => adding?.join(',') ?? '' },
      { head: 'start', spare: 2, right: true, of: ({ logStart }) => counted(logStart) },
      { head: 'end', right: true, of: ({ highWatermark }) => counted(highWatermark) },
      { head: 'holds', spare: 3, right: true, unless: '-', of: ({ size }) => bytes(size) },
      { head: 'in/s', right: true, unless: '-', of: ({ producedPerSecond }) => rate(producedPerSecond) },
    ],
    why: ({ reasons }) => whysOf(reasons),
  };
  const [bad, all] = [troubled.length, lines.length];
  if (all === 0) return [];
  const title =
    bad === 0
      ? `PARTITIONS  all ${number(all)} are healthy${shape.all ? '' : ' (--all lists each)'}`
      : `PARTITIONS  ${number(bad)} of ${number(all)} need a look${shape.all ? '' : ' (--all lists each)'}`;
  if (shape.all || bad <= FEW) return section(title, what, shape.all ? lines : troubled, 'partition', shape);
  return section(title, foldedTable(look, shape), folded(troubled), 'row', shape);
}

/** Of one topic, and of which the same is said. */
type Fold = { lines: [Line, ...Line[]]; missing: number[] };

/** Where a broker dies the same is said of hundreds. */
function folded(lines: readonly Line[]): Fold[] {
  const folds = new Map<string, Fold>();
  for (const line of lines) {
    const missing = missingReplicas({ ...line, adding: line.adding ?? [] });
    const whys = whysOf(line.reasons);
    const key = JSON.stringify([line.topic, line.severity, missing, ...whys]);
    const fold = folds.get(key);
    if (fold) fold.lines.push(line);
    else folds.set(key, { lines: [line], missing });
  }
  return [...folds.values()];
}

function foldedTable(look: ClusterLook, shape: Shape): Table<Fold> {
  const since = ({ lines }: Fold) => sinceOf(lines.flatMap(({ reasons }) => reasons));
  return {
    columns: [
      {
        head: 'partitions',
        of: ({ lines }) =>
          clip(
            placesOf(
              lines[0].topic,
              lines.map((one) => one.partition),
            ),
            LONGEST_NAME,
          ),
      },
      { head: 'many', right: true, of: ({ lines }) => counted(lines.length) },
      { head: 'status', of: ({ lines }) => lines[0].severity },
      {
        ...{ head: 'for', right: true, unless: '' },
        of: (one) => heldFor(since(one), look.sampledAt, shape.from?.partitions),
      },
      {
        head: 'leaders',
        of: ({ lines }) => compact(lines.flatMap(({ leader }) => (leader === null ? [] : [leader]))) || 'none',
      },
      { head: 'missing', of: ({ missing }) => compact(missing) },
    ],
    why: ({ lines }) => whysOf(lines[0].reasons),
  };
}
