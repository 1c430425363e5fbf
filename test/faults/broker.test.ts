// A broker that is stopped, killed, frozen, and comes back; in the long form one of three at a time.
import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Kit, usingFolder } from '../kafka/ingest-kit.ts';
import { verify } from './cache.ts';
import { Collecting } from './collecting.ts';
import { fault } from './fault.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { isLong } from './seeds.ts';

const BROKERS = isLong ? 3 : 1;
const PARTITIONS = 3;
const STRIKES = isLong ? 6 : 1;

let data: Awaited<ReturnType<typeof usingFolder>>;
let cluster: Cluster;
let kit: Kit;

const STOPS = {
  stopped: (id: number) => cluster.stopBroker(id, 'SIGTERM'),
  killed: (id: number) => cluster.stopBroker(id, 'SIGKILL'),
  frozen: async (id: number) => cluster.signal(id, 'SIGSTOP'),
};

describe('brokers', () => {
  before(async () => {
    // A folder of our own: brokers find their logs again.
    data = await usingFolder();
    cluster = await startCluster({ brokers: BROKERS, folder: data.path });
    kit = await Kit.connect(cluster.bootstrap);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    await cluster?.stop();
    await data?.[Symbol.asyncDispose]();
  });

  for (const [how, stop] of Object.entries(STOPS))
    fault(`a broker ${how} and restarted`, async ({ random, folder }) => {
      // What two brokers have acknowledged outlives one of them.
      await kit.createTopic(how, PARTITIONS, { 'min.insync.replicas': String(Math.min(2, BROKERS)) });
      const ledger = new Ledger();
      const place = { bootstrap: cluster.bootstrap, topic: how, partitions: PARTITIONS };
      await using load = new Load({ ...place, ledger, random, recordsPerSecond: 1_000 }).start();
      let resumeMs = 0;
      {
        const connection = { brokers: cluster.bootstrap.split(',') };
        await using collecting = await Collecting.start(folder, { connection, topics: [how] });
        await collecting.stores();
        for (let strike = 0; strike < STRIKES; strike++) {
          await sleep(random.int(0, 1_000));
          const id = random.int(1, BROKERS);
          await stop(id);
          await sleep(random.int(1_000, isLong ? 15_000 : 4_000));
          if (how === 'frozen') cluster.signal(id, 'SIGCONT');
          else await cluster.startBroker(id);
          resumeMs = Math.max(resumeMs, await collecting.stores());
        }
        await load.stop();
        await collecting.reaches(ledger);
      }
      if (resumeMs > 30_000) throw new Error(`it took ${resumeMs} ms to resume; at most 30 s are allowed`);
      return { tried: STRIKES, verdicts: [await verify(folder, ledger)], resumeMs };
    });
});
