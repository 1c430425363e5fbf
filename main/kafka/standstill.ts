// Whether workers that should read do, and why not: what a session's state does not tell.
import type { WorkerStatus } from '../contract/health.ts';
import type { Told } from '../contract/told.ts';

/** The group is shared out anew in less, as a rule. */
const SHORT_MS = 3_000;

export class Standstill {
  /** since when no worker reads; 0: some does */
  #since = 0;
  #told: Told | undefined;

  /** Why no worker reads; undefined: one does, or has only just ceased to. */
  get told(): Told | undefined {
    return this.#told;
  }

  /** To be called every second or so; whether `told` changed. */
  look(workers: readonly Pick<WorkerStatus, 'state' | 'reason'>[], now = performance.now()): boolean {
    const reads = workers.some(({ state }) => state === 'consuming' || state === 'idle');
    this.#since = reads || workers.length === 0 ? 0 : this.#since || now;
    const before = this.#told?.message;
    const reason = workers.find((worker) => worker.reason !== null)?.reason ?? undefined;
    this.#told = this.#since > 0 && now - this.#since >= SHORT_MS ? reason : undefined;
    return this.#told?.message !== before;
  }
}
