// Follows topics: finds their partitions, stores where each begins, keeps the workers running, and knows how all of it stands.
import { availableParallelism } from 'node:os';
import type { FollowedPartition, StartPosition } from '../base/ingest-port.ts';
import { type ErrorData, fail } from '../contract/errors.ts';
import type { Consumers } from '../contract/health.ts';
import type { NewEvent } from '../contract/history.ts';
import type { OpenSession, SessionStatus } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { Admin, partitionKey } from './admin.ts';
import { consumersOf } from './consumers-status.ts';
import { FetchFirst } from './fetch-first.ts';
import { commitMark, OWN_PREFIX, refuseForeignGroup } from './group-guard.ts';
import { OpenTransactions } from './open-transactions.ts';
import { PositionGuard } from './position-guard.ts';
import type { PositionStore } from './position-store.ts';
import { Rebalances } from './rebalances.ts';
import { SharedGroup } from './shared-group.ts';
import { Slots } from './slots.ts';
import { Standstill } from './standstill.ts';
import type { SupervisedWorker } from './supervised-worker.ts';
import { TopicWatch } from './topic-watch.ts';
import { type Found, findPartitions, refuseUnknownTopics } from './topics.ts';
import { Unreadable } from './unreadable.ts';
import { Warnings } from './warnings.ts';
import { WorkerPool } from './worker-pool.ts';
import type { FromWorker } from './worker-protocol.ts';

/** New partitions and lost leaders are noticed within this time (R8). */
const REFRESH_MS = 30_000;
const CHECK_MS = 200;
const SLOW_CHECK_MS = 1_000;

export type SupervisorOptions = {
  session: OpenSession;
  writer: PositionStore;
  /** something of status() or consumers() changed; not limited in rate */
  onChange: () => void;
  /** a batch that cannot be decoded stops its partition; told once for each offset */
  onUnreadable?: (event: NewEvent) => void;
  /** default 30,000 */
  refreshMs?: number;
  /** ends the opening at once; of no effect afterwards */
  signal?: AbortSignal;
};

export type Supervisor = {
  readonly group: string;
  status(): SessionStatus;
  consumers(): Consumers;
  followed(): readonly FollowedPartition[];
  /** The next offset to fetch; undefined where the partition is not followed, or another member of the group reads it. */
  position(topic: string, partition: number): Offset | undefined;
  /** Where a partition ended at that time, as somebody else was told. */
  sawEnd(topic: string, partition: number, end: Offset, at: Micros): void;
  /** From now on; throws not-found where nothing is collected any more. */
  setWorkers(count: number): void;
  /** Its worker fetches that one alone until it has caught up; null: none any more. Throws not-found. */
  fetchFirst(partition: { topic: string; partition: number } | null): void;
  /** Leaves the group; resolves when every thread ended, within about 5 s. */
  close(): Promise<void>;
};

/**
 * Resolves when the topics were found and their positions are stored; the workers then start. Throws unreachable, denied,
 * unsupported, not-found (a topic), busy (a group with foreign members), bad-input, cancelled; nothing then goes on.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { signal } = options;
  const supervisor = new RunningSupervisor(options);
  // Closing breaks off what the opening waits for.
  const abort = () => void supervisor.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await supervisor.open();
    signal?.throwIfAborted();
  } catch (error) {
    await supervisor.close();
    throw signal?.aborted ? fail('cancelled', 'The session was not opened: it was cancelled.', error) : error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  return supervisor;
}

class RunningSupervisor implements Supervisor {
  readonly group: string;
  readonly #session: OpenSession;
  readonly #writer: PositionStore;
  readonly #onChange: () => void;
  readonly #refreshMs: number;
  readonly #admin: Admin;
  readonly #slots = new Slots([]);
  readonly #rebalances = new Rebalances();
  readonly #warnings = new Warnings();
  readonly #guard: PositionGuard;
  readonly #topics: TopicWatch;
  readonly #transactions = new OpenTransactions();
  readonly #unreadable: Unreadable;
  /** by slot: where the partition ended when it was first seen */
  readonly #ends = new Map<number, Offset>();
  readonly #pool: WorkerPool;
  readonly #shared: SharedGroup;
  readonly #first: FetchFirst;
  readonly #standstill = new Standstill();
  /** by slot: the end of a partition as the health's last sample found it */
  readonly #seenEnds = new Map<number, { end: Offset; atMs: number }>();
  #clusterId = '';
  #state: SessionStatus['state'] = 'connecting';
  #error: ErrorData | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** some worker was let into the group */
  #hasJoined = false;
  #closed = false;

  constructor({ session, writer, onChange, onUnreadable, refreshMs }: SupervisorOptions) {
    this.#unreadable = new Unreadable(this.#slots, this.#warnings, onUnreadable);
    this.#session = session;
    this.#writer = writer;
    this.#onChange = onChange;
    this.#refreshMs = refreshMs ?? REFRESH_MS;
    this.group = session.group ?? `${OWN_PREFIX}${writer.cacheId}`;
    this.#admin = new Admin(session.connection, { role: 'supervisor' });
    this.#pool = this.#createPool();
    this.#shared = new SharedGroup({
      ...{ admin: this.#admin, group: this.group, slots: this.#slots, positions: writer.positions, pool: this.#pool },
      ...{ rebalances: this.#rebalances, warnings: this.#warnings, onChange },
    });
    this.#first = new FetchFirst({
      ...{ slots: this.#slots, positions: writer.positions, send: (message) => this.#pool.send(message) },
      isStopped: (slot) => this.#unreadable.has(slot),
    });
    this.#guard = new PositionGuard({
      ...{ admin: this.#admin, store: writer, slots: this.#slots, warnings: this.#warnings },
      begin: (found, starts) => this.#begin(found, starts),
      goOn: (slot, epoch) => this.#pool.send({ kind: 'go-on', slot, epoch }),
      gone: (slot) => {
        this.#forget(slot);
        this.#slots.replace(this.#slots.all().filter((one) => one.slot !== slot));
        // Its end is not waited for. The writer fails at its own end only, and then all else says so.
        void writer.unfollow([slot]).catch(() => undefined);
      },
      changed: () => this.#onChange(),
    });
    this.#topics = new TopicWatch({
      ...{ session, admin: this.#admin, slots: this.#slots, guard: this.#guard },
      ...{ rebalances: this.#rebalances, warnings: this.#warnings, onChange },
      isCollecting: () => this.#state === 'collecting',
    });
  }

  async open(): Promise<void> {
    const { topics, start, connection, tunables, live } = this.#session;
    const found = await findPartitions(this.#admin, topics, start);
    refuseUnknownTopics(found, topics);
    if (live) await refuseForeignGroup(this.#admin, this.group, connection.clientId);
    if (this.#closed) return;
    await this.#topics.follow(found);
    if (this.#closed) return;
    this.#state = live ? 'collecting' : 'ended';
    if (!live) return;
    const count = tunables.workers ?? Math.max(1, Math.min(availableParallelism(), this.#slots.all().length));
    this.#rebalances.expect(say('cause-began'));
    if (!this.#isDone()) this.#pool.resize(count);
    this.#topics.lookEvery(this.#refreshMs);
    this.#timer = setInterval(() => this.#check(), this.#session.untilEnd ? CHECK_MS : SLOW_CHECK_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.all([this.#pool.stop(), this.#admin[Symbol.asyncDispose](), this.#topics.close()]);
    await Promise.all([this.#guard.close(), this.#shared.close()]);
  }

  followed(): readonly FollowedPartition[] {
    return this.#slots.all();
  }

  sawEnd(topic: string, partition: number, end: Offset, at: Micros): void {
    const slot = this.#slots.of(topic, partition);
    if (slot !== undefined) this.#seenEnds.set(slot, { end, atMs: at / 1000 });
  }

  position(topic: string, partition: number): Offset | undefined {
    const slot = this.#slots.of(topic, partition);
    const { positions } = this.#writer;
    return slot === undefined || positions.isElsewhere(slot) ? undefined : positions.next(slot);
  }

  status(): SessionStatus {
    const { connection, topics } = this.#session;
    const { positions } = this.#writer;
    const workers = this.#pool.workers.map((worker) => worker.status());
    const slots = this.#slots.all();
    return {
      state: this.#state,
      connection: {
        name: connection.name ?? connection.brokers[0] ?? '',
        brokers: connection.brokers,
        clusterId: this.#clusterId,
      },
      topics,
      group: this.group,
      error: this.#error,
      warnings: this.#warnings.list(),
      recordsPerSecond: workers.reduce((sum, one) => sum + one.recordsPerSecond, 0),
      bytesPerSecond: workers.reduce((sum, one) => sum + one.bytesPerSecond, 0),
      notReading: this.#standstill.told,
      lagRecords: slots.reduce((sum, { slot }) => sum + (positions.isElsewhere(slot) ? 0 : this.#lag(slot)), 0),
      partitions: slots.length,
      elsewhere: this.#shared.elsewhere,
    };
  }

  consumers(): Consumers {
    return consumersOf({
      ...{
        group: this.group,
        pool: this.#pool,
        slots: this.#slots,
        shared: this.#shared,
        rebalances: this.#rebalances,
      },
      first: this.#first.status(),
      next: (slot) => this.#writer.positions.next(slot),
      lag: (slot) => this.#lag(slot),
    });
  }

  setWorkers(count: number): void {
    if (this.#state !== 'collecting' || this.#closed) throw fail('not-found', say('not-collecting'));
    const { added, removed } = this.#pool.resize(count);
    if (added.length + removed.length === 0) return;
    this.#shared.changed();
    this.#rebalances.resized(added, removed);
    this.#onChange();
  }

  fetchFirst(partition: { topic: string; partition: number } | null): void {
    if (this.#state !== 'collecting' || this.#closed) throw fail('not-found', say('not-collecting'));
    this.#first.set(partition);
    this.#onChange();
  }

  /** From the end that was told last: where nothing is fetched that is another's. */
  #lag(slot: number): number {
    const { positions } = this.#writer;
    const seen = this.#seenEnds.get(slot);
    const end = seen && seen.atMs > positions.heardAtMs(slot) ? seen.end : positions.high(slot);
    return Math.max(0, end - positions.next(slot));
  }

  /** Stores the starts of partitions that are new to the cache (R5), or of which an incarnation begins; tells the workers. */
  async #begin(found: Found, starts: StartPosition[]): Promise<void> {
    this.#clusterId = found.clusterId;
    const followed = await this.#writer.follow(found.clusterId, starts);
    const highs = new Map(found.partitions.map((one) => [partitionKey(one.topic, one.partition), one.high]));
    for (const { slot, topic, partition, epoch } of followed) {
      const high = highs.get(partitionKey(topic, partition));
      const before = this.#slots.of(topic, partition);
      if (before !== undefined && before !== slot) this.#forget(before);
      if (high === undefined || this.#ends.has(slot)) continue;
      this.#ends.set(slot, high);
      this.#writer.positions.setHigh(slot, high);
      this.#writer.positions.setEpoch(slot, epoch);
    }
    const all = [...this.#slots.all(), ...followed];
    this.#slots.replace([...new Map(all.map((one) => [partitionKey(one.topic, one.partition), one])).values()]);
    this.#pool.send({ kind: 'partitions', partitions: this.#slots.all() });
  }

  /** The partition has another slot by now, or is gone. */
  #forget(slot: number): void {
    this.#seenEnds.delete(slot);
    this.#ends.delete(slot);
    this.#unreadable.delete(slot);
  }

  #createPool(): WorkerPool {
    const { connection, topics, tunables } = this.#session;
    return new WorkerPool({
      data: (id) => ({
        connection,
        group: this.group,
        commitMark: commitMark(this.#writer.cacheId),
        topics,
        tunables,
        partitions: this.#slots.all(),
        positions: this.#writer.positions.shared,
        writer: this.#writer.connectWorker(),
        metadataMaxAgeMs: this.#refreshMs,
        // Only one process at a time collects into a cache. Brokers before 2.3 do not know it, and wait for the dead.
        instanceId: `tailwater-${this.#writer.cacheId}-${id}`,
      }),
      message: (worker, message) => this.#take(worker, message),
      ended: (worker, cause) => {
        this.#shared.changed();
        const id = { worker: String(worker.id) };
        this.#rebalances.expect(say('cause-worker', id), ...cause);
        this.#tellOfWorkers();
        this.#onChange();
      },
      left: ({ id }) => {
        this.#rebalances.left(id);
        this.#tellOfWorkers();
        this.#onChange();
      },
    });
  }

  #take(worker: SupervisedWorker, message: FromWorker): void {
    switch (message.kind) {
      case 'report':
        this.#tellOfWorkers();
        break;
      case 'rebalancing':
        this.#shared.changed();
        this.#rebalances.begin();
        break;
      case 'joined':
        this.#shared.given(message.slots);
        this.#hasJoined = true;
        this.#first.tell();
        this.#rebalances.joined(worker.id, message.generation, message.ms, message.slots, message.members);
        // Held back partitions were tried again with the join; what is still wrong is told again.
        for (const slot of message.slots) this.#unreadable.delete(slot);
        break;
      case 'unknown-partition':
        void this.#topics.look();
        break;
      case 'suspect':
        this.#guard.suspect(message.slot, message.why, message.epoch);
        break;
      case 'unreadable':
        this.#unreadable.add(message);
        break;
      case 'crashed':
        // What was allowed once may be so again: a password is renewed, a right given back. The worker is started again.
        if (message.permanent && !(message.error.code === 'denied' && this.#hasJoined)) void this.#fail(message.error);
        this.#tellOfWorkers();
        break;
      case 'readable':
        this.#unreadable.delete(message.slot);
        break;
    }
    this.#onChange();
  }

  #tellOfWorkers(): void {
    for (const worker of this.#pool.workers)
      for (const { slots } of worker.silentBrokers) for (const slot of slots) this.#writer.positions.setSilent(slot);
    this.#warnings.replace('silent', this.#pool.silent());
    // Others lead its partitions by now, or nobody does: that is told at once, too.
    if (this.#warnings.replace('broker', this.#pool.silentBrokers(this.#slots))) void this.#topics.look();
    this.#warnings.replace('ended', this.#pool.ended());
    this.#warnings.replace('commit', this.#pool.uncommitted());
  }

  /** Whether every partition reached the end that it had at the start, for untilEnd. */
  #isDone(): boolean {
    if (!this.#session.untilEnd || this.#topics.hasUnfollowed()) return false;
    const { positions } = this.#writer;
    // What others read is not waited for, once it is known to be theirs: it may come to us as long as the group moves.
    const isTheirs = (slot: number) => this.#shared.isKnown && positions.isElsewhere(slot);
    return [...this.#ends].every(
      ([slot, end]) => positions.next(slot) >= end || this.#unreadable.has(slot) || isTheirs(slot),
    );
  }

  #check(): void {
    this.#guard.check();
    const collecting = this.#state === 'collecting';
    const waiting = collecting ? this.#transactions.look(this.#slots, this.#writer.positions) : new Map();
    this.#warnings.replace('transactions', waiting);
    if (this.#standstill.look(collecting ? this.#pool.workers.map((worker) => worker.status()) : [])) this.#onChange();
    if (!collecting) return;
    this.#shared.check();
    if (this.#first.check()) this.#onChange();
    if (!this.#isDone()) return;
    const stuck = this.#unreadable.first;
    if (stuck) void this.#fail(stuck);
    else {
      this.#state = 'ended';
      this.#first.set(null);
      void this.#pool.stop().then(() => this.#onChange());
      this.#onChange();
    }
  }

  async #fail(error: ErrorData): Promise<void> {
    if (this.#state === 'failed' || this.#closed) return;
    this.#state = 'failed';
    this.#error = error;
    this.#first.set(null);
    this.#onChange();
    await this.#pool.stop();
    this.#onChange();
  }
}
