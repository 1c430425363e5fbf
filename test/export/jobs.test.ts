// Export jobs over a real cache into real files: whole or not there, and clear about what went wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EngineError } from '../../main/contract/errors.ts';
import { type ExportJob, ExportRequest } from '../../main/contract/export.ts';
import type { Input } from '../../main/contract/methods.ts';
import { type ExportJobs, openExportJobs } from '../../main/export/jobs.ts';
import { createWholeFile } from '../../main/export/whole-file.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';

const PER_PARTITION = 30_000;
const PER_BATCH = 5000;
const START = 1_750_000_000_000_000;
const opened = new AsyncDisposableStack();
let reader: Reader;
let jobs: ExportJobs;
let folder: string;

/** Partition 0 has a hole behind its records; times rise by 1 ms, the two partitions in turn. */
before(async () => {
  const cache = opened.use(temporaryFolder()).path;
  const writer = opened.use(await openWriter(join(cache, 'cache'), { segmentRecords: 20_000 }));
  const slots = await writer.follow('cluster', [
    { topic: 'app', partition: 0, start: 0 },
    { topic: 'app', partition: 1, start: 0 },
  ]);
  for (const { slot, partition } of slots) {
    const batches = Array.from({ length: PER_PARTITION / PER_BATCH }, (_, b) => {
      const records = Array.from({ length: PER_BATCH }, (_, i) => {
        const offset = b * PER_BATCH + i;
        return {
          offset,
          time: START + (offset * 2 + partition) * 1000,
          value: `record ${partition}/${offset} ${'x'.repeat(300)}`,
        };
      });
      return makeBatch(slot, b * PER_BATCH, (b + 1) * PER_BATCH, records);
    });
    await send(writer, batches);
    if (partition === 0) await writer.addHole(slot, PER_PARTITION, PER_PARTITION + 10, 'deleted-by-retention');
  }
  reader = opened.use(await openReader(join(cache, 'cache')));
  jobs = opened.use(openExportJobs({ lines: reader.lines, coverage: reader.coverage, tick: () => reader.refresh() }));
  folder = opened.use(temporaryFolder()).path;
});
after(() => opened.disposeAsync());

const request = (path: string, more: Partial<Input<'export.start'>> = {}) =>
  ExportRequest.parse({ view: {}, format: 'text', path, ...more });
const find = (id: string) => jobs.watched.get().jobs.find((job) => job.id === id) ?? assert.fail('the job is gone');

/** The job at the first moment when `accept` is true. */
function until(id: string, accept: (job: ExportJob) => boolean): Promise<ExportJob> {
  return new Promise((resolve) => {
    const look = () => {
      const job = find(id);
      if (!accept(job)) return;
      leave();
      resolve(job);
    };
    const leave = jobs.watched.subscribe(look);
    look();
  });
}
const ended = (id: string) => until(id, ({ state }) => state !== 'running');

async function refusal(path: string, more: Partial<Input<'export.start'>> = {}): Promise<EngineError> {
  const error = await jobs.start(request(path, more)).then(
    () => assert.fail('it started'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EngineError, String(error));
  return error;
}

test('a job writes everything in order, and the file has its name only when it is whole', async () => {
  const path = join(folder, 'all.txt');
  const { id } = await jobs.start(request(path));
  const progress: number[] = [];
  const leave = jobs.watched.subscribe(() => {
    const job = find(id);
    progress.push(job.progress);
    if (job.state === 'running' && job.progress < 1) assert.equal(existsSync(path), false);
  });
  const job = await ended(id);
  leave();
  assert.equal(job.state, 'done');
  assert.equal(job.records, PER_PARTITION * 2);
  const text = readFileSync(path, 'utf8');
  assert.equal(job.bytes, text.length);
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, PER_PARTITION * 2);
  for (const [i, line] of lines.entries()) assert.ok(line.startsWith(`record ${i % 2}/${Math.floor(i / 2)} `), line);
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  assert.equal(progress.at(-1), 1);
  assert.match(
    job.coverage ?? '',
    /^Complete on 1 of 2 partitions .* 1 hole: app\/0 offsets 30000 to 30009, deleted on the brokers before they were read, after 2025-06-15T15:07:39.998000Z\.$/,
  );
  assert.deepEqual(readdirSync(folder), ['all.txt', 'all.txt.coverage.json']);
});

test('what a file is complete for is beside it: all holes, and what binds it to the file', async () => {
  const path = join(folder, 'beside.ndjson');
  writeFileSync(`${path}.coverage.json`, 'of a file that was here before');
  const view = { filter: 'record', from: START };
  const { id } = await jobs.start(request(path, { view, format: 'ndjson' }));
  const { bytes, coverageFile, covers, coverage } = await ended(id);
  assert.equal(coverageFile, `${path}.coverage.json`);
  const said = JSON.parse(readFileSync(`${path}.coverage.json`, 'utf8'));
  assert.deepEqual(
    [said.file, said.records, said.bytes, said.order, said.format],
    ['beside.ndjson', PER_PARTITION * 2, bytes, 'asc', 'ndjson'],
  );
  assert.deepEqual(said.view, { filter: 'record', from: '2025-06-15T15:06:40.000000Z', to: null, topics: null });
  assert.deepEqual([said.coverage.text, said.coverage.allHoles], [coverage, 1]);
  assert.equal(said.coverage.holes[0].cause, 'deleted-by-retention');
  assert.equal(said.coverage.holes[0].from, covers?.holes[0]?.from);
});

test('it is left out where that is asked for, and never half there or beside another file', async () => {
  const path = join(folder, 'bare.txt');
  assert.equal((await ended((await jobs.start(request(path, { coverageFile: false }))).id)).coverageFile, null);
  assert.equal(existsSync(`${path}.coverage.json`), false);
  const taken = join(folder, 'was-taken.txt');
  const { id } = await jobs.start(request(taken));
  writeFileSync(taken, 'first');
  writeFileSync(`${taken}.coverage.json`, 'of the first');
  assert.equal((await ended(id)).state, 'failed');
  assert.equal(readFileSync(`${taken}.coverage.json`, 'utf8'), 'of the first');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('newest first, a span of time, and a header where the format has one', async () => {
  const path = join(folder, 'some.csv');
  const view = { from: START + 10_000, to: START + 15_000 };
  const { id } = await jobs.start(request(path, { view, order: 'desc', format: 'csv' }));
  assert.equal((await ended(id)).records, 5);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n');
  assert.match(lines[0] ?? '', /^topic,partition,offset,/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',').slice(1, 3).join('/')),
    ['0/7', '1/6', '0/6', '1/5', '0/5'],
  );
});

test('a job that is cancelled leaves nothing', async () => {
  const path = join(folder, 'cancelled.txt');
  const { id } = await jobs.start(request(path));
  await until(id, ({ records }) => records > 0);
  await jobs.cancel(id);
  const { state, error, endedAt } = find(id);
  assert.equal(state, 'cancelled');
  assert.equal(error, null);
  assert.ok(endedAt);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('cancelled')),
    [],
  );
  await jobs.cancel(id);
  await assert.rejects(jobs.cancel('nobody'), /no export nobody/);
});

test('what cannot be written is refused before anything is read, in words that say what to do', async () => {
  const file = join(folder, 'there.txt');
  writeFileSync(file, 'mine');
  for (const [path, code, message] of [
    ['relative.txt', 'bad-input', /not an absolute path/],
    [join(folder, 'no', 'x.txt'), 'not-found', /folder .*no does not exist: create it/],
    [folder, 'bad-input', /is a folder: give the name of a file in it/],
    [join(file, 'x.txt'), 'bad-input', /there\.txt is not a folder/],
    [join(folder, 'n'.repeat(300)), 'bad-input', /too long/],
    [file, 'exists', /exists already: choose another name/],
  ] as const) {
    const error = await refusal(path);
    assert.match(error.message, message);
    assert.equal(error.code, code);
  }
  assert.equal(readFileSync(file, 'utf8'), 'mine');
});

test('a file is replaced at once, and only where that is allowed', async () => {
  const [file, link] = [join(folder, 'old.txt'), join(folder, 'link.txt')];
  writeFileSync(file, 'old');
  symlinkSync(file, link);
  const { id } = await jobs.start(request(link, { overwrite: true }));
  await until(id, ({ records }) => records > 0);
  assert.equal(readFileSync(file, 'utf8'), 'old');
  const { bytes } = await ended(id);
  assert.equal(readFileSync(file).length, bytes);
  assert.ok(lstatSync(link).isSymbolicLink());
});

test('a file that appears while a job runs stays as it is', async () => {
  const path = join(folder, 'taken.txt');
  const { id } = await jobs.start(request(path));
  writeFileSync(path, 'first');
  const { state, error } = await ended(id);
  assert.equal(state, 'failed');
  assert.match(error?.message ?? '', /exists already/);
  assert.equal(readFileSync(path, 'utf8'), 'first');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('a folder that is removed while a job runs is a failure that says so', async () => {
  using gone = temporaryFolder();
  const { id } = await jobs.start(request(join(gone.path, 'x.txt')));
  rmSync(gone.path, { recursive: true });
  const { state, error } = await ended(id);
  assert.equal(state, 'failed');
  assert.equal(error?.code, 'not-found');
});

test('a folder that may be written but not read gets the file, and that is no failure', {
  skip: !process.geteuid,
}, async () => {
  using dropBox = temporaryFolder();
  chmodSync(dropBox.path, 0o333);
  // Root may read anything.
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    const file = await createWholeFile(join(dropBox.path, 'x.txt'), false);
    await file.write(Buffer.from('whole'));
    await file.finish();
  } finally {
    if (root) process.seteuid?.(0);
    chmodSync(dropBox.path, 0o700);
  }
  assert.equal(readFileSync(join(dropBox.path, 'x.txt'), 'utf8'), 'whole');
});

test('a pipe that nobody reads is refused, not waited for', { skip: process.platform === 'win32' }, async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await assert.rejects(jobs.start(request(pipe)), /Nobody reads from the pipe .*: start its reader first/);
});

test('a disk that is full fails the job', { skip: !existsSync('/dev/full') }, async () => {
  const { id } = await jobs.start(request('/dev/full'));
  const { state, error } = await ended(id);
  assert.equal(state, 'failed');
  assert.equal(error?.code, 'disk-full');
  assert.match(error?.message ?? '', /no room left for \/dev\/full: free some/);
  assert.ok(lstatSync('/dev/full').isCharacterDevice());
});

test('a filter that does not parse fails the job and leaves nothing', async () => {
  const path = join(folder, 'filter.txt');
  const { id } = await jobs.start(request(path, { view: { filter: 'level >= and' } }));
  const { state, error } = await ended(id);
  assert.equal(state, 'failed');
  assert.equal(error?.code, 'bad-filter');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('filter')),
    [],
  );
});

test('closing ends what runs, and nothing begins afterwards', async () => {
  const own = openExportJobs({ lines: reader.lines, coverage: reader.coverage, tick: () => reader.refresh() });
  await own.start(request(join(folder, 'closing.txt')));
  await own[Symbol.asyncDispose]();
  assert.equal(own.watched.get().jobs[0]?.state, 'cancelled');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('closing')),
    [],
  );
  await assert.rejects(own.start(request(join(folder, 'late.txt'))), { code: 'closed' });
});
