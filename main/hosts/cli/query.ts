import { coverageJson, coverageText } from '../../base/coverage-text.ts';
import { fail } from '../../contract/errors.ts';
import type { ExportFormat } from '../../contract/export.ts';
import type { Client, Output } from '../../contract/methods.ts';
import { coverageOf, type ViewCoverage } from '../../contract/view-coverage.ts';
import { UsageError } from './failure.ts';
import { formatHistogram, histogramJson } from './histogram.ts';
import { print, say } from './output.ts';
import { readView, type ViewInput, type ViewOptions } from './view-options.ts';
import { waitFor, withEngine } from './with-engine.ts';

type QueryOptions = ViewOptions & {
  limit?: number;
  format?: ExportFormat;
  count?: boolean;
  histogram?: number;
  json?: boolean;
};

/** Prints records, their number, or their histogram, on stdout. Returns the exit code. */
export async function query(options: QueryOptions, interrupt: AbortSignal): Promise<number> {
  const { format = 'ndjson', order = 'asc', orderBy: clock, limit, json } = options;
  const asked = readView(options);
  if (json && !options.count && options.histogram === undefined)
    throw new UsageError('--json goes with --count or --histogram. Records are JSON as they are (--format ndjson).');
  return withEngine(options.cache, 'read', async ({ client }) => {
    const [answer, covers] = await withCoverage(client, asked, interrupt, async (view) => {
      if (options.count) return histogram(client, view, 1, interrupt);
      if (options.histogram !== undefined) return histogram(client, view, options.histogram, interrupt);
      for await (const { text } of client.stream('records.lines', { view, order, clock, format, limit }, interrupt))
        await print(text);
      return undefined;
    });
    if (answer && json) {
      const buckets = options.count ? {} : { histogram: histogramJson(answer) };
      await print(`${JSON.stringify({ count: answer.total, ...buckets, coverage: coverageJson(covers) })}\n`);
    } else if (answer) await print(options.count ? `${answer.total}\n` : formatHistogram(answer, format));
    say(coverageText(covers));
    return 0;
  });
}

async function histogram(client: Client, view: ViewInput, buckets: number, interrupt: AbortSignal) {
  let last: Output<'records.histogram'> | undefined;
  for await (const item of client.stream('records.histogram', { view, buckets }, interrupt)) last = item;
  if (!last?.final) throw fail('internal', 'The engine ended a count before it was done.');
  return last;
}

/** Runs `use` on the records that are there now; with what its answer is complete for, so that none covers less than it seems to. */
async function withCoverage<T>(
  client: Client,
  asked: ViewInput,
  interrupt: AbortSignal,
  use: (view: ViewInput) => Promise<T>,
): Promise<[T, ViewCoverage]> {
  const before = await client.call('cache.coverage', {}, interrupt);
  const tick = await waitFor(client, 'cache.tick', () => true, interrupt);
  const answer = await use({ ...asked, upTo: tick.newestRow });
  const after = await client.call('cache.coverage', {}, interrupt);
  const { topics = null, from = null, to = null } = asked;
  return [answer, coverageOf({ topics, from, to }, { before, after, tick })];
}
