// The whole application for the end-to-end suites: a real broker, the real engine and host, a real browser.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Admin, type ICustomPartitioner, type Producer } from 'kafkajs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { buildStale, distFolder } from '../../build/build.ts';
import { type Cluster, type ClusterOptions, startCluster } from '../../build/kafka.ts';
import { deleteRecords, makeTopics } from '../../build/kafka-topics.ts';
import type { Input } from '../../main/contract/methods.ts';
import type { Tick } from '../../main/contract/records.ts';
import { OpenSession, type Start } from '../../main/contract/session.ts';
import { type Engine, openEngine } from '../../main/engine.ts';
import { type HttpHost, startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from './browser.ts';

export type Produced = {
  partition?: number;
  key?: string;
  value: string | Buffer | null;
  /** the broker's, in milliseconds; default: now */
  timestamp?: string;
};

/** Engine, host and browser, over an empty cache. */
export type Viewer = AsyncDisposable & {
  readonly engine: Engine;
  readonly host: HttpHost;
  /** the cache's folder */
  readonly cacheFolder: string;
  /** a folder for what a test writes; removed at the end */
  readonly folder: string;
  /** What the pages' consoles and codes complained about; any that is left fails the test when the viewer is disposed. */
  readonly complaints: string[];
  tick(): Tick;
  /** A new page in a context of its own, with nothing kept from others; `hash` as in '#/logs?q=...'. */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
};

/** The same with a broker. */
export type App = Viewer & {
  readonly cluster: Cluster;
  createTopic(name: string, partitions?: number): Promise<void>;
  produce(topic: string, records: Produced[]): Promise<void>;
  /** As retention does: the partition's offsets below `before` are gone from the broker. */
  deleteRecords(topic: string, partition: number, before: number): Promise<void>;
  /** Opens a session, from the earliest offset if not said otherwise. */
  follow(topics: string[], start?: Start, tunables?: Input<'session.open'>['tunables']): Promise<void>;
  /** Waits until the cache holds so many records, all told. */
  stored(records: number): Promise<void>;
};

const WAIT_MS = 60_000;
const SIZE = { width: 1280, height: 720 };

/** prepare: fills the cache's folder before the engine opens it */
export async function startViewer(prepare?: (cacheFolder: string) => Promise<void>): Promise<Viewer> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-e2e-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await buildStale(['renderer']);
  const cacheFolder = join(folder, 'cache');
  await prepare?.(cacheFolder);
  const engine = await openEngine({ cacheFolder, host: 'browser', mode: 'write', version: 'test' });
  stack.defer(() => engine.close());
  const host = stack.use(await startHttpHost({ handlers: engine.handlers, pageFolder: join(distFolder, 'renderer') }));
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const complaints: string[] = [];
  const resources = stack.move();
  return {
    engine,
    host,
    folder,
    cacheFolder,
    complaints,
    tick: () => engine.handlers['cache.tick']().get(),
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

export async function startApp(options: ClusterOptions = {}): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const viewer = stack.use(await startViewer());
  const cluster = stack.use(await startCluster(options));
  const kafka = new kafkajs.Kafka({ brokers: cluster.bootstrap.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = await connected(kafka.admin(), stack);
  const byPartition: ICustomPartitioner =
    () =>
    ({ message }) =>
      message.partition ?? 0;
  // Idempotent: the suites count, and a request that is sent again must not double its records.
  const producer = await connected(
    kafka.producer({ createPartitioner: byPartition, idempotent: true, maxInFlightRequests: 1 }),
    stack,
  );
  // The session ends before the brokers do, so that nobody waits for brokers that are gone.
  stack.defer(async () => void (await viewer.engine.handlers['session.close']({}, new AbortController().signal)));
  const resources = stack.move();
  return {
    ...viewer,
    cluster,
    async createTopic(topic, numPartitions = 1) {
      await makeTopics(admin, [{ topic, numPartitions }]);
    },
    async produce(topic, records) {
      await producer.send({ topic, messages: records });
    },
    async deleteRecords(topic, partition, before) {
      await deleteRecords(admin, topic, [{ partition, offset: String(before) }]);
    },
    async follow(topics, start, tunables) {
      const session: Input<'session.open'> = {
        connection: { brokers: cluster.bootstrap.split(','), name: 'e2e' },
        ...{ topics, start, tunables },
      };
      await viewer.engine.handlers['session.open'](OpenSession.parse(session), new AbortController().signal);
    },
    async stored(records) {
      await until(`${records} records in the cache`, () => viewer.tick().records >= records);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Waits until no request of the page is in flight; while following live, until a moment between two. */
export async function idle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
}

/** Polls until it holds; fails, saying what it waited for, after a minute. */
export async function until(what: string | (() => string), holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited a minute for: ${typeof what === 'string' ? what : what()}`);
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
