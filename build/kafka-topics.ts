// Makes topics and waits for their leaders. kafkajs's own wait fails where the broker that it asks has not heard of them yet.
import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';

const LIMIT_MS = 60_000;

/** Those that exist stay as they are. Throws what kafkajs throws, or where a topic has no leaders after a minute. */
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
