// Buckets where a zone's clock changes: they begin where a plain look at the clock says, and have every record once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketAt, bucketBegin } from '../../main/contract/buckets.ts';
import { Histogram } from '../../main/contract/records.ts';
import { LEVELS, type Micros } from '../../main/contract/units.ts';
import { openReader } from '../../main/store/reader.ts';
import { bucketsOf } from '../../main/store/reader-buckets.ts';
import { seededRandom } from '../query/random.ts';
import { rounds } from '../rounds.ts';
import { temporaryFolder } from './folders.ts';
import { selected, viewOf, writeModel } from './model.ts';

const QUARTER = 900e6;
const HOUR = 3600e6;
const DAY = 24 * HOUR;
const random = seededRandom();
/** of ranges that are uneven, for a test to have shown anything */
const LEAST = rounds(10, 2);
const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Australia/Lord_Howe', 'Asia/Kathmandu'],
  ...['America/Havana', 'Africa/Casablanca', 'Africa/Cairo', 'America/Santiago', 'UTC'],
];
/** Months in which the clocks of most zones change. */
const MONTHS = [2, 3, 8, 9, 10];

const formatters = new Map<string, Intl.DateTimeFormat>();
/** What the zone's clock shows, as microseconds. */
function wall(at: Micros, zone: string): Micros {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  formatters.set(zone, formatter);
  return Date.parse(`${formatter.format(at / 1000).replace(' ', 'T')}Z`) * 1000;
}

/** Whenever the clock comes to another multiple of the width, looked at every quarter of an hour; clocks change at none else. */
function naiveEdges(from: Micros, to: Micros, width: Micros, zone: string): Micros[] {
  const clock = new Map<Micros, Micros>();
  const begin = Math.floor(from / QUARTER) * QUARTER - 2 * width;
  for (let at = begin; at <= to + 2 * width; at += QUARTER) clock.set(at, wall(at, zone));
  const times = [...clock.keys()].slice(1);
  const jump = (at: Micros) => (clock.get(at) ?? 0) - (clock.get(at - QUARTER) ?? 0) - QUARTER;
  const isEven = times.every((at) => jump(at) % width === 0);
  const n = (at: Micros) => Math.floor((clock.get(at) ?? 0) / width);
  const edges = times.filter((at) => n(at) !== n(at - QUARTER) || (isEven && (clock.get(at) ?? 0) % width === 0));
  return edges.slice(
    edges.findLastIndex((edge) => edge <= from),
    edges.findIndex((edge) => edge >= to) + 1,
  );
}

function randomRange(): { from: Micros; to: Micros } {
  const middle = Date.UTC(1995 + random.below(40), random.pick(MONTHS), 1 + random.below(28)) * 1000;
  const span = random.pick([DAY, 3 * DAY, 10 * DAY, 40 * DAY]) * (0.2 + random.next());
  const from = Math.floor(middle - span * random.next());
  return { from, to: from + Math.floor(span) };
}

function edgesOf({ start, width, edges }: ReturnType<typeof bucketsOf>, buckets: number): Micros[] {
  return Array.from({ length: buckets + 1 }, (_, bucket) => bucketBegin({ start, width, edges }, bucket));
}

test('buckets begin where the clock of a zone comes to a multiple of their width, also beyond a change', () => {
  let uneven = 0;
  for (let round = 0; round < rounds(250, 100); round++) {
    const zone = random.pick(ZONES);
    const { from, to } = randomRange();
    const most = 2 + random.below(150);
    const buckets = bucketsOf(from, to, most, zone);
    const about = `seed ${random.seed}, ${zone}, ${new Date(from / 1000).toISOString()} +${(to - from) / HOUR} h, ${most}`;
    assert.ok(buckets.buckets <= most, about);
    if (buckets.width < QUARTER) continue;
    const edges = edgesOf(buckets, buckets.buckets);
    assert.deepEqual(edges, naiveEdges(from, to, buckets.width, zone), about);
    if (buckets.edges) uneven++;
    for (let i = 0; i < 20; i++) {
      const time = from + random.below(to - from);
      const bucket = bucketAt(buckets, time);
      assert.ok((edges[bucket] ?? Infinity) <= time && time < (edges[bucket + 1] ?? 0), about);
    }
    for (const edge of edges) assert.equal((edge - buckets.grid.start) % buckets.grid.width, 0, about);
  }
  assert.ok(uneven > LEAST, `only ${uneven} ranges had a change of the clock that shows`);
});

test('in Berlin the day of a change has 23 or 25 hours, and the two hours of the night are one bucket of three', () => {
  const hours = (edges: readonly Micros[]) => edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / HOUR);
  const at = (text: string) => Date.parse(text) * 1000;
  const spring = bucketsOf(at('2026-03-27T23:00Z'), at('2026-03-30T22:00Z'), 5, 'Europe/Berlin');
  assert.deepEqual(hours(spring.edges ?? []), [24, 23, 24]);
  const autumn = bucketsOf(at('2026-10-23T22:00Z'), at('2026-10-26T23:00Z'), 5, 'Europe/Berlin');
  assert.deepEqual(hours(autumn.edges ?? []), [24, 25, 24]);
  const night = bucketsOf(at('2026-10-24T22:00Z'), at('2026-10-25T05:00Z'), 4, 'Europe/Berlin');
  assert.deepEqual(hours(night.edges ?? []), [2, 3, 2]);
  assert.equal(bucketsOf(at('2026-10-24T22:00Z'), at('2026-10-25T05:00Z'), 10, 'Europe/Berlin').edges, undefined);
});

test('timelines and splits count every record in the bucket of its local time, zoomed and moved as one likes', async () => {
  using folder = temporaryFolder();
  const begin = Date.parse('2026-10-05T00:00Z') * 1000;
  const span = 60 * DAY;
  const stored = await writeModel(folder.path, random, 1200, { segmentRecords: 200 }, (record) => ({
    ...record,
    ts: begin + random.below(span / 1e6) * 1e6 + random.below(1e6),
  }));
  await using reader = await openReader(folder.path);
  let uneven = 0;
  for (let round = 0; round < rounds(60, 20); round++) {
    const zone = random.pick(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana']);
    const from = begin + random.below(25) * DAY + random.below(DAY);
    const to = round % 3 === 0 ? begin + span : from + random.below(30 * DAY) + HOUR;
    const view = viewOf({ filter: random.pick(['', 'level >= warn']), from, to });
    const most = 20 + random.below(200);
    const field = random.pick(['', 'level', '_topic', 'service']);
    let answer: unknown;
    const asked = field
      ? reader.split({ view, buckets: most, split: field, top: 50, zone }, field)
      : reader.histogram(view, most, undefined, zone);
    for await (const item of asked) answer = item;
    const histogram = Histogram.parse(answer);
    const buckets = histogram.counts[0]?.length ?? 0;
    if (histogram.edges) uneven++;
    const about = `seed ${random.seed}, ${zone}, ${field}, ${JSON.stringify(view)}, ${most}`;
    const edges = Array.from({ length: buckets + 1 }, (_, bucket) => bucketBegin(histogram, bucket));
    if (histogram.width >= QUARTER) assert.deepEqual(edges, naiveEdges(from, to, histogram.width, zone), about);
    const least = view.filter === '' ? 0 : LEVELS.indexOf('warn');
    const expected = LEVELS.map(() => new Array<number>(buckets).fill(0));
    for (const { record } of selected(stored, view, ({ level }) => level >= least, 'asc')) {
      const bucket = edges.findLastIndex((edge) => edge <= record.ts);
      const counts = expected[record.level];
      if (counts) counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    assert.deepEqual(histogram.counts, expected, about);
    for (let bucket = 0; bucket < buckets && histogram.series; bucket++) {
      const split = histogram.series.reduce((sum, { counts }) => sum + (counts[bucket] ?? 0), 0);
      assert.equal(
        split,
        histogram.counts.reduce((sum, counts) => sum + (counts[bucket] ?? 0), 0),
        about,
      );
    }
  }
  assert.ok(uneven > LEAST, `only ${uneven} ranges had a change of the clock that shows`);
});
