// A large cluster for benches: 2,000 partitions on three real brokers, 50 groups with offsets. BENCH_TOPICS, BENCH_GROUPS: others.
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { makeTopics } from '../../build/kafka-topics.ts';

export const TOPICS = Number(process.env.BENCH_TOPICS ?? 40);
export const PARTITIONS = 50;
export const GROUPS = Number(process.env.BENCH_GROUPS ?? 50);
const MINUTE = 60_000;

export function topicNames(): string[] {
  return Array.from({ length: TOPICS }, (_, i) => `service-${i}.logs`);
}

export async function startLargeCluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startCluster({ brokers: 3, properties: { 'auto.leader.rebalance.enable': false } }));
  const kafka = new kafkajs.Kafka({ brokers: cluster.bootstrap.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await makeTopics(
    admin,
    topicNames().map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 2 })),
  );
  // Each takes seconds: kafkajs joins the group for it.
  await Promise.all(
    Array.from({ length: GROUPS }, async (_, group) => {
      const topic = topicNames()[group % TOPICS] ?? '';
      const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, offset: '0' }));
      const set = () => admin.setOffsets({ groupId: `group-${group}`, topic, partitions });
      await until(() =>
        set().then(
          () => true,
          () => false,
        ),
      );
    }),
  );
  await admin.disconnect();
  stack.move();
  return cluster;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5 * MINUTE;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('waited five minutes');
    await sleep(100);
  }
}
