// Electron's binary: whether it is here, and fetching it where that is possible. Its package comes without it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'node_modules', 'electron');
/** A fetch that hangs must not keep anyone from the browser. */
const FETCH_LIMIT_MS = 300_000;

/** The program that starts Electron; undefined where it is not installed. */
export function electronBinary(): string | undefined {
  const nameFile = join(folder, 'path.txt');
  if (!existsSync(nameFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(nameFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** The folder of Electron's own files, as packaging takes it. */
export function electronDist(): string | undefined {
  return electronBinary() === undefined ? undefined : join(folder, 'dist');
}

/** Runs Electron's own installer, about 120 MB. Resolves with the binary, or undefined where it cannot be had from here. */
export async function fetchElectron(signal?: AbortSignal): Promise<string | undefined> {
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined;
  const limit = AbortSignal.timeout(FETCH_LIMIT_MS);
  const child = spawn(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  await new Promise<void>((resolve) => {
    // Whatever went wrong shows in the binary's absence.
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  return electronBinary();
}
