// What is kept of the cluster's health over time: events, what changed when (samples: figures.ts).
import { z } from 'zod';
import { GroupState } from './groups.ts';
import { micros } from './session.ts';
import { Told } from './told.ts';

/** What happened; `values` of each, numbers of brokers as text. */
export const EVENT_KINDS = [
  'isr-shrunk', // lost, from, to
  'isr-expanded', // gained, from, to
  'isr-flapping', // changes, minutes
  'leader-changed', // from, to
  'unclean-election', // from, to, isr: the new leader was not in sync before
  'offline', // from: no leader any more
  'online', // to: a leader again
  'reassigned', // from, to: other replicas
  'broker-gone', // broker
  'broker-came', // broker
  'controller-moved', // from, to
  'topic-created',
  'topic-deleted',
  'topic-anew', // another topic of the same name
  'partitions-added', // from, to
  'config-changed', // name, from, to
  'records-lost', // records, from, to: retention deleted them before they were read
  'group-state', // group, from, to; none: it was not there before, Dead: it is there no more
  'rebalance', // group, members, moved; of this session's: ms, generation, and told has the cause; of others: joined, left
  'undecodable', // from: offset of the first of the records that are kept raw with their error
  'unreadable', // offset: a batch that cannot be decoded stops its partition; told says why
] as const;
const EventKind = z.enum(EVENT_KINDS);
export type EventKind = z.infer<typeof EventKind>;

export const HealthEvent = z.object({
  id: z.number().int().positive(),
  /** when it was seen; of undecodable records: the time of the first of them */
  at: micros,
  /** null: seen as it happened. Else it happened between then and `at`, while nobody looked: it was found at the start */
  notBefore: micros.nullable(),
  kind: EventKind,
  /** null: of the whole cluster or of the group */
  topic: z.string().nullable(),
  partition: z.number().int().nonnegative().nullable(),
  /** of undecodable records: so many; else 1 */
  count: z.number().int().positive(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  told: Told.nullable(),
});
export type HealthEvent = z.infer<typeof HealthEvent>;

const topics = z.array(z.string().max(249)).max(1000).nullable();

export const EventsRequest = z.object({
  /** [from, to); null: open */
  from: micros.nullable(),
  to: micros.nullable(),
  /** null: of every kind */
  kinds: z.array(EventKind).nullable(),
  /** null: of all; else of these topics and of what belongs to none */
  topics,
  limit: z.number().int().min(1).max(2000),
});
export type EventsRequest = z.infer<typeof EventsRequest>;
/** The newest first; `more` older ones fit besides. */
export const Events = z.object({ events: z.array(HealthEvent), more: z.number().int().nonnegative() });
export type Events = z.infer<typeof Events>;

/** How far what is kept has come, so that whoever shows it knows when to ask again. */
export const Kept = z.object({
  /** grows with every event that comes or changes */
  events: z.number().int().nonnegative(),
  /** the newest sample's time; null: none */
  sampledAt: micros.nullable(),
});
export type Kept = z.infer<typeof Kept>;

/** What events are told from: a cluster as it was last seen. Kept with the cache, so that what changes between two sessions is seen. */
export const ClusterState = z.object({
  at: micros,
  /** null: not known */
  controllerId: z.number().int().nullable(),
  brokers: z.array(z.number().int()),
  topics: z.array(
    z.object({
      topic: z.string(),
      topicId: z.string().nullable(),
      /** the cluster said that it does not exist; what follows is then empty */
      missing: z.boolean(),
      /** by name; what may not be read is absent, as all is in what older versions kept */
      configs: z.record(z.string(), z.string()).default({}),
      partitions: z.array(
        z.object({
          partition: z.number().int(),
          leader: z.number().int().nullable(),
          replicas: z.array(z.number().int()),
          isr: z.array(z.number().int()),
          /** undefined: not told, as in what older versions kept */
          leaderEpoch: z.number().int().optional(),
          /** records that retention deleted before they were read */
          lost: z.number().int().nonnegative(),
        }),
      ),
    }),
  ),
  /** the groups of others, and when they were last looked at; undefined: never */
  groups: z.object({ at: micros, states: z.array(z.tuple([z.string(), GroupState])) }).optional(),
  /** when all topics were counted last */
  countedAt: micros.optional(),
  /** all topics that there were, also those that are not followed; undefined: never looked at */
  census: z
    .array(z.object({ topic: z.string(), topicId: z.string().nullable(), partitions: z.number().int() }))
    .optional(),
});
export type ClusterState = z.infer<typeof ClusterState>;
export type NewEvent = Omit<HealthEvent, 'id'>;
