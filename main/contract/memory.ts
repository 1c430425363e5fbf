// Two ends of a connection within one thread: for the command line, which is its own client, and for tests.
import type { Receiver, Transport } from './wire.ts';

export function memoryPair(): [Transport, Transport] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}

/** Delivers in a later microtask, as a real transport never calls back from within `send`. */
class End implements Transport {
  other: End | undefined;
  #receiver: Receiver | undefined;
  #waiting: string[] = [];
  #closed = false;

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const text of waiting) this.#deliver(text);
    if (this.#closed) this.#tellClosed();
  }

  send(text: string): void {
    if (!this.#closed) this.other?.receive(text);
  }

  receive(text: string): void {
    if (this.#receiver) this.#deliver(text);
    else this.#waiting.push(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tellClosed();
    this.other?.close();
  }

  #deliver(text: string): void {
    queueMicrotask(() => this.#receiver?.message(text));
  }

  #tellClosed(): void {
    queueMicrotask(() => this.#receiver?.closed('closed'));
  }
}
