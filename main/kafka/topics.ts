// Which partitions there are, where each is to begin, and where each ended when it was asked.
import { EngineError, fail } from '../contract/errors.ts';
import type { Start } from '../contract/session.ts';
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { errorName } from './admin-errors.ts';
import { type ClusterMetadata, EARLIEST, LATEST } from './admin-requests.ts';

export type FoundPartition = { topic: string; partition: number; start: Offset; low: Offset; high: Offset };
export type Found = {
  clusterId: string;
  partitions: FoundPartition[];
  /** "partition 3 of app.logs has no leader", by a key that stays the same */
  troubles: Map<string, string>;
};

/** The topics that exist, of those asked for; the others, and partitions without a leader, are troubles. */
export async function findPartitions(admin: Admin, topics: readonly string[], start: Start): Promise<Found> {
  const metadata = await admin.metadata(topics);
  const troubles = new Map<string, string>();
  for (const { name, error, partitions } of metadata.topics) {
    if (error !== 0) troubles.set(`topic ${name}`, topicTrouble(name, error));
    for (const { partition, leader } of partitions)
      if (leader < 0)
        troubles.set(
          partitionKey(name, partition),
          `Partition ${partition} of ${name} has no leader: no broker that lives can serve it.`,
        );
  }
  const [lows, highs, times] = await Promise.all([
    admin.offsets(metadata, EARLIEST),
    admin.offsets(metadata, LATEST),
    start.at === 'time' ? admin.offsets(metadata, Math.ceil(start.time / 1000)) : undefined,
  ]);
  for (const text of [...lows.troubles, ...highs.troubles]) troubles.set(text, /[.!?]$/.test(text) ? text : `${text}.`);
  const partitions = names(metadata).flatMap(({ topic, partition }) => {
    const key = partitionKey(topic, partition);
    const [low, high] = [lows.offsets.get(key), highs.offsets.get(key)];
    if (low === undefined || high === undefined) return [];
    return [{ topic, partition, low, high, start: startOffset(start, low, high, times?.offsets.get(key)) }];
  });
  if (metadata.clusterId === null)
    throw fail(
      'unsupported',
      'The brokers do not tell the id of their cluster. Tailwater needs Kafka 0.10.1 or newer.',
    );
  return { clusterId: metadata.clusterId, partitions, troubles };
}

/** Throws not-found or denied where a topic is not there to be followed. */
export function refuseUnknownTopics(found: Found, topics: readonly string[]): void {
  const unknown = topics.filter((topic) => found.troubles.has(`topic ${topic}`));
  const [first] = unknown;
  if (first === undefined) return;
  const text = found.troubles.get(`topic ${first}`) ?? '';
  const more = unknown.length > 1 ? ` Neither can ${unknown.slice(1).join(', ')} be read.` : '';
  throw new EngineError({ code: text.includes('authorization') ? 'denied' : 'not-found', message: text + more });
}

function topicTrouble(name: string, error: number): string {
  if (error === 3)
    return `The topic ${name} does not exist on this cluster, or these credentials may not see it. Check its spelling.`;
  if (error === 17) return `"${name}" cannot be a topic's name: letters, digits, dot, hyphen and underscore only.`;
  if (error === 29)
    return `The topic ${name} cannot be read: ${errorName(error)}. These credentials need READ and DESCRIBE on it.`;
  return `The topic ${name} cannot be read: ${errorName(error)}.`;
}

function names(metadata: ClusterMetadata): { topic: string; partition: number }[] {
  return metadata.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partition }) => ({ topic: name, partition })).sort((a, b) => a.partition - b.partition),
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
