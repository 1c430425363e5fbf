// What the supervisor reads of a log apart from the live consumers, in every version of the requests that it may speak.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../../build/kafka.ts';
import { Connection } from '../../main/contract/session.ts';
import { Fetch, type FetchRequest, OffsetForLeaderEpoch } from '../../main/kafka/admin-fetch.ts';
import { openBroker } from '../../main/kafka/admin-open.ts';
import { Metadata } from '../../main/kafka/admin-requests.ts';
import { decodeFetch } from '../../main/kafka/decode.ts';
import { Kit } from './ingest-kit.ts';

test('metadata, records by name and by topic id, and the end of an epoch, in all versions', async () => {
  await using cluster = await startCluster();
  await using kit = await Kit.connect(cluster.bootstrap);
  await kit.createTopic('read', 2);
  await kit.produce('read', 1, ['one', 'two']);
  const producer = kit.client.producer({ transactionalId: 'aborting', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic: 'read', messages: [{ partition: 0, value: 'gone' }] });
  await transaction.abort();
  await producer.disconnect();

  const connection = Connection.parse({ brokers: kit.brokers });
  const port = cluster.brokers[0]?.port ?? 0;
  const options = { clientId: 'test', timeoutMs: 10_000, signal: new AbortController().signal };
  const broker = await openBroker({ host: '127.0.0.1', port }, connection, options);
  try {
    const { topics } = await broker.request(Metadata, ['read']);
    const topicId = topics[0]?.topicId ?? null;
    assert.match(topicId ?? '', /^[0-9a-f]{32}$/);
    for (let version = Metadata.min; version <= Metadata.max; version++) {
      const found = await broker.request(Metadata, ['read'], version);
      const wanted = topics.map((topic) => ({
        ...topic,
        topicId: version >= 10 ? topicId : null,
        partitions: topic.partitions.map((one) => ({ ...one, leaderEpoch: version >= 7 ? one.leaderEpoch : -1 })),
      }));
      assert.deepEqual(found.topics, wanted, `Metadata version ${version}`);
    }

    const request = (id: string | null): FetchRequest => ({
      ...{ maxWaitMs: 0, maxBytes: 1_000_000, isolation: 'read_committed' },
      topics: [
        {
          topic: 'read',
          topicId: id,
          partitions: [
            { partition: 1, offset: 1, maxBytes: 100_000 },
            { partition: 0, offset: 0, maxBytes: 100_000 },
          ],
        },
      ],
    });
    for (let version = Fetch.min; version <= Fetch.max; version++) {
      const answers = await broker.request(Fetch, request(topicId), version);
      const told = answers.map((one) => [one.topic, one.partition, one.error, one.high, one.stable]);
      const wanted = [
        ['read', 1, 0, 2, 2],
        ['read', 0, 0, 2, 2],
      ];
      assert.deepEqual(told, wanted, `Fetch version ${version}`);
      const values = answers.map(({ bytes, aborted }) => {
        assert.ok(bytes);
        const batches = [...decodeFetch({ slot: 0, from: 1, high: 2, arrival: 0, bytes, aborted })];
        return batches.map(({ blob }) => Buffer.from(blob).toString());
      });
      assert.deepEqual(values, [['two'], ['']], `Fetch version ${version}`);
    }
    // By itself it takes the version that can say what it has.
    assert.equal((await broker.request(Fetch, request(null)))[0]?.error, 0);
    const other = await broker.request(Fetch, request('00000000000000000000000000000123'));
    assert.deepEqual(
      other.map((one) => [one.topic, one.error]),
      [
        ['read', 100],
        ['read', 100],
      ],
    );

    for (let version = OffsetForLeaderEpoch.min; version <= OffsetForLeaderEpoch.max; version++) {
      const partitions = [0, 7].map((epoch) => ({ partition: 1, epoch }));
      for (const { partition, epoch } of partitions) {
        const [end] = await broker.request(
          OffsetForLeaderEpoch,
          [{ topic: 'read', partitions: [{ partition, epoch }] }],
          version,
        );
        assert.deepEqual(end, {
          ...{ topic: 'read', partition: 1, error: 0 },
          // An epoch that was never: nothing is known of its end.
          ...(epoch === 0 ? { epoch: 0, end: 2 } : { epoch: -1, end: -1 }),
        });
      }
    }
  } finally {
    broker.close();
  }
});
