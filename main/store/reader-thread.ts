// A reader thread. Jobs are generators that end a slice after some milliseconds; all that run take turns, and between two turns
// the thread looks at its messages, so a page does not wait for a scan and anything can be cancelled.
import { parentPort, workerData } from 'node:worker_threads';
import { EngineError, toErrorData } from '../contract/errors.ts';
import { Clocks } from './reader-clocks.ts';
import { count } from './reader-count.ts';
import { CoverageReader } from './reader-coverage.ts';
import { facets } from './reader-facets.ts';
import { readFigure, readSubjects } from './reader-figures.ts';
import { best, walk } from './reader-find.ts';
import { readEvents, readKept } from './reader-health.ts';
import { lines, split } from './reader-lines.ts';
import { matches } from './reader-matches.ts';
import { clusterOf, copy, held, values } from './reader-named.ts';
import { segmentsOn } from './reader-ordered.ts';
import {
  type FromReader,
  type JobName,
  type Jobs,
  LINES_AHEAD,
  type Running,
  type Scope,
  type ToReader,
} from './reader-protocol.ts';
import { between, countSteps, steps } from './reader-ranks.ts';
import { Conditions } from './reader-scope.ts';
import { seconds } from './reader-seconds.ts';
import { CacheFiles } from './reader-segments.ts';
import { detail, shape } from './reader-shape.ts';
import { times } from './reader-times.ts';
import { readTrend } from './reader-trend.ts';
import { mapSqliteError } from './sqlite.ts';

export type ReaderData = { folder: string };

if (!parentPort) throw new Error('reader-thread.ts runs as a worker thread only');
const main = parentPort;
const post = (message: FromReader, transfer: ArrayBuffer[] = []) => main.postMessage(message, transfer);

type Started = { name: JobName; running: Generator<unknown, unknown, undefined>; ahead: number };

try {
  const { folder }: ReaderData = workerData;
  run(folder);
} catch (error) {
  // Nothing of this thread can be used: the pool takes it as the answer to its opening.
  post({ kind: 'error', id: 0, error: toErrorData(mapSqliteError(error, 'the cache')) });
}

function run(folder: string): void {
  const files = new CacheFiles(folder, (file, message) => post({ kind: 'trouble', file, message }));
  const conditions = new Conditions();
  const coverage = new CoverageReader(files);
  const clocks = new Clocks(files);
  const jobs = new Map<number, Started>();
  let turning = false;

  const queried = ({ scope }: { scope: Scope }) =>
    [files.overview(scope.upTo), conditions.of(scope, files.parts)] as const;
  const start: { [N in JobName]: (input: Jobs[N][0]) => Running<N> } = {
    overview: ({ upTo }) => single(() => files.overview(upTo)),
    count(input) {
      const facts = files.overview(input.scope.upTo).segments.find(({ id }) => id === input.segment);
      return count(files, facts, conditions.of(input.scope, files.parts), input);
    },
    facets(input) {
      const facts = files.overview(input.scope.upTo).segments.find(({ id }) => id === input.segment);
      return facets(files, facts, conditions.of(input.scope, files.parts), input);
    },
    matches(input) {
      const facts = files.overview(input.scope.upTo).segments.find(({ id }) => id === input.segment);
      return matches(files, facts, conditions.of(input.scope, files.parts), input);
    },
    seconds(input) {
      const facts = files.overview(input.scope.upTo).segments.find(({ id }) => id === input.segment);
      return seconds(files, facts, conditions.of(input.scope, files.parts), input);
    },
    walk: (input) => walk(files, ...queried(input), clocks, input),
    best: (input) => best(files, ...queried(input), input),
    segments: (input) => segmentsOn(clocks, files.overview(input.scope.upTo), input),
    steps: (input) => steps(clocks, ...queried(input), input),
    countSteps: (input) => countSteps(files, ...queried(input), input),
    between: (input) => between(files, ...queried(input), clocks, input),
    shape: (input) => shape(files, input.shape, input.clock, input.rows),
    detail: ({ row }) => single(() => detail(files, row)),
    values: ({ fields, rows }) => values(files, fields, rows),
    held: (records) => single(() => held(files, records)),
    cluster: ({ row }) => single(() => clusterOf(files, row)),
    times: (input) => times(files, input),
    coverage: () => coverage.coverage(),
    tick: () => coverage.tick(),
    kept: () => single(() => readKept(folder)),
    events: (input) => single(() => readEvents(folder, input)),
    figure: (input) => readFigure(folder, input),
    subjects: () => single(() => readSubjects(folder)),
    trend: (input) => readTrend(folder, input),
    split: ({ scope, records }) => split(files, files.overview(scope.upTo), scope, records),
    lines: (input) => lines(files, ...queried(input), clocks, input),
    copy: ({ rows, format }) => copy(files, rows, format),
  };

  function begin<N extends JobName>(id: number, name: N, input: Jobs[N][0]): void {
    try {
      files.refresh();
      jobs.set(id, { name, running: start[name](input), ahead: 0 });
    } catch (error) {
      failed(id, error);
    }
  }

  function failed(id: number, error: unknown): void {
    jobs.delete(id);
    const mapped = mapSqliteError(error, folder);
    if (!(mapped instanceof EngineError)) console.error(error);
    post({ kind: 'error', id, error: toErrorData(mapped) });
  }

  function step(id: number, job: Started): void {
    try {
      const { done, value } = job.running.next();
      if (done) {
        jobs.delete(id);
        post({ kind: 'done', id, result: value });
      } else if (value !== undefined) {
        job.ahead++;
        post({ kind: 'item', id, item: value }, buffersOf(value));
      }
    } catch (error) {
      failed(id, error);
    }
  }

  const isHeld = ({ name, ahead }: Started) => (name === 'lines' || name === 'copy') && ahead >= LINES_AHEAD;

  function turn(): void {
    turning = false;
    for (const [id, job] of jobs) if (!isHeld(job)) step(id, job);
    if (jobs.size === 0) {
      files.closeDropped();
      clocks.closeDropped();
    }
    goOn();
  }
  function goOn(): void {
    if (turning || !jobs.values().some((job) => !isHeld(job))) return;
    turning = true;
    setImmediate(turn);
  }

  main.on('message', (message: ToReader) => {
    if (message.kind === 'run') begin(message.id, message.name, message.input as never);
    else if (message.kind === 'cancel') {
      jobs.get(message.id)?.running.return(undefined);
      jobs.delete(message.id);
    } else {
      const job = jobs.get(message.id);
      if (job) job.ahead--;
    }
    goOn();
  });
  post({ kind: 'ready' });
}

function* single<T>(read: () => T): Generator<undefined, T> {
  yield;
  return read();
}

/** Chunks of bytes are handed over, not copied. */
function buffersOf(item: unknown): ArrayBuffer[] {
  if (typeof item !== 'object' || item === null || !('bytes' in item)) return [];
  return item.bytes instanceof Uint8Array && item.bytes.buffer instanceof ArrayBuffer ? [item.bytes.buffer] : [];
}
