// The threads of a reader, and the jobs that run in them.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/threads.ts';
import { EngineError, fail } from '../contract/errors.ts';
import type { FromReader, JobName, Jobs, ToReader } from './reader-protocol.ts';
import type { ReaderData } from './reader-thread.ts';

export type PoolOptions = {
  /** default: the smaller of 2 and the cores */
  threads?: number;
  /** a segment's file is damaged: answers go on without it */
  onTrouble?: (file: string, message: string) => void;
};

type Job = { item: (item: unknown) => void; done: (result: unknown) => void; failed: (error: unknown) => void };
type Thread = { worker: Worker; jobs: Map<number, Job>; post: (message: ToReader) => void };

export class ReaderPool implements AsyncDisposable {
  readonly size: number;
  readonly #folder: string;
  readonly #onTrouble: (file: string, message: string) => void;
  #threads: Thread[] = [];
  #lastId = 0;
  #closed = false;

  private constructor(folder: string, { threads, onTrouble }: PoolOptions) {
    this.#folder = folder;
    this.size = threads ?? Math.min(2, availableParallelism());
    this.#onTrouble = onTrouble ?? (() => undefined);
  }

  /** Throws an EngineError where the folder has no cache that can be read: not-found, damaged, unsupported. */
  static async open(folder: string, options: PoolOptions): Promise<ReaderPool> {
    const pool = new ReaderPool(folder, options);
    try {
      await Promise.all(Array.from({ length: pool.size }, () => pool.#start()));
      return pool;
    } catch (error) {
      await pool[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a job in the thread with the fewest. An aborted signal ends the job, and rejects at once with `cancelled`. */
  async run<N extends JobName>(
    name: N,
    input: Jobs[N][0],
    signal?: AbortSignal,
    onItem: (item: Jobs[N][2]) => void = () => undefined,
  ): Promise<Jobs[N][1]> {
    const started = await this.#begin(name, input, signal, onItem);
    return started.result;
  }

  /** Runs a job whose items all count: the thread waits while two of them are unconsumed. */
  async *stream<N extends JobName>(name: N, input: Jobs[N][0], signal?: AbortSignal): AsyncGenerator<Jobs[N][2], void> {
    const items: Jobs[N][2][] = [];
    let wake = Promise.withResolvers<void>();
    const leave = new AbortController();
    const either = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
    const { result, more } = await this.#begin(name, input, either, (item: Jobs[N][2]) => {
      items.push(item);
      wake.resolve();
    });
    let ended = false;
    const end = result.then(
      () => undefined,
      (error: unknown) => error,
    );
    end.then(() => {
      ended = true;
      wake.resolve();
    });
    try {
      for (;;) {
        for (let item = items.shift(); item !== undefined; item = items.shift()) {
          yield item;
          more();
        }
        if (ended) break;
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
      const error = await end;
      if (error !== undefined) throw error;
    } finally {
      leave.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const threads = this.#threads;
    this.#threads = [];
    for (const { jobs } of threads) for (const job of jobs.values()) job.failed(closed());
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  async #begin<N extends JobName>(
    name: N,
    input: Jobs[N][0],
    signal: AbortSignal | undefined,
    onItem: (item: Jobs[N][2]) => void,
  ): Promise<{ result: Promise<Jobs[N][1]>; more: () => void }> {
    if (this.#closed) throw closed();
    if (signal?.aborted) throw cancelled();
    // A thread that died is replaced when it is missed.
    while (this.#threads.length < this.size) await this.#start();
    const thread = this.#threads.reduce((a, b) => (b.jobs.size < a.jobs.size ? b : a));
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Jobs[N][1]>();
    const cancel = () => {
      thread.post({ kind: 'cancel', id });
      thread.jobs.delete(id);
      reject(cancelled());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const settle = () => {
      thread.jobs.delete(id);
      signal?.removeEventListener('abort', cancel);
    };
    thread.jobs.set(id, {
      item: (item) => onItem(item as Jobs[N][2]),
      done(result) {
        settle();
        resolve(result as Jobs[N][1]);
      },
      failed(error) {
        settle();
        reject(error);
      },
    });
    thread.post({ kind: 'run', id, name, input } as ToReader);
    return { result: promise, more: () => thread.post({ kind: 'more', id }) };
  }

  async #start(): Promise<void> {
    const workerData: ReaderData = { folder: this.#folder };
    const worker = startThread(import.meta.url, 'reader-thread', {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 },
    });
    const thread: Thread = { worker, jobs: new Map(), post: (message) => worker.postMessage(message) };
    const lost = (error: unknown) => {
      this.#threads = this.#threads.filter((one) => one !== thread);
      for (const job of thread.jobs.values()) job.failed(error);
    };
    worker.on('error', (error) => lost(fail('internal', `A reader thread failed: ${error.message}`, error)));
    worker.on('exit', () => lost(closed()));
    const [first]: FromReader[] = await once(worker, 'message');
    if (first?.kind === 'error') {
      await worker.terminate();
      throw new EngineError(first.error);
    }
    worker.on('message', (message: FromReader) => this.#received(thread, message));
    this.#threads.push(thread);
    if (this.#closed) await worker.terminate();
  }

  #received(thread: Thread, message: FromReader): void {
    if (message.kind === 'trouble') this.#onTrouble(message.file, message.message);
    if (message.kind === 'trouble' || message.kind === 'ready') return;
    const job = thread.jobs.get(message.id);
    if (message.kind === 'item') job?.item(message.item);
    else if (message.kind === 'done') job?.done(message.result);
    else job?.failed(new EngineError(message.error));
  }
}

function cancelled(): EngineError {
  return fail('cancelled', 'The query was cancelled.');
}
function closed(): EngineError {
  return fail('closed', 'The cache is closed.');
}
