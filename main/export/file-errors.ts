// What the system says of a file, as an error that a person can act on.
import { dirname } from 'node:path';
import { type EngineError, fail } from '../contract/errors.ts';

/** `path` is the file that was to be written. */
export function fileError(path: string, error: unknown): EngineError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const text = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
      return fail('not-found', `The folder ${dirname(path)} does not exist: create it, or choose another one.`, error);
    case 'ENOTDIR':
      return fail('bad-input', `${dirname(path)} is not a folder: choose another place for the file.`, error);
    case 'EISDIR':
      return fail('bad-input', `${path} is a folder: give the name of a file in it.`, error);
    case 'ENXIO':
      return fail('bad-input', `Nobody reads from the pipe ${path}: start its reader first, then export.`, error);
    case 'ENAMETOOLONG':
      return fail('bad-input', `The name of ${path} is too long for this disk: choose a shorter one.`, error);
    case 'EACCES':
    case 'EPERM':
      return fail('read-only', `${path} may not be written by you: choose another folder, or ask its owner.`, error);
    case 'EROFS':
      return fail('read-only', `${path} is on a disk that can only be read: choose another folder.`, error);
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', `There is no room left for ${path}: free some, or choose another disk.`, error);
    case 'EFBIG':
      return fail('disk-full', `${path} would be larger than its disk allows: choose another disk.`, error);
    default:
      return fail('read-only', `${path} cannot be written (${text}): choose another place.`, error);
  }
}

export function fileExists(path: string): EngineError {
  return fail('exists', `${path} exists already: choose another name, or allow it to be replaced.`);
}
