// Records by their rows: copied as an export has them, their fields as columns, and whether they are still there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExportFormat } from '../../main/contract/export.ts';
import { createFormatter } from '../../main/export/format.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { makeBatch, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf, writeModel } from './model.ts';

async function textOf(items: AsyncIterable<{ bytes: Uint8Array; records: number }>) {
  const parts: Uint8Array[] = [];
  let records = 0;
  for await (const item of items) {
    parts.push(item.bytes);
    records += item.records;
  }
  return { text: Buffer.concat(parts).toString(), records };
}

test('what is copied is line for line what an export has, in the order asked for, over several segments', async () => {
  using folder = temporaryFolder();
  const random = seededRandom();
  const stored = await writeModel(folder.path, random, 600, { segmentRecords: 100 });
  await using reader = await openReader(folder.path);
  const one = (format: ExportFormat, row: number) => textOf(reader.copy([row], format));
  for (const format of ['text', 'ndjson', 'csv'] as const) {
    const { header } = createFormatter(format);
    const rows = stored.map(({ row }) => row).filter(() => random.chance(0.3));
    rows.sort(() => random.below(3) - 1);
    const all = await textOf(reader.copy(rows, format));
    assert.equal(all.records, rows.length);
    const alone = await Promise.all(rows.slice(0, 60).map(async (row) => (await one(format, row)).text));
    const lines = alone.map((text) => text.slice(header.length)).join('');
    assert.ok(all.text.startsWith(header + lines), `seed ${random.seed}, ${format}`);
    // The whole cache in the order of time is the export itself.
    const page = await reader.page({
      ...{ view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 1000 },
    });
    const byTime = page.rows.map(({ key }) => key.row);
    const copied = await textOf(reader.copy(byTime, format));
    const exported = await textOf(reader.lines(viewOf(), 'asc', format, undefined));
    assert.equal(copied.records, stored.length);
    assert.ok(copied.text === exported.text, `seed ${random.seed}, ${format}: other bytes than an export`);
  }
});

const PAYLOAD = {
  ...{ service: 'pay', status: 500, id: 12345678901234567890n, ok: true, none: null, list: [1, 'two'] },
  http: { request: { method: 'POST' } },
};

/** Three segments of ten records; the first record has many fields, and a value that is longer than what a line shows. */
async function fill(folder: string): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords: 10 });
  const [followed] = await writer.follow('cluster-a', [{ topic: 'app', partition: 3, start: 0 }]);
  assert.ok(followed);
  for (let from = 0; from < 25; from += 5) {
    const records = Array.from({ length: 5 }, (_, i) => ({
      ...{ offset: from + i, time: 1_000_000 * (from + i + 1), key: `k${from + i}` },
      value: from + i === 0 ? first() : `line ${from + i}`,
    }));
    await send(writer, [makeBatch(followed.slot, from, from + 5, records)]);
  }
}

function first(): string {
  const text = JSON.stringify({ ...PAYLOAD, id: 'ID' }).replace('"ID"', String(PAYLOAD.id));
  return `${text.slice(0, -1)},"long":"${'x'.repeat(9000)}"}`;
}

async function valuesOf(reader: Reader, fields: string[], limit = 1) {
  const page = await reader.page({
    ...{ view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit, fields },
  });
  return page.rows.map(({ values }) => values);
}

test('any field is a column: paths, lists, digits that a number would lose, what Kafka knows', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using reader = await openReader(folder.path);
  const expected = {
    ...{ 'http.request.method': 'POST', status: '500', id: '12345678901234567890', ok: 'true', none: 'null' },
    ...{ list: ['1', 'two'], long: 'x'.repeat(2000), service: 'pay', missing: null },
    ...{ _topic: 'app', _partition: '3', _offset: '0', _key: 'k0', _ts: '1000000', _broker_ts: '1000000' },
    ...{ _arrival: '1800000000000000', level: 'info', 'header.trace': null, constructor: null },
  };
  assert.deepEqual(await valuesOf(reader, Object.keys(expected)), [Object.values(expected)]);
  assert.deepEqual(await valuesOf(reader, ['_offset', 'status'], 3), [
    ['0', '500'],
    ['1', null],
    ['2', null],
  ]);
  assert.deepEqual(await valuesOf(reader, []), [undefined]);
});

test('a record whose segment is gone is left out and counted so; a damaged one is an error', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using reader = await openReader(folder.path);
  const place = { topic: 'app', partition: 3, incarnation: 1 };
  const placed = [3, 4, 24].map((offset) => ({ ...place, offset, row: offset + 1 }));
  assert.deepEqual(await reader.held(placed), [true, true, true]);
  assert.deepEqual(
    await reader.held([
      { ...place, offset: 4, row: 4 },
      { ...place, topic: 'web', offset: 3, row: 4 },
      { ...place, incarnation: 2, offset: 3, row: 4 },
    ]),
    [false, false, false],
    'another record has the row',
  );
  assert.equal(await reader.clusterOf(4), 'cluster-a');
  assert.equal((await textOf(reader.copy([1], 'text'))).text, `${first()}\n`, 'whole, not as a line shows it');
  {
    await using writer = await openWriter(folder.path);
    writer.setRetention({ maxAgeSeconds: 60 });
    await new Promise<void>((resolve) => writer.onTick(() => writer.tick().records === 5 && resolve()));
  }
  assert.deepEqual(await reader.held(placed), [false, false, true]);
  await assert.rejects(reader.clusterOf(4), { code: 'not-found' });
  assert.deepEqual(await textOf(reader.copy([4, 25, 5], 'text')), { text: 'line 24\n', records: 1 });
});

test('a damaged segment is no record that is left out', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  rmSync(join(folder.path, 'segment-000001.db'));
  await using reader = await openReader(folder.path, { threads: 1 });
  await assert.rejects(textOf(reader.copy([4, 25], 'text')), { code: 'damaged' });
});
