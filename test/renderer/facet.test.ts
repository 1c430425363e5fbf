import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartBars, foundNames, numberText } from '../../renderer/filter/facet.ts';

test('numbers are whole where they are whole, and short elsewhere', () => {
  const said = [0, -3, 1204, 49_999, 123_456.789, 0.015_321, 12.345_6, 0.000_001_5, 3e20].map((n) =>
    numberText(n, 'en'),
  );
  assert.deepEqual(said, ['0', '-3', '1,204', '49,999', '123,457', '0.01532', '12.35', '1.5E-6', '3E20']);
});

test('bars: the highest is as high as there is room, one record among a million is seen, none is nothing', () => {
  const bars = chartBars({ from: -5, width: 10, counts: [1_000_000, 0, 1] }, 36);
  assert.deepEqual(bars, [
    { from: -5, to: 5, count: 1_000_000, height: 36 },
    { from: 5, to: 15, count: 0, height: 0 },
    { from: 15, to: 25, count: 1, height: 1 },
  ]);
  assert.deepEqual(chartBars({ from: 0, width: 1, counts: [] }, 36), []);
});

test('names are found by parts of them, the one that is typed first', () => {
  const names = ['level', 'http.status', 'Status', 'status_text', 'http.request.id'];
  assert.deepEqual(foundNames(names, ' STATUS '), ['Status', 'status_text', 'http.status']);
  assert.deepEqual(foundNames(names, 'id http'), ['http.request.id']);
  assert.deepEqual(foundNames(names, '  '), names);
  assert.deepEqual(foundNames(names, 'nothing'), []);
});
