// What only shows in many records: rare matches, far jumps, many records of one time, cancelling, files that are lost.
import assert from 'node:assert/strict';
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { PageRequest } from '../../main/contract/records.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

const COUNT = 120_000;
const SEGMENT = 30_000;
const PARTITIONS = 3;
const NEEDLES = [100, 29_999, 30_000, 70_001, 70_002, 119_000];
/** From here on, so many records have the same time. */
const SAME = { from: 40_000, to: 75_000 };

const folder = temporaryFolder();
let reader: Reader;

function timeOf(n: number): number {
  // Neighbours come out of order by up to 9 records, and partitions overlap.
  return (n >= SAME.from && n < SAME.to ? SAME.from : n - (n % 10) + (9 - (n % 10))) * 1000;
}
/** All record numbers in the order (time, row); rows are numbers + 1. */
const inOrder = Array.from({ length: COUNT }, (_, n) => n).sort((a, b) => timeOf(a) - timeOf(b) || a - b);

async function writeCache(): Promise<void> {
  await using writer = await openWriter(folder.path, { segmentRecords: SEGMENT });
  const followed = await writer.follow(
    'cluster-a',
    Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: 'app', partition, start: 0 })),
  );
  for (let n = 0; n < COUNT; n += 5000) {
    const { slot = 0 } = followed[(n / 5000) % PARTITIONS] ?? {};
    const from = Math.floor(n / 5000 / PARTITIONS) * 5000;
    const records = Array.from({ length: 5000 }, (_, i) => ({
      offset: from + i,
      time: timeOf(n + i),
      value: NEEDLES.includes(n + i) ? `needle ${n + i}` : `record ${n + i}`,
    }));
    await send(writer, [makeBatch(slot, from, from + 5000, records)]);
  }
}
before(async () => {
  await writeCache();
  reader = await openReader(folder.path);
});
after(async () => {
  await reader[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function numbers(
  request: Partial<PageRequest> & { filter?: string; from?: number; to?: number },
): Promise<number[]> {
  const { filter = '', from = null, to = null, ...rest } = request;
  const page = await reader.page({
    view: viewOf({ filter, from, to }),
    order: 'asc',
    start: { at: 'first' },
    skip: 0,
    limit: 1000,
    ...rest,
  });
  return page.rows.map(({ key }) => key.row - 1);
}

test('rare matches are found in their order, from either end, with skips, and behind any key', async () => {
  const needles = inOrder.filter((n) => NEEDLES.includes(n));
  assert.deepEqual(await numbers({ filter: 'needle' }), needles);
  assert.deepEqual(await numbers({ filter: 'needle', order: 'desc' }), needles.toReversed());
  for (let skip = 0; skip <= needles.length; skip++)
    for (const limit of [1, 2, 10])
      assert.deepEqual(await numbers({ filter: 'needle', skip, limit }), needles.slice(skip, skip + limit));
  for (const [index, n] of needles.entries()) {
    const start = { at: 'after', key: { time: timeOf(n), row: n + 1 } } as const;
    assert.deepEqual(await numbers({ filter: 'needle', start }), needles.slice(index + 1));
    assert.deepEqual(await numbers({ filter: 'needle', start, order: 'desc' }), needles.slice(0, index).toReversed());
  }
  const [from, to] = [timeOf(30_000), timeOf(119_000)];
  const inRange = needles.filter((n) => timeOf(n) >= from && timeOf(n) < to);
  assert.deepEqual(await numbers({ filter: 'needle', from, to }), inRange);
  assert.deepEqual(
    await numbers({ filter: 'needle', order: 'desc', from, to, limit: 2 }),
    inRange.toReversed().slice(0, 2),
  );
});

test('a jump to any rank is exact, through records that all have one time', async () => {
  for (const skip of [0, 39_990, 40_001, 47_123, 60_000, 74_999, 75_001, 119_995, COUNT, COUNT + 7])
    for (const order of ['asc', 'desc'] as const) {
      const expected = (order === 'asc' ? inOrder : inOrder.toReversed()).slice(skip, skip + 5);
      assert.deepEqual(await numbers({ skip, order, limit: 5 }), expected, `${order} ${skip}`);
      const time = timeOf(50_000);
      const atTime = (order === 'asc' ? inOrder : inOrder.toReversed()).filter((n) =>
        order === 'asc' ? timeOf(n) >= time : timeOf(n) <= time,
      );
      const start = { at: 'time', time } as const;
      assert.deepEqual(await numbers({ skip, order, start, limit: 5 }), atTime.slice(skip, skip + 5));
    }
});

test('pages go through many records of one time without looking at any twice', async () => {
  const seen: number[] = [];
  let start: PageRequest['start'] = { at: 'time', time: timeOf(SAME.from) };
  while (seen.length < SAME.to - SAME.from) {
    const page = await reader.page({ view: viewOf(), order: 'asc', start, skip: 0, limit: 1000 });
    seen.push(...page.rows.map(({ key }) => key.row - 1));
    const key = page.rows.at(-1)?.key;
    assert.ok(key);
    start = { at: 'after', key };
  }
  const first = inOrder.findIndex((n) => timeOf(n) === timeOf(SAME.from));
  assert.deepEqual(seen, inOrder.slice(first, first + seen.length));
});

test('a timeline says how far it is, and is final only when it is complete', async () => {
  let items = 0;
  let latest = { scanned: 0, total: 0, final: false };
  for await (const { scanned, toScan, total, final } of reader.histogram(viewOf({ filter: 'record' }), 100)) {
    assert.ok(!latest.final && scanned >= latest.scanned && total >= latest.total && scanned <= toScan);
    assert.equal(final, scanned === toScan);
    latest = { scanned, total, final };
    items++;
  }
  assert.ok(items > 0 && latest.final);
  assert.equal(latest.total, COUNT - NEEDLES.length);
});

test('a timeline of a short time in records that came in no order of time is counted through the index', async () => {
  using scattered = temporaryFolder();
  const count = 25_000;
  // 7919 and 25,000 have no common factor: each time once, its neighbours far away. 30 records more have one of these times.
  const times = Array.from({ length: count }, (_, n) => (n < count - 30 ? (n * 7919) % count : 10_500) * 1000);
  {
    await using writer = await openWriter(scattered.path, { segmentRecords: SEGMENT });
    const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    for (let from = 0; from < count; from += 5000) {
      const records = times.slice(from, from + 5000).map((time, i) => ({ offset: from + i, time, value: 'record' }));
      await send(writer, [makeBatch(first?.slot ?? 0, from, from + 5000, records)]);
    }
  }
  await using open = await openReader(scattered.path);
  for (const [from, to] of [
    [10_000_000, 13_000_000],
    [10_500_000, 10_500_001],
    [10_499_999, 10_501_001],
  ] as const) {
    const last = (await collect(open.histogram(viewOf({ filter: 'record', from, to }), 10))).at(-1);
    assert.equal(last?.total, times.filter((time) => time >= from && time < to).length);
  }
});

test('a query that is cancelled ends at once, and the next one is answered', async () => {
  for (let round = 0; round < 10; round++) {
    const cancel = new AbortController();
    const rejected = { code: 'cancelled' };
    const view = viewOf({ filter: `nothing${round}` });
    const asked = [
      reader.page({ view, order: 'asc', start: { at: 'first' }, skip: 0, limit: 10 }, cancel.signal),
      collect(reader.histogram(view, 100, cancel.signal)),
      reader.fields(view, 100, cancel.signal),
      collect(reader.lines(viewOf(), 'asc', 'ndjson', undefined, cancel.signal)),
    ];
    setImmediate(() => cancel.abort());
    for (const one of asked) await assert.rejects(one, rejected);
    assert.deepEqual(await numbers({ limit: 1 }), [inOrder[0]]);
  }
  await assert.rejects(reader.fields(viewOf(), 10, AbortSignal.abort()), { code: 'cancelled' });
});

test('leaving an export early ends it; a slow consumer holds it back', async () => {
  let bytes = 0;
  for await (const chunk of reader.lines(viewOf(), 'asc', 'ndjson', undefined)) {
    bytes += chunk.bytes.length;
    assert.ok(chunk.bytes.length < 600_000, 'chunks are of about 256 KiB');
    if (bytes > 1_000_000) break;
  }
  const shares: number[] = [];
  let records = 0;
  for await (const chunk of reader.lines(viewOf(), 'desc', 'ndjson', undefined)) {
    shares.push(chunk.scannedShare);
    records += chunk.records;
    // Other jobs of the same thread take their turns meanwhile.
    assert.equal((await numbers({ limit: 1 })).length, 1);
  }
  assert.equal(records, COUNT);
  assert.ok(shares.length > 20 && shares.at(-1) === 1 && shares.every((share, i) => share >= (shares[i - 1] ?? 0)));
});

test('a segment that is damaged or gone costs its records and no more; an export says that it would be incomplete', async () => {
  using copy = temporaryFolder();
  {
    await using writer = await openWriter(copy.path, { segmentRecords: 1000 });
    const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    for (let n = 0; n < 5000; n += 1000)
      await send(writer, [
        makeBatch(
          first?.slot ?? 0,
          n,
          n + 1000,
          Array.from({ length: 1000 }, (_, i) => ({ offset: n + i, time: (n + i) * 1000, value: `record ${n + i}` })),
        ),
      ]);
  }
  const file = (segment: number) => join(copy.path, `segment-00000${segment}.db`);
  const troubles: string[] = [];
  const options = { threads: 2, onTrouble: (name: string) => void troubles.push(name) };
  const total = async (one: Reader, filter: string) =>
    (await collect(one.histogram(viewOf({ filter }), 10))).at(-1)?.total;
  {
    await using open = await openReader(copy.path, options);
    assert.equal(await total(open, 'record'), 5000);
    // Under an open reader: cut short, and overwritten in the middle.
    truncateSync(file(2), 8192 * 3);
    assert.equal(await total(open, 'rec'), 4000);
    assert.equal(
      (await open.page({ view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 1000 })).rows.length,
      1000,
    );
    assert.ok(troubles.includes('segment-000002.db'));
    await assert.rejects(collect(open.lines(viewOf(), 'asc', 'text', undefined)), { code: 'damaged' });
  }
  writeFileSync(file(3), 'not a database any more '.repeat(1000));
  rmSync(file(4));
  assert.ok(!existsSync(file(4)));
  await using again = await openReader(copy.path, options);
  assert.equal(await total(again, 'record'), 2000);
  for (const order of ['asc', 'desc'] as const) {
    const all = await Promise.all(
      [0, 1, 2].map((page) =>
        again.page({
          view: viewOf({ filter: 'record' }),
          order,
          start: { at: 'first' },
          skip: page * 1000,
          limit: 1000,
        }),
      ),
    );
    assert.equal(all.flatMap(({ rows }) => rows).length, 2000);
  }
  assert.equal((await again.fields(viewOf(), 5000)).sampled, 2000);
  await assert.rejects(again.detail(2500), { code: 'not-found' });
  const { holes, partitions } = await again.coverage();
  assert.deepEqual(partitions[0]?.held, [
    [0, 1000],
    [4000, 5000],
  ]);
  assert.deepEqual(
    holes.map(({ from, to, cause }) => ({ from, to, cause })),
    [{ from: 1000, to: 4000, cause: 'damaged-segment' }],
  );
  assert.deepEqual(new Set(troubles), new Set([2, 3, 4].map((n) => `segment-00000${n}.db`)));
});
