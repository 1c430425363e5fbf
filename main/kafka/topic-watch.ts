// Keeps what is followed as the cluster has it: partitions that are new, that could not be followed at first, or whose topic is
// gone or another one by now.

import { toErrorData } from '../contract/errors.ts';
import type { OpenSession } from '../contract/session.ts';
import { say, sayingsOf } from '../contract/told.ts';
import { type Admin, partitionKey } from './admin.ts';
import { isOther } from './incarnations.ts';
import type { PositionGuard } from './position-guard.ts';
import type { Rebalances } from './rebalances.ts';
import type { Slots } from './slots.ts';
import { type Found, findPartitions } from './topics.ts';
import type { Warnings } from './warnings.ts';

const UNVERIFIED_MS = 2_000;

export type TopicWatchOptions = {
  session: OpenSession;
  admin: Admin;
  slots: Slots;
  guard: PositionGuard;
  rebalances: Rebalances;
  warnings: Warnings;
  /** nothing is looked for where it does not hold */
  isCollecting(): boolean;
  onChange(): void;
};

export class TopicWatch {
  readonly #options: TopicWatchOptions;
  /** partitions that could not be followed from the beginning of the session, by partitionKey */
  #late = new Set<string>();
  #looking: Promise<void> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #closed = false;

  constructor(options: TopicWatchOptions) {
    this.#options = options;
  }

  /** Follows what was found at the beginning of the session. */
  async follow(found: Found): Promise<void> {
    const { guard, warnings } = this.#options;
    const unverified = await guard.follow(found);
    this.#late = new Set([...found.unanswered, ...unverified]);
    warnings.replace('topics', found.troubles);
    this.#tellUnverified(unverified.size);
  }

  lookEvery(ms: number): void {
    this.#timers.push(setInterval(() => void this.look(), ms));
  }

  /** One look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** A partition that had no leader at the start is waited for: without it, "read to the end" would be untrue. */
  hasUnfollowed(): boolean {
    if (this.#late.size === 0) return false;
    for (const { topic, partition } of this.#options.slots.all()) this.#late.delete(partitionKey(topic, partition));
    return this.#late.size > 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { session, admin, slots, guard, rebalances, warnings, isCollecting, onChange } = this.#options;
    if (this.#closed || !isCollecting()) return;
    try {
      const found = await findPartitions(admin, session.topics, session.start);
      const added = found.partitions
        .filter(({ topic, partition }) => slots.of(topic, partition) === undefined)
        // What was not there before is read from its beginning (R8), unless it only had no leader.
        .map((one) => (this.#late.has(partitionKey(one.topic, one.partition)) ? one : { ...one, start: one.low }));
      if (added.length > 0) rebalances.expect(say('cause-partitions', { partitions: added.length }));
      if (this.#closed) return;
      const unverified = await guard.follow({ ...found, partitions: added });
      warnings.replace('topics', found.troubles);
      const ids = new Map(found.partitions.map((one) => [partitionKey(one.topic, one.partition), one.topicId]));
      for (const { slot, topic, partition, topicId } of slots.all()) {
        const key = partitionKey(topic, partition);
        const gone = !ids.has(key) && !found.unanswered.includes(key) && !found.troubles.has(`topic ${topic}`);
        if (gone || isOther(topicId, ids.get(key) ?? null)) guard.suspect(slot, 'topic');
      }
      warnings.set('refresh', undefined);
      this.#tellUnverified(unverified.size);
    } catch (error) {
      if (!this.#closed) warnings.set('refresh', [...sayingsOf(toErrorData(error)), say('trying-again')]);
    }
    onChange();
  }

  /** They are not followed: it is tried again soon. */
  #tellUnverified(partitions: number): void {
    this.#options.warnings.set(
      'unverified',
      partitions > 0 ? [say('positions-unverified', { partitions })] : undefined,
    );
    if (partitions > 0 && !this.#closed) this.#timers.push(setTimeout(() => void this.look(), UNVERIFIED_MS));
  }
}
