// What a view is complete for: which holes concern it, and what else keeps it from being called complete.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Coverage, Hole, Tick } from '../../main/contract/records.ts';
import { coverageOf, mayConcern, ViewCoverage, type ViewRange } from '../../main/contract/view-coverage.ts';
import { emptyTick } from './sample-handlers.ts';

const ALL: ViewRange = { topics: null, from: null, to: null };

function hole(fromTime: number | null, toTime: number | null, change: Partial<Hole> = {}): Hole {
  return {
    ...{ topic: 'app', partition: 0, incarnation: 1, from: 10, to: 30, cause: 'not-fetched', fetchable: true },
    ...{ fromTime, toTime, ...change },
  };
}

function part(topic: string, partition: number, next = 100, incarnation = 1): Coverage['partitions'][number] {
  return { topic, partition, incarnation, held: [[0, next]], next, newestTime: 900, records: next };
}

const followed = (change: Partial<Tick> = {}): Tick => ({
  ...emptyTick,
  ...{ records: 9, newestRow: 9, oldestTime: 100, newestTime: 900, followed: 3, caughtUp: 3 },
  topics: ['app', 'audit'].map((name) => ({ name, records: 5, followed: true })),
  ...change,
});

const partitions = [part('app', 0), part('app', 1), part('audit', 0)];
const of = (view: Partial<ViewRange>, holes: Hole[], tick = followed()) => {
  const coverage = { partitions, holes };
  return ViewCoverage.parse(coverageOf({ ...ALL, ...view }, { before: coverage, after: coverage, tick }));
};

test('a hole concerns a view where its times may touch the range; ends that are not known are open', () => {
  const table: [times: [number | null, number | null], range: [number | null, number | null], concerns: boolean][] = [
    [[200, 300], [null, null], true],
    [[200, 300], [250, 260], true],
    [[200, 300], [100, 201], true],
    [[200, 300], [100, 200], false],
    [[200, 300], [300, 400], true],
    [[200, 300], [301, 400], false],
    [[200, 300], [null, 200], false],
    [[200, 300], [null, 201], true],
    [[200, 300], [301, null], false],
    [[null, 300], [100, 101], true],
    [[null, 300], [301, 400], false],
    [[200, null], [900, 901], true],
    [[200, null], [100, 200], false],
    [[null, null], [900, 901], true],
    // Times that go back within the partition.
    [[300, 200], [250, 260], true],
    [[300, 200], [100, 150], false],
    [[300, 200], [301, 400], false],
  ];
  for (const [[fromTime, toTime], [from, to], concerns] of table)
    assert.equal(
      mayConcern(hole(fromTime, toTime), { topics: null, from, to }),
      concerns,
      `a hole of ${fromTime} to ${toTime} and a view of ${from} to ${to}`,
    );
  assert.equal(mayConcern(hole(200, 300), { ...ALL, topics: ['app', 'audit'] }), true);
  assert.equal(mayConcern(hole(200, 300), { ...ALL, topics: ['audit'] }), false);
});

suite('what is complete', () => {
  test('everything, where nothing is missing', () => {
    const { whole, partitions, missing, notFollowed, behind } = of({}, []);
    assert.deepEqual([whole, partitions, missing, notFollowed, behind], [3, 3, [], null, null]);
  });

  test('a partition with holes counts once, each cause with its offsets, and only what concerns the view', () => {
    const holes = [
      hole(200, 300),
      hole(400, 500, { from: 40, to: 41, cause: 'deleted-by-retention' }),
      hole(200, 300, { partition: 1, from: 0, to: 5 }),
    ];
    const all = of({}, holes);
    assert.deepEqual([all.whole, all.partitions, all.allHoles], [1, 3, 3]);
    assert.deepEqual(all.missing, [
      { cause: 'not-fetched', holes: 2, offsets: 25 },
      { cause: 'deleted-by-retention', holes: 1, offsets: 1 },
    ]);
    const late = of({ from: 350 }, holes);
    assert.deepEqual([late.whole, late.missing], [2, [{ cause: 'deleted-by-retention', holes: 1, offsets: 1 }]]);
    assert.deepEqual([of({ from: 600 }, holes).whole, of({ topics: ['audit'] }, holes).whole], [3, 1]);
  });

  test('a partition that began anew is one partition, also where the hole is in what was before', () => {
    const coverage = {
      partitions: [part('app', 0), part('app', 0, 20, 2)],
      holes: [hole(200, 300)],
    };
    const { whole, partitions, renewed } = coverageOf(ALL, { before: coverage, after: coverage, tick: followed() });
    assert.deepEqual([whole, partitions, renewed], [0, 1, 1]);
  });

  test('what others of the group read is not called complete', () => {
    assert.equal(of({}, [], followed({ elsewhere: 2 })).whole, 1);
    // The one with the hole may be one of the two, or not.
    assert.equal(of({}, [hole(200, 300)], followed({ elsewhere: 2 })).whole, 0);
    assert.equal(of({}, [], followed({ elsewhere: 5 })).whole, 0);
  });

  test('times after the frontier are not complete; a view that ends before it is', () => {
    const tick = followed({ frontier: 600, caughtUp: 2, openTransactions: 1 });
    assert.deepEqual(of({}, [], tick).behind, { partitions: 1, followed: 3, frontier: 600 });
    assert.equal(of({}, [], tick).openTransactions, 1);
    assert.deepEqual([of({ to: 600 }, [], tick).behind, of({ to: 600 }, [], tick).openTransactions], [null, 0]);
    assert.equal(of({ to: 601 }, [], tick).behind?.frontier, 600);
  });

  test('topics that are not followed', () => {
    const some = followed({
      topics: [
        { name: 'app', records: 5, followed: true },
        { name: 'audit', records: 5, followed: false },
      ],
    });
    assert.deepEqual(of({}, [], some).notFollowed, { all: false, topics: 1, whole: 1, newestTime: 900 });
    assert.equal(of({ topics: ['app'] }, [], some).notFollowed, null);
    assert.deepEqual(of({ topics: ['audit'] }, [], some).notFollowed, {
      all: true,
      topics: 1,
      whole: 1,
      newestTime: 900,
    });
    const none = followed({
      followed: 0,
      caughtUp: 0,
      topics: some.topics.map((one) => ({ ...one, followed: false })),
    });
    assert.deepEqual(of({ topics: ['app'] }, [hole(1, 2)], none).notFollowed, {
      all: true,
      topics: 1,
      whole: 1,
      newestTime: 900,
    });
  });
});

suite('an answer that takes its time', () => {
  const before: Coverage = { partitions, holes: [hole(200, 300, { from: 10, to: 40 })] };
  const holesOf = (after: Hole[]) =>
    coverageOf(ALL, { before, after: { partitions, holes: after }, tick: followed() }).holes.map(
      ({ partition, from, to, cause }) => `${partition}: ${from}-${to} ${cause}`,
    );

  test('what was fetched meanwhile may not be in it', () => {
    assert.deepEqual(holesOf([]), ['0: 10-40 not-fetched']);
    assert.deepEqual(holesOf([hole(200, 300, { from: 20, to: 30 })]), ['0: 10-40 not-fetched']);
  });

  test('what the cache dropped meanwhile may be missing in it, and counts once', () => {
    assert.deepEqual(holesOf([hole(null, 500, { from: 0, to: 60, cause: 'dropped-from-cache' })]), [
      '0: 10-40 not-fetched',
      '0: 0-10 dropped-from-cache',
      '0: 40-60 dropped-from-cache',
    ]);
  });

  test('what is missing behind its end does not concern it', () => {
    assert.deepEqual(holesOf([hole(900, null, { from: 100, to: 120 }), hole(1, 2, { partition: 7 })]), [
      '0: 10-40 not-fetched',
    ]);
  });
});
