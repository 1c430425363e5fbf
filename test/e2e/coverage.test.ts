// What the cache lacks, told and fetched: a session that began late over records of two hours, some of them deleted at the broker.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { type App, idle, type Produced, startApp, startViewer, until, type Viewer } from './harness.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.now();
/** Of each partition, offsets: so many before the session, the first of them deleted at the broker. */
const OLD = 600;
const DELETED = 40;
const NEW = 100;

/** Offsets 0 to OLD in the hour before last, then NEW in the last minutes, in two partitions. */
function records(count: number, fromMs: number, toMs: number): Produced[] {
  return Array.from({ length: count * 2 }, (_, i) => {
    const at = Math.round(fromMs + ((toMs - fromMs) * Math.floor(i / 2)) / count);
    const value = JSON.stringify({ time: new Date(at).toISOString(), level: 'info', message: `request ${i}` });
    return { partition: i % 2, value, timestamp: String(at) };
  });
}

const range = (fromMs: number, toMs: number) => `#/logs?t=${Math.round(fromMs) * 1000}..${Math.round(toMs) * 1000}`;
const count = async (page: Page) => (await page.locator('.meta-count strong').textContent()) ?? '';
const shows = (page: Page, n: number) =>
  until(`a count of ${n}`, async () => (await count(page)) === n.toLocaleString('en-US'));
const status = (page: Page) => page.locator('footer.status');

suite('what the brokers still have', () => {
  let app: App;
  before(async () => {
    app = await startApp();
    await app.createTopic('app.logs', 2);
    await app.produce('app.logs', records(OLD, NOW - 2 * HOUR_MS, NOW - HOUR_MS));
    await app.follow(['app.logs'], { at: 'latest' });
    await app.produce('app.logs', records(NEW, NOW - 600_000, NOW));
    await app.stored(NEW * 2);
    await app.deleteRecords('app.logs', 1, DELETED);
  });
  after(async () => {
    await app[Symbol.asyncDispose]();
  });

  test('a view over a hole is not called complete, one beside it is', async () => {
    const page = await app.open();
    await shows(page, NEW * 2);
    await page.getByRole('button', { name: 'complete on 0 of 2 partitions · 2 holes' }).waitFor();
    await status(page).getByText('2 holes: 1,200 not fetched').waitFor();
    assert.match(
      (await page.getByRole('img', { name: /Timeline/ }).getAttribute('aria-label')) ?? '',
      /1 stretch with/,
    );
    await page.evaluate(`location.hash = ${JSON.stringify(range(NOW - 300_000, NOW + HOUR_MS))}`);
    await idle(page);
    await page.getByText('complete on 2 of 2 partitions', { exact: true }).waitFor();
    await status(page).getByText('2 holes in the whole cache').waitFor();
    await page.close();
  });

  test('an empty time says that the brokers may have more, and a part of it is fetched; the live position stays', async () => {
    const page = await app.open(range(NOW - 2 * HOUR_MS, NOW - 1.5 * HOUR_MS));
    await page.getByRole('heading', { name: 'Nothing of this time is in the cache' }).waitFor();
    const positions = await app.engine.handlers['cache.coverage']({}, new AbortController().signal);
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Fetch \d.* – \d/ })
      .click();
    await page
      .locator('.past')
      .getByText(/^\d+ records fetched$/)
      .waitFor();
    // The view stood still; what was asked for is in it all the same.
    await shows(page, OLD - DELETED);
    const now = await app.engine.handlers['cache.coverage']({}, new AbortController().signal);
    assert.deepEqual(
      now.partitions.map(({ next }) => next),
      positions.partitions.map(({ next }) => next),
    );
    await page.locator('.past').getByRole('button', { name: 'Hide' }).click();
    await page.close();
  });

  test('pressing a hole on the timeline shows it with its cause; the rest is fetched from there', async () => {
    const page = await app.open();
    const lane = page.locator('.hole-run');
    await lane.last().hover();
    await page.locator('.hole-tip').getByText('app.logs-0').waitFor();
    await lane.last().click();
    const dialog = page.getByRole('dialog', { name: 'What the cache does not hold' });
    await dialog.locator('tr.marked').waitFor();
    await dialog.getByRole('button', { name: /^Fetch offsets .* of app.logs-0$/ }).click();
    await dialog.getByText(/^\d+ records fetched$/).waitFor();
    await dialog.getByRole('button', { name: 'Fetch all' }).click();
    await until('one hole', async () => (await dialog.locator('tbody tr').count()) === 1);
    const gone = dialog.locator('tbody tr').filter({ hasText: 'app.logs-1' }).filter({ hasText: '0 – 39' });
    await gone.getByText('deleted by Kafka’s retention before it was read').waitFor();
    await gone.getByText('gone', { exact: true }).waitFor();
    await dialog.getByText(/records fetched, 40 offsets are gone from the brokers/).waitFor();
    await page.keyboard.press('Escape');
    await shows(page, (OLD + NEW) * 2 - DELETED);
    await page.getByRole('button', { name: 'complete on 1 of 2 partitions · 1 hole' }).waitFor();
    await status(page).getByText('1 hole: 40 deleted by retention').waitFor();
    await page.locator('.past').getByRole('button', { name: 'Hide' }).click();
    assert.equal(await page.locator('.past').count(), 0, 'nothing is left to be offered');
    await page.close();
  });

  test('what a paused view claims ends when it was paused', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: 'complete on 1 of 2 partitions · 1 hole' }).waitFor();
    await page.keyboard.press('f');
    await page.locator('.paused').waitFor();
    const claim = await status(page).locator('span').first().textContent();
    assert.match(claim ?? '', /^complete until .* on 1 of 2 partitions$/);
    const stored = app.tick().records;
    // The claim has seconds: what comes now comes in a later one.
    const paused = Date.now();
    await until('the next seconds', () => Date.now() > paused + 2000);
    await app.produce('app.logs', records(5, Date.now(), Date.now()));
    await app.stored(stored + 10);
    await page.locator('.paused').getByText('10 new').waitFor();
    assert.equal(await status(page).locator('span').first().textContent(), claim);
    await page.keyboard.press('f');
    await until('a later claim', async () => (await status(page).locator('span').first().textContent()) !== claim);
    await page.close();
  });

  test('without a session, connecting comes first', async () => {
    await app.engine.handlers['session.close']({}, new AbortController().signal);
    await app.createTopic('late');
    await app.produce(
      'late',
      records(5, NOW, NOW).map((one) => ({ ...one, partition: 0 })),
    );
    await app.follow(['late'], { at: 'latest' });
    await app.produce('late', [{ value: 'one' }]);
    await until('late', () => app.tick().topics.some(({ name }) => name === 'late'));
    await app.engine.handlers['session.close']({}, new AbortController().signal);
    const page = await app.open('#/logs?topic=late');
    await page.locator('.past').getByText('To fetch what is missing, connect').waitFor();
    await page.locator('.past').getByRole('button', { name: 'Connect…' }).click();
    await page.getByRole('dialog').getByText('Brokers').first().waitFor();
    await page.close();
  });
});

suite('a thousand holes', () => {
  const HOLES = 1000;
  let viewer: Viewer;
  before(async () => {
    viewer = await startViewer(async (folder) => {
      await using writer = await openWriter(folder);
      // All of it is missing at first; then every other five offsets are filled in.
      const start = { topic: 'app.logs', partition: 0, start: HOLES * 10, low: 0 };
      const [followed] = await writer.follow('cluster-a', [start]);
      assert.ok(followed);
      const { slot } = followed;
      const batches = Array.from({ length: HOLES }, (_, i) => {
        const time = (NOW - (HOLES - i) * 10_000) * 1000;
        return makeBatch(slot, i * 10, i * 10 + 5, [{ offset: i * 10, time, value: `line ${i}` }]);
      });
      await send(writer, batches, true);
      await writer.nameHole(slot, 5, 10, 'deleted-by-retention');
    });
  });
  after(async () => {
    await viewer[Symbol.asyncDispose]();
  });

  test('are few rows that are drawn, all of them reached, the one that was pressed first', async () => {
    const page = await viewer.open();
    await status(page).getByText('1,000 holes: 4,995 not fetched, 5 deleted by retention').waitFor();
    assert.ok((await page.locator('.hole-run').count()) < 200);
    await page.locator('.meta .status-link').click();
    const dialog = page.getByRole('dialog', { name: 'What the cache does not hold' });
    await dialog.getByText('5 – 9', { exact: true }).waitFor();
    assert.ok((await dialog.locator('tbody tr').count()) < 60);
    await dialog.locator('.holes').evaluate((box) => box.scrollTo(0, 1e9));
    await dialog.getByText('9,995 – 9,999', { exact: true }).waitFor();
    assert.equal(await dialog.getByRole('table').getAttribute('aria-rowcount'), '1001');
    await dialog.getByText('connect to the cluster').waitFor();
    await page.keyboard.press('Escape');
    await page.close();
  });
});
