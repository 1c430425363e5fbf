// The core of what Tailwater promises, the same on each release of Kafka that it is said to work with: what a producer's ledger
// says is what the cache holds.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { deleteRecords, topicOffsets } from '../../build/kafka-topics.ts';
import type { ConnectionTest } from '../../main/contract/session.ts';
import { ByteWriter } from '../../main/kafka/admin-bytes.ts';
import { createClient } from '../../main/kafka/client.ts';
import { testConnection } from '../../main/kafka/connection-test.ts';
import { sampleOnce } from '../../main/kafka/health-look.ts';
import { classify } from '../../main/kafka/kafka-errors.ts';
import {
  assertSame,
  collect,
  collectAll,
  holesOf,
  Kit,
  readCache,
  sessionOf,
  until,
  usingFolder,
  valuesOf,
} from './ingest-kit.ts';

const { CompressionTypes } = kafkajs;
const TOPIC = 'core';
const PARTITIONS = 4;

const RELEASES = [
  { version: '4.4.0', says: /^Kafka 4\.4, KRaft$/ },
  { version: '3.9.1', says: /^the protocol of Kafka 3\.9 or newer$/ },
  { version: '2.8.2', says: /^the protocol of Kafka 2\.7 to 3\.0$/ },
];

const tried = (brokers: string[]): Promise<ConnectionTest> => testConnection({ brokers }, new AbortController().signal);

for (const { version, says } of RELEASES)
  describe(`Kafka ${version}`, () => {
    let cluster: Cluster;
    let kit: Kit;
    let data: Awaited<ReturnType<typeof usingFolder>>;
    let cache: Awaited<ReturnType<typeof usingFolder>>;
    /** what a reader of committed records must find, by partition, in the order of offsets */
    const ledger = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, [] as string[]]));
    let turn = 0;

    before(async () => {
      // A folder of our own, so that the broker is stopped cleanly and finds its logs again.
      data = await usingFolder();
      cache = await usingFolder();
      cluster = await startCluster({ version, folder: data.path });
      kit = await Kit.connect(cluster.bootstrap);
      await kit.createTopic(TOPIC, PARTITIONS);
    });
    after(async () => {
      await kit?.[Symbol.asyncDispose]();
      await cluster?.stop();
      await data?.[Symbol.asyncDispose]();
      await cache?.[Symbol.asyncDispose]();
    });

    const session = () => kit.session([TOPIC], { group: 'tailwater-core' });
    /** To every partition, once with each codec. */
    const produce = async (name: string) => {
      for (const [codec, compression] of Object.entries(CompressionTypes))
        for (const [partition, sent] of ledger) {
          const values = Array.from({ length: 40 }, () => `${name} ${codec} ${turn++}`);
          await kit.produce(TOPIC, partition, values, Number(compression));
          sent.push(...values);
        }
    };

    test('the connection test passes and tells the release', async () => {
      const { ok, steps, topics, brokers } = await tried(kit.brokers);
      assert.ok(ok, JSON.stringify(steps));
      assert.match(steps.find((one) => one.step === 'version')?.detail.message ?? '', says);
      assert.deepEqual(topics, [{ name: TOPIC, partitions: PARTITIONS, internal: false }]);
      assert.deepEqual(brokers, [{ id: 1, host: '127.0.0.1', port: cluster.brokers[0]?.port }]);
    });

    test('all codecs, and transactions that are committed, aborted and interleaved', async () => {
      await produce('first');
      const [one, two] = ['one', 'two'].map((name) =>
        kit.client.producer({ transactionalId: name, idempotent: true, maxInFlightRequests: 1 }),
      );
      assert.ok(one && two);
      await one.connect();
      await two.connect();
      for (const kept of [true, false]) {
        const [first, second] = [await one.transaction(), await two.transaction()];
        for (const [partition, sent] of ledger) {
          const value = (of: string) => `${of} transaction ${kept} ${partition}`;
          await first.send({ topic: TOPIC, messages: [{ partition, value: value('first') }] });
          await second.send({ topic: TOPIC, messages: [{ partition, value: value('second') }] });
          sent.push(value(kept ? 'first' : 'second'));
        }
        await (kept ? first.commit() : first.abort());
        await (kept ? second.abort() : second.commit());
      }
      await one.disconnect();
      await two.disconnect();
      await collectAll(cache.path, session());
      assertSame(valuesOf(readCache(cache.path), TOPIC), ledger);
    });

    test('two workers share the partitions, and go on after the broker was restarted', async () => {
      const stored = () => [...ledger.values()].reduce((sum, { length }) => sum + length, 0);
      {
        await using collecting = await collect(cache.path, {
          ...session(),
          tunables: { ...session().tunables, workers: 2 },
        });
        const consumers = () => collecting.supervisor.consumers();
        const shares = () => consumers().workers.map((worker) => worker.partitions.length);
        const isStable = () => consumers().state === 'stable' && shares().join() === '2,2';
        await until('both workers have their share', isStable);
        await produce('shared');
        await until('everything is stored', () => collecting.writer.tick().records === stored());
        await cluster.stopBroker(1);
        await cluster.startBroker(1);
        await produce('after the restart');
        await until('the rest is stored', () => collecting.writer.tick().records === stored());
        await until('the group is whole again', isStable);
        assert.equal(collecting.writer.tick().duplicates, 0);
      }
      assertSame(valuesOf(readCache(cache.path), TOPIC), ledger);
      assert.deepEqual(holesOf(cache.path), []);
    });

    test('what retention deleted before it was read is a hole', async () => {
      const next = async () => {
        const found = await topicOffsets(kit.admin, TOPIC);
        return Number(found.find((one) => one.partition === 0)?.high);
      };
      const from = await next();
      await kit.produce(TOPIC, 0, ['lost 1', 'lost 2', 'kept']);
      const offset = String(from + 2);
      await deleteRecords(kit.admin, TOPIC, [{ partition: 0, offset }]);
      ledger.get(0)?.push('kept');
      await collectAll(cache.path, session());
      assertSame(valuesOf(readCache(cache.path), TOPIC), ledger);
      assert.deepEqual(holesOf(cache.path), [{ from, to: from + 2, cause: 'deleted-by-retention' }]);
    });

    test('health: who leads and controls, both ends of each partition, and the lag of a group', async () => {
      const report = await sampleOnce(
        { brokers: kit.brokers },
        { group: 'tailwater-core', topics: [TOPIC], groups: true },
      );
      assert.deepEqual([report.error, report.troubles, report.severity], [null, [], 'ok']);
      assert.deepEqual(
        report.brokers.map(({ id, controller, leaders }) => [id, controller, leaders]),
        [[1, true, PARTITIONS]],
      );
      assert.deepEqual([report.cluster.error, report.groups?.error, report.groups?.troubles], [null, null, []]);
      assert.deepEqual(
        report.cluster.brokers.map(({ id, state, metadataMs }) => [id, state, metadataMs === null]),
        [[1, 'live', false]],
      );
      assert.deepEqual(
        report.groups?.groups.map(({ summary, partitions }) => [summary.group, summary.lagRecords, partitions.length]),
        [['tailwater-core', 0, PARTITIONS]],
      );
      assert.equal(report.partitions.length, PARTITIONS);
      for (const one of report.partitions) {
        assert.deepEqual([one.leader, one.isr, one.minInsyncReplicas], [1, [1], 1]);
        // What was stored was committed.
        assert.deepEqual([one.position, one.lagRecords], [one.highWatermark, 0]);
        assert.equal((one.logStart ?? 0) > 0, one.partition === 0);
      }
    });

    test('a group with members of others is not joined', async () => {
      const other = kit.client.consumer({ groupId: 'others', maxWaitTimeInMs: 100 });
      await other.connect();
      await other.subscribe({ topics: [TOPIC] });
      const joined = new Promise((resolve) => other.on(other.events.GROUP_JOIN, resolve));
      await other.run({ eachMessage: async () => undefined });
      await joined;
      try {
        await using folder = await usingFolder();
        await assert.rejects(collect(folder.path, kit.session([TOPIC], { group: 'others' })), {
          code: 'busy',
          message: /others has members that are not of Tailwater/,
        });
      } finally {
        await other.disconnect();
      }
    });
  });

/** Testing, collecting and looking at the health of a cluster all say what does not fit. */
async function assertRefused(brokers: string[], message: RegExp): Promise<void> {
  const { ok, steps } = await tried(brokers);
  assert.equal(ok, false);
  const failed = steps.filter((one) => one.state === 'failed');
  assert.deepEqual([failed.length, failed[0]?.step], [1, 'version']);
  assert.match(`${failed[0]?.detail.message} ${failed[0]?.hint?.message}`, message);
  await using folder = await usingFolder();
  await assert.rejects(collect(folder.path, sessionOf(brokers, ['any'])), { code: 'unsupported', message });
  await assert.rejects(sampleOnce({ brokers }, {}), { code: 'unsupported', message });
}

test('a broker of before Kafka 1.0 is refused by name', async () => {
  await using cluster = await startCluster({ version: '0.10.2.2' });
  const message = /127\.0\.0\.1:\d+ is too old: it offers Fetch up to version 3, and version 4 is needed.*Kafka 1\.0/;
  await assertRefused([cluster.bootstrap], message);
});

test('a broker that dropped what we speak is refused by name, by kafkajs too', async () => {
  const server = createServer(answerAsFakeFutureBroker).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const broker = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await assertRefused([broker], /127\.0\.0\.1:\d+ is too new: it offers Fetch from version 90 on.*newer version/);
    // A worker that meets such a broker behind one that is none.
    const consumer = createClient({ brokers: [broker] }, { role: 'test' }).consumer({ groupId: 'any' });
    await consumer.connect();
    const error = await consumer.subscribe({ topics: ['any'] }).catch((thrown: unknown) => thrown);
    await consumer.disconnect();
    const { permanent, data } = classify(error);
    assert.ok(permanent);
    assert.equal(data.code, 'unsupported');
    assert.match(data.message, /offers Metadata from version 90 on/);
  } finally {
    server.close();
  }
});

/** There is no Kafka of the future yet: this answers ApiVersions (18) and hangs up at anything else, as brokers do. */
function answerAsFakeFutureBroker(socket: Socket): void {
  socket.on('error', () => {});
  socket.on('data', (request: Buffer) => {
    const version = request.readInt16BE(6);
    if (request.readInt16BE(4) !== 18) return void socket.destroy();
    const fits = version <= 2;
    const answer = new ByteWriter();
    answer.int32(request.readInt32BE(8));
    answer.int16(fits ? 0 : 35);
    answer.array(fits ? [1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 18] : [18], (key) => {
      answer.int16(key);
      answer.int16(key === 18 ? 0 : 90);
      answer.int16(key === 18 ? 2 : 99);
    });
    if (version === 1 || version === 2) answer.int32(0);
    socket.write(answer.framed());
  });
}
