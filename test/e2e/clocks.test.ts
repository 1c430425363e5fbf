// Records in the order of the three clocks, in a real browser over a real cache. No broker is needed.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { idle, startViewer, type Viewer } from './harness.ts';

const FIRST = Date.UTC(2026, 9, 24, 22) * 1000;
const SECOND = 1e6;
const COUNT = 3000;
/** 1,009 and 3,000 have no common factor: each second once, in no order. */
const brokerSecond = (n: number) => (n * 1009) % COUNT;
/** Batches of 500, of which the second has arrived first. */
const arrivalOf = (n: number) => FIRST + (n >= 500 && n < 1000 ? 0 : 10_000 + Math.floor(n / 500)) * SECOND;

let viewer: Viewer;
before(async () => {
  viewer = await startViewer(async (folder) => {
    await using writer = await openWriter(folder, { segmentRecords: 1000 });
    const [followed] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    assert.ok(followed);
    for (let from = 0; from < COUNT; from += 500) {
      const records = Array.from({ length: 500 }, (_, i) => ({
        ...{ offset: from + i, time: FIRST + (from + i) * SECOND, level: (from + i) % 100 === 7 ? 6 : 3 },
        value: `{"msg":"record ${from + i}."}`,
      }));
      const batch = makeBatch(followed.slot, from, from + 500, records);
      for (let i = 0; i < 500; i++) batch.brokerTime[i] = FIRST + brokerSecond(from + i) * SECOND;
      await send(writer, [{ ...batch, arrival: arrivalOf(from) }]);
    }
  });
});
after(async () => {
  await viewer[Symbol.asyncDispose]();
});

const byBroker = Array.from({ length: COUNT }, (_, n) => n).sort((a, b) => brokerSecond(b) - brokerSecond(a));
const byArrival = Array.from({ length: COUNT }, (_, n) => n).sort((a, b) => arrivalOf(b) - arrivalOf(a) || b - a);

async function order(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Order by which time' }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await idle(page);
}
/** The row of that rank says it is record n. */
async function isAt(page: Page, rank: number, n: number): Promise<void> {
  await page.locator(`[data-rank="${rank}"]`, { hasText: `record ${n}.` }).waitFor();
}

suite('clocks', () => {
  test('a clock is chosen at the head, orders all records, and stays in the address', async () => {
    const page = await viewer.open();
    await isAt(page, 0, COUNT - 1);
    await order(page, "The broker's timestamp");
    for (const rank of [0, 1, 9]) await isAt(page, rank, byBroker[rank] ?? -1);
    await page.getByText('Range and timeline are of the record', { exact: false }).waitFor();
    await page.getByRole('columnheader', { name: /Broker time/ }).waitFor();
    assert.match(page.url(), /k=broker/);
    await page.reload();
    await isAt(page, 0, byBroker[0] ?? -1);
    // The far end is found by its rank.
    await page.getByRole('grid').focus();
    await page.keyboard.press('Shift+G');
    await isAt(page, COUNT - 1, byBroker[COUNT - 1] ?? -1);
    await isAt(page, COUNT - 8, byBroker[COUNT - 8] ?? -1);
    await order(page, 'Arrival in this cache');
    await page.keyboard.press('Shift+G');
    await isAt(page, COUNT - 1, byArrival[COUNT - 1] ?? -1);
    await page.getByRole('button', { name: 'Order by record time' }).click();
    await page.keyboard.press('g');
    await isAt(page, 0, COUNT - 1);
    assert.doesNotMatch(page.url(), /k=/);
    await page.close();
  });

  test('a jump to a time, the next error and what is around a record go by the clock', async () => {
    const page = await viewer.open('#/logs?k=broker');
    await isAt(page, 0, byBroker[0] ?? -1);
    await page.getByRole('grid').focus();
    await page.keyboard.press('t');
    const at = COUNT - 1 - 1500;
    const time = new Date((FIRST + at * SECOND) / 1000).toISOString().replace('T', ' ').slice(0, 19);
    await page.getByRole('textbox', { name: "Time, by the broker's timestamp" }).fill(time);
    await page.keyboard.press('Enter');
    await isAt(page, 1500, byBroker[1500] ?? -1);
    await page.locator('[data-rank="1500"][aria-selected="true"]').waitFor();
    await page.keyboard.press('e');
    const next = byBroker.findIndex((n, rank) => rank > 1500 && n % 100 === 7);
    await page
      .locator(`[data-rank="${next}"][aria-selected="true"]`, { hasText: `record ${byBroker[next]}.` })
      .waitFor();
    await page.keyboard.press('s');
    await page
      .getByRole('dialog')
      .getByText(/^The broker's timestamp 2026-10-2/)
      .waitFor();
    await page.keyboard.press('Enter');
    await idle(page);
    await page.locator('.meta-count strong', { hasText: /^101$/ }).waitFor();
    await isAt(page, 50, byBroker[next] ?? -1);
    await isAt(page, 46, byBroker[next - 4] ?? -1);
    // The range by that clock, which nobody typed, is not among the latest filters.
    await page.keyboard.press('Escape');
    await idle(page);
    await page.getByRole('button', { name: /Saved and recent filters/ }).click();
    await page.getByText('Filters that you use appear here.').waitFor();
    await page.close();
  });

  test('an export is in the order that is shown, and says so', async () => {
    const page = await viewer.open('#/logs?k=arrival');
    await isAt(page, 0, byArrival[0] ?? -1);
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByText('in the order in which they arrived here').waitFor();
    await page.close();
  });
});
