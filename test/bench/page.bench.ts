// The page in a real browser over a cache of 2 million records: first paint, first rows, and, while 20,000 records a second
// arrive, frame times, long tasks and the time from a record's making to its being seen, also in a large window that has much to
// draw. Peers: of the first paint a page of one
// line; of the frames that page's own; of what is seen a plain kafkajs consumer in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import type { Page } from 'playwright-core';
import { build } from '../../build/build.ts';
import { startCluster } from '../../build/kafka.ts';
import { MOST_BOOKMARKS } from '../../main/contract/bookmarks.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { quantiles, seenLatencies } from './frames.ts';
import { makeCache } from './query-data.ts';
import { turnWheel, watchPage } from './watch-page.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const RATE = 20_000;
const PARTITIONS = 4;
const LOADS = Number(process.env.BENCH_LOADS ?? 5);
const LIVE_SECONDS = Number(process.env.BENCH_SECONDS ?? 30);
const SCROLL_SECONDS = LIVE_SECONDS / 2;
const PEER_SECONDS = 10;
/** of the rows that have just arrived */
const BOOKMARK_EVERY = 100;
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
const scrolling = await measured(page, SCROLL_SECONDS, () => turnWheel(page));
await page.close();

// A large window that has much to draw: as many bookmarks as there may be, and bars by a field, over a minute that moves on.
const { newestRow } = engine.handlers['cache.tick']().get();
const signal = new AbortController().signal;
for (let i = 0; i < MOST_BOOKMARKS; i++)
  await engine.handlers['bookmarks.save']({ record: { row: newestRow - i * BOOKMARK_EVERY } }, signal);
const large = await browser.newPage({ viewport: { width: 2560, height: 1300 } });
await large.goto(host.url);
await large.evaluate("location.hash = '#/logs?t=last:60&s=host'");
await large.locator('.bookmark-lane button').nth(5).waitFor();
await large.locator('.legend-item').nth(9).waitFor();
const crowded = await measured(large, SCROLL_SECONDS);
await large.close();

const peer = await browser.newPage({ viewport: { width: 1400, height: 820 } });
await peer.goto(plainUrl);
const consumer = child('consume-latency.ts', cluster.bootstrap, 'live', String(PEER_SECONDS));
const plainFrames = await measured(peer, PEER_SECONDS);
const consumed: { p50: number; p95: number } = JSON.parse(await consumer.output);
producer.process.stdin?.end();
const made: [at: number, records: number][] = JSON.parse(await producer.output);
const latencies = quantiles(seenLatencies(following.paints, made));

console.log(
  JSON.stringify({
    cachedRecords: RECORDS,
    firstPaintMs: { median: Math.round(median(paints)), all: paints.map(Math.round), wanted: 1000 },
    firstPaintOfPlainPageMs: Math.round(median(peers)),
    firstPaintToPlainPage: Number((median(paints) / median(peers)).toFixed(2)),
    firstRowsMs: { median: Math.round(median(rows)), all: rows.map(Math.round) },
    live: {
      wantedPerSecond: RATE,
      following: shown(following),
      scrolling: shown(scrolling),
      crowded: shown(crowded),
      producedToSeenMs: latencies,
      peers: { frames: plainFrames.frames, kafkajsLatencyMs: consumed },
      frameToPlainPage: ratio(following.frames.p95, plainFrames.frames.p95),
      scrollFrameToPlainPage: ratio(scrolling.frames.p95, plainFrames.frames.p95),
      seenToKafkajs: ratio(latencies.p95, consumed.p95),
      wanted: { frameP95Ms: 20, producedToSeenP95Ms: 500, tasksOver50ms: 0 },
    },
  }),
);

/** How many arrived meanwhile, too. */
async function measured(page: Page, seconds: number, meanwhile?: () => Promise<unknown>) {
  const before = records();
  const { paints, measured } = await watchPage(page, seconds, meanwhile);
  return { paints, arrivedPerSecond: Math.round((records() - before) / seconds), ...measured };
}

/** All but the paints: they are thousands. */
function shown({ paints: _, ...others }: Awaited<ReturnType<typeof measured>>) {
  return others;
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
