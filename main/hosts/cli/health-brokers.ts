// Brokers and their log directories, those that are down among them.
import type { BrokerLayout, LogDirectory } from '../../contract/cluster.ts';
import type { BrokerHealth } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { missingReplicas } from '../../health/replicas.ts';
import { bytes, counted } from './amounts.ts';
import { whysOf } from './health-reasons.ts';
import { type Shape, section } from './health-shape.ts';
import type { Column, Table } from './table.ts';

/** Below this many partitions an uneven share is chance. */
const SKEW_FROM_PARTITIONS = 50;
/** So many directories are told each, without being asked for. */
const FEW_DIRECTORIES = 12;

type Line = {
  id: number;
  broker: BrokerHealth | undefined;
  layout: BrokerLayout | undefined;
  leaders: number;
  replicas: number;
  /** replicas on it that are not in sync */
  behind: number;
};

function linesOf({ brokers, cluster, partitions }: ClusterLook): Line[] {
  const count = (ids: Iterable<number>) => {
    const counts = new Map<number, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  const replicas = count(partitions.flatMap((one) => one.replicas));
  const behind = count(partitions.flatMap((one) => missingReplicas({ ...one, adding: one.adding ?? [] })));
  const [known, layouts] = [
    new Map(brokers.map((one) => [one.id, one])),
    new Map(cluster.brokers.map((one) => [one.id, one])),
  ];
  return [...new Set([...known.keys(), ...layouts.keys(), ...replicas.keys()])]
    .sort((a, b) => a - b)
    .map((id) => ({
      id,
      broker: known.get(id),
      layout: layouts.get(id),
      leaders: known.get(id)?.leaders ?? 0,
      ...{ replicas: replicas.get(id) ?? 0, behind: behind.get(id) ?? 0 },
    }));
}

export function brokerSection(look: ClusterLook, shape: Shape): string[] {
  const lines = linesOf(look);
  const skew = skewsOf(look);
  const what: Table<Line> = {
    columns: [
      { head: 'broker', right: true, of: ({ id }) => id },
      { head: 'state', of: stateOf },
      { head: 'role', unless: '', of: ({ broker }) => (broker?.controller ? 'controller' : '') },
      { head: 'address', of: ({ broker }) => (broker && `${broker.host}:${broker.port}`) || null },
      { head: 'rack', unless: '-', of: ({ layout }) => layout?.rack ?? null },
      { head: 'leaders', right: true, of: ({ leaders }) => counted(leaders) },
      {
        head: 'uneven',
        right: true,
        unless: '',
        of: ({ broker, leaders }) => (broker ? skew(leaders, 'leaders') : ''),
      },
      { head: 'replicas', right: true, of: ({ replicas }) => counted(replicas) },
      {
        head: 'uneven',
        right: true,
        unless: '',
        of: ({ broker, replicas }) => (broker ? skew(replicas, 'replicas') : ''),
      },
      { head: 'not in sync', right: true, unless: '0', of: ({ behind }) => counted(behind) },
      { head: 'leads preferred', spare: 2, right: true, unless: '-', of: preferredOf },
      { head: 'answers in', spare: 1, right: true, unless: '-', of: latencyOf },
      {
        head: 'version',
        spare: 3,
        unless: '-',
        of: ({ layout }) => layout?.release?.message.replace(/, KRaft$/, '') ?? null,
      },
      ...(told(look, shape).isEach ? [] : directoryTotals),
    ],
    why: ({ layout }) => whysOf(layout?.reasons ?? [], shape.from === null),
  };
  return section('BROKERS', what, lines, 'broker', { ...shape, all: true });
}

function stateOf({ broker, layout }: Line): string {
  // A round of metadata comes more often than a look at each broker.
  if (!broker) return 'down';
  return layout === undefined || layout.state === 'down' ? 'live' : layout.state;
}
function preferredOf({ layout }: Line): string | null {
  return (layout && `${layout.preferred - layout.misses} of ${layout.preferred}`) || null;
}
function latencyOf({ layout }: Line): string | null {
  const ms = layout?.metadataMs;
  return ms === null || ms === undefined ? null : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

const directoryTotals: Column<Line>[] = [
  {
    ...{ head: 'holds', right: true, unless: '-' },
    of: ({ layout }) => bytes(layout?.directories?.reduce((sum, one) => sum + one.bytes, 0) ?? null),
  },
  {
    ...{ head: 'free', right: true, unless: '-' },
    // A broker stops when one of its volumes is full.
    of: ({ layout }) => {
      const shares = layout?.directories?.flatMap((one) => freeShare(one) ?? []) ?? [];
      return percent(shares.length === 0 ? null : Math.min(...shares));
    },
  },
];

function freeShare({ totalBytes, usableBytes }: LogDirectory): number | null {
  return totalBytes === null || usableBytes === null || totalBytes === 0 ? null : usableBytes / totalBytes;
}

type Directory = LogDirectory & { id: number };

/** Of many directories only those that cannot be used, unless each is asked for: their sums are with the brokers. */
function told({ cluster }: ClusterLook, { all }: Shape): { isEach: boolean; directories: Directory[] } {
  const every = cluster.brokers.flatMap(({ id, directories }) => directories?.map((one) => ({ id, ...one })) ?? []);
  const isEach = all || every.length <= FEW_DIRECTORIES;
  return { isEach, directories: isEach ? every : every.filter(({ failed }) => failed !== null) };
}

export function directorySection(look: ClusterLook, shape: Shape): string[] {
  const { directories } = told(look, shape);
  if (directories.length === 0) return [];
  const what: Table<Directory> = {
    columns: [
      { head: 'broker', right: true, of: ({ id }) => id },
      { head: 'directory', of: ({ path }) => path },
      { head: 'state', of: ({ failed }) => (failed ? 'failed' : 'ok') },
      { head: 'replicas', right: true, of: ({ replicas }) => counted(replicas) },
      { head: 'holds', right: true, of: (one) => bytes(one.bytes) },
      { head: 'free', right: true, unless: '-', of: ({ usableBytes }) => bytes(usableBytes) },
      { head: 'of volume', right: true, unless: '-', of: ({ totalBytes }) => bytes(totalBytes) },
      { head: 'free', right: true, unless: '-', of: (one) => percent(freeShare(one)) },
    ],
  };
  return section('LOG DIRECTORIES', what, directories, 'directory', { ...shape, all: true });
}

function percent(share: number | null): string | null {
  return share === null ? null : `${Math.floor(share * 100)} %`;
}

function skewsOf({ brokers, partitions }: ClusterLook) {
  const means = {
    leaders: brokers.reduce((sum, one) => sum + one.leaders, 0) / Math.max(1, brokers.length),
    replicas: brokers.reduce((sum, one) => sum + one.replicas, 0) / Math.max(1, brokers.length),
  };
  return (count: number, kind: keyof typeof means): string => {
    if (partitions.length < SKEW_FROM_PARTITIONS || means[kind] === 0) return '';
    const percent = Math.round(((count - means[kind]) / means[kind]) * 100);
    return `${percent > 0 ? '+' : ''}${percent} %`;
  };
}
