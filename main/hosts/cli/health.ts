import { fail } from '../../contract/errors.ts';
import type { ClusterLook } from '../../contract/look.ts';
import type { Client, Input } from '../../contract/methods.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { UsageError } from './failure.ts';
import { MORE_LOOKS, needsMoreLooks, notesOf, ONE_LOOK, overview, pageLines } from './health-page.ts';
import { type Firsts, firstsOf } from './health-shape.ts';
import { exitCodeOf, verdictOf } from './health-verdict.ts';
import { watchHealth } from './health-watch.ts';
import { print, printLines, say } from './output.ts';
import { withEngine } from './with-engine.ts';

type HealthOptions = ConnectionOptions & {
  group?: string;
  topics?: string[];
  /** --no-groups: false */
  groups: boolean;
  all?: boolean;
  json?: boolean;
  watch?: boolean;
  for?: number;
  interval?: number;
};

/** A reader is judged from five looks on. */
const INTERVAL_OF_FOR = 2;

/**
 * Asks a cluster, without a cache. Returns the exit code: 0 healthy, 3 warnings, 4 errors, 5 where nothing wrong is known but
 * something asked for could not be learned. With --watch and --for it is that of the last look.
 */
export async function health(options: HealthOptions, interrupt: AbortSignal): Promise<number> {
  const { group, topics, groups, all = false, json = false, watch, interval } = options;
  if (interval !== undefined && !watch && options.for === undefined)
    throw new UsageError('--interval belongs to --watch and --for.');
  if (interval !== undefined && options.for !== undefined && interval > options.for)
    throw new UsageError('--interval is longer than --for: there would be one look.');
  const connection = await readConnection(options);
  const asked = { connection, group, topics, groups };
  return withEngine(null, 'read', async ({ client }) => {
    if (watch) {
      const follow = { ...asked, intervalSeconds: interval ?? 5 };
      const looks = client.stream('health.follow', follow, interrupt);
      const last = await watchHealth(looks, { json, all, interrupt });
      // Interrupted before the first look: nothing was learned.
      return last ? exitCodeOf(last) : 5;
    }
    const { look, from } =
      options.for === undefined
        ? { look: await client.call('health.sample', asked, interrupt), from: null }
        : await lookFor(
            client,
            { ...asked, intervalSeconds: interval ?? Math.max(1, Math.min(INTERVAL_OF_FOR, options.for / 2)) },
            options.for,
            interrupt,
          );
    for (const note of notesOf(look)) say(note);
    if (json) {
      await print(`${JSON.stringify({ ...look, verdict: verdictOf(look) }, null, 2)}\n`);
      for (const line of overview(look)) say(line);
    } else {
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      await printLines(pageLines(look, { all, columns, from }));
    }
    // The page has it.
    if (json && needsMoreLooks(look)) say(from === null ? ONE_LOOK : MORE_LOOKS);
    return exitCodeOf(look);
  });
}

/**
 * The last of the looks that were done within so many seconds, and when it was looked first. One that is under way then is given up,
 * unless it is the first: that one is waited for.
 */
export async function lookFor(client: Client, asked: Input<'health.follow'>, seconds: number, interrupt: AbortSignal) {
  const ended = new AbortController();
  let isOver = false;
  let last: ClusterLook | undefined;
  let from: Firsts | null = null;
  const timer = setTimeout(() => {
    isOver = true;
    if (last) ended.abort();
  }, seconds * 1000);
  try {
    for await (const look of client.stream('health.follow', asked, AbortSignal.any([interrupt, ended.signal]))) {
      last = look;
      from = firstsOf(from, look);
      if (isOver) break;
    }
  } catch (error) {
    if (interrupt.aborted || !ended.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (!last) throw fail('cancelled', 'It was ended before the first look.');
  return { look: last, from };
}
