// kill -9 of the whole process at random moments: while it opens, joins, fetches, writes.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Kit } from '../kafka/ingest-kit.ts';
import { openCache, verify } from './cache.ts';
import { fault, until } from './fault.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { isLong } from './seeds.ts';
import { SessionProcess } from './session-process.ts';

const KILLS = isLong ? 200 : 20;
const PARTITIONS = 4;

let cluster: Cluster;
let kit: Kit;
before(async () => {
  cluster = await startCluster();
  kit = await Kit.connect(cluster.bootstrap);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

fault('kill -9 of the process at random moments', async ({ random, folder }) => {
  await kit.createTopic('killed', PARTITIONS);
  const ledger = new Ledger();
  await using load = new Load({
    ...{ bootstrap: cluster.bootstrap, ledger, random, topic: 'killed', partitions: PARTITIONS },
    recordsPerSecond: 4_000,
  }).start();
  const session = {
    connection: { brokers: [cluster.bootstrap] },
    topics: ['killed'],
    // Small fetches: many transactions to be killed in.
    tunables: { workers: 2, partitionFetchMaxBytes: 16_384 },
  };
  let [early, records] = [0, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    await using child = new SessionProcess(folder, session);
    if (random.chance(0.25)) {
      early++;
      await sleep(random.int(0, 1_500));
    } else {
      await child.until('it stores', (told) => told.records > records);
      await sleep(random.int(0, 300));
    }
    await child.kill();
    assert.equal(child.told?.duplicates ?? 0, 0);
    records = child.told?.records ?? records;
  }
  await load.stop();
  await using last = new SessionProcess(folder, session);
  await using cache = await openCache(folder, 'read');
  await until('all is stored', async () => ledger.isReached(await cache.client.call('cache.coverage', {})));
  await last.close();
  assert.equal(last.told?.duplicates, 0);
  return { tried: KILLS, verdicts: [await verify(folder, ledger)], note: `${early} of them before the first record` };
});
