// Judging what arrives, through the engine: every record once, in the order of writing, whoever listens how slowly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_MARKED } from '../../main/contract/matches.ts';
import type { Input, Output } from '../../main/contract/methods.ts';
import { openWriter, type WriterWithProfiles } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';
import { type Opened, openApp } from './open-app.ts';

/** Offsets [from, to), each tenth an error; every error names its offset. */
async function write(writer: WriterWithProfiles, from: number, to: number, topic = 'app'): Promise<void> {
  const [part] = await writer.follow('cluster-a', [{ topic, partition: 0, start: 0 }]);
  assert.ok(part);
  const records = Array.from({ length: to - from }, (_, i) => from + i).map((offset) => ({
    // Time goes backwards: the order is that of writing.
    ...{ offset, time: 1e12 - offset * 1000, level: offset % 10 === 0 ? 6 : 3 },
    value: `{"n":${offset}}`,
  }));
  await send(writer, [makeBatch(part.slot, from, to, records)]);
}

type Listening = AsyncDisposable & {
  next(): Promise<Output<'records.matches'> | undefined>;
  /** until so many match */
  matched(count: number): Promise<Output<'records.matches'>>;
};

function listen({ client }: Opened, input: Input<'records.matches'>): Listening {
  const abort = new AbortController();
  const items = client.stream('records.matches', input, abort.signal)[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await items.next();
    return done ? undefined : value;
  };
  return {
    next,
    async matched(count) {
      for (let item = await next(); item; item = await next()) if (item.matched >= count) return item;
      throw new Error('it ended');
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
      await items.return?.();
    },
  };
}

/** A writer of one process, and an engine that reads beside it. */
async function open(segmentRecords = 1000) {
  const folder = temporaryFolder();
  const writer = await openWriter(folder.path, { segmentRecords });
  const app = await openApp({ cacheFolder: folder.path, mode: 'read' });
  return {
    ...{ folder: folder.path, writer, app },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const offsetOf = (row: { offset: number } | null) => row?.offset;

test('every record that arrives is judged once, over segments; the first is the one that was written first', async () => {
  await using all = await open(50);
  await write(all.writer, 0, 60);
  await using heard = listen(all.app, { filter: 'level: error', after: 60 });
  assert.deepEqual(await heard.next(), {
    ...{ after: 60, upTo: 60, matched: 0, first: null, last: null, marked: 0, missed: 0 },
  });
  await write(all.writer, 60, 200);
  await write(all.writer, 200, 1001);
  const told = await heard.matched(95);
  assert.deepEqual([told.matched, offsetOf(told.first), offsetOf(told.last)], [95, 60, 1000]);
  assert.deepEqual([told.after, told.upTo, told.missed], [60, 1001, 0]);
});

test('judged again from behind a match, the next one is found, also of the past', async () => {
  await using all = await open();
  await write(all.writer, 0, 100);
  await using first = listen(all.app, { filter: 'level: error', after: 0 });
  const one = await first.matched(10);
  assert.equal(offsetOf(one.first), 0);
  await using second = listen(all.app, { filter: 'level: error', after: one.first?.key.row });
  const two = await second.matched(9);
  assert.deepEqual([offsetOf(two.first), two.matched], [10, 9]);
});

test('topics narrow it, and a filter on a field means what it means elsewhere', async () => {
  await using all = await open();
  await using heard = listen(all.app, { filter: 'n >= 7', topics: ['other'], after: 0 });
  await heard.next();
  await write(all.writer, 0, 10);
  await write(all.writer, 0, 9, 'other');
  const told = await heard.matched(2);
  assert.deepEqual([told.first?.topic, offsetOf(told.first), offsetOf(told.last)], ['other', 7, 8]);
});

test('records that were dropped before they could be judged are told as missed', async () => {
  await using all = await open(50);
  await write(all.writer, 0, 230);
  all.writer.setRetention({ maxAgeSeconds: 60 });
  await new Promise<void>((resolve) => all.writer.onTick(() => all.writer.tick().records < 230 && resolve()));
  const left = all.writer.tick().records;
  await using heard = listen(all.app, { filter: 'n: *', after: 10 });
  await heard.next();
  const told = await heard.next();
  assert.deepEqual([told?.matched, told?.missed], [left, 220 - left]);
});

test('a filter that does not parse is refused at once, and so are bookmarks where the cache is only read', async () => {
  await using all = await open();
  await using bad = listen(all.app, { filter: 'level: (' });
  await assert.rejects(bad.next(), { code: 'bad-filter' });
  await using marking = listen(all.app, { filter: 'n: *', bookmark: 'seen' });
  await assert.rejects(marking.next(), { code: 'read-only' });
});

test('matches are bookmarked up to a limit, where it ends; a note that was there stays', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    await write(writer, 0, 1500);
  }
  await using app = await openApp({ cacheFolder: folder.path });
  await app.client.call('bookmarks.save', { record: { row: 11 }, note: 'mine' });
  await using heard = listen(app, { filter: 'level: error', after: 0, bookmark: 'by a watch' });
  let told: Output<'records.matches'> | undefined;
  for (let item = await heard.next(); item; item = await heard.next()) told = item;
  assert.equal(told?.marked, MOST_MARKED, 'it ended by itself');
  assert.equal(told?.matched, 150, 'all are counted');
  const { bookmarks } = await app.client.call('bookmarks.list', {});
  assert.equal(bookmarks.length, MOST_MARKED);
  const notes = new Map(bookmarks.map(({ offset, note }) => [offset, note]));
  assert.deepEqual([notes.get(0), notes.get(10), notes.get(990)], ['by a watch', 'mine', 'by a watch']);
  assert.equal(notes.get(1000), undefined);
});
