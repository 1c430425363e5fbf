// What the list of rebalances says: causes, and partitions that changed hands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say } from '../../main/contract/told.ts';
import { Rebalances } from '../../main/kafka/rebalances.ts';

const causes = (rebalances: Rebalances) => rebalances.list().map((one) => one.cause.message);

test('workers that were added are the cause until the last of them has joined', () => {
  const rebalances = new Rebalances();
  rebalances.expect(say('cause-began'));
  rebalances.joined(1, 1, 10, [0, 1, 2, 3, 4, 5], 1);
  rebalances.resized([2, 3], []);
  // They come one after the other; the first to tell of a generation is one that was there.
  rebalances.joined(1, 2, 10, [0, 1, 2], null);
  rebalances.joined(2, 2, 10, [3, 4, 5], null);
  rebalances.joined(1, 3, 10, [0, 1], null);
  rebalances.joined(2, 3, 10, [3, 4], null);
  rebalances.joined(3, 3, 10, [2, 5], null);
  rebalances.joined(1, 4, 10, [0, 1], null);
  assert.deepEqual(causes(rebalances), [
    'a member joined or left',
    '2 workers were added',
    '2 workers were added',
    'this session began',
  ]);
  assert.deepEqual(
    rebalances.list().map((one) => [one.moved, one.members]),
    [
      [0, 3],
      [2, 3],
      [3, 2],
      [0, 1],
    ],
  );
  assert.deepEqual(
    rebalances.list().map((one) => one.moves.map(({ from, to, partitions }) => `${from} to ${to}: ${partitions}`)),
    [[], ['1 to 3: 1', '2 to 3: 1'], ['1 to 2: 3'], []],
  );
});

test('a worker that was removed is the cause of what follows, once', () => {
  const rebalances = new Rebalances();
  rebalances.joined(1, 1, 10, [0, 1], 2);
  rebalances.joined(2, 1, 10, [2, 3], null);
  rebalances.resized([], [2]);
  rebalances.left(2);
  rebalances.joined(1, 2, 10, [0, 1, 2, 3], 1);
  rebalances.joined(1, 3, 10, [0, 1, 2, 3], 1);
  assert.deepEqual(causes(rebalances).slice(0, 2), ['a member joined or left', 'a worker was removed']);
  assert.equal(rebalances.list()[1]?.moved, 2);
  assert.deepEqual(rebalances.list()[1]?.moves, [{ from: 2, to: 1, partitions: 2 }]);
});

test('what was expected and did not come is no cause later; what other members take and give back has moved', () => {
  const rebalances = new Rebalances();
  const now = Date.now();
  rebalances.joined(1, 1, 10, [0, 1], 1, now);
  rebalances.resized([2], [], now);
  rebalances.joined(1, 2, 10, [0], null, now + 120_000);
  rebalances.counted(2);
  rebalances.joined(1, 3, 10, [0, 1], null, now + 130_000);
  assert.deepEqual(causes(rebalances).slice(0, 2), ['a member joined or left', 'a member joined or left']);
  assert.deepEqual(
    rebalances.list().map((one) => [one.moved, one.members]),
    [
      [1, 1],
      [1, 2],
      [0, 1],
    ],
  );
});

test('what the leader tells of the members stands, whoever tells first that it has joined', () => {
  for (const order of [
    [1, 2],
    [2, 1],
  ]) {
    const rebalances = new Rebalances();
    rebalances.joined(1, 1, 10, [0, 1], 3);
    rebalances.joined(2, 1, 10, [2, 3], null);
    rebalances.joined(3, 1, 10, [4, 5], null);
    rebalances.resized([], [3]);
    // Until both have told, the third one seems to have a partition.
    for (const worker of order)
      rebalances.joined(worker, 2, 10, worker === 1 ? [0, 1, 4] : [2, 3, 5], worker === 1 ? 2 : null);
    const [latest] = rebalances.list();
    assert.deepEqual([latest?.members, latest?.moved], [2, 2]);
  }
});
