// All groups of the cluster, sampled in the rhythm of its health and from the same round of metadata and offsets, while somebody
// watches. Otherwise not at all: a cluster of hundreds of groups would pay for what nobody looks at, and a quiet Tailwater is to
// cost a hundredth of a core. What was seen is remembered for a minute after the last one has looked.
import { Value } from '../base/watched.ts';
import { fail, toErrorData } from '../contract/errors.ts';
import type { GroupDetail, GroupsReport } from '../contract/groups.ts';
import type { Watched } from '../contract/methods.ts';
import { say, sayingsOf, type Told, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { GroupsHistory } from '../health/groups.ts';
import type { Admin } from './admin.ts';
import { OFFSETS_TOPIC } from './admin-group-requests.ts';
import type { ClusterMetadata } from './admin-requests.ts';
import { collectGroups } from './groups-collect.ts';
import { lookBack } from './look-back.ts';
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
};

const NONE: GroupsReport = { sampledAt: null, error: null, troubles: [], sees: 'unknown', groups: [] };

export class GroupsSampler implements Watched<GroupsReport> {
  readonly #report = new Value(NONE);
  readonly #history: GroupsHistory;
  readonly #wake: () => void;
  #watchers = 0;
  /** topics that groups have offsets of */
  #topics: readonly string[] = [];
  /** partitions whose past was looked at */
  #placed = new Set<string>();
  #running: Promise<void> | undefined;
  #session = 0;

  /** wake: asks for a round now; `unheardAfter`: for tests */
  constructor(wake: () => void, unheardAfter?: Micros) {
    this.#history = new GroupsHistory(unheardAfter);
    this.#wake = wake;
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
  /** Throws not-found. */
  detail(group: string): GroupDetail {
    const detail = this.#history.detail(group);
    if (!detail) throw fail('not-found', say('group-unknown', { group }));
    return detail;
  }

  /** The topics whose ends the next round is to bring, and the one that tells which groups have no coordinator. */
  get topics(): readonly string[] {
    return this.#watchers > 0 ? [OFFSETS_TOPIC, ...this.#topics] : [];
  }

  /** A round that comes while the one before is under way is passed over. */
  observe(round: ClusterRound, ours: string | null): void {
    if (this.#watchers === 0 || this.#running) return;
    const session = this.#session;
    this.#running = this.#sample(round, ours, session)
      .catch((error: unknown) => {
        if (session === this.#session) this.failed(tell(...sayingsOf(toErrorData(error))));
      })
      .finally(() => {
        this.#running = undefined;
      });
  }
  /** The cluster does not answer: what is shown is what was known. */
  failed(error: Told): void {
    if (this.#watchers > 0) this.#report.set({ ...this.get(), error });
  }

  /** The session is over; resolves when nothing is under way any more. Its admin must be closed. */
  async clear(): Promise<void> {
    this.#session++;
    await this.#running;
    this.#history.clear();
    this.#placed.clear();
    this.#topics = [];
    this.#report.update(NONE);
  }

  async #sample(round: ClusterRound, ours: string | null, session: number): Promise<void> {
    const { at, admin, metadata, ends, starts } = round;
    const found = await collectGroups(
      admin,
      metadata.brokers.map(({ id }) => id),
    );
    const { groups, sees } = found;
    const troubles = [...found.troubles];
    if (session !== this.#session) return;
    const topics = new Set(groups.flatMap(({ commits }) => commits?.map(({ topic }) => topic) ?? []));
    const isKnown = [...topics].every((topic) => metadata.topics.some(({ name }) => name === topic));
    this.#topics = [...topics].sort();
    // The first look, or a group of another topic: its ends are asked for at once, and not judged before.
    if (!isKnown) {
      this.#wake();
      if (this.get().sampledAt === null) return;
    }
    const leaderless = leaderlessOf(metadata);
    if (leaderless.length > 0) troubles.push(tell(say('groups-leaderless', { partitions: leaderless.join(', ') })));
    const isPartial = found.isPartial || leaderless.length > 0;
    const snapshot = { at, ends, starts, ours, groups, troubles, sees, isPartial };
    let report = this.#history.observe(snapshot);
    if (await this.#lookBack(round)) report = this.#history.summarise(snapshot);
    if (session === this.#session) this.#report.set(report);
  }

  /** Once for a partition, and only where a group is further behind than what was seen. */
  async #lookBack({ admin, metadata, at, ends }: ClusterRound): Promise<boolean> {
    const keys = [...this.#history.unplaced()].filter((key) => !this.#placed.has(key));
    if (keys.length === 0) return false;
    for (const key of keys) this.#placed.add(key);
    for (const { key, end, at: then } of await lookBack(admin, metadata, new Set(keys), { at, ends }))
      this.#history.addOlder(key, end, then);
    return true;
  }
}

/** A group is kept, and told of, by the leader of the partition of this topic that its name falls on: without one it is in no list. */
function leaderlessOf({ topics }: ClusterMetadata): number[] {
  const offsets = topics.find(({ name }) => name === OFFSETS_TOPIC);
  const lost = offsets?.partitions.filter(({ leader }) => leader < 0).map(({ partition }) => partition) ?? [];
  return lost.sort((a, b) => a - b);
}
