// All topics of the cluster, also those that nobody follows: which there are, and who leads them. Asked for each minute in one
// request, and again soon after leaders have moved.

import type { Micros } from '../contract/units.ts';
import type { Census } from '../health/census.ts';
import { preferencesOf } from '../health/preferred.ts';
import type { Admin } from './admin.ts';
import { UNKNOWN_TOPIC } from './admin-errors.ts';
import type { ClusterMetadata, MetadataTopic } from './admin-requests.ts';

const SECOND = 1_000_000;
const EVERY = 60 * SECOND;
/** While some have no leader: it may be back soon. */
const UNSETTLED = 20 * SECOND;
/** Leaders move and come back one after the other: not each of them is followed by a look of its own. */
const APART = 10 * SECOND;

export class CensusTaker {
  readonly #admin: Admin;
  #askedAt: Micros | undefined;
  /** of the followed topics, as they were at the last look */
  #led = '';
  #last: Census | undefined;
  /** each partition had a leader then */
  #isSettled = true;

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /**
   * The last one; `metadata` is of the topics that are followed. `known`: topics that there were, of which those that are deleted
   * are told from those that may not be seen any more. undefined: none was answered yet.
   */
  async take(metadata: ClusterMetadata, at: Micros, known: () => Iterable<string>): Promise<Census | undefined> {
    const led = leadersOf(metadata);
    const since = this.#askedAt === undefined ? Number.POSITIVE_INFINITY : at - this.#askedAt;
    if (since < APART || (since < (this.#isSettled ? EVERY : UNSETTLED) && led === this.#led)) return this.#last;
    this.#askedAt = at;
    this.#led = led;
    try {
      this.#last = await this.#ask(at, known());
    } catch {
      // The round itself says what does not answer.
    }
    return this.#last;
  }

  async #ask(at: Micros, known: Iterable<string>): Promise<Census> {
    const all = (await this.#admin.metadata(null)).topics.filter(
      ({ error, partitions }) => error === 0 || partitions.length > 0,
    );
    const topics = new Map(all.filter(({ internal }) => !internal).map((one) => [one.name, topicOf(one)]));
    const unseen = [...known].filter((name) => !topics.has(name));
    const asked = unseen.length === 0 ? [] : (await this.#admin.metadata(unseen)).topics;
    const gone = asked.filter(({ error }) => error === UNKNOWN_TOPIC).map(({ name }) => name);
    this.#isSettled = all.every((one) => one.partitions.every(({ leader }) => leader >= 0));
    const preferences = preferencesOf(all.flatMap(({ partitions }) => partitions));
    return { at, topics, gone, preferences };
  }
}

function topicOf({ topicId, partitions }: MetadataTopic) {
  return { topicId, partitions: partitions.length };
}

function leadersOf({ brokers, topics }: ClusterMetadata): string {
  const counts = [...preferencesOf(topics.flatMap(({ partitions }) => partitions))].sort(([a], [b]) => a - b);
  return JSON.stringify([
    brokers.map(({ id }) => id).sort((a, b) => a - b),
    counts.map(([id, { misses }]) => [id, misses]),
  ]);
}
