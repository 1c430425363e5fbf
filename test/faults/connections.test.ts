// Connections that are reset, cut in the middle of a frame, half open, stalled and slow: a proxy a fault, on one broker. And a
// user that is deleted while a session is logged in as that.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../build/demo/random.ts';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Kit } from '../kafka/ingest-kit.ts';
import { verify } from './cache.ts';
import { Collecting } from './collecting.ts';
import { fault, until } from './fault.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { FaultProxy } from './proxy.ts';
import { setScramUser } from './scram-users.ts';
import { isLong } from './seeds.ts';

const PARTITIONS = 3;
const STRIKES = {
  RESET: ['connection reset', isLong ? 60 : 6, async (proxy: FaultProxy) => proxy.reset()],
  CUT: ['connection cut in the middle of a frame', isLong ? 60 : 6, (proxy: FaultProxy) => proxy.cut()],
  STALLED: [
    'connection stalled',
    isLong ? 10 : 2,
    (proxy: FaultProxy, random: Random) => proxy.stall(random.int(500, isLong ? 15_000 : 5_000)),
  ],
  SLOW: [
    'connection slow',
    isLong ? 10 : 2,
    async (proxy: FaultProxy, random: Random) => {
      proxy.slow(random.int(5_000, 50_000));
      await sleep(random.int(2_000, isLong ? 20_000 : 4_000));
      proxy.slow(Number.POSITIVE_INFINITY);
    },
  ],
  HALFOPEN: ['connection half-open', isLong ? 6 : 1, async (proxy: FaultProxy) => proxy.halfOpen()],
} as const;

const proxies = new Map<string, FaultProxy>();
let cluster: Cluster;
let kit: Kit;

// Three at a time, and each produces when its session is open: a broker with all at once does not answer in time on a loaded machine.
describe('connections', { concurrency: 3 }, () => {
  before(async () => {
    cluster = await startCluster({
      listeners: {
        ...Object.fromEntries(Object.keys(STRIKES).map((name) => [name, 'PLAINTEXT'] as const)),
        LOGIN: 'SASL_PLAINTEXT',
      },
      properties: {
        'sasl.enabled.mechanisms': 'SCRAM-SHA-256',
        'listener.name.login.scram-sha-256.sasl.jaas.config':
          'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        // A connection must log in anew so often: a deleted user is not served for ever.
        'connections.max.reauth.ms': 12_000,
      },
      advertise: async (listener, port) => {
        if (!(listener in STRIKES)) return port;
        const proxy = await FaultProxy.start(port);
        proxies.set(listener, proxy);
        return proxy.port;
      },
    });
    kit = await Kit.connect(cluster.bootstrap);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  for (const [listener, [name, tried, strike]] of Object.entries(STRIKES))
    fault(name, async ({ random, folder }) => {
      const proxy = proxies.get(listener);
      if (!proxy) throw new Error(`no proxy for ${listener}`);
      const topic = listener.toLowerCase();
      await kit.createTopic(topic, PARTITIONS);
      const ledger = new Ledger();
      // The producer is not behind the proxy.
      const place = { bootstrap: cluster.bootstrap, topic, partitions: PARTITIONS };
      await using load = new Load({ ...place, ledger, random, recordsPerSecond: 800 });
      let resumeMs = 0;
      {
        const connection = { brokers: [`127.0.0.1:${proxy.port}`] };
        await using collecting = await Collecting.start(folder, {
          connection,
          topics: [topic],
          tunables: { workers: 2 },
        });
        load.start();
        await collecting.stores();
        for (let i = 0; i < tried; i++) {
          await sleep(random.int(0, 500));
          await strike(proxy, random);
          resumeMs = Math.max(resumeMs, await collecting.stores(200));
        }
        await load.stop();
        await collecting.reaches(ledger);
      }
      return { tried, verdicts: [await verify(folder, ledger)], resumeMs };
    });

  fault('credentials revoked and restored', async ({ random, folder }) => {
    const [broker] = cluster.brokers;
    assert.ok(broker);
    const setUser = (password: string | null) => setScramUser(broker.port, 'anna', password);
    const isTold = (one: Collecting) => /Worker \d+ ended.*Check user name/.test(one.warnings());
    const session = {
      connection: {
        brokers: [`127.0.0.1:${broker.listeners.LOGIN}`],
        sasl: { mechanism: 'scram-sha-256' as const, username: 'anna', password: 'right' },
      },
      topics: ['guarded'],
    };
    await kit.createTopic('guarded', 2);
    const ledger = new Ledger();
    const place = { bootstrap: cluster.bootstrap, topic: 'guarded', partitions: 2 };
    await using load = new Load({ ...place, ledger, random, recordsPerSecond: 500 });
    await setUser('right');
    const tried = isLong ? 10 : 1;
    {
      await using collecting = await Collecting.start(folder, session);
      load.start();
      for (let turn = 0; turn < tried; turn++) {
        await collecting.stores();
        await setUser(null);
        await until('it is told', () => isTold(collecting));
        assert.equal(collecting.status().state, 'collecting');
        await setUser('right');
        await collecting.stores();
        await until('every worker is back', () => !isTold(collecting));
      }
      await load.stop();
      await collecting.reaches(ledger);
    }
    return { tried, verdicts: [await verify(folder, ledger)] };
  });
});
