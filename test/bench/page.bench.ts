// The page in a real browser over a cache of 2 million records: first paint, first rows, and long tasks while 20,000 records a
// second arrive. Peer of the first paint: a page of one line from the same host, in the same browser.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import type { Page } from 'playwright-core';
import { build } from '../../build/build.ts';
import { startCluster } from '../../build/kafka.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { makeCache } from './query-data.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const RATE = 20_000;
const PARTITIONS = 4;
const LOADS = 5;
const LIVE_SECONDS = 15;
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
const producer = spawn(
  process.execPath,
  [join(root, 'test/bench/produce-rate.ts'), cluster.bootstrap, 'live', String(PARTITIONS), String(RATE)],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const before = engine.handlers['cache.tick']().get().records;
const tasks = await page.evaluate<number[]>(`new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.push(Math.round(entry.duration));
  }).observe({ type: 'longtask' });
  setTimeout(() => resolve(found), ${LIVE_SECONDS} * 1000);
})`);
const arrived = engine.handlers['cache.tick']().get().records - before;
producer.stdin.end();
await new Promise((resolve) => producer.once('exit', resolve));

console.log(
  JSON.stringify({
    cachedRecords: RECORDS,
    firstPaintMs: { median: Math.round(median(paints)), all: paints.map(Math.round), wanted: 1000 },
    firstPaintOfPlainPageMs: Math.round(median(peers)),
    firstPaintToPlainPage: Number((median(paints) / median(peers)).toFixed(2)),
    firstRowsMs: { median: Math.round(median(rows)), all: rows.map(Math.round) },
    live: {
      seconds: LIVE_SECONDS,
      wantedPerSecond: RATE,
      arrivedPerSecond: Math.round(arrived / LIVE_SECONDS),
      tasksOver50ms: tasks.length,
      longestTaskMs: Math.max(0, ...tasks),
      wanted: 0,
    },
  }),
);
