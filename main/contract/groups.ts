// The consumer groups of a cluster, those of others as well as ours: a report of all, and one of them in detail.
import { z } from 'zod';
import { BurrowStatus, GroupMember, HealthReason, Severity } from './health.ts';
import { micros, offset } from './session.ts';
import { Told } from './told.ts';

/** consumer: of KIP-848; unknown: from a broker that does not tell, and would not describe it */
export const GroupProtocol = z.enum(['classic', 'consumer', 'share', 'streams', 'unknown']);
export type GroupProtocol = z.infer<typeof GroupProtocol>;

export const GROUP_STATES = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
  'Stable',
  'Empty',
  'Dead',
  'NotReady',
  'Unknown',
] as const;
/** In the words of Kafka; Unknown: not told, or a state of a Kafka to come */
export const GroupState = z.enum(GROUP_STATES);
export type GroupState = z.infer<typeof GroupState>;

export const GroupReason = z.object({
  code: z.enum([
    'lost', // retention deleted records before they were read
    'stop',
    'stall',
    'rewind',
    'behind', // Burrow's WARN
    'rebalancing', // for long
    'empty', // without members, and records wait
    'idle', // members without partitions
    'unheard', // no broker has told of it for a minute
    'denied', // the credentials may not read it
    'not-described', // share and streams groups, whose offsets are told otherwise
    'too-few', // samples, for a judgement
    'no-ends', // the ends of its partitions are not known
  ]),
  severity: Severity,
  told: Told,
  /** since when it holds, as far as this process saw */
  since: micros,
});
export type GroupReason = z.infer<typeof GroupReason>;

/** How far behind, for a partition or the worst of a group; what is not known is null, never 0. */
const lagging = {
  lagRecords: z.number().nonnegative().nullable(),
  /** from the time of the record at the committed offset to that of the last one */
  lagSeconds: z.number().nonnegative().nullable(),
  /** by the brokers' timestamps of both, which the cache holds; else interpolated between samples of the log's end */
  lagExact: z.boolean(),
  /** until the lag is gone, at the rates of the last samples; null: not known, or never */
  clearSeconds: z.number().nonnegative().nullable(),
  /** whether lag shrinks; null: not known yet */
  shrinks: z.boolean().nullable(),
  lostRecords: z.number().nonnegative(),
};

export const GroupSummary = z.object({
  group: z.string(),
  protocol: GroupProtocol,
  /** such as consumer or connect; empty where nobody ever joined: its offsets were committed by a consumer on its own */
  protocolType: z.string(),
  state: GroupState,
  /** since when, as far as this process saw */
  stateSince: micros,
  /** when a broker told of it last: what is shown is of then */
  seenAt: micros,
  /** of this session */
  ours: z.boolean(),
  /** null: may not be read */
  members: z.number().int().nullable(),
  /** members without a partition */
  idleMembers: z.number().int(),
  /** that it has committed offsets for */
  partitions: z.number().int(),
  /** Burrow's, of its worst partition */
  status: BurrowStatus,
  severity: Severity,
  /** since when it has this severity, as far as this process saw */
  since: micros,
  /** worst first */
  reasons: z.array(GroupReason),
  ...lagging,
  /** partitions whose lag is not known: where there are any, lagRecords is that of the others */
  lagLacking: z.number().int().nonnegative(),
});
export type GroupSummary = z.infer<typeof GroupSummary>;

export const GroupsReport = z.object({
  /** null: not yet, or nobody is connected */
  sampledAt: micros.nullable(),
  /** why the last sample failed, if it did; what is shown is then the one before */
  error: Told.nullable(),
  /** what this sample could not learn */
  troubles: z.array(Told),
  /** some: the credentials lack Describe on the cluster, so there may be groups that are not listed */
  sees: z.enum(['all', 'some', 'unknown']),
  groups: z.array(GroupSummary),
});
export type GroupsReport = z.infer<typeof GroupsReport>;

export const GroupPartition = z.object({
  topic: z.string(),
  partition: z.number().int(),
  committed: offset,
  /** null: not known */
  end: offset.nullable(),
  logStart: offset.nullable(),
  /** the member that reads it; null: nobody, or it may not be read */
  memberId: z.string().nullable(),
  status: BurrowStatus,
  severity: Severity,
  since: micros,
  reasons: z.array(HealthReason),
  /** records a second, over the window of samples; null: too few samples */
  consumedPerSecond: z.number().nullable(),
  ...lagging,
  /** at the last samples, oldest first; the last is of the last sampleTimes */
  offsets: z.array(offset.nullable()),
  lags: z.array(z.number().nonnegative().nullable()),
});
export type GroupPartition = z.infer<typeof GroupPartition>;

export const GroupDetail = z.object({
  summary: GroupSummary,
  members: z.array(GroupMember),
  partitions: z.array(GroupPartition),
  sampleTimes: z.array(micros),
});
export type GroupDetail = z.infer<typeof GroupDetail>;
