import { describeCoverage } from '../../base/coverage-text.ts';
import { fail } from '../../contract/errors.ts';
import type { ExportFormat } from '../../contract/export.ts';
import type { Client, Output } from '../../contract/methods.ts';
import { formatHistogram } from './histogram.ts';
import { print, say } from './output.ts';
import { readView, type ViewInput, type ViewOptions } from './view-options.ts';
import { waitFor, withEngine } from './with-engine.ts';

type QueryOptions = ViewOptions & { limit?: number; format?: ExportFormat; count?: boolean; histogram?: number };

/** Prints records, their number, or their histogram, on stdout. Returns the exit code. */
export async function query(options: QueryOptions, interrupt: AbortSignal): Promise<number> {
  const { format = 'ndjson', order = 'asc', limit } = options;
  const asked = readView(options);
  return withEngine(options.cache, 'read', ({ client }) =>
    withCoverage(client, asked, interrupt, async (view) => {
      if (options.count) await print(`${(await histogram(client, view, 1, interrupt)).total}\n`);
      else if (options.histogram !== undefined)
        await print(formatHistogram(await histogram(client, view, options.histogram, interrupt), format));
      else
        for await (const { text } of client.stream('records.lines', { view, order, format, limit }, interrupt))
          await print(text);
      return 0;
    }),
  );
}

async function histogram(client: Client, view: ViewInput, buckets: number, interrupt: AbortSignal) {
  let last: Output<'records.histogram'> | undefined;
  for await (const item of client.stream('records.histogram', { view, buckets }, interrupt)) last = item;
  if (!last?.final) throw fail('internal', 'The engine ended a count before it was done.');
  return last;
}

/**
 * Runs `use` on the records that are there now, then says on stderr what the answer is complete for: a count never covers less
 * than it seems to.
 */
async function withCoverage<T>(
  client: Client,
  asked: ViewInput,
  interrupt: AbortSignal,
  use: (view: ViewInput) => Promise<T>,
): Promise<T> {
  const before = await client.call('cache.coverage', {}, interrupt);
  const tick = await waitFor(client, 'cache.tick', () => true, interrupt);
  const answer = await use({ ...asked, upTo: tick.newestRow });
  const after = await client.call('cache.coverage', {}, interrupt);
  say(describeCoverage({ topics: asked.topics ?? null, to: asked.to ?? null }, before, after, tick));
  return answer;
}
