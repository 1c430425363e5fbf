// How long a broker may wait for records before it answers a fetch. It answers at once when there are some, so a long wait
// delays none of them, and each answer costs: while a broker has nothing the wait grows.

/** Below every limit on silence, and heartbeats come between fetches: the group hears of a worker at least so often. */
const LONGEST_MS = 5_000;

export class FetchWaits {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #byBroker = new Map<number, number>();

  /** `minBytes`: where a broker holds back what it has (more than 1), a longer wait would delay records. */
  constructor(firstMs: number, minBytes: number) {
    this.#firstMs = firstMs;
    this.#longestMs = minBytes > 1 ? firstMs : Math.max(firstMs, LONGEST_MS);
  }

  next(broker: number): number {
    return this.#byBroker.get(broker) ?? this.#firstMs;
  }
  /** An answer that took as long as it might had nothing. */
  answered(broker: number, tookMs: number): void {
    const asked = this.next(broker);
    if (tookMs >= asked) this.#byBroker.set(broker, Math.min(asked * 2, this.#longestMs));
    else this.#byBroker.delete(broker);
  }
  /** What is read changes, and shall soon be asked for. */
  reset(): void {
    this.#byBroker.clear();
  }
}
