// Which partitions there are, where each is to begin, and where each ended when it was asked.
import { fail } from '../contract/errors.ts';
import type { Start } from '../contract/session.ts';
import { type Said, say } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { errorName, TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import { type ClusterMetadata, EARLIEST, LATEST } from './admin-requests.ts';

export type FoundPartition = {
  topic: string;
  /** null: from a broker before Kafka 2.8 */
  topicId: string | null;
  partition: number;
  leader: number;
  start: Offset;
  low: Offset;
  high: Offset;
};
export type Found = {
  clusterId: string;
  partitions: FoundPartition[];
  /** by partitionKey: partitions that exist and whose offsets nobody could tell now, for want of a leader or an answer */
  unanswered: string[];
  /** "partition 3 of app.logs has no leader", by a key that stays the same */
  troubles: Map<string, Said[]>;
};

/** The topics that exist, of those asked for; the others, and partitions without a leader, are troubles. */
export async function findPartitions(admin: Admin, topics: readonly string[], start: Start): Promise<Found> {
  const metadata = await admin.metadata(topics);
  const troubles = new Map<string, Said[]>();
  for (const { name, error, partitions } of metadata.topics) {
    if (error !== 0) troubles.set(`topic ${name}`, [topicTrouble(name, error)]);
    for (const { partition, leader } of partitions)
      if (leader < 0)
        troubles.set(partitionKey(name, partition), [say('no-leader', { topic: name, partition: String(partition) })]);
  }
  const [lows, highs, times] = await Promise.all([
    admin.offsets(metadata, EARLIEST),
    admin.offsets(metadata, LATEST),
    start.at === 'time' ? admin.offsets(metadata, Math.ceil(start.time / 1000)) : undefined,
  ]);
  for (const [key, said] of [...lows.troubles, ...highs.troubles]) troubles.set(key, said);
  const partitions = names(metadata).flatMap(({ topic, topicId, partition, leader }) => {
    const key = partitionKey(topic, partition);
    const [low, high] = [lows.offsets.get(key), highs.offsets.get(key)];
    if (low === undefined || high === undefined) return [];
    return [
      { topic, topicId, partition, leader, low, high, start: startOffset(start, low, high, times?.offsets.get(key)) },
    ];
  });
  const answered = new Set(partitions.map(({ topic, partition }) => partitionKey(topic, partition)));
  const unanswered = names(metadata)
    .map(({ topic, partition }) => partitionKey(topic, partition))
    .filter((key) => !answered.has(key));
  if (metadata.clusterId === null) throw fail('unsupported', say('no-cluster-id'));
  return { clusterId: metadata.clusterId, partitions, unanswered, troubles };
}

/** Throws not-found or denied where a topic is not there to be followed. */
export function refuseUnknownTopics(found: Found, topics: readonly string[]): void {
  const unknown = topics.filter((topic) => found.troubles.has(`topic ${topic}`));
  const [first] = unknown;
  if (first === undefined) return;
  const said = found.troubles.get(`topic ${first}`) ?? [];
  const more = unknown.length > 1 ? [say('topics-too', { topics: unknown.slice(1).join(', ') })] : [];
  throw fail(said[0]?.code === 'topic-denied' ? 'denied' : 'not-found', [...said, ...more]);
}

function topicTrouble(topic: string, error: number): Said {
  if (error === 3) return say('topic-missing', { topic });
  if (error === 17) return say('topic-misnamed', { topic });
  const why = errorName(error);
  return error === TOPIC_AUTHORIZATION_FAILED
    ? say('topic-denied', { topic, why })
    : say('topic-failed', { topic, why });
}

function names(metadata: ClusterMetadata): Pick<FoundPartition, 'topic' | 'topicId' | 'partition' | 'leader'>[] {
  return metadata.topics.flatMap(({ name: topic, topicId, partitions }) =>
    partitions
      .map(({ partition, leader }) => ({ topic, topicId, partition, leader }))
      .sort((a, b) => a.partition - b.partition),
  );
}

function startOffset(start: Start, low: Offset, high: Offset, atTime: Offset | undefined): Offset {
  switch (start.at) {
    case 'earliest':
      return low;
    case 'latest':
      return high;
    case 'time':
      // -1: no record is so late
      return atTime === undefined || atTime < 0 ? high : atTime;
    case 'offset':
      return Math.min(Math.max(start.offset, low), high);
  }
}
