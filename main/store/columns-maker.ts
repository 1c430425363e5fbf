// The writer's side of the thread that makes columns: it runs when there may be some to make, and ends when nothing came for a while.
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/threads.ts';
import type { RowId } from '../contract/units.ts';
import type { ColumnsData } from './columns-thread.ts';

/** While records come the thread is needed again and again: starting it costs as much as some ten thousand of them. */
const LINGER_MS = 30_000;

export class ColumnsMaker implements AsyncDisposable {
  readonly #data: Omit<ColumnsData, 'isFirst'>;
  /** Sound files stay so: one look at all of them is enough for a process. */
  #isFirst = true;
  #thread: Worker | undefined;
  /** the thread works; else it waits, or there is none */
  #isBusy = false;
  /** there was more to make while it worked */
  #again = false;
  #closed = false;
  #lingers: NodeJS.Timeout | undefined;
  /** the cache's newest row when rows were last looked for */
  #newestRow: RowId = 0;
  #told = '';

  constructor(data: Omit<ColumnsData, 'isFirst'>) {
    this.#data = data;
  }

  /** To be told the cache's newest row again and again. */
  grown(newestRow: RowId): void {
    if (newestRow - this.#newestRow < this.#data.leastRecords) return;
    this.#newestRow = newestRow;
    this.make(this.#data.leastRecords);
  }

  /** `records`: as many as any of the segments that may need columns has at most. */
  make(records: number): void {
    if (this.#closed || records < this.#data.leastRecords) return;
    this.#again = this.#isBusy;
    if (this.#isBusy) return;
    this.#isBusy = true;
    clearTimeout(this.#lingers);
    if (this.#thread) this.#thread.postMessage('more');
    else this.#start();
  }

  #start(): void {
    const data: ColumnsData = { ...this.#data, isFirst: this.#isFirst };
    this.#isFirst = false;
    const thread = startThread(import.meta.url, 'columns-thread', {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    this.#thread = thread;
    thread.on('message', () => {
      this.#lingers = setTimeout(() => this.#end(), LINGER_MS).unref();
      this.#rested();
    });
    // Whoever reads does without. It is tried again when there are more rows, and not said again.
    thread.on('error', (error) => {
      if (error.message !== this.#told) console.error(error);
      this.#told = error.message;
    });
    thread.on('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#rested();
    });
  }
  #rested(): void {
    this.#isBusy = false;
    if (this.#again) this.make(this.#data.leastRecords);
  }
  /** Only while it waits: what comes from now on is another thread's. */
  #end(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#lingers);
    await this.#thread?.terminate();
  }
}
