// What the tests of filling share: jobs on a cache, with or without a session that collects beside them.
import type { FillJob, FillWhat } from '../../main/contract/fill.ts';
import type { OpenSession } from '../../main/contract/session.ts';
import { FillJobs } from '../../main/kafka/fill-jobs.ts';
import { startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter, type WriterOptions } from '../../main/store/writer.ts';
import { type Collecting, until } from './ingest-kit.ts';

export type Filling = Collecting & {
  fills: FillJobs;
  /** The job when it has ended. */
  fill(what: FillWhat): Promise<FillJob>;
};

/** A session on the cache in `folder`, and jobs over it; disposing leaves the cache complete on disk. */
export async function openFilling(
  folder: string,
  session: OpenSession,
  options: WriterOptions & { giveUpMs?: number } = {},
): Promise<Filling> {
  await using opened = new AsyncDisposableStack();
  const writer = opened.use(await openWriter(folder, options));
  const supervisor = await startSupervisor({ session, writer, onChange: () => undefined });
  opened.defer(() => supervisor.close());
  const { connection, tunables } = session;
  const fills = new FillJobs(
    writer,
    () => ({ connection, isolation: tunables.isolation, partitions: supervisor.followed() }),
    options.giveUpMs,
  );
  opened.defer(() => fills.cancelAll());
  const resources = opened.move();
  return {
    ...{ writer, supervisor, fills },
    fill: (what) => endOf(fills, fills.start(what).id),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export function jobOf(fills: FillJobs, id: string): FillJob {
  const job = fills.watched.get().jobs.find((one) => one.id === id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

export async function endOf(fills: FillJobs, id: string): Promise<FillJob> {
  await until('the job has ended', () => jobOf(fills, id).endedAt !== null);
  return jobOf(fills, id);
}

/** All that the brokers have. */
export const EVERYTHING: FillWhat = { kind: 'time', topics: null, from: 0, to: Number.MAX_SAFE_INTEGER };
