// What lies around the timeline's bars, where it is pure: the window of the overview.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { moveWindow, openEnds, within } from '../../renderer/timeline/window.ts';

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
