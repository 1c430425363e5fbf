import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampTop, extentOf, MAX_HEIGHT, scrollOf, topOf } from '../../renderer/records/scroll.ts';
import { type Slots, slotsOf } from '../../renderer/records/slots.ts';

const ROW = 22;
const VIEW = 600;

test('short lists scroll as any other', () => {
  const extent = extentOf(1000, ROW, VIEW);
  assert.equal(extent.height, 22_000);
  for (const top of [0, 1, 333, extent.maxTop]) {
    assert.equal(scrollOf(top, extent), top);
    assert.equal(topOf(top, extent), top);
  }
});

test('ten million rows fit under the cap, from end to end', () => {
  const extent = extentOf(10_000_000, ROW, VIEW);
  assert.equal(extent.height, MAX_HEIGHT);
  assert.equal(topOf(0, extent), 0);
  assert.equal(topOf(extent.maxScroll, extent), extent.maxTop);
  assert.equal(scrollOf(extent.maxTop, extent), extent.maxScroll);
  for (const top of [0, 22, 123_456_789, extent.maxTop])
    assert.ok(Math.abs(topOf(scrollOf(top, extent), extent) - top) < 0.01);
});

test('lists that fit do not scroll', () => {
  const extent = extentOf(3, ROW, VIEW);
  assert.equal(extent.maxTop, 0);
  assert.equal(topOf(50, extent), 0);
  assert.equal(scrollOf(0, extent), 0);
  assert.equal(clampTop(99, extent), 0);
  assert.equal(clampTop(-5, extentOf(1000, ROW, VIEW)), 0);
});

test('a row keeps its element while the list moves on, and a jump takes over those that are there', () => {
  const slot = (rank: number, { origin }: Slots) => rank - origin;
  const began = slotsOf(undefined, 500, 530);
  const moved = slotsOf(began, 520, 550);
  assert.equal(slot(525, moved), slot(525, began));
  const back = slotsOf(moved, 495, 525);
  assert.equal(slot(500, back), slot(500, began));
  const jumped = slotsOf(back, 9_000_000, 9_000_030);
  assert.deepEqual([jumped.first, jumped.last], [9_000_000, 9_000_030]);
  assert.equal(slot(9_000_000, jumped), slot(495, back));
  // Always two different ranks in two elements, and none so far down that a browser has no pixels for it.
  let slots = jumped;
  for (let first = 9_000_000; first > 8_900_000; first -= 7) {
    slots = slotsOf(slots, first, first + 30);
    assert.ok(Math.abs(slot(first, slots)) <= 10_000);
  }
});
