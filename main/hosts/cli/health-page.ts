// A look at a cluster as one reads it: what it comes to on top, what is in trouble before what is not, advice once.
import type { LayoutReason } from '../../contract/cluster.ts';
import type { GroupReason } from '../../contract/groups.ts';
import type { HealthReason, Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { listOf, worst } from '../../health/words.ts';
import { atSecond, many } from './amounts.ts';
import { brokerSection, directorySection, directorySeverity } from './health-brokers.ts';
import { groupSections, isUnlisted, readingLine } from './health-groups.ts';
import { partitionSection, placesOf } from './health-partitions.ts';
import { isForMoreLooks, ownSeverity, readerSeverity, saidOf, troublesOf } from './health-reasons.ts';
import { fitted, folded, type Section, type Shape, troubleCounts } from './health-shape.ts';
import { topicLines, topicSection } from './health-topics.ts';
import { brokerSeverities, verdictOf } from './health-verdict.ts';
import { number } from './output.ts';
import { printable } from './printable.ts';

/** Of a look that was not followed by another. */
export const ONE_LOOK = 'Rates, and whether a group reads, cannot be told from one look: use --watch, or --for 60.';
/** Of one that was. */
export const MORE_LOOKS =
  'Whether each group reads cannot be told yet: it takes five looks, and more where a group commits rarely.';
/** More advice is not followed at once. */
const MOST_ADVICE = 12;
/** So many of those that it is for are named. */
const NAMED = 3;

/** `rows`: of the screen that it is to fit into; undefined: it may be as long as it is. */
export function pageLines(look: ClusterLook, shape: Shape, rows?: number): string[] {
  const must = (lines: string[]): Section => ({ lines, brief: null });
  const verdict = verdictOf(look);
  // Whose credentials may not see all sees the rest as it is; of a group that was asked for that it is not known is what matters.
  const isTroubled =
    ['warning', 'error'].includes(verdict.severity) || (look.group !== null && verdict.groups !== 'ok');
  // On a small screen --all has no more room either.
  const each = rows !== undefined || shape.all ? '' : ' (--all lists each)';
  // What was not looked at is not calm.
  const calm = (lines: string[], title: string, of: number, severity: Severity | null): Section => ({
    lines,
    brief: severity === 'ok' && lines.length > 0 ? [`${title}  all ${number(of)} are healthy${each}`] : null,
  });
  const topics = topicLines(look);
  const topicSeverity = worst([verdict.topics, ...topics.map(({ severity }) => severity)]);
  const directories = look.cluster.brokers.flatMap((one) => one.directories ?? []).length;
  const groupLines = groupSections(look, shape);
  const listed = look.groups?.groups.length ?? 0;
  return fitted(
    [
      must(overview(look).flatMap((line) => folded(line, shape))),
      // One that was asked for is what one came for.
      must(look.group === null ? [] : groupLines),
      calm(brokerSection(look, shape), 'BROKERS', look.brokerLines.length, verdict.brokers),
      calm(directorySection(look, shape), 'LOG DIRECTORIES', directories, directorySeverity(look)),
      calm(topicSection(look, shape), 'TOPICS', topics.length, topicSeverity),
      must(partitionSection(look, shape)),
      look.group === null ? calm(groupLines, 'GROUPS', listed, listed > 0 ? verdict.groups : null) : must([]),
      must(adviceSection(look, shape)),
      must(needsMoreLooks(look) ? ['', ...folded(shape.from === null ? ONE_LOOK : MORE_LOOKS, shape)] : []),
      must(noteSection(look, shape)),
    ],
    rows,
    isTroubled && !shape.all,
  );
}

/** "cluster abc: error at …", and what it is made of. */
export function overview(look: ClusterLook): string[] {
  const { cluster, groups, partitions } = look;
  const { severity, groups: reading } = verdictOf(look);
  const at = look.sampledAt === null ? '' : ` at ${atSecond(look.sampledAt)}`;
  const mode = { kraft: 'KRaft', zookeeper: 'ZooKeeper', unknown: undefined }[cluster.mode];
  const controller = cluster.controllerId ?? look.brokers.find((one) => one.controller)?.id;
  const facts = [
    ...(mode === undefined ? [] : [mode]),
    controller === undefined ? 'controller unknown' : `controller ${controller}`,
  ];
  const count = (what: string, of: readonly { severity: Severity }[]) =>
    `${many(of.length, what)}${of.length === 0 ? '' : `: ${troubleCounts(of.map(({ severity: one }) => one)) || 'ok'}`}`;
  const brokers = [...brokerSeverities(look).values()].map((one) => ({ severity: one }));
  // As the rows below have it: with their partitions.
  const topics = topicLines(look);
  const summaries = groups?.groups.map(({ summary }) => summary) ?? [];
  const told =
    look.group !== null
      ? [readingLine(look, look.group, reading ?? readerSeverity(partitions))]
      : groups
        ? [groups.sampledAt === null ? 'groups not known' : count('group', summaries)]
        : [];
  const own = partitions.map((one) => ({ severity: ownSeverity(one) }));
  return [
    `cluster ${look.clusterId ?? 'unknown'}: ${severity}${at} (${facts.join(', ')})`,
    [...[count('broker', brokers), count('topic', topics), count('partition', own)], ...told].join('; '),
  ];
}

/** `whom`: by topic the partitions that it is said of, or of anything else by its name none. */
type Advised = { next: string; codes: Set<string>; whom: Map<string, number[]> };

/** What to look at next, the worst first: once for all that it is said of. */
function adviceSection(look: ClusterLook, shape: Shape): string[] {
  const found = new Map<string, Advised>();
  const add = (reasons: readonly (HealthReason | LayoutReason | GroupReason)[], name: string, partition?: number) => {
    for (const one of troublesOf(reasons)) {
      if (isForMoreLooks(one)) continue;
      const { next } = saidOf(one);
      if (next === '') continue;
      const advised = found.get(next) ?? { next, codes: new Set(), whom: new Map() };
      found.set(next, advised);
      advised.codes.add(one.code);
      const partitions = advised.whom.get(name) ?? [];
      advised.whom.set(name, partitions);
      if (partition !== undefined && partitions.at(-1) !== partition) partitions.push(partition);
    }
  };
  const isOfNobody = isUnlisted(look);
  for (const severity of ['error', 'warning', 'unknown'] as const) {
    // Of a group that is not there its section says what to do.
    const those = <T extends { severity: string; code: string }>(reasons: readonly T[]) =>
      reasons.filter((one) => one.severity === severity && !(isOfNobody && one.code === 'group-none'));
    for (const { id, reasons } of look.cluster.brokers) add(those(reasons), `broker ${id}`);
    for (const { topic, partition, reasons } of look.partitions) add(those(reasons), topic, partition);
    for (const { topic, reasons } of look.cluster.topics) add(those(reasons), `topic ${topic}`);
    // The reasons of one that was asked for are said of its partitions.
    for (const { summary } of look.groups?.groups ?? [])
      add(summary.group === look.group ? [] : those(summary.reasons), `group ${summary.group}`);
  }
  if (found.size === 0) return [];
  const most = shape.all ? found.size : MOST_ADVICE;
  const lines = [...found.values()].slice(0, most).map(({ next, codes, whom }) => {
    return `- ${next}  [${[...codes].join(', ')}: ${namesOf(whom)}]`;
  });
  const more = found.size > most ? [`… and ${number(found.size - most)} more: --all has each.`] : [];
  return ['', 'LOOK AT NEXT', ...lines.flatMap((line) => folded(line, shape, '  ')), ...more];
}

/** "app.auth/0-5, broker 3, many/0-19 and 40 more" */
function namesOf(whom: Advised['whom']): string {
  const all = [...whom];
  const named = all.slice(0, NAMED).map(([name, partitions]) => placesOf(name, partitions));
  const left = all.slice(NAMED).reduce((sum, [, partitions]) => sum + Math.max(1, partitions.length), 0);
  return `${named.join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}`;
}

/** On a screen: elsewhere they are messages beside what is printed. */
function noteSection(look: ClusterLook, shape: Shape): string[] {
  const notes = shape.hasNotes ? notesOf(look) : [];
  return notes.length === 0 ? [] : ['', 'NOTES', ...notes.flatMap((note) => folded(`- ${note}`, shape, '  '))];
}

/** What is not shown, and why; nothing here is a trouble of the cluster. */
export function notesOf({ troubles, cluster, groups, error }: ClusterLook): string[] {
  const notes = [...(error ? [error] : []), ...troubles, ...(groups?.troubles ?? [])].map(({ message }) => message);
  // The same cause is said once.
  const isOther = (one: { message: string } | null) => one !== null && one.message !== error?.message;
  if (cluster.error && isOther(cluster.error)) notes.push(`Configuration and brokers: ${cluster.error.message}`);
  if (groups?.error && isOther(groups.error)) notes.push(`Groups: ${groups.error.message}`);
  if (cluster.sampledAt === null && !cluster.error)
    notes.push('Configuration, sizes, racks and versions were not looked at yet: a broker takes too long to answer.');
  if (groups?.sampledAt === null && !groups.error)
    notes.push('Groups were not looked at yet: a broker takes too long to answer.');
  if (groups?.sees === 'some')
    notes.push('There may be groups that are not listed: these credentials lack Describe on the cluster.');
  const isTold = (why: string) => notes.some((note) => note.endsWith(why));
  const brokers = cluster.brokers.filter(({ why, state }) => why !== null && state !== 'down' && !isTold(why.message));
  for (const [why, ids] of Map.groupBy(brokers, (one) => one.why?.message ?? ''))
    notes.push(`Broker ${listOf(ids.map(({ id }) => id))}: ${why}`);
  const topics = cluster.topics.filter(({ why }) => why !== null);
  for (const [why, its] of Map.groupBy(topics, (one) => one.why?.message ?? '')) {
    const names = its.slice(0, NAMED).map(({ topic }) => topic);
    const more = its.length > NAMED ? ` and ${number(its.length - NAMED)} more` : '';
    notes.push(`Configuration of ${names.join(', ')}${more}: ${why}`);
  }
  return [...new Set(notes.map(printable))];
}

/** Whether more looks would tell what this one cannot. */
export function needsMoreLooks({ partitions, groups }: ClusterLook): boolean {
  return (
    partitions.some(({ reasons }) =>
      reasons.some(({ code }) => code === 'group-few-samples' || code === 'group-unseen'),
    ) ||
    (groups?.groups.some(({ summary }) => summary.reasons.some(({ code }) => code === 'too-few')) ?? false)
  );
}
