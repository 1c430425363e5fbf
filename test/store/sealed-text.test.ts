// Words found in the files of sealed segments, without SQLite: against plain loops over the same bytes and rows.
import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { compiledFile, compiledModule } from '../../build/wasm.ts';
import { PossibleRows } from '../../main/store/reader-possible.ts';
import { Conditions } from '../../main/store/reader-scope.ts';
import { CacheFiles } from '../../main/store/reader-segments.ts';
import { SealedText } from '../../main/store/sealed-text.ts';
import { LONGEST_NEEDLE, needleOf, Substrings, TEXT_AT, TEXT_BYTES } from '../../main/store/substrings.ts';
import { openWriter } from '../../main/store/writer.ts';
import { type Random, seededRandom } from '../query/random.ts';
import { rounds } from '../rounds.ts';
import { makeBatch, send } from './batches.ts';
import { followOne } from './cache.ts';
import { temporaryFolder } from './folders.ts';

const random = seededRandom();
const seed = `seed ${random.seed}`;

test('the compiled module is that of its text', async () => {
  assert.equal(readFileSync(compiledFile, 'utf8'), await compiledModule(), 'run node build/wasm.ts');
});

/** Bytes one character each, A to Z small. */
function folded(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
function anyCase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => (random.chance(0.5) ? letter.toUpperCase() : letter));
}

test('a substring is found at every alignment and length, in any case, and nowhere else', () => {
  const substrings = new Substrings();
  // Few different characters, so that beginnings of the needle are everywhere; some differ from a letter by its case bit alone.
  const alphabet = 'aAbB@`[{é오0 ';
  let found = 0;
  for (let round = 0; round < rounds(4000); round++) {
    const length = random.chance(0.02) ? LONGEST_NEEDLE : 1 + random.below(64);
    const word = Buffer.from(Array.from({ length }, () => random.pick([...alphabet])).join('')).subarray(0, length);
    // A character that the end of a needle cuts is none.
    if (word.toString().includes('\ufffd')) continue;
    const text = Buffer.from(Array.from({ length: random.below(400) }, () => random.pick([...alphabet])).join(''));
    for (let n = random.below(3); n > 0 && text.length >= word.length; n--)
      Buffer.from(anyCase(word.toString())).copy(text, random.below(text.length - word.length + 1));
    const at = random.chance(0.1) ? TEXT_AT + TEXT_BYTES - text.length : TEXT_AT + random.below(40);
    // What lies around has the word, too: it must not be looked at.
    substrings.bytes.fill(word[0] ?? 0, TEXT_AT, TEXT_AT + 2000);
    substrings.bytes.set(text, at);
    const needle = needleOf(anyCase(word.toString()), random.chance(0.5) ? text : new Uint8Array());
    const plain = folded(text);
    let from = 0;
    for (;;) {
      const expected = plain.indexOf(folded(word), from);
      const got = substrings.find(needle, at + from, at + text.length);
      assert.equal(got < 0 ? got : got - at, expected, `${seed}, round ${round}, from ${from}`);
      if (expected < 0) break;
      found++;
      from = expected + 1;
    }
  }
  assert.ok(found > rounds(2000), String(found));
});

const RECORDS = `CREATE TABLE records(id INTEGER PRIMARY KEY, n INTEGER, key, headers TEXT, value, text TEXT);
  CREATE INDEX records_n ON records(n); CREATE TABLE other(id INTEGER PRIMARY KEY, value);`;
const WORDS = ['needle', 'Heuhaufen', 'q', '오류', '"a":7', 'x-y_z 12'];

type Model = { row: number; text: string };

/** A column's content with one of the words in it now and then; some are longer than any page. */
function content(random: Random, mostBytes: number): string | Buffer | null {
  if (random.chance(0.3)) return null;
  const filler = '.'.repeat(random.chance(0.005) ? random.below(100_000) : random.below(mostBytes));
  const at = random.below(filler.length + 1);
  const word = random.chance(0.02) ? anyCase(random.pick(WORDS)) : '';
  const text = filler.slice(0, at) + word + filler.slice(at);
  return random.chance(0.1) ? Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(text)]) : text;
}

function makeFile(path: string, pageBytes: number, count: number, mostBytes: number): Model[] {
  const db = new Database(path);
  db.pragma(`page_size = ${pageBytes}`);
  db.pragma('journal_mode = WAL');
  db.exec(RECORDS);
  const insert = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)');
  const other = db.prepare('INSERT INTO other(value) VALUES (?)');
  const models: Model[] = [];
  // Row numbers need not begin at 1, and may have gaps.
  let row = random.below(2) * 1_000_000_000_000;
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      row += random.chance(0.02) ? 1 + random.below(1000) : 1;
      const columns = [
        content(random, 20),
        content(random, 20),
        content(random, mostBytes),
        content(random, mostBytes),
      ];
      insert.run(row, random.below(1e6), ...columns);
      // No word has a line's end in it.
      models.push({ row, text: folded(Buffer.concat(columns.map((column) => Buffer.from(`${column ?? ''}\n`)))) });
      if (random.chance(0.2)) other.run(anyCase(`${random.pick(WORDS)} of another table`));
    }
  })();
  // Pages that are free, and hold what they held; and room within others.
  const dropped = new Set(models.filter(({ row }) => row % 1000 >= 500 && row % 1000 < 540).map(({ row }) => row));
  const drop = db.prepare('DELETE FROM records WHERE id = ?');
  db.transaction(() => {
    for (const one of dropped) drop.run(one);
  })();
  db.close();
  return models.filter(({ row }) => !dropped.has(row));
}

function rootOf(path: string): number {
  const db = new Database(path, { readonly: true });
  const root = db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'records'").pluck().get();
  db.close();
  return root ?? 0;
}

function missing(expected: readonly Model[], found: readonly number[]): number[] {
  const rows = new Set(found);
  return expected.map(({ row }) => row).filter((row) => !rows.has(row));
}

function hasWord({ text }: Model, words: readonly string[]): boolean {
  return words.some((word) => text.includes(folded(Buffer.from(word))));
}

test('every row with a word is found, in pages of every size, with rows that are continued on others', () => {
  using folder = temporaryFolder();
  let [expectedRows, foundRows, answers] = [0, 0, 0];
  for (const [index, [pageBytes, mostBytes, count]] of (
    [
      [512, 60, 3000],
      [1024, 30, 3000],
      [4096, 5, 1],
      [8192, 120, 4000],
      [8192, 9000, 1500],
      [8192, 2, 10_000],
      [65_536, 500, 3000],
    ] as const
  ).entries()) {
    const path = join(folder.path, `${index}.db`);
    const models = makeFile(path, pageBytes, count, mostBytes);
    using text = SealedText.open(path, rootOf(path));
    assert.ok(text, `pages of ${pageBytes}`);
    const rows = models.map(({ row }) => row);
    for (let round = 0; round < rounds(30, 15); round++) {
      const words = Array.from({ length: 1 + random.below(3) }, () => random.pick(WORDS));
      const [a = 0, b = 0] = [random.pick(rows), random.pick(rows)].sort((x, y) => x - y);
      const [after, upTo] = random.chance(0.3) ? [0, Number.MAX_SAFE_INTEGER] : [a - random.below(2), b];
      const asked = words.map((one) => ({ text: one }));
      const found: number[] | undefined = text.rowsWith(asked, after, upTo);
      if (!found) continue;
      answers++;
      const about = `${seed}, pages of ${pageBytes}, ${words} in (${after}, ${upTo}]`;
      assert.deepEqual(
        found,
        [...new Set(found)].sort((x, y) => x - y),
        about,
      );
      assert.ok(found.every((row) => row > after && row <= upTo));
      const expected = models.filter((model) => model.row > after && model.row <= upTo && hasWord(model, words));
      assert.deepEqual(missing(expected, found), [], about);
      expectedRows += expected.length;
      foundRows += found.length;
    }
  }
  assert.ok(answers > rounds(60, 25), `${seed}: ${answers} answers`);
  // Rows that are continued on other pages are found though they need not have the word.
  assert.ok(
    expectedRows > rounds(500, 200) && foundRows < expectedRows * 6,
    `${seed}: ${foundRows} for ${expectedRows}`,
  );
});

test('a word that most rows have is left to SQLite at once', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'many.db');
  const db = new Database(path);
  db.exec(RECORDS);
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO records(id, value) SELECT i, 'often' || iif(i % 100 = 0, 'rarely', '') FROM n`);
  db.close();
  const rarely = [{ text: 'RARELY' }];
  using text = SealedText.open(path, rootOf(path));
  assert.equal(text?.rowsWith([{ text: 'often' }], 0, 5000), undefined);
  assert.deepEqual(
    text?.rowsWith(rarely, 150, 5000),
    Array.from({ length: 49 }, (_, i) => (i + 2) * 100),
  );
  // Asked again for other rows of the same words: what was found is kept, and goes on.
  assert.deepEqual(text?.rowsWith(rarely, 150, 300), [200, 300]);
  assert.deepEqual(text?.rowsWith(rarely, 0, 250), [100, 200]);
  assert.deepEqual(text?.rowsWith(rarely, 200, 350), [300]);
});

test('a file whose log is not empty, that is cut, or is no database is not read so', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'wal.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec(RECORDS);
  db.exec("INSERT INTO records(id, value) VALUES (1, 'needle')");
  assert.equal(SealedText.open(path, rootOf(path)), undefined, 'the row is in the log');
  db.pragma('wal_checkpoint(TRUNCATE)');
  {
    using text = SealedText.open(path, rootOf(path));
    assert.deepEqual(text?.rowsWith([{ text: 'needle' }], 0, 9), [1]);
  }
  const root = rootOf(path);
  assert.equal(SealedText.open(path, root + 1), undefined, 'the root of an index');
  db.close();

  const many = join(folder.path, 'cut.db');
  makeFile(many, 4096, 2000, 100);
  const rootOfMany = rootOf(many);
  using open = SealedText.open(many, rootOfMany);
  assert.ok(open);
  assert.ok(open.rowsWith([{ text: 'needle' }], 0, 9));
  const whole = readFileSync(many);
  // A page that is wiped under it.
  writeFileSync(many, Buffer.from(whole).fill(0, 4096 * 40, 4096 * 60));
  assert.equal(open.rowsWith([{ text: 'Heuhaufen' }], 0, Number.MAX_SAFE_INTEGER), undefined);
  truncateSync(many, 4096 * 50);
  assert.equal(SealedText.open(many, rootOfMany), undefined);
  writeFileSync(many, 'not a database any more '.repeat(1000));
  assert.equal(SealedText.open(many, rootOfMany), undefined);
  assert.equal(SealedText.open(join(folder.path, 'gone.db'), 2), undefined);
});

test('a reader asks the files of sealed segments, and SQLite for the active one', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path, { segmentRecords: 3000 });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
    const value = (offset: number) => `{"word":"${offset % 1000 === 7 ? 'needle' : 'hay'}","n":${offset % 500}}`;
    for (let from = 0; from < 5000; from += 1000) {
      const records = Array.from({ length: 1000 }, (_, i) => ({ offset: from + i, time: 1, value: value(from + i) }));
      await send(writer, [makeBatch(slot, from, from + 1000, records)]);
    }
  }
  using files = new CacheFiles(folder.path, () => undefined);
  const possible = (filter: string, segment: number, after: number, upTo: number) => {
    const condition = new Conditions().of({ filter, topics: null }, files.parts);
    return new PossibleRows(files, segment, condition).find(files.open(segment), after, upTo);
  };
  assert.deepEqual(possible('NEEDLE level:info', 1, 0, 2500), [8, 1008, 2008]);
  assert.deepEqual(possible('word: needle', 1, 8, 1008), [1008]);
  assert.deepEqual(possible('n: 499', 1, 0, 3000), [500, 1000, 1500, 2000, 2500, 3000]);
  assert.deepEqual(possible('n < 1', 1, 0, 1000), [1, 501]);
  assert.equal(possible('hay', 1, 0, 3000), undefined);
  assert.deepEqual(possible('needle or level:error', 1, 0, 3000), undefined);
  assert.equal(possible('needle', 2, 3000, 5000), undefined);
});
