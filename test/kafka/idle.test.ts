// A quiet cluster costs next to nothing: how often things wake, counted, on a real broker. The cost itself is measured by
// test/bench/idle.bench.ts.
import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { after, before, test } from 'node:test';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { openEngine } from '../../main/engine.ts';
import { FetchWaits } from '../../main/kafka/fetch-waits.ts';
import { Kit, until, usingFolder } from './ingest-kit.ts';

let cluster: Cluster;
let kit: Kit;
before(async () => {
  cluster = await startCluster();
  kit = await Kit.connect(cluster.bootstrap);
  await kit.createTopic('quiet', 4);
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

test('a broker that has nothing is waited for longer and longer, up to a limit', () => {
  const waits = new FetchWaits(300, 1);
  const asked = Array.from({ length: 6 }, () => {
    const ms = waits.next(1);
    waits.answered(1, ms);
    return ms;
  });
  assert.deepEqual(asked, [300, 600, 1_200, 2_400, 4_800, 5_000]);
  assert.equal(waits.next(2), 300);
  waits.answered(1, 20);
  assert.equal(waits.next(1), 300);
  waits.answered(2, 300);
  waits.reset();
  assert.equal(waits.next(2), 300);
  // A wait that is longer than the limit stays; one that delays records is not made longer.
  for (const [firstMs, minBytes] of [
    [6_000, 1],
    [300, 1_000],
  ] as const) {
    const steady = new FetchWaits(firstMs, minBytes);
    steady.answered(1, firstMs);
    assert.equal(steady.next(1), firstMs);
  }
});

test('a kafkajs consumer at rest wakes seldom, and stops though a fetch still waits', { timeout: 40_000 }, async () => {
  const warnings: string[] = [];
  const warned = (warning: Error) => warnings.push(warning.name);
  process.on('warning', warned);
  const timers = new Set<number>();
  let wakes = 0;
  const hook = createHook({
    init: (id, type) => void (type === 'Timeout' && timers.add(id)),
    before: (id) => void (timers.has(id) && wakes++),
  }).enable();
  let waitMs = 500;
  let fetches = 0;
  const consumer = kit.client.consumer({ groupId: 'resting', maxWaitTimeInMs: () => waitMs });
  consumer.on(consumer.events.FETCH, () => {
    fetches++;
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: ['quiet'] });
    await consumer.run({ eachBatch: async () => undefined });
    await until('a first fetch', () => fetches > 0);
    const [from, wakesBefore] = [performance.now(), wakes];
    // From here on no fetch returns by itself.
    waitMs = 120_000;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const wakesPerSecond = ((wakes - wakesBefore) * 1_000) / (performance.now() - from);
    // kafkajs woke 900 times a second for nothing, and 10 times for each connection to look for requests that took too long.
    assert.ok(wakesPerSecond < 8, `${wakesPerSecond.toFixed(1)} timers a second`);
    assert.deepEqual(warnings, []);
  } finally {
    hook.disable();
    process.off('warning', warned);
    await consumer.stop();
  }
});

test('a session at rest: fetches that wait, no news where there is none, and a record that comes is not late', async () => {
  await using folder = await usingFolder();
  const engine = await openEngine({ cacheFolder: folder.path, host: 'browser', mode: 'write', version: 'test' });
  try {
    const consumers = engine.handlers['consumers.status']();
    const status = engine.handlers['session.status']();
    await engine.handlers['session.open'](kit.session(['quiet']), new AbortController().signal);
    // Four times what is set, on average over the last seconds.
    const isResting = () =>
      consumers.get().workers.length > 0 && consumers.get().workers.every((worker) => worker.fetchWaitMs > 1_200);
    await until('fetches wait long', isResting);
    let [ofConsumers, ofStatus] = [0, 0];
    const leave = [
      consumers.subscribe(() => {
        ofConsumers++;
      }),
      status.subscribe(() => {
        ofStatus++;
      }),
    ];
    await until('some news of the consumers', () => ofConsumers >= 3);
    for (const one of leave) one();
    assert.equal(ofStatus, 0, 'news of the session, where there is none');
    await kit.produce('quiet', 2, ['at last']);
    await until('the record', () => engine.handlers['cache.tick']().get().records === 1);
  } finally {
    await engine.close();
  }
});
