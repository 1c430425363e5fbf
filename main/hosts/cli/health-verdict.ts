// How bad a look at a cluster is, as a whole: what the exit code says.
import type { Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { worst } from '../../health/words.ts';

export type Verdict = {
  severity: Severity;
  /** with the progress of the group that was asked for, and what could not be read */
  partitions: Severity;
  brokers: Severity;
  topics: Severity;
  /** null: not asked for */
  groups: Severity | null;
};

/**
 * The worst of what is shown. That a group cannot be judged yet counts only where that one was asked for, by its partitions: of others
 * a single look can never tell.
 */
export function verdictOf(look: ClusterLook): Verdict {
  const { cluster, groups } = look;
  const partitions = worst([look.severity, look.error === null && look.troubles.length === 0 ? 'ok' : 'unknown']);
  const brokers = worst(cluster.brokers.map(({ severity }) => severity));
  const topics = worst(cluster.topics.map(({ severity }) => severity));
  const told = groups && worst(groups.groups.map(({ summary }) => summary.severity));
  const isKnown =
    cluster.error === null && (groups === null || (groups.error === null && groups.troubles.length === 0));
  const known = told === null || told === 'unknown' ? 'ok' : told;
  const severity = worst([partitions, brokers, topics, known, isKnown ? 'ok' : 'unknown']);
  return { severity, partitions, brokers, topics, groups: told };
}

const CODES: Record<Severity, number> = { ok: 0, warning: 3, error: 4, unknown: 5 };

/** What could not be asked, or read, is never healthy. */
export function exitCodeOf(look: ClusterLook): number {
  return CODES[verdictOf(look).severity];
}
