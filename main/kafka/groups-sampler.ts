// All groups of the cluster, sampled from the same rounds of metadata and offsets as its health: in each of them while somebody
// watches, and otherwise once a minute, for what is kept of them over time. More would make a cluster of hundreds of groups pay
// for what nobody looks at, and a quiet Tailwater is to cost a hundredth of a core.
import { Value } from '../base/watched.ts';
import { fail, toErrorData } from '../contract/errors.ts';
import type { GroupDetail, GroupsReport } from '../contract/groups.ts';
import type { Watched } from '../contract/methods.ts';
import { type Said, say, sayingsOf, type Told, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Census } from '../health/census.ts';
import type { GroupsSnapshot } from '../health/group-snapshot.ts';
import { type Behind, GroupsHistory, type HeldTimes, type Patience, type SeenGroup } from '../health/groups.ts';
import { listOf } from '../health/words.ts';
import type { Admin } from './admin.ts';
import { OFFSETS_TOPIC } from './admin-group-requests.ts';
import type { ClusterMetadata } from './admin-requests.ts';
import { coordinatorsOf } from './group-coordinators.ts';
import { collectGroups } from './groups-collect.ts';
import { lookBack, tellPast } from './look-back.ts';
import type { FoundConfigs } from './topic-configs.ts';

/** What one round of questions found, for whoever needs the ends of more topics than those that are followed. */
export type ClusterRound = {
  at: Micros;
  admin: Admin;
  /** with the topics that were asked for besides */
  metadata: ClusterMetadata;
  /** by `topic/partition` */
  ends: ReadonlyMap<string, Offset>;
  starts: ReadonlyMap<string, Offset>;
  /** the topics that are followed, without those that were asked for besides */
  followed: ReadonlySet<string>;
  /** null: unknown */
  controllerId: number | null;
  /** by topic, of those that are followed */
  configs: ReadonlyMap<string, FoundConfigs>;
  census?: Census;
};

/** Topics that are asked for beside those that are followed: their ends, or only who leads them. */
export type AlsoTopics = { ends: readonly string[]; leaders: readonly string[] };
const UNWATCHED_MS = 60_000;
const NO_TOPICS: AlsoTopics = { ends: [], leaders: [] };

const NONE: GroupsReport = { sampledAt: null, error: null, troubles: [], sees: 'unknown', groups: [] };

/** When the records came that are held of each place, in their order; null: the first of them is not. */
export type TimesOf = (asked: {
  cluster: string;
  places: readonly (Behind & { topicId: string | null })[];
}) => Promise<(HeldTimes | null)[]>;

export class GroupsSampler implements Watched<GroupsReport> {
  readonly #report = new Value(NONE);
  readonly #history: GroupsHistory;
  readonly #wake: () => void;
  readonly #unwatchedMs: number;
  /** Called with each sample. */
  onSampled: (snapshot: GroupsSnapshot, groups: SeenGroup[]) => void = () => undefined;
  /** The cache's; undefined: there is none. */
  timesOf: TimesOf | undefined;
  #watchers = 0;
  /** when the last look was done; a session's first is for who watches, or a minute later */
  #lookedAt = performance.now();
  /** topics that groups have offsets of */
  #topics: readonly string[] = [];
  #running: Promise<void> | undefined;
  #session = 0;

  /** wake: asks for a round now; `patience` and `unwatchedMs`: for tests */
  constructor(wake: () => void, patience?: Patience, unwatchedMs = UNWATCHED_MS) {
    this.#history = new GroupsHistory(patience);
    this.#wake = wake;
    this.#unwatchedMs = unwatchedMs;
  }

  get(): GroupsReport {
    return this.#report.get();
  }
  subscribe(changed: () => void): () => void {
    const leave = this.#report.subscribe(changed);
    if (this.#watchers++ === 0) this.#wake();
    return () => {
      leave();
      this.#watchers--;
    };
  }
  /** Of the last snapshot, which may be newer than the report: undefined where it has no such group. */
  find(group: string): GroupDetail | undefined {
    return this.#history.detail(group);
  }
  /** Throws not-found. */
  detail(group: string): GroupDetail {
    const detail = this.find(group);
    if (!detail) throw fail('not-found', say('group-unknown', { group }));
    return detail;
  }

  /** What the next round is to bring: the ends of those that groups read, and who leads the one that tells their coordinators. */
  get topics(): AlsoTopics {
    return this.#isDue() ? { ends: this.#topics, leaders: [OFFSETS_TOPIC] } : NO_TOPICS;
  }

  /** A round that comes while the one before is under way is passed over. */
  observe(round: ClusterRound, ours: string | null): void {
    if (this.#running || !this.#isDue()) return;
    const session = this.#session;
    this.#running = this.#sample(round, ours, session)
      .catch((error: unknown) => {
        this.#lookedAt = performance.now();
        if (session === this.#session) this.failed(tell(...sayingsOf(toErrorData(error))));
      })
      .finally(() => {
        this.#running = undefined;
      });
  }
  /** Resolves when the sample that is under way is done. */
  async settled(): Promise<void> {
    await this.#running;
  }
  /** The cluster does not answer: what is shown is what was known. */
  failed(error: Told): void {
    // Also where nobody watches: /metrics has what was seen last, and must say that it is old.
    this.#report.update({ ...this.get(), error });
  }

  /** The session is over; resolves when nothing is under way any more. Its admin must be closed. */
  async clear(): Promise<void> {
    this.#session++;
    await this.#running;
    this.#history.clear();
    this.#lookedAt = performance.now();
    this.#topics = [];
    this.#report.update(NONE);
  }

  async #sample(round: ClusterRound, ours: string | null, session: number): Promise<void> {
    const { at, admin, metadata, ends, starts } = round;
    const coordinators = coordinatorsOf(metadata);
    // It began before this was due: whether a group is gone could not be told.
    if (!coordinators) {
      this.#wake();
      return;
    }
    const collected = await collectGroups(
      admin,
      metadata.brokers.map(({ id }) => id),
    );
    const { groups, sees } = collected;
    const troubles = [...collected.troubles];
    if (session !== this.#session) return;
    const topics = new Set(groups.flatMap(({ commits }) => commits?.map(({ topic }) => topic) ?? []));
    const hasEnds = (topic: string) => topic !== OFFSETS_TOPIC || this.#topics.includes(topic);
    const isKnown = [...topics].every((topic) => hasEnds(topic) && metadata.topics.some(({ name }) => name === topic));
    this.#topics = [...topics].sort();
    // The first look, or a group of another topic: its ends are asked for at once, and not judged before.
    if (!isKnown) {
      this.#wake();
      if (this.get().sampledAt === null) return;
    }
    const { leaderless } = coordinators;
    if (leaderless === null) troubles.push(tell(say('groups-leaders-denied')));
    else if (leaderless.length > 0) troubles.push(tell(sayLeaderless(leaderless)));
    const isUntold = (group: string) => coordinators.isUntold(group, collected.untold);
    const snapshot: GroupsSnapshot = { at, ends, starts, ours, groups, troubles, sees, isUntold };
    this.#history.take(snapshot);
    await Promise.all([this.#lookBack(round), this.#lookInside(metadata)]);
    const report = this.#history.summarise(snapshot);
    if (session !== this.#session) return;
    this.#lookedAt = performance.now();
    this.#report.set(report);
    this.onSampled(snapshot, this.#history.figures(at));
  }

  #isDue(): boolean {
    // It answers again, and its error must not stay for a minute.
    if (this.#watchers > 0 || this.get().error !== null) return true;
    return performance.now() - this.#lookedAt >= this.#unwatchedMs;
  }

  /** Only where a group is further behind than what was seen; what is not answered is tried again with the next rounds. */
  async #lookBack({ admin, metadata, at, ends }: ClusterRound): Promise<void> {
    const wanted = this.#history.unplaced();
    if (wanted.size === 0) return;
    tellPast(this.#history, wanted, await lookBack(admin, metadata, wanted, { at, ends }));
  }

  /** The cache may hold the records that groups have still to read. */
  async #lookInside({ clusterId: cluster, topics }: ClusterMetadata): Promise<void> {
    const behind = this.#history.behind();
    const { timesOf } = this;
    if (!timesOf || cluster === null || behind.length === 0) return;
    // What cannot be read of the cache is told by those who read it.
    const ids = new Map(topics.map(({ name, topicId }) => [name, topicId]));
    const places = behind.map((place) => ({ ...place, topicId: ids.get(place.topic) ?? null }));
    const times = await timesOf({ cluster, places }).catch(() => []);
    for (const [i, found] of times.entries()) {
      const place = behind[i];
      if (found && place) this.#history.addHeld(place, found);
    }
  }
}

function sayLeaderless(partitions: readonly number[]): Said {
  const list = { partitions: listOf(partitions) };
  return partitions.length === 1 ? say('groups-leaderless-one', list) : say('groups-leaderless', list);
}
