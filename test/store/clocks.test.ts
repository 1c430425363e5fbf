// Records in the order of each of the three clocks, against plain sorting: random records with many times that are the same, in
// several segments, with a fill; with the files that hold the order, without them, and with damaged ones.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Key, PageRequest, Row, View } from '../../main/contract/records.ts';
import { CLOCKS, type Clock } from '../../main/contract/units.ts';
import { SortedRows, SortedRuns } from '../../main/store/clock-order.ts';
import { ClocksFile, encodeOrder } from '../../main/store/clocks-file.ts';
import { openReader } from '../../main/store/reader.ts';
import { Clocks } from '../../main/store/reader-clocks.ts';
import { Merge } from '../../main/store/reader-merge.ts';
import { type Ordered, ordered } from '../../main/store/reader-ordered.ts';
import { TIME_MAX, TIME_MIN } from '../../main/store/reader-protocol.ts';
import { Conditions } from '../../main/store/reader-scope.ts';
import { CacheFiles } from '../../main/store/reader-segments.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { BASE_TIME, type ModelRecord, randomRecord } from '../query/random-records.ts';
import { rounds } from '../rounds.ts';
import { send } from './batches.ts';
import { followOne } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { last } from './last.ts';
import { batchOf, type Stored, selected, viewOf, writeModel } from './model.ts';

const SEGMENT = 250;
const COUNT = rounds(1600, 800);
const random = seededRandom();
const folder = temporaryFolder();
let stored: Stored[] = [];
let reader: Reader;

const TIME: Record<Clock, (record: ModelRecord) => number> = {
  record: ({ ts }) => ts,
  broker: ({ brokerTs }) => brokerTs,
  arrival: ({ arrival }) => arrival,
};
const FILTERS: [string, (record: ModelRecord) => boolean][] = [
  ['', () => true],
  ['level >= warn', ({ level }) => level >= 5],
  ['_partition:0 and level:error', ({ partition, level }) => partition === 0 && level === 6],
  ['_offset:7', ({ offset }) => offset === 7],
  ['_broker_ts:*', ({ brokerTs }) => brokerTs !== -1],
];
const keyOf = ({ key, clockTime }: Row): Key => ({ time: clockTime ?? key.time, row: key.row });

/** A partition that begins with a hole, of which a part is filled later: older offsets and times, and the latest arrival. */
async function addFill(): Promise<void> {
  await using writer = await openWriter(folder.path, { segmentRecords: SEGMENT });
  const { slot } = await followOne(writer, { topic: 'web', partition: 7, start: 0 });
  await writer.addHole(slot, 0, 100, 'not-fetched');
  for (const [from, fill] of [
    [100, false],
    [20, true],
    [60, true],
  ] as const) {
    const records = Array.from({ length: 15 }, (_, i) => ({
      ...randomRecord(random, from + i),
      ...{ topic: 'web', partition: 7, arrival: stored.length + (fill ? 500 : 0) },
    }));
    const answers = await send(writer, [batchOf(slot, from, records)], fill);
    assert.equal(answers[0]?.kind, 'stored');
    for (const record of records) stored.push({ row: stored.length + 1, record });
  }
}

before(async () => {
  stored = await writeModel(folder.path, random, COUNT, { segmentRecords: SEGMENT });
  await addFill();
  reader = await openReader(folder.path);
});
after(async () => {
  await reader[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function sorted(view: View, matches: (record: ModelRecord) => boolean, clock: Clock, order: 'asc' | 'desc'): Stored[] {
  const sign = order === 'asc' ? 1 : -1;
  return selected(stored, view, matches, order).sort(
    (a, b) => sign * (TIME[clock](a.record) - TIME[clock](b.record) || a.row - b.row),
  );
}

async function page(of: Reader, request: Omit<PageRequest, 'skip' | 'limit'> & { skip?: number; limit?: number }) {
  return of.page({ skip: 0, limit: 1000, ...request });
}

/** Random questions of each clock, held against sorting. */
async function compare(of: Reader, times: number): Promise<void> {
  for (let round = 0; round < times; round++) {
    const clock = CLOCKS[round % CLOCKS.length] ?? 'record';
    const [filter, matches] = random.pick(FILTERS);
    const order = random.chance(0.5) ? 'asc' : 'desc';
    const from = random.chance(0.3) ? BASE_TIME + random.below(10_000_000) : null;
    const view = viewOf({
      filter,
      from,
      to: from !== null || random.chance(0.2) ? BASE_TIME + 10_000_000 + random.below(10_000_000) : null,
      upTo: random.chance(0.4) ? 1 + random.below(stored.length) : null,
      topics: random.chance(0.2) ? ['app.logs', 'web'] : null,
    });
    const all = sorted(view, matches, clock, order);
    const said = `seed ${random.seed}: ${clock} ${order} ${JSON.stringify(view)}`;
    const rowsOf = (found: readonly Stored[]) => found.map(({ row }) => row);
    const ask = async (request: Partial<PageRequest>) => {
      const { rows, more } = await page(of, { view, order, clock, start: { at: 'first' }, ...request });
      return { rows: rows.map(({ key }) => key.row), keys: rows.map(keyOf), more };
    };

    const skip = random.below(all.length + 3);
    const limit = 1 + random.below(40);
    const bySkip = await ask({ skip, limit });
    assert.deepEqual(bySkip.rows, rowsOf(all.slice(skip, skip + limit)), `${said} skip ${skip}`);
    assert.equal(bySkip.more, all.length > skip + limit, said);
    for (const [i, key] of bySkip.keys.entries())
      assert.deepEqual(key, {
        time: TIME[clock]((all[skip + i] as Stored).record),
        row: (all[skip + i] as Stored).row,
      });

    const at = all[random.below(Math.max(1, all.length))];
    if (at) {
      const key = { time: TIME[clock](at.record), row: at.row };
      const index = all.indexOf(at);
      const behind = await ask({ start: { at: 'after', key }, limit });
      assert.deepEqual(behind.rows, rowsOf(all.slice(index + 1, index + 1 + limit)), `${said} after ${at.row}`);
      const time = key.time + random.below(3) - 1;
      const first = all.filter(({ record }) =>
        order === 'asc' ? TIME[clock](record) >= time : TIME[clock](record) <= time,
      );
      assert.deepEqual((await ask({ start: { at: 'time', time }, limit })).rows, rowsOf(first.slice(0, limit)), said);
    }

    if (clock === 'record') continue;
    const ascending = order === 'asc' ? all : all.toReversed();
    const { steps, total, final } = await last(of.ranks({ view, clock, steps: 1 + random.below(30) }));
    assert.ok(final);
    assert.equal(total, all.length, said);
    const less = (a: Key, b: Key) => a.time < b.time || (a.time === b.time && a.row < b.row);
    const keys = ascending.map(({ record, row }) => ({ time: TIME[clock](record), row }));
    for (const step of steps) assert.equal(step.before, keys.filter((key) => less(key, step.key)).length, said);
    const [one, other] = [random.pick(steps)?.key, random.pick(steps)?.key];
    if (one && other)
      assert.equal(
        await of.between({ view, clock, from: one, to: other }),
        keys.filter((key) => !less(key, one) && less(key, other)).length,
        said,
      );
  }
}

test('pages, places and ranks are those of plain sorting while there are no files of the order', async () => {
  assert.deepEqual(filesIn(), []);
  await compare(reader, rounds(90));
});

test('lines come in the order of a clock', async () => {
  for (const clock of CLOCKS)
    for (const order of ['asc', 'desc'] as const) {
      const view = viewOf({ filter: 'level >= warn', from: BASE_TIME + 2_000_000 });
      const texts: string[] = [];
      for await (const { bytes } of reader.lines(view, order, 'ndjson', undefined, undefined, clock))
        texts.push(Buffer.from(bytes).toString());
      const got = texts.join('').trimEnd().split('\n');
      const offsets = got.map((line): number => JSON.parse(line).offset);
      const wanted = sorted(view, ({ level }) => level >= 5, clock, order);
      assert.deepEqual(
        offsets,
        wanted.map(({ record }) => record.offset),
        `seed ${random.seed}: ${clock} ${order}`,
      );
    }
});

function filesIn(): string[] {
  return readdirSync(folder.path).filter((name) => name.endsWith('.clocks'));
}
function sealedIn(): string[] {
  const names = readdirSync(folder.path).filter((name) => /^segment-\d+\.db$/.test(name));
  return names.sort().slice(0, -1);
}

test('a writer makes the files of an old cache, and answers are the same with them, and with damaged ones', async () => {
  const target = (name: string) => join(folder.path, name.replace('.db', '.clocks'));
  {
    await using _ = await openWriter(folder.path, { columnsFrom: 1 });
    while (!sealedIn().every((name) => existsSync(target(name)))) await sleep(20);
  }
  {
    await using fresh = await openReader(folder.path);
    await compare(fresh, rounds(60));
  }
  const [first = '', second = '', third = ''] = sealedIn().map(target);
  const bytes = readFileSync(first);
  bytes.fill(7, bytes.length - 40);
  writeFileSync(first, bytes);
  writeFileSync(second, 'nothing of the kind');
  rmSync(third);
  {
    await using fresh = await openReader(folder.path);
    await compare(fresh, rounds(45));
  }
  await using _ = await openWriter(folder.path, { columnsFrom: 1 });
  const isSound = (path: string) => readFileSync(path).equals(bytes) === false && readFileSync(path).length > 100;
  while (![first, second].every(isSound) || !existsSync(third)) await sleep(20);
});

test('of many segments with files a first page by arrival opens those that it shows', async () => {
  using many = temporaryFolder();
  const made = await manySegments(many.path, (record, index) => {
    record.arrival = 1000 + Math.floor(index / 50);
  });
  const names = readdirSync(many.path).filter((name) => /^segment-\d+\.db$/.test(name));
  {
    await using _ = await openWriter(many.path, { columnsFrom: 1 });
    const isMade = (name: string) => existsSync(join(many.path, name.replace('.db', '.clocks')));
    while (names.filter(isMade).length < names.length - 1) await sleep(20);
  }
  using files = made.files;
  files.refresh();
  const [overview, condition] = [files.overview(null), new Conditions().of(EVERYTHING, files.parts)];
  for (const order of ['asc', 'desc'] as const) {
    made.opened.clear();
    const query = whole(ordered(new Clocks(files), overview, condition, { scope: EVERYTHING, clock: 'arrival' }));
    const rows = pageOf(files, query, order, 70);
    assert.deepEqual(
      rows,
      Array.from({ length: 70 }, (_, i) => (order === 'asc' ? i + 1 : 1000 - i)),
    );
    assert.ok(made.opened.size <= 4, `${made.opened.size} segments were opened`);
  }
});

test('a reader follows a segment that grows, and a view stands still meanwhile', async () => {
  using growing = temporaryFolder();
  await using writer = await openWriter(growing.path);
  const { slot } = await followOne(writer, { topic: 'web', partition: 0, start: 0 });
  await using open = await openReader(growing.path, { threads: 1 });
  const records: ModelRecord[] = [];
  for (let round = 0; round < rounds(12, 4); round++) {
    const more = Array.from({ length: 10 }, (_, i) => ({
      ...randomRecord(random, records.length + i),
      arrival: 1000 - random.below(5),
    }));
    for (const record of more) record.arrival = more[0]?.arrival ?? 0;
    await send(writer, [batchOf(slot, records.length, more)]);
    records.push(...more);
    for (const clock of CLOCKS)
      for (const upTo of [null, 15]) {
        const { rows } = await page(open, { view: viewOf({ upTo }), order: 'desc', clock, start: { at: 'first' } });
        const wanted = records
          .map((record, i) => ({ time: TIME[clock](record), row: i + 1 }))
          .filter(({ row }) => upTo === null || row <= upTo)
          .sort((a, b) => b.time - a.time || b.row - a.row);
        assert.deepEqual(rows.map(keyOf), wanted, `seed ${random.seed}: ${clock} ${upTo}`);
      }
  }
});

test('an order is the same in its file, cut, and put together', () => {
  using files = temporaryFolder();
  for (const [step, spread] of [
    [1, 50],
    [1000, 50],
    [1, 1e13],
  ] as const) {
    const times = Float64Array.from({ length: 5000 }, () => 1e15 + random.below(spread) * step);
    const wanted = Array.from(times, (time, i) => ({ time, row: 100 + i })).sort(
      (a, b) => a.time - b.time || a.row - b.row,
    );
    const order = SortedRows.of(100, 100, times);
    const keysOf = (of: { size: number; time(at: number): number; row(at: number): number }) =>
      Array.from({ length: of.size }, (_, at) => ({ time: of.time(at), row: of.row(at) }));
    assert.deepEqual(keysOf(order), wanted);
    assert.deepEqual(
      keysOf(order.upTo(2099)),
      wanted.filter(({ row }) => row <= 2099),
    );
    const halves = SortedRows.of(100, 100, times.slice(0, 2000)).with(SortedRows.of(100, 2100, times.slice(2000)));
    assert.deepEqual(keysOf(halves), wanted);
    const rows = { firstRow: 100, lastRow: 5099, oldest: 1, newest: 2 };
    const path = join(files.path, 'segment-000001.clocks');
    const arrival = { first: { time: 7, row: 100 }, last: { time: 7, row: 5099 } };
    writeFileSync(path, Buffer.concat(encodeOrder(rows, order, arrival)));
    using file = ClocksFile.open(path, rows);
    assert.ok(file);
    assert.ok(file.isSound());
    assert.deepEqual(keysOf(file), wanted);
    assert.equal(ClocksFile.open(path, { ...rows, newest: 3 }), undefined);
  }
  const runs = new SortedRuns([
    [1, 3, 20],
    [4, 2, 10],
    [6, 1, 20],
  ]);
  assert.deepEqual(
    Array.from({ length: runs.size }, (_, at) => [runs.time(at), runs.row(at)]),
    [
      [10, 4],
      [10, 5],
      [20, 1],
      [20, 2],
      [20, 3],
      [20, 6],
    ],
  );
});

/** A cache of many segments without files of the order, and what a query of it reads. */
async function manySegments(path: string, change: (record: ModelRecord, index: number) => void) {
  {
    await using writer = await openWriter(path, { segmentRecords: 50, columnsFrom: 1e9 });
    const { slot } = await followOne(writer, { topic: 'web', partition: 0, start: 0 });
    for (let from = 0; from < 1000; from += 50) {
      const records = Array.from({ length: 50 }, (_, i) => ({ ...randomRecord(random, from + i), arrival: 1000 }));
      for (const [i, record] of records.entries()) change(record, from + i);
      await send(writer, [batchOf(slot, from, records)]);
    }
  }
  for (const name of readdirSync(path)) if (name.endsWith('.clocks')) rmSync(join(path, name));
  const files = new CacheFiles(path, (file, message) => assert.fail(`${file}: ${message}`));
  const opened = new Set<number>();
  const open = files.open.bind(files);
  files.open = (id) => {
    opened.add(id);
    return open(id);
  };
  return { files, opened };
}

/** Runs what yields to its end. */
function whole<T>(running: Generator<undefined, T>): T {
  for (let step = running.next(); ; step = running.next()) if (step.done) return step.value;
}

/** The rows of a page, from one end. */
function pageOf(files: CacheFiles, query: Ordered, order: 'asc' | 'desc', limit: number): number[] {
  const behind = { time: order === 'asc' ? TIME_MIN : TIME_MAX, row: 0 };
  const merge = new Merge(files, query, order, { columns: '', behind, window: 64, most: 64 });
  const rows: number[] = [];
  for (let step = merge.next(); step && rows.length < limit; step = merge.next())
    rows.push(...step.map(([, row]) => row));
  return rows.slice(0, limit);
}

const EVERYTHING = { filter: '', topics: null, from: TIME_MIN, to: TIME_MAX, upTo: 1000 };

test('of many segments that arrived at once a page opens those that it shows', async () => {
  using many = temporaryFolder();
  const made = await manySegments(many.path, () => undefined);
  using files = made.files;
  const [overview, condition] = [files.overview(null), new Conditions().of(EVERYTHING, files.parts)];
  assert.ok(overview.segments.length >= 20);
  const query = whole(ordered(new Clocks(files), overview, condition, { scope: EVERYTHING, clock: 'arrival' }));
  for (const order of ['asc', 'desc'] as const) {
    const walked = new Set<number>();
    const walk: Ordered['walk'] = (facts, ...rest) => {
      walked.add(facts.id);
      return query.walk(facts, ...rest);
    };
    const rows = pageOf(files, { ...query, walk }, order, 120);
    assert.deepEqual(
      rows,
      Array.from({ length: 120 }, (_, i) => (order === 'asc' ? i + 1 : 1000 - i)),
    );
    assert.ok(walked.size <= 4, `${walked.size} segments were walked`);
  }
});

test('of many segments without a file a later page makes the orders again that it reads, and no other', async () => {
  using many = temporaryFolder();
  const made = await manySegments(many.path, (record, index) => {
    record.brokerTs = BASE_TIME + index;
  });
  using files = made.files;
  const [overview, condition] = [files.overview(null), new Conditions().of(EVERYTHING, files.parts)];
  const clocks = new Clocks(files);
  made.opened.clear();
  const ask = () => whole(ordered(clocks, overview, condition, { scope: EVERYTHING, clock: 'broker' }));
  ask();
  assert.equal(made.opened.size, overview.segments.length);
  for (const order of ['asc', 'desc'] as const) {
    made.opened.clear();
    const query = ask();
    assert.deepEqual([...made.opened], []);
    const expected = Array.from({ length: 70 }, (_, i) => (order === 'asc' ? i + 1 : 1000 - i));
    assert.deepEqual(pageOf(files, query, order, 70), expected);
    assert.ok(made.opened.size <= 3, `${made.opened.size} segments were opened`);
    // Passing over most of them counts the segments that lie on one side, unread.
    made.opened.clear();
    const passed = query.passOver?.('asc', { behind: { time: TIME_MIN, row: 0 }, skip: 500 });
    assert.equal(passed?.behind.row, 500);
  }
});
