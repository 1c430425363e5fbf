// A consumer worker: one kafkajs consumer in a thread of its own. It fetches, decodes, hands batches to the writer, and commits
// to Kafka what the writer has stored. The cache's positions are the authority: they are sought at every join.
import { parentPort, workerData } from 'node:worker_threads';
import type { EachBatchPayload } from 'kafkajs';
import type { RecordBatch } from '../base/batch.ts';
import { SharedPositions } from '../base/ingest-port.ts';
import { fail, toErrorData } from '../contract/errors.ts';
import { quote, type Said, say } from '../contract/told.ts';
import { CORRUPT_MESSAGE, OFFSET_OUT_OF_RANGE, TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import { AskedBrokers } from './asked-brokers.ts';
import { firstEpoch } from './batch-header.ts';
import { createClient } from './client.ts';
import { Commits } from './commits.ts';
import { decodeFetch } from './decode.ts';
import { FetchOrder } from './fetch-order.ts';
import { FetchWaits } from './fetch-waits.ts';
import { classify } from './kafka-errors.ts';
import { Slots } from './slots.ts';
import { type Owned, stickyAssigner } from './sticky-assigner.ts';
import { StuckWatch } from './stuck-watch.ts';
import type { Counters, FromWorker, Suspicion, ToWorker, WorkerData } from './worker-protocol.ts';
import { WriterLink } from './writer-link.ts';

const REPORT_MS = 500;
/** of a worker that has no news */
const QUIET_REPORT_MS = 5_000;
/** Longer than a fetch waits: silence is news. */
const SILENCE_MS = 5_500;
const HEARTBEAT_MS = 3_000;
const REBALANCE_MS = 15_000;
/** A broker's error of one partition that is none of those known is tried again after so long. */
const TRY_AGAIN_MS = 1_000;
/** A right that was taken away may be given back. */
const DENIED_AGAIN_MS = 5_000;
const STOP_MS = 2_000;
/** For about half a minute; as long as it tries, a worker keeps its place in the group. Then the supervisor starts a new one. */
const RETRY = { retries: 20, initialRetryTime: 200, maxRetryTime: 2_000 };
/** Unknown topic or partition, unknown topic id, inconsistent topic id. */
const TOPIC_GONE = new Set([3, 100, 103]);

if (!parentPort) throw new Error('consumer-worker.ts runs as a worker thread only');
const supervisor = parentPort;
const data: WorkerData = workerData;
const { tunables } = data;
const post = (message: FromWorker) => supervisor.postMessage(message);

const positions = new SharedPositions(data.positions);
const slots = new Slots(data.partitions);
const counters: Counters = { records: 0, bytes: 0, fetches: 0, fetchBytes: 0, fetchWaitMs: 0 };
let state: 'joining' | 'consuming' | 'stopped' = 'joining';
/** kafkajs has a group to seek and pause in */
let running = false;
let memberId: string | null = null;
let generation = -1;
let members: number | null = null;
let assigned: Owned[] = [];
let complaint: Said | null = null;
let lastFetch = performance.now();
/** slots that are held back; they are read again after the next join at the latest */
const held = new Set<number>();
const order = new FetchOrder();
const stuck = new StuckWatch();
/** slots that the broker refused for want of rights, and has not answered for since */
const denied = new Set<number>();
const timers = new Set<NodeJS.Timeout>();
const waits = new FetchWaits(tunables.fetchMaxWaitMs, tunables.fetchMinBytes);
const asked = new AskedBrokers();
/** what the latest report said, and when */
let reported: Pick<Extract<FromWorker, { kind: 'report' }>, 'state' | 'commitError'> & {
  at: number;
  fetchBytes: number;
  silent: string;
} = { at: 0, state, fetchBytes: 0, commitError: null, silent: '' };
/** ends the connections */
const closing = new AbortController();

const client = createClient(data.connection, {
  role: `worker-${data.id}`,
  retry: RETRY,
  // A JoinGroup is answered only after the rebalance.
  silenceLimitMs: REBALANCE_MS + 10_000,
  signal: closing.signal,
  onLog: (message) => {
    // "Response X" says that one failed but not why; what follows from it is said too.
    if (!message.startsWith('Connection: Response')) complaint = quote(plainly(message));
  },
});
const consumer = client.consumer({
  groupId: data.group,
  partitionAssigners: [
    stickyAssigner({
      owned: () => ({ generation, partitions: assigned }),
      assigned: (count) => {
        members = count;
      },
    }),
  ],
  rawRecords: true,
  planFetch: (partitions, broker) => {
    const known = partitions.map((one) => ({ one, slot: slots.of(one.topic, one.partition) ?? -1 }));
    const ordered = order.sort(known, ({ slot }) => slot);
    const wanted = ordered.map(({ slot }) => slot);
    // kafkajs has its ids from the keys of an object.
    if (wanted.length > 0) asked.ask(Number(broker), wanted, waits.next(broker));
    return ordered.map(({ one, slot }) => ({ ...one, topicId: slots.partition(slot)?.topicId }));
  },
  groupInstanceId: data.instanceId,
  allowAutoTopicCreation: false,
  readUncommitted: tunables.isolation === 'read_uncommitted',
  minBytes: tunables.fetchMinBytes,
  maxBytes: tunables.fetchMaxBytes,
  maxBytesPerPartition: tunables.partitionFetchMaxBytes,
  // Where one is fetched alone, a broker that is not asked for any waits as little.
  maxWaitTimeInMs: (broker) => {
    asked.turn(Number(broker));
    return order.first === undefined ? waits.next(broker) : tunables.fetchMaxWaitMs;
  },
  metadataMaxAge: data.metadataMaxAgeMs,
  // Short, so that what a process that died had is read on soon; a heartbeat comes at least after every fetch.
  sessionTimeout: Math.max(10_000, tunables.fetchMaxWaitMs * 3),
  rebalanceTimeout: REBALANCE_MS,
  heartbeatInterval: HEARTBEAT_MS,
  retry: { ...RETRY, restartOnFailure: async () => false },
});
const commits = new Commits(
  async (offsets) => {
    // Else the consumer ended, and whoever has them next commits them.
    if (running) await consumer.commitOffsets(offsets);
  },
  slots,
  positions,
  data.commitMark,
);
const link = new WriterLink(
  data.writer,
  ({ kind, slot }) => {
    if (kind === 'stored') commits.add(slot);
    else seek(slot);
  },
  () => void stop(),
);

supervisor.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') void stop();
  else if (message.kind === 'go-on') {
    if (message.epoch >= 0) positions.setEpoch(message.slot, message.epoch);
    goOn(message.slot);
  } else if (message.kind === 'first') fetchAlone(message.slot);
  else {
    const before = assigned.map(({ topic, partition }) => slots.of(topic, partition));
    slots.replace(message.partitions);
    for (const [i, { topic, partition }] of assigned.entries()) {
      const slot = slots.of(topic, partition);
      // New, or the next incarnation of what it had.
      if (slot !== undefined && slot !== before[i]) goOn(slot);
    }
  }
});

consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  ({ memberId, generationId: generation } = payload);
  assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
  held.clear();
  waits.reset();
  asked.joined(assignedSlots(), payload.duration);
  denied.clear();
  running = true;
  // Synchronously, before the first fetch under this assignment.
  for (const { topic, partition } of assigned) {
    consumer.resume([{ topic, partitions: [partition] }]);
    const slot = slots.of(topic, partition);
    if (slot !== undefined) seek(slot);
    else {
      // Not sought, so not fetched either, until the supervisor has given it a slot and a position.
      consumer.pause([{ topic, partitions: [partition] }]);
      post({ kind: 'unknown-partition', topic, partition });
    }
  }
  commits.joined(assignedSlots());
  state = 'consuming';
  lastFetch = performance.now();
  post({ kind: 'joined', generation, ms: payload.duration, slots: assignedSlots(), members });
  members = null;
  report();
});
consumer.on(consumer.events.REBALANCING, () => {
  state = 'joining';
  post({ kind: 'rebalancing' });
  void commits.flush();
});
consumer.on(consumer.events.FETCH, ({ payload }) => {
  counters.fetches++;
  counters.fetchWaitMs += payload.duration;
  waits.answered(payload.nodeId, payload.duration);
  asked.answered(Number(payload.nodeId));
  lastFetch = performance.now();
});
consumer.on(consumer.events.STOP, () => {
  running = false;
  // Where it ends by itself kafkajs waits, without a limit, for what is under way, before it tells the crash.
  closing.abort();
});
consumer.on(consumer.events.CRASH, ({ payload }) => void crash(payload.error));

const reports = setInterval(reportNews, REPORT_MS);
try {
  await consumer.connect();
  await consumer.subscribe({ topics: data.topics, fromBeginning: true });
  // Told to stop meanwhile: what was opened since is closed.
  if (isStopped()) await consumer.disconnect();
  else
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: tunables.concurrency,
      eachBatch: readBatch,
    });
} catch (error) {
  await crash(error);
}

async function readBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
  const slot = slots.of(batch.topic, batch.partition);
  const goesOn = () =>
    isRunning() &&
    !isStale() &&
    state === 'consuming' &&
    slot !== undefined &&
    !held.has(slot) &&
    slot === slots.of(batch.topic, batch.partition);
  if (slot === undefined || !goesOn()) return;
  const from = Number(batch.fetchedOffset);
  if (batch.errorCode) return refused(slot, from, batch.errorCode);
  if (denied.delete(slot)) post({ kind: 'readable', slot });
  const high = Number(batch.highWatermark);
  const committed = tunables.isolation === 'read_committed';
  const stable = committed ? Number(batch.lastStableOffset) : high;
  positions.setHigh(slot, high, stable);
  const bytes = batch.rawRecords;
  if (!bytes) {
    if (stuck.gotNothing(slot, from, stable)) suspect(slot, 'stuck');
    return;
  }
  const epoch = firstEpoch(bytes);
  const lastEpoch = positions.epoch(slot);
  // The broker has had another leader since: what it has below may not be what is stored (R7).
  if (epoch >= 0 && lastEpoch >= 0 && epoch !== lastEpoch) return suspect(slot, 'epoch', epoch);
  counters.fetchBytes += bytes.length;
  const aborted = committed ? (batch.abortedTransactions ?? []) : [];
  const pieces = decodeFetch({ slot, from, high, arrival: Date.now() * 1000, bytes, aborted });
  let next = from;
  for (;;) {
    let piece: RecordBatch | undefined;
    try {
      piece = pieces.next().value ?? undefined;
    } catch (error) {
      hold(slot);
      post({ kind: 'unreadable', slot, position: next, error: toErrorData(error) });
      return;
    }
    if (!piece) {
      if (next === from && stuck.gotNothing(slot, from, stable)) suspect(slot, 'stuck');
      return;
    }
    // One batch of a partition at a time; heartbeats go on meanwhile, and throw where the group rebalances.
    while (!link.isFree(slot)) {
      await link.changed(HEARTBEAT_MS / 2);
      if (!goesOn()) return;
      await heartbeat();
    }
    // Another worker, or a batch from before a rebalance, was there first.
    if (positions.next(slot) !== piece.from) return seek(slot);
    counters.records += piece.count;
    counters.bytes += piece.blob.length;
    next = piece.to;
    positions.setEpoch(slot, piece.epoch);
    if (piece.count > 0) order.note(slot, piece.time[piece.count - 1] ?? 0);
    link.send(piece);
    resolveOffset(String(next - 1));
  }
}

/** The broker answered for this partition with an error. */
function refused(slot: number, position: number, code: number): void {
  if (code === OFFSET_OUT_OF_RANGE || TOPIC_GONE.has(code)) {
    suspect(slot, TOPIC_GONE.has(code) ? 'topic' : 'out-of-range');
    return;
  }
  hold(slot);
  if (code === TOPIC_AUTHORIZATION_FAILED || code === CORRUPT_MESSAGE) {
    const name = slots.name(slot);
    const error =
      code === CORRUPT_MESSAGE
        ? fail('damaged', say('copy-corrupt', { ...name, offset: String(position) }))
        : fail('denied', say('rights-gone', name));
    post({ kind: 'unreadable', slot, position, error: error.data });
    if (code === CORRUPT_MESSAGE) return;
    denied.add(slot);
    goOnAfter(slot, DENIED_AGAIN_MS);
  } else {
    complaint = say('partition-refused', { ...slots.name(slot), error: String(code) });
    goOnAfter(slot, TRY_AGAIN_MS);
  }
}

/** Nothing of it is read until the supervisor has held its position against the broker's log. */
function suspect(slot: number, why: Suspicion, epoch = -1): void {
  hold(slot);
  post({ kind: 'suspect', slot, why, epoch });
}

function goOnAfter(slot: number, ms: number): void {
  const timer = setTimeout(() => {
    timers.delete(timer);
    goOn(slot);
  }, ms);
  timers.add(timer);
}

function hold(slot: number): void {
  const one = slots.partition(slot);
  held.add(slot);
  waits.reset();
  if (one && running) consumer.pause([{ topic: one.topic, partitions: [one.partition] }]);
}

function goOn(slot: number): void {
  const one = slots.partition(slot);
  held.delete(slot);
  order.prefer(slot);
  if (!one || !running || !assignedSlots().includes(slot)) return;
  seek(slot);
  consumer.resume([{ topic: one.topic, partitions: [one.partition] }]);
}

/** For one that is held back, or that another worker has, the others do not wait. */
function fetchAlone(slot: number | null): void {
  waits.reset();
  order.alone(
    slot,
    () =>
      slot !== null &&
      !held.has(slot) &&
      assignedSlots().includes(slot) &&
      positions.next(slot) < Math.min(positions.high(slot), positions.stable(slot)),
  );
}

/** To the stored position, at the next fetch. */
function seek(slot: number): void {
  const one = slots.partition(slot);
  if (!one || !running) return;
  consumer.seek({ topic: one.topic, partition: one.partition, offset: String(positions.next(slot)) });
}

/** What kafkajs logs, less the name of its part that speaks and its comments on the way. */
function plainly(message: string): string {
  return message
    .replace(/^\w+: /, '')
    .replace(/^Failed to connect .*? list: /, '')
    .replace(/^Connection error: /, '');
}

function isStopped(): boolean {
  return state === 'stopped';
}

function assignedSlots(): number[] {
  return assigned.flatMap(({ topic, partition }) => slots.of(topic, partition) ?? []);
}

function reportNews(): void {
  const isNew =
    state !== reported.state ||
    counters.fetchBytes !== reported.fetchBytes ||
    complaint !== null ||
    commits.lastError !== reported.commitError ||
    link.waitMs() > 0 ||
    JSON.stringify(asked.silent()) !== reported.silent ||
    performance.now() - lastFetch > SILENCE_MS;
  if (isNew || performance.now() - reported.at >= QUIET_REPORT_MS) report();
}

function report(): void {
  const silentBrokers = asked.silent();
  reported = {
    at: performance.now(),
    ...{ state, fetchBytes: counters.fetchBytes, commitError: commits.lastError },
    silent: JSON.stringify(silentBrokers),
  };
  post({
    kind: 'report',
    state,
    memberId,
    slots: assignedSlots(),
    counters,
    silentMs: performance.now() - lastFetch,
    silentBrokers,
    writerWaitMs: link.waitMs(),
    complaint,
    commitError: commits.lastError,
  });
  complaint = null;
}

async function crash(error: unknown): Promise<void> {
  if (state === 'stopped') return;
  const { permanent, data: errorData } = classify(error);
  post({ kind: 'crashed', error: errorData, permanent });
  await stop();
}

/** What is under way is stored and committed, then the group is left; the supervisor does not wait for ever. */
async function stop(): Promise<void> {
  if (state === 'stopped') return;
  const wasConsuming = state === 'consuming';
  state = 'stopped';
  clearInterval(reports);
  for (const timer of timers) clearTimeout(timer);
  if (wasConsuming) {
    await link.drained(STOP_MS);
    await commits.flush();
  }
  commits.close();
  const leave = async () => {
    await consumer.stop();
    // A fetch that still waits has nobody to answer.
    closing.abort();
    await consumer.disconnect();
  };
  await leave().catch((error) => {
    complaint = quote(`leaving the group failed: ${error instanceof Error ? error.message : error}`);
  });
  report();
  link.close();
  // Whatever kafkajs still has open does not keep the thread; what was posted arrives all the same.
  process.exit();
}
