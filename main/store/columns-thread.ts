// Makes the columns and orders of sealed segments that have none, at leisure: it works a quarter of the time, so that a consumer
// and whoever reads hardly notice. Ends when all have theirs; started again when a segment is sealed (writer.ts).
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { sqlFunctions } from '../query/functions.ts';
import type { Rows } from './beside-file.ts';
import type { SegmentRow } from './catalog.ts';
import { keyAt, type Run } from './clock-order.ts';
import { ClocksFile, clocksPath, encodeOrder } from './clocks-file.ts';
import { arrivalOrder, brokerOrder, type Reads } from './clocks-make.ts';
import { ColumnsFile, columnsPath, encode } from './columns.ts';
import { makeColumns } from './columns-make.ts';
import { openReadable, type ReadableDatabase, unlessLost } from './sqlite.ts';

/** `leastRecords`: a smaller segment is read as fast without. `isFirst`: all files are read, to see whether they are sound. */
export type ColumnsData = { folder: string; leastRecords: number; isFirst: boolean };

const WORK_MS = 8;
/** Of the time that it has worked, it rests so many times as long. */
const REST = 3;

const { folder, leastRecords, isFirst }: ColumnsData = workerData;
removeOrphans();
for (const segment of sealedSegments()) {
  const path = join(folder, segment.file);
  const rows = rowsOf(segment);
  // The order first: without it a page waits, and it is made in a tenth of the time.
  if (rows && !hasOrder(clocksPath(path), rows)) await make(path, clocksPath(path), (db) => orderOf(db, rows));
  if (rows && !isCurrent(columnsPath(path), rows)) await make(path, columnsPath(path), (db) => columnsOf(db, rows));
}

/** The newest first. */
function sealedSegments(): SegmentRow[] {
  using files = new DisposableStack();
  const catalog = files.adopt(openReadable(join(folder, 'catalog.db')), (opened) => opened.close());
  const sql = "SELECT * FROM segments WHERE state = 'sealed' AND records >= ? ORDER BY id DESC";
  return catalog.prepare<[number], SegmentRow>(sql).all(leastRecords);
}

function rowsOf({ first_row: firstRow, last_row: lastRow, oldest, newest }: SegmentRow): Rows | undefined {
  return lastRow === null || oldest === null || newest === null ? undefined : { firstRow, lastRow, oldest, newest };
}

function isCurrent(path: string, rows: Rows): boolean {
  using file = ColumnsFile.open(path);
  return file?.isOf(rows) === true && (!isFirst || file.isSound());
}

function hasOrder(path: string, rows: Rows): boolean {
  using file = ClocksFile.open(path, rows);
  return file !== undefined && (!isFirst || file.isSound());
}

function* columnsOf(db: ReadableDatabase, rows: Rows): Generator<undefined, Buffer[] | undefined> {
  const made = yield* makeColumns(db, rows);
  return made && encode(made);
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

async function make(path: string, target: string, begin: (db: ReadableDatabase) => Making): Promise<void> {
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
      if (step.value) write(path, target, step.value);
      return;
    }
    const worked = performance.now() - started;
    if (worked < WORK_MS) continue;
    await sleep(worked * REST);
    started = performance.now();
  }
}

function write(path: string, target: string, parts: readonly Buffer[]): void {
  const half = `${target}.half`;
  try {
    writeFileSync(half, Buffer.concat(parts), { flush: true });
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { force: true });
    // A full disk: records are more important, and the writer says that it is full. Made when the next segment is sealed.
    if (!isFull(error)) throw error;
  }
  // Dropped, or set aside, while this was made.
  if (!existsSync(path)) rmSync(target, { force: true });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Of segments that are no longer there, and those that a crash left half written. */
function removeOrphans(): void {
  for (const name of readdirSync(folder)) {
    const [, stem, half] = /^(segment-\d+)\.(?:columns|clocks)(\.half)?$/.exec(name) ?? [];
    if (stem !== undefined && (half !== undefined || !existsSync(join(folder, `${stem}.db`))))
      rmSync(join(folder, name), { force: true });
  }
}
