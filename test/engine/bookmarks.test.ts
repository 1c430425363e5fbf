// Bookmarks through the engine: they name the record, survive it, and are told to whoever watches.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Output } from '../../main/contract/methods.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';
import { openApp } from './open-app.ts';

async function fill(folder: string): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords: 10 });
  const [app] = await writer.follow('cluster-a', [{ topic: 'app', partition: 2, start: 0 }]);
  assert.ok(app);
  for (let from = 0; from < 20; from += 10) {
    const records = Array.from({ length: 10 }, (_, i) => ({
      ...{ offset: from + i, time: (from + i + 1) * 1_000_000, level: 5 },
      value: `{"service":"pay","msg":"order ${from + i}"}`,
    }));
    await send(writer, [makeBatch(app.slot, from, from + 10, records)]);
  }
}

const place = (offset: number) => ({ topic: 'app', partition: 2, incarnation: 1, offset });

test('a record is marked once, its note changes, and it goes', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using app = await openApp({ cacheFolder: folder.path });
  const { client } = app;
  const seen = Promise.withResolvers<Output<'bookmarks.marks'>['marks']>();
  client.watch('bookmarks.marks', ({ marks }) => {
    if (marks.some(({ note }) => note === 'because') && marks.length === 1) seen.resolve(marks);
  });
  await client.call('bookmarks.save', { record: { row: 13 }, note: '왜?' });
  await client.call('bookmarks.save', { record: { row: 4 } });
  const first = await client.call('bookmarks.list', {});
  assert.deepEqual(
    first.bookmarks.map(({ markedAt, ...rest }) => {
      assert.ok(Math.abs(markedAt - Date.now() * 1000) < 60_000_000);
      return rest;
    }),
    [
      ['', 3, 4],
      ['왜?', 12, 13],
    ].map(([note, offset, row]) => ({
      ...{ ...place(Number(offset)), cluster: 'cluster-a', row, time: Number(row) * 1_000_000, level: 'warn' },
      ...{ service: 'pay', message: `order ${offset}`, note, held: true },
    })),
  );
  await client.call('bookmarks.save', { record: { row: 13 } });
  assert.equal((await client.call('bookmarks.list', {})).bookmarks[1]?.note, '왜?', 'marking it again forgets nothing');
  await client.call('bookmarks.save', { record: place(12), note: 'because' });
  await client.call('bookmarks.remove', place(3));
  const { bookmarks } = await client.call('bookmarks.list', {});
  assert.deepEqual(
    bookmarks.map(({ offset, note, markedAt }) => [offset, note, markedAt]),
    [[12, 'because', first.bookmarks[1]?.markedAt]],
  );
  assert.deepEqual(await seen.promise, [{ ...place(12), time: 13_000_000, note: 'because' }]);
  await assert.rejects(client.call('bookmarks.save', { record: place(3), note: 'x' }), { code: 'not-found' });
  await assert.rejects(client.call('bookmarks.save', { record: { row: 99 } }), { code: 'not-found' });
});

test('a bookmark outlives its record: it is listed with what it said, and its note can be changed', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  {
    await using app = await openApp({ cacheFolder: folder.path });
    await app.client.call('bookmarks.save', { record: { row: 4 }, note: 'first of all' });
  }
  {
    await using writer = await openWriter(folder.path);
    writer.setRetention({ maxAgeSeconds: 60 });
    await new Promise<void>((resolve) => writer.onTick(() => writer.tick().records < 20 && resolve()));
  }
  await using app = await openApp({ cacheFolder: folder.path });
  await app.client.call('bookmarks.save', { record: place(3), note: 'gone' });
  const { bookmarks } = await app.client.call('bookmarks.list', {});
  assert.deepEqual(
    bookmarks.map(({ held, message, note }) => [held, message, note]),
    [[false, 'order 3', 'gone']],
  );
});

test('a cache that is only read keeps none', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using app = await openApp({ cacheFolder: folder.path, mode: 'read' });
  assert.deepEqual(await app.client.call('bookmarks.list', {}), { bookmarks: [] });
  await assert.rejects(app.client.call('bookmarks.save', { record: { row: 4 } }), { code: 'read-only' });
});
