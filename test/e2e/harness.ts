// The whole application for the end-to-end suites: a real broker, the real engine and host, a real browser.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { build } from '../../build/build.ts';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import type { Input } from '../../main/contract/methods.ts';
import type { Tick } from '../../main/contract/records.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { type Engine, openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from './browser.ts';

export type Produced = { partition?: number; key?: string; value: string | Buffer | null };

export type App = AsyncDisposable & {
  readonly cluster: Cluster;
  readonly engine: Engine;
  /** the cache's folder */
  readonly cacheFolder: string;
  /** a folder for what a test writes; removed at the end */
  readonly folder: string;
  createTopic(name: string, partitions?: number): Promise<void>;
  produce(topic: string, records: Produced[]): Promise<void>;
  /** Opens a session from the earliest offset. */
  follow(topics: string[]): Promise<void>;
  tick(): Tick;
  /** Waits until the cache holds so many records, all told. */
  stored(records: number): Promise<void>;
  /**
   * A new page in a context of its own, with nothing kept from others; `hash` as in '#/logs?q=...'. What its console or its code
   * complains about fails the test when the app is disposed.
   */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
  /** How many complaints of pages there are by now; a test that provokes some takes them away. */
  readonly complaints: string[];
};

const WAIT_MS = 60_000;
const SIZE = { width: 1280, height: 720 };

export async function startApp(options: { brokers?: number } = {}): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-e2e-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await build(['renderer'], join(folder, 'dist'));
  const cluster = stack.use(await startCluster(options));
  const kafka = new kafkajs.Kafka({ brokers: cluster.bootstrap.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = await connected(kafka.admin(), stack);
  const producer = await connected(
    kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    }),
    stack,
  );
  const cacheFolder = join(folder, 'cache');
  const engine = await openEngine({ cacheFolder, host: 'browser', mode: 'write', version: 'test' });
  stack.defer(() => engine.close());
  const host = stack.use(
    await startHttpHost({ handlers: engine.handlers, pageFolder: join(folder, 'dist', 'renderer') }),
  );
  const browser = await launchBrowser();
  stack.defer(() => browser.close());

  const complaints: string[] = [];
  const tick = () => engine.handlers['cache.tick']().get();
  const resources = stack.move();
  return {
    cluster,
    engine,
    cacheFolder,
    folder,
    complaints,
    tick,
    async createTopic(topic, numPartitions = 1) {
      await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
    },
    async produce(topic, records) {
      await producer.send({ topic, messages: records });
    },
    async follow(topics) {
      const session: Input<'session.open'> = {
        connection: { brokers: cluster.bootstrap.split(','), name: 'e2e' },
        topics,
      };
      await engine.handlers['session.open'](OpenSession.parse(session), new AbortController().signal);
    },
    async stored(records) {
      await until(`${records} records in the cache`, () => tick().records >= records);
    },
    async open(hash = '', contextOptions = {}) {
      const context = await browser.newContext({
        viewport: SIZE,
        locale: 'en-US',
        timezoneId: 'UTC',
        colorScheme: 'light',
        ...contextOptions,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      // The token is swapped for a cookie by a redirect, which drops the hash: it is set afterwards.
      await page.goto(host.url);
      if (hash !== '') await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.getByRole('navigation', { name: /Views|화면/ }).waitFor();
      await idle(page);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await resources.disposeAsync();
      assert.deepEqual(complaints, [], 'what the pages complained about');
    },
  };
}

/** Waits until no request of the page is in flight; while following live, until a moment between two. */
export async function idle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
}

/** Polls until it holds; fails, saying what it waited for, after a minute. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited a minute for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Lines of a small service, in JSON, one a second up to `newestMs`, oldest first. */
export function sampleRecords(count: number, newestMs: number): Produced[] {
  return Array.from({ length: count }, (_, i) => {
    const level = i % 50 === 7 ? 'error' : i % 10 === 3 ? 'warn' : 'info';
    const service = ['auth-api', 'billing', 'gateway'][i % 3];
    const value = {
      time: new Date(newestMs - (count - 1 - i) * 1000).toISOString(),
      level,
      service,
      host: `node-${i % 4}`,
      message: level === 'error' ? `connection reset by peer, attempt ${i}` : `요청 처리 완료 ${i}`,
      status: level === 'error' ? 500 : 200,
    };
    return { partition: i % 2, key: `user-${i % 7}`, value: JSON.stringify(value) };
  });
}

async function connected<T extends Admin | Producer>(client: T, stack: AsyncDisposableStack): Promise<T> {
  await client.connect();
  stack.defer(() => client.disconnect());
  return client;
}
