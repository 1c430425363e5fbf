// Figures over time: buckets, gaps and rates as pure functions; groups and brokers in a file that is rolled up; a file of the version
// before, which knew partitions only.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { FIGURES, FIGURES_OF, type FigureRequest, type FigureSubject } from '../../main/contract/figures.ts';
import { Buckets, Growth } from '../../main/store/figure-buckets.ts';
import { readOf } from '../../main/store/figure-reads.ts';
import { type GroupsRound, HealthFile, type HealthRound } from '../../main/store/health-file.ts';
import { readFigure, readSubjects } from '../../main/store/reader-figures.ts';
import { readEvents } from '../../main/store/reader-health.ts';
import { decodeColumns, encodeColumns, rolledUp } from '../../main/store/samples.ts';
import { temporaryFolder } from './folders.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
/** a whole hour */
const START = 1_790_002_800 * SECOND;
const GRID = { start: 0, width: 10, to: 60 };

function valuesOf(
  folder: string,
  subject: FigureSubject,
  figure: FigureRequest['figure'],
  { from, to, buckets }: { from: number; to: number; buckets: number },
) {
  const running = readFigure(folder, { subject, figure, from, to, buckets });
  for (;;) {
    const { done, value } = running.next();
    // undefined: a gap; null: sampled, and not known
    if (done) return value.buckets.map((one) => one?.value);
  }
}

test('buckets: the worst or the last of each, gaps where nothing was sampled, held no longer than it may be', () => {
  const samples: [from: number, to: number, value: number | null][] = [
    [1, 2, 5],
    [4, 5, 3],
    [12, 13, null],
    [15, 16, 4],
    [30, 50, 7],
    [45, 46, 8],
  ];
  const cases = [
    ['most', 0, [5, 4, undefined, 7, 8, undefined]],
    ['least', 0, [3, 4, undefined, 7, 7, undefined]],
    ['last', 0, [3, 4, undefined, 7, 8, undefined]],
    ['last', 10, [3, 4, 4, 7, 8, 8]],
  ] as const;
  for (const [join, hold, wanted] of cases) {
    const buckets = new Buckets(GRID, join);
    for (const [from, to, value] of samples) buckets.add({ from, to }, value, null);
    assert.deepEqual(
      buckets.result(hold).map((one) => one?.value),
      wanted,
      `${join}, held ${hold}`,
    );
  }
  const unknown = new Buckets(GRID, 'most');
  unknown.add({ from: 5, to: 6 }, null, null);
  assert.deepEqual(unknown.result(0).slice(0, 2), [{ value: null, worst: null }, null], 'not known is no gap');
});

test('growth: over what is known of both samples; not of a log that is made anew, of a reader that goes back, nor over a gap', () => {
  const of = (offsets: Record<string, number>) => new Map(Object.entries(offsets));
  const cases: [name: string, at: number, offsets: Record<string, number>, wanted: number | null][] = [
    ['the first has none before it', 0, { a: 10, b: 10 }, null],
    ['both grow', 5, { a: 20, b: 15 }, 15],
    ['one stands', 10, { a: 20, b: 25 }, 10],
    ['one was created anew', 15, { a: 3, b: 30 }, 5],
    ['and grows from there', 20, { a: 8, b: 30 }, 5],
    ['one is not known', 25, { b: 31 }, 1],
    ['known again: from when is not known', 30, { a: 100, b: 33 }, 2],
    ['both went back', 35, { a: 1, b: 1 }, null],
    ['nobody looked for long', 95, { a: 1000, b: 1000 }, null],
    ['and on', 100, { a: 1001, b: 1001 }, 2],
    ['nothing is known', 105, {}, null],
  ];
  const growth = new Growth();
  for (const [name, at, offsets, wanted] of cases)
    assert.equal(growth.next(at, of(offsets), 30)?.records ?? null, wanted, name);

  const rate = new Buckets({ ...GRID, width: 10 * SECOND, to: 40 * SECOND }, 'rate');
  rate.grow({ from: 5 * SECOND, to: 5 * SECOND + 1 }, 100, 5 * SECOND);
  rate.grow({ from: 9 * SECOND, to: 9 * SECOND + 1 }, 100, 15 * SECOND);
  rate.grow({ from: 11 * SECOND, to: 11 * SECOND + 1 }, null, 0);
  rate.grow({ from: 20 * SECOND, to: 40 * SECOND }, 0, 20 * SECOND);
  assert.deepEqual(
    rate.result(0).map((one) => one?.value),
    [10, null, 0, 0],
  );
});

test('columns of numbers come out as they went in, up to the largest offset, and are rolled up each in its own way', () => {
  const numbers = [-1, 0, 1, 126, 127, 128, 16_383, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER - 1];
  const columns = [Float64Array.from(numbers), Float64Array.from(numbers.toReversed())];
  assert.deepEqual(decodeColumns(encodeColumns(columns)), columns);
  const group = (lag: number, members: number, committed: number) =>
    [lag, -1, -1, members, committed].map((one) => Float64Array.of(one));
  const rolled = rolledUp('group', [group(5, 3, 10), group(9, 2, 12), group(-1, 4, -1)]);
  assert.deepEqual(
    rolled.map(([one]) => one),
    [9, -1, -1, 4, 12],
  );
  for (const kind of ['topics', 'partition', 'cluster', 'broker', 'group', 'reader'] as const)
    for (const figure of FIGURES_OF[kind])
      if (figure !== 'brokers') assert.ok(readOf(kind, figure), `${kind} has no ${figure}`);
  assert.deepEqual(new Set(Object.values(FIGURES_OF).flat()), new Set(FIGURES));
});

const PARTITION = { start: 0, lagMost: 0, leader: 1, inSync: 3, replicas: 3, bytes: 100 };
function roundOf(at: number, end: number, lag: number): HealthRound {
  const broker = { alive: 1, latencyMicros: 1500, leaders: 1, replicas: 2, missing: 0, misses: 1, bytes: 7000 };
  return {
    ...{ cluster: 'c', at, events: [], state: undefined },
    brokers: [
      { ...broker, id: 1 },
      { ...broker, id: 2, alive: at < START + MINUTE ? 1 : 0, latencyMicros: -1 },
    ],
    partitions: [0, 1].map((partition) => ({ topic: 'app', partition })),
    figures: [
      { ...PARTITION, end, lag, lagMost: lag, lagMs: lag * 10 },
      { ...PARTITION, end: 50, lag: 1, lagMost: 1, lagMs: -1, inSync: lag > 0 ? 2 : 3 },
    ],
  };
}
function groupsOf(at: number, lag: number, partitions = 2): GroupsRound {
  const rest = { lagMs: lag * 1000, clearMs: -1 };
  return {
    ...{ cluster: 'c', at },
    groups: [
      {
        group: 'billing',
        figures: { ...rest, lag, members: 3, committed: -1 },
        partitions: Array.from({ length: partitions }, (_, partition) => ({
          ...{ ...rest, topic: 'app', partition, lag: partition * lag, members: -1, committed: 100 + lag },
        })),
      },
      { group: 'mail', figures: { ...rest, lag: 1, members: 0, committed: -1 }, partitions: [] },
    ],
  };
}

test('partitions, brokers and groups over an hour and a half: as sampled, rolled up, and none of what nobody looked at', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  const none = valuesOf(folder.path, { of: 'group', group: 'billing' }, 'lag-sum', { from: 0, to: 10, buckets: 1 });
  assert.deepEqual([none, readSubjects(folder.path)], [[undefined], { topics: [], brokers: [], groups: [] }]);
  // Ten records each five seconds. Half an hour in the middle nobody looks; the lag goes up once; a partition comes to the group.
  for (let i = 0; i < 1080; i++) {
    // Not at whole minutes: what is rolled up ends a little before its time.
    const at = START + (i * 5 + 3) * SECOND;
    if (i >= 360 && i < 720) continue;
    if (i % 12 === 3) file.keepGroups(groupsOf(at, i === 15 ? 500 : 20, i < 720 ? 2 : 3));
    file.keep(roundOf(at, i * 10, i === 800 ? 40 : 0));
  }
  const quarters = { from: START, to: START + 90 * MINUTE, buckets: 6 };
  const app: FigureSubject = { of: 'topics', topics: ['app'] };
  const first = { of: 'partition', topic: 'app', partition: 0 } as const;
  const reader = { of: 'reader', group: 'billing', topic: 'app', partition: 1 } as const;
  const gap = [undefined, undefined];
  const cases: [FigureSubject, FigureRequest['figure'], (number | null | undefined)[]][] = [
    [app, 'lag', [1, 1, ...gap, 40, 1]],
    [app, 'lag-sum', [1, 1, ...gap, 1, 1]],
    [app, 'lag-seconds', [0, 0, ...gap, 0.4, 0]],
    // A rate is between two samples: the first after a gap has none.
    [app, 'rate', [null, 2, ...gap, null, 2]],
    [first, 'consumed', [null, 2, ...gap, null, 2]],
    [app, 'size', [200, 200, ...gap, 200, 200]],
    [app, 'in-sync', [3, 3, ...gap, 2, 3]],
    [app, 'out-of-sync', [0, 0, ...gap, 1, 0]],
    [first, 'end', [1790, 3590, ...gap, 8990, 10790]],
    [{ of: 'cluster' }, 'brokers', [1, 1, ...gap, 1, 1]],
    [{ of: 'cluster' }, 'not-preferred', [2, 2, ...gap, 2, 2]],
    [{ of: 'broker', broker: 1 }, 'latency', [1.5, 1.5, ...gap, 1.5, 1.5]],
    [{ of: 'broker', broker: 2 }, 'latency', [null, null, ...gap, null, null]],
    [{ of: 'broker', broker: 2 }, 'alive', [0, 0, ...gap, 0, 0]],
    [{ of: 'broker', broker: 3 }, 'alive', [undefined, undefined, ...gap, undefined, undefined]],
    [{ of: 'group', group: 'billing' }, 'lag-sum', [500, 20, ...gap, 20, 20]],
    [{ of: 'group', group: 'billing' }, 'members', [3, 3, ...gap, 3, 3]],
    [{ of: 'group', group: 'billing' }, 'clear', [null, null, ...gap, null, null]],
    [reader, 'lag', [500, 20, ...gap, 20, 20]],
    [reader, 'committed', [120, 120, ...gap, 120, 120]],
  ];
  for (const [subject, figure, wanted] of cases)
    assert.deepEqual(
      valuesOf(folder.path, subject, figure, quarters).map((one) =>
        (figure === 'rate' || figure === 'consumed') && one ? Math.round(one) : one,
      ),
      wanted,
      `${JSON.stringify(subject)} ${figure}`,
    );
  // Where what is rolled up ends and the samples themselves begin the rate is the same.
  const latest = { from: START + 80 * MINUTE, to: START + 90 * MINUTE, buckets: 10 };
  assert.deepEqual(new Set(valuesOf(folder.path, app, 'rate', latest)), new Set([2]));
  // Looked at once a minute, a group is known all along; a cluster that nobody looks at is not.
  const minutes = { from: START + 80 * MINUTE, to: START + 81 * MINUTE, buckets: 6 };
  assert.deepEqual(valuesOf(folder.path, { of: 'group', group: 'mail' }, 'members', minutes), [0, 0, 0, 0, 0, 0]);
  const twentieth = { from: START + 29 * MINUTE, to: START + 32 * MINUTE, buckets: 18 };
  assert.equal(valuesOf(folder.path, app, 'rate', twentieth).filter((one) => one !== undefined).length, 6);
  assert.deepEqual(readSubjects(folder.path), {
    topics: [{ topic: 'app', partitions: [0, 1] }],
    ...{ brokers: [1, 2], groups: ['billing', 'mail'] },
  });
});

test('before the first sample there is nothing, though the quarter of an hour that it is rolled up into begins earlier', () => {
  using folder = temporaryFolder();
  using file = new HealthFile(join(folder.path, 'health.db'));
  for (let at = START + 13 * MINUTE; at < START + 17 * MINUTE; at += 5 * SECOND) file.keep(roundOf(at, 10, 3));
  const range = { from: START, to: START + 17 * MINUTE, buckets: 17 };
  const seen = valuesOf(folder.path, { of: 'topics', topics: ['app'] }, 'lag', range);
  assert.deepEqual(seen, [...Array.from({ length: 13 }, () => undefined), 3, 3, 3, 3]);
});

test('a file of the version before is read as it is, then migrated, and what it held is rolled up with what comes', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'health.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'caches', 'health-2.sql'), 'utf8'));
  db.close();
  const begin = 1_790_000_100 * SECOND;
  const ask = { from: begin, to: begin + 2 * MINUTE, buckets: 2 };
  const app: FigureSubject = { of: 'topics', topics: ['app'] };
  const reads = () => ({
    lag: valuesOf(folder.path, app, 'lag', ask),
    inSync: valuesOf(folder.path, app, 'in-sync', ask),
    size: valuesOf(folder.path, app, 'size', ask),
    brokers: valuesOf(folder.path, { of: 'cluster' }, 'brokers', ask),
    seconds: valuesOf(folder.path, app, 'lag-seconds', ask),
    group: valuesOf(folder.path, { of: 'group', group: 'billing' }, 'members', ask),
  });
  const old = { lag: [9, 5], inSync: [2, 3], size: [4000, 5000], brokers: [3, 2], seconds: [null, null] };
  assert.deepEqual(reads(), { ...old, group: [undefined, undefined] });
  assert.deepEqual(readSubjects(folder.path).topics, [{ topic: 'app', partitions: [0, 1] }]);

  using file = new HealthFile(path);
  const at = begin + 100 * SECOND;
  file.keep({
    ...roundOf(at, 170, 2),
    partitions: [
      { topic: 'app', partition: 0 },
      { topic: 'app', partition: 1 },
    ],
  });
  file.keepGroups(groupsOf(at, 4));
  assert.deepEqual(reads(), {
    ...old,
    brokers: [3, 2],
    inSync: [2, 2],
    size: [4000, 200],
    seconds: [null, 0.02],
    group: [undefined, 3],
  });
  file.keep(roundOf(begin + 5 * MINUTE, 200, 0));
  assert.deepEqual(reads().lag, [9, 5], 'of the minute that both made');
  assert.equal(readEvents(folder.path, { from: null, to: null, kinds: null, topics: null, limit: 9 }).events.length, 1);
});
