// The workers of a session: as many as are wanted, which may change while they run.
import { type Said, say, tell } from '../contract/told.ts';
import type { Slots } from './slots.ts';
import { type Hooks, SupervisedWorker } from './supervised-worker.ts';
import type { ToWorker, WorkerData } from './worker-protocol.ts';

const MOST_NAMED = 10;

export type PoolHooks = Pick<Hooks, 'message' | 'ended'> & {
  /** of a new thread of this worker; each needs a port of its own to the writer */
  data(id: number): Omit<WorkerData, 'id'>;
  /** one that was not wanted any more is gone */
  left(worker: SupervisedWorker): void;
};

export class WorkerPool {
  readonly #hooks: PoolHooks;
  #workers: SupervisedWorker[] = [];
  /** not wanted any more, and not gone yet */
  readonly #leaving = new Set<SupervisedWorker>();

  constructor(hooks: PoolHooks) {
    this.#hooks = hooks;
  }

  get workers(): readonly SupervisedWorker[] {
    return this.#workers;
  }

  /** Also those that are leaving. */
  get all(): readonly SupervisedWorker[] {
    return [...this.#workers, ...this.#leaving];
  }
  /** Whether all are members of the group that know what they have. */
  get isSettled(): boolean {
    if (this.#workers.length === 0 || this.#leaving.size > 0) return false;
    return this.#workers.every((worker) => worker.report?.state === 'consuming');
  }
  /** What they have been given, by slot. */
  get held(): Set<number> {
    return new Set(this.#workers.flatMap((worker) => worker.report?.slots ?? []));
  }

  /**
   * Starts workers, or lets go of those that have the fewest partitions, so that few move: what such a one has under way is
   * stored and committed before it leaves. Returns the ids of those that come or go.
   */
  resize(count: number): { added: number[]; removed: number[] } {
    const added: number[] = [];
    for (let id = 1; this.#workers.length < count; id++) {
      if (this.all.some((worker) => worker.id === id)) continue;
      this.#workers.push(this.#startWorker(id));
      added.push(id);
    }
    const share = (worker: SupervisedWorker) => worker.report?.slots.length ?? 0;
    const surplus = this.#workers.toSorted((a, b) => share(a) - share(b) || b.id - a.id).slice(0, -count);
    for (const worker of surplus) {
      this.#leaving.add(worker);
      void worker.stop().then(() => {
        this.#leaving.delete(worker);
        this.#hooks.left(worker);
      });
    }
    this.#workers = this.#workers.filter((worker) => !surplus.includes(worker)).sort((a, b) => a.id - b.id);
    return { added, removed: surplus.map(({ id }) => id) };
  }

  send(message: ToWorker): void {
    for (const worker of this.#workers) worker.send(message);
  }

  /** Resolves when every thread ended, within about 5 s. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((worker) => worker.stop()));
  }

  /** Warnings of workers that no broker answers. */
  silent(): Map<string, Said[]> {
    const silent = (worker: SupervisedWorker) => worker.complaint && [worker.complaint, say('trying-again')];
    return this.#warnings(silent, (ids) => say('workers-silent', { workers: ids.join(', ') }));
  }
  /** Warnings of brokers that do not answer while others do, by their ids. */
  silentBrokers(slots: Slots): Map<string, Said[]> {
    const all = this.#workers.flatMap((worker) => worker.silentBrokers);
    return new Map(
      [...Map.groupBy(all, ({ broker }) => String(broker))].map(([broker, silent]) => {
        const waiting = silent.flatMap((one) => one.slots.flatMap((slot) => slots.partition(slot) ?? []));
        waiting.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
        const names = waiting.slice(0, MOST_NAMED).map(({ topic, partition }) => `${topic}/${partition}`);
        if (waiting.length > MOST_NAMED) names.push('…');
        return [broker, [say('broker-silent', { broker, partitions: waiting.length, names: names.join(', ') })]];
      }),
    );
  }
  /** Warnings of workers that ended and are started again. */
  ended(): Map<string, Said[]> {
    return this.#warnings(
      (worker) => worker.ended,
      (ids) =>
        ids.length === 1
          ? say('worker-ended', { worker: ids.join() })
          : say('workers-ended', { workers: ids.join(', ') }),
    );
  }
  /** Warnings of workers that could not commit. */
  uncommitted(): Map<string, Said[]> {
    return this.#warnings((worker) => worker.commitError);
  }

  /** By its words; one for all workers that have the same trouble. */
  #warnings(
    trouble: (worker: SupervisedWorker) => readonly Said[] | undefined,
    intro?: (ids: number[]) => Said,
  ): Map<string, Said[]> {
    const all = this.#workers.flatMap((worker) => {
      const said = trouble(worker);
      return said ? [{ id: worker.id, said }] : [];
    });
    const byWords = Map.groupBy(all, ({ said }) => tell(...said).message);
    return new Map(
      [...byWords].map(([words, alike]) => {
        const first = intro ? [intro(alike.map(({ id }) => id))] : [];
        return [words, [...first, ...(alike[0]?.said ?? [])]];
      }),
    );
  }

  #startWorker(id: number): SupervisedWorker {
    const { data, message, ended } = this.#hooks;
    return new SupervisedWorker(id, { data: () => ({ ...data(id), id }), message, ended });
  }
}
