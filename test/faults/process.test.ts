// The process killed at random moments, while it opens, joins, fetches, writes; a worker of it killed, or frozen past its
// session; the process frozen while another of the group takes over; rebalances in mid-batch.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../build/demo/random.ts';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Kit } from '../kafka/ingest-kit.ts';
import { reached, verify, verifyShared } from './cache.ts';
import { fault } from './fault.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { isLong } from './seeds.ts';
import type { Told } from './session-child.ts';
import { SessionProcess } from './session-process.ts';

const KILLS = isLong ? 200 : 8;
const PARTITIONS = 4;

let cluster: Cluster;
let kit: Kit;

/** A topic of its own, a producer that goes on until it is stopped, and a session on the topic. */
async function underLoad(topic: string, random: Random, recordsPerSecond: number) {
  await kit.createTopic(topic, PARTITIONS);
  const ledger = new Ledger();
  const place = { bootstrap: cluster.bootstrap, topic, partitions: PARTITIONS };
  const load = new Load({ ...place, ledger, random, recordsPerSecond }).start();
  const session = {
    connection: { brokers: [cluster.bootstrap] },
    topics: [topic],
    group: `tailwater-${topic}`,
    // Small fetches: many transactions to be struck in.
    tunables: { workers: 2, partitionFetchMaxBytes: 16_384 },
  };
  return { ledger, load, session };
}

describe('processes', { concurrency: true }, () => {
  before(async () => {
    cluster = await startCluster();
    kit = await Kit.connect(cluster.bootstrap);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  fault('kill -9 of the process at random moments', async ({ random, folder }) => {
    const { ledger, load: started, session } = await underLoad('killed', random, isLong ? 4_000 : 1_500);
    await using load = started;
    let early = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await using child = new SessionProcess(folder, session);
      if (random.chance(0.25)) {
        early++;
        await sleep(random.int(0, 1_500));
      } else {
        await child.stores();
        await sleep(random.int(0, 300));
      }
      await child.kill();
      assertNoDuplicates(child);
    }
    await load.stop();
    // The last one follows a topic more than the one before it, which was killed in a settled group: it must be dealt out too.
    await kit.createTopic('killed-added', 1);
    const place = { bootstrap: cluster.bootstrap, topic: 'killed-added', partitions: 1, recordsPerSecond: 1_000 };
    await using added = new Load({ ...place, ledger, random });
    await added.send(200);
    {
      await using settled = new SessionProcess(folder, session);
      await settled.until('its workers have all partitions', (told) => told.assigned === PARTITIONS);
    }
    await using last = new SessionProcess(folder, { ...session, topics: ['killed', 'killed-added'] });
    await reached([folder], ledger);
    await last.close();
    assertNoDuplicates(last);
    return { tried: KILLS, verdicts: [await verify(folder, ledger)], note: `${early} of them before the first record` };
  });

  fault('a worker killed', async ({ random, folder }) => {
    const { ledger, load: started, session } = await underLoad('worker-killed', random, 1_000);
    await using load = started;
    await using child = new SessionProcess(folder, session);
    const tried = isLong ? 30 : 4;
    for (let kill = 1; kill <= tried; kill++) {
      await child.stores();
      await sleep(random.int(0, 300));
      child.command(`kill-worker ${random.int(0, 1)}`);
      await child.until('the worker is replaced', (told) => told.restarts >= kill);
    }
    await load.stop();
    await reached([folder], ledger);
    await child.close();
    assertNoDuplicates(child);
    return { tried, verdicts: [await verify(folder, ledger)] };
  });

  fault('a worker frozen past its session and thawed', async ({ random, folder }) => {
    const { ledger, load: started, session } = await underLoad('worker-frozen', random, 1_000);
    await using load = started;
    await using child = new SessionProcess(folder, session);
    const tried = isLong ? 4 : 1;
    const bothHave = ({ shares }: Told) => shares.length === 2 && shares.every((one) => one === PARTITIONS / 2);
    for (let freeze = 0; freeze < tried; freeze++) {
      await child.until('both workers read', (told) => bothHave(told) && told.records > 0);
      await sleep(random.int(0, 500));
      // The session, the other one's next heartbeat, and the time to join.
      child.command(`freeze-worker ${random.int(16_000, 18_500)}`);
      await child.until('the other one takes over', ({ shares }) => shares.includes(PARTITIONS));
    }
    await child.until('it shares again with the one that thawed', bothHave);
    await load.stop();
    await reached([folder], ledger);
    await child.close();
    assertNoDuplicates(child);
    return { tried, verdicts: [await verify(folder, ledger)] };
  });

  fault('a process frozen past its session and thawed', async ({ random, folder }) => {
    const { ledger, load: started, session } = await underLoad('process-frozen', random, 1_000);
    await using load = started;
    const folders = [join(folder, 'frozen'), join(folder, 'other')] as const;
    await using frozen = new SessionProcess(folders[0], session);
    await frozen.stores();
    await using other = new SessionProcess(folders[1], session);
    const tried = isLong ? 4 : 1;
    for (let freeze = 0; freeze < tried; freeze++) {
      await other.until('the partitions are shared', (told) => told.assigned > 0 && told.assigned < PARTITIONS);
      await sleep(random.int(0, 500));
      frozen.freeze();
      await other.until('the other one takes over', (told) => told.assigned === PARTITIONS);
      await sleep(random.int(0, 1_000));
      frozen.thaw();
    }
    await other.until('the partitions are shared again', (told) => told.assigned < PARTITIONS);
    await load.stop();
    await reached(folders, ledger);
    for (const one of [frozen, other]) {
      await one.close();
      assertNoDuplicates(one);
    }
    return { tried, verdicts: await verifyShared(folders, ledger) };
  });

  fault('a rebalance in mid-batch', async ({ random, folder }) => {
    const { ledger, load: started, session } = await underLoad('rebalanced', random, 2_000);
    await using load = started;
    const folders = [join(folder, 'stays'), join(folder, 'comes-and-goes')] as const;
    await using stays = new SessionProcess(folders[0], session);
    await stays.stores();
    const tried = isLong ? 30 : 3;
    for (let turn = 0; turn < tried; turn++) {
      await using guest = new SessionProcess(folders[1], session);
      await guest.until('it has partitions', (told) => told.assigned > 0);
      await sleep(random.int(0, 1_000));
      await guest.close();
      assertNoDuplicates(guest);
    }
    await load.stop();
    await stays.until('it has all partitions', (told) => told.assigned === PARTITIONS);
    await reached(folders, ledger);
    await stays.close();
    assertNoDuplicates(stays);
    return { tried, verdicts: await verifyShared(folders, ledger) };
  });
});

function assertNoDuplicates(session: SessionProcess): void {
  assert.equal(session.told?.duplicates ?? 0, 0);
}
