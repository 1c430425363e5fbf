// When records came that are named by their offsets, against a list of what was stored: over segments, gaps and batches of the past.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReader } from '../../main/store/reader.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { rounds } from '../rounds.ts';
import { batchOf, followOne, put, TIME } from './cache.ts';
import { temporaryFolder } from './folders.ts';

const place = (from: number, below: number, topic = 'app', topicId: string | null = null) => ({
  ...{ topic, topicId, partition: 0, from, below },
});

test('the first from an offset on and the last below another, wherever they lie', async () => {
  for (let round = 0; round < rounds(8); round++) {
    using folder = temporaryFolder();
    const random = seededRandom();
    const held: [from: number, to: number][] = [];
    const offsets: number[] = [];
    await using writer = await openWriter(folder.path, { segmentRecords: 50 });
    const start = 200;
    const { slot } = await followOne(writer, { topic: 'app', partition: 0, start, low: 0 });
    // Batches that lack records, one in four, and such as have none at all; then some of the past, in any order.
    const store = async (from: number, to: number, isFill: boolean) => {
      const all = Array.from({ length: to - from }, (_, i) => from + i);
      const stored = random.chance(0.2) ? [] : random.chance(0.4) ? all.filter(() => random.chance(0.75)) : all;
      assert.equal(await put(writer, batchOf(slot, from, to, stored), isFill), 'stored');
      held.push([from, to]);
      offsets.push(...stored);
    };
    let next = start;
    const goOn = async (batches: number) => {
      for (let i = 0; i < batches; i++) {
        const from = next;
        next += 1 + random.below(12);
        await store(from, next, false);
      }
    };
    await goOn(15);
    for (const from of [120, 40, 80]) await store(from, from + 5 + random.below(30), true);
    await goOn(10);

    const isHeld = (offset: number) => held.some(([from, to]) => from <= offset && offset < to);
    const expected = (from: number, below: number) => {
      // What lies between the offset and the next record must be known to be nothing.
      let first = from;
      while (isHeld(first) && !offsets.includes(first)) first++;
      const last = Math.max(-1, ...offsets.filter((one) => one < below));
      let end = last + 1;
      while (isHeld(end)) end++;
      const isWhole = end >= below;
      return isHeld(first) && last >= first ? { first: TIME(first), last: TIME(last), at: last, isWhole } : null;
    };
    await using reader = await openReader(folder.path, { threads: 1 });
    const places = Array.from({ length: 150 }, () => {
      const from = random.below(next + 10);
      return place(from, from + 1 + random.below(next - from + 20));
    });
    const found = await reader.times({ cluster: 'cluster-a', places });
    for (const [i, { from, below }] of places.entries())
      assert.deepEqual(found[i], expected(from, below), `seed ${random.seed}: from ${from}, below ${below}`);
  }
});

test('nothing of another cluster or topic, nor of an incarnation before', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const { slot } = await followOne(writer, { topic: 'app', partition: 0, start: 0, low: 0, topicId: 'a'.repeat(32) });
  await put(writer, batchOf(slot, 0, 10));
  await using reader = await openReader(folder.path, { threads: 1 });
  const ask = async (cluster: string, topic?: string, topicId?: string) =>
    (await reader.times({ cluster, places: [place(3, 8, topic, topicId)] }))[0];
  const found = { first: TIME(3), last: TIME(7), at: 7, isWhole: true };
  assert.deepEqual(await ask('cluster-a'), found);
  assert.deepEqual(await ask('cluster-a', 'app', 'a'.repeat(32)), found);
  assert.equal(await ask('cluster-a', 'app', 'c'.repeat(32)), null, 'it was created again since it was followed');
  assert.equal(await ask('cluster-b'), null);
  assert.equal(await ask('cluster-a', 'other'), null);
  await followOne(writer, { topic: 'app', partition: 0, start: 0, low: 0, topicId: 'b'.repeat(32) });
  assert.equal(await ask('cluster-a'), null, 'its offsets are those of the new log');
});
