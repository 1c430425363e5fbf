// A disk that fills, and one that cannot be written: file systems of their own, which only a privileged process on Linux can
// have; skipped elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FromWriter } from '../../main/base/ingest-port.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, nextOf } from './batches.ts';
import { batchOf, coverageOf, followOne, put, ticked, told } from './cache.ts';
import { temporaryFolder } from './folders.ts';

function smallDisk(): (Disposable & { path: string }) | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tailwater-test', folder.path], { stdio: 'ignore' });
  } catch {
    folder[Symbol.dispose]();
    return undefined;
  }
  return {
    path: join(folder.path, 'cache'),
    [Symbol.dispose]() {
      execFileSync('umount', [folder.path]);
      folder[Symbol.dispose]();
    },
  };
}

/** Sends batches of 100 records of 2 kB, the next one when one is stored; resolves with their number at the first full disk. */
async function fillUp(writer: Writer, stopAt: (batches: number) => boolean): Promise<{ from: number; fenced: number }> {
  const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
  assert.ok(first);
  const { slot } = first;
  const port = writer.connectWorker();
  let [from, fenced, batches] = [0, 0, 0];
  const { promise, resolve } = Promise.withResolvers<void>();
  const next = () => {
    const records = Array.from({ length: 100 }, (_, i) => ({
      offset: from + i,
      time: from + i,
      value: 'x'.repeat(2000),
    }));
    port.postMessage({ kind: 'batch', id: from, batch: makeBatch(slot, from, from + 100, records) });
  };
  port.on('message', ({ kind }: FromWriter) => {
    if (kind === 'fenced') fenced++;
    from += 100;
    if (stopAt(++batches)) resolve();
    else next();
  });
  const leave = writer.onTick(() => {
    if (stopAt(batches)) resolve();
  });
  next();
  await promise;
  leave();
  port.close();
  return { from, fenced };
}

const trial = smallDisk();
const skip = trial ? false : 'no file system can be mounted here';
trial?.[Symbol.dispose]();

test('on a full disk the writer pauses and says so, closes, and what was stored is there', { skip }, async () => {
  using disk = smallDisk();
  assert.ok(disk);
  const writer = await openWriter(disk.path);
  const { from } = await fillUp(writer, () => writer.state().state === 'paused');
  const state = writer.state();
  assert.ok(state.state === 'paused' && state.reason === 'disk-full' && /is full. Free some space/.test(state.message));
  await writer[Symbol.asyncDispose]();
  await using again = await openWriter(disk.path);
  assert.equal(again.tick().records, from);
});

test('a fill and a new incarnation wait or fail on a full disk, and nothing of them is half there', {
  skip,
}, async () => {
  using disk = smallDisk();
  assert.ok(disk);
  const ballast = join(disk.path, '..', 'ballast');
  await using writer = await openWriter(disk.path);
  const { slot } = await followOne(writer, { topic: 'old', partition: 0, start: 100, low: 0 });
  await put(writer, batchOf(slot, 100, 110));
  const room = statfsSync(disk.path);
  writeFileSync(ballast, Buffer.alloc(room.bavail * room.bsize));
  const records = Array.from({ length: 100 }, (_, offset) => ({ offset, time: offset, value: 'x'.repeat(20_000) }));
  const filling = put(writer, makeBatch(slot, 0, 100, records), true);
  await ticked(writer, () => writer.state().state === 'paused');
  const refused = { code: 'disk-full' };
  const fresh = { topic: 'new', partition: 0, start: 5, low: 0, topicId: 'a'.repeat(32) };
  for (let i = 0; i < 3; i++) await assert.rejects(writer.follow('cluster-a', [{ ...fresh, partition: i }]), refused);
  await assert.rejects(writer.nameHole(slot, 0, 100, 'unreadable', 'y'.repeat(20_000)), refused);
  rmSync(ballast);
  assert.equal(await filling, 'stored', 'when there is room it is stored, once');
  await followOne(writer, { ...fresh, partition: 7 });
  const { partitions, holes } = await coverageOf(disk.path, writer);
  assert.deepEqual(
    partitions.map(({ topic, partition, held, next, records }) => ({ topic, partition, held, next, records })),
    [
      { topic: 'old', partition: 0, held: [[0, 110]], next: 110, records: 110 },
      { topic: 'new', partition: 7, held: [], next: 5, records: 0 },
    ],
  );
  assert.deepEqual(told(holes), ['7.1 [0, 5) not-fetched -..- fetchable']);
});

test('with a retention, the oldest segments make room, and nothing is lost unsaid', { skip }, async () => {
  using disk = smallDisk();
  assert.ok(disk);
  await using writer = await openWriter(disk.path, { segmentRecords: 200 });
  writer.setRetention({ maxBytes: 1e9 });
  let paused = false;
  writer.onTick(() => {
    paused ||= writer.state().state === 'paused';
  });
  // Twice what the disk can hold at most.
  const { from, fenced } = await fillUp(writer, (batches) => batches === 45);
  assert.ok(paused);
  assert.equal(fenced, 0);
  assert.equal(await nextOf(writer, 'app', 0), from);
});

test('a cache on a disk that cannot be written is refused with what to do, to a writer and to a reader', {
  skip,
}, async () => {
  using disk = smallDisk();
  assert.ok(disk);
  await (await openWriter(disk.path))[Symbol.asyncDispose]();
  execFileSync('mount', ['-o', 'remount,ro', join(disk.path, '..')]);
  const refused = { code: 'read-only', message: /read-only.*(choose|Copy the cache)/i };
  await assert.rejects(openWriter(disk.path), refused);
  await assert.rejects(openReader(disk.path), refused);
});
