// Caches of every older schema that was ever committed (test/fixtures/caches, as SQL text): read as they are, migrated, gone on with.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { recordHash } from '../../main/base/record-hash.ts';
import type { Page } from '../../main/contract/records.ts';
import { openReader } from '../../main/store/reader.ts';
import { SCHEMA_VERSION } from '../../main/store/schema.ts';
import { openWriter } from '../../main/store/writer.ts';
import { batchOf, coverageOf, followOne, put, ticked, told } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'caches');
const FILES = {
  'segment-000001.db': 'segment-1-sealed.sql',
  'segment-000002.db': 'segment-1-active.sql',
  'analyst.db': 'analyst-1.sql',
};
const CATALOGS = ['catalog-1-without-held.sql', 'catalog-1.sql'];
const ID = 'a'.repeat(32);

function makeFile(path: string, fixture: string): void {
  const db = new Database(path);
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = WAL');
  db.exec(readFileSync(join(FIXTURES, fixture), 'utf8'));
  db.close();
}

function oldCache(catalog: string): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  makeFile(join(folder.path, 'catalog.db'), catalog);
  for (const [file, fixture] of Object.entries(FILES)) makeFile(join(folder.path, file), fixture);
  return folder;
}

/** Every table's columns, and the version. */
function shapeOf(path: string): unknown {
  using files = new DisposableStack();
  const db = files.adopt(new Database(path, { readonly: true }), (opened) => opened.close());
  const names = db.prepare<[], string>('SELECT name FROM sqlite_schema ORDER BY name').pluck().all();
  return {
    version: db.pragma('user_version', { simple: true }),
    columns: names.map((name) => [name, db.pragma(`table_xinfo(${name})`)]),
  };
}

async function rowsOf(folder: string): Promise<Page['rows']> {
  await using reader = await openReader(folder, { threads: 1 });
  const all = { view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 100 } as const;
  return (await reader.page(all)).rows;
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

const HOLES = ['1.1 [12, 20) deleted-by-retention 12..21'];
const PARTITIONS = [
  ['app', 0, [[0, 7]], 7, 6],
  [
    'app',
    1,
    [
      [10, 12],
      [20, 21],
    ],
    21,
    3,
  ],
  ['web', 0, [], 0, 0],
];

/** What was in it, as any reader tells it. */
async function assertContent(folder: string): Promise<void> {
  const { partitions, holes } = await coverageOf(folder);
  assert.deepEqual(
    partitions.map((one) => [one.topic, one.partition, one.held, one.next, one.records]),
    PARTITIONS,
  );
  assert.deepEqual(told(holes), HOLES);
  assert.deepEqual(
    (await rowsOf(folder)).map(({ key, partition, offset, message }) => [key.row, partition, offset, message]),
    [
      [1, 0, 0, 'zero'],
      [2, 0, 1, 'one'],
      [3, 0, 2, ''],
      [4, 0, 4, '\u0000\ufffd'],
      [7, 0, 5, 'five'],
      [8, 0, 6, 'si'],
      [5, 1, 10, 'ten'],
      [6, 1, 11, 'eleven'],
      [9, 1, 20, 'twenty'],
    ],
  );
}

for (const catalog of CATALOGS)
  describe(catalog, () => {
    test('a reader reads it as it is', async () => {
      using folder = oldCache(catalog);
      await assertContent(folder.path);
      for (const file of ['catalog.db', ...Object.keys(FILES)]) {
        const db = new Database(join(folder.path, file), { readonly: true });
        assert.equal(db.pragma('user_version', { simple: true }), 1, `${file} was not touched`);
        db.close();
      }
    });

    test('a writer migrates it: the tables are those of a new cache, with all that was in it, and sealed files as they were', async () => {
      using folder = oldCache(catalog);
      using fresh = temporaryFolder();
      await (await openWriter(fresh.path))[Symbol.asyncDispose]();
      const sealed = join(folder.path, 'segment-000001.db');
      const before = digest(sealed);
      {
        await using writer = await openWriter(folder.path);
        assert.equal(writer.cacheId, '0123456789');
        assert.deepEqual(
          (await writer.profiles()).map(({ id }) => id),
          ['p1'],
        );
        assert.deepEqual([writer.tick().records, writer.tick().holes], [9, 1]);
        const partitions = [0, 1].map((partition) => ({ topic: 'app', partition }));
        const value = Buffer.from('si');
        assert.deepEqual(await writer.known('cluster-a', [...partitions, { topic: 'web', partition: 0 }]), [
          {
            ...{ topic: 'app', partition: 0, incarnation: 1, topicId: null, next: 7, epoch: -1 },
            last: {
              offset: 6,
              hash: recordHash({ key: Buffer.from('key'), value, brokerTime: -1, note: '{"sha256":"cd"}' }),
            },
          },
          {
            ...{ topic: 'app', partition: 1, incarnation: 1, topicId: null, next: 21, epoch: -1 },
            last: {
              offset: 20,
              hash: recordHash({ key: null, value: Buffer.from('twenty'), brokerTime: 21_000_000, note: null }),
            },
          },
        ]);
      }
      await assertContent(folder.path);
      assert.equal(digest(sealed), before);
      for (const [file, model] of [
        ['catalog.db', 'catalog.db'],
        ['segment-000002.db', 'segment-000001.db'],
        ['analyst.db', 'analyst.db'],
      ] as const)
        assert.deepEqual(shapeOf(join(folder.path, file)), shapeOf(join(fresh.path, model)), file);
    });

    test('it is gone on with: live batches, an id, a fill, and retention of what is in the old file', async () => {
      using folder = oldCache(catalog);
      await using writer = await openWriter(folder.path);
      const { slot } = await followOne(writer, { topic: 'app', partition: 1, start: 0, low: 0, topicId: ID });
      assert.equal(await put(writer, { ...batchOf(slot, 21, 25), epoch: 3 }), 'stored');
      assert.equal(await put(writer, batchOf(slot, 11, 13), true), 'fenced', 'the old file holds one of them');
      assert.equal(await put(writer, batchOf(slot, 12, 15), true), 'stored');
      assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), [
        '1.1 [15, 20) deleted-by-retention 15..21',
      ]);
      const [known] = await writer.known('cluster-a', [{ topic: 'app', partition: 1 }]);
      assert.deepEqual([known?.next, known?.topicId, known?.epoch], [25, ID, 3]);
      writer.setRetention({ maxAgeSeconds: 60 });
      await ticked(writer, () => writer.tick().records === 3 + 4 + 3);
      const { holes } = await coverageOf(folder.path, writer);
      assert.deepEqual(told(holes), [
        '0.1 [0, 5) dropped-from-cache -..6 fetchable',
        '1.1 [10, 12) dropped-from-cache -..13 fetchable',
        '1.1 [15, 20) deleted-by-retention 15..21',
      ]);
    });

    test('where the old file is lost, what the catalog knows of it is a hole, and the rest goes on', async () => {
      using folder = oldCache(catalog);
      copyFileSync(join(FIXTURES, catalog), join(folder.path, 'segment-000001.db'));
      await using writer = await openWriter(folder.path);
      const { partitions, holes } = await coverageOf(folder.path, writer);
      assert.deepEqual(
        partitions.map(({ next, records }) => [next, records]),
        [
          [7, 2],
          [21, 1],
          [0, 0],
        ],
      );
      const known = [
        '0.1 [0, 5) damaged-segment -..6 fetchable',
        '1.1 [10, 12) damaged-segment -..21 fetchable',
        '1.1 [12, 20) deleted-by-retention -..21',
      ];
      assert.deepEqual(told(holes), catalog === 'catalog-1.sql' ? known : known.slice(2));
    });

    if (catalog !== 'catalog-1.sql') return;
    test('what the analyst made before filters were kept stays, and filters are kept beside it', async () => {
      using folder = oldCache(catalog);
      const db = new Database(join(folder.path, 'analyst.db'));
      db.pragma('user_version = 2');
      db.close();
      await using writer = await openWriter(folder.path);
      await writer.usedFilter('level: error');
      assert.deepEqual((await writer.filters()).recent, ['level: error']);
      assert.equal((await writer.profiles()).length, 1);
    });

    for (const cut of ['after the catalog', 'in the catalog', 'in the segment'] as const)
      test(`a migration that was cut ${cut} is finished at the next opening`, async () => {
        using folder = oldCache(catalog);
        const file = (name: string) => join(folder.path, name);
        if (cut === 'after the catalog') {
          using done = oldCache(catalog);
          await (await openWriter(done.path))[Symbol.asyncDispose]();
          copyFileSync(join(done.path, 'catalog.db'), file('catalog.db'));
        } else killInTransaction(file(cut === 'in the catalog' ? 'catalog.db' : 'segment-000002.db'));
        {
          await using writer = await openWriter(folder.path);
          assert.deepEqual([writer.tick().records, writer.tick().holes], [9, 1]);
        }
        await assertContent(folder.path);
        for (const name of ['catalog.db', 'segment-000002.db']) {
          const db = new Database(file(name), { readonly: true });
          assert.equal(db.pragma('user_version', { simple: true }), SCHEMA_VERSION, name);
          db.close();
        }
      });
  });

test('what the analyst made before there were bookmarks stays, and bookmarks can be made', async () => {
  using folder = temporaryFolder();
  using fresh = temporaryFolder();
  await (await openWriter(fresh.path))[Symbol.asyncDispose]();
  const path = join(folder.path, 'analyst.db');
  makeFile(path, 'analyst-2.sql');
  {
    await using writer = await openWriter(folder.path);
    assert.deepEqual(
      (await writer.profiles()).map(({ id }) => id),
      ['p2'],
    );
    assert.deepEqual(await writer.bookmarks(), []);
  }
  assert.deepEqual(shapeOf(path), shapeOf(join(fresh.path, 'analyst.db')));
});

test('what the analyst made before views had names stays, and views can be saved', async () => {
  using folder = temporaryFolder();
  using fresh = temporaryFolder();
  await (await openWriter(fresh.path))[Symbol.asyncDispose]();
  const path = join(folder.path, 'analyst.db');
  makeFile(path, 'analyst-3.sql');
  {
    await using writer = await openWriter(folder.path);
    assert.deepEqual(
      (await writer.filters()).saved.map(({ name }) => name),
      ['실패'],
    );
    assert.deepEqual(await writer.views(), []);
    const view = { id: 'v', name: 'a', place: '#/logs', widths: {}, wrap: false, topic: null };
    await writer.saveViews([view]);
    assert.deepEqual(await writer.views(), [view]);
  }
  assert.deepEqual(shapeOf(path), shapeOf(join(fresh.path, 'analyst.db')));
});

test('what the analyst made before there were alerts stays, and alerts and what fired can be kept', async () => {
  using folder = temporaryFolder();
  using fresh = temporaryFolder();
  await (await openWriter(fresh.path))[Symbol.asyncDispose]();
  const path = join(folder.path, 'analyst.db');
  makeFile(path, 'analyst-4.sql');
  {
    await using writer = await openWriter(folder.path);
    assert.deepEqual(
      (await writer.filters()).saved.map(({ name }) => name),
      ['실패'],
    );
    assert.deepEqual(await writer.alerts(), []);
    assert.equal(await writer.quietHours(), null);
    const condition = { on: 'lag', topics: null, records: 5, forSeconds: 0 } as const;
    const alert = { id: 'a', name: '랙', condition, pauseSeconds: 60, on: true };
    await writer.saveAlert(alert);
    assert.deepEqual(await writer.alerts(), [alert]);
  }
  assert.deepEqual(shapeOf(path), shapeOf(join(fresh.path, 'analyst.db')));
});

/** A process that has begun to change the tables, written much of it to the log, and is killed before it is done. */
function killInTransaction(path: string): void {
  const script = `
    const Database = require('better-sqlite3');
    const db = new Database(${JSON.stringify(path)});
    db.pragma('cache_size = 10');
    db.exec('BEGIN IMMEDIATE');
    db.exec('CREATE TABLE names(part INTEGER PRIMARY KEY, topic_id TEXT)');
    db.exec('PRAGMA user_version = ${SCHEMA_VERSION}');
    const insert = db.prepare('INSERT INTO names VALUES (?, ?)');
    for (let part = 0; part < 5000; part++) insert.run(part, 'x'.repeat(200));
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['-e', script], { cwd: join(import.meta.dirname, '..', '..') });
  assert.equal(signal, 'SIGKILL');
  assert.ok(readFileSync(`${path}-wal`).length > 500_000, 'the log has a part of the transaction');
}
