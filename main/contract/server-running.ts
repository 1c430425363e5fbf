// One running request: its signal, its credit, and the ways to wait on either.
const MAX_CREDIT = 1000;

export class Running {
  readonly #abort = new AbortController();
  #credit: number;
  #wake: () => void = () => {};

  constructor(credit: number) {
    this.#credit = credit;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel(reason: unknown): void {
    this.#abort.abort(reason);
    this.wake();
  }

  grant(credit: number): void {
    this.#credit = Math.min(MAX_CREDIT, this.#credit + credit);
    this.wake();
  }

  /** Takes one credit, then waits until there is one more; false: cancelled meanwhile. One waiter at a time. */
  async spend(): Promise<boolean> {
    this.#credit -= 1;
    while (this.#credit <= 0 && !this.signal.aborted) await this.woken();
    return !this.signal.aborted;
  }

  wake(): void {
    this.#wake();
  }

  /** Resolves at the next wake. Check the condition right before: a wake that nobody waits for is forgotten. */
  woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Resolves after that many milliseconds, or at once when cancelled. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }
}
