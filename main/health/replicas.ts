// What the metadata of a partition says about it: the definitions of Kafka's own TopicCommand.
import type { ReplicaState } from './snapshot.ts';
import { type Finding, reason } from './words.ts';

/** The replicas that should be in sync: those that a reassignment is still adding do not count. */
export function replicationFactor({ replicas, adding }: Pick<ReplicaState, 'replicas' | 'adding'>): number {
  return replicas.filter((id) => !adding.includes(id)).length;
}

/** Of these, those that are not in sync. */
export function missingReplicas({ replicas, isr, adding }: ReplicaState): number[] {
  return replicas.filter((id) => !isr.includes(id) && !adding.includes(id));
}

/** null: min.insync.replicas may not be read. It is 1 at least, and no more than the replication factor can be asked for. */
export function minIsrOf(state: ReplicaState): number | null {
  if (replicationFactor(state) <= 1) return replicationFactor(state);
  return state.minInsyncReplicas === null ? null : Math.min(state.minInsyncReplicas, replicationFactor(state));
}

/** Whether writes with acks=all fail; null: not known, as min.insync.replicas may not be read. */
export function isUnderMinIsr(state: ReplicaState): boolean | null {
  if (state.leader === null) return true;
  // However large min.insync.replicas is, no more than the replication factor can be asked for.
  if (state.isr.length >= replicationFactor(state)) return false;
  const minIsr = minIsrOf(state);
  return minIsr === null ? null : state.isr.length < minIsr;
}

export type BrokersSeen = {
  live: ReadonlySet<number>;
  /** those of them that did not answer */
  silent: ReadonlySet<number>;
  /** of a broker's preferred leaderships, the share (0 to 1) that it does not hold */
  imbalance: (broker: number) => number;
};

export function replicaReasons(state: ReplicaState, { live, silent, imbalance }: BrokersSeen): Finding[] {
  const { leader, replicas, isr } = state;
  if (leader === null) return [reason('offline', { replicas: replicas.join(', ') })];
  const reasons: Finding[] = [];
  if (!live.has(leader)) reasons.push(reason('leader-down', { leader }));
  else if (silent.has(leader)) reasons.push(reason('leader-silent', { leader }));

  const factor = replicationFactor(state);
  const minIsr = minIsrOf(state);
  const numbers = { isr: isr.length, replicas: factor, minIsr: minIsr ?? 'unknown' };
  if (isUnderMinIsr(state)) reasons.push(reason('under-min-isr', numbers));
  // With every replica in sync it is how the topic was set up; with one replica there is nothing to say.
  else if (isr.length === minIsr && factor > 1)
    reasons.push(reason('at-min-isr', numbers, isr.length < factor ? 'warning' : 'ok'));
  if (isr.length < factor) {
    const missing = missingReplicas(state).join(', ');
    reasons.push(reason('under-replicated', { ...numbers, missing }));
  }
  if (minIsr === null) reasons.push(reason('min-isr-unknown', {}));
  const preferred = replicas[0];
  if (preferred !== undefined && leader !== preferred)
    reasons.push(
      reason('not-preferred-leader', { leader, preferred, imbalancePercent: Math.round(imbalance(preferred) * 100) }),
    );
  return reasons;
}
