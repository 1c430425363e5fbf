// What lies around the timeline's bars, where it is pure: heights, rows, an earlier range, merged marks, the window of the overview.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Coverage, Hole, Tick } from '../../main/contract/records.ts';
import { baseOf, rowBands, stackedBand } from '../../renderer/timeline/bands.ts';
import { timeScale } from '../../renderer/timeline/bars.ts';
import { earlier, heldOf, outline, shiftOf } from '../../renderer/timeline/comparison.ts';
import { eventRuns } from '../../renderer/timeline/event-runs.ts';
import { countTicks, shareOf } from '../../renderer/timeline/heights.ts';
import type { Layer, Layers } from '../../renderer/timeline/layers.ts';
import { moveWindow, openEnds, within } from '../../renderer/timeline/window.ts';

suite('heights', () => {
  test('are in proportion to the count, or to its logarithm, where none is nothing and one is seen', () => {
    assert.deepEqual([shareOf(0, 8, false), shareOf(2, 8, false), shareOf(8, 8, false)], [0, 0.25, 1]);
    assert.deepEqual([shareOf(0, 999_999, true), shareOf(999_999, 999_999, true)], [0, 1]);
    assert.ok(Math.abs(shareOf(999, 999_999, true) - 0.5) < 1e-9);
    const one = shareOf(1, 1e6, true);
    assert.ok(one * 84 > 4 && shareOf(2, 1e6, true) > one, `one among a million: ${one * 84} pixels`);
    assert.equal(shareOf(0, 0, true), 0);
  });

  test('are named by the greatest and by powers of ten that do not touch', () => {
    assert.deepEqual(countTicks(0, true, 0.1), []);
    assert.deepEqual(countTicks(156, false, 0.1), [{ count: 156, share: 1 }]);
    const named = (most: number) => countTicks(most, true, 0.15).map(({ count }) => count);
    assert.deepEqual(named(156), [156, 10, 1]);
    assert.deepEqual(named(1), [1]);
    for (const most of [7, 1000, 12_345, 4e8]) {
      const shares = countTicks(most, true, 0.15).map(({ share }) => share);
      for (const [i, share] of shares.slice(1).entries()) assert.ok((shares[i] ?? 0) - share >= 0.15, `${most}`);
    }
  });
});

suite('rows', () => {
  const layer = (kind: Layer['kind'], value: string, counts: number[]): Layer => {
    return { kind, value, className: `bar-${value}`, counts, total: counts.reduce((sum, n) => sum + n, 0) };
  };
  const drawn = (...layers: Layer[]): Layers => {
    return { ...{ start: 0, width: 10, final: true, scanned: 1, toScan: 1 }, layers };
  };
  const scale = timeScale(0, 20, 40);

  test('are one below the other, each on a scale of its own, without those that have no records', () => {
    const values = drawn(
      layer('value', 'busy', [4000, 1000]),
      layer('value', 'none', [0, 0]),
      layer('value', 'quiet', [0, 2]),
    );
    const bands = rowBands(values, undefined, scale, false);
    assert.deepEqual(
      bands.map(({ top, most, shapes }) => [top, most, shapes[0]?.layer.value, shapes[0]?.path]),
      [
        [4, 4000, 'busy', 'M0 0h19v44h-19zM20 33h19v11h-19z'],
        [52, 2, 'quiet', 'M20 0h19v44h-19z'],
      ],
    );
    assert.equal(baseOf(bands), baseOf([stackedBand(values, undefined, scale, false)]), 'as high as a stack');
    const many = drawn(...Array.from({ length: 9 }, (_, i) => layer('value', `v${i}`, [1, 1])));
    assert.equal(baseOf(rowBands(many, undefined, scale, false)), 9 * 21, 'many are low, and the plot grows');
  });

  test('of levels have the worst first; stacked, all have one scale, with room for what is behind', () => {
    const levels = drawn(layer('level', 'info', [9, 1]), layer('level', 'error', [1, 0]));
    assert.deepEqual(
      rowBands(levels, undefined, scale, false).map(({ shapes }) => shapes[0]?.layer.value),
      ['error', 'info'],
    );
    assert.equal(stackedBand(levels, undefined, scale, false).most, 10);
    assert.equal(stackedBand(levels, { start: 0, width: 10, counts: [[3, 40]] }, scale, false).most, 40);
    assert.equal(stackedBand(levels, { start: 90, width: 10, counts: [[40]] }, scale, false).most, 10, 'not shown');
  });
});

suite('an earlier range', () => {
  const HOUR = 3600e6;
  const noon = Date.UTC(2026, 10, 23, 12) * 1000;
  const range = { from: noon, to: noon + HOUR };
  const tick: Tick = {
    ...{ newestRow: 9, records: 9, oldestTime: noon - 30 * HOUR, newestTime: noon + HOUR, frontier: null },
    ...{ caughtUp: 2, followed: 2, elsewhere: 0, openTransactions: 0, holes: 0, duplicates: 0 },
    ...{ cacheBytes: 1, cacheLimitBytes: null, topics: [{ name: 'app', records: 9, followed: true }] },
  };
  const part = (partition: number) => ({
    ...{ topic: 'app', partition, incarnation: 1, held: [], next: 9, newestTime: noon + HOUR, records: 9 },
  });
  const coverage = (...holes: Hole[]): Coverage => ({ partitions: [part(0), part(1)], holes });
  const hole = (fromTime: number | null, toTime: number | null): Hole => ({
    ...{ topic: 'app', partition: 0, incarnation: 1, from: 0, to: 5, cause: 'not-fetched', fetchable: true },
    ...{ fromTime, toTime },
  });

  test('lies right before, or a day or a week earlier', () => {
    assert.deepEqual(earlier(range, shiftOf(range, 'before')), { from: noon - HOUR, to: noon });
    assert.deepEqual(earlier(range, shiftOf(range, 'day')), { from: noon - 24 * HOUR, to: noon - 23 * HOUR });
    assert.equal(shiftOf(range, 'week'), 7 * 24 * HOUR);
  });

  test('is covered only where the cache holds every partition of all of it', () => {
    const day = earlier(range, 24 * HOUR);
    assert.deepEqual(heldOf(day, null, coverage(), tick), { kind: 'whole' });
    assert.deepEqual(heldOf(day, null, coverage(hole(null, noon - 23.5 * HOUR)), tick), {
      ...{ kind: 'partly', whole: 1, partitions: 2 },
    });
    assert.deepEqual(
      heldOf(day, null, coverage(hole(noon - 3 * HOUR, noon)), tick),
      { kind: 'whole' },
      'a hole elsewhere',
    );
    assert.deepEqual(heldOf(earlier(range, 168 * HOUR), null, coverage(), tick), {
      ...{ kind: 'younger', oldest: noon - 30 * HOUR },
    });
    const late = { ...tick, frontier: noon - 23.5 * HOUR, caughtUp: 1 };
    assert.equal(heldOf(day, null, coverage(), late).kind, 'partly', 'one partition is still being read');
    const left = { ...tick, followed: 0, caughtUp: 0, topics: [{ name: 'app', records: 9, followed: false }] };
    assert.deepEqual(heldOf(day, null, coverage(), left), { kind: 'whole' });
    assert.deepEqual(heldOf({ from: noon, to: noon + 2 * HOUR }, null, coverage(), left), { kind: 'unknown' });
  });

  test('is a line over the tops of its bars, none where nothing was', () => {
    const scale = timeScale(0, 100, 100);
    const bars = { start: -25, width: 25, counts: [[9, 4, 0, 8, 2, 9]] };
    assert.equal(outline(bars, scale, 80, 8, false), 'M0 80V40H25V80H50V0H75V60H100V80');
    assert.equal(outline({ ...bars, start: 500 }, scale, 80, 8, false), '');
  });
});

suite('marks', () => {
  const scale = timeScale(0, 1000, 1000);
  const runs = (times: number[], apart = 20) =>
    eventRuns(times, (at) => at, scale, apart).map(({ x, from, to, items }) => [x, from, to, items.length]);

  test('that would touch are one with a count; others keep their place', () => {
    assert.deepEqual(runs([500, 100, 110, 119, 120]), [
      [100, 100, 119, 3],
      [120, 120, 120, 1],
      [500, 500, 500, 1],
    ]);
    assert.deepEqual(runs([5, 5, 5]), [[5, 5, 5, 3]]);
  });

  test('that lie outside are not there, and two thousand are no more than fit', () => {
    assert.deepEqual(runs([-1, 0, 999, 1000]), [
      [0, 0, 0, 1],
      [999, 999, 999, 1],
    ]);
    const many = runs(Array.from({ length: 2000 }, (_, i) => i / 2));
    assert.equal(many.length, 50);
    assert.equal(
      many.reduce((sum, run) => sum + (run[3] ?? 0), 0),
      2000,
    );
  });
});

suite('the window of the overview', () => {
  const extent = { from: 0, to: 1000 };
  const window = { from: 400, to: 600 };

  test('moves whole, up to the ends of the cache, and stays as long as it is', () => {
    assert.deepEqual(moveWindow(window, extent, 'both', 100, 10), { from: 500, to: 700 });
    assert.deepEqual(moveWindow(window, extent, 'both', 5000, 10), { from: 800, to: 1000 });
    assert.deepEqual(moveWindow(window, extent, 'both', -5000, 10), { from: 0, to: 200 });
  });

  test('moves by one end, which does not pass the other', () => {
    assert.deepEqual(moveWindow(window, extent, 'from', -500, 10), { from: 0, to: 600 });
    assert.deepEqual(moveWindow(window, extent, 'from', 500, 10), { from: 590, to: 600 });
    assert.deepEqual(moveWindow(window, extent, 'to', 5000, 10), { from: 400, to: 1000 });
    assert.deepEqual(moveWindow(window, extent, 'to', -500, 10), { from: 400, to: 410 });
  });

  test('lies in the cache, whatever time is shown', () => {
    assert.deepEqual(within({ from: -50, to: 2000 }, extent), extent);
    assert.deepEqual(within({ from: 5000, to: 6000 }, extent), { from: 1000, to: 1000 });
    assert.deepEqual(moveWindow({ from: -500, to: 600 }, extent, 'to', 100, 10), { from: 0, to: 700 });
  });

  test('is open at the ends of the cache', () => {
    assert.deepEqual(openEnds(window, extent, 1), window);
    assert.deepEqual(openEnds({ from: 1, to: 600 }, extent, 1), { from: null, to: 600 });
    assert.deepEqual(openEnds({ from: 400, to: 999 }, extent, 1), { from: 400, to: null });
    assert.deepEqual(openEnds(extent, extent, 1), { from: null, to: null });
  });
});
