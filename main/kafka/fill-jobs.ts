// Fetching on demand what the cache does not hold, as jobs: one runs at a time, the others wait.
import { randomUUID } from 'node:crypto';
import type { FollowedPartition } from '../base/ingest-port.ts';
import { Value } from '../base/watched.ts';
import { fail, toErrorData } from '../contract/errors.ts';
import type { FillJob, FillWhat } from '../contract/fill.ts';
import type { Connection, Tunables } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import type { FillWanted, Range } from './fill-protocol.ts';
import { runFill } from './fill-thread.ts';
import type { PositionStore } from './position-store.ts';

const KEPT_JOBS = 100;
/** Longer than a broker takes to restart. */
const GIVE_UP_MS = 60_000;

/** Of the session that is open. */
export type FillSource = {
  connection: Connection;
  isolation: Tunables['isolation'];
  partitions: readonly FollowedPartition[];
};

type Open = { abort: AbortController; done: Promise<void> };

export class FillJobs {
  /** The newest first. */
  readonly watched = new Value<{ jobs: FillJob[] }>({ jobs: [] });
  readonly #writer: PositionStore;
  readonly #source: () => FillSource | undefined;
  readonly #giveUpMs: number;
  /** those that wait or run */
  readonly #open = new Map<string, Open>();
  #turn: Promise<void> = Promise.resolve();

  /** `source`: undefined where no session is open. */
  constructor(writer: PositionStore, source: () => FillSource | undefined, giveUpMs = GIVE_UP_MS) {
    this.#writer = writer;
    this.#source = source;
    this.#giveUpMs = giveUpMs;
  }

  /** Throws not-found (no session, a topic or partition that it does not follow), bad-input. */
  start(what: FillWhat): { id: string } {
    const chosen = choose(what, this.#needSource().partitions, this.#writer);
    const id = randomUUID();
    const job: FillJob = {
      ...{ id, what, state: 'waiting', startedAt: Date.now() * 1000, endedAt: null, partitions: chosen.length },
      ...{ offsets: 0, done: 0, records: 0, bytes: 0, gone: 0 },
    };
    const kept = this.watched.get().jobs.filter((one, index) => one.endedAt === null || index < KEPT_JOBS - 1);
    this.watched.set({ jobs: [job, ...kept] });
    const abort = new AbortController();
    const done = this.#turn.then(() => this.#run(id, what, abort.signal));
    this.#turn = done;
    this.#open.set(id, { abort, done });
    return { id };
  }

  /** Resolves when the job has ended; what it stored stays. Throws not-found. */
  async cancel(id: string): Promise<void> {
    const job = this.watched.get().jobs.find((one) => one.id === id);
    if (!job) throw fail('not-found', say('fill-unknown', { id }));
    const open = this.#open.get(id);
    open?.abort.abort();
    if (job.state === 'waiting') this.#end(id, { state: 'cancelled' });
    else await open?.done;
  }

  /** The session ends: no job outlives it. */
  async cancelAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.cancel(id)));
  }

  #needSource(): FillSource {
    const source = this.#source();
    if (!source) throw fail('not-found', say('fill-no-session'));
    return source;
  }

  /** Never throws: how it ended is in the job. */
  async #run(id: string, what: FillWhat, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#change(id, { state: 'running' });
    try {
      const { connection, isolation, partitions: followed } = this.#needSource();
      // Again: while it waited, partitions may have come and positions have moved.
      const chosen = choose(what, followed, this.#writer);
      const wanted = await wantedOf(what, chosen, this.#writer);
      const partitions = wanted.kind === 'time' ? chosen : chosen.filter(({ slot }) => wanted.ranges.has(slot));
      this.#change(id, { partitions: partitions.length });
      const data = { connection, isolation, partitions, wanted, giveUpMs: this.#giveUpMs };
      if (partitions.length > 0) await runFill(data, this.#writer, signal, (progress) => this.#change(id, progress));
      this.#end(id, { state: signal.aborted ? 'cancelled' : 'done' });
    } catch (error) {
      this.#end(id, signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: toErrorData(error) });
    }
  }

  #end(id: string, how: Pick<FillJob, 'state' | 'error'>): void {
    this.#open.delete(id);
    this.#change(id, { ...how, endedAt: Date.now() * 1000 });
  }

  #change(id: string, changes: Partial<FillJob>): void {
    this.watched.set({ jobs: this.watched.get().jobs.map((job) => (job.id === id ? { ...job, ...changes } : job)) });
  }
}

/** The partitions that are meant. Throws where one is not followed, or a range cannot be filled. */
function choose(
  what: FillWhat,
  followed: readonly FollowedPartition[],
  { positions }: PositionStore,
): FollowedPartition[] {
  const byTopic = Map.groupBy(followed, ({ topic }) => topic);
  const ofTopic = (topic: string): FollowedPartition[] => {
    const partitions = byTopic.get(topic);
    if (!partitions) throw fail('not-found', say('fill-not-followed', { topic }));
    return partitions;
  };
  if (what.kind !== 'offsets') return (what.topics ?? [...byTopic.keys()]).flatMap(ofTopic);
  const chosen = what.ranges.map(({ topic, partition, from, to }) => {
    const one = ofTopic(topic).find((candidate) => candidate.partition === partition);
    const where = { topic, partition: String(partition) };
    if (!one) throw fail('not-found', say('fill-no-partition', where));
    if (from >= to) throw fail('bad-input', say('fill-empty-range', { from: String(from), to: String(to) }));
    const next = positions.next(one.slot);
    if (to > next) throw fail('bad-input', say('fill-ahead', { ...where, to: String(to), next: String(next) }));
    return one;
  });
  return [...new Set(chosen)];
}

async function wantedOf(what: FillWhat, chosen: FollowedPartition[], writer: PositionStore): Promise<FillWanted> {
  if (what.kind === 'time') return { kind: 'time', fromMs: millis(what.from), toMs: millis(what.to) };
  const ranges = new Map<number, Range[]>();
  const add = (slot: number, from: number, to: number) =>
    void ranges.set(slot, [...(ranges.get(slot) ?? []), [from, to]]);
  if (what.kind === 'holes') for (const { slot, from, to } of await writer.fetchable(what.topics)) add(slot, from, to);
  else
    for (const { topic, partition, from, to } of what.ranges) {
      const one = chosen.find((candidate) => candidate.topic === topic && candidate.partition === partition);
      if (one) add(one.slot, from, to);
    }
  return { kind: 'offsets', ranges: new Map([...ranges].map(([slot, list]) => [slot, merged(list)])) };
}

/** Brokers know milliseconds since 1970 only: what is at or past a microsecond is at or past the next of those. */
function millis(time: Micros): number {
  return Math.max(0, Math.ceil(time / 1000));
}

/** Ascending, and no offset twice. */
function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
