// Brokers and their log directories, those that are down among them.
import type { BrokerLayout, LayoutReason, LogDirectory } from '../../contract/cluster.ts';
import type { Severity } from '../../contract/health.ts';
import type { BrokerLine, ClusterLook } from '../../contract/look.ts';
import { worst } from '../../health/words.ts';
import { bytes, counted } from './amounts.ts';
import { sinceOf, whysOf } from './health-reasons.ts';
import { heldFor, LEAST_NAME, type Shape, section } from './health-shape.ts';
import type { Column, Table } from './table.ts';

/** So many directories are told each, without being asked for. */
const FEW_DIRECTORIES = 12;

const OF_WHAT = 'leaders and replicas of the topics looked at, leads missed of all';

type Line = BrokerLine & { layout: BrokerLayout | undefined };

/** Of one that has just gone, and held nothing that is looked at. */
const GONE = {
  address: null,
  controller: false,
  leaders: 0,
  replicas: 0,
  outOfSync: 0,
  leaderSkew: null,
  replicaSkew: null,
};

function linesOf({ brokerLines, cluster }: ClusterLook): Line[] {
  const lines = new Map<number, Line>();
  for (const layout of cluster.brokers) lines.set(layout.id, { ...GONE, id: layout.id, layout });
  for (const one of brokerLines) lines.set(one.id, { ...one, layout: lines.get(one.id)?.layout });
  return [...lines.values()].sort((a, b) => a.id - b.id);
}

export function brokerSection(look: ClusterLook, shape: Shape): string[] {
  const lines = linesOf(look);
  const what: Table<Line> = {
    columns: [
      { head: 'broker', right: true, of: ({ id }) => id },
      { head: 'state', of: stateOf },
      { head: 'role', spare: 3, unless: '', of: ({ controller }) => (controller ? 'controller' : '') },
      { head: 'address', least: LEAST_NAME, of: ({ address }) => address },
      { head: 'rack', spare: 4, unless: '-', of: ({ layout }) => layout?.rack ?? null },
      { head: 'leaders', spare: 1, right: true, of: ({ leaders }) => counted(leaders) },
      { head: 'skew', spare: 2, right: true, unless: '', of: ({ leaderSkew }) => skewText(leaderSkew) },
      { head: 'replicas', right: true, of: ({ replicas }) => counted(replicas) },
      { head: 'skew', spare: 2, right: true, unless: '', of: ({ replicaSkew }) => skewText(replicaSkew) },
      { head: 'not in sync', right: true, unless: '0', of: ({ outOfSync }) => counted(outOfSync) },
      { head: 'leads missed', spare: 6, right: true, unless: '-', of: missedOf },
      { head: 'answers in', spare: 5, right: true, unless: '-', of: latencyOf },
      {
        head: 'version',
        spare: 7,
        unless: '-',
        of: ({ layout }) => layout?.release?.message.replace(/, KRaft$/, '') ?? null,
      },
      ...(told(look, shape).isEach ? [] : directoryTotals),
      {
        ...{ head: 'for', right: true, unless: '' },
        of: ({ layout }) => heldFor(sinceOf(layout?.reasons ?? []), look.sampledAt, shape.from?.layout),
      },
    ],
    why: ({ layout }) => whysOf(layout?.reasons ?? []),
  };
  return section(`BROKERS  ${OF_WHAT}`, what, lines, 'broker', { ...shape, all: true });
}

function stateOf({ address, layout }: Line): string {
  // A round of metadata comes more often than a look at each broker.
  if (address === null) return 'down';
  return layout === undefined || layout.state === 'down' ? 'live' : layout.state;
}
function missedOf({ layout }: Line): string | null {
  return layout ? `${layout.misses} of ${layout.preferred}` : null;
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
    ...{ head: 'left', right: true, unless: '-' },
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

/** What is wrong with one is said of its broker. */
export function directorySeverity({ cluster }: ClusterLook): Severity {
  const reasons = cluster.brokers.flatMap((one) => one.reasons);
  return worst(reasons.flatMap(({ code, severity }) => (OF_DIRECTORY.has(code) ? severity : [])));
}
const OF_DIRECTORY: ReadonlySet<LayoutReason['code']> = new Set(['directory-failed', 'directory-full'] as const);

export function directorySection(look: ClusterLook, shape: Shape): string[] {
  const { directories } = told(look, shape);
  if (directories.length === 0) return [];
  const what: Table<Directory> = {
    columns: [
      { head: 'broker', right: true, of: ({ id }) => id },
      { head: 'directory', least: LEAST_NAME, of: ({ path }) => path },
      { head: 'state', of: ({ failed }) => (failed ? 'failed' : 'ok') },
      { head: 'replicas', right: true, of: ({ replicas }) => counted(replicas) },
      { head: 'holds', right: true, of: (one) => bytes(one.bytes) },
      { head: 'free', spare: 1, right: true, unless: '-', of: ({ usableBytes }) => bytes(usableBytes) },
      { head: 'of volume', spare: 2, right: true, unless: '-', of: ({ totalBytes }) => bytes(totalBytes) },
      { head: 'left', right: true, unless: '-', of: (one) => percent(freeShare(one)) },
    ],
  };
  return section('LOG DIRECTORIES', what, directories, 'directory', { ...shape, all: true });
}

function percent(share: number | null): string | null {
  return share === null ? null : `${Math.floor(share * 100)} %`;
}

/** Above or below the mean. */
function skewText(share: number | null): string {
  if (share === null) return '';
  const percents = Math.round(share * 100);
  return `${percents > 0 ? '+' : ''}${percents} %`;
}
