import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where package.json and dist/ lie: above the sources, and above the bundle alike. */
export const PROGRAM_FOLDER = find(import.meta.dirname);
export const VERSION: string = JSON.parse(readFileSync(join(PROGRAM_FOLDER, 'package.json'), 'utf8')).version;

function find(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder)
    throw new Error('There is no package.json above the command line: it was moved alone.');
  return find(dirname(folder));
}
