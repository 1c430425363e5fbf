// Health of a large cluster: 2,000 partitions on three real brokers, 50 groups. What a round of questions takes and how many requests
// it is, what sampling every 5 s costs a process that does nothing else, and how long after a broker's death (SIGKILL) each of its
// partitions is reported to be in trouble. `groups`: while somebody looks at all groups, too. Prints one JSON object.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerConnection } from '../../main/kafka/admin-connection.ts';
import type { Api } from '../../main/kafka/admin-requests.ts';
import { GroupsSampler } from '../../main/kafka/groups-sampler.ts';
import { HealthCollector } from '../../main/kafka/health-collect.ts';
import { type HealthSampler, startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { GROUPS, PARTITIONS, startLargeCluster, TOPICS, topicNames } from './large-cluster.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 12);
/** one broker after the other: what has died leads nothing afterwards */
const DEATHS = Math.min(3, Number(process.env.BENCH_DEATHS ?? 3));
const INTERVAL_MS = 5_000;

type Figures = {
  rounds: number;
  /** of the questions to the cluster */
  roundMs: { median: number; most: number };
  /** of the process, over whole intervals */
  cpuShareOfCore: number;
  /** in one interval, of each kind, the mean */
  requests: Record<string, number>;
  requestsInAll: number;
};
type Answer = { ready: true } | { figures: Figures } | { troubledAt: number } | { healthy: true };

const [role, bootstrap = ''] = process.argv.slice(2);
if (role === 'sampler') await beSampler(bootstrap);
else console.log(JSON.stringify(await measure()));

async function measure() {
  await using cluster = await startLargeCluster();
  const child = fork(import.meta.filename, ['sampler', cluster.bootstrap]);
  const gone = once(child, 'exit');
  try {
    await answer(child, 'ready');
    const alone = await ask(child, 'alone', 'figures');
    const groups = await ask(child, 'groups', 'figures');
    const deathToStatusMs: number[] = [];
    for (let id = 3; id > 3 - DEATHS; id--) {
      await ask(child, 'healthy', 'healthy');
      // At any moment of the interval.
      await sleep(Math.random() * INTERVAL_MS);
      const troubled = ask(child, `broker ${id}`, 'troubledAt');
      const diedAt = Date.now();
      await cluster.stopBroker(id, 'SIGKILL');
      deathToStatusMs.push((await troubled).troubledAt - diedAt);
      await cluster.startBroker(id);
    }
    return {
      ...{ partitions: TOPICS * PARTITIONS, groupCount: GROUPS, intervalMs: INTERVAL_MS },
      ...{ alone: alone.figures, groups: groups.figures, deathToStatusMs },
      wanted: { roundMs: 5_000, cpuShareOfCore: 0.05, deathToStatusMs: 5_000 },
    };
  } finally {
    child.kill();
    await gone;
  }
}

async function answer<K extends string>(child: ChildProcess, key: K): Promise<Extract<Answer, Record<K, unknown>>> {
  for (;;) {
    const [message]: Answer[] = await once(child, 'message');
    if (message && key in message) return message as Extract<Answer, Record<K, unknown>>;
  }
}
function ask<K extends string>(child: ChildProcess, what: string, key: K) {
  const answered = answer(child, key);
  child.send(what);
  return answered;
}

async function beSampler(brokers: string): Promise<void> {
  const requests: string[] = [];
  const rounds: number[] = [];
  const { request } = BrokerConnection.prototype;
  BrokerConnection.prototype.request = function counted<I, O>(api: Api<I, O>, ...rest: [I, number?]) {
    requests.push(api.name);
    return request.call(this, api, ...rest) as Promise<O>;
  };
  const { collect } = HealthCollector.prototype;
  HealthCollector.prototype.collect = async function timed() {
    const from = performance.now();
    const snapshot = await collect.call(this);
    rounds.push(performance.now() - from);
    return snapshot;
  };

  let sampler: HealthSampler | undefined;
  let changed = () => {};
  const groups = new GroupsSampler(() => sampler?.soon());
  sampler = startHealthSampler({
    ...{ connection: { brokers: brokers.split(',') }, group: 'group-0', topics: topicNames(), intervalMs: INTERVAL_MS },
    also: () => groups.topics,
    onRound: (round) => groups.observe(round, null),
    onChange: () => changed(),
  });
  const report = () => sampler.report();
  const reported = async (holds: () => boolean) => {
    while (!holds()) {
      const next = Promise.withResolvers<void>();
      changed = next.resolve;
      await next.promise;
    }
  };
  const figures = async (): Promise<Figures> => {
    // The first rounds ask for what is asked for once.
    for (let i = 0; i < 2; i++) await nextReport();
    requests.length = 0;
    rounds.length = 0;
    const cpu = process.cpuUsage();
    const from = performance.now();
    for (let i = 0; i < ROUNDS; i++) await nextReport();
    const used = process.cpuUsage(cpu);
    const ms = performance.now() - from;
    rounds.sort((a, b) => a - b);
    const counts: Record<string, number> = {};
    for (const name of requests) counts[name] = (counts[name] ?? 0) + 1 / ROUNDS;
    return {
      rounds: rounds.length,
      roundMs: { median: rounded(rounds[rounds.length >> 1] ?? 0, 1), most: rounded(rounds.at(-1) ?? 0, 1) },
      cpuShareOfCore: rounded((used.user + used.system) / 1000 / ms, 4),
      requests: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, rounded(count, 2)])),
      requestsInAll: rounded(requests.length / ROUNDS, 2),
    };
  };
  const nextReport = async () => {
    const before = report().sampledAt;
    await reported(() => report().sampledAt !== before);
  };

  process.on('message', async (what: string) => {
    if (what === 'alone') process.send?.({ figures: await figures() });
    if (what === 'groups') {
      const leave = groups.subscribe(() => undefined);
      await reported(() => groups.get().groups.length === GROUPS);
      process.send?.({ figures: await figures() });
      leave();
    }
    if (what === 'healthy') {
      await reported(() => report().severity === 'ok' && report().brokers.length === 3);
      process.send?.({ healthy: true });
    }
    if (what.startsWith('broker ')) {
      const id = Number(what.slice(7));
      const its = new Set(report().partitions.flatMap((one, i) => (one.leader === id ? [i] : [])));
      if (its.size === 0) throw new Error(`broker ${id} leads nothing`);
      // Each has a reason that is true: its leader does not answer, it has none, or another leads and it lacks a replica.
      await reported(() =>
        report().partitions.every(
          (one, i) => !its.has(i) || one.severity === 'error' || (one.leader !== id && one.severity === 'warning'),
        ),
      );
      process.send?.({ troubledAt: Date.now() });
    }
  });
  await reported(() => report().sampledAt !== null);
  process.send?.({ ready: true });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
