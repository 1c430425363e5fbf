// A look at a cluster without a session, once or for one who watches: its partitions, how topics lie over brokers, and its groups,
// all out of the same rounds of questions.
import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupsReport } from '../contract/groups.ts';
import type { HealthReport } from '../contract/health.ts';
import type { ClusterLook, GroupLook, LookRequest } from '../contract/look.ts';
import type { Connection } from '../contract/session.ts';
import { brokersOf } from '../health/brokers.ts';
import { HealthHistory } from '../health/history.ts';
import type { Snapshot } from '../health/snapshot.ts';
import { withoutOthersTopics } from '../health/unread-topics.ts';
import { Admin } from './admin.ts';
import { ClusterSampler } from './cluster-sampler.ts';
import { GroupsSampler } from './groups-sampler.ts';
import { HealthCollector } from './health-collect.ts';
import { hasTopics, noTopics, placeReaders, whyFailed } from './health-sampler.ts';

/**
 * Groups and directories are not waited for longer than that in a round; the answer of a broker that is silent is given up after 5 s.
 * What is not there by then is told as not looked at yet.
 */
const PATIENCE_MS = 8_000;
/**
 * After so long no other round of a look begins. One that has begun is asked to its end, which takes longest where the controller is
 * silent: brokers ask it in their turn, and each of them is given up after 5 s. It is when most is wanted of a look, so that its groups
 * are waited for even then.
 */
const LAST_ROUND_AFTER_MS = 30_000;
/** Of one look: a group of topics that were not asked for needs their ends, and a reader that is far behind a look back. */
const MOST_ROUNDS = 3;
/** Where a round took so long a broker is silent, and another takes as long: only for what is not there at all. */
const LONG_MS = 3_000;

/**
 * One look; rates and progress are null or unknown, for they need time. Throws unreachable, denied, unsupported, or not-found where
 * none of the topics exists.
 */
export async function sampleOnce(
  connection: Connection,
  what: LookRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<ClusterLook> {
  await using looker = new Looker(connection, what, signal);
  await looker.look();
  return looker.told();
}

/**
 * One look after the other until the signal aborts. The first one throws as `sampleOnce` does; one that fails later gives what was
 * known before, with `error` saying why.
 */
export async function* followHealth(
  connection: Connection,
  { intervalSeconds, ...what }: LookRequest & { intervalSeconds: number },
  signal: AbortSignal,
): AsyncGenerator<ClusterLook> {
  await using looker = new Looker(connection, what, signal);
  while (!signal.aborted) {
    const from = performance.now();
    try {
      await looker.look();
    } catch (error) {
      if (signal.aborted) return;
      if (!looker.failed(error)) throw error;
    }
    yield looker.told();
    const pauseMs = Math.max(0, intervalSeconds * 1000 - (performance.now() - from));
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

class Looker implements AsyncDisposable {
  readonly #what: LookRequest;
  readonly #admin: Admin;
  readonly #collector: HealthCollector;
  readonly #history = new HealthHistory();
  readonly #groups: GroupsSampler | undefined;
  readonly #cluster: ClusterSampler;
  readonly #leave: (() => void)[];
  #report: HealthReport | undefined;
  #isWanted = false;

  /** Nobody waits for a broker that is silent once the signal has aborted. */
  constructor(connection: Connection, what: LookRequest, signal: AbortSignal) {
    const { group, topics, groups } = what;
    this.#what = what;
    this.#admin = new Admin(connection, { role: 'health' });
    signal.addEventListener('abort', () => void this.#admin[Symbol.asyncDispose](), { once: true });
    const wake = () => {
      this.#isWanted = true;
    };
    this.#groups = groups ? new GroupsSampler(wake) : undefined;
    this.#cluster = new ClusterSampler(wake);
    // Both look more seldom, or later, where nobody watches.
    this.#leave = [this.#groups, this.#cluster].flatMap((one) => one?.subscribe(() => undefined) ?? []);
    this.#collector = new HealthCollector(this.#admin, {
      group: group ?? null,
      topics: topics && topics.length > 0 ? topics : null,
      sizeOf: (topic, partition) => this.#cluster.sizeOf(topic, partition),
      also: () => this.#groups?.topics ?? { ends: [], leaders: [] },
      onRound: (round) => {
        this.#groups?.observe(round, null);
        this.#cluster.observe(round);
      },
    });
  }

  async look(): Promise<void> {
    const until = performance.now() + LAST_ROUND_AFTER_MS;
    for (let round = 1; ; round++) {
      this.#isWanted = false;
      const from = performance.now();
      const snapshot = await this.#collector.collect();
      if (!hasTopics(snapshot)) throw noTopics(snapshot);
      this.#report = this.#history.observe(snapshot);
      await within(
        PATIENCE_MS,
        Promise.all([this.#groups?.settled(), this.#cluster.settled(), this.#lookBack(snapshot)]),
      );
      if (!this.#isWanted || round === MOST_ROUNDS || performance.now() >= until) return;
      if (performance.now() - from > LONG_MS && this.#groups?.get().sampledAt !== null) return;
    }
  }

  /** false: nothing is known yet that could be told instead. */
  failed(error: unknown): boolean {
    if (!this.#report) return false;
    const why = whyFailed(error);
    this.#report = { ...this.#report, error: why };
    const { message, said } = why;
    this.#groups?.failed({ message, said });
    this.#cluster.failed({ message, said });
    return true;
  }

  /** Of the last look, which there must have been. */
  told(): ClusterLook {
    if (!this.#report) throw new Error('nothing was looked at');
    const { group, topics } = this.#what;
    const report = group === undefined || topics?.length ? this.#report : withoutOthersTopics(this.#report);
    const groups = this.#groups?.get();
    return {
      ...{ ...report, brokerLines: brokersOf(report), cluster: this.#cluster.get() },
      groups: groups ? this.#groupsOf(groups) : null,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const leave of this.#leave) leave();
    await this.#admin[Symbol.asyncDispose]();
    await Promise.all([this.#groups?.clear(), this.#cluster.clear()]);
  }

  #groupsOf(report: GroupsReport): ClusterLook['groups'] {
    const { group, topics } = this.#what;
    const wanted = new Set(topics);
    const groups = report.groups.flatMap((summary): GroupLook[] => {
      const detail = this.#groups?.find(summary.group);
      if (!detail || (group !== undefined && summary.group !== group)) return [];
      const { members } = detail;
      const partitions = detail.partitions.map(({ offsets: _, lags: __, ...one }) => one);
      // Of one whose offsets may not be read it is not known which topics it reads.
      const isUntold = summary.severity === 'unknown' && partitions.length === 0;
      const isOf = wanted.size === 0 || isUntold || partitions.some(({ topic }) => wanted.has(topic));
      return isOf || group !== undefined ? [{ summary, members, partitions }] : [];
    });
    return { ...report, groups };
  }

  /** Only where a reader is behind what was seen; it is then told with the next round, and what is not answered is tried again. */
  async #lookBack(snapshot: Snapshot): Promise<void> {
    if (!(await placeReaders(this.#collector, this.#history, snapshot))) return;
    this.#isWanted ||= this.#report?.sampleTimes.length === 1;
  }
}

/** Rejects as `work` does. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    await Promise.race([work, limit]);
  } finally {
    waiting.abort();
    // What comes too late tells its failure nobody.
    work.catch(() => undefined);
  }
}
