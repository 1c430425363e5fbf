// Exports as jobs: each walks the query that a view shows, into a file that is whole or not there.
import { randomUUID } from 'node:crypto';
import { coverageText, NAMED_HOLES } from '../base/coverage-text.ts';
import { Value } from '../base/watched.ts';
import { type EngineError, fail, toErrorData } from '../contract/errors.ts';
import type { ExportJob, ExportRequest } from '../contract/export.ts';
import type { Watched } from '../contract/methods.ts';
import type { Coverage, Tick, View } from '../contract/records.ts';
import type { Clock } from '../contract/units.ts';
import { coverageOf, type ViewCoverage } from '../contract/view-coverage.ts';
import { type CoverageFile, openCoverageFile } from './coverage-file.ts';
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
    clock?: Clock,
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
/** The file, and the one beside it that says what it covers, where that is asked for and can be. */
type Files = { file: WholeFile; beside: CoverageFile | undefined };

export function openExportJobs(source: ExportSource): ExportJobs {
  const watched = new Value<{ jobs: ExportJob[] }>({ jobs: [] });
  const running = new Map<string, Running>();
  let closed = false;

  const change = (id: string, changes: Partial<ExportJob>) => {
    watched.set({ jobs: watched.get().jobs.map((job) => (job.id === id ? { ...job, ...changes } : job)) });
  };

  async function run(id: string, request: ExportRequest, files: Files, signal: AbortSignal): Promise<void> {
    try {
      const all = await copy(source, request, files, signal, (progress) => change(id, progress));
      const coverageFile = files.beside?.path ?? null;
      const covers = { ...all, holes: all.holes.slice(0, NAMED_HOLES) };
      const coverage = coverageText(covers);
      change(id, { state: 'done', progress: 1, endedAt: Date.now() * 1000, covers, coverage, coverageFile });
    } catch (error) {
      // A part that cannot be removed is told even of a job that was cancelled.
      const left = await discard(files).catch(toErrorData);
      const data = left ?? (signal.aborted ? null : toErrorData(error));
      change(id, { state: data ? 'failed' : 'cancelled', endedAt: Date.now() * 1000, error: data });
    } finally {
      running.delete(id);
    }
  }

  return {
    async start(request) {
      if (closed) throw closing();
      const files = await create(request);
      if (closed) {
        await discard(files);
        throw closing();
      }
      const { path, format, view } = request;
      const startedAt = Date.now() * 1000;
      const job: ExportJob = {
        ...{ id: randomUUID(), path, format, filter: view.filter, state: 'running', startedAt, endedAt: null },
        ...{ records: 0, bytes: 0, progress: 0, coverage: null, covers: null, coverageFile: null, error: null },
      };
      const { id } = job;
      const abort = new AbortController();
      const kept = watched.get().jobs.filter((one, index) => one.state === 'running' || index < KEPT_JOBS);
      watched.set({ jobs: [job, ...kept] });
      running.set(id, { abort, done: run(id, request, files, abort.signal) });
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

async function create({ path, overwrite, coverageFile }: ExportRequest): Promise<Files> {
  const file = await createWholeFile(path, overwrite);
  try {
    return { file, beside: coverageFile && !file.device ? await openCoverageFile(path) : undefined };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function discard({ file, beside }: Files): Promise<void> {
  await file.discard();
  await beside?.discard();
}

function closing(): EngineError {
  return fail('closed', 'Tailwater is closing: no export can begin now.');
}

type Progress = Pick<ExportJob, 'records' | 'bytes' | 'progress'>;

/** Resolves with what the file covers. */
async function copy(
  source: ExportSource,
  request: ExportRequest,
  { file, beside }: Files,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<ViewCoverage> {
  // In this order: what is covered now is surely among the rows up to the tick, and later rows are left out.
  const before = await source.coverage();
  const tick = await source.tick();
  const view = { ...request.view, upTo: request.view.upTo ?? tick.newestRow };
  const sum: Progress = { records: 0, bytes: 0, progress: 0 };
  let reportedAt = 0;
  for await (const chunk of source.lines(view, request.order, request.format, undefined, signal, request.clock)) {
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
  const covers = coverageOf(view, { before, after, tick });
  await file.flush();
  await beside?.write(request, sum, covers);
  // In this order, so that no file is ever beside what is said of another.
  await file.finish(beside?.removeOld);
  await beside?.finish();
  report(sum);
  return covers;
}
