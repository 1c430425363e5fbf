// One round of questions to a cluster: metadata, both ends of every partition, the group; configuration more rarely.
import { say, type Told, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { isUnlimited } from '../health/retention.ts';
import type { PartitionSnapshot, Snapshot } from '../health/snapshot.ts';
import { type Admin, type OffsetsByPartition, partitionKey } from './admin.ts';
import { errorName, UNKNOWN_TOPIC } from './admin-errors.ts';
import { DescribeQuorum } from './admin-group-requests.ts';
import { type ClusterMetadata, EARLIEST, LATEST, Metadata, type MetadataTopic } from './admin-requests.ts';
import { CensusTaker } from './census-taker.ts';
import { GroupCommits } from './group-commits.ts';
import type { AlsoTopics, ClusterRound } from './groups-sampler.ts';
import { lookBack, type PastEnds } from './look-back.ts';
import { Reassignments } from './reassignments.ts';
import { TopicConfigs } from './topic-configs.ts';
import { type Trouble, whyNot } from './troubles.ts';

/** Logs seldom move their beginning, and every broker has to be asked for it: every third time. */
const ROUNDS_OF_STARTS = 3;
const MIN_ISR = 'min.insync.replicas';
const CONTROLLER_AGE = 30_000_000;

export type CollectOptions = {
  group: string | null;
  /** null: every topic that is not Kafka's own */
  topics: readonly string[] | null;
  /** where this process reads the partition itself: its next offset, which goes before the committed one */
  position?: (topic: string, partition: number) => Offset | undefined;
  /** bytes of a partition's log, where somebody has asked for them; undefined: not known */
  sizeOf?: (topic: string, partition: number) => number | undefined;
  /** topics that are wanted besides, for `onRound`; they are not of the snapshot */
  also?: () => AlsoTopics;
  onRound?: (round: ClusterRound) => void;
  /** all topics that were ever seen, followed or not: those of them that are deleted are told */
  knownTopics?: () => Iterable<string>;
};

export class HealthCollector {
  readonly #admin: Admin;
  readonly #options: CollectOptions;
  readonly #commits: GroupCommits;
  readonly #reassignments: Reassignments;
  #starts: { rounds: number; topics: string; offsets: OffsetsByPartition } | undefined;
  #controllerId: { at: Micros; brokers: string; id: number } | undefined;
  readonly #configs: TopicConfigs;
  readonly #census: CensusTaker;
  /** what the last round found */
  #last: { metadata: ClusterMetadata; at: Micros; ends: ReadonlyMap<string, Offset> } | undefined;

  constructor(admin: Admin, options: CollectOptions) {
    this.#admin = admin;
    this.#options = options;
    this.#configs = new TopicConfigs(admin);
    this.#census = new CensusTaker(admin);
    this.#commits = new GroupCommits(admin);
    this.#reassignments = new Reassignments(admin);
  }

  /** Throws unreachable, denied or unsupported where the cluster does not answer. */
  async collect(): Promise<Snapshot> {
    const { group } = this.#options;
    const at = Date.now() * 1000;
    const troubles: Told[] = [];
    const trouble: Trouble = (...said) => void troubles.push(tell(...said));
    const { topics: wanted } = this.#options;
    const also = this.#options.also?.() ?? { ends: [], leaders: [] };
    const asked = wanted && [...new Set([...wanted, ...also.ends, ...also.leaders])];
    const metadata = await this.#admin.metadata(asked);
    const isWanted = (name: string) => !wanted || wanted.includes(name);
    let topics = this.#usable(
      metadata.topics.filter(({ name }) => isWanted(name)),
      trouble,
    );
    const others = metadata.topics.filter(({ name }) => also.ends.includes(name) && !isWanted(name));
    const of = { ...metadata, topics: [...topics, ...others] };
    // Who asks for all topics is not told of one that is missing, or that may not be seen: asked for by its name it says so.
    const unlisted = also.leaders.filter((topic) => !metadata.topics.some(({ name }) => name === topic));
    const more = unlisted.length > 0 ? (await this.#admin.ask(Metadata, unlisted)).topics : [];
    // Before the ends are asked for: a position that is read later may lie beyond what is then called the end.
    const own = positionsOf(topics, this.#options.position);
    // Where this process reads all of them itself, nothing of what the group has committed would be looked at.
    const readsAll = topics.every(({ name, partitions }) =>
      partitions.every((one) => own.has(partitionKey(name, one.partition))),
    );
    const [starts, ends, committed, controllerId, adding, unread, census] = await Promise.all([
      this.#logStarts(of),
      this.#admin.offsets(of, LATEST),
      group === null || readsAll ? undefined : this.#commits.of(group, topics, trouble),
      this.#controller(metadata, at, trouble),
      this.#reassignments.adding(topics, trouble),
      this.#configs.refresh(
        topics.map(({ name }) => name),
        at,
      ),
      this.#census.take({ ...metadata, topics }, at, this.#options.knownTopics ?? (() => [])),
    ]);
    if (unread.length > 0) trouble(say('health-min-isr'), ...unread);
    topics = await this.#reassignments.withoutFinished(topics, adding);
    this.#last = { metadata: of, at, ends: ends.offsets };
    for (const said of new Map([...starts.troubles, ...ends.troubles]).values()) trouble(...said);
    this.#options.onRound?.({
      ...{ at, admin: this.#admin, ends: ends.offsets, starts: starts.offsets, controllerId, census },
      metadata: { ...metadata, topics: [...metadata.topics, ...more] },
      ...{ followed: new Set(topics.map(({ name }) => name)), configs: this.#configs.found },
    });

    const configs = new Map(topics.map(({ name }) => [name, this.#configs.valuesOf(name)]));
    let active = committed?.active ?? true;
    const partitions = topics.flatMap((topic) =>
      topic.partitions.map((one): PartitionSnapshot => {
        const key = partitionKey(topic.name, one.partition);
        const position = own.get(key);
        const committedOffset = committed?.offsets.get(key);
        if (position !== undefined) active = true;
        return {
          topic: topic.name,
          topicId: topic.topicId,
          partition: one.partition,
          leader: one.leader < 0 ? null : one.leader,
          replicas: one.replicas,
          isr: one.isr,
          offlineReplicas: one.offlineReplicas,
          adding: adding.get(key) ?? [],
          minInsyncReplicas: numberOf(configs.get(topic.name)?.[MIN_ISR]),
          retention: retentionOf(configs.get(topic.name) ?? {}),
          bytes: this.#options.sizeOf?.(topic.name, one.partition),
          logStart: one.leader < 0 ? null : (starts.offsets.get(key) ?? null),
          highWatermark: ends.offsets.get(key) ?? null,
          position: position ?? committedOffset ?? null,
          // A partition that this process is about to read has no position for a moment.
          committed: position === undefined && (committedOffset !== undefined || !this.#options.position),
          leaderEpoch: one.leaderEpoch < 0 ? undefined : one.leaderEpoch,
        };
      }),
    );
    const { clusterId, brokers } = metadata;
    const silent = [...ends.silent];
    const groupKnown = readsAll || committed !== undefined;
    const missing = metadata.topics
      .filter(({ name, error }) => isWanted(name) && error === UNKNOWN_TOPIC)
      .map(({ name }) => name);
    return {
      ...{ at, clusterId, brokers, controllerId, silent, group, groupActive: active, groupKnown },
      ...{ partitions, configs, missing, troubles, census },
    };
  }

  /** Where these partitions' logs ended before the last round, back to when they ended at these offsets. */
  async lookBack(wanted: ReadonlyMap<string, Offset>): Promise<PastEnds> {
    if (!this.#last) return { ends: [], whole: new Set() };
    const retentionMs = (topic: string) => retentionOf(this.#configs.valuesOf(topic))?.ms ?? null;
    return lookBack(this.#admin, this.#last.metadata, wanted, this.#last, retentionMs);
  }

  /** The topics to look at, partitions in order. */
  #usable(found: readonly MetadataTopic[], trouble: Trouble): MetadataTopic[] {
    const topics = found
      .filter((topic) => this.#options.topics !== null || !topic.internal)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const missing = topics.filter((topic) => topic.error !== 0 && topic.partitions.length === 0);
    for (const { name, error } of missing) trouble(say('health-topic', { topic: name, why: errorName(error) }));
    return topics
      .filter((topic) => !missing.includes(topic))
      .map((topic) => ({ ...topic, partitions: topic.partitions.sort((a, b) => a.partition - b.partition) }));
  }

  async #logStarts(metadata: ClusterMetadata): Promise<OffsetsByPartition> {
    const known = this.#starts;
    // A topic that was created again has other logs.
    const topics = metadata.topics.map(({ name, topicId }) => `${name} ${topicId}`).join('\n');
    const isKnown = (topic: string, { leader, partition }: MetadataTopic['partitions'][number]) =>
      leader < 0 || known?.offsets.offsets.has(partitionKey(topic, partition));
    const knowsAll = metadata.topics.every(({ name, partitions }) => partitions.every((one) => isKnown(name, one)));
    if (known?.topics === topics && knowsAll && ++known.rounds < ROUNDS_OF_STARTS) return known.offsets;
    const offsets = await this.#admin.offsets(metadata, EARLIEST);
    this.#starts = { rounds: 0, topics, offsets };
    return offsets;
  }

  /** Asked again when brokers come or go, and now and then: a quiet cluster is to cost little. */
  async #controller(metadata: ClusterMetadata, at: Micros, trouble: Trouble): Promise<number | null> {
    const brokers = metadata.brokers.map(({ id }) => id).join(' ');
    const known = this.#controllerId;
    if (known && known.brokers === brokers && at - known.at < CONTROLLER_AGE) return known.id;
    const id = await this.#findController(metadata, trouble);
    this.#controllerId = id === null ? undefined : { at, brokers, id };
    return id;
  }

  async #findController(metadata: ClusterMetadata, trouble: Trouble): Promise<number | null> {
    const given = metadata.controllerId < 0 ? null : metadata.controllerId;
    if (!(await this.#admin.offers(DescribeQuorum))) return given;
    try {
      const { error, leader } = await this.#admin.ask(DescribeQuorum, null);
      // Without the right to describe the cluster (31) the controller stays unknown: no reader needs that right.
      return error === 0 && leader >= 0 ? leader : null;
    } catch (error) {
      trouble(say('health-controller'), ...whyNot(error));
      return null;
    }
  }
}

function positionsOf(topics: readonly MetadataTopic[], position: CollectOptions['position']): Map<string, Offset> {
  const own = new Map<string, Offset>();
  for (const { name, partitions } of topics)
    for (const { partition } of partitions) {
      const next = position?.(name, partition);
      if (next !== undefined) own.set(partitionKey(name, partition), next);
    }
  return own;
}

function numberOf(value: string | undefined): number | null {
  const number = Number(value ?? Number.NaN);
  return Number.isInteger(number) ? number : null;
}

/** undefined: may not be read */
function retentionOf(values: Record<string, string>): PartitionSnapshot['retention'] {
  const policy = values['cleanup.policy'];
  if (policy === undefined) return undefined;
  // -1: without limit. A log that is compacted alone loses no record for its age.
  const limit = (name: 'retention.ms' | 'retention.bytes') => {
    const found = policy.includes('delete') ? numberOf(values[name]) : null;
    return found === null || isUnlimited(name, found) ? null : found;
  };
  return { ms: limit('retention.ms'), bytes: limit('retention.bytes') };
}
