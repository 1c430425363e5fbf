// Keeps what a session sees of its cluster's health: samples and events go to the cache as they come.
import type { BrokerLayout } from './contract/cluster.ts';
import { toErrorData } from './contract/errors.ts';
import type { Consumers, HealthReport } from './contract/health.ts';
import type { NewEvent } from './contract/history.ts';
import { say, sayingsOf, type Told, tell } from './contract/told.ts';
import { EventWatch } from './health/events.ts';
import { GroupEventWatch, type KeptGroups } from './health/group-events.ts';
import type { GroupsSnapshot } from './health/group-snapshot.ts';
import type { SeenGroup } from './health/groups.ts';
import type { Snapshot } from './health/snapshot.ts';
import { brokerRows, groupRows, partitionRow } from './health-rows.ts';
import type { WriterWithProfiles } from './store/writer.ts';

type KeptEvent = NewEvent & { key?: string };
/** What is known besides the sample: whether this session reads a partition, the bytes of its log, and what brokers told of themselves. */
type Known = {
  isOwn(topic: string, partition: number): boolean;
  sizeOf(topic: string, partition: number): number | undefined;
  brokers: readonly BrokerLayout[];
};
const SECOND = 1_000_000;
/** While somebody watches they come with every sample: so seldom is enough for a history. */
const GROUPS_APART = 14 * SECOND;
/** Of what is beyond that only the groups' own figures are kept, and of still more groups nothing. */
const MOST_READERS = 5_000;
const MOST_GROUPS = 500;

export class HealthKeeper {
  readonly #writer: WriterWithProfiles;
  readonly #changed: () => void;
  #watch: EventWatch | undefined;
  #cluster: string | undefined;
  #groupWatch: GroupEventWatch | undefined;
  /** as they were when they last changed, which is kept with the rest of the cluster's state */
  #groups: KeptGroups | undefined;
  #isGroupsKept = true;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #groupsAt = 0;
  #state: Consumers['state'] = 'none';
  /** by generation, as it was last kept */
  readonly #rebalances = new Map<string, string>();
  /** why the last of it could not be kept */
  trouble: Told | undefined;

  /** `changed`: something more is kept, or there is trouble. */
  constructor(writer: WriterWithProfiles, changed: () => void) {
    this.#writer = writer;
    this.#changed = changed;
  }

  /** One that comes while the cache is still busy with others is left out: it is a sample. */
  sampled(snapshot: Snapshot, report: HealthReport | null, known: Known): void {
    if (this.#waiting < 2) this.#then(() => this.#keep(snapshot, report?.partitions ?? [], known));
  }
  /** As `sampled`; the first groups by name, where there are too many. */
  sampledGroups(snapshot: GroupsSnapshot, groups: readonly SeenGroup[]): void {
    const cluster = this.#cluster;
    if (cluster === undefined) return;
    const { at } = snapshot;
    this.#groupEvents(snapshot);
    if (at - this.#groupsAt < GROUPS_APART || this.#waiting >= 2) return;
    this.#groupsAt = at;
    const sorted = groups.toSorted((a, b) => (a.summary.group < b.summary.group ? -1 : 1)).slice(0, MOST_GROUPS);
    this.#then(() => this.#writer.keepGroups({ cluster, at, groups: groupRows(sorted, MOST_READERS) }));
  }

  #groupEvents(snapshot: GroupsSnapshot): void {
    const isFirst = this.#groupWatch === undefined;
    this.#groupWatch ??= new GroupEventWatch(this.#groups);
    const events = this.#groupWatch.observe(snapshot);
    if (events.length > 0) this.note(events);
    if (!isFirst && events.length === 0) return;
    this.#groups = { at: snapshot.at, states: this.#groupWatch.states() };
    this.#isGroupsKept = false;
  }

  /** The group's state and its rebalances, whenever something of them may be new. */
  grouped({ group, state, rebalances }: Consumers): void {
    const events: KeptEvent[] = [];
    const named = group === null ? undefined : { group };
    const cluster = { topic: null, partition: null, notBefore: null, count: 1 };
    if (state !== this.#state) {
      const values = { ...named, from: this.#state, to: state };
      events.push({ ...cluster, at: Date.now() * 1000, kind: 'group-state', values, told: null });
      this.#state = state;
    }
    // One that is still going on is kept as it is so far.
    for (const { at, cause, moves: _, ...values } of rebalances.slice(0, 3)) {
      const key = `rebalance ${group} ${values.generation} ${at}`;
      const text = JSON.stringify(values);
      if (this.#rebalances.get(key) === text) continue;
      this.#rebalances.set(key, text);
      events.push({ ...cluster, at, kind: 'rebalance', values: { ...named, ...values }, told: cause, key });
    }
    if (events.length > 0) this.note(events);
  }

  note(events: KeptEvent[]): void {
    this.#then(() => this.#writer.noteEvents(events));
  }

  /** All topics that the cluster had, also in sessions before; followed or not. */
  knownTopics(): string[] {
    return this.#watch?.knownTopics() ?? [];
  }

  /** Resolves when all that was given is kept, or could not be. */
  settled(): Promise<void> {
    return this.#turn;
  }

  async #keep(
    snapshot: Snapshot,
    judged: HealthReport['partitions'],
    { isOwn, sizeOf, brokers }: Known,
  ): Promise<void> {
    const { at } = snapshot;
    const cluster = snapshot.clusterId ?? '';
    if (!this.#watch || this.#cluster !== cluster) {
      const kept = await this.#writer.healthState(cluster);
      this.#watch = new EventWatch(kept);
      this.#groupWatch = undefined;
      this.#groups = kept?.groups;
    }
    this.#cluster = cluster;
    const { events, state, changed } = this.#watch.observe(snapshot);
    const isOther = changed || !this.#isGroupsKept;
    this.#isGroupsKept = true;
    await this.#writer.keepHealth({
      ...{ cluster, at, brokers: brokerRows(snapshot, brokers) },
      partitions: judged.map(({ topic, partition }) => ({ topic, partition })),
      figures: judged.map((one) => partitionRow(one, sizeOf(one.topic, one.partition))),
      // What this session reads itself becomes a hole when it is lost, and the writer keeps the event with it.
      events: events.filter(
        ({ kind, topic, partition }) => kind !== 'records-lost' || !isOwn(topic ?? '', partition ?? -1),
      ),
      state: isOther ? { ...state, groups: this.#groups } : undefined,
    });
  }

  #then(run: () => Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn.then(run).then(
      () => {
        this.#waiting--;
        this.trouble = undefined;
        this.#changed();
      },
      (error: unknown) => {
        this.#waiting--;
        this.trouble = tell(say('health-not-kept'), ...sayingsOf(toErrorData(error)));
        this.#changed();
      },
    );
  }
}
