// Facets and split timelines against plain loops over the same records: random views and filters over several segments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Facets, Histogram, type View } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { Numbers } from '../../main/store/numbers.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { type Random, seededRandom } from '../query/random.ts';
import { randomFilter } from '../query/random-filters.ts';
import { BASE_TIME, FIELDS, isNumber, type Json, type ModelRecord } from '../query/random-records.ts';
import { rounds } from '../rounds.ts';
import { makeBatch, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';
import { last } from './last.ts';
import { type Stored, selected, viewOf, writeModel } from './model.ts';

const random = seededRandom();
const COUNT = rounds(1500, 600);
const SPAN = 42_000_000;
const PSEUDO = ['level', '_topic', '_partition', '_offset', '_ts', '_broker_ts', '_key', '_format', '_error', '_size'];
const NAMES = [...FIELDS, ...PSEUDO, 'header.trace', 'header.span', 'app', 'nothing'];

function facetsOf(reader: Reader, view: View, fields: string[], top = 100): Promise<Facets> {
  return last(reader.facets({ view, fields, top })).then((facets) => Facets.parse(facets));
}
async function splitBy(reader: Reader, view: View, field: string, buckets: number, top = 50): Promise<Histogram> {
  return Histogram.parse(await last(reader.split({ view, buckets, split: field, top }, field)));
}

/** All that a path may name, as in random-filters.ts: each member of a list counts. */
function found(json: Json | undefined, path: string): Json[] {
  if (Array.isArray(json)) return json.flatMap((one) => found(one, path));
  if (typeof json !== 'object' || json === null || isNumber(json)) return [];
  return json.object.flatMap(([key, value]) => {
    if (key === path) return [value].flat();
    return path.startsWith(`${key}.`) ? found(value, path.slice(key.length + 1)) : [];
  });
}

const SHOWN: Record<string, string[]> = {
  service: ['service', 'service_name', 'app', 'Service'],
  message: ['message', 'msg'],
};

type Value = { text: string; number?: number };

function jsonValues(values: readonly Json[]): Value[] {
  return values.flatMap((one) => {
    if (isNumber(one)) {
      const number = Number(one.number);
      const exact = /^-?\d+$/.test(one.number) && !Number.isSafeInteger(number);
      return [{ text: exact ? one.number : String(number), number }];
    }
    return typeof one === 'string' || typeof one === 'boolean' ? [{ text: String(one) }] : [];
  });
}

function valuesOf(record: ModelRecord, field: string): Value[] {
  const text = (value: unknown) => (typeof value === 'string' ? [{ text: value }] : []);
  const number = (value: number) => [{ text: String(value), number: value }];
  switch (field) {
    case 'level':
      return record.level === 0 ? [] : text(LEVELS[record.level]);
    case '_topic':
      return text(record.topic);
    case '_partition':
      return text(String(record.partition));
    case '_offset':
      return number(record.offset);
    case '_ts':
      return number(record.ts);
    case '_broker_ts':
      return record.brokerTs === -1 ? [] : number(record.brokerTs);
    case '_size':
      return record.value === null ? [] : number(Buffer.byteLength(record.value));
    case '_key':
      return text(record.key);
    case '_error':
      return text(record.error);
    case '_format':
      if (record.value === null) return text('null');
      return text(record.value instanceof Buffer ? 'binary' : record.json ? 'json' : 'text');
    case 'header.trace':
    case 'header.span':
      return record.headers.flatMap(([name, value]) => (`header.${name}` === field ? text(value) : []));
  }
  const shown = SHOWN[field]?.flatMap((name) => {
    const [own] = found(
      { object: objectOf(record).filter(([key, value]) => key === name && !Array.isArray(value)) },
      name,
    );
    return own === undefined || own === '' ? [] : jsonValues([own]);
  })[0];
  if (shown) return [{ text: shown.text }];
  const values = jsonValues(found(record.json, field)).map((one) => (SHOWN[field] ? { text: one.text } : one));
  if (values.length > 0 || field !== 'message') return values;
  return typeof record.value === 'string' ? text(record.value).filter((one) => one.text !== '') : [];
}
function objectOf({ json }: ModelRecord): [string, Json][] {
  return typeof json === 'object' && json !== null && 'object' in json ? json.object : [];
}
/** Each value of a record once. */
function distinct(values: readonly Value[]): Value[] {
  return values.filter((one, index) => values.findIndex(({ text }) => text === one.text) === index);
}

function sorted(counts: Map<string, number>) {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
function addTo(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function randomView(): { view: View; matches: (record: ModelRecord) => boolean } {
  const filter = random.chance(0.3) ? { text: '', matches: () => true } : randomFilter(random, 2);
  const from = random.chance(0.5) ? null : BASE_TIME - 1_000_000 + random.below(SPAN);
  const view = viewOf({
    filter: filter.text,
    from,
    to: random.chance(0.5) ? null : (from ?? BASE_TIME) + random.below(SPAN / 2),
    topics: random.chance(0.6) ? null : [random.pick(['app.logs', 'web', 'none'])],
    upTo: random.chance(0.5) ? null : random.below(COUNT + 50),
  });
  return { view, matches: filter.matches };
}

function someNames(of: Random): string[] {
  return [...new Set(Array.from({ length: 1 + of.below(4) }, () => of.pick(NAMES)))];
}

test('random views: facets and split timelines are what plain loops say', async () => {
  using folder = temporaryFolder();
  const stored = await writeModel(folder.path, random, COUNT, { segmentRecords: 200 });
  await using reader = await openReader(folder.path);
  for (let round = 0; round < rounds(150); round++) {
    const { view, matches } = randomView();
    const expected = selected(stored, view, matches, 'asc');
    const fields = someNames(random);
    const about = `seed ${random.seed}, ${JSON.stringify(view)}`;

    const { facets, total, scanned, toScan, final } = await facetsOf(reader, view, fields);
    assert.equal(total, expected.length, about);
    assert.ok(final && scanned === toScan);
    for (const facet of facets) checkFacet(facet, expected, about);

    const field = random.pick(NAMES);
    const buckets = 1 + random.below(300);
    const top = 1 + random.below(12);
    checkSplit(await splitBy(reader, view, field, buckets, top), expected, field, top, about);
  }
});

function checkFacet(facet: Facets['facets'][number], expected: Stored[], about: string): void {
  const counts = new Map<string, number>();
  const numbers: number[] = [];
  let [present, listed] = [0, true];
  for (const { record } of expected) {
    const values = distinct(valuesOf(record, facet.field));
    if (values.length > 0) present++;
    for (const { text, number } of values) {
      // Whole records as their messages are no values to choose from.
      if (text.length > 200) listed = false;
      else addTo(counts, text);
      if (number !== undefined) numbers.push(number);
    }
  }
  numbers.sort((a, b) => a - b);
  const message = `${about}, facet ${facet.field}`;
  assert.equal(facet.present, present, message);
  assert.equal(facet.missing, expected.length - present, message);
  assert.equal(facet.distinct, counts.size, message);
  assert.equal(facet.exact, listed, message);
  assert.deepEqual(facet.top, sorted(counts).slice(0, 100), message);
  assert.equal(facet.numbers?.count ?? 0, numbers.length, message);
  if (!facet.numbers) return;
  const at = (share: number) => numbers[Math.ceil(share * numbers.length) - 1];
  const { min, max, p50, p95, p99, error, histogram } = facet.numbers;
  assert.deepEqual(
    [min + 0, max + 0, p50, p95, p99, error],
    [numbers[0], numbers.at(-1), at(0.5), at(0.95), at(0.99), 0].map((n) => (n ?? 0) + 0),
    message,
  );
  assert.equal(
    histogram.counts.reduce((a, b) => a + b, 0),
    numbers.length,
  );
  assert.ok(histogram.counts.length <= 24);
}

function checkSplit(histogram: Histogram, expected: Stored[], field: string, top: number, about: string): void {
  const message = `${about}, split by ${field}`;
  const { start, width, series = [], counts } = histogram;
  const buckets = counts[0]?.length ?? 0;
  const firstOf = ({ record }: Stored) => valuesOf(record, field)[0]?.text;
  const totals = new Map<string, number>();
  for (const one of expected) {
    const text = firstOf(one);
    if (text !== undefined) addTo(totals, text);
  }
  const chosen = sorted(totals)
    .slice(0, top)
    .map(({ value }) => value);
  const loops = (takes: (text: string | undefined) => boolean) => {
    const sums = new Array<number>(buckets).fill(0);
    for (const one of expected)
      if (takes(firstOf(one))) {
        const bucket = Math.floor((one.record.ts - start) / width);
        sums[bucket] = (sums[bucket] ?? 0) + 1;
      }
    return sums;
  };
  const all = [
    ...chosen.map((value) => ({ kind: 'value', value, counts: loops((text) => text === value) })),
    { kind: 'other', value: '', counts: loops((text) => text !== undefined && !chosen.includes(text)) },
    { kind: 'missing', value: '', counts: loops((text) => text === undefined) },
  ].map((one) => ({ ...one, total: one.counts.reduce((a, b) => a + b, 0) }));
  assert.deepEqual(
    series,
    all.filter((one) => one.total > 0),
    message,
  );
  assert.equal(histogram.total, expected.length, message);
}

test('a field with thousands of values: the most frequent are exact, and numbers are within a percent', async () => {
  using folder = temporaryFolder();
  const values = Array.from({ length: 60_000 }, (_, n) => ({
    user: n % 3 === 0 ? `u${n % 5}` : `once-${n}`,
    ms: (n * 7919) % 50_000,
  }));
  {
    await using writer = await openWriter(folder.path, { segmentRecords: 20_000 });
    const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    for (let from = 0; from < values.length; from += 5000) {
      const records = values
        .slice(from, from + 5000)
        .map((value, i) => ({ offset: from + i, time: BASE_TIME + (from + i) * 1000, value: JSON.stringify(value) }));
      await send(writer, [makeBatch(first?.slot ?? 0, from, from + 5000, records)]);
    }
  }
  await using reader = await openReader(folder.path);
  const { series = [], total } = await splitBy(reader, viewOf(), 'user', 30, 5);
  assert.equal(total, values.length);
  assert.deepEqual(
    series.map(({ kind, value, total: sum }) => [kind, value, sum]),
    [...[0, 1, 2, 3, 4].map((n) => ['value', `u${n}`, 4000]), ['other', '', 40_000]],
  );
  const { facets } = await facetsOf(reader, viewOf(), ['ms', 'user'], 5);
  const [ms, user] = facets;
  assert.deepEqual(
    user?.top.map(({ count }) => count),
    [4000, 4000, 4000, 4000, 4000],
  );
  assert.equal(user?.distinct, 40_005);
  assert.ok(user?.exact && ms?.exact);
  const within = (value: number | undefined, wanted: number) =>
    assert.ok(value !== undefined && Math.abs(value / wanted - 1) <= 0.011, `${value}, not ${wanted}`);
  within(ms?.numbers?.p50, 25_000);
  within(ms?.numbers?.p95, 47_500);
  within(ms?.numbers?.p99, 49_500);
  assert.deepEqual([ms?.numbers?.min, ms?.numbers?.max, ms?.numbers?.error], [0, 49_999, 0.01]);
});

test('percentiles of any numbers are within a percent, however the parts were put together', () => {
  const numbers = Array.from({ length: 90_000 }, () => (random.next() - 0.2) * 10 ** random.below(9));
  const parts = [0, 1, 2].map((part) => {
    const sum = new Numbers();
    // The last one has few different ones: it stays exact until it meets the others.
    for (const [index, value] of numbers.entries())
      if (index % 3 === part) sum.add(part === 2 ? Math.round(value % 10) : value, 1);
    return sum.data();
  });
  const all = numbers.map((value, index) => (index % 3 === 2 ? Math.round(value % 10) : value)).sort((a, b) => a - b);
  for (const order of [parts, parts.toReversed()]) {
    const sum = new Numbers();
    for (const part of order) sum.merge(part);
    const summary = sum.summary();
    assert.ok(summary && summary.error > 0 && summary.count === all.length);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      const wanted = all[Math.ceil(share * all.length) - 1] ?? 0;
      assert.ok(
        Math.abs(summary[name] - wanted) <= Math.abs(wanted) * 0.01 + 1e-9,
        `${name}: ${summary[name]}, not ${wanted}`,
      );
    }
    assert.equal(
      summary.histogram.counts.reduce((a, b) => a + b, 0),
      all.length,
    );
  }
});
