// stdout is for machines alone; everything else goes to stderr.
import { fail } from '../../contract/errors.ts';
import { printable } from './printable.ts';

/** stdout was closed by its reader, as `| head` does: no failure, but nothing more is worth doing. */
export class ReaderGone extends Error {}

// Each write gets its own error, below; without a listener Node would end the process before that.
process.stdout.on('error', () => {});
// Nobody reads the messages any more, as with `2>&1 | head`; the work goes on.
process.stderr.on('error', () => {});

/** Resolves when it is written, so that a slow reader slows us. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error?: (Error & { code?: string }) | null) => {
      if (!error) resolve();
      else if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') reject(new ReaderGone());
      else if (error.code === 'ENOSPC') reject(fail('disk-full', 'There is no room left for the output.', error));
      else reject(fail('internal', `stdout cannot be written: ${error.message}`, error));
    });
  });
}

/** Lines for people on stdout: names and messages of others are in them, and a terminal would obey what they hold. */
export function printLines(lines: readonly string[]): Promise<void> {
  return print(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** On stderr, a line or some; as `printLines`. */
export function say(text: string): void {
  process.stderr.write(`${text.split('\n').map(printable).join('\n')}\n`);
}

export function number(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}

export function size(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toLocaleString('en-US', { maximumFractionDigits: power > 0 ? 1 : 0 })} ${units[power]}`;
}
