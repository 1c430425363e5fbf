// The page in a real browser over a cache of 2 million records: first paint, first rows, and, while 20,000 records a second
// arrive, frame times, long tasks and the time from a record's making to its being seen. Peers: of the first paint a page of one
// line; of the frames that page's own; of what is seen a plain kafkajs consumer in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import type { Page } from 'playwright-core';
import { build } from '../../build/build.ts';
import { startCluster } from '../../build/kafka.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { type Frames, framesOf, quantiles, seenLatencies, WATCH_FRAMES } from './frames.ts';
import { makeCache } from './query-data.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const RATE = 20_000;
const PARTITIONS = 4;
const LOADS = Number(process.env.BENCH_LOADS ?? 5);
const LIVE_SECONDS = Number(process.env.BENCH_SECONDS ?? 30);
const SCROLL_SECONDS = LIVE_SECONDS / 2;
const PEER_SECONDS = 10;
const root = join(import.meta.dirname, '..', '..');

/** Milliseconds from the start of the navigation to the first paint with content. */
const firstPaint = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntries().find((one) => one.name === 'first-contentful-paint');
      if (entry) resolve(entry.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`);
const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'tailwater-page-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(folder, { recursive: true, force: true }));
await build(['renderer'], join(folder, 'dist'));
await makeCache(join(folder, 'cache'), RECORDS, join(folder, 'values.ndjson'));

const cluster = stack.use(await startCluster());
const admin = new kafkajs.Kafka({ brokers: [cluster.bootstrap], logLevel: kafkajs.logLevel.NOTHING }).admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: 'live', numPartitions: PARTITIONS }], waitForLeaders: true });
await admin.disconnect();

const engine = await openEngine({
  cacheFolder: join(folder, 'cache'),
  host: 'browser',
  mode: 'write',
  version: 'bench',
});
stack.defer(() => engine.close());
const host = await startHttpHost({ handlers: engine.handlers, pageFolder: join(folder, 'dist', 'renderer') });
stack.defer(() => host.close());
const plain = createServer((_, response) => response.end('<!doctype html><title>peer</title><p>one line')).listen(0);
stack.defer(() => void plain.close());
const address = plain.address();
const plainUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
const browser = await launchBrowser();
stack.defer(() => browser.close());

const paints: number[] = [];
const peers: number[] = [];
const rows: number[] = [];
for (let load = 0; load < LOADS; load++) {
  // A context of its own each time: nothing is cached but the machine's files.
  const context = await browser.newContext({ viewport: { width: 1400, height: 820 } });
  const peer = await context.newPage();
  await peer.goto(plainUrl);
  peers.push(await firstPaint(peer));
  await peer.close();
  const page = await context.newPage();
  await page.goto(host.url);
  paints.push(await firstPaint(page));
  await page.getByRole('row').nth(5).waitFor();
  rows.push(await page.evaluate(() => performance.now()));
  await context.close();
}

await engine.handlers['session.open'](
  OpenSession.parse({ connection: { brokers: [cluster.bootstrap] }, topics: ['live'] }),
  new AbortController().signal,
);
const page = await browser.newPage({ viewport: { width: 1400, height: 820 } });
await page.goto(host.url);
await page.getByRole('row').nth(5).waitFor();
const producer = child('produce-rate.ts', cluster.bootstrap, 'live', String(PARTITIONS), String(RATE));
const records = () => engine.handlers['cache.tick']().get().records;
const stored = records();
while (records() - stored < RATE) await new Promise((resolve) => setTimeout(resolve, 50));

const following = await measured(page, LIVE_SECONDS);
const scrolling = await measured(page, SCROLL_SECONDS, async () => {
  await page.mouse.move(700, 600);
  // A hand on the wheel: down at some rows each frame, and now and then back up.
  for (let turn = 0; ; turn++) {
    await page.mouse.wheel(0, turn % 200 < 150 ? 90 : -180);
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
});
await page.close();
const peer = await browser.newPage({ viewport: { width: 1400, height: 820 } });
await peer.goto(plainUrl);
const consumer = child('consume-latency.ts', cluster.bootstrap, 'live', String(PEER_SECONDS));
const plainFrames = await measured(peer, PEER_SECONDS);
const consumed: { p50: number; p95: number } = JSON.parse(await consumer.output);
producer.process.stdin?.end();
await producer.output;

console.log(
  JSON.stringify({
    cachedRecords: RECORDS,
    firstPaintMs: { median: Math.round(median(paints)), all: paints.map(Math.round), wanted: 1000 },
    firstPaintOfPlainPageMs: Math.round(median(peers)),
    firstPaintToPlainPage: Number((median(paints) / median(peers)).toFixed(2)),
    firstRowsMs: { median: Math.round(median(rows)), all: rows.map(Math.round) },
    live: {
      wantedPerSecond: RATE,
      following,
      scrolling,
      peers: { frames: plainFrames.frames, kafkajsLatencyMs: consumed },
      frameToPlainPage: ratio(following.frames.p95, plainFrames.frames.p95),
      scrollFrameToPlainPage: ratio(scrolling.frames.p95, plainFrames.frames.p95),
      seenToKafkajs: ratio(following.producedToSeenMs.p95, consumed.p95),
      wanted: { frameP95Ms: 20, producedToSeenP95Ms: 500, tasksOver50ms: 0 },
    },
  }),
);

/** What a page does for some seconds, while `meanwhile` goes on. */
async function measured(page: Page, seconds: number, meanwhile?: () => Promise<void>) {
  const cpu = process.cpuUsage();
  const before = records();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const busyBefore = await busy();
  const watching = page.evaluate<Frames>(`(${WATCH_FRAMES})(${seconds * 1000})`);
  // It ends with the page's own clock; the last turn of the wheel may come too late for it.
  void meanwhile?.().catch(() => undefined);
  const seen = await watching;
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds,
    arrivedPerSecond: Math.round((records() - before) / seconds),
    frames: framesOf(seen),
    framesThatScrolled: seen.moved,
    tasksOver50ms: seen.tasks.length,
    longestTasksMs: seen.tasks.toSorted((a, b) => b - a).slice(0, 5),
    producedToSeenMs: quantiles(seenLatencies(seen.paints)),
    pageBusyShare: Number((((await busy()) - busyBefore) / seconds).toFixed(2)),
    engineCpuShare: Number(((user + system) / 1e6 / seconds).toFixed(2)),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function ratio(ours: number, theirs: number): number {
  return Number((ours / Math.max(1, theirs)).toFixed(2));
}

/** A process of its own that runs a file of this folder; it ends when its stdin does, or by itself. */
function child(file: string, ...given: string[]) {
  const started = spawn(process.execPath, [join(root, 'test/bench', file), ...given], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  started.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  return { process: started, output: once(started, 'close').then(() => text) };
}
