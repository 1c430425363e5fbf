// Filling holes: batches of the past, in any order, over sealed and active segments, and what is said of the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReader } from '../../main/store/reader.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { rounds } from '../rounds.ts';
import { batchOf, coverageOf, followOne, put, TIME, ticked, told } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

test('what lies before the start is a hole; fills make it smaller, split it and end it, and the position stays', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 100, low: 20 });
  const missing = () => writer.missing(slot, 0, 1000);
  assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), ['0.1 [20, 100) not-fetched -..- fetchable']);
  await put(writer, batchOf(slot, 100, 110));
  assert.deepEqual(await writer.fetchable(null), [{ slot, from: 20, to: 100 }]);
  assert.deepEqual(await missing(), [[0, 100]], 'what is not held, whether it has a name or not');

  assert.equal(await put(writer, batchOf(slot, 50, 60), true), 'stored');
  assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), [
    '0.1 [20, 50) not-fetched -..51 fetchable',
    '0.1 [60, 100) not-fetched 60..101 fetchable',
  ]);
  assert.equal(await put(writer, batchOf(slot, 90, 100), true), 'stored');
  assert.equal(await put(writer, batchOf(slot, 20, 50), true), 'stored');
  assert.deepEqual(await writer.fetchable(['app']), [{ slot, from: 60, to: 90 }]);
  assert.deepEqual(await writer.fetchable(['other']), []);
  assert.deepEqual(await missing(), [
    [0, 20],
    [60, 90],
  ]);
  // Compaction and markers: an interval with fewer records than offsets, and one with none.
  assert.equal(await put(writer, batchOf(slot, 60, 80, [71]), true), 'stored');
  assert.equal(await put(writer, batchOf(slot, 80, 90, []), true), 'stored');
  const { partitions, holes } = await coverageOf(folder.path, writer);
  assert.deepEqual(holes, []);
  assert.deepEqual(
    partitions.map(({ held, next, newestTime, records }) => ({ held, next, newestTime, records })),
    [{ held: [[20, 110]], next: 110, newestTime: TIME(109), records: 61 }],
  );
  assert.equal(writer.positions.next(slot), 110);
  assert.equal(await put(writer, batchOf(slot, 110, 120)), 'stored', 'the live position was not touched');
});

test('a fill of what is held anywhere, or is not past yet, is fenced, and nothing of it is written', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 50, low: 0 });
  await put(writer, batchOf(slot, 50, 60));
  await put(writer, batchOf(slot, 20, 30), true);
  await put(writer, batchOf(slot, 60, 65));
  await put(writer, batchOf(slot, 35, 38), true);
  await ticked(writer, () => writer.tick().records === 28);
  for (const [from, to, why] of [
    [20, 30, 'held by a sealed segment'],
    [25, 35, 'its beginning is'],
    [10, 21, 'its end is'],
    [29, 30, 'one offset of it is'],
    [10, 40, 'it lies around what is held'],
    [36, 37, 'held by the active segment'],
    [37, 45, 'its beginning is'],
    [33, 36, 'its end is'],
    [45, 55, 'it reaches over the start'],
    [64, 66, 'it reaches over the position'],
    [65, 70, 'it is not past yet'],
  ] as const)
    assert.equal(await put(writer, batchOf(slot, from, to), true), 'fenced', `[${from}, ${to}): ${why}`);
  const { partitions } = await coverageOf(folder.path, writer);
  assert.deepEqual(partitions[0]?.held, [
    [20, 30],
    [35, 38],
    [50, 65],
  ]);
  assert.equal(partitions[0]?.records, 28);
  assert.equal(writer.positions.next(slot), 65);
});

test('nameHole names what is missing, below the position, and leaves what is held', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 50, low: 0 });
  await put(writer, batchOf(slot, 50, 60));
  await put(writer, batchOf(slot, 20, 30), true);
  await writer.nameHole(slot, 0, 25, 'deleted-by-retention', 'log start 25');
  await writer.nameHole(slot, 40, 500, 'unreadable', 'CRC');
  const { holes } = await coverageOf(folder.path, writer);
  assert.deepEqual(told(holes), [
    '0.1 [0, 20) deleted-by-retention -..21',
    '0.1 [30, 40) not-fetched 30..51 fetchable',
    '0.1 [40, 50) unreadable 30..51 fetchable',
  ]);
  assert.deepEqual(
    holes.map(({ detail }) => detail),
    ['log start 25', undefined, 'CRC'],
  );
  assert.deepEqual(await writer.fetchable(null), [
    { slot, from: 30, to: 40 },
    { slot, from: 40, to: 50 },
  ]);
});

test('what is asked for of a log that was cut back is not what the incarnation before has', async () => {
  using folder = temporaryFolder();
  const id = 'a'.repeat(32);
  await using writer = await openWriter(folder.path);
  const old = await followOne(writer, { topic: 'app', partition: 0, start: 0, topicId: id });
  await put(writer, batchOf(old.slot, 0, 20));
  await writer.addHole(old.slot, 20, 25, 'unreadable');
  const underWay = batchOf(old.slot, 20, 22);
  const cut = await followOne(writer, { topic: 'app', partition: 0, start: 12, low: 12, topicId: id, anew: true });
  await writer.addHole(cut.slot, 12, 15, 'unreadable');
  await put(writer, batchOf(cut.slot, 15, 30));
  assert.deepEqual(await writer.missing(cut.slot, 0, 100), [[12, 15]]);
  assert.equal(await put(writer, underWay, true), 'fenced', 'its records may be of the new log');
  await assert.rejects(writer.missing(old.slot, 0, 100), { code: 'not-found' });
  assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), [
    '0.1 [20, 25) unreadable 20..-',
    '0.2 [12, 15) unreadable -..16 fetchable',
  ]);
});

test('what retention dropped may be filled again, and dropped again', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0 });
  await put(writer, batchOf(slot, 0, 10));
  await put(writer, batchOf(slot, 10, 20));
  writer.setRetention({ maxAgeSeconds: 60 });
  await ticked(writer, () => writer.tick().records === 0 && writer.tick().holes === 1);
  writer.setRetention({});
  assert.equal(await put(writer, batchOf(slot, 5, 15), true), 'stored');
  assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), [
    '0.1 [0, 5) dropped-from-cache -..6 fetchable',
    '0.1 [15, 20) dropped-from-cache 15..- fetchable',
  ]);
  writer.setRetention({ maxAgeSeconds: 60 });
  await ticked(writer, () => writer.tick().records === 0);
  assert.deepEqual(told((await coverageOf(folder.path, writer)).holes), [
    '0.1 [0, 20) dropped-from-cache -..- fetchable',
  ]);
});

test('random fills, holes and live batches over many segments are what a plain table of offsets says', async () => {
  const random = seededRandom();
  using folder = temporaryFolder();
  const options = { segmentRecords: 60 };
  let writer = await openWriter(folder.path, options);
  /** held, or why not; from 0 to the position */
  const model: string[] = new Array(300).fill('not-fetched');
  let { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 300, low: 0 });
  try {
    for (let round = 0; round < rounds(150, 50); round++) {
      const about = `seed ${random.seed}, round ${round}`;
      const next = model.length;
      const from = random.below(next);
      const to = from + 1 + random.below(12);
      const dice = random.below(100);
      if (dice < 20) {
        assert.equal(await put(writer, batchOf(slot, next, next + 5)), 'stored', about);
        model.push(...new Array(5).fill('held'));
      } else if (dice < 30) {
        await writer.addHole(slot, next, next + 3, 'unreadable');
        model.push(...new Array(3).fill('unreadable'));
      } else if (dice < 40) {
        await writer.nameHole(slot, from, to, 'deleted-by-retention');
        for (let i = from; i < Math.min(to, next); i++) if (model[i] !== 'held') model[i] = 'deleted-by-retention';
      } else if (dice < 43) {
        await writer[Symbol.asyncDispose]();
        writer = await openWriter(folder.path, options);
        ({ slot } = await followOne(writer, { topic: 'app', partition: 0, start: 7 }));
      } else {
        const free = to <= next && model.slice(from, to).every((cause) => cause !== 'held');
        assert.equal(await put(writer, batchOf(slot, from, to), true), free ? 'stored' : 'fenced', about);
        if (free) model.fill('held', from, to);
      }
    }
    const { partitions, holes } = await coverageOf(folder.path, writer);
    const said: string[] = new Array(model.length).fill('?');
    for (const [from, to] of partitions[0]?.held ?? []) said.fill('held', from, to);
    for (const { from, to, cause } of holes) {
      assert.ok(
        said.slice(from, to).every((one) => one === '?'),
        'holes and what is held do not overlap',
      );
      said.fill(cause, from, to);
    }
    assert.deepEqual(said, model, `seed ${random.seed}`);
    for (const { from, to, fromTime, toTime } of holes) {
      const before = model.lastIndexOf('held', from);
      const behind = model.indexOf('held', to);
      assert.deepEqual(
        [fromTime, toTime],
        [before === -1 ? null : TIME(before), behind === -1 ? null : TIME(behind)],
        `seed ${random.seed}, [${from}, ${to})`,
      );
    }
    await using reader = await openReader(folder.path);
    const { rows } = await reader.page({
      view: viewOf(),
      order: 'asc',
      start: { at: 'first' },
      skip: 0,
      limit: 5000,
    });
    const offsets = rows.map(({ offset }) => offset);
    assert.deepEqual(
      offsets,
      model.flatMap((one, offset) => (one === 'held' ? [offset] : [])),
      `seed ${random.seed}`,
    );
    const [known] = await writer.known('cluster-a', [{ topic: 'app', partition: 0 }]);
    assert.equal(known?.last?.offset, model.lastIndexOf('held'), `seed ${random.seed}`);
  } finally {
    await writer[Symbol.asyncDispose]();
  }
});
