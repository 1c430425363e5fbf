// What happens to a topic and its log: partitions added, records deleted, compacted, transactions, codecs, a bomb, odd times.

import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message } from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { deleteRecords, topicOffsets } from '../../build/kafka-topics.ts';
import { readBatchHeader } from '../../main/kafka/batch-header.ts';
import { Kit } from '../kafka/ingest-kit.ts';
import { verify } from './cache.ts';
import { Collecting } from './collecting.ts';
import { fault, type Outcome, type Strike, until } from './fault.ts';
import { Ledger, type Sent } from './ledger.ts';
import { Load } from './load.ts';
import { isLong } from './seeds.ts';

const { CompressionTypes } = kafkajs;

let cluster: Cluster;
let kit: Kit;

function underLoad(topic: string, partitions: number, { random }: Strike, more: { recordsPerSecond: number }) {
  const ledger = new Ledger();
  const load = new Load({ bootstrap: cluster.bootstrap, ledger, random, topic, partitions, ...more });
  const session = { connection: { brokers: [cluster.bootstrap] }, topics: [topic], group: `tailwater-${topic}` };
  return { ledger, load, session };
}

/** Sends to a partition and writes down what was acknowledged. */
async function send(ledger: Ledger, topic: string, partition: number, records: Sent[], more: Partial<Message> = {}) {
  const messages = records.map((one) => ({ ...one, partition, ...more }));
  const [answer] = await kit.producer.send({ topic, messages });
  ledger.acknowledged(topic, partition, Number(answer?.baseOffset), records);
}

describe('the log', { concurrency: 4 }, () => {
  before(async () => {
    cluster = await startCluster({
      properties: {
        'log.cleaner.backoff.ms': 100,
        'log.cleaner.min.compaction.lag.ms': 0,
        'message.max.bytes': 20_000_000,
        'transaction.state.log.min.isr': 1,
      },
    });
    kit = await Kit.connect(cluster.bootstrap);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  fault('partitions added under load', async (given) => {
    const { ledger, load, session } = underLoad('growing', 1, given, { recordsPerSecond: 300 });
    await kit.createTopic('growing', 1);
    await using producing = load.start();
    const tried = isLong ? 4 : 1;
    {
      await using collecting = await Collecting.start(given.folder, session);
      for (let partitions = 2; partitions <= tried + 1; partitions++) {
        await collecting.stores();
        await kit.admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: partitions }] });
        await producing.grow(partitions);
        await until('the new partition is followed', () => collecting.status().partitions === partitions);
      }
      await producing.stop();
      await collecting.reaches(ledger);
    }
    return { tried, verdicts: [await verify(given.folder, ledger)] };
  });

  fault('records deleted by retention before they were read', async (given) => {
    const { random, folder } = given;
    const { ledger, load, session } = underLoad('deleted', 2, given, { recordsPerSecond: 2_000 });
    await kit.createTopic('deleted', 2);
    await using producing = load;
    const tried = isLong ? 20 : 2;
    for (let turn = 0; turn < tried; turn++) {
      for (const partition of [0, 1]) await producing.send(random.int(50, 400), partition);
      {
        await using collecting = await Collecting.start(folder, session);
        await collecting.reaches(ledger);
      }
      const deleted: { partition: number; offset: string }[] = [];
      for (const partition of [0, 1]) {
        await producing.send(random.int(50, 400), partition);
        const [end] = (await topicOffsets(kit.admin, 'deleted')).filter((one) => one.partition === partition);
        deleted.push({ partition, offset: String(Number(end?.high) - random.int(0, 49)) });
      }
      await deleteRecords(kit.admin, 'deleted', deleted);
      producing.start();
      await using collecting = await Collecting.start(folder, session);
      await collecting.stores();
      await producing.stop();
      await collecting.reaches(ledger);
    }
    const verdict = await verify(folder, ledger, { causes: ['deleted-by-retention'] });
    assert.ok(verdict.named > 0, 'nothing was deleted');
    return { tried, verdicts: [verdict] };
  });

  fault('compaction', async (given) => {
    const { folder, random } = given;
    const { ledger, load, session } = underLoad('compacted', 2, given, { recordsPerSecond: 2_000 });
    ledger.compacts('compacted');
    const quickly = { 'cleanup.policy': 'compact', 'segment.ms': '200', 'min.cleanable.dirty.ratio': '0.0' };
    await kit.createTopic('compacted', 2, { ...quickly, 'delete.retention.ms': '100' });
    await using producing = load;
    const tried = isLong ? 5 : 2;
    const idempotent = kit.client.producer({ idempotent: true, maxInFlightRequests: 1 });
    await idempotent.connect();
    try {
      for (let turn = 0; turn < tried; turn++) {
        for (const partition of [0, 1]) {
          for (let i = 0; i < 5; i++) await producing.send(random.int(50, 300), partition, { keyed: true });
          // The last batch of an idempotent producer is retained when all its records are compacted away: it is empty then.
          const records = [{ key: 'key-1', value: `idempotent ${turn} ${partition}` }];
          const [answer] = await idempotent.send({
            topic: 'compacted',
            messages: records.map((one) => ({ ...one, partition })),
          });
          ledger.acknowledged('compacted', partition, Number(answer?.baseOffset), records);
          await sleep(300);
          // It rolls the segment, and its key takes the place of the one before.
          await send(ledger, 'compacted', partition, [{ key: 'key-1', value: `after ${turn} ${partition}` }]);
          await sleep(300);
          await producing.send(200, partition, { keyed: true });
        }
        await until('the log is compacted', async () => {
          const ends = await topicOffsets(kit.admin, 'compacted');
          const cleaned = await cleanedUpTo('compacted');
          return ends.every((end) => (cleaned.get(end.partition) ?? 0) >= Number(end.high) - 200);
        });
        await using collecting = await Collecting.start(folder, session);
        await collecting.reaches(ledger);
      }
    } finally {
      await idempotent.disconnect();
    }
    const empty = await emptyBatches('compacted', 2);
    assert.ok(empty > 0, 'no empty batch was retained');
    return { tried, verdicts: [await verify(folder, ledger)], note: `${empty} empty batches retained` };
  });

  fault('transactions committed, aborted and interleaved', async (given) => {
    const { folder, random } = given;
    const { ledger, load, session } = underLoad('transactions', 2, given, { recordsPerSecond: 300 });
    await kit.createTopic('transactions', 2);
    await using producing = load.start();
    const tried = isLong ? 100 : 10;
    {
      await using collecting = await Collecting.start(folder, session);
      const ids = [1, 2, 3];
      await Promise.all(
        ids.map(async (id) => {
          const producer = kit.client.producer({
            ...{ transactionalId: `faults-${id}`, idempotent: true, maxInFlightRequests: 1 },
            createPartitioner:
              () =>
              ({ message }) =>
                message.partition ?? 0,
          });
          await producer.connect();
          for (let turn = 0; turn < tried; turn++) {
            const transaction = await producer.transaction();
            const sent: { partition: number; base: number; records: Sent[] }[] = [];
            for (let i = random.int(1, 4); i > 0; i--) {
              const partition = random.int(0, 1);
              const records = Array.from({ length: random.int(1, 20) }, () => producing.make());
              const messages = records.map((one) => ({ ...one, partition }));
              const [answer] = await transaction.send({ topic: 'transactions', messages });
              sent.push({ partition, base: Number(answer?.baseOffset), records });
              await sleep(random.int(0, 20));
            }
            if (random.chance(0.5)) await transaction.abort();
            else {
              await transaction.commit();
              for (const { partition, base, records } of sent)
                ledger.acknowledged('transactions', partition, base, records);
            }
          }
          await producer.disconnect();
        }),
      );
      await producing.stop();
      await collecting.reaches(ledger);
    }
    return { tried: tried * 3, verdicts: [await verify(folder, ledger)] };
  });

  fault('the four codecs, and none, mixed', async (given) => {
    const { folder, random } = given;
    const { ledger, load, session } = underLoad('codecs', 2, given, { recordsPerSecond: 2_000 });
    await kit.createTopic('codecs', 2);
    await using producing = load;
    const tried = isLong ? 500 : 40;
    await using collecting = await Collecting.start(folder, session);
    for (let i = 0; i < tried; i++) await producing.send(random.int(1, 400));
    await collecting.reaches(ledger);
    return { tried, verdicts: [await verify(folder, ledger)] };
  });

  fault('a decompression bomb', async (given) => {
    const { folder, random } = given;
    const { ledger, load, session } = underLoad('bombed', 3, given, { recordsPerSecond: 500 });
    await kit.createTopic('bombed', 3);
    await using producing = load;
    await producing.send(50, 1);
    const compression = random.pick([CompressionTypes.GZIP, CompressionTypes.ZSTD]);
    // 80 MiB in one batch, where at most 64 are unpacked.
    const messages = Array.from({ length: 80 }, () => ({ partition: 1, value: Buffer.alloc(1_048_576, 'b') }));
    const [answer] = await kit.producer.send({ topic: 'bombed', messages, compression });
    const bomb = Number(answer?.baseOffset);
    const stopped = (place: string, offset: number) => place === 'bombed/1' && offset >= bomb;
    producing.start();
    {
      await using collecting = await Collecting.start(folder, session);
      await until('it is told', () =>
        collecting.warnings().includes(`Partition 1 of bombed is not read on from offset ${bomb}`),
      );
      await collecting.stores(200);
      await producing.stop();
      await collecting.reaches(ledger, (place) => place !== 'bombed/1');
    }
    const verdict = await verify(folder, ledger, { only: (place, offset) => !stopped(place, offset) });
    return { tried: 1, verdicts: [verdict], note: 'stops its partition, visibly, and no other' };
  });

  fault('timestamps absent, in the future, backwards', async ({ folder, random }) => {
    const ledger = new Ledger();
    const anyTime = '9223372036854775807';
    await kit.createTopic('times', 2, {
      'message.timestamp.after.max.ms': anyTime,
      'message.timestamp.before.max.ms': anyTime,
    });
    const times = () =>
      random.pick([
        '-1',
        '0',
        '1',
        String(Date.now() + random.int(1, 1e6) * 86_400_000),
        '253402300799999',
        '9007199254740991',
        String(random.int(0, 1e9) * 1000),
      ]);
    const tried = isLong ? 500 : 40;
    {
      const session = { connection: { brokers: [cluster.bootstrap] }, topics: ['times'] };
      await using collecting = await Collecting.start(folder, session);
      for (let i = 0; i < tried; i++) {
        const timestamp = times();
        const records = Array.from({ length: random.int(1, 5) }, (_, n) => ({
          key: null,
          value: `${i} ${n} at ${timestamp}`,
        }));
        await send(ledger, 'times', random.int(0, 1), records, { timestamp });
      }
      await collecting.reaches(ledger);
      await until('nothing is behind', () => collecting.tick().caughtUp === 2 && collecting.tick().frontier === null);
    }
    return { tried, verdicts: [await verify(folder, ledger)] };
  });

  for (const [how, factor] of [
    ['smaller', 0.3],
    ['larger', 3],
  ] as const)
    fault(`a topic deleted and created again, ${how}`, (given) => recreate(`again-${how}`, factor, given));
});

/** R7: a new incarnation, the old records kept, nothing mixed. `factor`: of the old one's records, how many the new one has. */
async function recreate(topic: string, factor: number, given: Strike): Promise<Outcome> {
  const { folder, random } = given;
  const { ledger, load, session } = underLoad(topic, 2, given, { recordsPerSecond: 500 });
  // kafkajs's admin asks again for every topic that it ever met, and fails at one that is gone.
  await using own = await Kit.connect(cluster.bootstrap);
  await own.createTopic(topic, 2);
  await using producing = load;
  const tried = isLong ? 6 : 2;
  const fill = async (records: number) => {
    for (const partition of [0, 1])
      for (let left = records; left > 0; left -= 100) await producing.send(Math.min(left, 100), partition);
  };
  let size = random.int(300, 600);
  await fill(size);
  for (let turn = 0; turn < tried; turn++) {
    // Half of the time while a session runs, half of the time between two.
    const during = turn % 2 === 0;
    {
      await using collecting = await Collecting.start(folder, session);
      await collecting.reaches(ledger);
      if (during) await deleteAndCreate(own, topic, ledger);
      size = Math.max(10, Math.round(size * factor));
      if (during) {
        await fill(size);
        await collecting.reaches(ledger);
      }
    }
    if (!during) {
      await deleteAndCreate(own, topic, ledger);
      await fill(size);
      await using collecting = await Collecting.start(folder, session);
      await collecting.reaches(ledger);
    }
  }
  return { tried, verdicts: [await verify(folder, ledger)] };
}

async function deleteAndCreate(kit: Kit, topic: string, ledger: Ledger): Promise<void> {
  await kit.admin.deleteTopics({ topics: [topic] });
  ledger.recreated(topic);
  await kit.createAgain(topic, 2);
}

/** Batches without records in the broker's files: what a producer's last one becomes when its records are compacted away. */
async function emptyBatches(topic: string, partitions: number): Promise<number> {
  let count = 0;
  for (let partition = 0; partition < partitions; partition++)
    for (const file of globSync(join(cluster.brokers[0]?.folder ?? '', 'data', `${topic}-${partition}`, '*.log'))) {
      const bytes = await readFile(file);
      for (let at = 0; ; ) {
        const read = readBatchHeader(bytes, at);
        if (!read) break;
        if (read.header.count === 0) count++;
        at = read.next;
      }
    }
  return count;
}

/** By partition, from the broker's own checkpoint: how far its log is compacted. */
async function cleanedUpTo(topic: string): Promise<Map<number, number>> {
  const file = join(cluster.brokers[0]?.folder ?? '', 'data', 'cleaner-offset-checkpoint');
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, partition, offset] = line.split(' ');
      return name === topic ? [[Number(partition), Number(offset)] as const] : [];
    }),
  );
}
