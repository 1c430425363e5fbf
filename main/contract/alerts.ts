// Alerts: conditions on health and on filters that are judged as long as a session runs, and the log of what fired.
import { z } from 'zod';
import { ErrorData } from './errors.ts';
import { HealthReason } from './health.ts';
import { micros } from './session.ts';
import { isZone } from './zone.ts';

export const MOST_ALERTS = 50;
/** How many entries of the log are kept: the newest. */
export const MOST_ENTRIES = 1000;
/** How many partitions an entry names. */
export const MOST_SUBJECTS = 20;

const topics = z.array(z.string().max(249)).max(1000).nullable();
/** it fires when it has held for so long, in seconds */
const forSeconds = z.number().int().min(0).max(3600);

export const AlertCondition = z.discriminatedUnion('on', [
  /** matching records whose own time lies in the last `seconds`; fewer than 1: absence */
  z.object({
    on: z.literal('count'),
    filter: z.string().max(10_000),
    /** null: all */
    topics,
    than: z.enum(['above', 'below']),
    records: z.number().int().min(0).max(1_000_000_000),
    seconds: z.number().int().min(10).max(86_400),
  }),
  /** of any one partition */
  z.object({ on: z.literal('lag'), topics, records: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), forSeconds }),
  /** a partition has one of these reasons, or any of at least that severity */
  z.object({
    on: z.literal('health'),
    topics,
    least: z.enum(['warning', 'error']),
    /** null: every one */
    codes: z.array(HealthReason.shape.code).min(1).nullable(),
    forSeconds,
  }),
  /** the cluster does not answer */
  z.object({ on: z.literal('silent'), forSeconds }),
]);
export type AlertCondition = z.infer<typeof AlertCondition>;

export const Alert = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(100),
  condition: AlertCondition,
  /** it fires once in so many seconds at most */
  pauseSeconds: z.number().int().min(60).max(86_400),
  /** false: it is kept, and not judged */
  on: z.boolean(),
});
export type Alert = z.infer<typeof Alert>;

const minute = z.number().int().min(0).max(1439);
/** When alerts are logged, and not shown as notifications. */
export const QuietHours = z.object({
  on: z.boolean(),
  /** minutes of the day; from the same minute as to: a whole day. Past midnight they end on the day after */
  from: minute,
  to: minute,
  /** on which they begin; 0: Sunday */
  days: z.array(z.number().int().min(0).max(6)).max(7),
  /** by whose clock: an IANA name */
  zone: z.string().max(100).refine(isZone),
});
export type QuietHours = z.infer<typeof QuietHours>;

/** Why nobody can tell whether an alert holds: it is not quiet then. */
export const NOT_JUDGED = [
  'no-session',
  'connecting',
  'paused', // the cache cannot be written
  'ended',
  'failed',
  'starting', // what there is already is being counted
  'behind', // what is read is older than the time to be judged
  'missing', // records of that time are not in the cache
  'elsewhere', // other members of the group read some partitions
  'transaction', // an open transaction holds records back
  'not-followed', // nothing of its topics is followed
  'no-sample', // the cluster was not asked yet
  'cluster-silent',
  'unknown', // the cluster does not tell of a partition
  'error', // `error` says why
] as const;
export const NotJudged = z.enum(NOT_JUDGED);
export type NotJudged = z.infer<typeof NotJudged>;

const subjects = z.array(z.object({ topic: z.string(), partition: z.number().int() })).max(MOST_SUBJECTS);
const found = {
  /**
   * records that matched, the greatest lag, how many partitions, or seconds since the cluster answered, at least 1 (0: not in this session);
   * null: not judged
   */
  value: z.number().nonnegative().nullable(),
  /** the partitions that it holds for, worst first */
  subjects,
};

export const AlertState = z.object({
  alert: Alert,
  /** off: it is not on; waiting: it holds, and not long enough yet */
  state: z.enum(['off', 'quiet', 'waiting', 'firing', 'not-judged']),
  since: micros,
  ...found,
  why: NotJudged.nullable(),
  error: ErrorData.nullable(),
  lastFired: micros.nullable(),
});
export type AlertState = z.infer<typeof AlertState>;

export const AlertEntry = z.object({
  /** grows by one with each */
  id: z.number().int().positive(),
  /** the id of the alert, which may be gone by now, and what it was then */
  alert: z.string(),
  name: z.string(),
  condition: AlertCondition,
  at: micros,
  /** the times that were judged, [from, to): of a count its window, else since when it holds */
  from: micros,
  to: micros,
  value: z.number().nonnegative(),
  subjects,
  /** it came in quiet hours */
  quiet: z.boolean(),
});
export type AlertEntry = z.infer<typeof AlertEntry>;

export const Alerts = z.object({
  /** by name */
  alerts: z.array(AlertState),
  quiet: QuietHours,
  /** it is within them now */
  isQuiet: z.boolean(),
  /** the id of the last one; 0: none fired yet */
  newestEntry: z.number().int().nonnegative(),
});
export type Alerts = z.infer<typeof Alerts>;

/** The newest before one of them; null: the newest of all. */
export const AlertLogRequest = z.object({
  before: z.number().int().positive().nullable(),
  limit: z.number().int().min(1).max(200),
});
export type AlertLogRequest = z.infer<typeof AlertLogRequest>;
export const AlertLog = z.object({ entries: z.array(AlertEntry), more: z.boolean() });
export type AlertLog = z.infer<typeof AlertLog>;
