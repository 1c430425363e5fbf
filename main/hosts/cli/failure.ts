// How a command ends when it cannot do what it was asked: exit code 2 where the request was wrong, else 1.
import { CommanderError } from 'commander';
import { toErrorData } from '../../contract/errors.ts';
import { ReaderGone, say } from './output.ts';

/** Options that do not go together: what commander cannot know. */
export class UsageError extends Error {}

/** Says what happened, on stderr, and returns the exit code. */
export function explainFailure(error: unknown, filter: string | undefined): number {
  if (error instanceof ReaderGone) return 0;
  // Commander has said it already; asking for help or for the version is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    say(`tailwater: ${error.message}`);
    return 2;
  }
  const { code, message, position, end, expected } = toErrorData(error);
  if (code === 'cancelled') {
    say('tailwater: interrupted.');
    return 1;
  }
  say(`tailwater: ${message}`);
  if (code === 'bad-filter' && filter !== undefined && position !== undefined) {
    // Control characters would move the mark away from its place.
    say(`  ${filter.replace(/\p{Cc}/gu, ' ')}`);
    say(
      `  ${' '.repeat([...filter.slice(0, position)].length)}${'^'.repeat(Math.max(1, (end ?? position) - position))}`,
    );
    if (expected?.length) say(`  expected here: ${expected.join(', ')}`);
  }
  if (code === 'internal' && error instanceof Error) say(error.stack ?? '');
  return code === 'bad-filter' ? 2 : 1;
}
