// Replicas that are being moved to other brokers: those that are added are not missing yet.
import { quote, say } from '../contract/told.ts';
import { replicationFactor } from '../health/replicas.ts';
import { type Admin, partitionKey } from './admin.ts';
import { CLUSTER_AUTHORIZATION_FAILED, errorName } from './admin-errors.ts';
import { ListReassignments } from './admin-group-requests.ts';
import type { MetadataTopic } from './admin-requests.ts';
import { type Trouble, whyNot } from './troubles.ts';

export class Reassignments {
  readonly #admin: Admin;
  /** partitions that lacked a replica in the last round */
  #short: ReadonlySet<string> = new Set();

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /** The replicas that reassignments are adding, asked for only where some partition looks short of replicas. */
  async adding(topics: readonly MetadataTopic[], trouble: Trouble): Promise<Map<string, number[]>> {
    const short = topics.some((topic) => topic.partitions.some((one) => one.isr.length < one.replicas.length));
    const adding = new Map<string, number[]>();
    if (!short || !(await this.#admin.offers(ListReassignments))) return adding;
    try {
      const { error, reassignments } = await this.#admin.ask(ListReassignments, null);
      // Without the right to it a reassignment looks like missing replicas, which is on the safe side.
      if (error !== 0 && error !== CLUSTER_AUTHORIZATION_FAILED)
        trouble(say('health-reassignments'), quote(errorName(error)));
      for (const one of reassignments) adding.set(partitionKey(one.topic, one.partition), one.adding);
    } catch (error) {
      trouble(say('health-reassignments'), ...whyNot(error));
    }
    return adding;
  }

  /**
   * A reassignment may have ended between two answers: its replicas are then short of one that nobody adds any more. Where some
   * have newly become short that way, the metadata is asked for once more.
   */
  async withoutFinished(topics: MetadataTopic[], adding: ReadonlyMap<string, number[]>): Promise<MetadataTopic[]> {
    const short = shortOf(topics, adding);
    const before = this.#short;
    this.#short = short;
    if ([...short].every((key) => before.has(key))) return topics;
    const again = await this.#admin.metadata(topics.map(({ name }) => name));
    const found = new Map(
      again.topics.filter(({ error }) => error === 0).map((topic) => [topic.name, topic.partitions]),
    );
    const now = topics.map((topic) => ({ ...topic, partitions: found.get(topic.name) ?? topic.partitions }));
    for (const { partitions } of now) partitions.sort((a, b) => a.partition - b.partition);
    this.#short = shortOf(now, adding);
    return now;
  }
}

/** Partitions that lack a replica which no reassignment is adding. */
function shortOf(topics: readonly MetadataTopic[], adding: ReadonlyMap<string, number[]>): Set<string> {
  return new Set(
    topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ partition, replicas, isr }) => {
          const added = adding.get(partitionKey(name, partition)) ?? [];
          return isr.length < replicationFactor({ replicas, adding: added });
        })
        .map(({ partition }) => partitionKey(name, partition)),
    ),
  );
}
