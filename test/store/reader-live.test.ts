// The reader beside a writer that goes on: views that stand still, timelines that only count what is new, other processes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '../../main/contract/errors.ts';
import type { Histogram, View } from '../../main/contract/records.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader, Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { rounds, some } from '../rounds.ts';
import { makeBatch, send } from './batches.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

const SECOND = 1_000_000;

async function follow(writer: Writer): Promise<number> {
  const [first] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
  assert.ok(first);
  return first.slot;
}

/** Offsets from to to - 1, a record each `stepMicros`; every tenth is an error. */
async function write(writer: Writer, slot: number, from: number, to: number, stepMicros = SECOND): Promise<void> {
  for (let at = from; at < to; at += 500) {
    const end = Math.min(to, at + 500);
    const records = Array.from({ length: end - at }, (_, i) => ({
      offset: at + i,
      time: (at + i) * stepMicros,
      level: (at + i) % 10 === 0 ? 6 : 3,
      value: `{"n":${at + i},"word":"${(at + i) % 7 === 0 ? 'seven' : 'other'}"}`,
    }));
    await send(writer, [makeBatch(slot, at, end, records)]);
  }
}

async function histogram(reader: Reader, view: Partial<View>, buckets = 100): Promise<Histogram> {
  let latest: Histogram | undefined;
  for await (const one of reader.histogram(viewOf(view), buckets)) latest = one;
  assert.ok(latest?.final);
  return latest;
}

test('buckets are aligned to the clock of a zone, whichever way they are counted', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 700 });
  const slot = await follow(writer);
  // A record each 5 minutes for a week of 1970.
  await write(writer, slot, 0, 2016, 300 * SECOND);
  await using reader = await openReader(folder.path);
  const HOUR = 3600 * SECOND;
  const zones = [
    ['America/St_Johns', -3.5],
    ['Asia/Kathmandu', 5.5],
    ['Asia/Seoul', 9],
    ['Pacific/Marquesas', -9.5],
  ] as const;
  for (const [zone, hours] of some(zones))
    for (const [filter, buckets, days] of [
      ['', 10, 7],
      ['level: error', 60, 7],
      ['word: seven', 10, 7],
      ['', 200, 7],
      ['', 30, 1],
    ] as const) {
      const offset = hours * HOUR;
      const view = viewOf({ filter, from: HOUR, to: days * 24 * HOUR - HOUR });
      let whole: Histogram | undefined;
      for await (const one of reader.histogram(view, buckets, undefined, zone)) whole = one;
      let split: Histogram | undefined;
      for await (const one of reader.split({ view, buckets, zone, split: 'word', top: 9 }, 'word')) split = one;
      for (const answer of [whole, split]) {
        assert.ok(answer?.final);
        const { start, width, counts } = answer;
        assert.equal((((start + offset) % width) + width) % width, 0, `${zone} ${width}`);
        const wanted = (counts[0] ?? []).map((_, bucket) => {
          const [from, to] = [start + bucket * width, start + (bucket + 1) * width];
          return Array.from({ length: 2016 }, (_, n) => n).filter((n) => {
            const at = n * 300 * SECOND;
            if (at < from || at >= to || at < HOUR || at >= days * 24 * HOUR - HOUR) return false;
            return filter === '' || (filter === 'level: error' ? n % 10 === 0 : n % 7 === 0);
          }).length;
        });
        const found = wanted.map((_, bucket) => counts.reduce((sum, level) => sum + (level[bucket] ?? 0), 0));
        assert.deepEqual(found, wanted, `${zone} ${filter} ${buckets}`);
      }
    }
});

test('what is stored while the coverage is read is no hole', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 3000 });
  const slot = await follow(writer);
  await using reader = await openReader(folder.path, { threads: 1 });
  let looking = true;
  const writing = (async () => {
    for (let at = 0; looking; at += 5) await write(writer, slot, at, at + 5);
  })();
  const holes: unknown[] = [];
  for (let looks = 0; looks < rounds(200); looks++) holes.push(...(await reader.coverage()).holes);
  looking = false;
  await writing;
  assert.deepEqual(holes, []);
});

test('a view up to a row stands still while the writer goes on', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 3000 });
  const slot = await follow(writer);
  await write(writer, slot, 0, 5000);
  await using reader = await openReader(folder.path);
  const upTo = (await reader.refresh()).newestRow;
  assert.equal(upTo, 5000);
  const ask = async () => {
    const timelines = [];
    for (const filter of ['', 'level:error', 'seven']) timelines.push(await histogram(reader, { filter, upTo }));
    const page = await reader.page({
      view: viewOf({ upTo, filter: 'seven' }),
      order: 'desc',
      start: { at: 'first' },
      skip: 0,
      limit: 50,
    });
    return { timelines: timelines.map(({ counts, from, to, total }) => ({ counts, from, to, total })), page };
  };
  const before = await ask();
  assert.deepEqual(
    before.timelines.map(({ total }) => total),
    [5000, 500, 715],
  );
  for (const to of [5010, 7500, 12_000]) {
    await write(writer, slot, (await reader.refresh()).newestRow, to);
    assert.deepEqual(await ask(), before, `after ${to}`);
  }
  assert.equal((await histogram(reader, { filter: 'seven' })).total, Math.ceil(12_000 / 7));
});

test('a timeline that is asked again counts only what is new, also when its range moves', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 4000 });
  const slot = await follow(writer);
  await write(writer, slot, 0, 10_000);
  await using reader = await openReader(folder.path);
  for (const filter of ['', 'level >= warn', 'seven']) {
    const { newestRow } = await reader.refresh();
    // Open, fixed, and sliding ranges; 10 s a bucket, and ends that cut one.
    const range = (newest: number): Partial<View>[] => [
      { filter, to: 20_000 * SECOND },
      { filter, from: 5_003_500_000, to: 20_000 * SECOND },
      { filter, from: (newest - 4000.5) * SECOND, to: (newest + 1) * SECOND },
    ];
    for (const view of range(newestRow)) await histogram(reader, view, 2000);
    await write(writer, slot, newestRow, newestRow + 40);
    for (const [index, view] of range(newestRow + 40).entries()) {
      const again = await histogram(reader, view, 2000);
      // Both cut ends of a sliding range are looked up in the segment where they lie.
      assert.ok(again.toScan <= (index === 2 ? 8040 : 40), `${JSON.stringify(view)} scanned ${again.toScan}`);
      await using fresh = await openReader(folder.path, { threads: 1 });
      const whole = await histogram(fresh, view, 2000);
      assert.deepEqual({ ...again, scanned: 0, toScan: 0 }, { ...whole, scanned: 0, toScan: 0 }, JSON.stringify(view));
    }
  }
});

test('another process reads while this one writes, and sees segments come and go', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 1000 });
  const slot = await follow(writer);
  await write(writer, slot, 0, 100);
  using scripts = temporaryFolder();
  const script = join(scripts.path, 'other.ts');
  writeFileSync(
    script,
    `import { openReader } from ${JSON.stringify(import.meta.resolve('../../main/store/reader.ts'))};
     const view = { filter: 'seven', from: null, to: null, topics: null, upTo: null };
     await using reader = await openReader(process.argv[2], { threads: 1 });
     for await (const _ of process.stdin) {
       const { newestRow, records } = await reader.refresh();
       let total = 0;
       for await (const one of reader.histogram(view, 10)) total = one.total;
       const { rows } = await reader.page({ view, order: 'desc', start: { at: 'first' }, skip: 0, limit: 1 });
       console.log(JSON.stringify([newestRow, records, total, rows[0]?.offset]));
     }`,
  );
  const other = spawn(process.execPath, [script, folder.path], { stdio: ['pipe', 'pipe', 'inherit'] });
  using _other = { [Symbol.dispose]: () => other.kill() };
  const ask = async () => {
    other.stdin.write('?');
    const [line] = await once(other.stdout, 'data');
    const answer: unknown = JSON.parse(String(line));
    return answer;
  };
  assert.deepEqual(await ask(), [100, 100, 15, 98]);
  await write(writer, slot, 100, 3500);
  assert.deepEqual(await ask(), [3500, 3500, 500, 3493]);
  // A second's retention: the records are of 1970, so every sealed segment goes.
  const dropped = Promise.withResolvers<void>();
  const stop = writer.onTick(() => writer.tick().holes > 0 && dropped.resolve());
  writer.setRetention({ maxAgeSeconds: 60 });
  await dropped.promise;
  stop();
  const kept = [3100, 3101, 3102, 3103, 3104].filter((n) => n % 7 === 0).length;
  assert.ok(kept);
  assert.deepEqual(await ask(), [3500, 400, 57, 3493]);
  other.stdin.end();
  const [code] = await once(other, 'exit');
  assert.equal(code, 0);
});

test('a cache without records answers with nothing; a folder without a cache and a wrong filter are errors', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    await follow(writer);
  }
  await using reader = await openReader(folder.path);
  const empty = await histogram(reader, {});
  assert.deepEqual([empty.total, empty.from, empty.to, empty.upTo], [0, null, null, 0]);
  const ranged = await histogram(reader, { from: 0, to: 60 * SECOND }, 60);
  assert.deepEqual([ranged.counts[0]?.length, ranged.total], [60, 0]);
  const page = await reader.page({ view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 10 });
  assert.deepEqual(page, { rows: [], more: false, upTo: 0 });
  assert.deepEqual((await reader.fields(viewOf(), 10)).sampled, 0);
  assert.equal((await reader.refresh()).newestRow, 0);
  const wrong = viewOf({ filter: 'level: (error' });
  const rejectsAtSeven = (error: unknown) =>
    error instanceof EngineError && error.code === 'bad-filter' && error.data.position === 7;
  await assert.rejects(histogram(reader, wrong), rejectsAtSeven);
  await assert.rejects(reader.fields(wrong, 10), rejectsAtSeven);
  await assert.rejects(
    reader.page({ view: wrong, order: 'asc', start: { at: 'first' }, skip: 0, limit: 10 }),
    rejectsAtSeven,
  );
  await assert.rejects(reader.lines(wrong, 'asc', 'text', undefined)[Symbol.asyncIterator]().next(), rejectsAtSeven);
  using nothing = temporaryFolder();
  await assert.rejects(openReader(nothing.path), { code: 'not-found' });
  writeFileSync(
    join(nothing.path, 'catalog.db'),
    'this is no database, it is only text that is long enough'.repeat(100),
  );
  await assert.rejects(openReader(nothing.path), { code: 'damaged' });
});
