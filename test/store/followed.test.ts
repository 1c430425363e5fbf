import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedPositions } from '../../main/base/ingest-port.ts';
import { Catalog } from '../../main/store/catalog.ts';
import { Followed } from '../../main/store/followed.ts';
import { temporaryFolder } from './folders.ts';

test('a partition at its end is "now" only while its broker is heard; then it stands where it was last heard', () => {
  using folder = temporaryFolder();
  using catalog = new Catalog(folder.path);
  const positions = new SharedPositions();
  const followed = new Followed(catalog, positions);
  const [one] = followed.add('cluster-a', [{ topic: 'app', partition: 0, start: 0 }], []);
  assert.ok(one);
  assert.equal(followed.frontier(5).frontier, 5, 'nothing is known of it before a broker was heard');
  positions.setHigh(one.slot, 0);
  const heardAtMs = positions.heardAtMs(one.slot);
  assert.deepEqual(followed.frontier(null, heardAtMs + 1_000), { frontier: null, caughtUp: 1, followed: 1 });
  assert.deepEqual(followed.frontier(null, heardAtMs + 60_000), {
    frontier: heardAtMs * 1000,
    caughtUp: 0,
    followed: 1,
  });
  positions.setHigh(one.slot, 0);
  assert.equal(followed.frontier(null).caughtUp, 1);
});
