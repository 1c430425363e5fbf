// Time zones, ranges as text, and views under a name, in a real browser over a real cache. No broker is needed.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { idle, startViewer, until, type Viewer } from './harness.ts';

/** Of Berlin's longest day of the year. */
const FIRST = Date.UTC(2026, 9, 24, 22) * 1000;
const MINUTE = 60e6;

let viewer: Viewer;
before(async () => {
  viewer = await startViewer(async (folder) => {
    await using writer = await openWriter(folder);
    for (const topic of ['app.auth', 'app.pay']) {
      const [followed] = await writer.follow('cluster-a', [{ topic, partition: 0, start: 0 }]);
      assert.ok(followed);
      const records = Array.from({ length: 300 }, (_, i) => ({
        ...{ offset: i, time: FIRST + i * 5 * MINUTE, level: i % 10 === 0 ? 6 : 3 },
        value: JSON.stringify({ service: `s${i % 3}`, msg: `record ${i}`, status: 200 + (i % 2) }),
      }));
      await send(writer, [makeBatch(followed.slot, 0, 300, records)]);
    }
  });
});
after(async () => {
  await viewer[Symbol.asyncDispose]();
});

const total = (page: Page) => page.locator('.meta-count strong').textContent();

async function show(page: Page, range: string): Promise<void> {
  await page.getByRole('button', { name: /Time range/ }).click();
  await page.getByRole('textbox', { name: /type or paste/ }).fill(range);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await idle(page);
}

async function saveAs(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the view' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Views' }).getByText(name, { exact: true }).waitFor();
}

suite('views', () => {
  test('one zone everywhere: the table, the range, and a day of 25 hours', async () => {
    const page = await viewer.open();
    await page.getByRole('button', { name: /Time zone: UTC/ }).click();
    await page.getByRole('radio', { name: 'Other' }).click({ force: true });
    await page.getByRole('textbox', { name: 'Find a time zone' }).fill('berlin');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Europe/Berlin' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Time zone: Berlin/ }).waitFor();
    await show(page, '2026-10-25');
    assert.equal(await total(page), '600', '25 hours of 12 records, of two topics');
    await show(page, '2026-10-25 00:00 – 2026-10-25 03:00');
    assert.equal(await total(page), '96', 'the hour from 2 to 3 twice');
    await page
      .getByRole('gridcell', { name: /02:55:00/ })
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Time zone: Berlin/ }).waitFor();
    await page.close();
  });

  test('a range that cannot be read says so; a relative one stays relative in the address', async () => {
    const page = await viewer.open();
    await page.getByRole('button', { name: /Time range/ }).click();
    const typed = page.getByRole('textbox', { name: /type or paste/ });
    await typed.fill('13:05 – 13:00');
    await page.keyboard.press('Enter');
    await page.getByText('The end is not after the start.').waitFor();
    await typed.fill('어제');
    await page.getByRole('dialog').getByRole('status').getByText('Yesterday').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Time range: Yesterday' }).waitFor();
    assert.match(page.url(), /t=yesterday/);
    await page.close();
  });

  test('saved, renamed, deleted, brought back, opened, and of a topic', async () => {
    const page = await viewer.open('#/logs?q=level%3A+error&topic=app.auth&s=service&c=service&c=%3Dstatus');
    const menu = page.getByRole('button', { name: 'Views', exact: true });
    await menu.click();
    await saveAs(page, 'Failures');
    await page.getByRole('button', { name: 'Rename Failures' }).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Errors of auth');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete Errors of auth' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Delete Errors of auth' }).waitFor();
    // With the pressed button goes the focus, and what has none hears no Escape.
    await until('the views are closed', async () => {
      if ((await menu.getAttribute('aria-expanded')) === 'false') return true;
      await page.keyboard.press('Escape');
      await page.mouse.click(700, 790);
      return false;
    });
    await page.goto(page.url().replace('level%3A+error', 'level%3A+info').replace('level:+error', 'level:+info'));
    await menu.click();
    await page.getByRole('button', { name: 'Replace Errors of auth by what is shown' }).click();
    await page.getByRole('list', { name: 'Views' }).getByText('level: info').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('list', { name: 'Views' }).getByText('level: error').waitFor();
    await page.getByRole('button', { name: 'Open it when app.auth alone is chosen' }).click();
    await page.getByText('view of app.auth').waitFor();
    await page.close();

    const other = await viewer.open();
    await other.getByRole('button', { name: 'Show only app.auth' }).click({ force: true });
    await other.getByText(/was opened: it is the view of app.auth/).waitFor();
    await idle(other);
    assert.equal(await total(other), '30');
    await other.getByRole('columnheader', { name: 'status' }).waitFor();
    await other.getByRole('button', { name: 'Without it' }).click();
    await idle(other);
    assert.equal(await total(other), '300');
    await other.close();

    const busy = await viewer.open('#/logs?q=level%3A+info');
    await busy.getByRole('button', { name: 'Show only app.auth' }).click({ force: true });
    await busy.getByText(/What you look at was left as it is/).waitFor();
    await idle(busy);
    assert.equal(await total(busy), '270');
    await busy.getByRole('button', { name: 'Open it' }).click();
    await idle(busy);
    assert.equal(await total(busy), '30');
    await busy.close();
  });

  test('taken elsewhere as a file; names that are taken are asked about, and another file is refused', async () => {
    const page = await viewer.open();
    await page.getByRole('button', { name: 'Views', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export all' }).click(),
    ]);
    const file = join(viewer.folder, 'views.json');
    await download.saveAs(file);
    const foreign = join(viewer.folder, 'package.json');
    await writeFile(foreign, '{"name": "other"}');
    assert.match(await readFile(file, 'utf8'), /"format": "tailwater-views"/);
    const input = page.locator('input[type=file]');
    await input.setInputFiles(foreign);
    await page.getByText(/package.json is no file of views/).waitFor();
    await input.setInputFiles(file);
    await page.getByText('These names are taken: Errors of auth.').waitFor();
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('Errors of auth (2)', { exact: true }).waitFor();
    await page.getByText('1 view was imported.').waitFor();
    // One whose filter does not parse is kept, and named.
    const [view] = JSON.parse(await readFile(file, 'utf8')).views;
    const spoilt = [
      { ...view, name: 'Spoilt', place: '#/logs?q=level%3A+(error+or' },
      { ...view, name: 'Whole' },
    ];
    const doubtful = join(viewer.folder, 'doubtful.json');
    await writeFile(doubtful, JSON.stringify({ format: 'tailwater-views', version: 1, views: spoilt }));
    await input.setInputFiles(doubtful);
    await page.getByText('2 views were imported.').waitFor();
    await page.getByText('Filters that cannot be read: “Spoilt” (character 17). Open the view to mend').waitFor();
    await page.getByRole('button', { name: /^Spoilt/ }).click();
    await page.locator('.filter-trouble').getByRole('button', { name: 'Search as text' }).waitFor();
    await page.close();
  });
});
