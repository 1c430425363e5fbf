// What was produced, record by record: the oracle that the command line's output is compared with.

import kafkajs from 'kafkajs';
import { makeTopics } from '../../build/kafka-topics.ts';
import { registerCodecs } from '../../main/kafka/codecs.ts';

const { CompressionTypes, Kafka, logLevel } = kafkajs;

export type Produced = {
  topic: string;
  partition: number;
  offset: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: [name: string, value: Buffer][];
  /** the record's CreateTime */
  timeMs: number;
};

const COMPRESSIONS = [
  CompressionTypes.None,
  CompressionTypes.GZIP,
  CompressionTypes.Snappy,
  CompressionTypes.LZ4,
  CompressionTypes.ZSTD,
];

/** Records of every kind, one every 10 ms from `fromMs`: JSON, text, Korean, several lines, binary, empty, tombstones. */
export function makeRecords(
  topic: string,
  partitions: number,
  count: number,
  fromMs: number,
  next: Map<number, number>,
): Produced[] {
  return Array.from({ length: count }, (_, i) => {
    const partition = i % partitions;
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    const timeMs = fromMs + i * 10;
    const level = i % 50 === 0 ? 'error' : i % 10 === 0 ? 'warn' : 'info';
    const time = new Date(timeMs).toISOString();
    const values: (Buffer | null)[] = [
      Buffer.from(JSON.stringify({ time, level, service: 'auth', message: `request ${i} "done"`, n: i })),
      Buffer.from(`${time} ${level.toUpperCase()} request ${i} took a while`),
      Buffer.from(JSON.stringify({ time, level, service: '결제', message: `주문 ${i} 결제가 완료되었습니다` })),
      Buffer.from(
        `${time} ERROR failed ${i}\njava.lang.IllegalStateException: closed\r\n\tat Pool.take(Pool.java:${i})`,
      ),
      Buffer.from([0xff, 0xfe, i & 255, 0x80]),
      Buffer.alloc(0),
      null,
    ];
    // Rare kinds stay rare.
    const kind = i % 20 < 14 ? (i % 2) * 2 : i % 7;
    const key = i % 5 === 0 ? null : i % 11 === 0 ? Buffer.from([0xc3, 0x28]) : Buffer.from(`키-${i % 30}`);
    const headers: Produced['headers'] =
      i % 3 === 0
        ? [
            ['trace', Buffer.from(`t${i}`)],
            ['raw', Buffer.from([0xff, i & 255])],
          ]
        : [];
    return { topic, partition, offset, key, value: values[kind] ?? null, headers, timeMs };
  });
}

/** Sends them with all compressions in turn; partitions and offsets come out as they say. */
export async function produce(bootstrap: string, records: Produced[]): Promise<void> {
  registerCodecs();
  const producer = client(bootstrap).producer();
  await producer.connect();
  try {
    for (let at = 0, turn = 0; at < records.length; at += 100, turn++) {
      const chunk = records.slice(at, at + 100);
      for (const [topic, list] of Map.groupBy(chunk, (record) => record.topic))
        await producer.send({
          topic,
          acks: -1,
          compression: COMPRESSIONS[turn % COMPRESSIONS.length] ?? CompressionTypes.None,
          messages: list.map(({ partition, key, value, headers, timeMs }) => ({
            ...{ partition, key, value, timestamp: String(timeMs) },
            headers: Object.fromEntries(headers),
          })),
        });
    }
  } finally {
    await producer.disconnect();
  }
}

export async function createTopic(bootstrap: string, topic: string, numPartitions: number): Promise<void> {
  const admin = client(bootstrap).admin();
  await admin.connect();
  try {
    await makeTopics(admin, [{ topic, numPartitions }]);
  } finally {
    await admin.disconnect();
  }
}

function client(bootstrap: string) {
  return new Kafka({
    clientId: 'ledger',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 20 },
  });
}
