// The timeline's pure parts: axis, bars, the time that is shown.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Histogram, Hole, Tick } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { axisTicks } from '../../renderer/timeline/axis.ts';
import { barPaths, highest, timeScale } from '../../renderer/timeline/bars.ts';
import { domainOf, incompleteFrom } from '../../renderer/timeline/domain.ts';
import { holeRuns } from '../../renderer/timeline/hole-runs.ts';

const SECOND = 1e6;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const noon = Date.UTC(2026, 10, 23, 12) * 1000;

function histogram(
  counts: Partial<Record<(typeof LEVELS)[number], number[]>>,
  start = noon,
  width = SECOND,
): Histogram {
  const buckets = Math.max(...Object.values(counts).map((list) => list.length));
  const all = LEVELS.map((level) => Array.from({ length: buckets }, (_, i) => counts[level]?.[i] ?? 0));
  const total = all.flat().reduce((sum, n) => sum + n, 0);
  return {
    start,
    width,
    counts: all,
    total,
    scanned: total,
    toScan: total,
    final: true,
    upTo: total,
    from: start,
    to: start + buckets * width,
  };
}

suite('axis', () => {
  test('ticks are round, inside, and not too many, at every scale', () => {
    for (const span of [5, 1e3, 1e5, SECOND, 90 * SECOND, HOUR, 26 * HOUR, 9 * DAY, 400 * DAY, 20_000 * DAY]) {
      const ticks = axisTicks(noon, noon + span, 8, 'utc');
      assert.ok(ticks.length >= 1 && ticks.length <= 9, `${span}: ${ticks.length}`);
      for (const { at } of ticks) assert.ok(at >= noon && at <= noon + span);
      if (span < 12 * HOUR || span > 9 * DAY)
        assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length, `labels differ at ${span}`);
    }
  });

  test('labels are as fine as the step', () => {
    const labels = (from: number, span: number) => axisTicks(from, from + span, 6, 'utc').map(({ label }) => label);
    assert.deepEqual(labels(noon, 30 * 60 * SECOND), ['12:00', '12:05', '12:10', '12:15', '12:20', '12:25', '12:30']);
    assert.deepEqual(labels(noon, 5 * SECOND).slice(0, 2), ['12:00:00', '12:00:01']);
    assert.deepEqual(labels(noon, 600_000).slice(0, 2), ['12:00:00.0', '12:00:00.1']);
    assert.ok(labels(noon, 2 * DAY).includes('11-24'));
    assert.deepEqual(labels(Date.UTC(2026, 0, 1) * 1000, 364 * DAY).slice(0, 3), ['2026-01', '2026-04', '2026-07']);
  });

  test('an empty or inverted span has no ticks', () => {
    assert.deepEqual(axisTicks(noon, noon, 5, 'utc'), []);
    assert.deepEqual(axisTicks(noon, noon - 1, 5, 'utc'), []);
  });
});

suite('bars', () => {
  test('levels are stacked, the worst on top, in whole pixels', () => {
    const given = histogram({ info: [10, 0], error: [10, 20] });
    const scale = timeScale(noon, noon + 2 * SECOND, 100);
    assert.equal(highest(given, scale), 20);
    const paths = barPaths(given, scale, 80, 20);
    assert.equal(paths[LEVELS.indexOf('info')], 'M0 40h49v40h-49z');
    assert.equal(paths[LEVELS.indexOf('error')], 'M0 0h49v40h-49zM50 0h49v80h-49z');
    assert.equal(paths[LEVELS.indexOf('debug')], '');
  });

  test('a single error among a million is seen, and the bar keeps its height', () => {
    const given = histogram({ info: [1_000_000], error: [1] });
    const paths = barPaths(given, timeScale(noon, noon + SECOND, 50), 80, 1_000_001);
    assert.match(paths[LEVELS.indexOf('error')] ?? '', /^M0 0h49v1h-49z$/);
    assert.match(paths[LEVELS.indexOf('info')] ?? '', /^M0 1h49v79h-49z$/);
  });

  test('a logarithm of the whole bar, its parts in proportion', () => {
    const given = histogram({ info: [999_999, 500, 0], error: [0, 499, 0] });
    const scale = timeScale(noon, noon + 3 * SECOND, 150);
    const paths = barPaths(given, scale, 80, 999_999, undefined, true);
    assert.equal(paths[LEVELS.indexOf('info')], 'M0 0h49v80h-49zM50 59.98h49v20.02h-49z');
    assert.equal(paths[LEVELS.indexOf('error')], 'M50 40h49v19.98h-49z');
  });

  test('what lies outside of the time shown is not drawn', () => {
    const given = histogram({ info: [5, 7, 900] });
    const scale = timeScale(noon, noon + 2 * SECOND, 100);
    assert.equal(highest(given, scale), 7);
    assert.equal(barPaths(given, scale, 80, 7)[LEVELS.indexOf('info')]?.split('M').length, 3);
  });
});

suite('holes', () => {
  const scale = timeScale(noon, noon + 100 * SECOND, 1000);
  const hole = (from: number | null, to: number | null): Hole => ({
    ...{ topic: 'app', partition: 0, incarnation: 1, from: 0, to: 9, cause: 'not-fetched', fetchable: true },
    fromTime: from === null ? null : noon + from * SECOND,
    toTime: to === null ? null : noon + to * SECOND,
  });
  const runs = (...holes: Hole[]) =>
    holeRuns(holes, scale).map(({ left, width, holes }) => [left, width, holes.length]);

  test('lie where the records next to them lie; an end that is not known reaches to the end', () => {
    assert.deepEqual(runs(hole(10, 20), hole(50, 60)), [
      [100, 100, 1],
      [500, 100, 1],
    ]);
    assert.deepEqual(runs(hole(null, 20)), [[0, 200, 1]]);
    assert.deepEqual(runs(hole(90, null)), [[900, 100, 1]]);
    assert.deepEqual(runs(hole(null, null)), [[0, 1000, 1]]);
    assert.deepEqual(runs(hole(20, 10)), [[100, 100, 1]], 'times that go back');
  });

  test('are one stretch where they touch, and never too thin to see or outside', () => {
    assert.deepEqual(runs(hole(50, 60), hole(10, 30), hole(20, 40)), [
      [100, 300, 2],
      [500, 100, 1],
    ]);
    assert.deepEqual(runs(hole(10, 10)), [[100, 5, 1]]);
    assert.deepEqual(runs(hole(99.99, 99.99)), [[995, 5, 1]]);
    assert.deepEqual(runs(hole(-50, -10), hole(100, 140)), []);
    assert.deepEqual(runs(hole(-50, 10)), [[0, 100, 1]]);
    const many = holeRuns(
      Array.from({ length: 1000 }, (_, i) => hole(i / 10, i / 10 + 0.01)),
      scale,
    );
    assert.equal(many.length, 1, 'a thousand side by side');
    assert.equal(many[0]?.to, noon + 99.91 * SECOND);
  });
});

suite('the time that is shown', () => {
  const tick = (change: Partial<Tick>): Tick => ({
    newestRow: 10,
    records: 10,
    oldestTime: noon - HOUR,
    newestTime: noon - 60 * SECOND,
    frontier: null,
    caughtUp: 4,
    followed: 4,
    elsewhere: 0,
    openTransactions: 0,
    holes: 0,
    cacheBytes: 1,
    cacheLimitBytes: null,
    topics: [],
    duplicates: 0,
    ...change,
  });

  test('everything ends now while something is followed, else with the data', () => {
    assert.deepEqual(domainOf({ kind: 'all' }, undefined, tick({}), noon), { from: noon - HOUR, to: noon });
    assert.deepEqual(domainOf({ kind: 'all' }, undefined, tick({ followed: 0 }), noon), {
      from: noon - HOUR,
      to: noon - 60 * SECOND,
    });
    assert.equal(domainOf({ kind: 'all' }, undefined, tick({ oldestTime: null, newestTime: null }), noon), undefined);
    assert.deepEqual(domainOf({ kind: 'last', seconds: 60 }, undefined, undefined, noon), {
      from: noon - 60 * SECOND,
      to: noon,
    });
  });

  test('it is complete up to the frontier, or now, or the newest record of what nobody follows', () => {
    assert.equal(incompleteFrom(tick({}), noon), noon);
    assert.equal(incompleteFrom(tick({ frontier: noon - 5 }), noon), noon - 5);
    assert.equal(incompleteFrom(tick({ followed: 0 }), noon), noon - 60 * SECOND);
    assert.equal(incompleteFrom(undefined, noon), undefined);
  });
});
