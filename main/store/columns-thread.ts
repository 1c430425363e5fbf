// Makes the columns and orders of sealed segments that have none, and the columns of the one that is written longer, at leisure: it
// works a quarter of the time, so that a consumer and whoever reads hardly notice. When all have theirs it says so, and waits until it is
// told that there may be more (columns-maker.ts). No other thread writes these files.
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { RowId } from '../contract/units.ts';
import { sqlFunctions } from '../query/functions.ts';
import { isMadeOf, type Rows } from './beside-file.ts';
import { rowsOf, type SegmentRow } from './catalog.ts';
import { keyAt, type Run } from './clock-order.ts';
import { ClocksFile, clocksPath, encodeOrder } from './clocks-file.ts';
import { arrivalOrder, brokerOrder, type Reads } from './clocks-make.ts';
import { ColumnsFile, columnsPath, encode, MARK_SQL, type Made, type Mark } from './columns.ts';
import { makeColumns } from './columns-make.ts';
import { openReadable, type ReadableDatabase, unlessLost } from './sqlite.ts';

/**
 * `leastRecords`: a smaller segment is read as fast without, and so many rows of the one that is written are. `isFirst`: all files are
 * read, to see whether they are sound.
 */
export type ColumnsData = { folder: string; leastRecords: number; isFirst: boolean };

const WORK_MS = 8;
/** Of the time that it has worked, it rests so many times as long. */
const REST = 3;
/** A full disk; or, on Windows, a file that somebody reads. */
const LATER = ['ENOSPC', 'EDQUOT', 'EPERM', 'EACCES', 'EBUSY'];

if (!parentPort) throw new Error('columns-thread.ts runs as a worker thread only');
const { folder, leastRecords }: ColumnsData = workerData;
let { isFirst }: ColumnsData = workerData;
for (;;) {
  await makeAll();
  isFirst = false;
  parentPort.postMessage('done');
  await once(parentPort, 'message');
}

async function makeAll(): Promise<void> {
  removeOrphans();
  const sealed = segments('sealed').filter(({ records }) => (records ?? 0) >= leastRecords);
  // Orders first: without one a page waits, and it is made in a tenth of the time.
  for (const segment of sealed) {
    const path = join(folder, segment.file);
    const rows = rowsOf(segment);
    if (rows && !hasOrder(clocksPath(path), rows)) await make(path, clocksPath(path), (db) => orderOf(db, rows));
  }
  await lengthen();
  for (const segment of sealed) {
    const path = join(folder, segment.file);
    const rows = rowsOf(segment);
    if (!rows || isCurrent(columnsPath(path), rows)) continue;
    await make(path, columnsPath(path), (db) => columnsOf(db, columnsPath(path), rows));
    await lengthen();
  }
}

/** Of what is being written. */
async function lengthen(): Promise<void> {
  for (const { file, first_row: firstRow } of segments('active')) {
    const path = join(folder, file);
    await make(path, columnsPath(path), (db) => longer(db, columnsPath(path), firstRow), { flush: false });
  }
}

/** The newest first. */
function segments(state: SegmentRow['state']): SegmentRow[] {
  using files = new DisposableStack();
  const catalog = files.adopt(openReadable(join(folder, 'catalog.db')), (opened) => opened.close());
  const sql = 'SELECT * FROM segments WHERE state = ? ORDER BY id DESC';
  return catalog.prepare<[string], SegmentRow>(sql).all(state);
}

function isCurrent(path: string, rows: Rows): boolean {
  using file = ColumnsFile.open(path);
  return file?.isOf(rows) === true && (!isFirst || file.isSound());
}

function hasOrder(path: string, rows: Rows): boolean {
  using file = ClocksFile.open(path, rows);
  return file !== undefined && (!isFirst || file.isSound());
}

function* columnsOf(db: ReadableDatabase, target: string, rows: Rows): Making {
  const base = begunOf(db, target, rows);
  const made = yield* makeColumns(db, { ...rows, base, isSealed: true });
  return made && isMadeOf(made, rows) ? encode(made) : undefined;
}

/** Undefined where it has hardly more rows than its columns. */
function* longer(db: ReadableDatabase, target: string, firstRow: RowId): Making {
  const lastRow = db.prepare<[], RowId | null>('SELECT max(id) FROM records').pluck().get() ?? 0;
  if (lastRow - coveredOf(db, target, { firstRow, lastRow }) < leastRecords) return undefined;
  const base = begunOf(db, target, { firstRow, lastRow });
  const made = yield* makeColumns(db, { firstRow, lastRow, base, isSealed: false });
  return made && encode(made);
}

type FirstRows = Pick<Rows, 'firstRow' | 'lastRow'>;

/** Up to which row it was made. Seen without reading the columns, which are megabytes. */
function coveredOf(db: ReadableDatabase, target: string, rows: FirstRows): RowId {
  using file = ColumnsFile.open(target);
  const isUsable = file && isBegin(file, db, rows) && (!isFirst || file.isSound());
  return isUsable ? file.head.lastRow : rows.firstRow - 1;
}

/** What was made of a segment's first rows. */
function begunOf(db: ReadableDatabase, target: string, rows: FirstRows): Made | undefined {
  using file = ColumnsFile.open(target);
  return file && isBegin(file, db, rows) ? file.made() : undefined;
}

function isBegin(file: ColumnsFile, db: ReadableDatabase, { firstRow, lastRow }: FirstRows): boolean {
  const markAt = (row: RowId) => db.prepare<[RowId], Mark>(MARK_SQL).raw().get(row);
  return file.head.lastRow <= lastRow && file.isBeginOf(firstRow, markAt);
}

function* orderOf(db: ReadableDatabase, rows: Rows): Generator<undefined, Buffer[] | undefined> {
  const reads: Reads = {
    column: (sql, params) =>
      db
        .prepare<number[], number>(sql)
        .pluck()
        .all(...params),
    rows: (sql, params) =>
      db
        .prepare<number[], Run>(sql)
        .raw()
        .all(...params),
  };
  const order = yield* brokerOrder(reads, rows.firstRow, rows.lastRow);
  const arrivals = yield* arrivalOrder(reads, rows.firstRow, rows.lastRow);
  const [first, last] = arrivals ? [keyAt(arrivals, 0), keyAt(arrivals, arrivals.size - 1)] : [];
  return order && first && last && encodeOrder(rows, order, { first, last });
}

/** Undefined where a segment is not what the catalog says of it. */
type Making = Generator<undefined, Buffer[] | undefined>;

/** Without `flush` a power cut may leave a file that cannot be read, which is none. */
async function make(
  path: string,
  target: string,
  begin: (db: ReadableDatabase) => Making,
  { flush } = { flush: true },
): Promise<void> {
  using files = new DisposableStack();
  // A segment that retention drops meanwhile, or that is damaged, needs none.
  const db = unlessLost(() => files.adopt(openReadable(path), (opened) => opened.close()), path);
  if (!db) return;
  for (const { name, run } of sqlFunctions()) db.function(name, { deterministic: true }, run);
  const making = begin(db);
  let started = performance.now();
  for (;;) {
    const step = unlessLost(() => making.next(), path);
    if (!step) return;
    if (step.done) {
      if (step.value) write(path, target, step.value, flush);
      return;
    }
    const worked = performance.now() - started;
    if (worked < WORK_MS) continue;
    await sleep(worked * REST);
    started = performance.now();
  }
}

function write(path: string, target: string, parts: readonly Buffer[], flush: boolean): void {
  const half = `${target}.half`;
  try {
    writeFileSync(half, Buffer.concat(parts), { flush });
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { force: true });
    // Of a full disk: records are more important, and the writer says that it is full. Made when there are more rows.
    if (!isForLater(error)) throw error;
  }
  // Dropped, or set aside, while this was made.
  if (!existsSync(path)) rmSync(target, { force: true });
}

function isForLater(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LATER.some((code) => code === error.code);
}

/** Of segments that are no longer there, and those that a crash left half written. */
function removeOrphans(): void {
  for (const name of readdirSync(folder)) {
    const [, stem, half] = /^(segment-\d+)\.(?:columns|clocks)(\.half)?$/.exec(name) ?? [];
    if (stem !== undefined && (half !== undefined || !existsSync(join(folder, `${stem}.db`))))
      rmSync(join(folder, name), { force: true });
  }
}
