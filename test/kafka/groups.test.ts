// The consumer group on a real Kafka: workers come, go and die, several Tailwaters share one group, and groups of others are left
// alone. Whatever moves, the caches hold what was produced, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import type { OpenSession } from '../../main/contract/session.ts';
import { type Supervisor, startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter } from '../../main/store/writer.ts';
import { assertSame, collect, collectAll, Kit, readCache, until, usingFolder, valuesOf } from './ingest-kit.ts';

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

type Ledger = Map<number, string[]>;
const withWorkers = (session: OpenSession, workers: number): OpenSession => ({
  ...session,
  tunables: { ...session.tunables, workers },
});
const sizes = (supervisor: Supervisor) =>
  supervisor
    .consumers()
    .workers.filter((worker) => worker.state !== 'leaving')
    .map((worker) => worker.partitions.length);
/** Worker to its partitions. */
const shares = (supervisor: Supervisor) =>
  new Map(
    supervisor.consumers().workers.map((worker) => [worker.id, worker.partitions.map((one) => one.partition).sort()]),
  );

async function produceEach(topic: string, ledger: Ledger, count: number): Promise<void> {
  for (const [partition, sent] of ledger) {
    const values = Array.from({ length: count }, (_, i) => `${topic} ${partition} ${sent.length + i}`);
    await kit.produce(topic, partition, values);
    sent.push(...values);
  }
}
const emptyLedger = (partitions: number): Ledger => new Map(Array.from({ length: partitions }, (_, n) => [n, []]));

/** Writes all the time, until it is disposed. */
function writing(topic: string, ledger: Ledger): AsyncDisposable {
  let stopped = false;
  const run = async () => {
    while (!stopped) await produceEach(topic, ledger, 20);
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      await running;
    },
  };
}

test('workers are added and removed under load: shared out evenly, few partitions move, every record once', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('elastic', 12);
  const ledger = emptyLedger(12);
  {
    await using collecting = await collect(folder.path, withWorkers(kit.session(['elastic']), 1));
    const { supervisor, writer } = collecting;
    {
      await using _ = writing('elastic', ledger);
      await until('the one worker has all', () => sizes(supervisor).join() === '12' && writer.tick().records > 200);

      supervisor.setWorkers(3);
      await until('three have their share', () => sizes(supervisor).join() === '4,4,4');
      await until('it is known who reads what', () => supervisor.consumers().state === 'stable');
      assert.deepEqual(supervisor.consumers().unread, []);
      const added = supervisor.consumers().rebalances.filter(({ cause }) => /2 workers were added/.test(cause.message));
      assert.ok(added.length === 1 || added.length === 2, `${added.length} rebalances by the new workers`);
      // At once: the four that each of them is to have. One after the other: six to the first, of which two go on to the second.
      const moved = added.reduce((sum, one) => sum + one.moved, 0);
      assert.ok(moved <= (added.length === 1 ? 8 : 10), `${moved} partitions moved in ${added.length} rebalances`);

      const before = shares(supervisor);
      supervisor.setWorkers(2);
      await until('two have their share', () => sizes(supervisor).join() === '6,6');
      await until('the third is gone', () => supervisor.consumers().workers.length === 2);
      for (const [id, now] of shares(supervisor))
        for (const partition of before.get(id) ?? [])
          assert.ok(now.includes(partition), `worker ${id} keeps ${partition}`);
      const [latest] = supervisor.consumers().rebalances;
      assert.equal(latest?.cause.message, 'a worker was removed');
      assert.equal(latest?.moved, 4);
      assert.equal(latest?.members, 2);
    }
    const sent = [...ledger.values()].reduce((sum, values) => sum + values.length, 0);
    await until('everything is stored', () => writer.tick().records >= sent);
    assert.equal(writer.tick().duplicates, 0);
    assert.deepEqual(supervisor.status().warnings, []);
    await assert.rejects(
      async () => {
        await supervisor.close();
        supervisor.setWorkers(3);
      },
      { code: 'not-found' },
    );
  }
  assertSame(valuesOf(readCache(folder.path), 'elastic'), ledger);
});

test('a worker dies: its partitions move to the other, and come back with it', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('mortal', 6);
  const ledger = emptyLedger(6);
  {
    await using writer = await openWriter(folder.path);
    const ports: MessagePort[] = [];
    let deadly = false;
    // Between worker and writer, so that something can be said to a worker that ends it.
    const connectWorker = () => {
      const [up, { port1, port2 }] = [writer.connectWorker(), new MessageChannel()];
      up.on('message', (message) => port1.postMessage(message));
      port1.on('message', (message) => up.postMessage(message));
      port1.on('close', () => up.close());
      ports.push(port1);
      if (deadly) port1.postMessage(null);
      return port2;
    };
    const session = withWorkers(kit.session(['mortal']), 2);
    const supervisor = await startSupervisor({
      session,
      writer: { ...writer, connectWorker },
      onChange: () => undefined,
    });
    {
      await using _supervisor = { [Symbol.asyncDispose]: () => supervisor.close() };
      {
        await using _ = writing('mortal', ledger);
        await until('both have their share', () => sizes(supervisor).join() === '3,3');
        deadly = true;
        // What makes no sense to it is an uncaught error in its thread: it dies without leaving the group.
        ports[0]?.postMessage(null);
        await until('its partitions moved', () => sizes(supervisor).includes(6));
        const { restarts } = supervisor.consumers().workers[0] ?? {};
        assert.ok(restarts !== undefined && restarts > 0);
        assert.match(
          supervisor
            .status()
            .warnings.map((one) => one.message)
            .join(),
          /Worker 1 ended and is started again/,
        );
        assert.match(supervisor.consumers().rebalances[0]?.cause.message ?? '', /worker 1 ended/);
        deadly = false;
        await until('they came back', () => sizes(supervisor).join() === '3,3');
      }
      const sent = [...ledger.values()].reduce((sum, values) => sum + values.length, 0);
      await until('everything is stored', () => writer.tick().records >= sent);
      assert.equal(writer.tick().duplicates, 0);
      await until('the warning is over', () => supervisor.status().warnings.length === 0);
    }
  }
  assertSame(valuesOf(readCache(folder.path), 'mortal'), ledger);
});

test('two Tailwaters in one group: each holds its part and says so; one is killed, the other takes over', async () => {
  await using mine = await usingFolder();
  await using theirs = await usingFolder();
  await using third = await usingFolder();
  await kit.createTopic('shared', 6);
  await kit.createTopic('also', 2);
  const ledger = emptyLedger(6);
  {
    await using collecting = await collect(mine.path, withWorkers(kit.session(['shared'], { group: 'ops' }), 1));
    const { supervisor, writer } = collecting;
    await until('all is ours', () => sizes(supervisor).join() === '6');
    // It follows a topic more than the leader of the group does.
    await using other = startOther(['shared', 'also'], theirs.path, 'ops');
    await until('the partitions are split', () => supervisor.status().elsewhere > 0);
    await until('the other says so too', () => (other.last()?.elsewhere ?? 0) > 0);
    const { elsewhere } = supervisor.status();
    assert.equal(sizes(supervisor).reduce((sum, size) => sum + size, 0) + elsewhere, 6);
    assert.equal(other.last()?.held.length, elsewhere + 2, 'the partitions of the other topic are read too');
    const told = `${elsewhere} of 6 partitions are read by other members of the group ops: this cache holds its own part only.`;
    assert.ok(supervisor.status().warnings.some((one) => one.message === told));
    assert.match(other.last()?.warnings.join() ?? '', /of 8 partitions are read by other members of the group ops/);
    const { others, unread } = supervisor.consumers();
    assert.deepEqual(
      others.map(({ clientId, host, partitions }) => [clientId, host, partitions.length]),
      [['tailwater-worker-1', '127.0.0.1', elsewhere + 2]],
    );
    assert.deepEqual(unread, []);
    await until('the tick says so', () => writer.tick().elsewhere === elsewhere);

    await produceEach('shared', ledger, 200);
    await kit.produce('also', 0, ['also 0']);
    await until('my part is stored', () => writer.tick().records === (6 - elsewhere) * 200);
    await until('their part is stored', () => other.last()?.records === elsewhere * 200 + 1);
    assert.equal(supervisor.status().lagRecords, 0, 'what others read is not behind');
    // For these the health of partitions goes by what the group has committed.
    const known = [...ledger.keys()].filter((partition) => supervisor.position('shared', partition) !== undefined);
    assert.equal(known.length, 6 - elsewhere);

    {
      const session = withWorkers(kit.session(['shared'], { group: 'ops', untilEnd: true }), 1);
      await using ending = await collect(third.path, session);
      await until('the end of its part', () => ending.supervisor.status().state === 'ended');
      assert.ok(ending.supervisor.status().elsewhere > 0);
      assert.equal(ending.writer.tick().records, (6 - ending.supervisor.status().elsewhere) * 200);
    }

    await until('it is two again', () => supervisor.status().elsewhere === elsewhere);
    other.kill();
    await until('all is ours again', () => sizes(supervisor).join() === '6');
    await until('nothing is elsewhere', () => supervisor.status().elsewhere === 0);
    await produceEach('shared', ledger, 10);
    await until('everything is mine', () => writer.tick().records === 6 * 210);
    assert.equal(writer.tick().duplicates, 0);
    await until('nothing is to be told', () => supervisor.status().warnings.length === 0);
  }
  assertSame(valuesOf(readCache(mine.path), 'shared'), ledger);
  const part = valuesOf(readCache(theirs.path), 'shared');
  assert.ok(part.size > 0 && part.size < 6);
  for (const [partition, values] of part) assert.deepEqual(values, ledger.get(partition)?.slice(0, 200));
});

test('groups of others are not joined, and others cannot join ours', async () => {
  await using folder = await usingFolder();
  await kit.createTopic('guarded');
  await kit.produce('guarded', 0, ['one', 'two', 'three']);
  const session = (group: string) => kit.session(['guarded'], { group });

  await kit.admin.setOffsets({ groupId: 'billing', topic: 'guarded', partitions: [{ partition: 0, offset: '2' }] });
  await assert.rejects(collect(folder.path, session('billing')), {
    code: 'busy',
    message: /billing now, but it has offsets that Tailwater did not commit/,
  });
  const [kept] = await kit.admin.fetchOffsets({ groupId: 'billing', topics: ['guarded'] });
  assert.equal(kept?.partitions[0]?.offset, '2');

  // What Tailwater left is joined again, by any cache; so is a group of a cache, by whomever its offsets were set.
  await collectAll(folder.path, session('ours'));
  await collectAll(folder.path, session('ours'));
  await kit.admin.setOffsets({ groupId: 'tailwater-x', topic: 'guarded', partitions: [{ partition: 0, offset: '1' }] });
  await collectAll(folder.path, session('tailwater-x'));

  const foreign = new kafkajs.Kafka({
    clientId: 'billing-app',
    brokers: kit.brokers,
    logLevel: kafkajs.logLevel.NOTHING,
  });
  await using collecting = await collect(folder.path, session('ours'));
  await until('we are in it', () => collecting.supervisor.consumers().state === 'stable');
  const late = foreign.consumer({ groupId: 'ours', retry: { restartOnFailure: async () => false } });
  const refused = new Promise<Error>((resolve) => late.on(late.events.CRASH, ({ payload }) => resolve(payload.error)));
  await late.connect();
  await late.subscribe({ topics: ['guarded'] });
  // run() rejects with what the crash says.
  await late.run({ eachMessage: async () => undefined }).catch(() => undefined);
  assert.match(String(await refused), /protocol/);
  await late.disconnect();
  await kit.produce('guarded', 0, ['four']);
  await until('ours goes on', () => collecting.writer.tick().records === 4);

  const theirs = foreign.consumer({ groupId: 'theirs' });
  await theirs.connect();
  await theirs.subscribe({ topics: ['guarded'] });
  const joined = new Promise((resolve) => theirs.on(theirs.events.GROUP_JOIN, resolve));
  await theirs.run({ eachMessage: async () => undefined });
  await joined;
  await using another = await usingFolder();
  await assert.rejects(collect(another.path, session('theirs')), {
    code: 'busy',
    message: /theirs has members that are not of Tailwater \(billing-app\)/,
  });
  await theirs.disconnect();
});

type Told = { records: number; held: string[]; elsewhere: number; warnings: string[] };

/** Another process with a cache of its own in the same group. */
function startOther(topics: string[], folder: string, group: string) {
  const script = join(import.meta.dirname, 'group-child.ts');
  const child = spawn(process.execPath, [script, cluster.bootstrap, topics.join(), folder, group], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let last: Told | undefined;
  createInterface(child.stdout).on('line', (line) => {
    last = JSON.parse(line);
  });
  return {
    last: () => last,
    kill: () => child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exit;
    },
  };
}
