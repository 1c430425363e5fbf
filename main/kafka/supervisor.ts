// Follows topics: finds their partitions, stores where each begins, keeps the workers running, and knows how all of it stands.
import { availableParallelism } from 'node:os';
import { type ErrorCode, type ErrorData, fail, toErrorData } from '../contract/errors.ts';
import type { Consumers } from '../contract/health.ts';
import type { OpenSession, SessionStatus } from '../contract/session.ts';
import { type Said, say, sayingsOf, tell } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { Admin, partitionKey } from './admin.ts';
import { refuseForeignMembers } from './group-guard.ts';
import type { PositionStore } from './position-store.ts';
import { Rebalances } from './rebalances.ts';
import { Slots } from './slots.ts';
import { SupervisedWorker } from './supervised-worker.ts';
import { type Found, findPartitions, refuseUnknownTopics } from './topics.ts';
import { Warnings } from './warnings.ts';
import type { FromWorker } from './worker-protocol.ts';

/** New partitions and lost leaders are noticed within this time (R8). */
const REFRESH_MS = 30_000;
const CHECK_MS = 200;

export type SupervisorOptions = {
  session: OpenSession;
  writer: PositionStore;
  /** something of status() or consumers() changed; not limited in rate */
  onChange: () => void;
  /** default 30,000 */
  refreshMs?: number;
  /** ends the opening at once; of no effect afterwards */
  signal?: AbortSignal;
};

export type Supervisor = {
  readonly group: string;
  status(): SessionStatus;
  consumers(): Consumers;
  /** The next offset to fetch; undefined where the partition is not followed. */
  position(topic: string, partition: number): Offset | undefined;
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
  /** partitions that cannot be read on, by slot */
  readonly #unreadable = new Map<number, ErrorData>();
  /** by slot: where the partition ended when it was first seen */
  readonly #ends = new Map<number, Offset>();
  /** partitions that could not be followed from the beginning of the session, by partitionKey */
  #late = new Set<string>();
  #workers: SupervisedWorker[] = [];
  #clusterId = '';
  #state: SessionStatus['state'] = 'connecting';
  #error: ErrorData | undefined;
  #timers: NodeJS.Timeout[] = [];
  #refreshing: Promise<void> | undefined;
  #closed = false;

  constructor({ session, writer, onChange, refreshMs }: SupervisorOptions) {
    this.#session = session;
    this.#writer = writer;
    this.#onChange = onChange;
    this.#refreshMs = refreshMs ?? REFRESH_MS;
    this.group = session.group ?? `tailwater-${writer.cacheId}`;
    this.#admin = new Admin(session.connection, { role: 'supervisor' });
  }

  async open(): Promise<void> {
    const { topics, start, connection, tunables } = this.#session;
    const found = await findPartitions(this.#admin, topics, start);
    refuseUnknownTopics(found, topics);
    await refuseForeignMembers(this.#admin, this.group, connection.clientId);
    if (this.#closed) return;
    this.#late = new Set(found.unanswered);
    await this.#follow(found);
    if (this.#closed) return;
    this.#state = 'collecting';
    const count = tunables.workers ?? Math.max(1, Math.min(availableParallelism(), this.#slots.all().length));
    this.#rebalances.expect(say('cause-began'));
    if (!this.#isDone()) for (let id = 1; id <= count; id++) this.#workers.push(this.#startWorker(id));
    this.#timers = [
      setInterval(() => void this.#refresh(), this.#refreshMs),
      setInterval(() => this.#check(), CHECK_MS),
    ];
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#stopWorkers(), this.#admin[Symbol.asyncDispose](), this.#refreshing]);
  }

  position(topic: string, partition: number): Offset | undefined {
    const slot = this.#slots.of(topic, partition);
    return slot === undefined ? undefined : this.#writer.positions.next(slot);
  }

  status(): SessionStatus {
    const { connection, topics } = this.#session;
    const workers = this.#workers.map((worker) => worker.status());
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
      lagRecords: slots.reduce((sum, { slot }) => sum + this.#lag(slot), 0),
      partitions: slots.length,
    };
  }

  consumers(): Consumers {
    const joining = this.#workers.some((worker) => worker.report?.state !== 'consuming');
    return {
      group: this.group,
      state: this.#workers.length === 0 ? 'none' : joining ? 'rebalancing' : 'stable',
      workers: this.#workers.map((worker) => {
        const { slots, ...status } = worker.status();
        return {
          ...status,
          partitions: slots.flatMap((slot) => {
            const one = this.#slots.partition(slot);
            const next = this.#writer.positions.next(slot);
            return one ? [{ topic: one.topic, partition: one.partition, next, lagRecords: this.#lag(slot) }] : [];
          }),
        };
      }),
      rebalances: this.#rebalances.list(),
    };
  }

  #lag(slot: number): number {
    const { positions } = this.#writer;
    return Math.max(0, positions.high(slot) - positions.next(slot));
  }

  /** Stores the starts of partitions that are new to the cache (R5), and tells the workers. */
  async #follow(found: Found): Promise<void> {
    this.#clusterId = found.clusterId;
    const followed = await this.#writer.follow(found.clusterId, found.partitions);
    const highs = new Map(found.partitions.map((one) => [partitionKey(one.topic, one.partition), one.high]));
    for (const { slot, topic, partition } of followed) {
      const high = highs.get(partitionKey(topic, partition));
      if (high === undefined || this.#ends.has(slot)) continue;
      this.#ends.set(slot, high);
      this.#writer.positions.setHigh(slot, high);
    }
    this.#slots.replace([...new Map([...this.#slots.all(), ...followed].map((one) => [one.slot, one])).values()]);
    for (const worker of this.#workers) worker.send({ kind: 'partitions', partitions: this.#slots.all() });
    this.#warnings.replace('topics', found.troubles);
  }

  /** Looks for new partitions and lost leaders; one at a time. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#lookAgain().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }
  async #lookAgain(): Promise<void> {
    if (this.#closed || this.#state !== 'collecting') return;
    try {
      const found = await findPartitions(this.#admin, this.#session.topics, this.#session.start);
      const added = found.partitions
        .filter(({ topic, partition }) => this.#slots.of(topic, partition) === undefined)
        // What was not there before is read from its beginning (R8), unless it only had no leader.
        .map((one) => (this.#late.has(partitionKey(one.topic, one.partition)) ? one : { ...one, start: one.low }));
      if (added.length > 0) this.#rebalances.expect(say('cause-partitions', { partitions: added.length }));
      if (!this.#closed) await this.#follow({ ...found, partitions: added });
      this.#warnings.set('refresh', undefined);
    } catch (error) {
      if (!this.#closed) this.#warnings.set('refresh', [...sayingsOf(toErrorData(error)), say('trying-again')]);
    }
    this.#onChange();
  }

  #startWorker(id: number): SupervisedWorker {
    const { connection, topics, tunables } = this.#session;
    return new SupervisedWorker(id, {
      data: () => ({
        id,
        connection,
        group: this.group,
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
        const id = { worker: String(worker.id) };
        this.#rebalances.expect(say('cause-worker', id), ...cause);
        this.#warnings.set(`ended ${worker.id}`, [say('worker-ended', id), ...cause]);
        this.#onChange();
      },
    });
  }

  #take(worker: SupervisedWorker, message: FromWorker): void {
    switch (message.kind) {
      case 'report': {
        this.#warnings.set(`ended ${worker.id}`, undefined);
        this.#warnings.replace('silent', this.#silentWorkers());
        const { commitError } = message;
        this.#warnings.set(`commit ${worker.id}`, commitError ? [say('commit-failed'), ...commitError] : undefined);
        break;
      }
      case 'rebalancing':
        this.#rebalances.begin();
        break;
      case 'joined':
        this.#rebalances.joined(worker.id, message.generation, message.ms, message.slots, message.members);
        // Held back partitions were tried again with the join; what is still wrong is told again.
        for (const slot of message.slots)
          if (this.#unreadable.delete(slot)) this.#warnings.set(`slot ${slot}`, undefined);
        break;
      case 'unknown-partition':
        void this.#refresh();
        break;
      case 'out-of-range':
        void this.#mendPosition(worker, message.slot, message.position);
        break;
      case 'unreadable':
        this.#stopPartition(message.slot, message.error.code, [
          say('partition-stopped', { ...this.#slots.name(message.slot), offset: String(message.position) }),
          ...sayingsOf(message.error),
        ]);
        break;
      case 'crashed':
        if (message.permanent) void this.#fail(message.error);
        break;
    }
    this.#onChange();
  }

  /** One warning for all that complain of the same. */
  #silentWorkers(): Map<string, Said[]> {
    const silent = this.#workers.flatMap(({ id, complaint }) => (complaint ? [{ id, complaint }] : []));
    const byComplaint = Map.groupBy(silent, ({ complaint }) => tell(complaint).message);
    return new Map(
      [...byComplaint].map(([words, all]) => {
        const workers = say('workers-silent', { workers: all.map(({ id }) => id).join(', ') });
        return [words, [workers, ...all.slice(0, 1).map(({ complaint }) => complaint), say('trying-again')]];
      }),
    );
  }

  /** The position lies outside the log: below, a hole is recorded (R6); above, it is another log by now (R7). */
  async #mendPosition(worker: SupervisedWorker, slot: number, position: Offset): Promise<void> {
    const one = this.#slots.partition(slot);
    if (!one) return;
    try {
      const found = await findPartitions(this.#admin, [one.topic], { at: 'earliest' });
      const now = found.partitions.find(({ partition }) => partition === one.partition);
      if (now && position < now.low) {
        await this.#writer.addHole(slot, position, now.low, 'deleted-by-retention');
      } else if (now && position > now.high) {
        const where = { ...this.#slots.name(slot), end: String(now.high), position: String(position) };
        this.#stopPartition(slot, 'damaged', [say('partition-anew', where)]);
        return;
      }
    } catch (error) {
      if (this.#closed) return;
      this.#warnings.set(`position ${slot}`, [...sayingsOf(toErrorData(error)), say('trying-again')]);
      const timer = setTimeout(() => void this.#mendPosition(worker, slot, position), 2_000);
      this.#timers.push(timer);
      return;
    }
    this.#warnings.set(`position ${slot}`, undefined);
    for (const any of this.#workers) any.send({ kind: 'go-on', slot });
  }

  #stopPartition(slot: number, code: ErrorCode, said: Said[]): void {
    this.#unreadable.set(slot, fail(code, said).data);
    this.#warnings.set(`slot ${slot}`, said);
    this.#onChange();
  }

  /** Whether every partition reached the end that it had at the start, for untilEnd. */
  #isDone(): boolean {
    if (!this.#session.untilEnd || this.#hasUnfollowed()) return false;
    return [...this.#ends].every(
      ([slot, end]) => this.#writer.positions.next(slot) >= end || this.#unreadable.has(slot),
    );
  }

  /** A partition that had no leader at the start is waited for: without it, "read to the end" would be untrue. */
  #hasUnfollowed(): boolean {
    if (this.#late.size === 0) return false;
    for (const { topic, partition } of this.#slots.all()) this.#late.delete(partitionKey(topic, partition));
    return this.#late.size > 0;
  }

  #check(): void {
    if (this.#state !== 'collecting' || !this.#isDone()) return;
    const [stuck] = this.#unreadable.values();
    if (stuck) void this.#fail(stuck);
    else {
      this.#state = 'ended';
      void this.#stopWorkers().then(() => this.#onChange());
      this.#onChange();
    }
  }

  async #fail(error: ErrorData): Promise<void> {
    if (this.#state === 'failed' || this.#closed) return;
    this.#state = 'failed';
    this.#error = error;
    this.#onChange();
    await this.#stopWorkers();
    this.#onChange();
  }

  async #stopWorkers(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
