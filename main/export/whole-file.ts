// A file that appears under its name only when it is whole: written beside it as <name>.<random>.part, flushed, renamed.
import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { EngineError, fail } from '../contract/errors.ts';
import { fileError, fileExists } from './file-errors.ts';

export type WholeFile = {
  /** It is a device or a pipe: nothing can lie beside it. */
  readonly device: boolean;
  write(bytes: Uint8Array): Promise<void>;
  /** What can fail of `finish`, less the name: for files that come together. */
  flush(): Promise<void>;
  /**
   * Flushes to the disk, then gives the file its name. `naming` runs when that is sure to be allowed. After an error, call
   * `discard`.
   */
  finish(naming?: () => Promise<void>): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
};

/**
 * `path` must be absolute. A device or a pipe (/dev/stdout) is written directly: it has no half to hide.
 * Throws EngineErrors: bad-input, exists, not-found, read-only, disk-full.
 */
export async function createWholeFile(path: string, overwrite: boolean): Promise<WholeFile> {
  if (!isAbsolute(path)) throw fail('bad-input', `${path} is not an absolute path: give the whole path of the file.`);
  const kind = await kindOf(path);
  if (kind === 'folder') throw fileError(path, Object.assign(new Error(), { code: 'EISDIR' }));
  if (kind === 'file' && !overwrite) throw fileExists(path);
  return kind === 'device' ? openDevice(path) : openPart(path, overwrite);
}

async function openDevice(path: string): Promise<WholeFile> {
  // To open a pipe is to wait for its reader, in a thread that nothing can call back, not even the end of the process: so it is
  // asked first, without waiting, whether there is one.
  const probe = await guard(path, () => open(path, constants.O_WRONLY | constants.O_NONBLOCK));
  const handle = await guard(path, () => open(path, 'w')).finally(() => probe.close());
  return {
    device: true,
    write: (bytes) => guard(path, () => handle.writeFile(bytes)),
    flush: async () => {},
    finish: () => guard(path, () => handle.close()),
    discard: () => handle.close(),
  };
}

async function openPart(path: string, overwrite: boolean): Promise<WholeFile> {
  // The file behind a symbolic link is replaced, not the link.
  const target = await realpath(path).catch(() => path);
  const part = `${target}.${randomBytes(3).toString('hex')}.part`;
  const handle: FileHandle = await guard(path, () => open(part, 'wx'));
  return {
    device: false,
    write: (bytes) => guard(path, () => handle.writeFile(bytes)),
    flush: () => guard(path, () => handle.sync()),
    finish: (naming) =>
      guard(path, async () => {
        await handle.sync();
        await handle.close();
        // Looked at again: an export can take minutes, and somebody may have taken the name meanwhile.
        if (!overwrite && (await kindOf(path)) !== 'nothing') throw fileExists(path);
        await naming?.();
        await rename(part, target);
        // From here on the file is whole and has its name: nothing may call it failed any more. A folder that may not be read,
        // or a disk without this call, keeps the name when it gets to it.
        await syncFolder(dirname(target)).catch(() => undefined);
      }),
    discard: () =>
      guard(part, async () => {
        await handle.close();
        await rm(part, { force: true });
      }),
  };
}

async function kindOf(path: string): Promise<'nothing' | 'file' | 'folder' | 'device'> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'device';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'nothing';
    throw fileError(path, error);
  }
}

/** The new name itself must survive a power cut. Windows has no such call for folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guard<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof EngineError ? error : fileError(path, error);
  }
}
