// Consumer groups: all of them in one table; of one that was asked for, or of each with --all, the members and the partitions.
import type { GroupPartition } from '../../contract/groups.ts';
import type { Due, HealthReason, PartitionHealth, Severity } from '../../contract/health.ts';
import type { ClusterLook, GroupLook } from '../../contract/look.ts';
import { neverClears } from '../../health/clears.ts';
import { counted, duration, many, rate } from './amounts.ts';
import { byName, nameOf, placesOf } from './health-partitions.ts';
import { isOfReader, readingSeverity, saidOf, sinceOf, troublesOf, whysOf } from './health-reasons.ts';
import { bySeverity, folded, heldFor, LEAST_NAME, type Shape, section, troubleCounts } from './health-shape.ts';
import { number } from './output.ts';
import { printable } from './printable.ts';
import type { Table } from './table.ts';

type Lag = Pick<GroupPartition, 'lagRecords' | 'lagSeconds' | 'lagExact'>;

/** By the samples of a log's end it is only about known. */
function behind({ lagRecords, lagSeconds, lagExact }: Lag): string | null {
  if (lagRecords === 0) return '0';
  return lagSeconds === null ? null : `${lagExact ? '' : '≈ '}${duration(lagSeconds)}`;
}
function clearsIn(one: Lag & Pick<GroupPartition, 'status' | 'clearSeconds' | 'shrinks'>): string | null {
  if (one.lagRecords === 0) return '0';
  return one.clearSeconds !== null ? `≈ ${duration(one.clearSeconds)}` : neverClears(one) ? 'not shrinking' : null;
}

export function groupSections(look: ClusterLook, shape: Shape): string[] {
  const { groups, group } = look;
  if (group !== null && isUnlisted(look)) return ['', `GROUP ${printable(group)}  ${unlisted(look)}`];
  if (!groups) return group === null ? [] : ofOne(look, group, undefined, shape);
  if (group !== null) {
    const found = groups.groups.find(({ summary }) => summary.group === group);
    return [...(found ? summaries([found], look, shape) : []), ...ofOne(look, group, found, shape)];
  }
  const sorted = groups.groups.toSorted(
    ({ summary: a }, { summary: b }) =>
      bySeverity(a.severity, b.severity) || (b.lagRecords ?? 0) - (a.lagRecords ?? 0) || (a.group < b.group ? -1 : 1),
  );
  return [
    ...summaries(sorted, look, shape),
    ...(shape.all ? sorted.flatMap((one) => ofOne(look, one.summary.group, one, shape)) : []),
  ];
}

/** Of the group that was asked for: whether the brokers were asked, none lists it, and nothing is known that it read. */
export function isUnlisted({ group, groups, partitions }: ClusterLook): boolean {
  if (group === null || !groups || groups.sampledAt === null || groups.groups.length > 0) return false;
  return partitions.every(
    ({ position, reasons }) => position === null && reasons.every(({ code }) => code !== 'position-unknown'),
  );
}
function unlisted({ groups }: ClusterLook): string {
  const who = groups?.error || groups?.troubles.length ? 'no broker that answered lists it' : 'no broker lists it';
  return `${who}: see whether its name is right, and whether its consumers ever ran.`;
}

/** "group billing: warning (34 partitions: 4 warnings)" */
export function readingLine(look: ClusterLook, group: string, severity: Severity): string {
  const name = `group ${group}`;
  if (isUnlisted(look)) return `${name}: no broker lists it`;
  const found = look.groups?.groups.find(({ summary }) => summary.group === group);
  const lines = linesOf(look, group, found);
  const counts = troubleCounts(lines.map((one) => one.severity)) || 'ok';
  return `${name}: ${severity}${lines.length === 0 ? '' : ` (${many(lines.length, 'partition')}: ${counts})`}`;
}

function summaries(lines: readonly GroupLook[], { groups }: ClusterLook, shape: Shape): string[] {
  const what: Table<GroupLook> = {
    columns: [
      { head: 'group', least: LEAST_NAME, of: ({ summary }) => summary.group },
      { head: 'status', of: ({ summary }) => summary.severity },
      { head: 'reads', of: ({ summary }) => summary.status },
      {
        head: 'for',
        right: true,
        unless: '',
        of: ({ summary }) => heldFor(sinceOf(summary.reasons), groups?.sampledAt ?? null, shape.from?.groups),
      },
      { head: 'state', of: ({ summary }) => summary.state },
      { head: 'protocol', spare: 5, of: ({ summary }) => summary.protocol },
      { head: 'members', right: true, of: ({ summary }) => counted(summary.members) },
      { head: 'idle', spare: 2, right: true, unless: '0', of: ({ summary }) => counted(summary.idleMembers) },
      { head: 'hosts', spare: 4, of: hostsOf },
      { head: 'partitions', right: true, of: ({ summary }) => counted(summary.partitions) },
      { head: 'lag', right: true, of: ({ summary }) => lagOf(summary) },
      { head: 'behind', right: true, of: ({ summary }) => behind(summary) },
      { head: 'clears in', spare: 3, right: true, unless: '-', of: ({ summary }) => clearsIn(summary) },
      { head: 'lost', right: true, unless: '0', of: ({ summary }) => counted(summary.lostRecords) },
    ],
    why: ({ summary }) => whysOf(summary.reasons),
  };
  const none = lines.length === 0 && groups ? `  ${noneOf(groups)}` : '';
  return section(`GROUPS${none}`, what, lines, 'group', shape);
}

/** Why the list of groups is empty. */
function noneOf({ sampledAt, error, sees, troubles }: NonNullable<ClusterLook['groups']>): string {
  if (sampledAt === null) return error ? 'not known' : 'not looked at yet';
  if (troubles.length > 0) return 'none seen, and not all brokers could be asked';
  return sees === 'some' ? 'none that these credentials may see' : 'none';
}

/** A sum that lacks some partition says that it is more. */
function lagOf({ lagRecords, lagLacking }: GroupLook['summary']): string | null {
  return lagRecords === null ? null : `${lagLacking > 0 ? '> ' : ''}${number(lagRecords)}`;
}

/** The first two; as the brokers see them. */
function hostsOf({ summary, members }: GroupLook): string | null {
  if (summary.members === null) return null;
  const hosts = [...new Set(members.map(({ host }) => host.replace(/^\//, '')))].sort();
  return `${hosts.slice(0, 2).join(' ')}${hosts.length > 2 ? ` +${hosts.length - 2}` : ''}`;
}

type Line = {
  topic: string;
  partition: number;
  severity: Severity;
  reasons: HealthReason[];
  position: number | null;
  end: number | null;
  lag: Lag;
  found: GroupLook['partitions'][number] | undefined;
  health: PartitionHealth | undefined;
};

function ofOne(look: ClusterLook, group: string, found: GroupLook | undefined, shape: Shape): string[] {
  const lines = linesOf(look, group, found).sort((a, b) => bySeverity(a.severity, b.severity) || byName(a, b));
  const members = new Map(found?.members.map((one) => [one.memberId, one]));
  const what: Table<Line> = {
    columns: [
      { head: 'partition', of: nameOf },
      { head: 'status', of: ({ severity }) => severity },
      { head: 'reads', of: ({ health, found }) => (health?.position == null ? found?.status : health.group) ?? null },
      {
        head: 'for',
        right: true,
        unless: '',
        of: ({ reasons }) => heldFor(sinceOf(reasons), look.sampledAt, shape.from?.partitions),
      },
      { head: 'position', right: true, of: ({ position }) => counted(position) },
      { head: 'end', spare: 6, right: true, of: ({ end }) => counted(end) },
      { head: 'lag', right: true, of: ({ lag }) => counted(lag.lagRecords) },
      { head: 'behind', right: true, of: ({ lag }) => behind(lag) },
      { head: 'clears in', spare: 3, right: true, unless: '-', of: ({ found }) => (found ? clearsIn(found) : null) },
      {
        ...{ head: 'reads/s', right: true, unless: '-' },
        of: ({ found, health }) => rate(health?.consumedPerSecond ?? found?.consumedPerSecond ?? null),
      },
      { head: 'in/s', spare: 1, right: true, unless: '-', of: ({ health }) => rate(health?.producedPerSecond ?? null) },
      {
        head: 'margin',
        spare: 7,
        right: true,
        unless: '-',
        of: ({ health }) => counted(health?.marginRecords ?? null),
      },
      { head: 'may be deleted', right: true, unless: '-', of: ({ health }) => dueText(health?.due, look.sampledAt) },
      {
        ...{ head: 'client', unless: '-' },
        of: ({ found }) => members.get(found?.memberId ?? '')?.clientId ?? null,
      },
    ],
    why: ({ reasons }) => whysOf(reasons),
  };
  // Where it is nowhere each partition would say the same.
  if (lines.length > 1 && lines.every(({ position }) => position === null)) {
    const reasons = new Set(lines.flatMap((one) => troublesOf(one.reasons).map((reason) => saidOf(reason).why)));
    const title = `GROUP ${printable(group)}  no position in ${many(lines.length, 'partition')}`;
    return [...memberSection(group, found, shape), '', title, ...[...reasons].flatMap((why) => folded(why, shape))];
  }
  if (lines.length === 0) return [...memberSection(group, found, shape), '', ...noPositions(group, found, shape)];
  const title = `GROUP ${printable(group)}  ${many(lines.length, 'partition')}`;
  return [...memberSection(group, found, shape), ...section(title, what, lines, 'partition', shape)];
}

/** Of one whose offsets may not be read, or are told otherwise, it is not known what it has committed. */
function noPositions(group: string, found: GroupLook | undefined, shape: Shape): string[] {
  const title = `GROUP ${printable(group)}  `;
  if (!found) return [`${title}was not seen`];
  const unknown = found.summary.reasons.filter(({ severity }) => severity === 'unknown');
  if (unknown.length === 0) return [`${title}has committed nothing`];
  return [`${title}its positions are not known`, ...unknown.flatMap((one) => folded(saidOf(one).why, shape))];
}

function memberSection(group: string, found: GroupLook | undefined, shape: Shape): string[] {
  if (!found || found.members.length === 0) return [];
  const what: Table<GroupLook['members'][number]> = {
    columns: [
      { head: 'client', of: ({ clientId }) => clientId },
      { head: 'host', of: ({ host }) => host.replace(/^\//, '') },
      { head: 'reads', of: ({ partitions }) => assignment(partitions) || 'nothing' },
    ],
  };
  const sorted = found.members.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
  return section(`GROUP ${printable(group)}  ${many(sorted.length, 'member')}`, what, sorted, 'member', shape);
}

/** "app.auth/0-5, audit/1" */
function assignment(partitions: readonly { topic: string; partition: number }[]): string {
  const byTopic = Map.groupBy(partitions.toSorted(byName), ({ topic }) => topic);
  const places = [...byTopic].map(([topic, its]) =>
    placesOf(
      topic,
      its.map(({ partition }) => partition),
    ),
  );
  return places.join(' ');
}

/** Of the group that was asked for the partitions themselves know more; of those that were not looked at, and of other groups, it does. */
function linesOf({ partitions, group: asked }: ClusterLook, group: string, found: GroupLook | undefined): Line[] {
  const lines = new Map<string, Line>();
  for (const one of found?.partitions ?? []) {
    const { topic, partition, severity, committed, end, lagRecords, lagSeconds, lagExact, reasons } = one;
    const lag = { lagRecords, lagSeconds, lagExact };
    lines.set(nameOf(one), {
      ...{ topic, partition, severity, reasons, position: committed, end, lag, found: one, health: undefined },
    });
  }
  if (group !== asked) return [...lines.values()];
  for (const one of partitions) {
    const { topic, partition, position, highWatermark, lagRecords, lagSeconds } = one;
    const reasons = one.reasons.filter(isOfReader);
    const known = lines.get(nameOf(one));
    if (position === null && troublesOf(reasons).length === 0) continue;
    const severity = readingSeverity(one);
    lines.set(nameOf(one), {
      ...{ topic, partition, severity, reasons, position, end: highWatermark, health: one, found: known?.found },
      lag: {
        lagRecords,
        lagSeconds: lagSeconds ?? known?.lag.lagSeconds ?? null,
        lagExact: lagSeconds === null && (known?.lag.lagExact ?? false),
      },
    });
  }
  return [...lines.values()];
}

/** When the oldest record that is unread is as old as retention allows. */
function dueText(due: Due | undefined, at: number | null): string | null {
  switch (due) {
    case undefined:
    case 'none':
    case 'limit-unknown':
    case 'age-unknown':
      return null;
    case 'never':
      return 'never';
    case 'unlimited':
      return 'by size';
    case 'now':
      return 'now';
    default:
      return at === null ? null : `in ${duration(Math.max(0, due.at - at) / 1e6)}`;
  }
}
