// What kafkajs's admin does not do reliably: it knows the leaders of those topics only that it was asked about last.
import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';

const LIMIT_MS = 60_000;

/**
 * Waits for their leaders, also where the broker that is asked has not heard of them yet. Those that exist stay as they are.
 * Throws what kafkajs throws, or where a topic has no leaders after a minute.
 */
export async function makeTopics(admin: Admin, topics: (ITopicConfig & { numPartitions: number })[]): Promise<void> {
  await admin.createTopics({ topics, waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const metadata = await admin.fetchTopicMetadata({ topics: names }).catch(() => ({ topics: [] }));
    const ready = topics.every(({ topic, numPartitions }) => {
      const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
      return partitions.length >= numPartitions && partitions.every(({ leader }) => leader >= 0);
    });
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${names.join(', ')} have no leaders after a minute.`);
    await setTimeout(50);
  }
}

/** Deletes the records below these offsets. Throws what kafkajs throws, after a minute. */
export async function deleteRecords(
  admin: Admin,
  topic: string,
  partitions: { partition: number; offset: string }[],
): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    // Tells it the leaders, unless somebody else asks about another topic in between.
    await admin.fetchTopicOffsets(topic);
    try {
      return await admin.deleteTopicRecords({ topic, partitions });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(50);
    }
  }
}
