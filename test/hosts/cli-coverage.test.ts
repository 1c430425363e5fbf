// What the command line says that its answers lack, and by which clock it orders them: a cache with holes, no broker.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';
import { runCli } from './cli-run.ts';

/** 2026-07-01T12:00:00Z, and a record a second from then on */
const START = Date.UTC(2026, 6, 1, 12) * 1000;
const time = (offset: number) => START + offset * 1_000_000;
const opened = new DisposableStack();
let folder: string;
let cache: string;

/** Partition 0 has offsets 0 to 9 and 20 to 29; what lies between is deleted. Partition 1 has 0 to 29, which arrived first. */
before(async () => {
  folder = opened.use(temporaryFolder()).path;
  cache = join(folder, 'cache');
  await using writer = await openWriter(cache);
  const [one, two] = await writer.follow('cluster', [
    { topic: 'app', partition: 0, start: 0 },
    { topic: 'app', partition: 1, start: 0 },
  ]);
  assert.ok(one && two);
  const batch = (slot: number, from: number, to: number) => {
    const offsets = Array.from({ length: to - from }, (_, i) => from + i);
    return makeBatch(
      slot,
      from,
      to,
      offsets.map((offset) => ({ offset, time: time(offset), value: `line ${offset}` })),
    );
  };
  const early = batch(two.slot, 0, 30);
  await send(writer, [batch(one.slot, 0, 10), { ...early, arrival: early.arrival - 1_000_000 }]);
  await writer.addHole(one.slot, 10, 20, 'deleted-by-retention');
  await send(writer, [batch(one.slot, 20, 30)]);
});
after(() => opened.dispose());

const HOLE = {
  ...{ topic: 'app', partition: 0, incarnation: 1, from: 10, to: 20, cause: 'deleted-by-retention', fetchable: false },
  ...{ fromTime: '2026-07-01T12:00:09.000000Z', toTime: '2026-07-01T12:00:20.000000Z' },
};

test('query --count --json has the number and what it lacks in one object', async () => {
  const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--count', '--json');
  assert.equal(code, 0, stderr);
  const { count, coverage } = JSON.parse(stdout);
  assert.equal(count, 50);
  assert.deepEqual([coverage.whole, coverage.partitions, coverage.allHoles], [1, 2, 1]);
  assert.deepEqual(coverage.missing, [{ cause: 'deleted-by-retention', holes: 1, offsets: 10 }]);
  assert.deepEqual(coverage.holes, [HOLE]);
  assert.equal(coverage.notFollowed.newestTime, '2026-07-01T12:00:29.000000Z');
  assert.equal(stderr.trimEnd(), coverage.text);
  assert.match(stderr, /^Complete on 1 of 2 partitions .* 1 hole: app\/0 offsets 10 to 19, deleted on the brokers/);
});

test('a time beside the hole is complete, a time over it is not', async () => {
  const count = async (from: string, to: string) => {
    const { stdout } = await runCli('query', '--cache', cache, '--since', from, '--until', to, '--count', '--json');
    const { count, coverage } = JSON.parse(stdout);
    return [count, coverage.whole, coverage.from, coverage.to];
  };
  const [start, before, end] = ['2026-07-01T12:00:00Z', '2026-07-01T12:00:09Z', '2026-07-01T12:00:15Z'];
  const full = (text: string) => text.replace('Z', '.000000Z');
  assert.deepEqual(await count(start, before), [18, 2, full(start), full(before)]);
  assert.deepEqual(await count(before, end), [7, 1, full(before), full(end)]);
});

test('query --histogram --json has the buckets, their sum and what they lack', async () => {
  const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--histogram', '5', '--json');
  assert.equal(code, 0, stderr);
  const { count, histogram, coverage } = JSON.parse(stdout);
  assert.equal(count, 50);
  assert.equal(
    histogram.reduce((sum: number, { total }: { total: number }) => sum + total, 0),
    50,
  );
  assert.equal(coverage.allHoles, 1);
});

test('--json without a count or a histogram is a mistake in the command', async () => {
  const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--json');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /--json goes with --count or --histogram/);
});

test('query and export order by the clock that is wanted', async () => {
  const out = join(folder, 'by-arrival.ndjson');
  const exported = await runCli(
    ...['export', '--cache', cache, '--order-by', 'arrival', '--format', 'ndjson', '--out', out],
  );
  assert.equal(exported.code, 0, exported.stderr);
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  const partitions = lines.map((line) => JSON.parse(line).partition);
  assert.deepEqual(partitions, [...Array(30).fill(1), ...Array(20).fill(0)]);
  const newest = await runCli('query', '--cache', cache, '--order-by', 'arrival', '--order', 'desc');
  assert.deepEqual(newest.stdout.trimEnd().split('\n'), lines.toReversed());
  const own = await runCli('query', '--cache', cache);
  assert.notEqual(
    JSON.parse(own.stdout.split('\n')[1] ?? '').partition,
    JSON.parse(own.stdout.split('\n')[0] ?? '').partition,
  );
});

test('export writes what the file lacks beside it, unless that is not wanted', async () => {
  const run = (name: string, ...more: string[]) =>
    runCli('export', '--cache', cache, '--format', 'text', '--out', join(folder, name), ...more);
  const { code, stderr } = await run('all.log');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /is also in .*all\.log\.coverage\.json\./);
  const said = JSON.parse(readFileSync(join(folder, 'all.log.coverage.json'), 'utf8'));
  assert.deepEqual([said.file, said.records], ['all.log', 50]);
  assert.deepEqual(said.coverage.holes, [HOLE]);
  assert.equal((await run('bare.log', '--no-coverage-file')).code, 0);
  assert.equal(existsSync(join(folder, 'bare.log.coverage.json')), false);
});
