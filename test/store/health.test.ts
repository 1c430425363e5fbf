// Samples and events of the health in the cache: rolled up as a naive reading of all samples says, bounded, kept over a restart,
// and of no harm to records where their file is damaged, of a newer version, or on a full disk.
import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { FigureRequest, FigureSeries } from '../../main/contract/figures.ts';
import type { NewEvent } from '../../main/contract/history.ts';
import { HealthFile, type HealthRound } from '../../main/store/health-file.ts';
import { openReader } from '../../main/store/reader.ts';
import { readFigure } from '../../main/store/reader-figures.ts';
import { readEvents, readKept } from '../../main/store/reader-health.ts';
import { readTrend } from '../../main/store/reader-trend.ts';
import { decodeColumns, encodeRows, type Figures } from '../../main/store/samples.ts';
import { openWriter } from '../../main/store/writer.ts';
import { batchOf, followOne, put } from './cache.ts';
import { temporaryFolder } from './folders.ts';

const SECOND = 1_000_000;
const START = 1_790_000_100 * SECOND;
const NAMES = Array.from({ length: 4 }, (_, i) => ({ topic: i < 2 ? 'app' : 'audit', partition: i % 2 }));

/** As if by chance, the same in every run. */
function lagAt(round: number, partition: number): number {
  const n = (round * 7919 + partition * 104_729) % 1000;
  return n < 50 ? -1 : n;
}
function figures(round: number): Figures[] {
  return NAMES.map((_, i) => {
    const lag = lagAt(round, i);
    const inSync = (round + i) % 40 === 0 ? 0 : (round + i) % 9 === 0 ? 2 : 3;
    return {
      end: round * 10 + i,
      start: i,
      lag,
      lagMost: lag,
      leader: inSync === 0 ? -1 : 1,
      inSync,
      replicas: 3,
      bytes: -1,
      lagMs: lag < 0 ? -1 : lag * 100,
    };
  });
}
const BROKER = { alive: 1, latencyMicros: 2500, leaders: 4, replicas: 4, missing: 0, misses: 0, bytes: -1 };
function roundOf(i: number, more: Partial<HealthRound> = {}): HealthRound {
  const at = START + i * 5 * SECOND;
  return {
    cluster: 'c',
    at,
    brokers: [1, 2, 3].map((id) => ({ ...BROKER, id })),
    partitions: NAMES,
    figures: figures(i),
    events: [],
    state: undefined,
    ...more,
  };
}
const OF_ALL = { of: 'topics', topics: null } as const;
function figure(folder: string, request: Pick<FigureRequest, 'from' | 'to'> & Partial<FigureRequest>): FigureSeries {
  const running = readFigure(folder, { buckets: 1000, subject: OF_ALL, figure: 'lag', ...request });
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}
const valuesOf = ({ buckets }: FigureSeries) => buckets.map((one) => one?.value ?? null);
const event = (n: number, more: Partial<NewEvent> = {}): NewEvent => ({
  ...{ at: START + n * SECOND, notBefore: null, kind: 'leader-changed', topic: 'app', partition: 0, count: 1 },
  ...{ values: { from: '1', to: '2' }, told: null, ...more },
});
const ALL = { from: null, to: null, kinds: null, topics: null, limit: 100 };

test('samples of any width are what a naive reading of all of them says', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  // An hour and 40 minutes: the first 40 minutes are only held rolled up.
  const rounds = 1200;
  for (let i = 0; i < rounds; i++) file.keep(roundOf(i));
  const to = Math.floor((START + rounds * 5 * SECOND) / (900 * SECOND)) * 900 * SECOND;
  let compared = 0;
  for (const [topics, chosen] of [
    [null, [0, 1, 2, 3]],
    [['audit'], [2, 3]],
  ] as const)
    for (const width of [60, 120, 900]) {
      const from = Math.ceil(START / (900 * SECOND)) * 900 * SECOND;
      const answer = figure(folder.path, {
        ...{ from, to, subject: { of: 'topics', topics: topics && [...topics] } },
        buckets: Math.ceil((to - from) / (width * SECOND)),
      });
      assert.equal(answer.width, width * SECOND);
      for (const [i, bucket] of answer.buckets.entries()) {
        const begin = answer.start + i * answer.width;
        const within = Array.from({ length: rounds }, (_, n) => n).filter((n) => {
          const at = START + n * 5 * SECOND;
          return at >= begin && at < Math.min(to, begin + answer.width);
        });
        const lags = within.flatMap((n) => chosen.map((one) => lagAt(n, one)));
        assert.equal(bucket?.value ?? -1, Math.max(-1, ...lags), `${topics} ${width} s, bucket ${i}`);
        compared++;
      }
    }
  assert.ok(compared > 150);
  const end = START + rounds * 5 * SECOND;
  const subject = { of: 'partition', topic: 'app', partition: 1 } as const;
  const fine = figure(folder.path, { from: end - 60 * SECOND, to: end, subject, figure: 'end' });
  assert.equal(fine.width, 10 * SECOND);
  assert.deepEqual(
    valuesOf(fine),
    [1189, 1191, 1193, 1195, 1197, 1199].map((n) => n * 10 + 1),
  );
  const early = figure(folder.path, { from: START, to: START + 120 * SECOND });
  assert.ok(
    early.buckets.every((one) => one !== null),
    'a wide sample stands for all of its time',
  );
});

test('a wide sample does not cover the time that finer ones tell of', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  // From the tenth minute of a quarter of an hour on: behind in the first minute, then not for half an hour.
  const begin = Math.floor(START / (900 * SECOND)) * 900 * SECOND + 600 * SECOND;
  for (let at = begin; at < begin + 1800 * SECOND; at += 5 * SECOND) {
    const lag = at < begin + 60 * SECOND ? 500 : 0;
    const figuresThen = figures(0).map((one) => ({ ...one, lag, lagMost: lag }));
    file.keep({ ...roundOf(0), at, figures: figuresThen });
  }
  const request = {
    from: begin - 3600 * SECOND,
    to: begin + 1800 * SECOND,
    buckets: 90,
  };
  const { start, width, buckets } = figure(folder.path, request);
  const behind = buckets.flatMap((one, i) => (one?.value ? [start + i * width] : []));
  assert.equal(width, 60 * SECOND);
  assert.ok(behind.includes(begin));
  assert.ok(Math.max(...behind) < begin + 60 * SECOND, 'none of the minutes after it');
});

test('the trend of a topic: what arrived between buckets, and how large it was; the first samples had no sizes', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  const partitions = [0, 1].map((partition) => ({ topic: 'grows', partition }));
  for (let i = 0; i < 40; i++) {
    const rest = { start: 0, lag: 0, lagMost: 0, leader: 1, inSync: 3, replicas: 3, lagMs: 0 };
    const figures = [
      { ...rest, end: i * 50, bytes: i < 20 ? -1 : i * 5000 },
      { ...rest, end: i < 30 ? 7 : -1, bytes: 70 },
    ];
    file.keep(roundOf(i, { partitions, figures }));
  }
  const ask = { topic: 'grows', from: START, to: START + 200 * SECOND, buckets: 20 };
  const running = readTrend(folder.path, ask);
  running.next();
  const { value } = running.next();
  assert.ok(value);
  assert.deepEqual([value.start, value.width], [START, 10 * SECOND]);
  const [first, second] = value.partitions;
  // Two samples in each bucket; before the first there is nothing to compare with.
  assert.deepEqual(first?.recordsPerSecond, [null, ...Array.from({ length: 19 }, () => 10)]);
  const sizes = Array.from({ length: 10 }, (_, i) => (20 + i * 2 + 1) * 5000);
  assert.deepEqual(first?.bytes, [...Array.from({ length: 10 }, () => null), ...sizes]);
  assert.deepEqual(
    second?.recordsPerSecond.slice(1, 14),
    Array.from({ length: 13 }, () => 0),
  );
  assert.deepEqual(
    second?.recordsPerSecond.slice(15),
    Array.from({ length: 5 }, () => null),
  );
  assert.deepEqual(second?.bytes.at(-1), 70);

  const columns = [9, 8, 7, 6, 5, 4, 3].flatMap((figure) => [figure, figure * 10]);
  // Of the first version: numbers alone; of the second: marked, and with sizes.
  const doubles = (numbers: number[]) => deflateRawSync(new Uint8Array(new Float64Array(numbers).buffer));
  const old = (columns: Float64Array[]) => [0, 5, 6, 7, 8].map((column) => [...(columns[column] ?? [])]);
  assert.deepEqual(old(decodeColumns(doubles(columns))), [[9, 90], [4, 40], [3, 30], [], []]);
  const marked = doubles([Number.NaN, 8, ...columns, 2, 20]);
  assert.deepEqual(old(decodeColumns(marked)), [[9, 90], [4, 40], [3, 30], [2, 20], []]);
  assert.deepEqual(
    decodeColumns(encodeRows('partition', [])).flatMap((column) => [...column]),
    [],
  );
});

test('the file is bounded, whatever the number of partitions', () => {
  using folder = temporaryFolder();
  const most = 2 * 1024 * 1024;
  const path = join(folder.path, 'health.db');
  using file = new HealthFile(path, most);
  const partitions = Array.from({ length: 2000 }, (_, partition) => ({ topic: 'wide', partition }));
  for (let i = 0; i < 200; i++) {
    const many = partitions.map(({ partition }): Figures => {
      const lag = (i * 31 + partition * 17) % 997;
      const end = i * partition + partition * 1e6;
      return { end, start: 7, lag, lagMost: lag, leader: 1, inSync: 3, replicas: 3, bytes: end * 80, lagMs: lag * 7 };
    });
    file.keep(roundOf(i, { partitions, figures: many }));
  }
  using files = new DisposableStack();
  const db = files.adopt(new Database(path, { readonly: true }), (opened) => opened.close());
  const bytes = Number(db.prepare('SELECT sum(length(blob)) FROM samples').pluck().get());
  assert.ok(bytes > most / 4 && bytes < most, `${bytes} bytes`);
  assert.ok(statSync(path).size < 2 * most);
  assert.equal(readKept(folder.path).sampledAt, START + 199 * 5 * SECOND, 'the newest stay');
});

test('events: of a range, of kinds and topics, the newest first, with how many more', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  assert.deepEqual(readEvents(folder.path, ALL), { events: [], more: 0 }, 'before there is a file');
  const gone = event(7, { kind: 'broker-gone', topic: null, partition: null });
  file.note([event(1), event(2, { topic: 'audit' }), event(3), gone]);
  const ats = (request: Partial<typeof ALL> | object) =>
    readEvents(folder.path, { ...ALL, ...request }).events.map(({ at }) => (at - START) / SECOND);
  assert.deepEqual(ats({}), [7, 3, 2, 1]);
  assert.deepEqual(ats({ topics: ['audit'] }), [7, 2], 'those of no topic belong to all');
  assert.deepEqual(ats({ kinds: ['broker-gone'] }), [7]);
  assert.deepEqual(ats({ from: START + 2 * SECOND, to: START + 7 * SECOND }), [3, 2]);
  assert.equal(readEvents(folder.path, { ...ALL, limit: 1 }).more, 3);

  const before = readKept(folder.path).events;
  const broken = event(9, { kind: 'undecodable', count: 3 });
  file.note([{ ...broken, key: 'u' }]);
  file.note([{ ...broken, count: 2, key: 'u' }]);
  const [added, ...others] = readEvents(folder.path, { ...ALL, kinds: ['undecodable'] }).events;
  assert.deepEqual([added?.count, others.length], [5, 0]);
  assert.ok(readKept(folder.path).events > before + 1, 'a change of one is told, too');
});

test('over a restart the events and the state are there, for a reader alone, too', async () => {
  using folder = temporaryFolder();
  const state = { at: START, controllerId: 1, brokers: [1, 2], topics: [] };
  await using first = await openWriter(folder.path);
  assert.equal(await first.healthState('c'), null);
  await first.keepHealth(roundOf(0, { events: [event(1)], state }));
  await first.keepHealth(roundOf(1));
  await first[Symbol.asyncDispose]();
  await using second = await openWriter(folder.path);
  assert.deepEqual(await second.healthState('c'), { ...state, at: START + 5 * SECOND });
  await second[Symbol.asyncDispose]();
  await using reader = await openReader(folder.path, { threads: 1 });
  assert.equal((await reader.events(ALL)).events.length, 1);
  assert.equal((await reader.kept()).sampledAt, START + 5 * SECOND);
});

test('a damaged file is set aside, one of a newer version is left alone, and records are stored all the same', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'health.db');
  await using writer = await openWriter(folder.path);
  writeFileSync(path, 'this is no database, and long enough to be looked at as one'.repeat(200));
  await writer.keepHealth(roundOf(0));
  assert.ok(existsSync(`${path}.damaged`));
  assert.equal(readKept(folder.path).sampledAt, START);
  await writer[Symbol.asyncDispose]();

  const db = new Database(path);
  db.pragma('user_version = 99');
  db.close();
  await using newer = await openWriter(folder.path);
  await assert.rejects(newer.keepHealth(roundOf(1)), { code: 'unsupported' });
  const { slot } = await followOne(newer, { topic: 'app', partition: 0, start: 0 });
  assert.equal(await put(newer, batchOf(slot, 0, 5)), 'stored');
});
