import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampTop, extentOf, MAX_HEIGHT, scrollOf, topOf } from '../../renderer/records/scroll.ts';

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
