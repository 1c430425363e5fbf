import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedPositions } from '../../main/base/ingest-port.ts';
import type { Part } from '../../main/store/catalog.ts';
import { Followed } from '../../main/store/followed.ts';

function partOf(id: number, changes: Partial<Part> = {}): Part {
  return { id, cluster: 'cluster-a', topic: 'app', partition: id, incarnation: 1, topicId: null, ...changes };
}

function followedParts(parts: Part[], newest: (number | null)[]) {
  const positions = new SharedPositions();
  const followed = new Followed(positions);
  const stored = parts.map(({ id }, i) => ({ part: id, next: 10, newest: newest[i] ?? null, records: 0, epoch: -1 }));
  const slots = followed.add(parts, stored).map(({ slot }) => slot);
  return { positions, followed, slots };
}

test('a partition at its end is "now" only while its broker is heard; then it stands where it was last heard', () => {
  const { positions, followed, slots } = followedParts([partOf(1)], [null]);
  const [slot = -1] = slots;
  assert.equal(followed.frontier(5).frontier, 5, 'nothing is known of it before a broker was heard');
  positions.setHigh(slot, 0);
  const heardAtMs = positions.heardAtMs(slot);
  const others = { followed: 1, elsewhere: 0, openTransactions: 0 };
  assert.deepEqual(followed.frontier(null, heardAtMs + 1_000), { frontier: null, caughtUp: 1, ...others });
  assert.deepEqual(followed.frontier(null, heardAtMs + 60_000), {
    ...{ frontier: heardAtMs * 1000, caughtUp: 0 },
    ...others,
  });
  positions.setHigh(slot, 0);
  assert.equal(followed.frontier(null).caughtUp, 1);
  positions.setSilent(slot);
  const lastHeardMs = positions.heardAtMs(slot);
  assert.ok(Math.abs(lastHeardMs - Date.now()) < 60_000, 'it is still known when that was');
  assert.deepEqual(followed.frontier(null), { frontier: lastHeardMs * 1000, caughtUp: 0, ...others });
  positions.setSilent(slot);
  assert.ok(positions.isSilent(slot), 'told twice it is so, too');
  positions.setHigh(slot, 0);
  assert.equal(followed.frontier(null).caughtUp, 1);
});

test('an open transaction holds the frontier, and is counted until it ends', () => {
  const { positions, followed, slots } = followedParts([partOf(1), partOf(2)], [700, 900]);
  const [waiting = -1, atEnd = -1] = slots;
  positions.setHigh(waiting, 20, 10);
  positions.setHigh(atEnd, 10);
  const standing = { followed: 2, elsewhere: 0 };
  assert.deepEqual(followed.frontier(0), { frontier: 700, caughtUp: 1, openTransactions: 1, ...standing });
  positions.setHigh(waiting, 20, 20);
  assert.deepEqual(
    followed.frontier(0),
    { frontier: 700, caughtUp: 1, openTransactions: 0, ...standing },
    'it ended: what it held back is still to be read',
  );
  positions.setNext(waiting, 20);
  assert.deepEqual(followed.frontier(0), { frontier: null, caughtUp: 2, openTransactions: 0, ...standing });
});

test('what another member of the group reads neither moves nor holds the frontier', () => {
  const { positions, followed, slots } = followedParts([partOf(1), partOf(2)], [100, 900]);
  const [theirs = -1, ours = -1] = slots;
  positions.setHigh(theirs, 50);
  positions.setHigh(ours, 20);
  positions.setElsewhere(theirs, true);
  const standing = { followed: 2, openTransactions: 0 };
  assert.deepEqual(followed.frontier(0), { frontier: 900, caughtUp: 0, elsewhere: 1, ...standing });
  positions.setElsewhere(theirs, false);
  assert.deepEqual(followed.frontier(0), { frontier: 100, caughtUp: 0, elsewhere: 0, ...standing });
});

test('a new incarnation has a slot of its own, and the one before is followed no more but still has its slot', () => {
  const { followed, slots } = followedParts([partOf(1), partOf(2)], [100, 200]);
  const [again] = followed.add([partOf(3, { partition: 1, incarnation: 2, topicId: 'b' })], []);
  assert.deepEqual(again, { slot: 2, topic: 'app', partition: 1, topicId: 'b', epoch: -1 });
  assert.deepEqual(
    followed.active(null).map(({ slot }) => slot),
    [1, 2],
  );
  assert.equal(followed.bySlot(slots[0] ?? -1).part.id, 1);
});
