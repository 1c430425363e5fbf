// Rebalances as the consumers view shows them: when, how long, why, and how many partitions changed hands.
import type { Rebalance } from '../contract/health.ts';
import { type Said, say, tell } from '../contract/told.ts';

const MOST = 100;

export class Rebalances {
  readonly #list: Rebalance[] = [];
  /** slot to worker */
  #owners = new Map<number, number>();
  #before = new Map<number, number>();
  #startedAt = 0;
  #cause: readonly Said[] | undefined;

  /** Names the cause of the next one; the first name counts. */
  expect(...cause: Said[]): void {
    this.#cause ??= cause;
  }
  /** A worker left its partitions to join anew. */
  begin(now = Date.now()): void {
    this.#startedAt ||= now;
  }
  /** A worker joined `generation`, which took it `ms`, and was given `slots`. */
  joined(
    worker: number,
    generation: number,
    ms: number,
    slots: number[],
    members: number | null,
    now = Date.now(),
  ): void {
    this.begin(now - ms);
    let latest = this.#list[0];
    if (latest?.generation !== generation) {
      latest = {
        at: this.#startedAt * 1000,
        ms: 0,
        cause: tell(...(this.#cause ?? [say('cause-member')])),
        generation,
        members: 0,
        moved: 0,
      };
      this.#list.unshift(latest);
      this.#list.length = Math.min(this.#list.length, MOST);
      this.#cause = undefined;
      this.#before = new Map(this.#owners);
    }
    for (const [slot, owner] of this.#owners) if (owner === worker) this.#owners.delete(slot);
    for (const slot of slots) this.#owners.set(slot, worker);
    latest.ms = Math.max(latest.ms, now - latest.at / 1000);
    latest.members = Math.max(latest.members, members ?? new Set(this.#owners.values()).size);
    latest.moved = [...this.#owners].filter(
      ([slot, owner]) => this.#before.has(slot) && this.#before.get(slot) !== owner,
    ).length;
    this.#startedAt = 0;
  }
  /** Newest first. */
  list(): Rebalance[] {
    return this.#list.map((one) => ({ ...one }));
  }
}
