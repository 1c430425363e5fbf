// What changed from one look to the next, a line for all of which the same is to be said.
import type { LayoutReason } from '../../contract/cluster.ts';
import type { GroupReason, GroupSummary } from '../../contract/groups.ts';
import type { HealthReason, Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import { troubleKey, worst } from '../../health/words.ts';
import { atSecond, many } from './amounts.ts';
import { placesOf } from './health-partitions.ts';
import { isForMoreLooks, isOfReader, ownReasons, readingSeverity, saidOf, troublesOf } from './health-reasons.ts';

type Reason = HealthReason | LayoutReason | GroupReason;
type State = {
  /** "app.auth", "broker", "group billing in app.auth" */
  of: string;
  /** of that the partition, or the one by its name */
  which: number | string;
  status: string;
  severity: Severity;
  /** by what tells one from another while the numbers in it change with each look */
  reasons: Map<string, Reason>;
};
/** Together under one line: what is said of all of them, and of which. */
type Change = { of: string; which: (number | string)[]; what: string; why: string; isAlike: boolean };

/** A line for each partition, broker, topic and group whose status or reasons differ, and for each that is new or gone. */
export function changes(before: ClusterLook, after: ClusterLook): string[] {
  const old = statesOf(before);
  const found = new Map<string, Change>();
  const add = ({ of, which }: State, what: string, reasons: readonly Reason[]) => {
    const why = reasons.map((one) => saidOf(one).why).join(' ');
    const key = JSON.stringify([of, what, ...reasons.map(sameOf)]);
    const known = found.get(key);
    if (!known) return void found.set(key, { of, which: [which], what, why, isAlike: true });
    known.which.push(which);
    known.isAlike &&= known.why === why;
  };
  for (const [key, state] of statesOf(after)) {
    const was = old.get(key);
    old.delete(key);
    // What is not known beside what is wrong is no news.
    const came = [...state.reasons].flatMap(([code, one]) =>
      was?.reasons.has(code) || (one.severity === 'unknown' && state.severity !== 'unknown') ? [] : [one],
    );
    if (!was || was.status !== state.status) {
      // Where it became worse, or better, all that is wrong is said.
      const isOther = was?.severity !== state.severity;
      add(state, `${was?.status ?? 'new'} -> ${state.status}`, isOther ? [...state.reasons.values()] : came);
    } else if (came.length > 0) add(state, `${was.status} -> ${state.status}`, came);
    else {
      const went = [...was.reasons].flatMap(([code, one]) => (state.reasons.has(code) ? [] : [one]));
      // Of less than what is left nothing is said.
      const worth = went.filter(({ severity }) => severity === state.severity);
      if (worth.length > 0) add(state, `${was.status} -> ${state.status}  no more:`, worth);
    }
  }
  for (const state of old.values()) add(state, 'gone', []);
  const at = atSecond(after.sampledAt ?? 0);
  return [...found.values()].map((one) => `${at}  ${nameOf(one)}  ${one.what}${whyOf(one)}`);
}

function nameOf({ of, which }: Pick<Change, 'of' | 'which'>): string {
  const partitions = which.filter((one) => typeof one === 'number');
  return partitions.length > 0 ? placesOf(of, partitions) : `${of} ${which.join(', ')}`;
}

function whyOf({ of, which, why, isAlike }: Change): string {
  if (why === '') return '';
  return isAlike ? `  ${why}` : `  ${why} (${nameOf({ of, which: which.slice(0, 1) })}; the others alike)`;
}

/** Numbers of a reader differ from partition to partition; what is said of replicas is another thing where it differs. */
function sameOf(one: Reason): string {
  return 'values' in one && isOfReader(one) ? one.code : saidOf(one).why;
}

/** By a name of each. */
function statesOf({ partitions, cluster, groups, group: asked }: ClusterLook): Map<string, State> {
  const states = new Map<string, State>();
  const add = (
    of: string,
    which: number | string,
    all: readonly Reason[],
    severity = worst(all.map((one) => one.severity)),
    status: string = severity,
  ) => {
    // What more looks will tell is no change.
    const reasons = troublesOf(all).filter((one) => !isForMoreLooks(one));
    const byCode = new Map(reasons.map((one) => [troubleKey(one), one]));
    states.set(`${of} ${which}`, { of, which, status, severity, reasons: byCode });
  };
  for (const { id, state, severity, reasons } of cluster.brokers)
    add(
      'broker',
      id.toString(),
      reasons,
      severity,
      state === 'live' && severity !== 'ok' ? `live, ${severity}` : state,
    );
  for (const { topic, reasons } of cluster.topics) add('topic', topic, reasons);
  for (const one of partitions) add(one.topic, one.partition, ownReasons(one));
  if (asked !== null)
    for (const one of partitions)
      add(`group ${asked} in ${one.topic}`, one.partition, one.reasons.filter(isOfReader), readingSeverity(one));
  for (const { summary } of groups?.groups ?? [])
    add('group', summary.group, summary.reasons, summary.severity, statusOf(summary));
  return states;
}

function statusOf({ severity, status, state, members }: GroupSummary): string {
  return `${severity} ${status} ${state}, ${members === null ? '? members' : many(members, 'member')}`;
}
