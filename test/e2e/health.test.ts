// The Partitions and the Consumers view against a real cluster of three brokers, one of which is stopped and started.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import kafkajs, { type Admin } from 'kafkajs';
import type { Locator, Page } from 'playwright-core';
import { OpenSession } from '../../main/contract/session.ts';
import { type App, startApp, until } from './harness.ts';
import { limitReading } from './quota.ts';

const TOPICS: [name: string, records: number[]][] = [
  ['app.auth', [40, 0, 25]],
  ['audit.login', [7, 12]],
];

describe('health of a cluster', () => {
  let app: App;
  let admin: Admin;
  let page: Page;

  before(async () => {
    app = await startApp({ brokers: 3, racks: ['a', 'a', 'b'] });
    for (const [name, records] of TOPICS) {
      await app.createTopic(name, records.length);
      const produced = records.flatMap((count, partition) =>
        Array.from({ length: count }, (_, i) => ({ partition, value: `{"level":"info","n":${i}}` })),
      );
      await app.produce(name, produced);
    }
    admin = new kafkajs.Kafka({
      brokers: app.cluster.bootstrap.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin();
    await admin.connect();
    page = await app.open('#/partitions');
    // Wide enough for every column.
    await page.setViewportSize({ width: 1640, height: 820 });
  });
  after(async () => {
    await admin.disconnect();
    await app[Symbol.asyncDispose]();
  });

  test('without a session it says so and offers to connect', async () => {
    await page.getByRole('heading', { name: 'No cluster yet' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Connect…' }).waitFor();
    await page.evaluate(`location.hash = '#/consumers'`);
    await page.getByRole('heading', { name: 'Nothing is being read' }).waitFor();
    await page.evaluate(`location.hash = '#/partitions'`);
  });

  test('every partition is shown as the cluster has it', async () => {
    await app.follow(TOPICS.map(([name]) => name));
    await app.stored(84);
    await row(page, 'app.auth-0').waitFor();
    await until('no lag on any partition', async () => (await cells(page, 'Lag')).every((text) => text === '0'));

    const { topics } = await admin.fetchTopicMetadata({ topics: TOPICS.map(([name]) => name) });
    for (const { name, partitions } of topics)
      for (const { partitionId, leader, replicas, isr } of partitions) {
        const line = row(page, `${name}-${partitionId}`);
        const records = TOPICS.find(([topic]) => topic === name)?.[1][partitionId] ?? 0;
        assert.deepEqual(await line.locator('.replica').allTextContents(), replicas.map(String));
        assert.deepEqual(await line.locator('.replica.leader').allTextContents(), [String(leader)]);
        const others = isr.filter((id) => id !== leader).sort();
        assert.deepEqual((await line.locator('.replica.in-sync').allTextContents()).map(Number).sort(), others);
        assert.equal(await cell(page, line, 'Start offset'), '0');
        assert.equal(await cell(page, line, 'End offset'), String(records));
        assert.equal(await cell(page, line, 'Position'), String(records));
        assert.equal(await cell(page, line, 'Min ISR'), '1');
        assert.equal(await cell(page, line, 'Status'), 'OK');
      }
    await card(page, 'Partitions').getByText('2 topics · 3 brokers').waitFor();
    await card(page, 'Under-replicated').getByText('every replica is in sync').waitFor();
  });

  test('it is sorted, narrowed and grouped', async () => {
    await page.getByRole('button', { name: 'End offset' }).click();
    assert.deepEqual(await cells(page, 'End offset'), ['40', '25', '12', '7', '0']);
    assert.equal(await page.getByRole('columnheader', { name: 'End offset' }).getAttribute('aria-sort'), 'descending');
    await page.getByRole('searchbox').fill('login');
    assert.deepEqual(await cells(page, 'End offset'), ['12', '7']);
    await page.getByText('2 of 5').waitFor();
    await page.getByRole('searchbox').fill('nothing-like-it');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    assert.equal((await cells(page, 'Lag')).length, 5);
    const group = async (by: string) => {
      await page.locator('.narrow-group button').click();
      await page.getByRole('option', { name: by }).click();
    };
    await group('Group by topic');
    await page.getByRole('button', { name: /^app\.auth 3 partitions/ }).click();
    assert.deepEqual(await page.locator('tr[data-partition]').count(), 2);
    await group('Group by leader');
    await page
      .getByRole('button', { name: /^Led by broker \d/ })
      .first()
      .waitFor();
    await group('Not grouped');
    await page.getByRole('button', { name: 'With problems' }).click();
    await page.getByRole('heading', { name: 'No partition has a problem' }).waitFor();
    await page.getByRole('button', { name: 'Show all partitions again' }).click();
    assert.equal(await page.locator('tr[data-partition]').count(), 5);
  });

  test('a press anywhere on a row opens it, and closes it again', async () => {
    const detail = page.getByRole('region', { name: 'app.auth-2' });
    const figure = row(page, 'app.auth-2').getByRole('cell').last();
    await figure.click();
    await detail.getByText('Nothing is wrong with it.').waitFor();
    await figure.click();
    await detail.waitFor({ state: 'detached' });
    // What is selected is wanted: one press opened it, and the second of the two does not close it.
    await row(page, 'app.auth-2').getByRole('cell', { name: '25' }).first().dblclick();
    assert.equal(await page.evaluate<string>('getSelection().toString().trim()'), '25');
    await detail.getByRole('button', { name: 'Close' }).click();
  });

  test('topics with their configuration, replicas over brokers, and brokers with their racks', async () => {
    await page.getByRole('tab', { name: 'Topics 2' }).click();
    const auth = page.locator('tr[data-topic="app.auth"]');
    await auth.getByText('for ever').waitFor();
    await auth.getByRole('button').click();
    const detail = page.getByRole('region', { name: 'app.auth' });
    assert.match(
      (await detail.locator('tr[data-config="retention.ms"]').textContent()) ?? '',
      /for everset for the brokers/,
    );
    await detail.locator('tr[data-config="segment.ms"]').getByText('7 d').waitFor();
    assert.equal(await detail.locator('tr[data-layout]').count(), 3);
    await detail.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('tab', { name: 'Replicas' }).click();
    assert.equal(await page.locator('tr[data-map]').count(), 5);
    assert.equal(await page.locator('[data-replica=leader]').count(), 5);
    assert.equal(await page.locator('[data-replica=inSync]').count(), 10);
    await page.getByRole('columnheader', { name: 'Broker 3 rack b' }).waitFor();

    await page.getByRole('tab', { name: 'Brokers 3' }).click();
    await page.getByText(/^Controller: node [123] \(KRaft\) · 2 racks/).waitFor();
    await page.locator('tr[data-broker="3"]').getByText('Kafka 4.4, KRaft').waitFor();
    assert.equal(await page.locator('tr[data-directory]').count(), 3);
    await page.getByRole('tab', { name: 'Partitions 5' }).click();
  });

  test('the workers hold every partition, and the rebalances are listed', async () => {
    await page.evaluate(`location.hash = '#/consumers'`);
    await page.getByRole('tab', { name: 'This viewer' }).click();
    const workers = page.getByRole('table', { name: 'Workers of this viewer' });
    await workers.locator('tr[data-state=consuming]').first().waitFor();
    await until('all five partitions with a worker', async () => {
      const held = await workers.locator('.worker-count').allTextContents();
      return held.reduce((sum, count) => sum + Number(count), 0) === 5;
    });
    await page.getByRole('table', { name: 'Rebalances' }).getByText('this session began').waitFor();
    await card(page, 'Group')
      .getByText(/^tailwater-/)
      .waitFor();
    await page.evaluate(`location.hash = '#/partitions'`);
  });

  test('a worker more and a worker fewer, while they run', async () => {
    await page.evaluate(`location.hash = '#/consumers'`);
    await page.getByRole('tab', { name: 'This viewer' }).click();
    const workers = page.getByRole('table', { name: 'Workers of this viewer' }).locator('tr[data-worker]');
    const verdict = page.getByRole('region', { name: 'Who reads what' });
    const stable = async (count: number) => {
      await until(`${count} workers`, async () => (await workers.count()) === count);
      await card(page, 'Group').getByText('Stable').waitFor();
      await verdict.getByText('Each of 5 partitions has exactly one worker.').waitFor();
      assert.equal(await verdict.locator('.reader-cell.worker').count(), 5);
    };
    // A table that is not there yet has no rows.
    await workers.first().waitFor();
    const before = await workers.count();
    await stable(before);
    await page.getByRole('button', { name: 'One worker more' }).click();
    await page.getByRole('button', { name: 'One worker more' }).click();
    await stable(before + 2);
    const rebalances = page.getByRole('table', { name: 'Rebalances' });
    await rebalances
      .getByText(/worker.* added/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'One worker fewer' }).click();
    await stable(before + 1);
    await rebalances.getByText('a worker was removed').waitFor();
    await rebalances
      .getByText(/Worker \d → Worker \d: \d/)
      .first()
      .waitFor();
    await page.evaluate(`location.hash = '#/partitions'`);
  });

  test('a figure of a broker and of a partition that a group reads is plotted under the logs, by keys, and taken away again', async () => {
    const own = await app.open('#/partitions');
    await own.getByRole('tab', { name: 'Brokers 3' }).click();
    await own.getByRole('button', { name: 'Plot on the timeline: broker 2' }).focus();
    await own.keyboard.press('Enter');
    await own.getByRole('menuitem', { name: 'replicas', exact: true }).focus();
    await own.keyboard.press('Enter');
    const lane = (key: string) => own.locator(`.figure-lane[data-lane="${key}"]`);
    const plot = (name: RegExp) => own.getByRole('button', { name });
    // Each of three brokers has one of each partition.
    await plot(/^broker 2: replicas: max 5 replicas\./).waitFor();
    assert.match(own.url(), /#\/logs/);

    await own.evaluate(`location.hash = '#/consumers'`);
    await own.getByRole('button', { name: /^Show members and partitions of tailwater-/ }).click();
    await own.getByRole('button', { name: /^Plot on the timeline: app.auth-0, group tailwater-/ }).click();
    await own.getByRole('menuitem', { name: 'committed offset' }).click();
    await plot(/^app.auth-0, group tailwater-.*: committed offset: 40 to 40\./).waitFor();
    await plot(/^broker 2: replicas/).focus();
    await own.keyboard.press('ArrowLeft');
    await lane('replicas:broker:2').getByText('5 replicas', { exact: true }).waitFor();

    await own.getByRole('button', { name: 'How the timeline is drawn' }).click();
    await own.getByRole('checkbox', { name: 'broker 2: replicas' }).press('Space');
    await own.getByRole('textbox', { name: 'Of' }).fill('broker 3');
    await own.keyboard.press('Enter');
    await own.getByRole('checkbox', { name: 'alive', exact: true }).press('Space');
    await own.keyboard.press('Escape');
    await plot(/^broker 3: alive: alive or not alive\./).waitFor();
    await own.reload();
    await plot(/^broker 3: alive/).waitFor();
    assert.equal(await lane('replicas:broker:2').count(), 0);
    await own.context().close();
  });

  test('a broker that stops is told in words, and forgotten when it is back', async () => {
    await app.cluster.stopBroker(3);
    const trouble = page.getByRole('region', { name: 'What is wrong, worst first' });
    await trouble.getByText('Broker 3 is not in sync').waitFor();
    await card(page, 'Under-replicated').getByText('broker 3 out of sync since').waitFor();
    await until('five partitions under-replicated', async () =>
      ((await card(page, 'Under-replicated').textContent()) ?? '').startsWith('Under-replicated5'),
    );
    // A broker is out of the ISR before the cluster calls it gone: each line is true from one of the next samples on.
    for (const line of await page.locator('tr[data-partition][data-severity="warning"]').all())
      await line.locator('.replica.offline', { hasText: '3' }).waitFor();
    assert.equal(await page.locator('tr[data-partition]:not([data-severity="warning"])').count(), 0);
    await page.getByRole('navigation').getByText('5 with problems').waitFor({ state: 'attached' });
    await trouble.getByRole('button', { name: 'Show in table' }).first().click();
    await page.getByText('Only: Under-replicated').waitFor();
    await page.getByRole('tab', { name: 'Brokers 3' }).click();
    await page.locator('tr[data-broker="3"]').getByText('Not live').waitFor();
    // A broker that is gone is worse than what it leaves under-replicated.
    await page.getByRole('tab', { name: '1 broker needs a look' }).waitFor();
    await card(page, 'Worst trouble').getByText('Not live').waitFor();
    await page.getByRole('tab', { name: 'Replicas' }).click();
    await until('five replicas missing', async () => (await page.locator('[data-replica=missing]').count()) === 5);
    await page.getByRole('tab', { name: 'Brokers 3' }).click();
    const korean = await app.open('#/consumers', { locale: 'ko-KR' });
    await korean.getByRole('tab', { name: '이 뷰어' }).click();
    await korean.getByRole('table', { name: '리밸런스' }).getByText('수집 시작').waitFor();
    await korean.context().close();
    const kept = async () => {
      const asked = { from: null, to: null, kinds: null, topics: null, limit: 1000 };
      const { events } = await app.engine.handlers['health.events'](asked, new AbortController().signal);
      return new Set(events.map(({ kind }) => kind));
    };
    await until('events of the broker that stopped', async () => {
      const kinds = await kept();
      return (['broker-gone', 'isr-shrunk', 'leader-changed', 'rebalance'] as const).every((kind) => kinds.has(kind));
    });
    const lanes = await app.open('#/logs?t=last:3600');
    await lanes.locator('.figure-lane[data-lane=lag]').waitFor();
    await lanes.locator('.isr-lane .event').last().focus();
    await lanes.locator('.isr-lane .event-tip').getByText('Click: the minute around it').waitFor();
    await lanes.context().close();
    await app.cluster.startBroker(3);
    await trouble.waitFor({ state: 'detached' });
    await until('the ISR whole again, kept', async () => (await kept()).has('isr-expanded'));
    await page.locator('tr[data-broker="3"]').getByText('Live', { exact: true }).waitFor();
  });

  test('what happened is a list, and a press shows the logs of that minute', async () => {
    await page.getByRole('tab', { name: 'Events' }).click();
    const list = page.getByRole('table', { name: 'Events' });
    const gone = list.locator('tr[data-kind="broker-gone"]').first();
    await gone.getByText('broker 3 is gone').waitFor();
    assert.equal(await gone.getAttribute('data-tone'), 'error');
    // What followed from it is under it.
    assert.equal(await list.locator('tr[data-kind="isr-shrunk"]').count(), 0);
    await gone.getByRole('button', { name: /^and \d+ changes of its partitions$/ }).click();
    await list.locator('tr[data-kind="isr-shrunk"]').first().waitFor();
    await page.getByRole('button', { name: /Kind of event/ }).click();
    await page.getByRole('option', { name: 'Brokers' }).click();
    await until('rows of brokers alone', async () => {
      // In one look: the list shrinks meanwhile.
      const kinds = await list
        .locator('tr[data-kind]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-kind')));
      return kinds.length > 0 && kinds.every((kind) => kind?.startsWith('broker-') || kind === 'controller-moved');
    });
    await list.getByRole('button', { name: 'broker 3 is gone' }).first().click();
    await page.locator('.isr-lane .event').first().waitFor();
    assert.match(await page.evaluate<string>('location.hash'), /^#\/logs\?t=\d+/);
    await page.goBack();
    await page.getByRole('tab', { name: 'Events' }).waitFor();
  });

  // Another session, whose reader is slow; after it comes one that does not begin.
  test('each partition that retention will overtake says how far it is, and can be fetched first', async () => {
    const replicaAssignment = [0, 1].map((partition) => ({ partition, replicas: [1] }));
    const configEntries = [{ name: 'retention.ms', value: '600000' }];
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'slow', replicaAssignment, configEntries }] });
    const value = 'x'.repeat(8_000);
    const produce = (count: number) =>
      app.produce(
        'slow',
        Array.from({ length: 2 * count }, (_, i) => ({ partition: i % 2, value })),
      );
    for (let i = 0; i < 20; i++) await produce(5);
    // About one record a second of each, while more come.
    await limitReading(app.cluster.bootstrap, 16_000);
    await app.follow(['slow'], undefined, { workers: 1, fetchMaxBytes: 65_536, partitionFetchMaxBytes: 16_384 });
    let producing = Promise.resolve();
    let failure: unknown;
    const timer = setInterval(() => {
      producing = producing
        .then(() => produce(2))
        .catch((error: unknown) => {
          failure ??= error;
        });
    }, 500);
    try {
      await page.getByRole('tab', { name: /^Partitions/ }).click();
      const trouble = page.getByRole('region', { name: 'What is wrong, worst first' });
      await trouble
        .locator('[data-code="retention-race"]')
        .getByText(/slow-[01], slow-[01]/)
        .waitFor();
      for (const name of ['slow-0', 'slow-1']) {
        await page.getByRole('button', { name: `Show what is known of ${name}` }).click();
        const detail = page.getByRole('region', { name, exact: true });
        await detail.getByText(/Retention by age overtakes its reader at about/).waitFor();
        await detail.getByText(/due by age from ≈/).waitFor();
        assert.match(
          (await detail.locator('dl').textContent()) ?? '',
          /Margin to deletion\d+records that may go before it loses any/,
        );
        await detail.getByRole('button', { name: 'Fetch this one first' }).waitFor();
      }
      // Escape closes it, and the focus is on its row again.
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'slow-1', exact: true }).waitFor({ state: 'detached' });
      const opener = page.getByRole('button', { name: 'Show what is known of slow-1' });
      assert.equal(await opener.evaluate((button) => button.matches(':focus')), true);
      await opener.click();
      const last = page.getByRole('region', { name: 'slow-1', exact: true });
      await last.getByRole('button', { name: 'Fetch this one first' }).click();
      await page.getByText('slow-1 is fetched first').waitFor();
      const status = () => app.engine.handlers['consumers.status']().get().first;
      assert.deepEqual([status()?.topic, status()?.partition], ['slow', 1]);
      await page.getByRole('button', { name: 'End this' }).click();
      await until('it has ended', () => status() === null);
      const nothing = { partition: { topic: 'slow', partition: 9 } };
      const signal = new AbortController().signal;
      await assert.rejects(async () => app.engine.handlers['session.first'](nothing, signal), { code: 'not-found' });
    } finally {
      clearInterval(timer);
      await producing;
      await limitReading(app.cluster.bootstrap, 1e9);
    }
    assert.equal(failure, undefined, 'all was produced');
  });

  test('a cluster that cannot be reached at the start: why, what the cache knows, and an alert', async () => {
    const signal = new AbortController().signal;
    const condition = { on: 'silent', forSeconds: 0 } as const;
    await app.engine.handlers['alerts.save'](
      { id: 'silent', name: 'silent', condition, pauseSeconds: 60, on: true },
      signal,
    );
    // Nobody listens there: the port was given back.
    const port = await freePort();
    const session = OpenSession.parse({ connection: { brokers: [`127.0.0.1:${port}`] }, topics: ['app.auth'] });
    await assert.rejects(async () => app.engine.handlers['session.open'](session, signal), { code: 'unreachable' });
    await page.getByRole('heading', { name: 'The cluster could not be asked' }).waitFor();
    await page.getByText(/The session did not begin: .* The last answer that this cache knows is of/).waitFor();
    await page.getByRole('table', { name: 'Events' }).locator('tr[data-kind=rebalance]').first().waitFor();
    const state = () =>
      app.engine.handlers['alerts.now']()
        .get()
        .alerts.find(({ alert }) => alert.id === 'silent');
    await until('the alert', () => state()?.state === 'firing');
    await page.evaluate(`location.hash = '#/alerts'`);
    await page.locator('[data-alert="silent"]').getByText('has not answered in this session').waitFor();
    await page.evaluate(`location.hash = '#/partitions'`);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : assert.fail();
}

function row(page: Page, name: string): Locator {
  return page.locator(`tr[data-partition="${name}"]`);
}

function card(page: Page, title: string): Locator {
  return page.locator('.card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

async function columnOf(page: Page, column: string): Promise<number> {
  const heads = await page.getByRole('columnheader').allTextContents();
  const index = heads.indexOf(column);
  assert.notEqual(index, -1, `no column ${column} in ${heads.join(', ')}`);
  return index;
}

async function cell(page: Page, line: Locator, column: string): Promise<string> {
  return (await line.getByRole('cell').allTextContents())[await columnOf(page, column)] ?? '';
}

/** A column from top to bottom. */
async function cells(page: Page, column: string): Promise<string[]> {
  const index = await columnOf(page, column);
  const lines = await page.locator('tr[data-partition]').all();
  return Promise.all(lines.map(async (line) => (await line.getByRole('cell').allTextContents())[index] ?? ''));
}
