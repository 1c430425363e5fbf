// The reasons in English, what to look at next, and how bad each is.
import type { HealthReason, Severity } from '../contract/health.ts';
import type { Told } from '../contract/told.ts';

type Code = HealthReason['code'];
type Values = HealthReason['values'];
/** A reason as a rule finds it; since when it holds takes a memory. */
export type Finding = Omit<HealthReason, 'since'>;

/** Worst first. What could not be read is worse than healthy, and better than a known trouble. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'unknown', 'ok'];
export function worst(severities: Iterable<Severity>): Severity {
  const present = new Set(severities);
  return SEVERITIES.find((severity) => present.has(severity)) ?? 'ok';
}

type Words = { severity: Severity; say: (values: Values) => string; next: (values: Values) => string };
const REASONS: Record<Code, Words> = {
  offline: {
    severity: 'error',
    say: () => 'No leader: it can be neither read nor written.',
    next: (v) => `Start one of the brokers ${v.replicas}, the last in sync first.`,
  },
  'leader-down': {
    severity: 'error',
    say: (v) => `Its leader, broker ${v.leader}, is not among the live brokers.`,
    next: () => 'Start it, or wait until a replica in sync is elected, where there is one.',
  },
  'leader-silent': {
    severity: 'error',
    say: (v) => `Its leader, broker ${v.leader}, does not answer.`,
    next: () =>
      'See whether it runs and can be reached; if it is dead, a replica in sync takes over within seconds, where there is one.',
  },
  'under-min-isr': {
    severity: 'error',
    say: (v) => `Only ${v.isr} of ${v.replicas} replicas in sync, ${v.minIsr} are required: writes with acks=all fail.`,
    next: () => 'Bring the missing brokers back.',
  },
  'at-min-isr': {
    severity: 'warning',
    say: (v) => `${v.isr} of ${v.replicas} replicas in sync, ${v.minIsr} are required: one more failure stops writes.`,
    next: () => 'Stop no other broker until more are in sync.',
  },
  'under-replicated': {
    severity: 'warning',
    say: (v) => `${v.isr} of ${v.replicas} replicas in sync; missing: broker ${v.missing}.`,
    next: () => 'Start it, or look at its disk and network.',
  },
  'min-isr-unknown': {
    severity: 'unknown',
    say: () => 'Whether one more failure stops writes is unknown: min.insync.replicas could not be read.',
    next: () => 'Allow DescribeConfigs on the topic.',
  },
  'offsets-unknown': {
    severity: 'unknown',
    say: () => 'Where its log begins or ends could not be read.',
    next: () => 'Its leader may have just moved; if it stays so, look at the rights to the topic (Describe).',
  },
  'position-unknown': {
    severity: 'unknown',
    say: () => 'How far the group has read could not be read.',
    next: () => 'Look at the rights to the group (Describe), and at its coordinator.',
  },
  // Reading is not touched by it, and Kafka puts it right by itself within minutes.
  'not-preferred-leader': {
    severity: 'ok',
    say: (v) =>
      `Broker ${v.leader} leads in place of broker ${v.preferred}, which misses ${v.imbalancePercent} % of its leaderships.`,
    next: () => 'Kafka moves it back by itself, unless auto.leader.rebalance.enable is off.',
  },
  'records-lost': {
    severity: 'error',
    say: (v) => `${v.records} records were deleted before they were read.`,
    next: () => 'Keep the log for longer, or read faster.',
  },
  'retention-race': {
    severity: 'warning',
    say: (v) =>
      `Retention (${v.by}) overtakes its reader in about ${v.amount} ${v.unit}: from then on about ${v.perHour} records an hour are lost.`,
    next: () => 'Fetch it first, or keep the log for longer.',
  },
  'unread-share': {
    severity: 'warning',
    say: (v) =>
      `${v.percent} % of what the log holds is unread, for ${v.minutes} minutes: retention may overtake the reader.`,
    next: () => 'Compare its rate of reading with what comes, and with how long the log is kept.',
  },
  'group-stop': {
    severity: 'error',
    say: (v) => `Nobody reads it any more: ${v.lag} records are waiting.`,
    next: () => 'Start its consumers again.',
  },
  'group-stall': {
    severity: 'error',
    say: (v) => `Its reader stands still: ${v.lag} records are waiting.`,
    next: () => "Look at what the consumer is busy with: its log, and the record at the group's offset.",
  },
  'group-queued': {
    severity: 'warning',
    say: (v) => `Its reader catches up with other partitions first: ${v.lag} records are waiting.`,
    next: () => 'Add workers if it lasts.',
  },
  'group-rewind': {
    severity: 'error',
    say: (v) => `Its reader went back, and has ${v.lag} records to read again.`,
    next: () => 'See who set its offsets back, or whether it lost them.',
  },
  'group-warn': {
    severity: 'warning',
    say: (v) => `Its reader falls behind: lag has only grown, to ${v.lag} records.`,
    next: () => 'Add consumers, or make them faster.',
  },
  'group-empty': {
    severity: 'warning',
    say: (v) => `Nobody is in the group: ${v.lag} records are waiting.`,
    next: () => 'Start its consumers, or see why they left.',
  },
  'group-none': {
    severity: 'unknown',
    say: () => 'The group has committed nothing here: how far it has read is not known, nor whether it reads at all.',
    next: () => 'See whether the name of the group is right, and whether its consumers run.',
  },
  'group-few-samples': {
    severity: 'ok',
    say: (v) =>
      `${v.lag} records are waiting; its reader is judged from ${v.needed} samples on, and this is ${v.samples}.`,
    next: () => 'Only more samples tell whether it reads.',
  },
  'group-unseen': {
    severity: 'unknown',
    say: (v) => `${v.lag} records are waiting, and it was not seen to commit for ${v.seconds} s.`,
    next: () => 'It may stand, or commit rarely: look at its log.',
  },
};

export function reason(code: Code, values: Values, severity = REASONS[code].severity): Finding {
  const { say, next } = REASONS[code];
  return { code, severity, message: `${say(values)} ${next(values)}`, values };
}

/** A reason that was found, in two: each is said by itself where many share the advice. */
export function whyAndNext({ code, values }: Pick<Finding, 'code' | 'values'>): { why: string; next: string } {
  const { say, next } = REASONS[code];
  return { why: say(values), next: next(values) };
}

/** What tells one trouble of a thing from another: a broker has the same of several directories. */
export function troubleKey({ code, told }: { code: string; told?: Told }): string {
  const path = told?.said[0]?.values.path;
  return path === undefined ? code : `${code} ${path}`;
}

/** What was found, since when: `before` remembers by `troubleKey`, and forgets what does not hold any more. */
export function sinceFound<One extends Parameters<typeof troubleKey>[0]>(
  found: readonly One[],
  before: Map<string, number>,
  at: number,
): (One & { since: number })[] {
  const keys = new Set(found.map(troubleKey));
  for (const key of before.keys()) if (!keys.has(key)) before.delete(key);
  return found.map((one) => {
    const key = troubleKey(one);
    const since = before.get(key) ?? at;
    before.set(key, since);
    return { ...one, since };
  });
}

/** "3, 7, 12-40" */
export function listOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`))
    .join(', ');
}
