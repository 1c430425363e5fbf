// Takes the README's pictures of the demo in a real browser: npm run screenshots
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Alert } from '../main/contract/alerts.ts';
import { OpenSession } from '../main/contract/session.ts';
import { openEngine } from '../main/engine.ts';
import { startHttpHost } from '../main/hosts/http.ts';
import { launchBrowser } from '../test/e2e/browser.ts';
import { build, distFolder } from './build.ts';
import { createTopics, startTraffic } from './demo/produce.ts';
import { TOPICS } from './demo/traffic.ts';
import { startCluster } from './kafka.ts';

const folder = join(import.meta.dirname, '..', 'assets', 'screenshots');
const SIZE = { width: 1400, height: 820 };
const FILTER = 'level >= warn and service: (auth* or gateway)';

type Picture = {
  name: string;
  theme: 'light' | 'dark';
  language: 'en' | 'ko';
  hash: string;
  act?: (page: Page) => Promise<void>;
};

const logs = `#/logs?${new URLSearchParams({ q: FILTER })}`;
const openRecord = async (page: Page) => {
  await page.getByRole('row').filter({ hasText: 'gateway' }).first().click();
};
const PICTURES: Picture[] = [
  { name: 'logs-light', theme: 'light', language: 'en', hash: logs, act: openRecord },
  { name: 'logs-dark', theme: 'dark', language: 'en', hash: logs, act: openRecord },
  { name: 'partitions-dark', theme: 'dark', language: 'ko', hash: '#/partitions' },
  {
    name: 'topics-light',
    theme: 'light',
    language: 'en',
    hash: '#/partitions',
    act: (page) => page.getByRole('tab', { name: /Topics/ }).click(),
  },
  {
    name: 'consumers-light',
    theme: 'light',
    language: 'en',
    hash: '#/consumers',
    act: (page) => page.getByRole('tab', { name: 'This viewer' }).click(),
  },
  { name: 'alerts-dark', theme: 'dark', language: 'en', hash: '#/alerts' },
];

/** One that fires in every minute of the demo, one on absence, one on health. */
const CONDITIONS: Record<string, Alert['condition']> = {
  'Errors of the shop': {
    on: 'count',
    filter: 'level >= error',
    topics: null,
    than: 'above',
    records: 20,
    seconds: 60,
  },
  'The gateway is silent': {
    on: 'count',
    filter: 'service: gateway',
    topics: null,
    than: 'below',
    records: 1,
    seconds: 60,
  },
  'A partition is in trouble': { on: 'health', topics: null, least: 'error', codes: null, forSeconds: 30 },
};

await mkdir(folder, { recursive: true });
await using stack = new AsyncDisposableStack();
const cache = await mkdtemp(join(tmpdir(), 'tailwater-screenshots-'));
stack.defer(() => rm(cache, { recursive: true, force: true }));
const cluster = stack.use(await startCluster({ brokers: 3 }));
await createTopics(cluster.bootstrap);
const traffic = stack.use(startTraffic(cluster.bootstrap, 60, 1));
await traffic.history;
const follow = {
  connection: { brokers: cluster.bootstrap.split(','), name: 'demo' },
  topics: Object.keys(TOPICS),
};
const engine = await openEngine({ cacheFolder: cache, host: 'browser', mode: 'write', version: 'screenshots' });
stack.defer(() => engine.close());
await engine.handlers['session.open'](OpenSession.parse(follow), new AbortController().signal);
for (const [name, condition] of Object.entries(CONDITIONS)) {
  const alert = Alert.parse({ id: name, name, condition, pauseSeconds: 60, on: true });
  await engine.handlers['alerts.save'](alert, new AbortController().signal);
}
await build(['renderer']);
const app = stack.use(await startHttpHost({ handlers: engine.handlers, pageFolder: join(distFolder, 'renderer') }));
const browser = await launchBrowser();
stack.defer(() => browser.close());

for (const { name, theme, language, hash, act } of PICTURES) {
  const context = await browser.newContext({
    viewport: SIZE,
    deviceScaleFactor: 2,
    colorScheme: theme,
    locale: language === 'ko' ? 'ko-KR' : 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(app.url);
  // A hash that changes before the page listens to it is not heard, and Logs stays.
  await page.getByRole('navigation', { name: /Views|화면/ }).waitFor();
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  // Two samples of the cluster make a rate: the pictures of its health wait for the second.
  // And the first for the history, as a hatched timeline is what one sees for some seconds only.
  await page
    .getByText(/^complete for .* 31 of 31|31개/)
    .first()
    .waitFor({ timeout: 180_000 });
  await page.waitForTimeout(12_000);
  await act?.(page);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  console.log(`assets/screenshots/${name}.png`);
}
