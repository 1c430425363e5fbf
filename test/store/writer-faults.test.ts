import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { EngineError } from '../../main/contract/errors.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from './batches.ts';
import { put } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

const MINUTE = 60_000_000;

function batch(slot: number, from: number, to: number, time = (offset: number) => offset * MINUTE) {
  const offsets = Array.from({ length: to - from }, (_, i) => from + i);
  return makeBatch(
    slot,
    from,
    to,
    offsets.map((offset) => ({ offset, time: time(offset), value: `record ${offset}` })),
  );
}

async function follow(writer: Writer): Promise<number> {
  const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
  assert.ok(first);
  return first.slot;
}

/** Segments of ten records; the last one has five and is the active one. */
async function fill(folder: string): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords: 10 });
  const slot = await follow(writer);
  for (let from = 0; from < 30; from += 10) await send(writer, [batch(slot, from, from + 10)]);
  await send(writer, [batch(slot, 30, 35)]);
}

async function until(writer: Writer, holds: () => boolean): Promise<void> {
  if (holds()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = writer.onTick(() => holds() && resolve());
  await promise;
  stop();
}

function rows(folder: string, sql: string): unknown[] {
  const catalog = new Database(join(folder, 'catalog.db'), { readonly: true });
  const found = catalog.prepare(sql).raw().all();
  catalog.close();
  return found;
}

test('retention drops a sealed segment whose file is gone, and says what it held', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  unlinkSync(join(folder.path, 'segment-000001.db'));
  writer.setRetention({ maxAgeSeconds: 60 });
  await until(writer, () => writer.tick().records === 5);
  assert.deepEqual(writer.state(), { state: 'ok' });
  assert.deepEqual(rows(folder.path, 'SELECT from_offset, to_offset, cause FROM holes'), [
    [0, 30, 'dropped-from-cache'],
  ]);
});

test('a record of the year 2200 keeps its own segment from ageing, and no other', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const slot = await follow(writer);
  const future = Date.UTC(2200, 0) * 1000;
  await send(writer, [batch(slot, 0, 10, (offset) => (offset === 3 ? future : offset))]);
  for (let from = 10; from < 40; from += 10) await send(writer, [batch(slot, from, from + 10)]);
  writer.setRetention({ maxAgeSeconds: 60 });
  await until(writer, () => writer.tick().holes === 1);
  assert.equal(writer.tick().records, 10);
  assert.deepEqual(rows(folder.path, 'SELECT from_offset, to_offset FROM holes'), [[10, 40]]);
});

test('a cache without its catalog is refused, and keeps its records', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  const catalog = join(folder.path, 'catalog.db');
  renameSync(catalog, `${catalog}.away`);
  const refused = (error: unknown) =>
    error instanceof EngineError && error.code === 'damaged' && /catalog\.db is missing or empty/.test(error.message);
  await assert.rejects(openWriter(folder.path), refused);
  assert.equal(readdirSync(folder.path).filter((name) => /^segment-\d+\.db$/.test(name)).length, 4);
  assert.ok(!existsSync(catalog));
  renameSync(`${catalog}.away`, catalog);
  await using writer = await openWriter(folder.path);
  assert.equal(writer.tick().records, 35);
});

for (const [bytes, clean] of [
  [0, 'no'],
  [0, 'yes'],
  [5000, 'yes'],
] as const)
  test(`an active segment cut to ${bytes} bytes (closed in good order: ${clean}) goes on behind the sealed ones`, async () => {
    using folder = temporaryFolder();
    await fill(folder.path);
    const catalog = new Database(join(folder.path, 'catalog.db'));
    catalog.prepare(`UPDATE meta SET value = ? WHERE key = 'clean'`).run(clean);
    catalog.close();
    truncateSync(join(folder.path, 'segment-000004.db'), bytes);
    await using writer = await openWriter(folder.path, { segmentRecords: 10 });
    const slot = await follow(writer);
    assert.equal(writer.positions.next(slot), 30);
    assert.equal(writer.tick().records, 30);
  });

test('where the two newest segments are damaged, both are fetched again', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  for (const id of [3, 4]) truncateSync(join(folder.path, `segment-00000${id}.db`), 5000);
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const slot = await follow(writer);
  assert.equal(writer.positions.next(slot), 20);
  assert.equal(writer.tick().records, 20);
});

test('a hole that the catalog did not take leaves the position where it was', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer);
  const catalog = new Database(join(folder.path, 'catalog.db'));
  catalog.exec('BEGIN IMMEDIATE');
  await assert.rejects(writer.addHole(slot, 0, 5, 'deleted-by-retention'), { code: 'busy' });
  catalog.exec('ROLLBACK');
  catalog.close();
  assert.equal(writer.positions.next(slot), 0);
  await writer.addHole(slot, 0, 5, 'deleted-by-retention');
  assert.equal(writer.positions.next(slot), 5);
  assert.deepEqual(rows(folder.path, 'SELECT from_offset, to_offset FROM holes'), [[0, 5]]);
});

test('a batch is answered once, though the segment that it filled cannot be sealed at first', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const slot = await follow(writer);
  const catalog = new Database(join(folder.path, 'catalog.db'));
  catalog.exec('BEGIN IMMEDIATE');
  const port = writer.connectWorker();
  const kinds: string[] = [];
  port.on('message', ({ kind }: { kind: string }) => kinds.push(kind));
  port.postMessage({ kind: 'batch', id: 1, batch: batch(slot, 0, 10) });
  await until(writer, () => writer.state().state === 'paused');
  catalog.exec('ROLLBACK');
  catalog.close();
  await until(writer, () => writer.state().state === 'ok');
  const sealed = "SELECT state, records FROM segments WHERE state = 'sealed'";
  assert.deepEqual(rows(folder.path, sealed), [['sealed', 10]]);
  assert.deepEqual(kinds, ['stored']);
  port.close();
});

test('a sealed file that is damaged in the middle of use is set aside, and what it held can be filled again', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const slot = await follow(writer);
  await using reader = await openReader(folder.path, { threads: 2, onTrouble: (file) => writer.check(file) });
  assert.equal((await reader.coverage()).holes.length, 0);
  writer.check('segment-000001.db');
  truncateSync(join(folder.path, 'segment-000002.db'), 8192 * 3);
  // Whoever meets the damage first: a page, a timeline, a count.
  await reader.page({ view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 100 });
  await until(writer, () => writer.tick().holes === 1);
  assert.equal(writer.tick().records, 25);
  assert.deepEqual(rows(folder.path, "SELECT file FROM segments WHERE state = 'damaged'"), [
    ['segment-000002.db.damaged'],
  ]);
  const { holes } = await reader.coverage();
  assert.deepEqual(
    holes.map(({ from, to, cause, fetchable }) => [from, to, cause, fetchable]),
    [[10, 20, 'damaged-segment', true]],
  );
  assert.deepEqual(await writer.fetchable(null), [{ slot, from: 10, to: 20 }]);
  assert.equal(await put(writer, batch(slot, 10, 20), true), 'stored');
  assert.deepEqual((await reader.coverage()).holes, []);
  await until(writer, () => writer.tick().holes === 0 && writer.tick().records === 35);
});

test('the lock of a process that was killed is free at once, and what it had stored is there', async () => {
  using folder = temporaryFolder();
  using scripts = temporaryFolder();
  const script = join(scripts.path, 'owner.ts');
  const module = (name: string) => JSON.stringify(import.meta.resolve(name));
  writeFileSync(
    script,
    `import { openWriter } from ${module('../../main/store/writer.ts')};
     import { batchOf, followOne, put } from ${module('./cache.ts')};
     const writer = await openWriter(process.argv[2]);
     const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
     await put(writer, batchOf(slot, 0, 5));
     process.kill(process.pid, 'SIGKILL');`,
  );
  const { signal } = spawnSync(process.execPath, [script, folder.path]);
  assert.equal(signal, 'SIGKILL');
  assert.ok(existsSync(join(folder.path, 'owner.json')), 'it could not tidy up');
  await using writer = await openWriter(folder.path);
  assert.equal(writer.tick().records, 5);
  assert.equal(writer.positions.next(await follow(writer)), 5);
});

test('closing twice is closing once, and nothing that is asked afterwards waits for ever', async () => {
  using folder = temporaryFolder();
  const writer = await openWriter(folder.path);
  const closing = [writer[Symbol.asyncDispose](), writer[Symbol.asyncDispose]()];
  await assert.rejects(writer.profiles(), { code: 'closed' });
  await Promise.all(closing);
  await (await openWriter(folder.path))[Symbol.asyncDispose]();
});
