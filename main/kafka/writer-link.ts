// A worker's side of its port to the writer. At most one batch a partition is unanswered, and all of them together are bounded.
import type { MessagePort } from 'node:worker_threads';
import type { RecordBatch } from '../base/batch.ts';
import type { FromWriter, ToWriter } from '../base/ingest-port.ts';

const MOST_BYTES = 33_554_432;

export class WriterLink {
  readonly #port: MessagePort;
  /** by slot */
  readonly #unanswered = new Map<number, { id: number; bytes: number }>();
  readonly #waiting = new Set<() => void>();
  readonly #mostBytes: number;
  #bytes = 0;
  #lastId = 0;
  #waitingSince = 0;

  /**
   * `onAnswer` is called for each batch, in the order of the writer's transactions; `onClose` when the writer is gone. No batch
   * is sent while `mostBytes` or more wait for the writer, over all partitions.
   */
  constructor(
    port: MessagePort,
    onAnswer: (answer: FromWriter) => void,
    onClose: () => void,
    mostBytes: number = MOST_BYTES,
  ) {
    this.#port = port;
    this.#mostBytes = mostBytes;
    port.on('message', (answer: FromWriter) => {
      const sent = this.#unanswered.get(answer.slot);
      if (sent?.id === answer.id) {
        this.#unanswered.delete(answer.slot);
        this.#bytes -= sent.bytes;
      }
      onAnswer(answer);
      this.#wake();
    });
    port.on('close', onClose);
  }

  /** Whether a batch of that partition may be sent now. */
  isFree(slot: number): boolean {
    return !this.#unanswered.has(slot) && this.#bytes < this.#mostBytes;
  }

  /** Resolves when something was answered, or after `ms`. */
  async changed(ms: number): Promise<void> {
    this.#waitingSince ||= Date.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#waiting.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }

  /** The batch's memory is the writer's from now on. `fill`: see ToWriter. */
  send(batch: RecordBatch, fill = false): void {
    const id = ++this.#lastId;
    const bytes = batch.buffer.byteLength;
    this.#unanswered.set(batch.slot, { id, bytes });
    this.#bytes += bytes;
    const message: ToWriter = { kind: 'batch', id, batch, fill };
    this.#port.postMessage(message, [batch.buffer]);
  }

  /** Resolves when every batch is answered, or after `ms`. */
  async drained(ms: number): Promise<void> {
    const deadline = Date.now() + ms;
    while (this.#unanswered.size > 0 && Date.now() < deadline) await this.changed(deadline - Date.now());
  }

  /** How long the writer has answered nothing while something waits for it; 0: nothing waits. */
  waitMs(): number {
    return this.#waiting.size > 0 && this.#waitingSince > 0 ? Date.now() - this.#waitingSince : 0;
  }

  close(): void {
    this.#port.close();
  }

  #wake(): void {
    this.#waitingSince = 0;
    for (const resolve of this.#waiting) resolve();
  }
}
