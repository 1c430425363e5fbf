import { EngineError, fail } from '../../contract/errors.ts';
import type { FillJob } from '../../contract/fill.ts';
import type { Client, Input } from '../../contract/methods.ts';
import type { Micros } from '../../contract/units.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { UsageError } from './failure.ts';
import { number, say, size } from './output.ts';
import { createProgress } from './progress.ts';
import type { OffsetRange } from './values.ts';
import { waitFor, withEngine } from './with-engine.ts';

type FillOptions = ConnectionOptions & {
  cache: string;
  topics: string[];
  since?: Micros;
  until?: Micros;
  holes?: boolean;
  offsets?: OffsetRange[];
  isolation?: 'read_committed' | 'read_uncommitted';
};
type What = Input<'fill.start'>['what'];

/** Fetches what the cache does not hold, below where it collects on. Returns the exit code. */
export async function fill(options: FillOptions, interrupt: AbortSignal): Promise<number> {
  const what = readWhat(options);
  const { isolation, topics } = options;
  const session: Input<'session.open'> = {
    connection: await readConnection(options),
    topics: [...new Set(topics)],
    // Partitions that are new to the cache are collected from here on, once somebody collects.
    start: { at: 'latest' },
    tunables: { isolation },
    live: false,
  };
  return withEngine(options.cache, 'write', async ({ client }) => {
    await client.call('session.open', session, interrupt);
    const { id } = await client.call('fill.start', { what }, interrupt);
    // Ctrl-C cancels the job; the job then tells its end like any other.
    const cancel = () => void client.call('fill.cancel', { id }).catch((error) => say(String(error)));
    if (interrupt.aborted) cancel();
    interrupt.addEventListener('abort', cancel, { once: true });
    const job = await follow(client, id);
    interrupt.removeEventListener('abort', cancel);
    await client.call('session.close', {});
    const tick = await waitFor(client, 'cache.tick', () => true, AbortSignal.timeout(10_000));
    tell(job);
    say(`The cache has ${number(tick.records)} records (${size(tick.cacheBytes)}) in ${options.cache}.`);
    say(
      tick.holes > 0
        ? `It has ${number(tick.holes)} holes: offsets that it does not hold; query names them.`
        : 'It has no holes.',
    );
    if (job.error) throw new EngineError(job.error);
    return job.state === 'done' ? 0 : 1;
  });
}

function readWhat({ since, until, holes, offsets, topics }: FillOptions): What {
  if (holes) return { kind: 'holes', topics };
  if (offsets) return { kind: 'offsets', ranges: offsets };
  if (since === undefined && until === undefined)
    throw new UsageError('Say what to fetch: --since and --until (either may be left out), --holes, or --offsets.');
  // No record is outside: brokers know no time before 1970.
  const [from, to] = [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
  if (from >= to) throw new UsageError('--since is not before --until: no record can be between them.');
  return { kind: 'time', topics, from, to };
}

/** The job when it has ended. */
async function follow(client: Client, id: string): Promise<FillJob> {
  using progress = createProgress('Fetching');
  const find = ({ jobs }: { jobs: FillJob[] }) => jobs.find((job) => job.id === id);
  const last = await waitFor(
    client,
    'fill.jobs',
    (value) => {
      const job = find(value);
      if (job) {
        const share = job.offsets > 0 ? job.done / job.offsets : null;
        progress.update(share, `${number(job.records)} records, ${size(job.bytes)}`);
      }
      return job !== undefined && job.endedAt !== null;
    },
    new AbortController().signal,
  );
  const job = find(last);
  if (!job) throw fail('internal', 'The engine forgot a fetch.');
  return job;
}

function tell({ state, offsets, done, records, bytes, gone }: FillJob): void {
  const ended = state === 'done' ? 'Fetched' : state === 'cancelled' ? 'Stopped' : 'Failed';
  if (offsets === 0)
    say(state === 'done' ? 'Nothing was missing there that the brokers have.' : `${ended}: nothing was fetched.`);
  else
    say(
      `${ended}: ${number(records)} records (${size(bytes)} from the brokers) in ${number(done)} of ${number(offsets)} offsets that were missing.`,
    );
  if (gone > 0)
    say(`${number(gone)} offsets are gone: the brokers have deleted them, and the cache says so from now on.`);
  if (state === 'cancelled' && done > 0) say('What was fetched is kept; the same command goes on from here.');
}
