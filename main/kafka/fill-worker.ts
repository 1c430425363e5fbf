// A thread that fetches what the cache does not hold, for one job: it asks brokers over connections of its own, decodes, and hands
// batches to the writer. The live consumers go on beside it.
import { parentPort, workerData } from 'node:worker_threads';
import { SharedPositions } from '../base/ingest-port.ts';
import { EngineError, fail, toErrorData } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import { Admin } from './admin.ts';
import { FillPartition } from './fill-partition.ts';
import type { FillData, FillProgress, FillQuestion, FromFill, Range, ToFill } from './fill-protocol.ts';
import { FillReader } from './fill-reader.ts';
import { WriterLink } from './writer-link.ts';

const REPORT_MS = 100;
const TIMEOUT_MS = 15_000;
const STOP_MS = 2_000;
/** Little, so that what the live consumers send is written between these. */
const MOST_BYTES = 4_194_304;

if (!parentPort) throw new Error('fill-worker.ts runs as a worker thread only');
const engine = parentPort;
const data: FillData = workerData;
const post = (message: FromFill) => engine.postMessage(message);

const progress: FillProgress = { offsets: 0, done: 0, records: 0, bytes: 0, gone: 0 };
const stopping = new AbortController();
const { signal } = stopping;
const asked = new Map<number, { resolve: (ranges: Range[]) => void; reject: (error: Error) => void }>();
let lastId = 0;
let lost: EngineError | undefined;

function ask(question: FillQuestion): Promise<Range[]> {
  const id = ++lastId;
  const { promise, resolve, reject } = Promise.withResolvers<Range[]>();
  asked.set(id, { resolve, reject });
  post({ kind: 'ask', id, question });
  return promise;
}

engine.on('message', (message: ToFill) => {
  if (message.kind === 'stop') return stop();
  const waiting = asked.get(message.id);
  asked.delete(message.id);
  if (message.kind === 'answer') waiting?.resolve(message.ranges);
  else waiting?.reject(new EngineError(message.error));
});

const admin = new Admin(data.connection, { role: 'fill', timeoutMs: TIMEOUT_MS });
const link = new WriterLink(data.writer, (answer) => reader.answered(answer), lose, MOST_BYTES);
const reader: FillReader = new FillReader({
  ...{ admin, link, ask, progress, signal },
  isolation: data.isolation,
  positions: new SharedPositions(data.positions),
  wanted: data.wanted,
  giveUpMs: data.giveUpMs,
  partitions: data.partitions.map((one) => new FillPartition(one)),
});
const reports = setInterval(report, REPORT_MS);
try {
  await reader.run();
  await end(null);
} catch (error) {
  await end(error);
}

function report(): void {
  post({ kind: 'progress', progress });
}

/** The writer is gone: what is left cannot be stored. */
function lose(): void {
  if (!signal.aborted) lost = fail('internal', say('fill-fault', { why: 'the cache cannot be written any more' }));
  stop();
}

/** Requests under way end at once; what was sent is still stored. */
function stop(): void {
  stopping.abort();
  void admin[Symbol.asyncDispose]();
}

async function end(error: unknown): Promise<void> {
  await link.drained(STOP_MS);
  clearInterval(reports);
  report();
  const failed = lost ?? (signal.aborted ? null : error);
  post({ kind: 'ended', error: failed === null ? null : toErrorData(failed) });
  await admin[Symbol.asyncDispose]();
  link.close();
  engine.close();
}
