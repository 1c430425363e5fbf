// All topics of a cluster, as far as the credentials may see them, and what became of them between two looks. Pure.
import type { ClusterState, EventKind, NewEvent } from '../contract/history.ts';
import type { Micros } from '../contract/units.ts';
import type { Preferences } from './preferred.ts';

export type Census = {
  at: Micros;
  /** by name, without Kafka's own */
  topics: ReadonlyMap<string, { topicId: string | null; partitions: number }>;
  /** of those that were known before: deleted */
  gone: readonly string[];
  /** by broker, over all of them */
  preferences: ReadonlyMap<number, Preferences>;
};

type Kept = NonNullable<ClusterState['census']>;
type Tell = (kind: EventKind, topic: string, values: NewEvent['values']) => void;

/** What there is now; a topic that is not seen any more, and not known to be deleted, is as it was. Where nothing changed: `before`. */
export function keptCensus(before: Kept | undefined, { topics, gone }: Census): Kept {
  const now = new Map(before?.map((one) => [one.topic, one]));
  for (const topic of gone) now.delete(topic);
  let isOther = now.size < (before?.length ?? 0);
  for (const [topic, { topicId, partitions }] of topics) {
    const old = now.get(topic);
    if (old && old.topicId === topicId && old.partitions === partitions) continue;
    now.set(topic, { topic, topicId, partitions });
    isOther = true;
  }
  return before === undefined || isOther ? [...now.values()] : before;
}

/** Of topics that are followed the rounds between tell, and sooner. */
export function tellCensus(before: Kept, census: Census, isFollowed: (topic: string) => boolean, tell: Tell): void {
  const known = new Map(before.map((one) => [one.topic, one]));
  for (const [topic, { topicId, partitions }] of census.topics) {
    if (isFollowed(topic)) continue;
    const old = known.get(topic);
    if (!old) tell('topic-created', topic, {});
    else if (old.topicId !== null && topicId !== null && old.topicId !== topicId) tell('topic-anew', topic, {});
    else if (partitions > old.partitions) tell('partitions-added', topic, { from: old.partitions, to: partitions });
  }
  for (const topic of census.gone) if (known.has(topic) && !isFollowed(topic)) tell('topic-deleted', topic, {});
}
