// The engine's side of the thread that fetches what the cache does not hold.
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/threads.ts';
import { EngineError, fail, toErrorData } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { FillData, FillProgress, FillQuestion, FromFill, Range, ToFill } from './fill-protocol.ts';
import type { PositionStore } from './position-store.ts';

const STOP_MS = 5_000;

/**
 * Resolves when nothing is left to fetch, or when the signal has ended it, and the thread is gone. Throws why something could not
 * be fetched; what was stored until then stays.
 */
export async function runFill(
  data: Omit<FillData, 'writer' | 'positions'>,
  writer: PositionStore,
  signal: AbortSignal,
  onProgress: (progress: FillProgress) => void,
): Promise<void> {
  const port = writer.connectWorker();
  const thread = startThread(import.meta.url, 'fill-worker', {
    workerData: { ...data, writer: port, positions: writer.positions.shared } satisfies FillData,
    transferList: [port],
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  const send = (message: ToFill) => thread.postMessage(message);
  let error: Error | undefined;
  thread.on('message', (message: FromFill) => {
    if (message.kind === 'progress') onProgress(message.progress);
    else if (message.kind === 'ended') error = message.error ? new EngineError(message.error) : undefined;
    else
      answer(writer, message.question).then(
        (ranges) => send({ kind: 'answer', id: message.id, ranges }),
        (refused: unknown) => send({ kind: 'refused', id: message.id, error: toErrorData(refused) }),
      );
  });
  thread.on('error', (fault) => {
    error = fail('internal', say('fill-fault', { why: fault.message }), fault);
  });

  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    send({ kind: 'stop' });
    timer = setTimeout(() => void thread.terminate(), STOP_MS);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await gone(thread);
  signal.removeEventListener('abort', stop);
  clearTimeout(timer);
  if (error) throw error;
}

async function answer(writer: PositionStore, question: FillQuestion): Promise<Range[]> {
  const { slot, from, to } = question;
  if (question.kind === 'missing') return writer.missing(slot, from, to);
  await writer.nameHole(slot, from, to, question.cause, question.detail);
  return [];
}

function gone(thread: Worker): Promise<void> {
  return new Promise((resolve) => thread.once('exit', () => resolve()));
}
