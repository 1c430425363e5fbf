import { fail } from '../../contract/errors.ts';
import type { ClusterLook } from '../../contract/look.ts';
import type { Client, Input } from '../../contract/methods.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { UsageError } from './failure.ts';
import { needsMoreLooks, notesOf, overview, pageLines } from './health-page.ts';
import { exitCodeOf, verdictOf } from './health-verdict.ts';
import { watchHealth } from './health-watch.ts';
import { print, say } from './output.ts';
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
        : await lookFor(client, { ...asked, intervalSeconds: interval ?? INTERVAL_OF_FOR }, options.for, interrupt);
    for (const note of notesOf(look)) say(note);
    if (json) {
      await print(`${JSON.stringify({ ...look, verdict: verdictOf(look) }, null, 2)}\n`);
      for (const line of overview(look)) say(line);
    } else {
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      const lines = pageLines(look, { all, columns, from });
      await print(lines.map((line) => `${line}\n`).join(''));
    }
    if (needsMoreLooks(look))
      say(
        from === null
          ? 'Rates, and whether a group reads, cannot be told from one look: use --watch, or --for 60.'
          : 'Whether a group reads cannot be told yet: use --watch, or a longer --for.',
      );
    return exitCodeOf(look);
  });
}

/** The last of the looks within so many seconds, and when it was looked first. */
async function lookFor(client: Client, asked: Input<'health.follow'>, seconds: number, interrupt: AbortSignal) {
  const until = performance.now() + seconds * 1000;
  let last: ClusterLook | undefined;
  let from: number | null = null;
  for await (const look of client.stream('health.follow', asked, interrupt)) {
    last = look;
    from ??= look.sampledAt;
    if (performance.now() >= until) break;
  }
  if (!last) throw fail('cancelled', 'It was ended before the first look.');
  return { look: last, from };
}
