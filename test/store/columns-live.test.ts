// Columns of the segment that is still written: they are of its first rows, and at every moment an answer is what it is without them.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flag } from '../../main/base/batch.ts';
import type { FollowedPartition } from '../../main/base/ingest-port.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { ColumnsFile, encode, type Made } from '../../main/store/columns.ts';
import { makeColumns } from '../../main/store/columns-make.ts';
import { openReader } from '../../main/store/reader.ts';
import { PossibleRows } from '../../main/store/reader-possible.ts';
import { Conditions } from '../../main/store/reader-scope.ts';
import { CacheFiles } from '../../main/store/reader-segments.ts';
import { openReadable } from '../../main/store/sqlite.ts';
import type { Reader, Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { type Random, seededRandom } from '../query/random.ts';
import { BASE_TIME, randomRecord } from '../query/random-records.ts';
import { rounds } from '../rounds.ts';
import { makeBatch, send } from './batches.ts';
import { followOne, put } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { last } from './last.ts';
import { batchOf, viewOf, writeModel } from './model.ts';
import { answers, type Question, randomQuestion, wholeQuestion } from './questions.ts';

const STEP = 40;
const NEVER = 1e9;
const FIRST = 'segment-000001.columns';

/** The row up to which the columns of the segment that is written go, as a reader takes them; 0: it takes none. */
function coveredOf(folder: string): number {
  using files = new CacheFiles(folder, (file, message) => assert.fail(`${file}: ${message}`));
  const active = files.segments.at(-1);
  using file = active && files.columns(active.id);
  return file?.head.lastRow ?? 0;
}
/** Until so few rows are behind the columns that these are not made longer yet. */
async function untilCovered(folder: string, records: number, step = STEP): Promise<void> {
  using files = new CacheFiles(folder, (file, message) => assert.fail(`${file}: ${message}`));
  for (;;) {
    files.refresh();
    const firstRow = files.segments.at(-1)?.first_row ?? 1;
    if (records - Math.max(coveredOf(folder), firstRow - 1) < 2 * step) return;
    await sleep(20);
  }
}

/** The same rows at the same time in two caches: one has columns, the other none. */
class Twins implements AsyncDisposable {
  records = 0;
  readonly #random: Random;
  readonly #writers: readonly Writer[];
  readonly #followed: FollowedPartition[][] = [];
  readonly #next = new Map<number, number>();

  constructor(random: Random, writers: readonly Writer[]) {
    this.#random = random;
    this.#writers = writers;
  }
  async follow(): Promise<void> {
    const all = ['app.logs', 'web'].flatMap((topic) => [0, 1].map((partition) => ({ topic, partition, start: 0 })));
    for (const writer of this.#writers) this.#followed.push(await writer.follow('cluster-a', all));
  }
  async append(): Promise<void> {
    const index = this.#random.below(4);
    const from = this.#next.get(index) ?? 0;
    const records = Array.from({ length: 1 + this.#random.below(1.5 * STEP) }, (_, i) => {
      const record = randomRecord(this.#random, from + i);
      // Of a number that is hardly ever the same there mostly is a column of numbers.
      const took = this.#random.chance(0.95) ? this.#random.below(1000) / 4 : '"long"';
      const { value } = record;
      return {
        ...record,
        value: typeof value === 'string' ? value.replace(/^\{(?=")/, `{"took":${took},`) : value,
        arrival: BASE_TIME + this.records,
      };
    });
    this.#next.set(index, from + records.length);
    this.records += records.length;
    for (const [at, writer] of this.#writers.entries())
      await send(writer, [batchOf(this.#followed[at]?.[index]?.slot ?? 0, from, records)]);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    for (const writer of this.#writers) await writer[Symbol.asyncDispose]();
  }
}

/** How much was looked at depends on what a reader remembers, and on whether a segment was sealed by then. */
async function counts(reader: Reader, question: Question): Promise<unknown> {
  const isCount = (key: string) => key !== 'scanned' && key !== 'toScan';
  return JSON.parse(
    JSON.stringify(await answers(reader, question), (key, value) => (isCount(key) ? value : undefined)),
  );
}

test('while rows come and columns grow, segments are sealed and a reader stays, answers are what they are without', async () => {
  const random = seededRandom();
  using withColumns = temporaryFolder();
  using without = temporaryFolder();
  await using twins = new Twins(random, [
    await openWriter(withColumns.path, { segmentRecords: 300, columnsFrom: STEP }),
    await openWriter(without.path, { segmentRecords: 300, columnsFrom: NEVER }),
  ]);
  await twins.follow();
  await twins.append();
  await using reader = await openReader(withColumns.path, { threads: 2 });
  await using plain = await openReader(without.path, { threads: 1 });
  let partly = 0;
  for (let round = 0; twins.records < rounds(900, 400); round++) {
    const held = twins.records;
    const questions: Question[] = Array.from({ length: 2 }, () => {
      const { view, ...more } = (random.chance(0.7) ? randomQuestion : wholeQuestion)(random, held);
      return { ...more, view: { ...view, upTo: view.upTo ?? held } };
    });
    const covered = coveredOf(withColumns.path);
    if (covered > 0 && covered < held) partly++;
    // Rows that come, and columns that take the place of others, while it is asked.
    const asked = Promise.all(questions.map((question) => counts(reader, question)));
    await twins.append();
    if (random.chance(0.5)) await untilCovered(withColumns.path, twins.records);
    const found = await asked;
    for (const [index, question] of questions.entries())
      assert.deepEqual(
        found[index],
        await counts(plain, question),
        `seed ${random.seed}, round ${round}, ${held} held, ${JSON.stringify(question)}`,
      );
    if (!random.chance(0.3)) continue;
    const { view, ...more } = randomQuestion(random, twins.records);
    const now = { ...more, view: { ...view, upTo: null } };
    assert.deepEqual(
      await counts(reader, now),
      await counts(plain, now),
      `seed ${random.seed}, round ${round}, now, ${JSON.stringify(now)}`,
    );
  }
  assert.ok(partly > rounds(3, 1), `a part of the rows had columns in ${partly} rounds`);
});

/** Records of a partition that all have one value; those of `arrival` differ from others in nothing else. */
function same(slot: number, from: number, to: number, service: string, arrival = 1) {
  const records = Array.from({ length: to - from }, (_, i) => ({
    offset: from + i,
    time: BASE_TIME + (from + i) * 1000,
    value: JSON.stringify({ service, status: 200 }),
  }));
  return { ...makeBatch(slot, from, to, records), arrival };
}

/** A cache of rows of one value with columns of all of them, closed. */
async function written(folder: string, rows: number, service: string, arrival?: number): Promise<void> {
  await using writer = await openWriter(folder, { columnsFrom: rows });
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
  await put(writer, same(slot, 0, rows, service, arrival));
  while (coveredOf(folder) < rows) await sleep(20);
}
/** Timeline of a filter, split and facet, by service, of the first rows or of all. */
async function services(folder: string, upTo: number | null = null): Promise<string> {
  await using reader = await openReader(folder, { threads: 1 });
  const view = viewOf({ upTo });
  const { facets } = await last(reader.facets({ view, fields: ['service', '_offset'], top: 9 }));
  const split = await last(reader.split({ view, buckets: 7, split: 'service', top: 9 }, 'service'));
  const text = (values: readonly { value: string; count: number }[]) =>
    values
      .map(({ value, count }) => `${value} ${count}`)
      .sort()
      .join(', ');
  const series = text((split.series ?? []).map(({ value, total }) => ({ value, count: total })));
  const counts: { value: string; count: number }[] = [];
  for (const value of ['file', 'row']) {
    const { total } = await last(reader.histogram(viewOf({ upTo, filter: `service: ${value}` }), 7));
    if (total > 0) counts.push({ value, count: total });
  }
  assert.equal(facets[1]?.distinct, facets[0]?.present, 'what has no column is read for every row');
  assert.deepEqual([series, text(counts)], [text(facets[0]?.top ?? []), text(facets[0]?.top ?? [])]);
  return series;
}

test('the rows that columns have are told by them, each row behind is read once, and others of the same number are not believed', async () => {
  using folder = temporaryFolder();
  using other = temporaryFolder();
  using later = temporaryFolder();
  // So that it is told where an answer came from, the columns are of another cache, whose rows say something else.
  await written(folder.path, 60, 'row');
  await written(other.path, 60, 'file');
  await written(later.path, 60, 'file', 2);
  const path = join(folder.path, FIRST);
  copyFileSync(join(other.path, FIRST), path);
  assert.equal(await services(folder.path), 'file 60');
  {
    await using writer = await openWriter(folder.path, { columnsFrom: NEVER });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 60 });
    await put(writer, same(slot, 60, 80, 'row'));
    // Also while the write-ahead log has rows.
    assert.equal(await services(folder.path), 'file 60, row 20');
  }
  assert.equal(await services(folder.path, 61), 'file 60, row 1');
  assert.equal(await services(folder.path, 60), 'file 60');
  assert.equal(await services(folder.path, 30), 'file 30');
  // A damaged one has no answer, nor has one whose last row arrived at another time than the one that is held.
  const sound = readFileSync(path);
  using columns = ColumnsFile.open(path);
  const serviceAt = 16 + sound.readUInt32LE(8) + (columns?.field('service')?.place.at ?? 0);
  for (const at of [7, 40, serviceAt]) {
    writeFileSync(path, Buffer.from(sound.map((byte, i) => (i === at ? byte ^ 0xff : byte))));
    assert.equal(await services(folder.path), 'row 80', `damage at ${at}`);
  }
  copyFileSync(join(later.path, FIRST), path);
  assert.equal(await services(folder.path), 'row 80');
  // And it is made again.
  await using _ = await openWriter(folder.path, { columnsFrom: 50 });
  while (coveredOf(folder.path) < 80) await sleep(20);
  assert.equal(await services(folder.path), 'row 80');
});

test('after a power cut that took rows which columns have, these are not believed, and nothing of them comes into new rows', async () => {
  using folder = temporaryFolder();
  using image = temporaryFolder();
  const wal = (path: string) => join(path, 'segment-000001.db-wal');
  {
    await using writer = await openWriter(folder.path, { columnsFrom: 50 });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
    await put(writer, same(slot, 0, 60, 'row'));
    const kept = statSync(wal(folder.path)).size;
    await put(writer, same(slot, 60, 120, 'file'));
    await untilCovered(folder.path, 120, 1);
    cpSync(folder.path, image.path, { recursive: true, filter: (path) => !path.endsWith('-shm') });
    truncateSync(wal(image.path), kept);
  }
  const path = join(image.path, FIRST);
  const ofBefore = readFileSync(path);
  using columns = ColumnsFile.open(path);
  assert.equal(columns?.head.lastRow, 120);
  assert.equal(await services(image.path), 'row 60', 'before anybody writes');
  {
    await using writer = await openWriter(image.path, { columnsFrom: NEVER });
    assert.ok(!existsSync(path), 'a writer removes them before it gives their numbers to other rows');
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 60 });
    await put(writer, same(slot, 60, 130, 'row', 2));
    // The removal itself may be lost in another power cut.
    writeFileSync(path, ofBefore);
    assert.equal(await services(image.path), 'row 130');
  }
  await using _ = await openWriter(image.path, { columnsFrom: 50 });
  await untilCovered(image.path, 130, 1);
  assert.equal(await services(image.path), 'row 130');
});

test('rows that columns leave possible are all that a filter finds, of sealed segments and of the first rows of another', async () => {
  const random = seededRandom();
  using folder = temporaryFolder();
  await writeModel(folder.path, random, 700, { segmentRecords: 400 });
  {
    await using _ = await openWriter(folder.path, { columnsFrom: 1 });
    while (coveredOf(folder.path) < 700) await sleep(20);
  }
  using files = new CacheFiles(folder.path, (file, message) => assert.fail(`${file}: ${message}`));
  const conditions = new Conditions();
  let told = 0;
  for (let round = 0; round < rounds(150, 50); round++) {
    const { filter, topics } = randomQuestion(random, 700).view;
    // By columns alone: neither by bytes nor by texts.
    const condition = { ...conditions.of({ filter, topics }, files.parts), possible: undefined, words: undefined };
    const { id, first_row: firstRow, last_row: lastRow } = random.pick(files.segments);
    const after = firstRow - 1 + random.below(100);
    const upTo = (lastRow ?? 700) - random.below(100);
    const open = files.open(id);
    const possible = new PossibleRows(files, id, condition);
    possible.willAsk(upTo - after);
    const rows = possible.find(open, after, upTo);
    if (!rows) continue;
    told++;
    const { text, params } = condition.where;
    const sql = `SELECT r.id FROM records r WHERE r.id > ? AND r.id <= ? AND (${text}) ORDER BY r.id`;
    const found = open.column<number>(sql, [after, upTo, ...params]);
    const about = `seed ${random.seed}, ${filter} in (${after}, ${upTo}]`;
    assert.deepEqual(
      found.filter((row) => !rows.includes(row)),
      [],
      about,
    );
    assert.deepEqual(
      rows,
      rows.filter((row) => row > after && row <= upTo).toSorted((a, b) => a - b),
      about,
    );
  }
  assert.ok(told > rounds(10, 3), `told of ${told} filters`);
});

test('a segment whose last row cannot be read is left out, also where columns choose the rows', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path, { columnsFrom: 400 });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
    const value = (offset: number) =>
      JSON.stringify({ service: offset % 50 ? 'row' : 'rare', text: 'x'.repeat(200), offset });
    const records = Array.from({ length: 400 }, (_, i) => ({ offset: i, time: BASE_TIME + i, value: value(i) }));
    await put(writer, makeBatch(slot, 0, 400, records));
    while (coveredOf(folder.path) < 400) await sleep(20);
  }
  const path = join(folder.path, 'segment-000001.db');
  const bytes = readFileSync(path);
  const page = bytes.readUInt16BE(16);
  const begin = Math.floor(bytes.lastIndexOf('"offset":399}') / page) * page;
  writeFileSync(path, bytes.fill(0x55, begin, begin + page));
  const troubles: string[] = [];
  await using reader = await openReader(folder.path, { threads: 1, onTrouble: (file) => troubles.push(file) });
  for (const filter of ['service: rare and "xxx"', 'service: rare and "zzz"'])
    assert.equal((await last(reader.histogram(viewOf({ filter }), 10))).total, 0);
  assert.equal(troubles.length, 1);
});

test('a field of few numbers that turn out to be many gets a column of numbers, of all its rows', async () => {
  using folder = temporaryFolder();
  using own = temporaryFolder();
  for (const [path, columnsFrom] of [
    [folder.path, 1000],
    [own.path, NEVER],
  ] as const) {
    await using writer = await openWriter(path, { columnsFrom });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
    for (let from = 0; from < 12_000; from += 1000) {
      // Four values in most records of the sample, and thousands in all; and some that are no plain numbers.
      const took = (n: number) => (n % 3 ? n % 4 : n % 300 ? n / 8 : '"none"');
      const records = Array.from({ length: 1000 }, (_, i) => ({
        ...{ offset: from + i, time: BASE_TIME + (from + i) * 1000, flags: Flag.json },
        value: `{"took":${took(from + i)}}`,
      }));
      await put(writer, makeBatch(slot, from, from + 1000, records));
    }
    while (columnsFrom < NEVER && coveredOf(path) < 12_000) await sleep(20);
  }
  using file = ColumnsFile.open(join(folder.path, FIRST));
  assert.ok(file?.numbers('took'));
  await using reader = await openReader(folder.path, { threads: 1 });
  await using plain = await openReader(own.path, { threads: 1 });
  for (const filter of ['took > 700', 'took: 2', 'not took: [3 TO 1000]', 'took: none', 'took > 1499 and "took"']) {
    const question = { view: viewOf({ filter }), field: '_partition', fields: ['took'], buckets: 50 };
    assert.deepEqual(await counts(reader, question), await counts(plain, question), filter);
  }
});

test('a field with too long values is dropped for good, and one that comes up later gets a column when the rows have doubled', async () => {
  using folder = temporaryFolder();
  const long = 'x'.repeat(9000);
  const payloadOf = (offset: number) => ({
    status: offset % 5,
    // Few values in any sample; and of all of them a head would be too long.
    n: offset % 40 === 0 ? `${(offset / 40) % 50} ${long}` : 'short',
    ...(offset >= 1600 && { late: offset % 3 }),
  });
  {
    await using writer = await openWriter(folder.path, { columnsFrom: NEVER });
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
    for (let from = 0; from < 4000; from += 1000) {
      const records = Array.from({ length: 1000 }, (_, i) => ({
        ...{ offset: from + i, time: BASE_TIME + from + i, value: JSON.stringify(payloadOf(from + i)) },
      }));
      await put(writer, makeBatch(slot, from, from + 1000, records));
    }
  }
  const question: Question = { view: viewOf({ filter: 'late: 1' }), field: 'n', fields: ['late', 'n'], buckets: 20 };
  const told = async () => {
    await using reader = await openReader(folder.path, { threads: 1 });
    return await answers(reader, question);
  };
  const without = await told();
  using files = new DisposableStack();
  const db = files.adopt(openReadable(join(folder.path, 'segment-000001.db')), (opened) => opened.close());
  for (const { name, run } of sqlFunctions()) db.function(name, { deterministic: true }, run);
  let base: Made | undefined;
  const steps: string[] = [];
  for (const lastRow of [1000, 2000, 3000, 3500]) {
    const making = makeColumns(db, { firstRow: 1, lastRow, base, isSealed: false });
    let reads = 0;
    for (let step = making.next(); ; step = making.next()) {
      base = step.value;
      if (step.done) break;
      reads++;
    }
    const names = base?.fields.map(({ name }) => name).filter((name) => name === 'n' || name === 'late') ?? [];
    steps.push(`${lastRow}: ${names}, without ${base?.growing?.dropped}, read ${reads * 500}`);
  }
  assert.deepEqual(steps, [
    '1000: n, without , read 1000',
    '2000: late, without n, read 2000',
    '3000: late, without n, read 1000',
    '3500: late, without n, read 500',
  ]);
  assert.ok(base);
  writeFileSync(join(folder.path, FIRST), Buffer.concat(encode(base)));
  assert.equal(coveredOf(folder.path), 3500);
  assert.deepEqual(await told(), without);
});
