// Sends the demo's traffic to the cluster: first the hour before, then what comes, until it is told to stop.

import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type Producer } from 'kafkajs';
import { registerCodecs } from '../../main/kafka/codecs.ts';
import { makeTopics } from '../kafka-topics.ts';
import type { LogRecord } from './log-record.ts';
import { createRandom } from './random.ts';
import { TOPICS, traffic } from './traffic.ts';

const { CompressionTypes, Kafka, Partitioners, logLevel } = kafkajs;
const COMPRESSION = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};
const HISTORY_CHUNK = 5000;
const LIVE_MS = 250;

export type Traffic = AsyncDisposable & {
  /** Resolves when the history is written, with its number of records; live traffic follows. */
  readonly history: Promise<number>;
  /** Rejects when producing fails; resolves after the stop. */
  readonly ended: Promise<void>;
};

/** Makes the topics that are missing. */
export async function createTopics(bootstrap: string): Promise<void> {
  const admin = client(bootstrap).admin();
  await admin.connect();
  try {
    const topics = Object.entries(TOPICS).map(([topic, { partitions }]) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: 3,
      configEntries: [{ name: 'min.insync.replicas', value: '2' }],
    }));
    await makeTopics(admin, topics);
  } finally {
    await admin.disconnect();
  }
}

/** `historyMinutes` before now, at rates that grow to those of now; `share` scales all rates, see traffic(). */
export function startTraffic(bootstrap: string, historyMinutes: number, share: number): Traffic {
  registerCodecs();
  const stop = new AbortController();
  const written = Promise.withResolvers<number>();
  const ended = produce(bootstrap, historyMinutes, share, written.resolve, stop.signal);
  // A failure before the history is written is told by `ended`, which the demo watches, too.
  ended.catch(written.reject);
  written.promise.catch(() => undefined);
  return {
    history: written.promise,
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}

async function produce(
  bootstrap: string,
  historyMinutes: number,
  share: number,
  historyWritten: (records: number) => void,
  stop: AbortSignal,
): Promise<void> {
  const producer = client(bootstrap).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    const liveFromMs = Date.now();
    const random = createRandom(20_260_701);
    let records = 0;
    let chunk: LogRecord[] = [];
    for (const record of traffic(liveFromMs - historyMinutes * 60_000, liveFromMs, liveFromMs, share, random)) {
      chunk.push(record);
      if (chunk.length < HISTORY_CHUNK) continue;
      if (stop.aborted) return;
      await send(producer, chunk);
      records += chunk.length;
      chunk = [];
    }
    await send(producer, chunk);
    historyWritten(records + chunk.length);
    let fromMs = liveFromMs;
    while (!stop.aborted) {
      const toMs = Date.now();
      await send(producer, [...traffic(fromMs, toMs, liveFromMs, share, random)]);
      fromMs = toMs;
      await wait(LIVE_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  } finally {
    await producer.disconnect();
  }
}

/** One request a topic, for a compression belongs to a request. */
async function send(producer: Producer, records: LogRecord[]): Promise<void> {
  const byTopic = Map.groupBy(records, (record) => record.topic);
  await Promise.all(
    [...byTopic].map(([topic, ofTopic]) =>
      producer.send({
        topic,
        acks: -1,
        compression: COMPRESSION[TOPICS[topic]?.compression ?? 'none'],
        messages: ofTopic.map(({ key, value, headers, timeMs }) => ({
          key,
          value,
          headers,
          timestamp: String(timeMs),
        })),
      }),
    ),
  );
}

function client(bootstrap: string) {
  return new Kafka({
    clientId: 'tailwater-demo-producer',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 20 },
  });
}
