// Ranks against the plain truth: a sorted list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Histogram } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { type Order, RankIndex } from '../../renderer/records/rank.ts';

const WIDTH = 100;
const START = 1000;
// Unequal buckets, empty ones, many records of one time.
const TIMES = [1001, 1001, 1002, 1099, 1100, 1350, 1350, 1350, 1350, 1399, 1400, 1799].toSorted((a, b) => a - b);

const histogram: Histogram = {
  start: START,
  width: WIDTH,
  counts: LEVELS.map((_, level) =>
    Array.from(
      { length: 8 },
      (_, bucket) =>
        TIMES.filter((time, i) => Math.floor((time - START) / WIDTH) === bucket && i % LEVELS.length === level).length,
    ),
  ),
  total: TIMES.length,
  scanned: TIMES.length,
  toScan: TIMES.length,
  final: true,
  upTo: TIMES.length,
  from: TIMES[0] ?? 0,
  to: 1800,
};

for (const order of ['asc', 'desc'] as const) {
  const sorted = order === 'asc' ? TIMES : TIMES.toReversed();
  /** What the engine does: the first record at or past a time in the order, then skip. */
  const find = (time: number, skip: number) =>
    sorted.findIndex((one) => (order === 'asc' ? one >= time : one <= time)) + skip;

  test(`${order}: every rank is found through its bucket`, () => {
    const index = new RankIndex(histogram, order);
    assert.equal(index.total, TIMES.length);
    for (let rank = 0; rank < TIMES.length; rank++) {
      const { time, skip } = index.place(rank);
      assert.equal(find(time, skip), rank, `rank ${rank}`);
      assert.ok(skip < WIDTH, 'within the bucket');
    }
  });

  test(`${order}: the records in front of a time`, () => {
    const index = new RankIndex(histogram, order);
    for (const time of [1000, 1001, 1099, 1100, 1200, 1350, 1360, 1799])
      assert.equal(before(index, time), truth(order, time), `time ${time}`);
  });

  test(`${order}: times outside of the data are at an end`, () => {
    const index = new RankIndex(histogram, order);
    assert.equal(before(index, 10), order === 'asc' ? 0 : TIMES.length);
    assert.equal(before(index, 99_999), order === 'asc' ? TIMES.length : 0);
  });
}

function before(index: RankIndex, time: number): number {
  const { count, from, to } = index.before(time);
  return count + TIMES.filter((one) => one >= from && one < to).length;
}

function truth(order: Order, time: number): number {
  return TIMES.filter((one) => (order === 'asc' ? one < time : one > time)).length;
}
