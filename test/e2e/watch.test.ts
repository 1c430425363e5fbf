// Stopping, bookmarking and alerting where new records match, with a real broker and a real browser.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type App, startApp, until } from './harness.ts';

let app: App;
let made = 0;
before(async () => {
  app = await startApp();
  await app.createTopic('live', 1);
  await app.follow(['live']);
  await produce(50);
});
after(async () => {
  await app[Symbol.asyncDispose]();
});

/** So many quiet records, then one of each text. */
async function produce(quiet: number, ...texts: string[]): Promise<void> {
  const messages = [...Array.from({ length: quiet }, (_, i) => `steady ${made + i}`), ...texts];
  made += messages.length;
  const values = messages.map((message) => ({
    value: JSON.stringify({ ts: new Date().toISOString(), level: 'info', message }),
  }));
  await app.produce('live', values);
  await app.stored(made);
}

const bar = (page: Page) => page.locator('.watch-bar');
const selected = (page: Page) => page.locator('tbody tr[aria-selected="true"]');

async function begin(page: Page, filter: string, act: 'Stop there' | 'Bookmark each'): Promise<void> {
  await page.keyboard.press('W');
  const dialog = page.getByRole('dialog');
  await dialog.locator('.cm-focused').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(filter);
  await dialog.getByRole('radio', { name: act }).click({ force: true });
  await dialog.getByRole('button', { name: 'Start' }).click();
  await dialog.waitFor({ state: 'detached' });
  await bar(page).getByText('none so far').or(bar(page).getByText('Bookmarks new records')).first().waitFor();
}

suite('watch', () => {
  test('following stops at a match that is selected and seen, among many; then at the next, then it follows on', async () => {
    const page = await app.open();
    await begin(page, '"disk full"', 'Stop there');
    await produce(40, 'disk full on node-1');
    await bar(page)
      .getByText(/Match at .*disk full on node-1/)
      .waitFor();
    await selected(page).getByText('disk full on node-1').waitFor();
    // What comes now moves nothing, and is counted; the first match is left far behind by it.
    await produce(300, 'disk full on node-2', 'disk full on node-3');
    await bar(page).getByText('2 more since').waitFor();
    await selected(page).getByText('disk full on node-1').waitFor();
    assert.match(await page.title(), /^● 3 matches/);
    await page.getByRole('button', { name: 'Follow (f)' }).click();
    await bar(page).getByRole('button', { name: 'Next match' }).click();
    await bar(page)
      .getByText(/Match at .*disk full on node-2/)
      .waitFor();
    await selected(page).getByText('disk full on node-2').waitFor();
    await bar(page).getByRole('button', { name: 'Follow on' }).click();
    await bar(page).getByText('none so far').waitFor();
    await produce(1, 'after it');
    await page.locator('tbody tr[data-rank="0"]').getByText('after it').waitFor();
    await page.close();
  });

  test('a match while another view is shown is told, and leads to it', async () => {
    const page = await app.open();
    await begin(page, 'message: away*', 'Stop there');
    await page.getByRole('button', { name: 'Consumers' }).click();
    await produce(3, 'away one');
    await page.getByRole('button', { name: '1 match' }).click();
    await selected(page).getByText('away one').waitFor();
    await page.close();
  });

  test('each match is bookmarked with what it matched, up to a hundred', async () => {
    const page = await app.open();
    await begin(page, 'message: mark*', 'Bookmark each');
    await produce(5, 'mark 0', 'mark 1');
    await bar(page)
      .getByText(/2 of at most 100 bookmarked/)
      .waitFor();
    await produce(0, ...Array.from({ length: 120 }, (_, i) => `mark ${i + 2}`));
    await bar(page)
      .getByText(/100 are bookmarked.*it has ended/)
      .waitFor();
    await until('100 bookmarks', async () => {
      const { bookmarks } = await app.engine.handlers['bookmarks.list']({}, new AbortController().signal);
      return bookmarks.length === 100 && bookmarks.every(({ note }) => note === 'Matched message: mark*');
    });
    await page.close();
  });

  test('a filter that does not parse is said, and does not start', async () => {
    const page = await app.open();
    await page.keyboard.press('W');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('level: error)');
    await dialog.locator('.field-error').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Start' }).isDisabled());
    await page.close();
  });

  test('followed live, the newest by the clock that orders is on top', async () => {
    const page = await app.open('#/logs?k=broker');
    const isAt = (rank: number, message: string) =>
      page.locator(`[data-rank="${rank}"]`, { hasText: message }).waitFor();
    const value = JSON.stringify({ ts: new Date().toISOString(), level: 'info', message: 'ahead by the broker' });
    await app.produce('live', [{ value, timestamp: String(Date.now() + 1_800_000) }]);
    made++;
    await isAt(0, 'ahead by the broker');
    await produce(0, 'newest by its own time');
    await isAt(1, 'newest by its own time');
    await isAt(0, 'ahead by the broker');
    await page.getByRole('button', { name: 'Order by which time' }).click();
    await page.getByRole('menuitemradio', { name: 'Arrival in this cache' }).click();
    await isAt(0, 'newest by its own time');
    await produce(0, 'the last to come');
    await isAt(0, 'the last to come');
    await page.getByRole('button', { name: /Live/ }).waitFor();
    await page.close();
  });

  test('an alert is made, fires, is told in the head, in the log and as a notification, and leads to its logs', async () => {
    const page = await app.open('#/alerts', { permissions: ['notifications'] });
    // What the system would show: a browser without a screen shows nothing.
    await page.evaluate(`
      window.shown = [];
      window.Notification = class {
        static permission = 'granted';
        static requestPermission = async () => 'granted';
        constructor(title, { body }) { window.shown.push(title + ': ' + body); }
        close() {}
      };
    `);
    await page.getByRole('heading', { name: 'No alert yet' }).waitFor();
    await page.getByRole('button', { name: 'New alert' }).click();
    const dialog = page.getByRole('dialog');
    const type = async (filter: string) => {
      await dialog.locator('.cm-content').click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(filter);
    };
    await type('message: boom)');
    await dialog.locator('.field-error').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save' }).isDisabled(), 'a filter that is none is not kept');
    await type('message: boom*');
    await dialog.locator('.field-error').waitFor({ state: 'detached' });
    await dialog.getByLabel('Records', { exact: true }).last().fill('2');
    await dialog.getByLabel('Name').fill('Booms');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const alert = page.locator('[data-alert="Booms"]');
    await alert.and(page.locator('[data-state="quiet"]')).waitFor();
    await produce(3, 'boom 1', 'boom 2', 'boom 3');
    await alert.and(page.locator('[data-state="firing"]')).waitFor();
    await page.locator('nav').getByText('1 firing').waitFor({ state: 'attached' });
    const entry = page.locator('[data-entry="Booms"]');
    await entry.getByText('3 records in 5 min').waitFor();
    await until('the notification', async () =>
      ((await page.evaluate('window.shown')) as string[]).includes('Booms: 3 records in 5 min'),
    );
    await page.getByRole('button', { name: 'Switch off: Booms' }).click();
    await alert.and(page.locator('[data-state="off"]')).waitFor();
    await page.getByRole('button', { name: 'Set…' }).click();
    await page.getByRole('textbox', { name: 'From' }).fill('23:30');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('23:30 – 07:00, every day (UTC)').waitFor();
    // The logs have what was counted, and no more.
    await entry.getByRole('button', { name: 'Show the logs' }).click();
    await page.locator('tbody tr[data-rank="2"]').getByText('boom').waitFor();
    assert.equal(await page.locator('tbody tr[data-rank]').count(), 3);
    await page.close();
  });

  test('in a narrow window the way back to the newest covers no row', async () => {
    const page = await app.open('', { viewport: { width: 900, height: 600 } });
    await page.locator('tbody tr[data-rank="3"]').click();
    await page.keyboard.press('Escape');
    const line = await page.locator('.paused').boundingBox();
    const table = await page.locator('.records').boundingBox();
    assert.ok(line && table);
    assert.ok(table.y + table.height <= line.y + 1, 'the rows end where it begins');
    await page.locator('tbody tr[data-rank="4"]').click();
    await page.locator('tbody tr[data-rank="5"]').click({ modifiers: ['Shift'] });
    const chosen = await page.locator('.chosen-bar').boundingBox();
    assert.ok(chosen && chosen.y + chosen.height <= line.y, 'nor does what is done with several cover it');
    await page.close();
  });
});
