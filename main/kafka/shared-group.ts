// A group that is shared on purpose splits the partitions among its members, so that each cache holds its part (R12): which
// partitions other members read, and who they are. The coordinator is asked only when the group is at rest, so that
// partitions that are handed on do not flicker.
import type { SharedPositions } from '../base/ingest-port.ts';
import { toErrorData } from '../contract/errors.ts';
import type { GroupMember } from '../contract/health.ts';
import { say, sayingsOf } from '../contract/told.ts';
import type { Admin } from './admin.ts';
import { describeGroup } from './group-members.ts';
import type { Rebalances } from './rebalances.ts';
import type { Slots } from './slots.ts';
import type { Warnings } from './warnings.ts';
import type { WorkerPool } from './worker-pool.ts';

/** From one look to the next, while the group is not at rest or a partition has no reader. */
const AGAIN_MS = 1_000;

export type SharedGroupOptions = {
  admin: Admin;
  group: string;
  slots: Slots;
  positions: SharedPositions;
  pool: WorkerPool;
  rebalances: Rebalances;
  warnings: Warnings;
  /** it is known anew who reads what */
  onChange(): void;
};

export class SharedGroup {
  readonly #options: SharedGroupOptions;
  /** the other members */
  #others: GroupMember[] = [];
  #isKnown = false;
  /** counts the changes, so that what was found before one is not taken for what is after it */
  #changes = 0;
  #looking: Promise<void> | undefined;
  #nextAt = 0;
  #closed = false;

  constructor(options: SharedGroupOptions) {
    this.#options = options;
  }

  get others(): readonly GroupMember[] {
    return this.#others;
  }
  /** Whether who reads what is as it was last found: the group is at rest, and was looked at since. */
  get isKnown(): boolean {
    return this.#isKnown && this.#options.pool.isSettled;
  }
  /** How many of the followed partitions other members read. */
  get elsewhere(): number {
    const { slots, positions } = this.#options;
    return slots.all().filter(({ slot }) => positions.isElsewhere(slot)).length;
  }
  /** Followed partitions that no member is known to read. */
  get unread(): { topic: string; partition: number }[] {
    const { slots, positions, pool } = this.#options;
    const { held } = pool;
    return slots
      .all()
      .filter(({ slot }) => !held.has(slot) && !positions.isElsewhere(slot))
      .map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Workers leave their partitions or come and go: what is known holds no more. */
  changed(): void {
    this.#changes++;
    this.#isKnown = false;
  }
  /** These are ours from now on. */
  given(slots: readonly number[]): void {
    this.changed();
    for (const slot of slots) this.#options.positions.setElsewhere(slot, false);
  }

  /** To be called often. Where the group cannot be looked at, what was known stays. */
  check(now = Date.now()): void {
    if (this.#looking || now < this.#nextAt || !this.#options.pool.isSettled) return;
    if (this.#isKnown && this.unread.length === 0) return;
    this.#nextAt = now + AGAIN_MS;
    this.#looking = this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookOnce(): Promise<void> {
    const { warnings, onChange } = this.#options;
    try {
      await this.#look();
      warnings.set('group', undefined);
    } catch (error) {
      if (!this.#closed) warnings.set('group', [...sayingsOf(toErrorData(error)), say('trying-again')]);
    }
    onChange();
  }

  async #look(): Promise<void> {
    const { admin, group, slots, positions, pool, rebalances, warnings } = this.#options;
    const changes = this.#changes;
    const { state, members } = await describeGroup(admin, group);
    if (state !== 'Stable' || changes !== this.#changes || !pool.isSettled) return;
    const { held } = pool;
    const ours = new Set(pool.workers.map((worker) => worker.memberId));
    this.#others = members.filter(({ memberId }) => !ours.has(memberId));
    const theirs = new Set(
      this.#others.flatMap(({ partitions }) => partitions.flatMap((one) => slots.of(one.topic, one.partition) ?? [])),
    );
    for (const { slot } of slots.all()) positions.setElsewhere(slot, theirs.has(slot) && !held.has(slot));
    this.#isKnown = true;
    rebalances.counted(members.length);
    const { elsewhere } = this;
    const partitions = slots.all().length;
    warnings.set('shared', elsewhere > 0 ? [say('group-shared', { group, elsewhere, partitions })] : undefined);
  }

  /** The positions outlive the session. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#looking;
    const { slots, positions } = this.#options;
    for (const { slot } of slots.all()) positions.setElsewhere(slot, false);
  }
}
