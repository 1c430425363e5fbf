// Connecting, following topics, and the state of that.
import { z } from 'zod';
import { ErrorData } from './errors.ts';
import { ProfileId } from './secrets.ts';
import { Told } from './told.ts';

const text = (max: number) => z.string().max(max);
export const micros = z.number().int();
export const offset = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** An https address without a login in it, or http to this very machine: a client's secret is sent there. */
export const TOKEN_ENDPOINT =
  /^(https:\/\/[^\s/?#@]+|http:\/\/(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?)([/?][^\s#]*)?$/i;
/** Such as ap-northeast-2 or us-gov-west-1: it becomes part of a host's name. */
export const AWS_REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

const userAndPassword = {
  username: text(500),
  /** a secret, as all that is named in secrets.ts: stays in memory, is never stored in the clear nor logged */
  password: text(2000),
};
export const Sasl = z.discriminatedUnion('mechanism', [
  z.object({ mechanism: z.literal('plain'), ...userAndPassword }),
  z.object({ mechanism: z.literal('scram-sha-256'), ...userAndPassword }),
  z.object({ mechanism: z.literal('scram-sha-512'), ...userAndPassword }),
  /** a token of an OAuth 2.0 server, by its client credentials grant */
  z.object({
    mechanism: z.literal('oauthbearer'),
    tokenEndpoint: text(2000).regex(TOKEN_ENDPOINT),
    clientId: text(500),
    clientSecret: text(5000),
    scope: text(2000).optional(),
    audience: text(2000).optional(),
    /** SASL extensions (RFC 7628): what the cluster wants to know besides, such as logicalCluster */
    extensions: z.record(z.string().regex(/^(?!auth$)[A-Za-z]+$/), z.string().regex(/^[\x20-\x7e\t\r\n]*$/)).optional(),
    /** PEM; of the token endpoint, where no public authority signed its certificate */
    ca: text(200_000).optional(),
  }),
  /** IAM of Amazon MSK; without a key the usual chain: environment, shared files, SSO, the machine's role */
  z.object({
    mechanism: z.literal('aws-msk-iam'),
    region: text(100).regex(AWS_REGION),
    /** of the shared files (~/.aws) */
    profile: text(200).optional(),
    accessKeyId: text(200).optional(),
    secretAccessKey: text(500).optional(),
    sessionToken: text(20_000).optional(),
  }),
]);
export type Sasl = z.infer<typeof Sasl>;

export const Connection = z.object({
  /** host:port, at least one */
  brokers: z.array(z.string().trim().min(1).max(300)).min(1).max(50),
  /** a name for people; the cluster's own id is read from the brokers */
  name: text(100).optional(),
  clientId: text(200).optional(),
  tls: z
    .object({
      enabled: z.boolean(),
      /** PEM texts */
      ca: text(200_000).optional(),
      certificate: text(200_000).optional(),
      key: text(200_000).optional(),
      /** of an encrypted key */
      passphrase: text(2000).optional(),
      /** false accepts any certificate; only for tests of a person who knows why */
      verify: z.boolean().default(true),
    })
    .optional(),
  sasl: Sasl.optional(),
});
export type Connection = z.infer<typeof Connection>;

export const Start = z.discriminatedUnion('at', [
  z.object({ at: z.literal('earliest') }),
  z.object({ at: z.literal('latest') }),
  z.object({ at: z.literal('time'), time: micros }),
  z.object({ at: z.literal('offset'), offset }),
]);
export type Start = z.infer<typeof Start>;

/** Tunables of the consumers, with Kafka's own names in their help. */
export const Tunables = z.object({
  /** consumer threads in the group; default: the smaller of CPU cores and partitions */
  workers: z.number().int().min(1).max(64).optional(),
  /** fetch.min.bytes */
  fetchMinBytes: z.number().int().min(1).max(67_108_864).default(1),
  /** fetch.max.wait.ms; a broker that has nothing is asked to wait longer each time, up to 5 s */
  fetchMaxWaitMs: z.number().int().min(10).max(10_000).default(300),
  /** fetch.max.bytes */
  fetchMaxBytes: z.number().int().min(65_536).max(268_435_456).default(10_485_760),
  /** max.partition.fetch.bytes */
  partitionFetchMaxBytes: z.number().int().min(16_384).max(268_435_456).default(1_048_576),
  /** batches handled at once in a worker (kafkajs: partitionsConsumedConcurrently) */
  concurrency: z.number().int().min(1).max(32).default(2),
  /** isolation.level */
  isolation: z.enum(['read_committed', 'read_uncommitted']).default('read_committed'),
});
export type Tunables = z.infer<typeof Tunables>;

export const Retention = z.object({
  /** the cache's size on disk, in bytes */
  maxBytes: z.number().int().min(67_108_864).optional(),
  /** the age of a segment's newest record, in seconds */
  maxAgeSeconds: z.number().int().min(60).optional(),
});
export type Retention = z.infer<typeof Retention>;

export const OpenSession = z.object({
  connection: Connection,
  topics: z.array(z.string().min(1).max(249)).min(1).max(1000),
  start: Start.default({ at: 'earliest' }),
  /** the consumer group; default tailwater-<cache id> */
  group: text(255).optional(),
  tunables: Tunables.prefault({}),
  retention: Retention.prefault({}),
  /** end by itself when every partition reached the end that it had at the start */
  untilEnd: z.boolean().default(false),
  /** false: no consumer starts, the session has ended at once; for filling what the cache does not hold */
  live: z.boolean().default(true),
});
export type OpenSession = z.infer<typeof OpenSession>;

export const TEST_STEPS = ['name', 'tcp', 'tls', 'authentication', 'version', 'authorization'] as const;
export const ConnectionTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: z.enum(TEST_STEPS),
      /** skipped: not asked for (no TLS), or an earlier step failed */
      state: z.enum(['ok', 'failed', 'skipped']),
      /** what was found, such as "127.0.0.1" or "Kafka 4.4, KRaft" */
      detail: Told,
      /** what to do, where it failed */
      hint: Told.optional(),
      ms: z.number().nonnegative(),
    }),
  ),
  clusterId: z.string().optional(),
  brokers: z.array(z.object({ id: z.number(), host: z.string(), port: z.number() })),
  topics: z.array(z.object({ name: z.string(), partitions: z.number(), internal: z.boolean() })),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/** A trouble that does not stop the rest, such as "partition 3 of app.logs has no leader". */
export const Warning = Told.extend({ key: z.string(), since: micros });
export type Warning = z.infer<typeof Warning>;

export const SessionStatus = z.object({
  /** idle: no session; ended: untilEnd was reached; failed: see error; paused: the disk is full or the writer cannot go on */
  state: z.enum(['idle', 'connecting', 'collecting', 'paused', 'ended', 'failed']),
  connection: z.object({ name: z.string(), brokers: z.array(z.string()), clusterId: z.string().optional() }).optional(),
  topics: z.array(z.string()),
  group: z.string().optional(),
  error: ErrorData.optional(),
  warnings: z.array(Warning),
  /** why no worker reads, though the session collects; absent: one does, or is about to */
  notReading: Told.optional(),
  /** over the last 5 s or so */
  recordsPerSecond: z.number().nonnegative(),
  bytesPerSecond: z.number().nonnegative(),
  /** records between our position and the broker's high watermark as last told, over the partitions that are ours; null where not known yet */
  lagRecords: z.number().nonnegative().nullable(),
  partitions: z.number().int().nonnegative(),
  /** of those: partitions that other members of a shared group read now */
  elsewhere: z.number().int().nonnegative(),
});
export type SessionStatus = z.infer<typeof SessionStatus>;

export const Profile = z.object({
  id: ProfileId,
  /** a connection less its secrets */
  connection: Connection,
  topics: z.array(z.string()),
  /** one that is shared on purpose; absent: the cache's own */
  group: text(255).optional(),
  start: Start,
  retention: Retention.prefault({}),
  lastUsed: micros,
});
export type Profile = z.infer<typeof Profile>;
