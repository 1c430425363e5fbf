// The reader against plain loops over the same records: random views, filters and pages over several segments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage, Fields, Histogram, Page, RecordDetail, Tick } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { createFormatter } from '../../main/export/format.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { randomFilter } from '../query/random-filters.ts';
import { BASE_TIME } from '../query/random-records.ts';
import { rounds } from '../rounds.ts';
import { makeBatch, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';
import { last } from './last.ts';
import { counted, lengthened, selected, viewOf, writeModel } from './model.ts';

const random = seededRandom();
const COUNT = 1500;

async function linesOf(reader: Reader, ...args: Parameters<Reader['lines']>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const { bytes } of reader.lines(...args)) text += decoder.decode(bytes, { stream: true });
  return text;
}

test('random views: timelines, pages and exports are what plain loops say', async () => {
  using folder = temporaryFolder();
  const options = { segmentRecords: 200 };
  const stored = await writeModel(folder.path, random, COUNT, options, (record) => lengthened(record, random));
  await using reader = await openReader(folder.path);
  const span = 42_000_000;
  for (let round = 0; round < rounds(150); round++) {
    const everything = { text: '', matches: () => true };
    const filter = random.chance(0.2) ? everything : randomFilter(random);
    const from = random.chance(0.5) ? null : BASE_TIME - 1_000_000 + random.below(span);
    const view = viewOf({
      filter: filter.text,
      from,
      to: random.chance(0.5) ? null : (from ?? BASE_TIME) + random.below(span / 2),
      topics: random.chance(0.6) ? null : [random.pick(['app.logs', 'web', 'none'])],
      upTo: random.chance(0.5) ? null : random.below(COUNT + 50),
    });
    const order = random.pick(['asc', 'desc'] as const);
    const expected = selected(stored, view, filter.matches, order);
    const about = `seed ${random.seed}, ${order}, ${JSON.stringify(view)}`;
    const rows = expected.map(({ row }) => row);

    const histogram = Histogram.parse(await last(reader.histogram(view, 1 + random.below(300))));
    const buckets = histogram.counts[0]?.length ?? 0;
    assert.deepEqual(histogram.counts, counted(expected, histogram.start, histogram.width, buckets), about);
    assert.equal(histogram.total, expected.length, about);
    assert.equal(histogram.scanned, histogram.toScan);
    assert.equal(histogram.upTo, Math.min(view.upTo ?? COUNT * 2, stored.length), about);

    const paged: number[] = [];
    let start: Parameters<Reader['page']>[0]['start'] = { at: 'first' };
    for (let more = true; more; ) {
      const page = Page.parse(await reader.page({ view, order, start, skip: 0, limit: 1 + random.below(400) }));
      paged.push(...page.rows.map(({ key }) => key.row));
      more = page.more;
      const key = page.rows.at(-1)?.key;
      if (more && key) start = { at: 'after', key };
      assert.ok(!more || key, about);
    }
    assert.deepEqual(paged, rows, about);

    const time = BASE_TIME + random.below(span);
    const skip = random.below(50);
    const atTime = await reader.page({ view, order, start: { at: 'time', time }, skip, limit: 20 });
    const behind = expected.filter(({ record }) => (order === 'asc' ? record.ts >= time : record.ts <= time));
    assert.deepEqual(
      atTime.rows.map(({ key }) => key.row),
      behind.slice(skip, skip + 20).map(({ row }) => row),
      `${about}, time ${time}, skip ${skip}`,
    );
    assert.equal(atTime.more, behind.length > skip + 20);

    if (round % 5 > 0) continue;
    const format = random.pick(['ndjson', 'csv', 'text'] as const);
    const limit = random.chance(0.5) ? undefined : 1 + random.below(100);
    const { header, line } = createFormatter(format);
    const lines = expected.slice(0, limit).map(({ record }) =>
      line({
        incarnation: 1,
        topic: record.topic,
        partition: record.partition,
        offset: record.offset,
        time: record.ts,
        brokerTime: record.brokerTs,
        arrivalTime: record.arrival,
        level: record.level,
        flags: record.flags,
        key: record.key,
        headers: record.headers.length === 0 ? null : JSON.stringify(record.headers),
        value: record.value,
        note: record.error === null ? null : JSON.stringify({ error: record.error }),
      }),
    );
    assert.equal(await linesOf(reader, view, order, format, limit), header + lines.join(''), about);
  }
});

test('the sidebar lists service, host and message as the table shows them, once, and a filter finds as many', async () => {
  using folder = temporaryFolder();
  const values = [
    '{"service":"auth","msg":"a"}',
    '{"service_name":"auth","hostname":"n1","message":"a"}',
    '{"service":{"name":"Web"},"logger":"x.Y"}',
    '{"service":"","app":"auth","HOST":"n1"}',
    '{"id":9007199254740993}',
  ];
  {
    await using writer = await openWriter(folder.path);
    const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    const records = values.map((value, offset) => ({ offset, time: BASE_TIME, value }));
    await send(writer, [makeBatch(first?.slot ?? 0, 0, values.length, records)]);
  }
  await using reader = await openReader(folder.path);
  const { fields } = await reader.fields(viewOf(), 100);
  const top = (name: string) => fields.find((field) => field.name === name)?.top;
  assert.deepEqual(top('service'), [
    { value: 'auth', count: 3 },
    { value: 'Web', count: 1 },
  ]);
  assert.deepEqual(top('host'), [{ value: 'n1', count: 2 }]);
  assert.deepEqual(top('message'), [{ value: 'a', count: 2 }]);
  assert.deepEqual(top('service.name'), [{ value: 'Web', count: 1 }]);
  for (const name of ['service', 'host', 'message'])
    for (const { value, count } of top(name) ?? []) {
      const view = viewOf({ filter: `${name}: "${value}"` });
      const { rows } = await reader.page({ view, order: 'asc', start: { at: 'first' }, skip: 0, limit: 10 });
      assert.equal(rows.length, count);
      for (const row of rows) assert.ok([row.service, row.host, row.message].includes(value));
    }
});

test('a record whole, the fields of a sample, coverage and totals', async () => {
  using folder = temporaryFolder();
  const stored = await writeModel(folder.path, random, COUNT, { segmentRecords: 200 });
  await using reader = await openReader(folder.path);

  for (const { row, record } of stored.slice(0, rounds(300))) {
    const detail = RecordDetail.parse(await reader.detail(row));
    const bytes = record.value === null ? null : Buffer.from(record.value);
    assert.equal(detail.valueBase64, bytes?.toString('base64') ?? null);
    assert.equal(detail.valueBytes, bytes?.length ?? 0);
    assert.deepEqual(
      [detail.topic, detail.partition, detail.offset, detail.level, detail.key.time],
      [record.topic, record.partition, record.offset, LEVELS[record.level], record.ts],
    );
    assert.equal(detail.brokerTime, record.brokerTs === -1 ? null : record.brokerTs);
    assert.deepEqual(
      detail.headers,
      record.headers.map(([name, value, base64]) => ({ name, value, base64 })),
    );
    assert.equal(detail.error, record.error);
    // What is shown as a field is found by a filter for it.
    const [field] = detail.fields.filter(({ path, value }) => !path.includes('"') && path !== 'level' && value !== '');
    if (!field) continue;
    const filter = `${field.path}:"${field.value.replace(/["\\]/g, '\\$&')}" _offset:${record.offset} _topic:${record.topic} _partition:${record.partition}`;
    const page = await reader.page({
      view: viewOf({ filter }),
      order: 'asc',
      start: { at: 'first' },
      skip: 0,
      limit: 5,
    });
    assert.deepEqual(
      page.rows.map(({ key }) => key.row),
      [row],
      filter,
    );
  }
  await assert.rejects(reader.detail(COUNT * 3), { code: 'not-found' });

  const fields = Fields.parse(await reader.fields(viewOf({ filter: 'level:error' }), 1000));
  const errors = stored.filter(({ record }) => record.level === 6);
  assert.equal(fields.sampled, errors.length);
  const topics = fields.fields.find(({ name }) => name === '_topic');
  assert.equal(topics?.present, errors.length);
  for (const { value, count } of topics?.top ?? [])
    assert.equal(count, errors.filter(({ record }) => record.topic === value).length);
  const hasHeader = ({ record }: (typeof stored)[number], wanted: string) =>
    record.headers.some(([name, text, isBase64]) => `header.${name}` === wanted && text !== null && !isBase64);
  const headers = fields.fields.filter(({ name }) => name.startsWith('header.'));
  assert.ok(headers.length > 0, 'the names of headers, for completion');
  for (const { name, present } of headers)
    assert.equal(present, errors.filter((one) => hasHeader(one, name)).length, name);

  const coverage = Coverage.parse(await reader.coverage());
  assert.equal(coverage.partitions.length, 9);
  assert.deepEqual(coverage.holes, []);
  for (const { topic, partition, held, next, records, newestTime } of coverage.partitions) {
    const own = stored.filter(({ record }) => record.topic === topic && record.partition === partition);
    assert.deepEqual(held, [[0, own.length]]);
    assert.deepEqual([next, records], [own.length, own.length]);
    assert.equal(newestTime, Math.max(...own.map(({ record }) => record.ts)));
  }

  const tick = Tick.parse(await reader.refresh());
  const times = stored.map(({ record }) => record.ts);
  assert.deepEqual(
    [tick.newestRow, tick.records, tick.oldestTime, tick.newestTime],
    [stored.length, stored.length, Math.min(...times), Math.max(...times)],
  );
  assert.ok(tick.cacheBytes > 100_000);
  assert.equal(
    tick.topics.find(({ name }) => name === 'web')?.records,
    stored.filter(({ record }) => record.topic === 'web').length,
  );
});
