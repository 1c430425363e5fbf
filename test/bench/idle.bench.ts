// What the engine costs while nothing happens: CPU of its whole process, all threads, connected to a quiet cluster with one
// client that watches what the page watches. And what the quiet costs when it ends: from a record's acknowledgement to the tick
// that has it. Peer: two plain kafkajs consumers in a process of their own. Prints one JSON object.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { startCluster } from '../../build/kafka.ts';
import { createClient } from '../../main/contract/client.ts';
import { serve } from '../../main/contract/server.ts';
import type { Receiver, Transport } from '../../main/contract/wire.ts';
import { openEngine } from '../../main/engine.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const SENDS = Number(process.env.BENCH_SENDS ?? 100);
/** until caches are warm and the first rebalances are over */
const SETTLE_MS = 10_000;
const PARTITIONS = 24;
const TOPIC = 'quiet';
const WAIT_MS = 300;

const [role, given = ''] = process.argv.slice(2);
if (role === 'engine') await beEngine(given);
else if (role === 'peer') await bePeer(given);
else {
  const results: Record<string, unknown> = {};
  for (const brokers of process.env.BENCH_BROKERS?.split(',').map(Number) ?? [3, 1])
    results[`brokers${brokers}`] = await measure(brokers);
  console.log(JSON.stringify({ partitions: PARTITIONS, seconds: SECONDS, ...results, wanted: { cpuMsPerSecond: 10 } }));
}

async function measure(brokers: number) {
  await using cluster = await startCluster({ brokers });
  const kafka = new kafkajs.Kafka({ brokers: cluster.bootstrap.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }], waitForLeaders: true });
  await admin.disconnect();
  const engine = await measureEngine(cluster.bootstrap, kafka);
  const peer = await withChild('peer', cluster.bootstrap, cpuMsPerSecond);
  return { engine, kafkajs: { cpuMsPerSecond: peer }, ratio: round(engine.cpuMsPerSecond / peer, 2) };
}

async function measureEngine(bootstrap: string, kafka: kafkajs.Kafka) {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-idle-'));
  try {
    return await withChild('engine', join(folder, 'cache'), async (child) => {
      const client = createClient(ipcTransport(child));
      let records = 0;
      let arrived = () => {};
      client.watch('cache.tick', (tick) => {
        records = tick.records;
        arrived();
      });
      for (const name of ['session.status', 'health.report', 'consumers.status'] as const) client.watch(name, () => {});
      await client.call('session.open', { connection: { brokers: bootstrap.split(',') }, topics: [TOPIC] });
      const idle = await cpuMsPerSecond(child);

      const producer = kafka.producer();
      await producer.connect();
      const latencies: number[] = [];
      for (let sent = 1; sent <= SENDS; sent++) {
        // At any moment of what the quiet has made of the timers.
        await sleep(300 + Math.random() * 700);
        await producer.send({ topic: TOPIC, messages: [{ partition: sent % PARTITIONS, value: `line ${sent}` }] });
        const acknowledged = performance.now();
        while (records < sent)
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        latencies.push(performance.now() - acknowledged);
      }
      await producer.disconnect();
      latencies.sort((a, b) => a - b);
      const quantile = (q: number) => round(latencies[Math.floor((latencies.length - 1) * q)] ?? 0, 1);
      return {
        cpuMsPerSecond: idle,
        acknowledgedToVisibleMs: { p50: quantile(0.5), p95: quantile(0.95), most: quantile(1) },
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs this file in a role; the child ends when it is told to. */
async function withChild<T>(as: string, argument: string, use: (child: ChildProcess) => Promise<T>): Promise<T> {
  const child = fork(import.meta.filename, [as, argument], { execArgv: process.env.BENCH_NODE_ARGS?.split(' ') ?? [] });
  const gone = once(child, 'exit');
  const used = once(child, 'message').then(() => use(child));
  try {
    return await Promise.race([used, gone.then(() => Promise.reject(new Error(`the ${as} ended by itself`)))]);
  } finally {
    if (child.connected) child.send({ ask: 'end' });
    await gone;
  }
}

async function cpuMsPerSecond(child: ChildProcess): Promise<number> {
  const ask = async (): Promise<{ cpuMicros: number; at: number }> => {
    const answered = Promise.withResolvers<{ cpuMicros: number; at: number }>();
    const listen = (message: object | string) => {
      if (typeof message === 'object' && 'cpuMicros' in message)
        answered.resolve(message as { cpuMicros: number; at: number });
    };
    child.on('message', listen);
    child.send({ ask: 'cpu' });
    const answer = await answered.promise;
    child.off('message', listen);
    return answer;
  };
  await sleep(SETTLE_MS);
  const before = await ask();
  await sleep(SECONDS * 1000);
  const after = await ask();
  return round((after.cpuMicros - before.cpuMicros) / (after.at - before.at), 2);
}

async function beEngine(cacheFolder: string): Promise<void> {
  const engine = await openEngine({ cacheFolder, host: 'browser', mode: 'write', version: 'bench' });
  serve(ipcTransport(process), engine.handlers);
  answerQuestions(() => engine.close());
}

async function bePeer(bootstrap: string): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: bootstrap.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const consumers = [1, 2].map(() => kafka.consumer({ groupId: 'peer', maxWaitTimeInMs: WAIT_MS }));
  for (const consumer of consumers) {
    await consumer.connect();
    await consumer.subscribe({ topics: [TOPIC] });
    await consumer.run({ partitionsConsumedConcurrently: 2, eachBatch: async () => {} });
  }
  answerQuestions(async () => void (await Promise.all(consumers.map((one) => one.disconnect()))));
}

function answerQuestions(close: () => Promise<void>): void {
  process.on('message', (message: object | string) => {
    if (typeof message === 'string' || !('ask' in message)) return;
    if (message.ask === 'end') void close().then(() => process.exit());
    else {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMicros: user + system, at: performance.now() });
    }
  });
  process.send?.({ ready: true });
}

/** The contract's frames as strings between two processes; other messages are objects. */
function ipcTransport(end: ChildProcess | NodeJS.Process): Transport {
  let receiver: Receiver | undefined;
  const early: string[] = [];
  end.on('message', (message: unknown) => {
    if (typeof message !== 'string') return;
    if (receiver) receiver.message(message);
    else early.push(message);
  });
  return {
    start(given) {
      receiver = given;
      for (const text of early.splice(0)) given.message(text);
    },
    send: (text) => void end.send?.(text),
    close: () => {},
  };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
