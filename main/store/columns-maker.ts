// The writer's side of the thread that makes columns: it runs when there may be some to make, and ends when there are none.
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/threads.ts';
import type { ColumnsData } from './columns-thread.ts';

export class ColumnsMaker implements AsyncDisposable {
  readonly #data: Omit<ColumnsData, 'isFirst'>;
  /** Sound files stay so: one look at all of them is enough for a process. */
  #isFirst = true;
  #thread: Worker | undefined;
  /** a segment was sealed while it ran */
  #again = false;
  #closed = false;

  constructor(data: Omit<ColumnsData, 'isFirst'>) {
    this.#data = data;
  }

  /** `records`: as many as any of the segments that may need columns has at most. */
  make(records: number): void {
    if (this.#closed || records < this.#data.leastRecords) return;
    this.#again = this.#thread !== undefined;
    if (this.#thread) return;
    const data: ColumnsData = { ...this.#data, isFirst: this.#isFirst };
    this.#isFirst = false;
    const thread = startThread(import.meta.url, 'columns-thread', {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
    });
    this.#thread = thread;
    // Whoever reads does without; it is tried again when the next segment is sealed.
    thread.on('error', (error) => console.error(error));
    thread.on('exit', () => {
      this.#thread = undefined;
      if (this.#again) this.make(records);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
  }
}
