// How the followed topics are set up and lie over the brokers: configuration, sizes, racks. Asked for each minute, while watched.
import { z } from 'zod';
import { Severity } from './health.ts';
import { micros } from './session.ts';
import { Told } from './told.ts';

/** What matters for logs: how long they are kept, how they are cut and packed, what a write waits for. Changes of it are events. */
export const TOPIC_CONFIGS = [
  'cleanup.policy',
  'retention.ms',
  'retention.bytes',
  'segment.bytes',
  'segment.ms',
  'compression.type',
  'min.insync.replicas',
] as const;
export const TopicConfig = z.object({
  name: z.enum(TOPIC_CONFIGS),
  value: z.string().nullable(),
  /** where it was set: on the topic, for the brokers, or nowhere */
  source: z.enum(['topic', 'broker', 'default', 'unknown']),
});
export type TopicConfig = z.infer<typeof TopicConfig>;

export const LayoutReason = z.object({
  code: z.enum([
    'one-rack', // all replicas of a partition on one of several racks
    'hot-rate', // a partition that takes much more than its share of the records
    'hot-size', // the same of the bytes
    'broker-down', // it holds replicas, and is not among the live brokers
    'broker-silent', // it is among them, and does not answer
    'broker-failing', // it answers, and not all that it is asked for
    'imbalance', // it does not lead what prefers it
    'directory-failed',
    'directory-full',
  ]),
  severity: Severity,
  told: Told,
  /** since when it holds, as far as this process looked */
  since: micros,
  /** of the topic, ascending; empty for a broker */
  partitions: z.array(z.number().int()),
});
export type LayoutReason = z.infer<typeof LayoutReason>;

/** What is not known is null, never 0. */
const amounts = {
  /** of the leaders' replicas */
  bytes: z.number().nonnegative().nullable(),
  /** over the time between the last two looks */
  recordsPerSecond: z.number().nonnegative().nullable(),
  /** by the growth of the log, or where retention took some of it meanwhile, by the records and their mean size */
  bytesPerSecond: z.number().nonnegative().nullable(),
};
export const PartitionLayout = z.object({
  partition: z.number().int(),
  ...amounts,
  replicas: z.array(z.object({ broker: z.number().int(), bytes: z.number().nonnegative().nullable() })),
});
export type PartitionLayout = z.infer<typeof PartitionLayout>;

const lacking = z.number().int().nonnegative();
export const TopicLayout = z.object({
  topic: z.string(),
  /** null: not known, `why` says it */
  configs: z.array(TopicConfig).nullable(),
  why: Told.nullable(),
  ...amounts,
  /** of so many partitions each of these is not known: what is told is then the sum of the others */
  lacking: z.object({ bytes: lacking, recordsPerSecond: lacking, bytesPerSecond: lacking, allBytes: lacking }),
  /** of all replicas */
  allBytes: z.number().nonnegative().nullable(),
  /** how far the largest partition is above the mean, as a share of that: 0 is even; null: one partition, or nothing to compare */
  rateSkew: z.number().nonnegative().nullable(),
  sizeSkew: z.number().nonnegative().nullable(),
  severity: Severity,
  /** worst first */
  reasons: z.array(LayoutReason),
  partitions: z.array(PartitionLayout),
});
export type TopicLayout = z.infer<typeof TopicLayout>;

export const LogDirectory = z.object({
  path: z.string(),
  /** of all replicas in it, also of topics that are not followed */
  bytes: z.number().nonnegative(),
  replicas: z.number().int().nonnegative(),
  /** of its volume; null: not told (before Kafka 3.3) */
  totalBytes: z.number().nonnegative().nullable(),
  usableBytes: z.number().nonnegative().nullable(),
  /** why it cannot be used */
  failed: Told.nullable(),
});
export type LogDirectory = z.infer<typeof LogDirectory>;

export const BrokerLayout = z.object({
  id: z.number().int(),
  /** down: not among the live brokers; silent: among them, and does not answer; failing: answers in part */
  state: z.enum(['live', 'failing', 'silent', 'down']),
  /** null: it was given none, or is not known any more */
  rack: z.string().nullable(),
  /** how long it took to answer a request for metadata of no topic, milliseconds */
  metadataMs: z.number().nonnegative().nullable(),
  /** as far as its protocol tells */
  release: Told.nullable(),
  /** the level of metadata.version that the cluster has agreed on */
  metadataVersion: z.number().int().nullable(),
  /** null: not known */
  directories: z.array(LogDirectory).nullable(),
  /** why one of these is not known */
  why: Told.nullable(),
  /** partitions of the cluster that prefer it as leader, also those that are not followed, and those of them that another one leads, or nobody */
  preferred: z.number().int().nonnegative(),
  misses: z.number().int().nonnegative(),
  severity: Severity,
  reasons: z.array(LayoutReason),
});
export type BrokerLayout = z.infer<typeof BrokerLayout>;

export const ClusterReport = z.object({
  /** null: not yet, or nobody is connected */
  sampledAt: micros.nullable(),
  /** why the last look failed, if it did; what is shown is then the one before */
  error: Told.nullable(),
  mode: z.enum(['kraft', 'zookeeper', 'unknown']),
  /** a controller of KRaft need not be a broker; null: unknown */
  controllerId: z.number().int().nullable(),
  topics: z.array(TopicLayout),
  brokers: z.array(BrokerLayout),
});
export type ClusterReport = z.infer<typeof ClusterReport>;

/** Of one topic over time, from what is kept with the cache. */
export const TrendRequest = z.object({
  topic: z.string().max(249),
  /** [from, to) */
  from: micros,
  to: micros,
  buckets: z.number().int().min(1).max(500),
});
export type TrendRequest = z.infer<typeof TrendRequest>;
const series = z.array(z.number().nonnegative().nullable());
export const Trend = z.object({
  start: micros,
  /** of a bucket, microseconds */
  width: micros,
  /** null: not known then */
  partitions: z.array(z.object({ partition: z.number().int(), recordsPerSecond: series, bytes: series })),
});
export type Trend = z.infer<typeof Trend>;
