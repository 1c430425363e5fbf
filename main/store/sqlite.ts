// Opening SQLite files for writing and for reading, and its errors in our words.
import { accessSync, closeSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { EngineError, fail } from '../contract/errors.ts';
import { readAt, tryOpen } from './beside-file.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

export type WritableDatabase = Database.Database & { readonly writable: true };
export type ReadableDatabase = Database.Database & { readonly writable?: false };

/** Before 3.51.3 a WAL reset could corrupt a database. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = 8192;

/** Brings the file one version up; runs within a transaction. */
export type Migration = (db: Database.Database, file: string) => void;
/** `sql` makes a new file of the newest version; `migrations[0]` brings one from version 1 to 2, and so on to the newest. */
export type Schema = { sql: string; migrations: readonly Migration[] };

/** Opens or creates one of the cache's databases for writing; one of an older version is migrated. */
export function openWritable(file: string, schema: Schema): WritableDatabase {
  const newest = schema.migrations.length + 1;
  return mapped(file, () => {
    const db = Object.assign(new Database(file), { writable: true } as const);
    try {
      assertSqliteVersion(db);
      // Both checks come before the first write: a file that is not ours must stay as it is.
      if (Number(db.pragma('schema_version', { simple: true })) === 0) {
        db.pragma(`page_size = ${PAGE_BYTES}`);
        db.pragma('journal_mode = WAL');
        db.transaction(() => {
          db.pragma(`application_id = ${APPLICATION_ID}`);
          db.pragma(`user_version = ${newest}`);
          db.exec(schema.sql);
        }).immediate();
      } else {
        assertOurs(db, file, newest);
        db.pragma('journal_mode = WAL');
        migrate(db, file, schema.migrations);
      }
      db.pragma('synchronous = NORMAL');
      db.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
      db.pragma('wal_autocheckpoint = 2000');
      db.pragma('cache_size = -32768');
      db.pragma('busy_timeout = 2000');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** All steps are one transaction: one that a crash cuts short has not begun. */
function migrate(db: Database.Database, file: string, migrations: readonly Migration[]): void {
  if (versionOf(db) === migrations.length + 1) return;
  db.transaction(() => {
    for (const step of migrations.slice(versionOf(db) - 1)) step(db, file);
    db.pragma(`user_version = ${migrations.length + 1}`);
  }).immediate();
}

const HEADER = Buffer.from('SQLite format 3\0', 'latin1');

/** It is there and begins as one: what costs little to see, and not whether its pages are sound. */
export function isDatabase(path: string): boolean {
  const file = tryOpen(path);
  if (file === undefined) return false;
  try {
    const begin = Buffer.alloc(HEADER.length);
    return readAt(file, 0, begin) && begin.equals(HEADER);
  } finally {
    closeSync(file);
  }
}

/** Opens one of the cache's databases for reading only; it may be of an older version. */
export function openReadable(file: string, newest = SCHEMA_VERSION): ReadableDatabase {
  return mapped(file, () => {
    const db: ReadableDatabase = new Database(file, { readonly: true, fileMustExist: true });
    try {
      assertOurs(db, file, newest);
      db.pragma('busy_timeout = 2000');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function assertOurs(db: Database.Database, file: string, newest: number): void {
  if (Number(db.pragma('application_id', { simple: true })) !== APPLICATION_ID)
    throw fail('damaged', `${file} is a database of another program, not a Tailwater cache. Choose another folder.`);
  const version = versionOf(db);
  if (version > newest)
    throw fail(
      'unsupported',
      `The cache ${file} was made by a newer Tailwater (format ${version}; this one knows up to ${newest}). Update Tailwater, or choose another folder.`,
    );
}

/** The version of a file's schema. */
export function versionOf(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function assertSqliteVersion(db: Database.Database): void {
  const text = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = text.split('.').map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw fail('unsupported', `SQLite ${text} is too old: ${OLDEST_SQLITE.join('.')} is needed`);
  }
}

function mapped<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw mapSqliteError(error, file);
  }
}

/** Whether the file itself is at fault or gone, so that it may be set aside; an error of the disk may pass, and says nothing of it. */
export function isLostFile(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  const { cause } = error;
  const ofDisk = cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_IOERR');
  return (error.code === 'damaged' && !ofDisk) || error.code === 'not-found';
}

/** undefined where the file is damaged or gone; throws any other error. */
export function unlessLost<T>(read: () => T, path: string): T | undefined {
  try {
    return read();
  } catch (error) {
    const known = mapSqliteError(error, path);
    if (isLostFile(known)) return undefined;
    throw known;
  }
}

/** An error of SQLite as an EngineError that says what to do; any other error as it is. */
export function mapSqliteError(error: unknown, file: string): unknown {
  if (error instanceof EngineError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!(error instanceof Error)) return error;
  if (code.startsWith('SQLITE_FULL'))
    return fail('disk-full', `The disk that holds ${file} is full. Free some space, or keep less in the cache.`, error);
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'))
    return fail('damaged', `${file} is not a Tailwater cache, or it is damaged (${error.message}).`, error);
  if (code.startsWith('SQLITE_READONLY')) return readOnly(file, error);
  if (code.startsWith('SQLITE_CANTOPEN') && isReadOnlyFolder(dirname(file))) return readOnly(file, error);
  if (code.startsWith('SQLITE_CANTOPEN') || error.message.includes('directory does not exist'))
    return fail(
      'not-found',
      `${file} cannot be opened: check that the folder exists and may be read and written.`,
      error,
    );
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return fail('busy', `${file} is locked by another process. Close it, or try again.`, error);
  if (code.startsWith('SQLITE_IOERR'))
    return fail('damaged', `${file} could not be read or written (${error.message}). Check the disk.`, error);
  return error;
}

function readOnly(file: string, error: Error): EngineError {
  return fail(
    'read-only',
    `${file} cannot be opened: the file or its folder is read-only, and SQLite writes beside a file even to read it. Copy the cache into a folder that may be written, or choose another one.`,
    error,
  );
}

/** A folder that is not there is not read-only. */
function isReadOnlyFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code !== 'ENOENT';
  }
}
