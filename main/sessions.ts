// The one session of an engine: following topics of a cluster, and the health of that cluster.
import { Value } from './base/watched.ts';
import { fail, toErrorData } from './contract/errors.ts';
import type { Consumers, HealthReport } from './contract/health.ts';
import type { OpenSession, SessionStatus } from './contract/session.ts';
import { say } from './contract/told.ts';
import { HealthKeeper } from './health-keeper.ts';
import { ClusterSampler } from './kafka/cluster-sampler.ts';
import { FillJobs, type FillSource } from './kafka/fill-jobs.ts';
import { GroupsSampler } from './kafka/groups-sampler.ts';
import { type HealthSampler, startHealthSampler } from './kafka/health-sampler.ts';
import { type Supervisor, startSupervisor } from './kafka/supervisor.ts';
import type { Reader } from './store/types.ts';
import type { WriterWithProfiles } from './store/writer.ts';

const IDLE: SessionStatus = {
  state: 'idle',
  topics: [],
  warnings: [],
  recordsPerSecond: 0,
  bytesPerSecond: 0,
  lagRecords: null,
  partitions: 0,
  elsewhere: 0,
};
const NO_CONSUMERS: Consumers = {
  group: null,
  state: 'none',
  workers: [],
  others: [],
  unread: [],
  rebalances: [],
  first: null,
};
const NO_HEALTH: HealthReport = {
  sampledAt: null,
  error: null,
  troubles: [],
  clusterId: null,
  severity: 'unknown',
  group: null,
  brokers: [],
  sampleTimes: [],
  partitions: [],
};

export class Sessions implements AsyncDisposable {
  readonly status = new Value(IDLE);
  readonly consumers = new Value(NO_CONSUMERS);
  readonly health = new Value(NO_HEALTH);
  readonly groups = new GroupsSampler(() => this.#sampler?.soon());
  readonly cluster = new ClusterSampler(() => this.#sampler?.soon());
  /** undefined: the cache is not open for writing */
  readonly fills: FillJobs | undefined;
  /** Called when more of the health is kept. */
  onKept: () => void = () => undefined;
  readonly #writer: WriterWithProfiles | undefined;
  #supervisor: Supervisor | undefined;
  #session: OpenSession | undefined;
  #sampler: HealthSampler | undefined;
  #keeper: HealthKeeper | undefined;
  /** what `health` was last made of */
  #report: HealthReport | undefined;
  /** opening and closing come one after the other */
  #turn: Promise<void> = Promise.resolve();
  /** of the session that is being opened */
  #opening: AbortController | undefined;

  constructor(writer: WriterWithProfiles | undefined, reader: Reader | undefined) {
    this.#writer = writer;
    this.groups.timesOf = reader?.times;
    this.fills = writer && new FillJobs(writer, () => this.#fillSource());
  }

  /**
   * Ends the session before, if any; resolves when the topics are found and their positions are stored. Where `signal` aborts
   * until then it throws cancelled: no session is open afterwards, or the one before if its end had not begun.
   */
  open(session: OpenSession, signal: AbortSignal): Promise<void> {
    return this.#inTurn(() => this.#open(session, signal));
  }
  /** Also breaks off an opening that is under way. */
  close(): Promise<void> {
    this.#opening?.abort();
    return this.#inTurn(() => this.#close());
  }
  /** Throws not-found where no session is collecting. */
  setWorkers(count: number): void {
    if (!this.#supervisor) throw fail('not-found', say('not-collecting'));
    this.#supervisor.setWorkers(count);
  }
  /** Throws not-found where no session collects it. */
  fetchFirst(partition: { topic: string; partition: number } | null): void {
    if (!this.#supervisor) throw fail('not-found', say('not-collecting'));
    this.#supervisor.fetchFirst(partition);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #open(session: OpenSession, signal: AbortSignal): Promise<void> {
    const writer = this.#writer;
    if (!writer) throw fail('read-only', 'This cache is open for reading only.');
    if (signal.aborted) throw fail('cancelled', 'The session was not opened: it was cancelled.');
    await this.#close();
    const opening = new AbortController();
    this.#opening = opening;
    const { brokers, name } = session.connection;
    this.status.set({
      ...IDLE,
      state: 'connecting',
      connection: { name: name ?? brokers[0] ?? '', brokers },
      topics: session.topics,
    });
    const keeper = new HealthKeeper(writer, () => this.onKept());
    this.#keeper = keeper;
    this.groups.onSampled = (snapshot, groups) => keeper.sampledGroups(snapshot, groups);
    try {
      const supervisor = await startSupervisor({
        session,
        writer,
        onChange: () => this.#publish(),
        onUnreadable: (event) => keeper.note([event]),
        signal: AbortSignal.any([signal, opening.signal]),
      });
      this.#supervisor = supervisor;
      this.#session = session;
      writer.setRetention(session.retention);
      this.#publish();
      this.#sampler = startHealthSampler({
        connection: session.connection,
        group: supervisor.group,
        topics: session.topics,
        position: (topic, partition) => supervisor.position(topic, partition),
        sizeOf: (topic, partition) => this.cluster.sizeOf(topic, partition),
        onSnapshot: (snapshot, report) => {
          for (const { topic, partition, highWatermark } of snapshot.partitions)
            if (highWatermark !== null) supervisor.sawEnd(topic, partition, highWatermark, snapshot.at);
          keeper.sampled(snapshot, report, {
            isOwn: (topic, partition) => supervisor.position(topic, partition) !== undefined,
            sizeOf: (topic, partition) => this.cluster.sizeOf(topic, partition),
            brokers: this.cluster.fresh()?.brokers ?? [],
          });
        },
        knownTopics: () => keeper.knownTopics(),
        also: () => this.groups.topics,
        onRound: (round) => {
          this.groups.observe(round, supervisor.group);
          this.cluster.observe(round);
        },
        onChange: () => this.#publish(),
      });
    } catch (error) {
      const data = toErrorData(error);
      if (data.code === 'cancelled') await this.#close();
      else this.status.set({ ...this.status.get(), state: 'failed', error: data });
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  async #close(): Promise<void> {
    const [supervisor, sampler, keeper] = [this.#supervisor, this.#sampler, this.#keeper];
    this.#supervisor = undefined;
    this.#session = undefined;
    this.#sampler = undefined;
    this.#keeper = undefined;
    await Promise.all([supervisor?.close(), sampler?.close(), this.fills?.cancelAll()]);
    await Promise.all([this.groups.clear(), this.cluster.clear()]);
    await keeper?.settled();
    this.status.set(IDLE);
    this.consumers.set(NO_CONSUMERS);
    this.health.set(NO_HEALTH);
    await this.#writer?.unfollow();
  }

  #fillSource(): FillSource | undefined {
    const [supervisor, session] = [this.#supervisor, this.#session];
    if (!supervisor || !session) return undefined;
    const { connection, tunables } = session;
    return { connection, isolation: tunables.isolation, partitions: supervisor.followed() };
  }

  #publish(): void {
    const supervisor = this.#supervisor;
    if (!supervisor) return;
    const status = supervisor.status();
    const stored = this.#writer?.state();
    this.status.update(
      // What ended or failed did so for its own reason.
      stored?.state === 'paused' && status.state === 'collecting'
        ? {
            ...status,
            state: 'paused',
            notReading: undefined,
            error: { code: stored.reason === 'disk-full' ? 'disk-full' : 'internal', message: stored.message },
          }
        : status,
    );
    const consumers = supervisor.consumers();
    this.#keeper?.grouped(consumers);
    this.consumers.update(consumers);
    // Only a new one: a report of thousands of partitions is large, and everyone who watches is sent what is set.
    const report = this.#sampler?.report();
    if (!report || report === this.#report) return;
    this.#report = report;
    const trouble = this.#keeper?.trouble;
    this.health.set(trouble ? { ...report, troubles: [...report.troubles, trouble] } : report);
    if (!report.error) return;
    const { message, said } = report.error;
    this.groups.failed({ message, said });
    this.cluster.failed({ message, said });
  }
}
