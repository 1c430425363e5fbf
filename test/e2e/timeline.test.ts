// What lies around the timeline's bars, in a real browser over a real engine and a real broker: the overview of the whole cache,
// log scale, bookmarks, the comparison with an earlier range, lanes, rows.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { PageRequest } from '../../main/contract/records.ts';
import { type App, idle, sampleRecords, startApp, until } from './harness.ts';

const DAY_MS = 86_400_000;
const NOW = Date.now();
const RECORDS = 600;
/** One a second, and a day earlier three in four. */
const TODAY = sampleRecords(RECORDS, NOW);
const YESTERDAY = sampleRecords(RECORDS, NOW - DAY_MS).filter((_, i) => i % 4 !== 0);
const ALL = TODAY.length + YESTERDAY.length;
/** 200 records of today */
const RANGE = `t=${(NOW - 300_000) * 1000}..${(NOW - 100_000) * 1000}`;
const signal = new AbortController().signal;

let app: App;
before(async () => {
  app = await startApp();
  await app.createTopic('app.logs', 2);
  await app.produce('app.logs', [...YESTERDAY, ...TODAY]);
  await app.follow(['app.logs']);
  await app.stored(ALL);
});
after(async () => {
  await app[Symbol.asyncDispose]();
});

const count = async (page: Page) => (await page.locator('.meta-count strong').textContent()) ?? '';
const shows = async (page: Page, n: number) => {
  let seen = '';
  const holds = async () => {
    seen = await count(page);
    return seen === n.toLocaleString('en-US');
  };
  await until(() => `a count of ${n}, not ${seen}; ${app.tick().records} records in the cache`, holds);
};
const slider = (page: Page, end: 'Beginning' | 'End') => page.getByRole('slider', { name: `${end} of the time shown` });
const compared = (page: Page) => page.locator('.comparison-item');

suite('the timeline', () => {
  test('has the whole cache below it, and its window is dragged, moved by keys and opened to all of it', async () => {
    const page = await app.open('#/logs?q=level%3A+error');
    await shows(page, TODAY.length / 50 + YESTERDAY.filter(({ value }) => String(value).includes('"error"')).length);
    const strip = page.getByRole('group', { name: 'The whole cache, whatever the filter' });
    const bars = await strip.locator('.strip-bars').getAttribute('d');
    await page.evaluate(`location.hash = '#/logs'`);
    await shows(page, ALL);
    assert.equal(await strip.locator('.strip-bars').getAttribute('d'), bars, 'of all records, also under a filter');

    const handle = await page.locator('.strip-handle.from').boundingBox();
    const box = await strip.boundingBox();
    assert.ok(handle && box);
    await page.mouse.move(handle.x + 6, handle.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 12, { steps: 5 });
    assert.equal(await count(page), ALL.toLocaleString('en-US'), 'nothing is asked for while it is dragged');
    await page.mouse.up();
    await shows(page, TODAY.length);
    await until('a range that is open at its end', () => /[?&]t=\d+\.\.(&|$)/.test(page.url()));
    const before = await slider(page, 'Beginning').getAttribute('aria-valuetext');
    await slider(page, 'Beginning').press('ArrowLeft');
    await until('an earlier beginning', async () => {
      const now = await slider(page, 'Beginning').getAttribute('aria-valuetext');
      return now !== null && before !== null && now < before;
    });
    await slider(page, 'Beginning').press('Home');
    await shows(page, ALL);
    await until('all time', () => !page.url().includes('t='));

    await slider(page, 'End').press('PageDown');
    await shows(page, YESTERDAY.length);
    await strip.dblclick({ position: { x: 20, y: 12 } });
    await shows(page, ALL);
    await page.keyboard.press('Escape');
    await shows(page, YESTERDAY.length);
    await page.keyboard.press('0');
    await shows(page, ALL);
    await page.close();
  });

  test('is drawn by the logarithm of the counts by choice, which is kept, unless a link says otherwise', async () => {
    const page = await app.open();
    await shows(page, ALL);
    const labels = () => page.locator('.count-tick').allTextContents();
    const linear = await labels();
    assert.equal(linear.length, 1);
    await page.keyboard.press('l');
    await until('a logarithmic axis', async () => (await labels())[0] === `${linear[0]} log`);
    assert.ok((await labels()).includes('1'));
    await page.reload();
    await shows(page, ALL);
    await until('the same after a reload', async () => (await labels())[0] === `${linear[0]} log`);
    await page.evaluate(`location.hash = '#/logs?d=linear'`);
    await until('what the link says', async () => JSON.stringify(await labels()) === JSON.stringify(linear));
    await page.getByRole('button', { name: 'How the timeline is drawn' }).click();
    assert.equal(await page.getByRole('checkbox', { name: 'Logarithmic height (l)' }).isChecked(), false);
    await page.close();
  });

  test('has bookmarks as marks with their notes, several at one place as one, and leads to the record', async () => {
    const asked = { view: { to: (NOW - 200_000) * 1000 + 1 }, order: 'desc', start: { at: 'first' }, limit: 60 };
    const newest = await app.engine.handlers['records.page'](PageRequest.parse(asked), signal);
    const [at200, at250, next] = [newest.rows[0], newest.rows[50], newest.rows[51]];
    assert.ok(at200 && at250 && next);
    const save = (row: number, note: string) =>
      app.engine.handlers['bookmarks.save']({ record: { row }, note }, signal);
    await save(at200.key.row, '결제가 느려진 때');
    await save(at250.key.row, '');
    await save(next.key.row, 'second');

    const page = await app.open(`#/logs?${RANGE}`);
    await shows(page, 200);
    const marks = page.locator('.bookmark-lane .event');
    await marks.nth(1).waitFor();
    assert.equal(await marks.count(), 2);
    await page.getByRole('button', { name: /^2 bookmarks from/ }).focus();
    await page.locator('.event-tip').getByText('second').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('.event-tip').getByText('결제가 느려진 때').waitFor();
    await page.keyboard.press('Enter');
    const selected = page.locator('tbody tr[aria-selected="true"]');
    await selected.filter({ hasText: ` ${RECORDS - 1 - 200}` }).waitFor();
    await page.getByRole('button', { name: /^2 bookmarks from/ }).click();
    await until('the two apart', async () => (await page.getByRole('button', { name: /^Bookmark at/ }).count()) === 2);
    await page.getByRole('button', { name: /^Bookmark at .*: second$/ }).waitFor();
    await page.close();
  });

  test('is compared with an earlier range of the same filter, and says where the cache does not hold that', async () => {
    const page = await app.open(`#/logs?${RANGE}`);
    await shows(page, 200);
    assert.equal(await page.locator('path.outline').count(), 0);
    let said = '';
    const says = (text: string) =>
      until(
        () => `“${text}”, not “${said}”`,
        async () => {
          said = (await compared(page).getAttribute('aria-label')) ?? '';
          return said.includes(text);
        },
      );
    await page.keyboard.press('c');
    await says('200 records. As many now.');
    await page.keyboard.press('c');
    await says('150 records. Now 50 more.');
    assert.ok(!said.includes('Not covered'));
    assert.match(page.url(), /[?&]d=day(&|$)/);
    await page.locator('path.outline').waitFor();
    await page.keyboard.press('r');
    await until('a line in each row', async () => {
      const rows = await page.locator('.row-name').count();
      return rows > 1 && (await page.locator('path.outline').count()) === rows;
    });
    await page.keyboard.press('r');
    await page.locator('.timeline-surface').hover();
    await page.locator('.tip-row.earlier').waitFor();
    await page.reload();
    await says('150 records. Now 50 more.');
    await page.keyboard.press('c');
    await says('0 records. Now 200 more. Not covered: the oldest record of the cache is of');
    await compared(page).getByText('not covered').waitFor();
    await page.keyboard.press('c');
    await until('no comparison', async () => (await compared(page).count()) === 0);
    await page.close();
  });

  test('has the rebalances of the group in a lane, which leads to the minute around one and can be hidden', async () => {
    await app.engine.handlers['session.workers']({ workers: 2 }, signal);
    const status = app.engine.handlers['consumers.status']();
    await until('a rebalance of two workers', () => status.get().rebalances.some(({ members }) => members === 2));
    const page = await app.open('#/logs?t=last:3600');
    const mark = page.locator('.rebalances-lane .event').last();
    await mark.focus();
    const cause = status.get().rebalances[0]?.cause.message ?? '';
    await page.locator('.event-tip').getByText(cause).last().waitFor();
    await mark.press('Enter');
    await until('about a minute', () => {
      const [, from, to] = /[?&]t=(\d+)\.\.(\d+)/.exec(page.url()) ?? [];
      const at = status.get().rebalances[0]?.at ?? 0;
      return Number(from) < at && Number(to) > at && Number(to) - Number(from) < 180e6;
    });
    await page.getByRole('button', { name: 'How the timeline is drawn' }).click();
    await page.locator('.options-card').getByText('Rebalances').click();
    await until('no lane', async () => (await page.locator('.rebalances-lane').count()) === 0);
    await page.reload();
    await page.locator('.strip').waitFor();
    await idle(page);
    assert.equal(await page.locator('.rebalances-lane').count(), 0);
    await page.close();
  });

  test('has a row for each value of a split, whole at a narrow width', async () => {
    const page = await app.open(`#/logs?s=service&d=rows&${RANGE}`, { viewport: { width: 1000, height: 700 } });
    await shows(page, 200);
    const names = page.locator('.row-name');
    await names.nth(2).waitFor();
    await page.getByTitle(/^auth-api: 6[67] records, \d+ in its highest bar$/).waitFor();
    const cut =
      "[...document.querySelectorAll('.row-name .cut')].filter((one) => one.scrollWidth > one.clientWidth).length";
    assert.equal(await page.evaluate(cut), 0);
    await page.keyboard.press('r');
    await until(
      'a stack',
      async () => (await names.count()) === 0 && (await page.locator('.count-tick').count()) === 1,
    );
    await page.close();
  });
});
