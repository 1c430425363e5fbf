// Which brokers are said not to answer: of time and of who is asked for what, without any broker.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AskedBrokers } from '../../main/kafka/asked-brokers.ts';

test('a broker that answers is never silent, one that does not is after some seconds, and until it answers', () => {
  const asked = new AskedBrokers();
  for (let now = 0; now <= 20_000; now += 1_000) {
    asked.ask(1, [0, 1], 300, now);
    asked.answered(1);
    // Again and again, as where each connection is refused.
    asked.ask(2, [2, 3], 300, now);
    const silent = asked.silent(now).map(({ broker, slots }) => [broker, ...slots]);
    assert.deepEqual(silent, now > 6_500 ? [[2, 2, 3]] : [], `after ${now} ms`);
  }
  asked.answered(2);
  assert.deepEqual(asked.silent(20_000), []);
  asked.ask(2, [2, 3], 300, 20_000);
  assert.deepEqual(asked.silent(26_000), [], 'from then on it is waited for anew');
});

test('a fetch that may wait for long is late only after that', () => {
  const asked = new AskedBrokers();
  asked.ask(1, [0], 10_000, 0);
  assert.deepEqual(asked.silent(11_000), []);
  assert.equal(asked.silent(12_000).length, 1);
});

test('what others are asked for does not wait for it any more, nor does what was lost in a join', () => {
  const asked = new AskedBrokers();
  asked.ask(1, [0, 1], 300, 0);
  asked.ask(2, [1], 300, 5_000);
  assert.deepEqual(asked.silent(10_000), [{ broker: 1, slots: [0] }]);
  asked.ask(2, [0, 1], 300, 10_000);
  assert.deepEqual(asked.silent(10_000), []);
  asked.ask(1, [3, 4], 300, 10_000);
  asked.ask(3, [5], 300, 10_000);
  // In that time nobody was asked for anything.
  asked.joined([0, 1, 4], 15_000);
  assert.deepEqual(asked.silent(31_500), [{ broker: 2, slots: [0, 1] }]);
  // Who is not asked again, for the cluster calls it dead, is still waited for.
  assert.deepEqual(asked.silent(31_600), [
    { broker: 2, slots: [0, 1] },
    { broker: 1, slots: [4] },
  ]);
});

test('a turn in which nothing is asked, as nobody leads what the broker had, is no answer', () => {
  const asked = new AskedBrokers();
  asked.ask(1, [0], 300, 0);
  asked.turn(1);
  asked.answered(1);
  assert.equal(asked.silent(10_000).length, 1);
  asked.turn(1);
  asked.ask(1, [0], 300, 10_000);
  asked.answered(1);
  assert.deepEqual(asked.silent(20_000), []);
});

test('one that has not been asked for half a minute is forgotten: it is no broker any more', () => {
  const asked = new AskedBrokers();
  asked.ask(1, [0], 300, 0);
  assert.equal(asked.silent(30_000).length, 1);
  assert.deepEqual(asked.silent(31_000), []);
});
