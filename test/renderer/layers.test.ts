// What the timeline's bars are stacked of, and the colours of values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Histogram, Series } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { COLOURS, giveColours, levelLayers, splitLayers, waitingLayers } from '../../renderer/timeline/layers.ts';

const counts = LEVELS.map((_, index) => [index, 2 * index, 0]);
const total = counts.flat().reduce((sum, n) => sum + n, 0);
const histogram: Histogram = {
  ...{ start: 0, width: 10, counts, total, scanned: 5, toScan: 9, final: false, upTo: 9, from: 0, to: 30 },
};
const series = (kind: Series['kind'], value: string, counts: number[]): Series => ({
  ...{ kind, value, counts, total: counts.reduce((sum, n) => sum + n, 0) },
});

test('by level: a layer each; what is not final stays so', () => {
  const { layers, final } = levelLayers(histogram);
  assert.deepEqual(
    layers.map(({ value, total }) => [value, total]),
    LEVELS.map((level, index) => [level, 3 * index]),
  );
  assert.equal(final, false);
});

test('while a split is counted, all records are one layer, and never final', () => {
  const { layers, final } = waitingLayers({ ...histogram, final: true });
  assert.equal(final, false);
  assert.deepEqual(
    layers.map(({ kind, counts }) => [kind, counts]),
    [['waiting', [28, 56, 0]]],
  );
});

test('by a field: the series in their order; other and missing are apart from values of the same text', () => {
  const split = [series('value', 'a', [5, 1, 0]), series('value', '', [2, 0, 0]), series('other', '', [1, 0, 0])];
  const { layers } = splitLayers({ ...histogram, series: [...split, series('missing', '', [0, 0, 1])] }, new Map());
  assert.deepEqual(
    layers.map(({ kind, value, total }) => [kind, value, total]),
    [
      ['value', 'a', 6],
      ['value', '', 2],
      ['other', '', 1],
      ['missing', '', 1],
    ],
  );
  assert.deepEqual(
    layers.slice(2).map(({ className }) => className),
    ['bar-other', 'bar-missing'],
  );
});

test('values keep their colours while others come and go, and no two that are shown have the same', () => {
  const known = new Map<string, number>();
  const all = Array.from({ length: 60 }, (_, n) => `node-${n}`);
  giveColours(['node-3', 'node-4'], known);
  const third = known.get('node-3');
  for (let from = 0; from < 50; from += 1) {
    const shown = ['node-3', ...all.slice(from, from + COLOURS - 1).filter((name) => name !== 'node-3')];
    giveColours(shown.slice(0, COLOURS), known);
    assert.equal(new Set(shown.map((value) => known.get(value))).size, shown.length, `from ${from}`);
    assert.equal(known.get('node-3'), third, 'the first that is shown');
  }
  // Some of these would like the same colour.
  const services = ['auth', 'billing', 'catalog', 'gateway', 'orders', 'search', 'shipping', 'users'];
  const [one, other] = [new Map<string, number>(), new Map<string, number>()];
  giveColours(services, one);
  giveColours(services.toReversed(), other);
  for (const value of services) assert.equal(one.get(value), other.get(value), 'in whichever order');
});
