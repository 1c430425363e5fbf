// One consumer worker as the supervisor sees it: a thread that is replaced, with growing pauses, when it ends by itself.
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/threads.ts';
import { type ErrorData, fail } from '../contract/errors.ts';
import type { WorkerStatus } from '../contract/health.ts';
import { type Said, say, sayingsOf, tell } from '../contract/told.ts';
import { SILENT_MS, type SilentBroker } from './asked-brokers.ts';
import { Rate } from './rates.ts';
import type { Counters, FromWorker, ToWorker, WorkerData } from './worker-protocol.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A worker that ran so long starts over with the first pause. */
const HEALTHY_MS = 60_000;
const STOP_MS = 5_000;
/** No fetch was answered for so long, though nothing waits for the writer: kafkajs hangs. */
const HANGING_MS = 60_000;
/** From here on the wait for the writer is worth telling. */
const WRITER_WAIT_MS = 2_000;

export type Hooks = {
  /** of a new thread; each needs a port of its own to the writer */
  data(): WorkerData;
  message(worker: SupervisedWorker, message: FromWorker): void;
  /** ended by itself; it will be started again unless it is told to stop */
  ended(worker: SupervisedWorker, cause: readonly Said[]): void;
};
export type Report = Extract<FromWorker, { kind: 'report' }>;

export class SupervisedWorker {
  readonly id: number;
  readonly #hooks: Hooks;
  readonly #rate = new Rate<keyof Counters>();
  #thread: Worker | undefined;
  #report: Report | undefined;
  #memberId: string | null = null;
  #before: Counters = { records: 0, bytes: 0, fetches: 0, fetchBytes: 0, fetchWaitMs: 0 };
  #restarts = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #complaint: Said | undefined;
  /** what ended the thread, as it said itself */
  #crash: ErrorData | undefined;
  /** what ended the thread before, until this one consumes */
  #ended: ErrorData | undefined;

  constructor(id: number, hooks: Hooks) {
    this.id = id;
    this.#hooks = hooks;
    this.#start();
  }

  /** as the group knows it; null: it is no member */
  get memberId(): string | null {
    return this.#memberId;
  }
  get report(): Report | undefined {
    return this.#report;
  }
  /** Why no broker answers it, where none has for seconds. */
  get complaint(): Said | undefined {
    const { state, silentMs = 0, writerWaitMs } = this.#report ?? {};
    const silent = state !== 'stopped' && silentMs > SILENT_MS && writerWaitMs === 0;
    return silent ? this.#complaint : undefined;
  }

  /** Brokers that do not answer it; none where no broker does, which is told as a whole. */
  get silentBrokers(): readonly SilentBroker[] {
    const reads = this.#report?.state === 'consuming' && !this.#crash && !this.complaint;
    return reads ? (this.#report?.silentBrokers ?? []) : [];
  }

  /** Why it ended and is started again, until it reads or is told to be silent. */
  get ended(): readonly Said[] | undefined {
    const error = this.#crash ?? (this.complaint ? undefined : this.#ended);
    return error && !this.#stopping ? sayingsOf(error) : undefined;
  }
  /** Why its last commit failed. */
  get commitError(): readonly Said[] | undefined {
    return this.#report?.commitError ?? undefined;
  }

  send(message: ToWorker): void {
    this.#thread?.postMessage(message);
  }

  /** Leaves the group and ends; by force after 5 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const thread = this.#thread;
    if (!thread) return;
    const gone = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    this.send({ kind: 'stop' });
    const timer = setTimeout(() => void thread.terminate(), STOP_MS);
    await gone;
    clearTimeout(timer);
  }

  status(): Omit<WorkerStatus, 'partitions'> & { slots: number[] } {
    // One that has told its end has and reads nothing, whatever it last told.
    const report = this.#crash ? undefined : this.#report;
    const fetches = report ? this.#rate.delta('fetches') : 0;
    return {
      id: this.id,
      ...this.#state(),
      memberId: report?.memberId ?? null,
      slots: report?.slots ?? [],
      recordsPerSecond: report ? this.#rate.perSecond('records') : 0,
      bytesPerSecond: report ? this.#rate.perSecond('bytes') : 0,
      fetchBytes: fetches > 0 ? this.#rate.delta('fetchBytes') / fetches : 0,
      fetchWaitMs: fetches > 0 ? this.#rate.delta('fetchWaitMs') / fetches : 0,
      restarts: this.#restarts,
    };
  }

  #state(): Pick<WorkerStatus, 'state' | 'reason'> {
    const report = this.#report;
    if (this.#stopping) return { state: this.#thread ? 'leaving' : 'stopped', reason: null };
    if (this.#crash) return { state: 'restarting', reason: tell(...sayingsOf(this.#crash)) };
    const before = this.#ended ? sayingsOf(this.#ended) : [];
    if (!report) return { state: 'starting', reason: before.length > 0 ? tell(...before) : null };
    if (report.state !== 'consuming') {
      const reason = this.#complaint ? [this.#complaint] : before;
      return { state: 'joining', reason: reason.length > 0 ? tell(...reason) : null };
    }
    if (this.complaint) return { state: 'paused', reason: tell(say('brokers-silent'), this.complaint) };
    if (report.writerWaitMs > WRITER_WAIT_MS) {
      const seconds = Math.round(report.writerWaitMs / 1000);
      return { state: 'paused', reason: tell(say('writer-waits', { seconds })) };
    }
    if (report.slots.length === 0) return { state: 'idle', reason: tell(say('more-workers')) };
    return { state: 'consuming', reason: null };
  }

  #start(): void {
    this.#startedAt = Date.now();
    this.#crash = undefined;
    const data = this.#hooks.data();
    const thread = startThread(import.meta.url, 'consumer-worker', {
      workerData: data,
      transferList: [data.writer],
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
    });
    this.#thread = thread;
    let limit: NodeJS.Timeout | undefined;
    thread.on('message', (message: FromWorker) => {
      if (message.kind === 'crashed') this.#crash = message.error;
      if (message.kind === 'report') this.#take(message);
      // It ends by itself now, or something in it hangs. What it has handed over is stored, and the rest is read again.
      if (message.kind === 'crashed' || (message.kind === 'report' && message.state === 'stopped'))
        limit ??= setTimeout(() => void thread.terminate(), STOP_MS);
      this.#hooks.message(this, message);
    });
    thread.on('error', (error) => {
      this.#crash = fail('internal', say('worker-fault', { why: error.message })).data;
    });
    thread.once('exit', (code) => {
      clearTimeout(limit);
      this.#exited(code);
    });
  }

  #take(report: Report): void {
    const total = { ...report.counters };
    for (const name of Object.keys(this.#before) as (keyof Counters)[]) total[name] += this.#before[name];
    this.#rate.add(total);
    this.#report = { ...report, counters: total };
    if (report.state === 'consuming') this.#ended = undefined;
    // One that left by itself is no member any more.
    this.#memberId = report.state === 'stopped' ? null : report.memberId;
    if (report.complaint !== null) this.#complaint = report.complaint;
    else if (report.silentMs < SILENT_MS) this.#complaint = undefined;
    const hangs = report.state !== 'stopped' && report.silentMs > HANGING_MS && report.writerWaitMs === 0;
    if (hangs && !this.#stopping && !this.#crash) {
      const seconds = Math.round(report.silentMs / 1000);
      this.#crash = fail('unreachable', say('fetch-silent', { seconds })).data;
      void this.#thread?.terminate();
    }
  }

  #exited(code: number): void {
    this.#thread = undefined;
    if (this.#report) this.#before = this.#report.counters;
    this.#report = undefined;
    if (this.#stopping) return;
    this.#crash ??= fail('internal', say('worker-exit', { exit: String(code) })).data;
    this.#ended = this.#crash;
    if (Date.now() - this.#startedAt > HEALTHY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    // Logins that are refused again and again lock accounts.
    if (this.#crash.code === 'denied') this.#pauseMs = LONGEST_PAUSE_MS;
    this.#timer = setTimeout(() => {
      this.#restarts++;
      this.#start();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    this.#hooks.ended(this, sayingsOf(this.#crash));
  }
}
