import { resolve } from 'node:path';
import { EngineError, fail } from '../../contract/errors.ts';
import type { ExportFormat, ExportJob } from '../../contract/export.ts';
import type { Client } from '../../contract/methods.ts';
import { number, say, size } from './output.ts';
import { createProgress } from './progress.ts';
import { readView, type ViewOptions } from './view-options.ts';
import { waitFor, withEngine } from './with-engine.ts';

type ExportOptions = ViewOptions & { format: ExportFormat; out: string; force?: boolean; coverageFile: boolean };

/** Writes the records into a file that appears when it is whole. Returns the exit code. */
export async function exportRecords(options: ExportOptions, interrupt: AbortSignal): Promise<number> {
  const { format, order = 'asc', orderBy: clock, force: overwrite = false, coverageFile } = options;
  const view = readView(options);
  return withEngine(options.cache, 'read', async ({ client }) => {
    const path = resolve(options.out);
    const request = { view, order, clock, format, path, overwrite, coverageFile };
    const { id } = await client.call('export.start', request, interrupt);
    // Ctrl-C cancels the job; the job then tells its end like any other.
    const cancel = () => void client.call('export.cancel', { id }).catch((error) => say(String(error)));
    if (interrupt.aborted) cancel();
    interrupt.addEventListener('abort', cancel, { once: true });
    const job = await follow(client, id);
    interrupt.removeEventListener('abort', cancel);
    if (job.error) throw new EngineError(job.error);
    if (job.state === 'cancelled') {
      say('Cancelled: nothing was written.');
      return 1;
    }
    say(`${number(job.records)} records (${size(job.bytes)}) in ${path}. ${job.coverage ?? ''}`);
    if (job.coverageFile !== null) say(`What it is complete for is also in ${job.coverageFile}.`);
    return 0;
  });
}

/** The job when it has ended. */
async function follow(client: Client, id: string): Promise<ExportJob> {
  using progress = createProgress('Exporting');
  const find = ({ jobs }: { jobs: ExportJob[] }) => jobs.find((job) => job.id === id);
  const last = await waitFor(
    client,
    'export.jobs',
    (value) => {
      const job = find(value);
      if (job) progress.update(job.progress, `${number(job.records)} records, ${size(job.bytes)}`);
      return job !== undefined && job.state !== 'running';
    },
    new AbortController().signal,
  );
  const job = find(last);
  if (!job) throw fail('internal', 'The engine forgot an export.');
  return job;
}
