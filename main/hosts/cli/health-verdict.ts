// How bad a look at a cluster is, as a whole: what the exit code says.
import type { GroupReason, GroupSummary } from '../../contract/groups.ts';
import type { Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import type { Told } from '../../contract/told.ts';
import { worst } from '../../health/words.ts';
import { ownSeverity, readerSeverity } from './health-reasons.ts';

export type Verdict = {
  severity: Severity;
  /** with what could not be read of them, and without the progress of the group that was asked for */
  partitions: Severity;
  brokers: Severity;
  topics: Severity;
  /** null: not asked for; of one that was asked for with its progress in the partitions */
  groups: Severity | null;
};

/**
 * The worst of what is shown; what was not looked at, or could not be, is unknown, and so is what it is a part of. A list of groups that
 * may be too short is, too. Sizes, directories and settings that may not be read are said and do not count: nothing else is less known
 * for lack of them but what a replica needs, which its partition says.
 */
export function verdictOf(look: ClusterLook): Verdict {
  const { cluster, groups } = look;
  const isRead = look.error === null && look.troubles.every(isOfGroup);
  const own = look.group === null ? look.severity : worst(look.partitions.map(ownSeverity));
  const partitions = worst([own, knownIf(isRead && look.partitions.length > 0)]);
  const layout = knownIf(isSampled(cluster));
  const brokers = worst([...brokerSeverities(look).values(), layout]);
  const topics = worst([...cluster.topics.map(({ severity }) => severity), layout]);
  const summaries = groups?.groups.map(({ summary }) => summary) ?? [];
  // Of one that was asked for it is known whether it is there.
  const isWhole = groups?.sees !== 'some' || look.group !== null;
  const asked = groups && knownIf(isSampled(groups) && groups.troubles.length === 0 && isWhole);
  const reading = look.group === null ? 'ok' : readerSeverity(look.partitions);
  const told = asked && worst([...summaries.map(({ severity }) => severity), asked, reading]);
  const severity = worst([look.severity, partitions, brokers, topics, ...summaries.map(countedOf), asked ?? 'ok']);
  return { severity, partitions, brokers, topics, groups: told };
}

/** By id. Of one that was not looked at it is only known whether it is there. */
export function brokerSeverities({ brokerLines, cluster }: ClusterLook): Map<number, Severity> {
  const looked = new Map(cluster.brokers.map(({ id, severity }) => [id, severity]));
  for (const { id, address } of brokerLines)
    looked.set(id, worst([looked.get(id) ?? 'unknown', address === null ? 'error' : 'ok']));
  return looked;
}

/**
 * That a group cannot be judged yet counts only where that one was asked for, by its partitions: of others a single look can never
 * tell. The lag of share and streams groups is told otherwise, and never here.
 */
const UNCOUNTED: ReadonlySet<GroupReason['code']> = new Set(['too-few', 'not-described'] as const);

function countedOf({ severity, reasons }: GroupSummary): Severity {
  if (severity !== 'unknown') return severity;
  const unknown = reasons.filter((one) => one.severity === 'unknown');
  return unknown.length > 0 && unknown.every(({ code }) => UNCOUNTED.has(code)) ? 'ok' : 'unknown';
}

/** What could not be learned of the group that was asked for is nothing that is unknown of the partitions. */
function isOfGroup({ said }: Told): boolean {
  return said[0]?.code === 'health-offsets' || said[0]?.code === 'health-group';
}

function isSampled({ sampledAt, error }: { sampledAt: number | null; error: unknown }): boolean {
  return sampledAt !== null && error === null;
}

function knownIf(isKnown: boolean): Severity {
  return isKnown ? 'ok' : 'unknown';
}

const CODES: Record<Severity, number> = { ok: 0, warning: 3, error: 4, unknown: 5 };

/** What could not be asked, or read, is never healthy. */
export function exitCodeOf(look: ClusterLook): number {
  return CODES[verdictOf(look).severity];
}
