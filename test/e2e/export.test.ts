// Exports by the page, compared record by record with what was produced.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { type App, idle, type Produced, startApp } from './harness.ts';

const TOPIC = 'app.all';
const START_MS = Date.UTC(2026, 10, 23, 12, 0, 0);
const COUNT = 4000;

/** What a person may meet in a topic, each with a time of its own in the payload where it has one. */
function odd(i: number): Produced {
  const partition = i % 3;
  const time = new Date(START_MS + i * 250).toISOString();
  if (i % 500 === 11) return { partition, value: Buffer.from([0xff, 0xfe, i % 256, 0x00]) };
  if (i % 500 === 12) return { partition, key: `gone-${i}`, value: null };
  if (i % 500 === 13) return { partition, value: '' };
  if (i % 500 === 14) return { partition, key: '키', value: `${time} WARN 두 줄\n두 번째 줄 "따옴표", 쉼표 ${i}` };
  const level = i % 40 === 7 ? 'error' : 'info';
  return { partition, key: `k${i % 9}`, value: JSON.stringify({ time, level, message: `요청 ${i} 😀 "x"`, n: i }) };
}

describe('export', () => {
  let app: App;
  let page: Page;
  /** by partition, in the order of offsets */
  const produced = new Map<number, Produced[]>();

  before(async () => {
    app = await startApp();
    await app.createTopic(TOPIC, 3);
    const records = Array.from({ length: COUNT }, (_, i) => odd(i));
    for (const record of records)
      produced.set(record.partition ?? 0, [...(produced.get(record.partition ?? 0) ?? []), record]);
    await app.produce(TOPIC, records);
    page = await app.open('#/exports');
    await page.getByRole('heading', { name: 'No exports yet' }).waitFor();
    await app.follow([TOPIC]);
    await app.stored(COUNT);
    await page.getByRole('button', { name: 'Go to the logs' }).click();
  });
  after(() => app[Symbol.asyncDispose]());

  test('NDJSON holds every record that was produced, once, as it was', async () => {
    const file = join(app.folder, 'all.ndjson');
    const job = await exportTo(page, file);
    await job.getByText('4,000 records').waitFor();
    await job.getByText(/complete/i).waitFor();
    await job.getByRole('button', { name: 'Close' }).last().click();

    const lines = (await readFile(file, 'utf8')).split('\n');
    assert.equal(lines.pop(), '', 'the file ends with a line break');
    assert.equal(lines.length, COUNT);
    const found = new Map<number, Map<number, Exported>>();
    let last = '';
    for (const line of lines) {
      const record: Exported = JSON.parse(line);
      assert.equal(record.topic, TOPIC);
      assert.ok(record.time >= last, `${record.time} after ${last}: oldest first`);
      last = record.time;
      const partition = found.get(record.partition) ?? new Map<number, Exported>();
      assert.equal(partition.has(record.offset), false, `offset ${record.offset} of ${record.partition} twice`);
      found.set(record.partition, partition.set(record.offset, record));
    }
    for (const [partition, records] of produced)
      for (const [offset, { key, value }] of records.entries()) {
        const record = found.get(partition)?.get(offset);
        assert.ok(record, `offset ${offset} of partition ${partition} is in the file`);
        assert.equal(record.key, key ?? null);
        if (value instanceof Buffer) assert.equal(record.valueBase64, value.toString('base64'));
        else assert.equal(record.value, value);
      }
    assert.deepEqual(await leftovers(app), []);
  });

  test('a name that is taken asks first: both are kept, or the old one is replaced', async () => {
    const taken = join(app.folder, 'taken.ndjson');
    await writeFile(taken, 'not to be lost');
    const dialog = await openDialog(page);
    await path(dialog).fill(taken);
    await page.keyboard.press('Enter');
    await dialog.getByText('taken.ndjson exists already.').waitFor();
    assert.equal(await readFile(taken, 'utf8'), 'not to be lost');
    await dialog.getByRole('button', { name: 'Keep both: taken (2).ndjson' }).click();
    await done(page);
    assert.equal(await readFile(taken, 'utf8'), 'not to be lost');
    assert.equal((await readFile(join(app.folder, 'taken (2).ndjson'), 'utf8')).split('\n').length, COUNT + 1);
    await page.keyboard.press('Escape');

    const again = await openDialog(page);
    await path(again).fill(taken);
    await page.keyboard.press('Enter');
    await again.getByRole('button', { name: 'Replace it' }).click();
    await done(page);
    assert.equal((await readFile(taken, 'utf8')).split('\n').length, COUNT + 1);
    await page.keyboard.press('Escape');
  });

  test('a running export shows how far it is, and is cancelled', async () => {
    // A pipe that nobody empties holds the export up for as long as the test looks at it.
    const pipe = join(app.folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const reader = spawn('sh', ['-c', 'exec 3<"$0"; read go; exec cat <&3', pipe], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const ended = once(reader, 'exit');
    const dialog = await openDialog(page);
    await path(dialog).fill(pipe);
    await page.keyboard.press('Enter');
    await page.locator('.job-dialog[data-job=running]').waitFor();
    assert.equal(await page.getByRole('dialog').getByRole('progressbar').isVisible(), true);
    await page.getByRole('button', { name: 'Go on in the background' }).click();
    await page.getByRole('button', { name: 'Exports', exact: true }).click();
    const job = page.locator('li[data-job=running]');
    await job.getByRole('button', { name: 'Cancel' }).click();
    reader.stdin.end('go\n');
    await page.locator('li[data-job=cancelled]').waitFor();
    await ended;
    await page.evaluate(`location.hash = '#/logs'`);
  });

  test('a filter and a format: the errors alone, their values as they were sent', async () => {
    await page.evaluate(`location.hash = '#/logs?q=${encodeURIComponent('level: error')}'`);
    await idle(page);
    const dialog = await openDialog(page);
    await dialog.getByText('level: error').waitFor();
    await dialog.getByText('100 records').waitFor();
    await dialog.getByText('Oldest first').click();
    const proposed = await path(dialog).inputValue();
    await dialog.getByText('The values alone').click();
    assert.equal(await path(dialog).inputValue(), proposed.replace(/\.ndjson$/, '.log'));
    const file = join(app.folder, 'errors.log');
    await path(dialog).fill(file);
    await page.keyboard.press('Enter');
    await done(page);
    await page.keyboard.press('Escape');
    const expected = Array.from({ length: COUNT }, (_, i) => odd(i))
      .map(({ value }) => value)
      .filter((value) => typeof value === 'string' && value.includes('"level":"error"'));
    assert.equal(await readFile(file, 'utf8'), expected.map((value) => `${value}\n`).join(''));
  });

  test('a folder that does not exist is told, and the form stays', async () => {
    const dialog = await openDialog(page);
    await path(dialog).fill(join(app.folder, 'missing', 'x.ndjson'));
    await page.keyboard.press('Enter');
    await dialog
      .getByRole('alert')
      .getByText(/does not exist: create it/)
      .waitFor();
    await path(dialog).fill('not-absolute.ndjson');
    await page.keyboard.press('Enter');
    await dialog.getByText(/^Give the whole path, such as/).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(existsSync(join(app.folder, 'missing')), false);
  });

  test('nothing to export is said before anything is written', async () => {
    await page.evaluate(`location.hash = '#/logs?q=${encodeURIComponent('level: fatal')}'`);
    await idle(page);
    const dialog = await openDialog(page);
    await dialog.getByText('No record matches this view, so there is nothing to export.').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled(), true);
    await page.keyboard.press('Escape');
  });

  test('the Exports view lists every job with what it is complete for', async () => {
    await page.evaluate(`location.hash = '#/exports'`);
    const jobs = page.getByRole('region', { name: 'Exports' }).locator('li');
    await jobs.first().waitFor();
    assert.equal(await jobs.count(), 5);
    assert.match(
      (await jobs.first().textContent()) ?? '',
      /^Doneerrors\.log.*100 records.*complete on 3 of 3 partitions.*level: error/i,
    );
    const states = await Promise.all((await jobs.all()).map((job) => job.getAttribute('data-job')));
    assert.deepEqual(states, ['done', 'cancelled', 'done', 'done', 'done']);
    assert.deepEqual(await leftovers(app), []);
  });
});

type Exported = {
  topic: string;
  partition: number;
  offset: number;
  time: string;
  key: string | null;
  value?: string | null;
  valueBase64?: string;
};

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export records' });
  await dialog.waitFor();
  return dialog;
}

function path(dialog: Locator): Locator {
  return dialog.getByRole('textbox', { name: 'File' });
}

/** Exports the view as NDJSON, oldest first; resolves with the dialog when the job is done. */
async function exportTo(page: Page, file: string): Promise<Locator> {
  const dialog = await openDialog(page);
  await dialog.getByText('Oldest first').click();
  await path(dialog).fill(file);
  await page.keyboard.press('Enter');
  return done(page);
}

async function done(page: Page): Promise<Locator> {
  await page.locator('.job-dialog[data-job=done]').waitFor();
  return page.getByRole('dialog');
}

/** Unfinished files: there must be none. */
async function leftovers(app: App): Promise<string[]> {
  return (await readdir(app.folder)).filter((name) => name.endsWith('.part'));
}
