// A file of the cache that is gone is never passed over in silence: what it held is missing, by name.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '../../main/contract/errors.ts';
import { openReader } from '../../main/store/reader.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, nextOf, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';

/** Three segments: offsets 0 to 9 and 10 to 19 sealed, 20 to 24 active. */
async function fill(folder: string): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords: 10 });
  const [followed] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
  assert.ok(followed);
  for (let from = 0; from < 25; from += 5) {
    const records = Array.from({ length: 5 }, (_, i) => ({ offset: from + i, time: from + i, value: `v${from + i}` }));
    await send(writer, [makeBatch(followed.slot, from, from + 5, records)]);
  }
}

const OLDEST_LOST = [
  {
    ...{ topic: 'app', partition: 0, incarnation: 1, from: 0, to: 10, cause: 'damaged-segment' },
    ...{ fromTime: null, toTime: 10, fetchable: true },
  },
];

test('the oldest sealed file is gone: a reader names what it held', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  rmSync(join(folder.path, 'segment-000001.db'));
  await using reader = await openReader(folder.path);
  const { partitions, holes } = await reader.coverage();
  assert.deepEqual(holes, OLDEST_LOST);
  assert.deepEqual(
    partitions.map((one) => [one.held, one.next, one.records]),
    [[[[10, 25]], 25, 15]],
  );
  assert.deepEqual([(await reader.refresh()).records, (await reader.refresh()).holes], [15, 1]);
});

test('the oldest sealed file is gone: a writer counts it no more and keeps the hole', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  rmSync(join(folder.path, 'segment-000001.db'));
  {
    await using writer = await openWriter(folder.path);
    assert.deepEqual([writer.tick().records, writer.tick().holes], [15, 1]);
    assert.equal(await nextOf(writer, 'app', 0), 25);
  }
  await using reader = await openReader(folder.path);
  assert.deepEqual((await reader.coverage()).holes, OLDEST_LOST);
});

test('the active file is gone: a reader that cannot know what it held says so', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  rmSync(join(folder.path, 'segment-000003.db'));
  await using reader = await openReader(folder.path);
  await assert.rejects(
    reader.coverage(),
    (error: unknown) =>
      error instanceof EngineError && error.code === 'damaged' && /segment-000003\.db/.test(error.message),
  );
});
