// The cluster as the analyst needs to know it: partitions, brokers, this viewer's consumers.
import { z } from 'zod';
import { ErrorCode } from './errors.ts';
import { micros, offset } from './session.ts';
import { Told } from './told.ts';

export const Severity = z.enum(['ok', 'warning', 'error', 'unknown']);
export type Severity = z.infer<typeof Severity>;

export const BurrowStatus = z.enum(['OK', 'WARN', 'STOP', 'STALL', 'REWIND', 'UNKNOWN']);
export type BurrowStatus = z.infer<typeof BurrowStatus>;

/** Why a partition has its severity, as a code with its numbers; the page and the command line put it in words. */
export const HealthReason = z.object({
  code: z.enum([
    'offline', // no leader
    'leader-down', // the leader is not among the live brokers
    'leader-silent', // it is among them, and does not answer
    'under-min-isr',
    'at-min-isr',
    'under-replicated',
    'min-isr-unknown', // min.insync.replicas could not be read
    'offsets-unknown', // where the log begins or ends could not be read
    'position-unknown', // how far the group is could not be read
    'not-preferred-leader',
    'records-lost', // retention deleted records before they were read
    'retention-race', // retention will delete records before they are read: `at`, `within` (as of Due), `by`, `perHour`
    'unread-share', // most of the retained log is unread
    'group-stop',
    'group-stall',
    'group-queued', // stands, while its reader catches up with other partitions first
    'group-rewind',
    'group-warn',
    'group-empty', // nobody is in it, records wait, and it is too early to say that its commits have ended
    'group-none', // it has committed nothing
    'group-few-samples', // to judge the reader of records that wait
    'group-unseen', // samples enough, and no commit among them: how often it commits is not known
  ]),
  severity: Severity,
  /** since when it holds, as far as this process saw */
  since: micros,
  /** English, with what to look at next; the page translates by code */
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type HealthReason = z.infer<typeof HealthReason>;

/**
 * From when on the record at the position is as old as retention.ms, and may be deleted. none: nothing waits there: all is read, it was
 * overtaken, or nobody reads it; never: retention deletes nothing; unlimited: it does, and not by age. `within`: the time that it came
 * in, and so how far off `at` may be, in microseconds.
 */
export const Due = z.union([
  z.enum(['none', 'never', 'unlimited', 'limit-unknown', 'age-unknown', 'now']),
  z.object({ at: micros, within: micros }),
]);
export type Due = z.infer<typeof Due>;

export const PartitionHealth = z.object({
  topic: z.string(),
  partition: z.number().int(),
  severity: Severity,
  reasons: z.array(HealthReason),
  /** since when it has this severity, as far as this process saw */
  since: micros,
  /** null: no leader */
  leader: z.number().int().nullable(),
  replicas: z.array(z.number().int()),
  isr: z.array(z.number().int()),
  /** replicas that a reassignment is adding: they are not missing. Absent, as nearly always: none */
  adding: z.array(z.number().int()).optional(),
  offlineReplicas: z.array(z.number().int()),
  /** null: the credentials may not read it */
  minInsyncReplicas: z.number().int().nullable(),
  logStart: offset.nullable(),
  highWatermark: offset.nullable(),
  /** the group's next offset: this cache's position where we follow it, else the committed one; null: none */
  position: offset.nullable(),
  lagRecords: z.number().nonnegative().nullable(),
  /** about the time from the record at the position to the last one, interpolated between samples of the log's end; null: not known */
  lagSeconds: z.number().nonnegative().nullable(),
  lostRecords: z.number().nonnegative(),
  /** what retention may still delete before it reaches the reader: position - log start; null: not known, or it was overtaken */
  marginRecords: z.number().nonnegative().nullable(),
  due: Due,
  /** records a second that are produced and consumed, over the window of samples; null: too few samples */
  producedPerSecond: z.number().nullable(),
  consumedPerSecond: z.number().nullable(),
  /**
   * records a second that were produced before each of the last samples, oldest first, for a sparkline; the last is of the
   * report's last sampleTimes. null: not known. A report crosses at every sample, so these are rounded, and few where there are
   * many partitions.
   */
  rates: z.array(z.number().nonnegative().nullable()),
  group: BurrowStatus,
});
export type PartitionHealth = z.infer<typeof PartitionHealth>;

export const BrokerHealth = z.object({
  id: z.number().int(),
  host: z.string(),
  port: z.number().int(),
  controller: z.boolean(),
  leaders: z.number().int(),
  replicas: z.number().int(),
});
export type BrokerHealth = z.infer<typeof BrokerHealth>;

/** Why a sample failed, and when that was known. */
export const SampleError = Told.extend({ code: ErrorCode, at: micros });

export const HealthReport = z.object({
  /** when the cluster was asked; null: not yet */
  sampledAt: micros.nullable(),
  /** why the last sample failed, if it did; what is shown is then the one before */
  error: SampleError.nullable(),
  /** what this sample could not learn, a group or a topic that may not be read. The rest is as of sampledAt */
  troubles: z.array(Told),
  clusterId: z.string().nullable(),
  severity: Severity,
  group: z.string().nullable(),
  brokers: z.array(BrokerHealth),
  /** when the last samples were taken, oldest first: as many as the longest `rates` has */
  sampleTimes: z.array(micros),
  partitions: z.array(PartitionHealth),
});
export type HealthReport = z.infer<typeof HealthReport>;

export const WorkerStatus = z.object({
  id: z.number().int(),
  /** leaving: it is not wanted any more, and stores what it has under way */
  state: z.enum(['starting', 'joining', 'consuming', 'idle', 'paused', 'restarting', 'failed', 'leaving', 'stopped']),
  /** why it is not consuming */
  reason: Told.nullable(),
  memberId: z.string().nullable(),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: z.number().int(),
      next: offset.nullable(),
      lagRecords: z.number().nullable(),
    }),
  ),
  recordsPerSecond: z.number().nonnegative(),
  bytesPerSecond: z.number().nonnegative(),
  /** mean bytes of a fetch and mean wait for it, over the last seconds */
  fetchBytes: z.number().nonnegative(),
  fetchWaitMs: z.number().nonnegative(),
  restarts: z.number().int().nonnegative(),
});
export type WorkerStatus = z.infer<typeof WorkerStatus>;

export const Rebalance = z.object({
  at: micros,
  /** from the first worker that left to the last that joined */
  ms: z.number().nonnegative(),
  cause: Told,
  generation: z.number().int(),
  members: z.number().int(),
  /** partitions that changed worker */
  moved: z.number().int(),
  /** from which worker to which, the most first; null: another member of the group, or nobody */
  moves: z.array(
    z.object({ from: z.number().int().nullable(), to: z.number().int().nullable(), partitions: z.number().int() }),
  ),
});
export type Rebalance = z.infer<typeof Rebalance>;

const partitionName = z.object({ topic: z.string(), partition: z.number().int() });
/** A member of the group that is not of this session. */
export const GroupMember = z.object({
  memberId: z.string(),
  clientId: z.string(),
  /** its address, as the brokers see it */
  host: z.string(),
  partitions: z.array(partitionName),
});
export type GroupMember = z.infer<typeof GroupMember>;

export const Consumers = z.object({
  group: z.string().nullable(),
  /** none: nobody is in it; stable: every worker knows what it has, and who reads the rest is known */
  state: z.enum(['none', 'stable', 'rebalancing']),
  workers: z.array(WorkerStatus),
  /** the other members of a group that is shared, as of the last time that it was shared out */
  others: z.array(GroupMember),
  /** followed partitions that no member is known to read: a trouble only where the group is stable */
  unread: z.array(partitionName),
  /** newest first, at most 100 */
  rebalances: z.array(Rebalance),
  /** the partition that its worker fetches alone until it has read what lay there then; null: none */
  first: partitionName.extend({ since: micros, lagRecords: z.number().nonnegative() }).nullable(),
});
export type Consumers = z.infer<typeof Consumers>;
