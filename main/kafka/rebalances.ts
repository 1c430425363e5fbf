// Rebalances as the consumers view shows them: when, how long, why, and how many partitions changed hands.
import type { Rebalance } from '../contract/health.ts';
import { type Said, say, tell } from '../contract/told.ts';

const MOST = 100;
/** What was expected and did not come within this time is not the cause of what comes later. */
const EXPECTED_MS = 60_000;
/** The owner of what no worker of ours has any more. */
const NOBODY = 0;

type Expected = { cause: readonly Said[]; at: number; workers: Set<number> };

export class Rebalances {
  readonly #list: Rebalance[] = [];
  /** slot to worker */
  #owners = new Map<number, number>();
  #before = new Map<number, number>();
  #startedAt = 0;
  #expected: Expected | undefined;
  /** the leader of the latest generation has told how many there are; until then it is a guess from who has what */
  #isTold = false;

  /** Names the cause of the next one; the first name counts. */
  expect(...cause: Said[]): void {
    this.#expected ??= { cause, at: Date.now(), workers: new Set() };
  }
  /** Workers were added or removed: the cause of all that come until each of them has joined, or left. */
  resized(added: readonly number[], removed: readonly number[], now = Date.now()): void {
    const workers = new Set([...added, ...removed]);
    const one = workers.size === 1;
    const count = { workers: workers.size };
    const cause =
      added.length > 0
        ? one
          ? say('cause-worker-added')
          : say('cause-workers-added', count)
        : one
          ? say('cause-worker-removed')
          : say('cause-workers-removed', count);
    this.#expected = { cause: [cause], at: now, workers };
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
        cause: this.#cause(now),
        generation,
        members: 0,
        moved: 0,
        moves: [],
      };
      this.#list.unshift(latest);
      this.#list.length = Math.min(this.#list.length, MOST);
      this.#before = new Map(this.#owners);
      this.#isTold = false;
    }
    for (const [slot, owner] of this.#owners) if (owner === worker) this.#owners.set(slot, NOBODY);
    for (const slot of slots) this.#owners.set(slot, worker);
    latest.ms = Math.max(latest.ms, now - latest.at / 1000);
    if (members !== null) {
      latest.members = members;
      this.#isTold = true;
    } else if (!this.#isTold) {
      // A worker that was removed may still seem to have what others have not told to be theirs yet.
      const known = new Set(this.#owners.values());
      known.delete(NOBODY);
      latest.members = Math.max(latest.members, known.size);
    }
    const moves = [...this.#before].filter(([slot, owner]) => this.#owners.get(slot) !== owner);
    latest.moved = moves.length;
    latest.moves = this.#movesOf(moves);
    this.#startedAt = 0;
    this.#settled(worker);
  }
  /** A worker that was not wanted any more is gone. */
  left(worker: number): void {
    // The group is shared out after that: the cause still counts once.
    this.#expected?.workers.delete(worker);
  }
  /** The group's coordinator says so: our leader may be another process's. */
  counted(members: number): void {
    const [latest] = this.#list;
    if (latest) latest.members = Math.max(latest.members, members);
  }
  /** Newest first. */
  list(): Rebalance[] {
    return this.#list.map((one) => ({ ...one }));
  }

  #movesOf(moved: readonly [slot: number, owner: number][]): Rebalance['moves'] {
    const known = (owner: number | undefined) => owner || null;
    const alike = Map.groupBy(moved, ([slot, owner]) => `${owner} ${this.#owners.get(slot)}`);
    return [...alike.values()]
      .flatMap((all) =>
        all.slice(0, 1).map(([slot, owner]) => ({
          ...{ from: known(owner), to: known(this.#owners.get(slot)), partitions: all.length },
        })),
      )
      .sort((a, b) => b.partitions - a.partitions);
  }
  #cause(now: number): Rebalance['cause'] {
    const expected = this.#expected;
    if (!expected || now - expected.at > EXPECTED_MS) return tell(say('cause-member'));
    if (expected.workers.size === 0) this.#expected = undefined;
    return tell(...expected.cause);
  }
  /** All that were to join have: what comes next has another cause. */
  #settled(worker: number): void {
    if (this.#expected?.workers.delete(worker) && this.#expected.workers.size === 0) this.#expected = undefined;
  }
}
