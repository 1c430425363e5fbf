import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { EngineError } from '../../main/contract/errors.ts';
import { Filters, MOST_RECENT } from '../../main/contract/filters.ts';
import type { Tick } from '../../main/contract/records.ts';
import type { Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, nextOf, send, type TextRecord } from './batches.ts';
import { temporaryFolder } from './folders.ts';

const MINUTE = 60_000_000;

function records(from: number, to: number): TextRecord[] {
  return Array.from({ length: to - from }, (_, i) => ({
    offset: from + i,
    time: (from + i) * MINUTE,
    value: `record ${from + i}`,
    key: `k${from + i}`,
  }));
}

async function follow(writer: Writer, start = 0): Promise<number> {
  const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start }]);
  assert.ok(first);
  return first.slot;
}

/** The first tick for which the condition holds. */
async function tickWhere(writer: Writer, condition: (tick: Tick) => boolean): Promise<Tick> {
  if (condition(writer.tick())) return writer.tick();
  const { promise, resolve } = Promise.withResolvers<Tick>();
  const stop = writer.onTick(() => {
    if (condition(writer.tick())) resolve(writer.tick());
  });
  const tick = await promise;
  stop();
  return tick;
}

function stored(folder: string): { id: number; offset: number; value: string; key: string }[] {
  return readdirSync(folder)
    .filter((name) => /^segment-\d+\.db$/.test(name))
    .sort()
    .flatMap((name) => {
      const db = new Database(join(folder, name), { readonly: true });
      const rows = db
        .prepare<[], { id: number; offset: number; value: string; key: string }>(
          'SELECT id, offset, value, key FROM records ORDER BY id',
        )
        .all();
      db.close();
      return rows;
    });
}

function rejectsWith(code: string, pattern: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && pattern.test(error.message);
}

test('what was written is there after reopening, and the position goes on where it was', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    const slot = await follow(writer, 5);
    assert.equal(writer.positions.next(slot), 5);
    const [answer] = await send(writer, [makeBatch(slot, 5, 25, records(5, 25))]);
    assert.deepEqual(answer, { kind: 'stored', id: 0, slot, next: 25 });
  }
  await using again = await openWriter(folder.path);
  assert.equal(await nextOf(again, 'app', 0), 25);
  assert.equal(await nextOf(again, 'app', 1), undefined);
  const slot = await follow(again, 0);
  assert.equal(again.positions.next(slot), 25, 'the stored position wins over the start asked for');
  assert.deepEqual(
    stored(folder.path).map((row) => [row.id, row.offset, row.value, row.key]),
    records(5, 25).map((one, i) => [i + 1, one.offset, one.value, one.key]),
  );
  assert.equal(again.tick().records, 20);
  assert.equal(again.tick().oldestTime, 5 * MINUTE);
  assert.equal(again.tick().newestTime, 24 * MINUTE);
});

test('a batch that does not begin at the position is fenced: nothing of it is written', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer);
  const answers = await send(writer, [
    makeBatch(slot, 0, 10, records(0, 10)),
    makeBatch(slot, 0, 10, records(0, 10)),
    makeBatch(slot, 15, 20, records(15, 20)),
    makeBatch(slot, 10, 15, records(10, 15)),
  ]);
  assert.deepEqual(
    answers.map((answer) => [answer.kind, answer.next]),
    [
      ['stored', 10],
      ['fenced', 10],
      ['fenced', 10],
      ['stored', 15],
    ],
  );
  assert.deepEqual(
    stored(folder.path).map((row) => row.offset),
    [...Array(15).keys()],
  );
});

test('an interval without records (transaction markers, compaction) moves the position and is held', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer);
  const answers = await send(writer, [makeBatch(slot, 0, 7, []), makeBatch(slot, 7, 12, records(8, 10))]);
  assert.deepEqual(
    answers.map((answer) => answer.next),
    [7, 12],
  );
});

test('offsets that come twice or lie outside of the batch are ignored and counted', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer);
  const offsets = [0, 1, 1, 2, 9, 3];
  await send(writer, [
    makeBatch(
      slot,
      0,
      4,
      offsets.map((offset) => ({ offset, time: offset, value: `v${offset}`, key: `k${offset}` })),
    ),
  ]);
  assert.deepEqual(
    stored(folder.path).map((row) => [row.offset, row.value, row.key]),
    [0, 1, 2, 3].map((offset) => [offset, `v${offset}`, `k${offset}`]),
  );
  const tick = await tickWhere(writer, (one) => one.records === 4);
  assert.equal(tick.duplicates, 2);
});

test('segments are sealed by size; rows and positions go on in the next one', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path, { segmentRecords: 10 });
    const slot = await follow(writer);
    for (let from = 0; from < 35; from += 5)
      await send(writer, [makeBatch(slot, from, from + 5, records(from, from + 5))]);
    const tick = await tickWhere(writer, (one) => one.records === 35);
    assert.equal(tick.newestRow, 35);
    assert.deepEqual(tick.topics, [{ name: 'app', records: 35, followed: true }]);
  }
  const catalog = new Database(join(folder.path, 'catalog.db'), { readonly: true });
  assert.deepEqual(
    catalog.prepare('SELECT state, first_row, last_row, records, oldest, newest FROM segments ORDER BY id').raw().all(),
    [
      ['sealed', 1, 10, 10, 0, 9 * MINUTE],
      ['sealed', 11, 20, 10, 10 * MINUTE, 19 * MINUTE],
      ['sealed', 21, 30, 10, 20 * MINUTE, 29 * MINUTE],
      ['active', 31, null, null, null, null],
    ],
  );
  catalog.close();
  await using again = await openWriter(folder.path, { segmentRecords: 10 });
  assert.equal(again.tick().records, 35);
  assert.equal(await nextOf(again, 'app', 0), 35);
});

test('retention drops the oldest segments whole and says so as a hole', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const slot = await follow(writer);
  for (let from = 0; from < 40; from += 10)
    await send(writer, [makeBatch(slot, from, from + 10, records(from, from + 10))]);
  writer.setRetention({ maxAgeSeconds: 60 });
  const tick = await tickWhere(writer, (one) => one.holes > 0);
  assert.deepEqual([tick.records, tick.holes], [0, 1], 'neighbouring holes are one');
  assert.deepEqual(stored(folder.path), []);
  const catalog = new Database(join(folder.path, 'catalog.db'), { readonly: true });
  assert.deepEqual(catalog.prepare('SELECT from_offset, to_offset, cause FROM holes').raw().all(), [
    [0, 40, 'dropped-from-cache'],
  ]);
  catalog.close();
  assert.equal(await nextOf(writer, 'app', 0), 40, 'what was dropped is not fetched again by itself');
});

test('a hole moves the position once, and only from where it stands', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer, 3);
  await writer.addHole(slot, 3, 50, 'deleted-by-retention', 'log start is 50');
  await writer.addHole(slot, 3, 60, 'deleted-by-retention');
  assert.equal(writer.positions.next(slot), 50);
  const tick = await tickWhere(writer, (one) => one.holes === 1);
  assert.equal(tick.holes, 1);
});

test('the frontier is the newest time of the slowest partition that is not at its end', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const [a, b] = await writer.follow('cluster-a', [
    { topic: 'app', partition: 0, start: 0 },
    { topic: 'app', partition: 1, start: 0 },
  ]);
  assert.ok(a && b);
  await send(writer, [makeBatch(a.slot, 0, 10, records(0, 10), 10), makeBatch(b.slot, 0, 4, records(0, 4), 10)]);
  const behind = await tickWhere(writer, (one) => one.records === 14);
  assert.equal(behind.frontier, 3 * MINUTE);
  assert.deepEqual([behind.caughtUp, behind.followed], [1, 2]);
  await send(writer, [makeBatch(b.slot, 4, 10, records(4, 10), 10)]);
  const whole = await tickWhere(writer, (one) => one.records === 20);
  assert.equal(whole.frontier, null);
  assert.deepEqual([whole.caughtUp, whole.followed], [2, 2]);
});

test('a second writer, in this process or another one, is told who has the cache', async () => {
  using folder = temporaryFolder();
  await using _writer = await openWriter(folder.path);
  await assert.rejects(openWriter(folder.path), rejectsWith('busy', new RegExp(`process ${process.pid} `)));
  const script = `
    import { openWriter } from ${JSON.stringify(import.meta.resolve('../../main/store/writer.ts'))};
    await openWriter(process.argv[2]).catch((error) => console.log(error.code + ': ' + error.message));`;
  using scripts = temporaryFolder();
  const file = join(scripts.path, 'second.ts');
  writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, folder.path]);
  assert.match(stdout, /^busy: The cache .* is in use by another Tailwater \(process \d+ on /);
});

test('a folder that is not a cache, another program, a newer version: each is refused and left as it is', async () => {
  using other = temporaryFolder();
  writeFileSync(join(other.path, 'thesis.txt'), 'years of work');
  await assert.rejects(openWriter(other.path), rejectsWith('bad-input', /not a Tailwater cache.*thesis\.txt/));
  assert.deepEqual(readdirSync(other.path), ['thesis.txt']);

  using file = temporaryFolder();
  writeFileSync(join(file.path, 'cache'), '');
  await assert.rejects(openWriter(join(file.path, 'cache')), rejectsWith('bad-input', /is a file/));

  using foreign = temporaryFolder();
  const db = new Database(join(foreign.path, 'catalog.db'));
  db.exec('CREATE TABLE theirs(a)');
  db.close();
  await assert.rejects(openWriter(foreign.path), rejectsWith('damaged', /another program/));

  using garbage = temporaryFolder();
  writeFileSync(
    join(garbage.path, 'catalog.db'),
    'this is no database, it is only text that is long enough'.repeat(100),
  );
  await assert.rejects(openWriter(garbage.path), rejectsWith('damaged', /not a Tailwater cache, or it is damaged/));
  assert.match(readFileSync(join(garbage.path, 'catalog.db'), 'utf8'), /^this is no database/);

  using newer = temporaryFolder();
  await (await openWriter(newer.path))[Symbol.asyncDispose]();
  const catalog = new Database(join(newer.path, 'catalog.db'));
  catalog.pragma('user_version = 99');
  catalog.close();
  await assert.rejects(openWriter(newer.path), rejectsWith('unsupported', /newer Tailwater \(format 99/));
});

test('a damaged active segment is set aside, and its offsets are fetched again', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path, { segmentRecords: 10 });
    const slot = await follow(writer);
    await send(writer, [makeBatch(slot, 0, 10, records(0, 10)), makeBatch(slot, 10, 18, records(10, 18))]);
  }
  const catalog = new Database(join(folder.path, 'catalog.db'));
  catalog.prepare(`UPDATE meta SET value = 'no' WHERE key = 'clean'`).run();
  catalog.close();
  const active = join(folder.path, 'segment-000002.db');
  truncateSync(active, 5000);
  await using again = await openWriter(folder.path, { segmentRecords: 10 });
  assert.equal(await nextOf(again, 'app', 0), 10);
  assert.ok(readdirSync(folder.path).includes('segment-000002.db.damaged'));
  const slot = await follow(again);
  await send(again, [makeBatch(slot, 10, 18, records(10, 18))]);
  const rows = stored(folder.path);
  assert.deepEqual(
    rows.map((row) => row.offset),
    [...Array(18).keys()],
  );
  assert.ok(rows.every((row, i) => i === 0 || row.id > (rows[i - 1]?.id ?? 0)));
});

test('profiles outlive the engine, without their secrets', async () => {
  using folder = temporaryFolder();
  const profile = {
    id: 'p1',
    connection: {
      brokers: ['kafka:9092'],
      sasl: { mechanism: 'plain' as const, username: 'ann', password: 'hunter2' },
      tls: { enabled: true, key: 'PRIVATE', verify: true },
    },
    topics: ['app'],
    start: { at: 'earliest' as const },
    retention: {},
    lastUsed: 1,
  };
  {
    await using writer = await openWriter(folder.path);
    await writer.saveProfile(profile);
  }
  await using again = await openWriter(folder.path);
  const [found] = await again.profiles();
  assert.deepEqual(found?.connection.sasl, { mechanism: 'plain', username: 'ann', password: '' });
  assert.ok(!readFileSync(join(folder.path, 'analyst.db')).includes('hunter2'));
  assert.ok(!readFileSync(join(folder.path, 'analyst.db')).includes('PRIVATE'));
});

test('filters outlive the engine: those saved by name, the latest used of which each is there once', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    assert.deepEqual(await writer.filters(), { saved: [], recent: [] });
    await writer.saveFilter({ id: 'f2', name: 'late', filter: 'level: error' });
    await writer.saveFilter({ id: 'f1', name: '결제', filter: 'service: pay*' });
    await writer.saveFilter({ id: 'f2', name: 'errors', filter: 'level >= error' });
    await writer.saveFilter({ id: 'f3', name: 'gone', filter: 'x' });
    await writer.removeFilter('f3');
    for (let i = 0; i < MOST_RECENT + 5; i++) await writer.usedFilter(`n: ${i}`);
    await writer.usedFilter('n: 10');
  }
  await using again = await openWriter(folder.path);
  const { saved, recent } = Filters.parse(await again.filters());
  assert.deepEqual(saved, [
    { id: 'f2', name: 'errors', filter: 'level >= error' },
    { id: 'f1', name: '결제', filter: 'service: pay*' },
  ]);
  assert.deepEqual([recent.length, ...recent.slice(0, 3)], [MOST_RECENT, 'n: 10', 'n: 54', 'n: 53']);
  assert.equal(recent.filter((filter) => filter === 'n: 10').length, 1);
});

test('who ends a session is told the cache as it is then, not as of the tick before', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const slot = await follow(writer);
  await send(writer, [makeBatch(slot, 0, 10, records(0, 10))]);
  await writer.unfollow();
  assert.equal(writer.tick().records, 10);
  assert.equal(writer.tick().followed, 0);
});
