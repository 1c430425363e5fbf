// The health of a large cluster as it is shown: frames of each view while its table scrolls, over a session that follows all of 2,000
// partitions, keeps their history, looks at the cluster and at 50 groups, and judges 50 alerts; and how long a broker's death takes
// to be seen. Peer: the frames of a page of one line.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { build } from '../../build/build.ts';
import type { AlertCondition } from '../../main/contract/alerts.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { GROUPS, PARTITIONS, startLargeCluster, TOPICS, topicNames } from './large-cluster.ts';
import { turnWheel, watchPage } from './watch-page.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const ALERTS = 50;

await using stack = new AsyncDisposableStack();
const cluster = stack.use(await startLargeCluster());
const folder = await mkdtemp(join(tmpdir(), 'tailwater-health-page-bench-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
await build(['renderer'], join(folder, 'dist'));
const engine = await openEngine({
  ...{ cacheFolder: join(folder, 'cache'), host: 'browser', mode: 'write', version: 'bench' },
});
stack.defer(() => engine.close());
const signal = new AbortController().signal;
const conditions: AlertCondition[] = [
  { on: 'lag', topics: null, records: 1_000, forSeconds: 0 },
  { on: 'health', topics: null, least: 'warning', codes: null, forSeconds: 0 },
  { on: 'silent', forSeconds: 30 },
  { on: 'count', filter: 'level >= error', topics: null, than: 'above', records: 10, seconds: 300 },
];
for (let i = 0; i < ALERTS; i++) {
  const condition = conditions[i % conditions.length];
  if (condition)
    await engine.handlers['alerts.save']({ id: `a${i}`, name: `a${i}`, condition, pauseSeconds: 60, on: true }, signal);
}
const connection = { brokers: cluster.bootstrap.split(',') };
await engine.handlers['session.open'](OpenSession.parse({ connection, topics: topicNames() }), signal);
const host = await startHttpHost({ handlers: engine.handlers, pageFolder: join(folder, 'dist', 'renderer') });
stack.defer(() => host.close());
const browser = await launchBrowser();
stack.defer(() => browser.close());
const viewport = { width: 1400, height: 820 };

/** A page for each: the wheel turns for as long as there is one. */
async function view(hash: string, ready: (page: Page) => Promise<unknown>) {
  const page = await browser.newPage({ viewport });
  await page.goto(host.url);
  await page.evaluate(`location.hash = '${hash}'`);
  page.setDefaultTimeout(300_000);
  await ready(page);
  const { measured } = await watchPage(page, SECONDS, () => turnWheel(page));
  await page.close();
  return measured;
}

// Brokers that have just been given 2,000 partitions take both cores of a small machine for a while: that is not what is measured.
await sleep(30_000);
const partitions = await view('#/partitions', (page) => page.locator('tr[data-partition]').nth(10).waitFor());
const topics = await view('#/partitions', async (page) => {
  await page.getByRole('tab', { name: /^Topics/ }).click();
  await page.locator('tr[data-topic]').nth(10).waitFor();
});
const consumers = await view('#/consumers', (page) => page.locator('tr[data-group]').nth(10).waitFor());

/** From the death of a broker, at any moment of the interval, to the trouble of what it led at the head of the table. */
async function deathToScreen(id: number): Promise<number> {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(300_000);
  await page.goto(host.url);
  await page.evaluate(`location.hash = '#/partitions'`);
  const shows = (...severities: string[]) =>
    page
      .locator(severities.map((one) => `.partition-table tbody tr:first-child[data-severity="${one}"]`).join(', '))
      .waitFor();
  await shows('ok');
  await sleep(Math.random() * 5_000);
  const from = performance.now();
  await Promise.all([cluster.stopBroker(id, 'SIGKILL'), shows('error', 'warning')]);
  const ms = Math.round(performance.now() - from);
  await page.close();
  await cluster.startBroker(id);
  return ms;
}
const deathToScreenMs: number[] = [];
for (const id of [3, 2, 3]) deathToScreenMs.push(await deathToScreen(id));

const peer = await browser.newPage({ viewport });
await peer.goto('data:text/html,<p>one line');
const { measured: plain } = await watchPage(peer, SECONDS / 3);
console.log(
  JSON.stringify({
    ...{ partitionCount: TOPICS * PARTITIONS, groupCount: GROUPS, alerts: ALERTS },
    ...{ partitions, topics, consumers, deathToScreenMs },
    peers: { plainPage: plain.frames },
    wanted: { frameP95Ms: 20, tasksOver50ms: 0, deathToScreenMs: 5_000 },
  }),
);
