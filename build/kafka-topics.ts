// What kafkajs's admin does not do reliably: it knows the leaders of those topics only that it was asked about last.
import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';

const LIMIT_MS = 60_000;

/**
 * Waits until their leaders answer for them, also where the broker that is asked has not heard of them yet. Brokers tell who leads a
 * partition a moment before that one does, partition by partition: what is produced to several of them in between is refused by
 * some, and kafkajs then sends all of it again, also to those that took it. Those that exist stay as they are.
 * Throws what kafkajs throws, or where a topic has no leaders after a minute.
 */
export async function makeTopics(admin: Admin, topics: (ITopicConfig & { numPartitions: number })[]): Promise<void> {
  // A broker answers a moment before it knows which of them is the controller.
  await patiently(() => admin.createTopics({ topics, waitForLeaders: false }));
  const names = topics.map(({ topic }) => topic);
  await patiently(async () => {
    const metadata = await admin.fetchTopicMetadata({ topics: names });
    const ready = topics.every(({ topic, numPartitions }) => {
      const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
      return partitions.length >= numPartitions && partitions.every(({ leader }) => leader >= 0);
    });
    if (!ready) throw new Error(`${names.join(', ')} have no leaders after a minute.`);
  });
  for (const name of names) await topicOffsets(admin, name);
}

/** Both ends of each partition. Throws what kafkajs throws, after a minute. */
export async function topicOffsets(
  admin: Admin,
  topic: string,
): Promise<{ partition: number; low: string; high: string }[]> {
  return await patiently(() => admin.fetchTopicOffsets(topic));
}

/** Deletes the records below these offsets. Throws what kafkajs throws, after a minute. */
export async function deleteRecords(
  admin: Admin,
  topic: string,
  partitions: { partition: number; offset: string }[],
): Promise<void> {
  await patiently(async () => {
    // Tells it the leaders, unless somebody else asks about another topic in between: then either call throws.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions });
  });
}

async function patiently<T>(act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(50);
    }
  }
}
