// The workers of a session: as many as are wanted, which may change while they run.
import { type Said, say, tell } from '../contract/told.ts';
import { type Hooks, SupervisedWorker } from './supervised-worker.ts';
import type { ToWorker, WorkerData } from './worker-protocol.ts';

export type PoolHooks = Pick<Hooks, 'message' | 'ended'> & {
  /** of a new thread of this worker; each needs a port of its own to the writer */
  data(id: number): Omit<WorkerData, 'id' | 'memberId'>;
};

export class WorkerPool {
  readonly #hooks: PoolHooks;
  #workers: SupervisedWorker[] = [];

  constructor(hooks: PoolHooks) {
    this.#hooks = hooks;
  }

  get workers(): readonly SupervisedWorker[] {
    return this.#workers;
  }

  start(count: number): void {
    for (let id = 1; id <= count; id++) this.#workers.push(this.#startWorker(id));
  }

  send(message: ToWorker): void {
    for (const worker of this.#workers) worker.send(message);
  }

  /** Resolves when every thread ended, within about 5 s. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  /** Warnings of workers that no broker answers: one for all that complain of the same. */
  silent(): Map<string, Said[]> {
    const silent = this.#workers.flatMap(({ id, complaint }) => (complaint ? [{ id, complaint }] : []));
    const byComplaint = Map.groupBy(silent, ({ complaint }) => tell(complaint).message);
    return new Map(
      [...byComplaint].map(([words, all]) => {
        const workers = say('workers-silent', { workers: all.map(({ id }) => id).join(', ') });
        return [words, [workers, ...all.slice(0, 1).map(({ complaint }) => complaint), say('trying-again')]];
      }),
    );
  }

  #startWorker(id: number): SupervisedWorker {
    const { data, message, ended } = this.#hooks;
    return new SupervisedWorker(id, { data: () => ({ ...data(id), id }), message, ended });
  }
}
