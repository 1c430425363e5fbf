// The logs view, in a real browser over a real engine and a real broker.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type App, idle, sampleRecords, startApp, until } from './harness.ts';

const RECORDS = 5000;
const ODD = [
  { value: null, key: 'gone' },
  { value: '' },
  { value: Buffer.from([0xff, 0xfe, 0x00, 0x01]) },
  { value: 'a plain line, nothing structured' },
];
const ALL = RECORDS + ODD.length;

let app: App;
before(async () => {
  app = await startApp();
  await app.createTopic('app.logs', 2);
  await app.createTopic('odd');
  await app.produce('app.logs', sampleRecords(RECORDS, Date.now()));
  await app.produce('odd', ODD);
  await app.follow(['app.logs', 'odd']);
  await app.stored(ALL);
});
after(async () => {
  await app[Symbol.asyncDispose]();
});

const textOf = async (locator: Locator) => (await locator.textContent()) ?? '';
const count = (page: Page) => textOf(page.locator('.meta-count strong'));
const rows = (page: Page) => page.locator('tbody tr[data-rank]');
const rowCount = async (page: Page) => Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;
const selectedRow = (page: Page) => page.locator('tbody tr[aria-selected="true"]');

async function shows(page: Page, records: number): Promise<void> {
  const text = records.toLocaleString('en-US');
  await until(`a count of ${text}, not ${await count(page)}`, async () => (await count(page)) === text);
}

async function typeFilter(page: Page, filter: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+a');
  if (filter === '') await page.keyboard.press('Delete');
  else await page.keyboard.insertText(filter);
  await idle(page);
}

const bar = (page: Page) => page.getByRole('textbox', { name: 'Filter', exact: true });
const options = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');

suite('logs', () => {
  test('every record is counted and the newest come first', async () => {
    const page = await app.open();
    await shows(page, ALL);
    assert.equal(await rowCount(page), ALL);
    await page.getByText('complete on 3 of 3 partitions').first().waitFor();
    await rows(page).filter({ hasText: 'a plain line' }).waitFor();
    await rows(page)
      .filter({ hasText: `요청 처리 완료 ${RECORDS - 1}` })
      .waitFor();
    await page.close();
  });

  test('null, empty and binary values are marked', async () => {
    const page = await app.open('#/logs?topic=odd');
    await shows(page, ODD.length);
    for (const mark of ['null', 'empty', 'binary']) await page.locator(`.mark.${mark}`).waitFor();
    await rows(page)
      .filter({ has: page.locator('.mark.null') })
      .click();
    await page.getByText('a tombstone').first().waitFor();
    await page.close();
  });

  test('a filter narrows count, rows and timeline, and its conditions can be dropped', async () => {
    const page = await app.open();
    await typeFilter(page, 'level: error and service: billing');
    const errors = sampleRecords(RECORDS, 0).filter(({ value }) => /"error".*"billing"/.test(String(value))).length;
    await shows(page, errors);
    await rows(page).first().filter({ hasText: 'ERROR' }).waitFor();
    await page.getByRole('button', { name: 'Remove service: billing' }).click();
    await shows(page, RECORDS / 50);
    assert.match(page.url(), /q=level%3A\+error/);
    await page.close();
  });

  test('Korean words are found and marked', async () => {
    const page = await app.open();
    await typeFilter(page, '"처리 완료"');
    await shows(page, RECORDS - RECORDS / 50);
    assert.equal(await textOf(rows(page).first().locator('mark')), '처리 완료');
    await page.close();
  });

  test('a filter that does not parse says where, keeps what is shown, and can be searched as text', async () => {
    const page = await app.open();
    await typeFilter(page, 'level: error');
    await shows(page, RECORDS / 50);
    await typeFilter(page, 'level: (error or');
    const alert = page.getByRole('alert');
    await alert.getByText(/\(character \d+\)/).waitFor();
    await alert.getByText('those of the filter before').waitFor();
    await page.locator('.bad-filter').waitFor();
    await page.locator('.token-bad').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Filter' }).getAttribute('aria-invalid'), 'true');
    await shows(page, RECORDS / 50);
    await alert.getByRole('button', { name: 'Search as text' }).click();
    await shows(page, 0);
    await page.getByRole('button', { name: 'Clear the filter' }).last().click();
    await shows(page, ALL);
    await page.close();
  });

  test('rows of an earlier filter do not open while the answer is on its way', async () => {
    const page = await app.open();
    const held: (() => void)[] = [];
    let holding = false;
    await page.routeWebSocket(/./, (socket) => {
      const engine = socket.connectToServer();
      engine.onMessage((message) => {
        if (holding && String(message).includes('"rows":[')) held.push(() => socket.send(message));
        else socket.send(message);
      });
    });
    await page.reload();
    await shows(page, ALL);
    await rows(page).first().waitFor();
    holding = true;
    await page.keyboard.press('/');
    await page.keyboard.insertText('level: error');
    await page.locator('[role="grid"][aria-disabled="true"]').waitFor();
    await rows(page).first().click({ force: true });
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await until('the answer', () => held.length > 0);
    assert.equal(await selectedRow(page).count(), 0);
    holding = false;
    for (const send of held) send();
    await page.locator('[role="grid"][aria-disabled="false"]').waitFor();
    await rows(page).first().click();
    await selectedRow(page).filter({ hasText: 'ERROR' }).waitFor();
    await page.close();
  });

  test('dragging over the timeline zooms, Escape and a double click zoom back', async () => {
    const page = await app.open();
    await shows(page, ALL);
    const timeline = page.getByRole('img', { name: /Timeline/ });
    const box = await timeline.boundingBox();
    assert.ok(box);
    const drag = async () => {
      await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 });
      await page.mouse.up();
      await idle(page);
    };
    await drag();
    await until('about a quarter of the records', async () => {
      const shown = Number((await count(page)).replaceAll(',', ''));
      return shown > RECORDS * 0.2 && shown < RECORDS * 0.3;
    });
    await until(
      'as many rows as are counted',
      async () => (await rowCount(page)) === Number((await count(page)).replaceAll(',', '')),
    );
    await page.keyboard.press('Escape');
    await shows(page, ALL);
    await drag();
    await timeline.dblclick();
    await shows(page, ALL);
    await page.close();
  });

  test('the wheel zooms the timeline at the pointer', async () => {
    const page = await app.open();
    await shows(page, ALL);
    await page.getByRole('img', { name: /Timeline/ }).hover();
    await page.mouse.wheel(0, -400);
    await until('fewer records', async () => Number((await count(page)).replaceAll(',', '')) < ALL * 0.8);
    await page.close();
  });

  test('keys walk through rows, to both ends and from error to error', async () => {
    const page = await app.open();
    await shows(page, ALL);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await selectedRow(page).getAttribute('aria-rowindex'), '3');
    await page.keyboard.press('G');
    await page.locator(`tbody tr[aria-rowindex="${ALL + 1}"][aria-selected="true"]`).waitFor();
    assert.match(await textOf(selectedRow(page)), /요청 처리 완료 0$/);
    await page.keyboard.press('g');
    await page.locator('tbody tr[aria-rowindex="2"][aria-selected="true"]').waitFor();
    await page.keyboard.press('e');
    await selectedRow(page).filter({ hasText: 'attempt 4957' }).waitFor();
    await page.keyboard.press('e');
    await selectedRow(page).filter({ hasText: 'attempt 4907' }).waitFor();
    await page.keyboard.press('E');
    await selectedRow(page).filter({ hasText: 'attempt 4957' }).waitFor();
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-activedescendant'), await selectedRow(page).getAttribute('id'));
    await page.close();
  });

  test('scrolling reaches any row, and the middle of the list is the middle of the data', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await page.keyboard.press('f');
    await idle(page);
    await page.evaluate(`(() => {
      const records = document.querySelector('.records');
      records.scrollTop = records.scrollHeight / 2;
    })()`);
    await idle(page);
    const first = rows(page).first();
    const rank = async () => Number(await first.getAttribute('data-rank'));
    await until('the middle', async () => Math.abs((await rank()) - RECORDS / 2) < RECORDS * 0.02);
    assert.match(await textOf(first), new RegExp(` ${RECORDS - 1 - (await rank())}$`));
    await page.close();
  });

  test('rows that stay in view while the list scrolls are left as they are', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await page.keyboard.press('f');
    await idle(page);
    await page.evaluate(`(() => {
      const row = document.querySelector('tbody tr[data-rank="5"]');
      window.changes = [];
      const observer = new MutationObserver((list) => window.changes.push(...list.map((one) => one.attributeName)));
      observer.observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
      document.querySelector('.records').scrollTop += 44;
    })()`);
    await until('scrolled', async () => (await rows(page).first().getAttribute('data-rank')) === '2');
    await idle(page);
    assert.deepEqual(await page.evaluate('window.changes'), []);
    await page.close();
  });

  test('a time that is typed is jumped to', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await page.keyboard.press('t');
    await page.getByRole('textbox', { name: 'Time' }).fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByText('Not a time').waitFor();
    await page.getByRole('textbox', { name: 'Time' }).fill('30m');
    await page.keyboard.press('Enter');
    await selectedRow(page).waitFor();
    const rank = Number(await selectedRow(page).getAttribute('data-rank'));
    // One record a second; the records were made some seconds before this test.
    assert.ok(rank > 1500 && rank <= 1800, `rank ${rank}`);
    await page.close();
  });

  test('a record is shown whole: fields, raw, hex, place and clocks; its fields filter', async () => {
    const page = await app.open('#/logs?q=level%3A%20error');
    await rows(page).first().click();
    const detail = page.getByRole('complementary', { name: 'Record' });
    await detail.getByText('app.logs').waitFor();
    await detail.getByText('partition 1').waitFor();
    await detail.getByText(/user-\d/).waitFor();
    await detail.getByRole('tab', { name: 'Raw' }).click();
    await detail.getByText('"status":500').waitFor();
    await detail.getByRole('tab', { name: 'Hex' }).click();
    await detail.getByText('00000000  7b 22').waitFor();
    const cutOff =
      "(() => { const hex = document.querySelector('.hex'); return hex.scrollWidth - hex.clientWidth; })()";
    assert.equal(await page.evaluate(cutOff), 0);
    await detail.getByRole('tab', { name: 'Fields' }).click();
    const host = detail.locator('.pair', { hasText: /^host/ });
    await host.hover();
    await host.getByRole('button', { name: /Hide records/ }).click();
    await page.locator('.chip', { hasText: 'not host: node-' }).waitFor();
    await page.close();
  });

  test('the selected record keeps its place through another filter and a reload', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await typeFilter(page, 'level: error and service: auth*');
    await page.keyboard.press('Escape');
    await page.keyboard.press('G');
    await selectedRow(page).waitFor();
    const text = await textOf(selectedRow(page));
    await typeFilter(page, '');
    await shows(page, RECORDS);
    await until('the same record', async () => (await selectedRow(page).count()) === 1);
    assert.equal(await textOf(selectedRow(page)), text);
    assert.ok(Number(await selectedRow(page).getAttribute('data-rank')) > RECORDS * 0.9);
    await until('the record in the address', () => /[?&]r=\d/.test(page.url()));
    await page.reload();
    await selectedRow(page).waitFor();
    assert.equal(await textOf(selectedRow(page)), text);
    await page.getByRole('complementary', { name: 'Record' }).waitFor();
    await page.close();
  });

  test('a value in the list of fields filters', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: /^service/, expanded: false }).click();
    await page.getByRole('button', { name: 'Show only records with service: gateway' }).click();
    await shows(page, Math.floor(RECORDS / 3));
    await page.close();
  });

  test('a field that is opened is counted over all records: values, what is missing, percentiles', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: /^status/, expanded: false }).click();
    const facet = page.locator('.facet');
    await facet.getByText('2 values').waitFor();
    await facet.getByText('missing in <1 %').waitFor();
    const values = await facet.locator('.value').allTextContents();
    assert.deepEqual(values, ['2004,90098 %', '5001002 %']);
    await facet.getByRole('img', { name: /Distribution of status from 200 to 500; most records, 4,900,/ }).waitFor();
    const pairs = await facet.locator('dl > div').allTextContents();
    assert.deepEqual(pairs, ['min200', 'p50200', 'p95200', 'p99500', 'max500']);
    await facet.locator('.value').first().hover();
    await page.getByRole('button', { name: 'Hide records with status: 200' }).click();
    await shows(page, RECORDS / 50 + ODD.length);
    await page.close();
  });

  test('the timeline is split by a field that a link keeps; its legend counts and filters', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: 'The timeline is split by level' }).click();
    await page.getByRole('button', { name: 'service', exact: true }).click();
    const legend = page.getByRole('list', { name: 'Legend' });
    await legend.getByRole('button', { name: 'auth-api: 1,667 records. Show only these' }).waitFor();
    await legend.getByRole('button', { name: `without service: ${ODD.length} records. Show only these` }).waitFor();
    assert.match(page.url(), /[?&]s=service/);
    await page.reload();
    await page.getByRole('button', { name: 'The timeline is split by service' }).waitFor();
    await legend.getByRole('button', { name: /^billing: 1,667/ }).click();
    await shows(page, 1667);
    await until('one series', async () => (await legend.getByRole('button').count()) === 1);
    await page.close();
  });

  test('topics are chosen in the sidebar', async () => {
    const page = await app.open();
    await shows(page, ALL);
    await page.getByRole('checkbox', { name: 'odd' }).click({ force: true });
    await shows(page, RECORDS);
    await page.getByRole('button', { name: 'Show only odd' }).click({ force: true });
    await shows(page, ODD.length);
    await page.close();
  });

  test('ranges: the last minutes, and between two times', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await page.getByRole('button', { name: /Time range/ }).click();
    await page.getByRole('button', { name: 'Last 15 minutes' }).click();
    await until('at most 15 minutes of records', async () => {
      const shown = Number((await count(page)).replaceAll(',', ''));
      return shown > 0 && shown <= 900;
    });
    await page.getByRole('button', { name: /Time range/ }).click();
    await page.getByRole('textbox', { name: /type or paste/ }).fill('since 2100-01-01');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('No record matches').waitFor();
    await page.getByRole('button', { name: 'Show all time' }).click();
    await shows(page, RECORDS);
    await page.close();
  });

  test('Korean, dark, and UTC are kept after a reload', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: '한국어' }).click({ force: true });
    await page.getByRole('radio', { name: '어둡게' }).click({ force: true });
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('button', { name: '파티션' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await page.getByText('파티션 3개 중 3개 완전함').waitFor();
    await page.close();
  });

  test('nothing scrolls sideways', async () => {
    for (const width of [1024, 1280, 3840]) {
      const page = await app.open('', { viewport: { width, height: 720 } });
      await rows(page).first().click();
      await idle(page);
      const over = await page.evaluate<string[]>(`
        [document.scrollingElement, ...document.querySelectorAll('.header, .query, .status, .records, .sidebar, .detail-body')]
          .filter((one) => one.scrollWidth > one.clientWidth)
          .map((one) => one.className + ' ' + one.scrollWidth + ' > ' + one.clientWidth)`);
      assert.deepEqual(over, [], `at ${width} pixels`);
      await page.close();
    }
  });
});

suite('the filter bar', () => {
  test('fields, values and words are completed by the arrow keys, and Enter alone applies what is typed', async () => {
    const page = await app.open();
    await shows(page, ALL);
    // Its style sheets came through the policy of the host, which allows no inline style.
    const wraps = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.cm-content')).whiteSpaceCollapse",
    );
    assert.equal(wraps, 'break-spaces');
    await page.keyboard.press('/');
    await page.keyboard.type('serv');
    await options(page).filter({ hasText: 'service' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await options(page).filter({ hasText: 'gateway' }).waitFor();
    await page.keyboard.type('bil');
    await until('one value', async () => (await options(page).count()) === 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await options(page).first().waitFor({ state: 'detached' });
    assert.equal(await textOf(bar(page)), 'service: billing');
    await shows(page, Math.floor((RECORDS + 1) / 3));
    await page.keyboard.type(' and status: 50');
    await options(page).filter({ hasText: '500' }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await textOf(bar(page)), 'service: billing and status: 50');
    await shows(page, 0);
    await page.keyboard.press('Tab');
    await page.locator('.filter.focused').waitFor({ state: 'detached' });
    await page.close();
  });

  test('Korean is composed while the filter is applied, and what was typed can be taken back', async () => {
    const page = await app.open();
    await shows(page, ALL);
    await page.keyboard.press('/');
    const keyboard = await page.context().newCDPSession(page);
    for (const text of ['ㅇ', '요', '욯', '요처']) {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await until(`${text} in the bar`, async () => (await textOf(bar(page))) === text);
      await idle(page);
    }
    await keyboard.send('Input.imeSetComposition', { text: '요청', selectionStart: 2, selectionEnd: 2 });
    await keyboard.send('Input.insertText', { text: '요청' });
    await shows(page, RECORDS - RECORDS / 50);
    assert.equal(await textOf(bar(page)), '요청');
    await page.keyboard.press('ControlOrMeta+z');
    await shows(page, ALL);
    await page.close();
  });

  test('a condition is switched off and on, and excluded, and a filter goes on within its results', async () => {
    const page = await app.open('#/logs?q=service%3A%20billing%20and%20level%3A%20error');
    const billing = sampleRecords(RECORDS, 0).filter(({ value }) => /"billing"/.test(String(value)));
    const errors = billing.filter(({ value }) => /"level":"error"/.test(String(value)));
    await shows(page, errors.length);
    await page.getByRole('button', { name: 'Switch off level: error' }).click();
    await shows(page, billing.length);
    await page.reload();
    await page.getByRole('button', { name: 'Switch on level: error' }).click();
    await shows(page, errors.length);
    await page.getByRole('button', { name: 'Exclude level: error' }).click();
    await shows(page, billing.length - errors.length);
    assert.equal(await textOf(bar(page)), 'service: billing and not level: error');
    await page.getByRole('button', { name: 'Filter within these results' }).click();
    await page.keyboard.type('level: warn');
    assert.equal(await textOf(bar(page)), '(service: billing and not level: error) and level: warn');
    await shows(page, billing.filter(({ value }) => /"warn"/.test(String(value))).length);
    await page.close();
  });

  test('the latest filters are there by the arrow up, and one that is saved under a name is there for every page', async () => {
    const page = await app.open();
    // By Enter, before it is known to parse; then the bar is never left.
    await page.getByRole('textbox', { name: 'Filter' }).click();
    await page.keyboard.insertText('status: 500');
    await page.keyboard.press('Enter');
    await shows(page, RECORDS / 50);
    await typeFilter(page, 'level: error');
    await page.keyboard.press('Enter');
    await shows(page, RECORDS / 50);
    const kept = page.getByRole('button', { name: /Saved and recent filters/ });
    await kept.click();
    await page.getByRole('textbox', { name: 'Name of the filter' }).fill('mine');
    await page.keyboard.press('Enter');
    await page.getByText('Saved as “mine”').waitFor();
    await page.close();

    const other = await app.open();
    await shows(other, ALL);
    await other.keyboard.press('/');
    await other.keyboard.press('ArrowUp');
    const recent = other.getByRole('grid', { name: 'Recent' });
    await recent.getByRole('row').first().filter({ hasText: 'level: error' }).waitFor();
    await recent.getByRole('row').nth(1).filter({ hasText: 'status: 500' }).waitFor();
    await other.keyboard.press('Enter');
    await shows(other, RECORDS / 50);
    await other.getByRole('button', { name: /Saved and recent filters/ }).click();
    await other.getByRole('button', { name: 'Rename mine' }).click();
    await other.getByRole('textbox', { name: 'Name of the filter' }).fill('errors');
    await other.keyboard.press('Enter');
    await other.getByRole('button', { name: 'Delete errors' }).click();
    await other.getByRole('button', { name: 'Delete errors' }).waitFor({ state: 'detached' });
    await other.close();
  });

  test('words are found apart from the filter: the next, the one before, and which of how many', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('by peer');
    await page.getByText('match 1 of 100').waitFor();
    await selectedRow(page).filter({ hasText: 'attempt 4957' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('match 2 of 100').waitFor();
    await selectedRow(page).filter({ hasText: 'attempt 4907' }).waitFor();
    await until('marks', async () => (await page.evaluate<number>("CSS.highlights.get('find')?.size ?? 0")) > 0);
    assert.equal(await count(page), RECORDS.toLocaleString('en-US'), 'nothing is filtered');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('match 1 of 100').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('n');
    await page.getByText('match 2 of 100').waitFor();
    await page.keyboard.press('N');
    await page.getByText('match 1 of 100').waitFor();
    await page.keyboard.press('N');
    await page.getByText('No match before this one').waitFor();
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.press('Escape');
    await page.getByRole('search').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate<number>("CSS.highlights.get('find')?.size ?? 0"), 0);
    await page.close();
  });
});

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
/** Those of app.logs, the newest first, as they were sent. */
const numbered = (text: string) => text.split('\n').map((line) => Number(/(\d+)"?,"status"/.exec(line)?.[1]));
const newest = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => RECORDS - 1 - from - i);

suite('many records', () => {
  test('some are chosen with the mouse and the keys, and copied whole in every format', async () => {
    const page = await app.open('#/logs?topic=app.logs', CLIPBOARD);
    await shows(page, RECORDS);
    await rows(page).nth(2).click();
    await idle(page);
    await rows(page)
      .nth(5)
      .click({ modifiers: ['Shift'] });
    await rows(page)
      .nth(8)
      .click({ modifiers: ['ControlOrMeta'] });
    await rows(page)
      .nth(3)
      .click({ modifiers: ['ControlOrMeta'] });
    await page.getByText('4 selected').waitFor();
    assert.equal(await selectedRow(page).count(), 4);
    await page.keyboard.press('ControlOrMeta+c');
    await page.getByText('4 records copied').waitFor();
    const expected = [2, 4, 5, 8].map((rank) => RECORDS - 1 - rank);
    assert.deepEqual(numbered(await clipboard(page)), expected);
    await page.getByRole('button', { name: 'NDJSON' }).click();
    const ndjson = async () => (await clipboard(page)).trimEnd().split('\n');
    await until('NDJSON', async () => (await clipboard(page)).startsWith('{"topic"'));
    const values = (await ndjson()).map((line) => String(JSON.parse(line).value)).join('\n');
    assert.deepEqual(numbered(values), expected);
    await page.keyboard.press('Escape');
    await rows(page).nth(0).click();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByText('3 selected').waitFor();
    await page.keyboard.press('j');
    assert.equal(await selectedRow(page).count(), 1, 'a plain step chooses one');
    await page.close();
  });

  test('all are chosen and copied, also those that were never seen; more than 10,000 are not', async () => {
    const page = await app.open('#/logs?topic=app.logs', CLIPBOARD);
    await shows(page, RECORDS);
    await page.keyboard.press('ControlOrMeta+a');
    await page.getByText(`${RECORDS.toLocaleString('en-US')} selected`).waitFor();
    await page.keyboard.press('ControlOrMeta+c');
    await page.getByText(`${RECORDS.toLocaleString('en-US')} records copied`).waitFor();
    assert.deepEqual(numbered(await clipboard(page)), newest(0, RECORDS));
    await page.close();
  });

  test('wrapped, the scroll bar stays true to position and the selected row is seen whole', async () => {
    const page = await app.open('#/logs?topic=app.logs&c=topic&c=host&c=service', {
      viewport: { width: 900, height: 600 },
    });
    await shows(page, RECORDS);
    await page.keyboard.press('w');
    await page.keyboard.press('f');
    await idle(page);
    await page.evaluate(`(() => {
      const records = document.querySelector('.records');
      records.scrollTop = records.scrollHeight / 2;
    })()`);
    await idle(page);
    const rank = async () => Number(await rows(page).first().getAttribute('data-rank'));
    await until('the middle', async () => Math.abs((await rank()) - RECORDS / 2) < RECORDS * 0.02);
    await page.keyboard.press('End');
    await page.locator(`tbody tr[aria-rowindex="${RECORDS + 1}"][aria-selected="true"]`).waitFor();
    const view = await page.locator('.records').boundingBox();
    await until('the last row, whole', async () => {
      const box = await selectedRow(page).boundingBox();
      return view !== null && box !== null && box.y > view.y && box.y + box.height <= view.y + view.height + 1;
    });
    await page.close();
  });
});

suite('columns and cells', () => {
  const header = (page: Page) => page.locator('thead th').allTextContents();

  test('a field becomes a column, moves, is widened by keys, and is so after a reload', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('textbox', { name: 'Add a field' }).fill('stat');
    await page.getByRole('button', { name: 'Add the column status' }).click();
    await page.keyboard.press('Escape');
    await rows(page).first().locator('td').nth(4).filter({ hasText: '200' }).waitFor();
    await page.getByRole('button', { name: 'Column status' }).click();
    await page.getByRole('menuitem', { name: 'Move left' }).click();
    const edge = page.getByRole('separator', { name: 'Width of the column status' });
    await edge.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.reload();
    await rows(page).first().getByRole('gridcell', { name: '200', exact: true }).waitFor();
    assert.deepEqual(await header(page), ['Time', 'Level', 'status', 'Service', 'Message']);
    assert.equal(await edge.getAttribute('aria-valuenow'), '150');
    await page.close();
  });

  test('a cell filters for its value and against it, by mouse and by keys', async () => {
    const page = await app.open('#/logs?topic=app.logs&c=host');
    await shows(page, RECORDS);
    const host = rows(page).first().locator('td').nth(3);
    const name = await textOf(host);
    await host.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide these' }).click();
    await page.locator('.chip', { hasText: `not host: ${name}` }).waitFor();
    await shows(page, (RECORDS * 3) / 4);
    await page.keyboard.press('e');
    await selectedRow(page).filter({ hasText: 'ERROR' }).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Level: ERROR' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('menuitem', { name: 'Show only these' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: 'level: error' }).waitFor();
    await page.close();
  });
});

suite('around, bookmarks and links', () => {
  test('what is around a record is shown and said, and the way back leads to where one was', async () => {
    const page = await app.open('#/logs?topic=app.logs&q=level%3A%20error');
    await shows(page, RECORDS / 50);
    await rows(page).nth(3).click();
    const text = await textOf(selectedRow(page));
    await page.keyboard.press('s');
    await page.getByText('Only app.logs/').click();
    await page.getByRole('button', { name: '20 before and after' }).click();
    await page.getByText(/The 20 records before and after .* · partition app\.logs\/1/).waitFor();
    await shows(page, 41);
    await until('the record amid them', async () => (await selectedRow(page).count()) === 1);
    assert.equal(await selectedRow(page).getAttribute('data-rank'), '20');
    await page.reload();
    await page.getByRole('button', { name: 'Back (Esc)' }).waitFor();
    await page.keyboard.press('Escape');
    await shows(page, RECORDS / 50);
    await until('the record where it was', async () => (await selectedRow(page).count()) === 1);
    assert.equal(await textOf(selectedRow(page)), text);
    await page.close();
  });

  test('a record is bookmarked with a note, found again from another view, and forgotten', async () => {
    const page = await app.open('#/logs?topic=app.logs');
    await shows(page, RECORDS);
    await rows(page).nth(4).click();
    const text = await textOf(selectedRow(page));
    await page.keyboard.press('b');
    await page.getByRole('textbox', { name: 'Note' }).fill('왜 여기서?');
    await page.getByRole('textbox', { name: 'Note' }).press('ControlOrMeta+Enter');
    await page.locator('.line-bookmark[title="왜 여기서?"]').waitFor();
    await page.getByRole('button', { name: 'Show only odd' }).click({ force: true });
    await shows(page, ODD.length);
    await page.keyboard.press('B');
    const dialog = page.getByRole('dialog', { name: 'Bookmarks' });
    await dialog.getByText(`요청 처리 완료 ${RECORDS - 5}`).waitFor();
    await dialog.getByRole('button', { name: /^Go to/ }).click();
    await page.getByText('This record is not in the view').waitFor();
    await page.getByRole('button', { name: 'Show only app.logs' }).click({ force: true });
    await shows(page, RECORDS);
    await until('the record', async () => (await selectedRow(page).count()) === 1);
    assert.match(await textOf(selectedRow(page)), new RegExp(`${RECORDS - 5}$`));
    assert.match(text, new RegExp(`${RECORDS - 5}$`));
    await page.keyboard.press('b');
    await page.getByText('Press b again').waitFor();
    await page.keyboard.press('b');
    await page.locator('.line-bookmark').waitFor({ state: 'detached' });
    await page.keyboard.press('B');
    await page.getByRole('heading', { name: 'No bookmarks yet' }).waitFor();
    await page.close();
  });

  test('a link opens the same filter, order, columns and record elsewhere; a bad one says what is wrong', async () => {
    const page = await app.open('#/logs?topic=app.logs&q=level%3A%20error&o=asc', CLIPBOARD);
    await shows(page, RECORDS / 50);
    await rows(page).nth(2).click();
    const host = page.getByRole('complementary', { name: 'Record' }).locator('.pair', { hasText: /^host/ });
    await host.hover();
    await host.getByRole('button', { name: 'Show host as a column' }).click();
    await rows(page)
      .nth(2)
      .getByText(/node-\d/)
      .waitFor();
    const text = await textOf(selectedRow(page));
    await page.getByRole('button', { name: 'Copy a link to this view' }).click();
    await page.getByText('The link is copied').waitFor();
    const link = await clipboard(page);
    await page.close();
    const other = await app.open();
    await shows(other, app.tick().records);
    await other.keyboard.press('t');
    const box = other.getByRole('textbox', { name: 'Time' });
    await box.fill(link.replace('o=asc', 'o=sideways'));
    await other.keyboard.press('Enter');
    await other.getByText('What is wrong in it: the order').waitFor();
    await box.fill(`look: ${link}`);
    await other.keyboard.press('Enter');
    await shows(other, RECORDS / 50);
    await until('the record', async () => (await selectedRow(other).count()) === 1);
    assert.equal(await textOf(selectedRow(other)), text);
    await other.goto(`${other.url().split('#')[0]}#/logs?t=9..1`);
    await other.getByText(/could not be read whole.*the time range/).waitFor();
    await other.close();
  });
});

suite('following live', () => {
  test('new records appear; selecting stands still; f goes on', async () => {
    const page = await app.open();
    await app.produce('app.logs', [{ value: JSON.stringify({ level: 'fatal', message: 'first live record' }) }]);
    await rows(page).filter({ hasText: 'first live record' }).waitFor();
    await rows(page).filter({ hasText: 'first live record' }).click();
    await page.getByRole('button', { name: 'Follow (f)' }).waitFor();
    const before = await selectedRow(page).getAttribute('data-rank');
    await app.produce('app.logs', [{ value: JSON.stringify({ level: 'info', message: 'second live record' }) }]);
    await page.getByText('Paused · 1 new record').waitFor();
    assert.equal(await rows(page).filter({ hasText: 'second live record' }).count(), 0);
    assert.equal(await selectedRow(page).getAttribute('data-rank'), before);
    await page.keyboard.press('f');
    await rows(page).filter({ hasText: 'second live record' }).waitFor();
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    await page.close();
  });

  test('with a filter, what arrives is not called a match', async () => {
    const page = await app.open('#/logs?q=level%3A%20error');
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Follow (f)' }).waitFor();
    await app.produce('app.logs', [{ value: JSON.stringify({ level: 'info', message: 'no match' }) }]);
    await page.getByText('Paused · 1 record arrived').waitFor();
    await page.close();
  });

  test('a range that ends in the past is not live; following opens its end', async () => {
    const past = Date.now() * 1000 - 60e6;
    const page = await app.open(`#/logs?topic=app.logs&t=..${past}`);
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Past range' }).waitFor();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    assert.doesNotMatch(page.url(), /[?&]t=/);
    await page.close();
  });

  test('scrolling away stands still, and no row moves', async () => {
    const page = await app.open();
    await rows(page).first().waitFor();
    await page.locator('.records').hover();
    await page.mouse.wheel(0, 500);
    await page.getByRole('button', { name: 'Follow (f)' }).waitFor();
    await idle(page);
    const shown = await rows(page).allTextContents();
    await app.produce('app.logs', [{ value: JSON.stringify({ message: 'while it stands still' }) }]);
    await page.getByText('Paused · 1 new record').waitFor();
    assert.deepEqual(await rows(page).allTextContents(), shown);
    await page.close();
  });
});

suite('other topics than before', () => {
  // The last one: it leaves a topic.
  test('a topic that is not followed any more is not called complete', async () => {
    const page = await app.open();
    await app.follow(['app.logs']);
    await page.getByText('complete on 2 of 3 partitions · 1 topic is not followed now').waitFor();
    await page.getByRole('checkbox', { name: 'odd not followed' }).waitFor({ state: 'attached' });
    await page.getByRole('contentinfo').getByRole('button', { name: '1 topic is not followed now' }).click();
    await page.getByRole('dialog').getByText('Not followed now: odd.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show only odd' }).click({ force: true });
    await page.getByText('what is shown is not followed now').first().waitFor();
    await page.getByRole('button', { name: /^Cluster:/ }).click();
    await page.getByRole('button', { name: 'Change connection…' }).click();
    const brokers = page.getByRole('textbox', { name: 'Brokers' });
    await until('the brokers of the session', async () => (await brokers.inputValue()) === app.cluster.bootstrap);
    await page.getByText('1 chosen').waitFor();
    await page.close();
  });
});
