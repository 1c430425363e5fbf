// Configuration, directories and brokers, looked at in the rhythm of the cluster's health but much more seldom: each minute while
// somebody watches, and otherwise every ten, for the sizes that are kept. The round of metadata and offsets is the health's own.
import { Value } from '../base/watched.ts';
import type { ClusterReport } from '../contract/cluster.ts';
import { toErrorData } from '../contract/errors.ts';
import type { Watched } from '../contract/methods.ts';
import { sayingsOf, type Told, tell } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import { ClusterHistory } from '../health/cluster.ts';
import { partitionKey } from './admin.ts';
import { collectCluster } from './cluster-collect.ts';
import type { ClusterRound } from './groups-sampler.ts';

const SECOND = 1_000_000;
const WATCHED = 60 * SECOND;
const UNWATCHED = 600 * SECOND;
/** Two looks make a rate: the second is not waited for so long. */
const SECOND_LOOK = 15 * SECOND;

const NONE: ClusterReport = {
  ...{ sampledAt: null, error: null, mode: 'unknown', controllerId: null },
  ...{ topics: [], brokers: [] },
};

export class ClusterSampler implements Watched<ClusterReport> {
  readonly #report = new Value(NONE);
  readonly #history = new ClusterHistory();
  readonly #wake: () => void;
  readonly #watchedEvery: Micros;
  #sizes = new Map<string, number>();
  #watchers = 0;
  #looks = 0;
  /** brokers of the last look: when one comes or goes it is looked again */
  #brokers = '';
  /** when the last look began, or watching or the session */
  #since: Micros | undefined;
  #running: Promise<void> | undefined;
  #session = 0;

  /** wake: asks for a round now. `watchedEvery`: for tests */
  constructor(wake: () => void, watchedEvery = WATCHED) {
    this.#wake = wake;
    this.#watchedEvery = watchedEvery;
  }

  get(): ClusterReport {
    return this.#report.get();
  }
  subscribe(changed: () => void): () => void {
    const leave = this.#report.subscribe(changed);
    if (this.#watchers++ === 0 && this.get().sampledAt === null) this.#wake();
    return () => {
      leave();
      this.#watchers--;
    };
  }
  /** Of the leader's replica, as it was last seen; undefined: not known, or too long ago. */
  sizeOf(topic: string, partition: number): number | undefined {
    return this.fresh() ? this.#sizes.get(partitionKey(topic, partition)) : undefined;
  }
  /** What was last seen; undefined: nothing, or too long ago. */
  fresh(): ClusterReport | undefined {
    const report = this.get();
    const isFresh = report.sampledAt !== null && Date.now() * 1000 - report.sampledAt < UNWATCHED * 1.5;
    return isFresh ? report : undefined;
  }

  /** A round that comes while the look before is under way is passed over. */
  observe(round: ClusterRound): void {
    if (this.#running || !this.#isDue(round)) return;
    const session = this.#session;
    this.#running = this.#look(round, session)
      .catch((error: unknown) => {
        if (session === this.#session) this.failed(tell(...sayingsOf(toErrorData(error))));
      })
      .finally(() => {
        this.#running = undefined;
      });
  }
  /** Resolves when the look that is under way is done. */
  async settled(): Promise<void> {
    await this.#running;
  }
  /** The cluster does not answer: what is shown is what was known. */
  failed(error: Told): void {
    if (this.#watchers > 0) this.#report.update({ ...this.get(), error });
  }

  /** The session is over; resolves when nothing is under way any more. Its admin must be closed. */
  async clear(): Promise<void> {
    this.#session++;
    await this.#running;
    this.#history.clear();
    this.#sizes.clear();
    this.#looks = 0;
    this.#since = undefined;
    this.#report.update(NONE);
  }

  #isDue({ at, metadata }: ClusterRound): boolean {
    this.#since ??= this.#watchers > 0 ? at - this.#watchedEvery : at;
    if (this.#watchers === 0) return at - this.#since >= UNWATCHED;
    // It answers again, and its error must not stay for a minute.
    if (this.get().error !== null) return true;
    if (this.#looks === 0 || brokersOf(metadata) !== this.#brokers) return true;
    return at - this.#since >= (this.#looks === 1 ? Math.min(SECOND_LOOK, this.#watchedEvery) : this.#watchedEvery);
  }

  async #look(round: ClusterRound, session: number): Promise<void> {
    this.#since = round.at;
    const facts = await collectCluster(round);
    if (session !== this.#session) return;
    this.#looks++;
    this.#brokers = brokersOf(round.metadata);
    const report = this.#history.observe(facts);
    this.#sizes = new Map(
      report.topics.flatMap(({ topic, partitions }) =>
        partitions.flatMap(({ partition, bytes }): [string, number][] =>
          bytes === null ? [] : [[partitionKey(topic, partition), bytes]],
        ),
      ),
    );
    this.#report.set({ ...report, error: null });
  }
}

function brokersOf({ brokers }: ClusterRound['metadata']): string {
  return brokers
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join(' ');
}
