// One writing process a cache. The lock is SQLite's own file lock, which the system releases when a process ends, however it
// ends; owner.json only names the owner for people.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { EngineError, fail } from '../contract/errors.ts';
import { sizeOf } from './segment.ts';
import { mapSqliteError } from './sqlite.ts';

const OURS = /^(catalog|analyst|health|lock|segment-\d+)\.db|^owner\.json$|\.damaged|^\.DS_Store$|^desktop\.ini$/;

/** Makes the folder where it is missing; refuses one that holds other things than a cache. */
export function prepareFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw fail('bad-input', `${folder} is a file; the cache needs a folder.`, error);
    throw fail('read-only', `The cache folder ${folder} cannot be made (${code}). Choose another folder.`, error);
  }
  const names = readdirSync(folder);
  // A new catalog would know nothing of the segments, and they would be removed as leftovers.
  const lost = names.some((name) => /^segment-\d+\.db$/.test(name)) && !(sizeOf(join(folder, 'catalog.db')) > 0);
  if (lost)
    throw fail(
      'damaged',
      `The cache ${folder} holds records, but its catalog.db is missing or empty, without which they cannot be read. Put the file back, or choose another folder.`,
    );
  const strange = names.find((name) => !OURS.test(name));
  if (strange !== undefined && !names.includes('catalog.db'))
    throw fail(
      'bad-input',
      `${folder} is not a Tailwater cache: it holds other files (such as ${strange}). Choose an empty or a new folder.`,
    );
}

/** As mkdir with `recursive`, which never returns for a path below /proc (Node 24). */
function makeFolders(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent);
  mkdirSync(folder);
}

/** Takes the lock; throws `busy` with the owner's name where another process has it. Dispose to release. */
export function takeLock(folder: string): Disposable {
  const file = join(folder, 'lock.db');
  const ownerFile = join(folder, 'owner.json');
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 500 });
    db.exec('BEGIN EXCLUSIVE');
    writeFileSync(
      ownerFile,
      `${JSON.stringify({ process: process.pid, host: hostname(), since: new Date().toISOString() })}\n`,
    );
  } catch (error) {
    db?.close();
    const mapped = mapSqliteError(error, file);
    if (mapped instanceof EngineError && mapped.code === 'busy')
      throw fail(
        'busy',
        `The cache ${folder} is in use by ${owner(ownerFile)}. Close it there, or choose another folder.`,
      );
    if (error instanceof Error && 'code' in error && (error.code === 'EROFS' || error.code === 'EACCES'))
      throw fail(
        'read-only',
        `The cache ${folder} cannot be written: the folder is read-only. Choose another one.`,
        error,
      );
    throw mapped;
  }
  const held = db;
  return {
    [Symbol.dispose]() {
      rmSync(ownerFile, { force: true });
      held.close();
    },
  };
}

function owner(file: string): string {
  try {
    const { process: pid, host, since } = JSON.parse(readFileSync(file, 'utf8'));
    return `another Tailwater (process ${pid} on ${host}, since ${since})`;
  } catch {
    return 'another process';
  }
}
