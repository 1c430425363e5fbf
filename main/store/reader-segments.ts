// The cache's files as a reader thread has them: the catalog, and segments opened when they are first needed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from 'better-sqlite3';
import { fail, toErrorData } from '../contract/errors.ts';
import type { Micros, RowId } from '../contract/units.ts';
import { sqlFunctions } from '../query/functions.ts';
import type { Rows } from './beside-file.ts';
import { type Part, rowsOf, type SegmentRow } from './catalog.ts';
import { ColumnsFile, columnsPath, MARK_SQL, type Mark } from './columns.ts';
import type { Overview, SegmentFacts } from './reader-protocol.ts';
import { SealedText } from './sealed-text.ts';
import { isDatabase, mapSqliteError, openReadable, type ReadableDatabase } from './sqlite.ts';

/** Small, as there is one for each segment in each thread: the system's cache of files does the rest (measured: no slower). */
const CACHE_KIB = 2048;
/** Statements kept for each segment: the filters of the last few views. */
const MOST_STATEMENTS = 60;

export type SqlValue = string | number | bigint | null;

/** Of a catalog of any version. */
const PARTS_SQL = 'SELECT id, cluster, topic, incarnation, partition FROM parts ORDER BY id';
export type ReadPart = Omit<Part, 'topicId'>;

/** Whose a record is. */
export function partOf(
  id: number,
  parts: ReadonlyMap<number, ReadPart>,
): Pick<ReadPart, 'topic' | 'partition' | 'incarnation'> {
  return parts.get(id) ?? { topic: '', partition: 0, incarnation: 1 };
}

const ROOT_SQL = "SELECT rootpage FROM sqlite_schema WHERE name = 'records'";

/** A segment's file is damaged or gone: the query goes on without it. */
export class SegmentLost extends Error {}

export class OpenSegment implements Disposable {
  readonly #path: string;
  readonly #db: ReadableDatabase;
  readonly #statements = new Map<string, Statement<SqlValue[]>>();
  #sealedText: SealedText | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#db = openReadable(path);
    this.#db.pragma(`cache_size = -${CACHE_KIB}`);
    for (const { name, run } of sqlFunctions()) this.#db.function(name, { deterministic: true }, run);
  }

  /** Rows as arrays of columns. */
  rows<T extends unknown[]>(sql: string, params: readonly SqlValue[]): T[] {
    return this.#guarded(
      () =>
        this.#statement(sql)
          .raw()
          .all(...params) as T[],
    );
  }
  /** The first column of every row. */
  column<T extends SqlValue>(sql: string, params: readonly SqlValue[]): T[] {
    return this.#guarded(
      () =>
        this.#statement(sql)
          .pluck()
          .all(...params) as T[],
    );
  }
  /** The first row as an array of columns. */
  first<T extends unknown[]>(sql: string, params: readonly SqlValue[]): T | undefined {
    return this.#guarded(
      () =>
        this.#statement(sql)
          .raw()
          .get(...params) as T | undefined,
    );
  }
  /** Several reads of one state of the file. */
  snapshot<T>(read: () => T): T {
    return this.#guarded(() => this.#db.transaction(read)());
  }
  /** Only of a sealed segment: its file, to be searched without SQLite; undefined where that cannot be. */
  sealedText(): SealedText | undefined {
    if (!this.#sealedText) {
      const [root] = this.first<[number]>(ROOT_SQL, []) ?? [];
      if (root !== undefined) this.#sealedText = SealedText.open(this.#path, root);
    }
    return this.#sealedText;
  }
  [Symbol.dispose](): void {
    this.#db.close();
    this.#sealedText?.[Symbol.dispose]();
  }

  #statement(sql: string): Statement<SqlValue[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined && this.#statements.size >= MOST_STATEMENTS) this.#statements.delete(oldest);
      statement = this.#db.prepare<SqlValue[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asLost(error, this.#path);
    }
  }
}

/** Damage is a lost segment; a fault of ours stays what it is. */
function asLost(error: unknown, path: string): unknown {
  const { code, message } = toErrorData(mapSqliteError(error, path));
  return code === 'damaged' || code === 'not-found' ? new SegmentLost(message, { cause: error }) : error;
}

export class CacheFiles implements Disposable {
  readonly #folder: string;
  readonly #catalog: ReadableDatabase;
  readonly #trouble: (file: string, message: string) => void;
  readonly #open = new Map<number, OpenSegment>();
  /** said once for each segment */
  readonly #lost = new Set<number>();
  #version: unknown;
  #segments: SegmentRow[] = [];
  #anyDamaged = false;
  #parts = new Map<number, ReadPart>();

  constructor(folder: string, trouble: (file: string, message: string) => void) {
    this.#folder = folder;
    this.#trouble = trouble;
    this.#catalog = openCatalog(folder);
    this.refresh();
  }

  get catalog(): ReadableDatabase {
    return this.#catalog;
  }
  get parts(): ReadonlyMap<number, ReadPart> {
    return this.#parts;
  }
  /** Those that may be read, oldest first. */
  get segments(): readonly SegmentRow[] {
    return this.#segments;
  }
  /** A segment was set aside, or could not be read here. */
  get anyDamaged(): boolean {
    return this.#anyDamaged || this.#lost.size > 0;
  }
  /** It could not be read here, at some time. */
  isLost(id: number): boolean {
    return this.#lost.has(id);
  }
  /** It does not change any more. */
  isSealed(id: number): boolean {
    return this.#segments.some((segment) => segment.id === id && segment.state === 'sealed');
  }
  segmentOf(row: RowId): SegmentRow | undefined {
    return this.#segments.findLast((segment) => segment.first_row <= row);
  }
  path(segment: SegmentRow): string {
    return join(this.#folder, segment.file);
  }

  /**
   * A segment's columns, where it has any that can be used; opened anew each time: they come later than the segment. They are of all
   * rows of a sealed one, or of the first: what is behind head.lastRow is to be read from the segment. `open`: for who reads it already,
   * and is to hear of it where it is lost.
   */
  columns(id: number, open?: OpenSegment): ColumnsFile | undefined {
    const found = this.#besideOf(id);
    if (!found) return undefined;
    const { segment, path } = found;
    const sealed = rowsOf(segment);
    const mark = (of: OpenSegment, row: RowId) => of.first<Mark>(MARK_SQL, [row]);
    const markAt = (row: RowId) => (open ? mark(open, row) : this.tolerant(id, (opened) => mark(opened, row)));
    using onFailure = new DisposableStack();
    const file = ColumnsFile.open(columnsPath(path));
    if (file) onFailure.use(file);
    if ((sealed && file?.isOf(sealed)) || file?.isBeginOf(segment.first_row, markAt)) {
      onFailure.move();
      return file;
    }
    return undefined;
  }
  /** The rows of a sealed segment that has any, and its file. */
  sealedRows(id: number): { rows: Rows; path: string } | undefined {
    const found = this.#besideOf(id);
    const rows = found && rowsOf(found.segment);
    return rows && { rows, path: found.path };
  }
  /**
   * A segment that files may lie beside. None that is gone or no database: what lies beside it would be counted as if it were there, and
   * who reads it finds that, and tells.
   */
  #besideOf(id: number): { segment: SegmentRow; path: string } | undefined {
    const segment = this.#segments.find((one) => one.id === id);
    const path = segment && this.path(segment);
    return !path || this.#lost.has(id) || !isDatabase(path) ? undefined : { segment, path };
  }

  /** Looks at the catalog again if another process or thread has changed it. */
  refresh(): void {
    const version = this.#catalog.pragma('data_version', { simple: true });
    if (version === this.#version) return;
    this.#version = version;
    const parts = this.#catalog.prepare<[], ReadPart>(PARTS_SQL).all();
    this.#parts = new Map(parts.map((part) => [part.id, part]));
    const segments = this.#catalog.prepare<[], SegmentRow>('SELECT * FROM segments ORDER BY id').all();
    this.#segments = segments.filter(({ state }) => state !== 'damaged');
    this.#anyDamaged = this.#segments.length < segments.length;
  }
  /** Closes files that were dropped from the cache. Only while nothing runs: what has them open may read them to the end. */
  closeDropped(): void {
    for (const [id, open] of this.#open) {
      if (this.#segments.some((segment) => segment.id === id)) continue;
      open[Symbol.dispose]();
      this.#open.delete(id);
    }
  }

  /** Throws SegmentLost where the file is gone or damaged. */
  open(id: number): OpenSegment {
    const open = this.#open.get(id);
    if (open) return open;
    const row = this.#segments.find((segment) => segment.id === id);
    if (!row) throw new SegmentLost(`segment ${id} is no longer in the cache`);
    try {
      const opened = new OpenSegment(this.path(row));
      this.#open.set(id, opened);
      return opened;
    } catch (error) {
      throw asLost(error, this.path(row));
    }
  }

  /** Runs a read of one segment; undefined, and the trouble is reported once, where the segment cannot be read. */
  tolerant<T>(id: number, read: (segment: OpenSegment) => T): T | undefined {
    try {
      return read(this.open(id));
    } catch (error) {
      this.lost(id, error);
      return undefined;
    }
  }
  /** To be called with what a read of a segment threw: throws it again unless it is a loss. */
  lost(id: number, error: unknown): void {
    if (!(error instanceof SegmentLost)) throw error;
    this.#open.get(id)?.[Symbol.dispose]();
    this.#open.delete(id);
    const row = this.#segments.find((segment) => segment.id === id);
    // A file that the catalog no longer has was dropped by retention: nothing is wrong.
    this.refresh();
    if (!row || this.#lost.has(id) || !this.#segments.some((segment) => segment.id === id)) return;
    this.#lost.add(id);
    this.#trouble(row.file, error.message);
  }

  /** The segments with rows up to a row, and their times; without one: up to the newest row there is. */
  overview(upTo: RowId | null): Overview {
    const facts: SegmentFacts[] = [];
    let newest = 0;
    for (const row of this.#segments) {
      newest = Math.max(newest, row.first_row - 1);
      if (upTo !== null && row.first_row > upTo) continue;
      const one = this.#factsOf(row, upTo);
      if (!one) continue;
      facts.push(one);
      newest = Math.max(newest, one.lastRow);
    }
    return { upTo: upTo === null ? newest : Math.min(upTo, newest), segments: facts };
  }

  #factsOf(row: SegmentRow, upTo: RowId | null): SegmentFacts | undefined {
    const { id, first_row: firstRow, last_row, oldest, newest } = row;
    const whole = upTo === null || (last_row !== null && last_row <= upTo);
    if (whole && last_row !== null)
      return oldest === null || newest === null ? undefined : { id, firstRow, lastRow: last_row, oldest, newest };
    return this.tolerant(id, (segment) =>
      segment.snapshot(() => {
        const last = segment.first<[RowId | null]>('SELECT max(id) FROM records', [])?.[0];
        if (last == null) return undefined;
        const cut = Math.min(last, upTo ?? last);
        const times = [EDGE_SQL.oldestUpTo, EDGE_SQL.newestUpTo].map((sql) => segment.first<[Micros]>(sql, [cut])?.[0]);
        const [from, to] = times;
        return from === undefined || to === undefined
          ? undefined
          : { id, firstRow, lastRow: cut, oldest: from, newest: to };
      }),
    );
  }

  [Symbol.dispose](): void {
    for (const open of this.#open.values()) open[Symbol.dispose]();
    this.#catalog.close();
  }
}

/** Both walk the index of times, from an end, past the few rows that are too new. */
export const EDGE_SQL = {
  oldestUpTo: 'SELECT ts FROM records INDEXED BY records_ts WHERE id <= ? ORDER BY ts LIMIT 1',
  newestUpTo: 'SELECT ts FROM records INDEXED BY records_ts WHERE id <= ? ORDER BY ts DESC LIMIT 1',
} as const;

function openCatalog(folder: string): ReadableDatabase {
  const file = join(folder, 'catalog.db');
  if (!existsSync(file))
    throw fail(
      'not-found',
      `There is no cache in ${folder}. Collect into it first, or name the folder of another one.`,
    );
  return openReadable(file);
}
