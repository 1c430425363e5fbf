// In which order partitions are asked for, and when one that brings nothing is asked about. No broker needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FetchOrder } from '../../main/kafka/fetch-order.ts';
import { StuckWatch } from '../../main/kafka/stuck-watch.ts';

const same = (slot: number) => slot;

test('the partition whose newest record is the oldest comes first', () => {
  const order = new FetchOrder(() => 0.9);
  order.note(1, 300);
  order.note(2, 100);
  order.note(3, 200);
  assert.deepEqual(order.sort([1, 2, 3, 4], same), [4, 2, 3, 1], 'of 4 nothing is known yet');
  order.prefer(1);
  assert.deepEqual(order.sort([1, 2, 3], same), [1, 2, 3]);
  // Among equal times it is the one that has waited longest.
  for (const slot of [3, 1, 2]) order.note(slot, 500);
  assert.deepEqual(order.sort([1, 2, 3], same), [3, 1, 2]);
});

test('a time of far away keeps nobody waiting: each has its turn', () => {
  // The same each time, and as even as chance.
  let seed = 42;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const order = new FetchOrder(random);
  order.note(0, Number.MAX_SAFE_INTEGER);
  order.note(1, -Number.MAX_SAFE_INTEGER);
  for (let slot = 2; slot < 20; slot++) order.note(slot, slot);
  const firsts = new Map<number, number>();
  for (let fetch = 0; fetch < 2_000; fetch++) {
    const [first = -1] = order.sort([...Array(20).keys()], same);
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  assert.equal(firsts.size, 20);
  assert.ok(Math.min(...firsts.values()) >= 10);
});

test('a partition that brings nothing is asked about after many fetches and some time, below the last stable offset', () => {
  const watch = new StuckWatch();
  let asked = 0;
  // Nothing is missed where there is nothing to be had.
  for (let fetch = 0; fetch < 100; fetch++) if (watch.gotNothing(1, 10, 10, fetch * 1_000)) asked++;
  assert.equal(asked, 0);
  // Many fetches in a short time are other partitions' turns.
  for (let fetch = 0; fetch < 100; fetch++) if (watch.gotNothing(1, 10, 20, fetch)) asked++;
  assert.equal(asked, 0);
  assert.equal(watch.gotNothing(1, 10, 20, 20_000), true);
  assert.equal(watch.gotNothing(1, 10, 20, 40_000), false, 'it begins anew');
  // It went on meanwhile.
  for (let fetch = 0; fetch < 100; fetch++) if (watch.gotNothing(2, fetch, 200, fetch * 1_000)) asked++;
  assert.equal(asked, 0);
});
