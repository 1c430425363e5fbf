// Sets of ranks against sets of numbers, and what several records are chosen by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstFor } from '../../renderer/records/wrapped.ts';
import { add, between, cutTo, has, type Ranges, remove, sizeOf, toggle } from '../../renderer/state/ranges.ts';
import { seededRandom } from '../query/random.ts';

const numbers = (ranges: Ranges) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));

test('random changes: the same as a set of numbers, in order, disjoint and joined', () => {
  const random = seededRandom();
  for (let round = 0; round < 300; round++) {
    let ranges: Ranges = [];
    const expected = new Set<number>();
    for (let step = 0; step < 30; step++) {
      const from = random.below(40);
      const to = from + random.below(8);
      const kind = random.below(3);
      if (kind === 0) {
        ranges = add(ranges, [from, to]);
        for (let n = from; n < to; n++) expected.add(n);
      } else if (kind === 1) {
        ranges = remove(ranges, [from, to]);
        for (let n = from; n < to; n++) expected.delete(n);
      } else {
        ranges = toggle(ranges, from);
        if (!expected.delete(from)) expected.add(from);
      }
      const sorted = [...expected].sort((a, b) => a - b);
      assert.deepEqual(numbers(ranges), sorted, `seed ${random.seed}`);
      assert.equal(sizeOf(ranges), sorted.length);
      assert.ok(
        ranges.every(([begin], i) => i === 0 || begin > (ranges[i - 1]?.[1] ?? 0)),
        'none touches another',
      );
      const most = random.below(20);
      assert.deepEqual(numbers(cutTo(ranges, most)), sorted.slice(0, most));
      const rank = random.below(50);
      assert.equal(has(ranges, rank), expected.has(rank));
    }
  }
});

test('a range reaches from the anchor to either side, and no farther than is allowed', () => {
  assert.deepEqual(between(5, 9, 100), [5, 10]);
  assert.deepEqual(between(9, 5, 100), [5, 10]);
  assert.deepEqual(between(5, 5, 100), [5, 6]);
  assert.deepEqual(between(5, 900, 10), [5, 15]);
  assert.deepEqual(between(900, 5, 10), [891, 901]);
});

test('of rows of unlike heights, as many leave at the top as one below needs', () => {
  // 100 pixels: ranks 7 (20 px, half of it hidden), 8 (60), 9 (50, cut off), 10 (200, taller than the view)
  const rows = [
    { rank: 7, top: -10, bottom: 10 },
    { rank: 8, top: 10, bottom: 70 },
    { rank: 9, top: 70, bottom: 120 },
    { rank: 10, top: 120, bottom: 320 },
  ];
  assert.equal(firstFor(rows, 100, 8, true), undefined, 'it is seen');
  assert.equal(firstFor(rows, 100, 9, true), 9, 'with 8 above it there is no room');
  assert.equal(firstFor(rows, 115, 9, true), 8);
  assert.equal(firstFor(rows, 100, 7, true), 7);
  assert.equal(firstFor(rows, 100, 10, true), 10, 'from its beginning');
  assert.equal(firstFor(rows, 100, 42, false), 40, 'far away: with two before it');
  assert.equal(firstFor(rows, 100, 1, false), 0);
});
