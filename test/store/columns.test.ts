// Columns of sealed segments: what is counted from them is what is counted without, for random records and views; and a file that
// is damaged, cut, of another version or not there costs time and nothing else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flag } from '../../main/base/batch.ts';
import { ColumnsFile } from '../../main/store/columns.ts';
import { openReader } from '../../main/store/reader.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { BASE_TIME } from '../query/random-records.ts';
import { rounds, some } from '../rounds.ts';
import { makeBatch } from './batches.ts';
import { followOne, put } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { last } from './last.ts';
import { viewOf, writeModel } from './model.ts';
import { answers, PSEUDO, type Question, randomQuestion, wholeQuestion } from './questions.ts';

const SEGMENT = 200;
const COUNT = rounds(1500, 600);

function columnsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /\.columns$/.test(name));
}
function sealedIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^segment-\d+\.db$/.test(name))
    .sort()
    .slice(0, -1);
}
/** Records of one partition, a millisecond apart: of each its JSON. `count`: a multiple of 50. */
async function writeValues(
  folder: string,
  { count, segmentRecords }: { count: number; segmentRecords: number },
  jsonOf: (n: number) => string,
): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords });
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
  for (let from = 0; from < count; from += 50) {
    const records = Array.from({ length: 50 }, (_, i) => {
      const [offset, value] = [from + i, jsonOf(from + i)];
      const flags = Flag.json | (value.includes('\\') ? Flag.escaped : 0);
      return { offset, time: BASE_TIME + offset * 1000, value, flags };
    });
    await put(writer, makeBatch(slot, from, from + 50, records));
  }
}

/** Opens the cache for writing until each sealed segment has its columns. */
async function makeColumns(folder: string): Promise<void> {
  await using _ = await openWriter(folder, { columnsFrom: 1 });
  const isMade = (name: string) => {
    using file = ColumnsFile.open(join(folder, name.replace('.db', '.columns')));
    return file?.isSound() === true;
  };
  while (!sealedIn(folder).every(isMade)) await sleep(20);
}
/** Of a fresh reader, which remembers no answer of before. */
async function answered(folder: string, questions: readonly Question[]): Promise<unknown[]> {
  await using reader = await openReader(folder, { threads: 1 });
  const all: unknown[] = [];
  for (const question of questions) all.push(await answers(reader, question));
  return all;
}

const random = seededRandom();

test('what is counted from columns is what is counted from the records', async () => {
  using folder = temporaryFolder();
  await writeModel(folder.path, random, COUNT, { segmentRecords: SEGMENT });
  assert.deepEqual(columnsIn(folder.path), [], 'small segments have none');
  const questions = Array.from({ length: rounds(80) }, (_, i) =>
    (i % 3 > 0 ? randomQuestion : wholeQuestion)(random, COUNT),
  );
  const without = await answered(folder.path, questions);
  await makeColumns(folder.path);
  assert.ok(columnsIn(folder.path).length >= sealedIn(folder.path).length);
  using file = ColumnsFile.open(join(folder.path, columnsIn(folder.path)[0] ?? ''));
  const fields = file?.head.fields.map(({ name }) => name) ?? [];
  assert.ok(fields.includes('service') && fields.length > 4, `columns of ${fields}`);
  const found = await answered(folder.path, questions);
  for (const [index, question] of questions.entries())
    assert.deepEqual(found[index], without[index], `seed ${random.seed}, ${JSON.stringify(question)}`);
});

/** Keys that are there twice, in several ways, or with escapes; numbers in every writing; other names and lists on the way. */
const ODD = [
  '{"http.status":500,"http":{"status":404},"http":{"status":1}}',
  ...['{"status":404,"status":500}', '{"status":"404","status":"500"}', '{"status":[1],"status":[500]}'],
  ...['{"status":{"status":500}}', '{"status":[[500],404]}', '{"status":[{"x":1}]}', '{"status":[]}', '{"status":{}}'],
  ...['{"status":5e2}', '{"status":"5e2"}', '{"status":500.0}', '{"status":9223372036854775808}', '{"status":null}'],
  ...[
    '{"st\\u0061tus":500}',
    '{"status":"\\u0035\\u0030\\u0030"}',
    '{"status":true}',
    '{"status":""}',
    '{"status":500',
  ],
  ...[
    '{"http.status":500,"http":{"status":404}}',
    '{"http":{"status":500},"http":{"status":404}}',
    '{"http":{"status":[5e2]}}',
  ],
  ...['{"http":[{"status":5e2},{"status":1}]}', '{"http":[{"status":500}],"http":[]}', '{"http":{"status":{"x":1}}}'],
  ...[
    '{"service":null,"app":"web-1"}',
    '{"service":"","service":"auth"}',
    '{"service":{"name":"auth"}}',
    '{"service":["auth"]}',
  ],
  ...[
    '{"app":5e2}',
    '{"app":12345678901234567890}',
    '{"SERVICE":"auth","service":{}}',
    '{"service":"auth","service":null}',
  ],
  ...[
    '{"a":{"b":{"c":{"d":{"e":5e2}}}}}',
    '{"a.b":{"c.d":{"e":"500"}}}',
    '{"a":{"b":[{"c.d.e":500}]}}',
    ' {"status" : 500 }',
  ],
];
const ASKED = [
  '500',
  '5e2',
  '404',
  '"500"',
  '5*',
  '*',
  'auth',
  'web*',
  'true',
  'null',
  '""',
  '12345678901234567890',
  '9223372036854775808',
];

test('filters on odd JSON find the same records by columns as by reading them', async () => {
  using folder = temporaryFolder();
  await writeValues(folder.path, { count: 450, segmentRecords: 400 }, (n) => ODD[n % ODD.length] ?? '');
  const fields = ['status', 'http.status', 'service', 'a.b.c.d.e'];
  const filters = fields.flatMap((field) => [
    ...ASKED.map((asked) => `${field}: ${asked}`),
    ...['>= 500', '< 500', ': [404 TO 500]', ':~ "^5"', ': (404 or 5e2)'].map((test) => `${field} ${test}`),
    `not ${field}: * or status: 404`,
  ]);
  const counts = async () => {
    await using reader = await openReader(folder.path, { threads: 1 });
    const all: string[] = [];
    for (const filter of some(filters)) {
      const { total, counts } = await last(reader.histogram(viewOf({ filter }), 450));
      all.push(`${filter} finds ${total}: ${counts.join(' ')}`);
    }
    return all;
  };
  const without = await counts();
  await makeColumns(folder.path);
  {
    using file = ColumnsFile.open(join(folder.path, 'segment-000001.columns'));
    for (const field of fields) assert.ok(file?.field(field), `a column of ${field}`);
  }
  assert.deepEqual(await counts(), without);
});

/** Numbers in many writings, and what is none: in most records a plain one, of which too many are different for samples. */
function oddNumber(i: number): string {
  const odd = ['5e2', '"250"', 'null', '[250,3]', '9007199254740993', '{"x":1}', '1.0', '-0', '1e999', 'true'];
  if (i % 12 === 0) return odd[(i / 12) % odd.length] ?? '';
  const number = (i * 7919) % 3001;
  return i % 3 === 0 ? `${number / 8}` : i % 3 === 1 ? `-${number}` : `${number}`;
}

test('filters and facets of numbers find the same by columns of numbers as by reading records', async () => {
  using folder = temporaryFolder();
  await writeValues(
    folder.path,
    { count: 850, segmentRecords: 400 },
    (n) =>
      `{"bytes":${oddNumber(n)},"service":"s${n % 3}","http":{"took":${n % 12 ? n / 4 : '"none"'}},"trace":"t${n}"}`,
  );
  const numbers = ['0', '250', '-12.5', '1.0', '5e2', '1e300', '9007199254740993'];
  const tests = numbers.flatMap((number) => [`: ${number}`, ` > ${number}`, ` <= ${number}`, `: [${number} TO 700]`]);
  const filters = ['bytes', 'http.took'].flatMap((field) => [
    ...[...tests, ': *', ':~ "^2"', ': 2*', ': none', ': "250"', ' > 2026-01-01'].map((one) => `${field}${one}`),
    `not ${field} > 100`,
    `${field} > 100 and ${field} < 700 and not ${field}: 250`,
    `${field} >= 100 and service: s1 or http.took < 3`,
    // Candidates by columns, and the rest by the records.
    ...[`${field} > 190 and "t8"`, `(${field} > 190 or service: s2) and ${field}: [150 TO 200] and not "12"`],
  ]);
  const all = async () => {
    await using reader = await openReader(folder.path, { threads: 1 });
    const found: string[] = [];
    for (const filter of some(filters)) {
      const { total, counts } = await last(reader.histogram(viewOf({ filter }), 450));
      const fields = ['bytes', 'http.took', 'trace', 'bytes'];
      const facets = await last(reader.facets({ view: viewOf({ filter }), fields, top: 40 }));
      found.push(`${filter} finds ${total}: ${counts.join(' ')} ${JSON.stringify(facets.facets)}`);
    }
    return found;
  };
  const without = await all();
  await makeColumns(folder.path);
  {
    using file = ColumnsFile.open(join(folder.path, 'segment-000001.columns'));
    assert.deepEqual(file?.head.numbers.map(({ name }) => name).sort(), ['bytes', 'http.took']);
  }
  for (const [index, found] of (await all()).entries()) assert.equal(found, without[index]);
});

/** Of numbers that few records share, in two segments; with another `shift` they are others. */
async function writeNumbers(folder: string, shift: number): Promise<void> {
  const jsonOf = (n: number) => `{"bytes":${shift + n},"grade":${n % 5 ? 1 : shift - n}}`;
  await writeValues(folder, { count: 450, segmentRecords: 400 }, jsonOf);
}

test('numbers are told from their columns, and mixed filters read the rows that these choose', async () => {
  using own = temporaryFolder();
  using other = temporaryFolder();
  await writeNumbers(own.path, 1000);
  await writeNumbers(other.path, 5000);
  for (const { path } of [own, other]) await makeColumns(path);
  const name = 'segment-000001.columns';
  writeFileSync(join(own.path, name), readFileSync(join(other.path, name)));
  await using reader = await openReader(own.path, { threads: 1 });
  const total = async (filter: string) => (await last(reader.histogram(viewOf({ filter }), 10))).total;
  assert.equal(await total('bytes >= 5390'), 10, 'of the sealed segment as the other one has them');
  assert.equal(await total('not bytes < 5390 or bytes: 1405'), 11);
  const facets = await last(reader.facets({ view: viewOf(), fields: ['bytes'], top: 1000 }));
  const found = facets.facets[0]?.top.map(({ value }) => Number(value)).sort((a, b) => a - b);
  assert.deepEqual([found?.[0], found?.at(-1), found?.length], [1400, 5399, 450]);
  // What a column chooses is read, and is not what it said; `no` has none, and is left to the records.
  assert.equal(await total('bytes >= 5390 and "bytes"'), 0);
  assert.equal(
    await total('bytes < 5010 and "bytes" and not no: 1'),
    60,
    '10 of those that were chosen, and all of the other',
  );
});

/** Two sealed segments of three values, so that it is told where an answer came from: the columns are of other records. */
async function writeTwo(folder: string): Promise<void> {
  const jsonOf = (n: number) =>
    JSON.stringify({ service: `s${n % 3}`, status: n % 2 ? '200' : 200, tags: ['a', `b${n % 4}`, 'a'] });
  await writeValues(folder, { count: 200, segmentRecords: 100 }, jsonOf);
}

test('columns that are damaged, cut, of another version or of other rows are left aside, and made again', async () => {
  using folder = temporaryFolder();
  await writeTwo(folder.path);
  const question = { view: viewOf(), field: 'service', fields: ['status', 'tags'], buckets: 20 };
  const right = await answered(folder.path, [question]);
  await makeColumns(folder.path);
  const path = join(folder.path, 'segment-000001.columns');
  const sound = readFileSync(path);
  const other = readFileSync(join(folder.path, 'segment-000002.columns'));
  const flipped = (at: number) => Buffer.from(sound.map((byte, i) => (i === at ? byte ^ 0xff : byte)));
  const bad = [
    ...[7, 9, 40, sound.length - 9].map(flipped),
    sound.subarray(0, 3),
    sound.subarray(0, -8),
    other,
    Buffer.alloc(0),
  ];
  for (const [index, bytes] of some(bad).entries()) {
    writeFileSync(path, bytes);
    assert.deepEqual(await answered(folder.path, [question]), right, `damage ${index}`);
  }
  writeFileSync(path, flipped(sound.length - 9));
  await makeColumns(folder.path);
  assert.ok(readFileSync(path).equals(sound));
});

/** Its bytes from place to place are others: what is told from them is damaged. */
function damage(path: string, places: readonly { at: number; bytes: number }[]): void {
  const bytes = readFileSync(path);
  const begin = 16 + bytes.readUInt32LE(8);
  for (const { at, bytes: length } of places) bytes.fill(0x55, begin + at, begin + at + length);
  writeFileSync(path, bytes);
}

test('what is asked of all records is told by the tables alone, and by the rows where these are damaged', async () => {
  using folder = temporaryFolder();
  await writeTwo(folder.path);
  const fields = [...PSEUDO, 'service', 'status'];
  const questions = fields.map((field) => ({ view: viewOf(), field, fields: [field, 'service'], buckets: 20 }));
  const right = await answered(folder.path, questions);
  await makeColumns(folder.path);
  const path = join(folder.path, 'segment-000001.columns');
  const whole = readFileSync(path);
  using file = ColumnsFile.open(path);
  assert.ok(file);
  const { time, pair, parts, levels, fields: columns } = file.head;
  const tables = [parts, levels, ...columns].flatMap((one) => one.tables.map(({ place }) => place));
  assert.ok(tables.length > fields.length, 'each has one at least');

  damage(path, tables);
  assert.deepEqual(await answered(folder.path, questions), right);
  // Neither its rows nor the segment's pages can be read: there is nothing else that an answer could be made of.
  writeFileSync(path, whole);
  damage(path, [time, pair, ...columns.map(({ place }) => place)]);
  const segment = join(folder.path, 'segment-000001.db');
  const records = readFileSync(segment);
  writeFileSync(segment, Buffer.from(records).fill(0x55, 100));
  assert.deepEqual(await answered(folder.path, questions), right);
  // And a part of the records is not told by what all of them have.
  writeFileSync(segment, records);
  const part = [
    { view: viewOf({ upTo: 90, from: BASE_TIME + 5000 }), field: 'service', fields: ['status'], buckets: 20 },
  ];
  const found = await answered(folder.path, part);
  // Of a segment that is gone nothing counts, as without columns.
  rmSync(segment);
  const gone = await answered(folder.path, questions);
  rmSync(path);
  assert.deepEqual(gone, await answered(folder.path, questions));
  assert.notDeepEqual(gone, right);
  writeFileSync(segment, records);
  assert.deepEqual(found, await answered(folder.path, part));
});

test('columns go with their segment; those of none, and half written ones, are removed', async () => {
  using folder = temporaryFolder();
  await writeTwo(folder.path);
  await makeColumns(folder.path);
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at('segment-000009.columns'), 'of nothing');
  writeFileSync(at('segment-000001.columns.half'), 'half');
  rmSync(at('segment-000002.columns'));
  await makeColumns(folder.path);
  assert.deepEqual(
    readdirSync(folder.path).filter((name) => name.includes('columns')),
    ['segment-000001.columns', 'segment-000002.columns'],
  );
  {
    await using writer = await openWriter(folder.path, { columnsFrom: 1 });
    writer.setRetention({ maxAgeSeconds: 1 });
    while (columnsIn(folder.path).length > 0) await sleep(20);
  }
  assert.deepEqual(sealedIn(folder.path), []);
});
