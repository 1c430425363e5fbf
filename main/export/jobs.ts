// Exports as jobs: each walks the query that a view shows, into a file that is whole or not there.
import { randomUUID } from 'node:crypto';
import { coverageOf, coverageText } from '../base/coverage-text.ts';
import { Value } from '../base/watched.ts';
import { type EngineError, fail, toErrorData } from '../contract/errors.ts';
import type { ExportCoverage, ExportJob, ExportRequest } from '../contract/export.ts';
import type { Watched } from '../contract/methods.ts';
import type { Coverage, Tick, View } from '../contract/records.ts';
import { createWholeFile, type WholeFile } from './whole-file.ts';

/** What a job reads: of the Reader of main/store/types.ts, and the state of the cache. */
export type ExportSource = {
  /** Chunks of formatted records in the view's order, a header first where the format has one. */
  lines(
    view: View,
    order: 'asc' | 'desc',
    format: ExportJob['format'],
    limit: number | undefined,
    signal?: AbortSignal,
  ): AsyncIterable<{ bytes: Uint8Array; records: number; scannedShare: number }>;
  coverage(): Promise<Coverage>;
  tick(): Tick | Promise<Tick>;
};

export type ExportJobs = AsyncDisposable & {
  /** Opens the file, then goes on by itself. Throws, as an EngineError, where the file cannot be made. */
  start(request: ExportRequest): Promise<{ id: string }>;
  /** Ends a running job and removes its part; resolves when that is done. Throws not-found. */
  cancel(id: string): Promise<void>;
  /** Newest first; changes at most ten times a second for each job. */
  readonly watched: Watched<{ jobs: ExportJob[] }>;
};

const PROGRESS_MS = 100;
const KEPT_JOBS = 100;

type Running = { abort: AbortController; done: Promise<void> };

export function openExportJobs(source: ExportSource): ExportJobs {
  const watched = new Value<{ jobs: ExportJob[] }>({ jobs: [] });
  const running = new Map<string, Running>();
  let closed = false;

  const change = (id: string, changes: Partial<ExportJob>) => {
    watched.set({ jobs: watched.get().jobs.map((job) => (job.id === id ? { ...job, ...changes } : job)) });
  };

  async function run(id: string, request: ExportRequest, file: WholeFile, signal: AbortSignal): Promise<void> {
    try {
      const covers = await copy(source, request, file, signal, (progress) => change(id, progress));
      change(id, { state: 'done', progress: 1, endedAt: Date.now() * 1000, covers, coverage: coverageText(covers) });
    } catch (error) {
      // A part that cannot be removed is told even of a job that was cancelled.
      const left = await file.discard().catch(toErrorData);
      const data = left ?? (signal.aborted ? null : toErrorData(error));
      change(id, { state: data ? 'failed' : 'cancelled', endedAt: Date.now() * 1000, error: data });
    } finally {
      running.delete(id);
    }
  }

  return {
    async start(request) {
      if (closed) throw closing();
      const file = await createWholeFile(request.path, request.overwrite);
      if (closed) {
        await file.discard();
        throw closing();
      }
      const { path, format, view } = request;
      const startedAt = Date.now() * 1000;
      const job: ExportJob = {
        ...{ id: randomUUID(), path, format, filter: view.filter, state: 'running', startedAt, endedAt: null },
        ...{ records: 0, bytes: 0, progress: 0, coverage: null, covers: null, error: null },
      };
      const { id } = job;
      const abort = new AbortController();
      const kept = watched.get().jobs.filter((one, index) => one.state === 'running' || index < KEPT_JOBS);
      watched.set({ jobs: [job, ...kept] });
      running.set(id, { abort, done: run(id, request, file, abort.signal) });
      return { id };
    },
    async cancel(id) {
      const job = running.get(id);
      job?.abort.abort();
      await job?.done;
      if (!watched.get().jobs.some((one) => one.id === id))
        throw fail('not-found', `There is no export ${id}: it was never started.`);
    },
    watched,
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const job of running.values()) job.abort.abort();
      await Promise.all([...running.values()].map((job) => job.done));
    },
  };
}

function closing(): EngineError {
  return fail('closed', 'Tailwater is closing: no export can begin now.');
}

type Progress = Pick<ExportJob, 'records' | 'bytes' | 'progress'>;

/** Resolves with what the file covers. */
async function copy(
  source: ExportSource,
  request: ExportRequest,
  file: WholeFile,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<ExportCoverage> {
  // In this order: what is covered now is surely among the rows up to the tick, and later rows are left out.
  const before = await source.coverage();
  const tick = await source.tick();
  const view = { ...request.view, upTo: request.view.upTo ?? tick.newestRow };
  const sum: Progress = { records: 0, bytes: 0, progress: 0 };
  let reportedAt = 0;
  for await (const chunk of source.lines(view, request.order, request.format, undefined, signal)) {
    signal.throwIfAborted();
    await file.write(chunk.bytes);
    sum.records += chunk.records;
    sum.bytes += chunk.bytes.byteLength;
    sum.progress = Math.min(1, chunk.scannedShare);
    if (Date.now() - reportedAt >= PROGRESS_MS) {
      reportedAt = Date.now();
      report(sum);
    }
  }
  signal.throwIfAborted();
  const after = await source.coverage();
  await file.finish();
  report(sum);
  return coverageOf(view, before, after, tick);
}
