// The writer thread: the only one that writes records. Batches come straight from the consumer workers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { timeRange, withoutDoubles } from '../base/batch.ts';
import { type FromWriter, SharedPositions, type ToWriter } from '../base/ingest-port.ts';
import { EngineError, toErrorData } from '../contract/errors.ts';
import { Analyst } from './analyst.ts';
import { Catalog } from './catalog.ts';
import { Followed } from './followed.ts';
import { prepareFolder, takeLock } from './lock.ts';
import type { FromWriterThread, RequestName, ToWriterThread, WriterData, WriterRequests } from './protocol.ts';
import { Segments } from './segments.ts';
import { mapSqliteError } from './sqlite.ts';
import { Totals } from './totals.ts';
import type { WriterState } from './types.ts';

const TICK_MS = 100;
const RETRY_MS = 1000;
const RETENTION_MS = 10_000;

if (!parentPort) throw new Error('writer-thread.ts runs as a worker thread only');
const main = parentPort;
const post = (message: FromWriterThread) => main.postMessage(message);

try {
  const data: WriterData = workerData;
  run(data);
} catch (error) {
  post({ kind: 'failed', error: toErrorData(mapSqliteError(error, 'the cache')) });
}

function run({ folder, shared, segmentRecords, segmentBytes }: WriterData): void {
  prepareFolder(folder);
  mkdirSync(folder, { recursive: true });
  using onFailure = new DisposableStack();
  const lock = onFailure.use(takeLock(folder));
  const catalog = onFailure.use(new Catalog(folder));
  const segments = onFailure.use(new Segments(folder, catalog));
  const analyst = onFailure.use(new Analyst(join(folder, 'analyst.db')));
  catalog.setMeta('clean', 'no');
  onFailure.move();

  const positions = new SharedPositions(shared);
  const followed = new Followed(catalog, positions);
  const totals = new Totals(catalog, segments);
  const ports = new Set<MessagePort>();
  const queue: { port: MessagePort; message: ToWriter }[] = [];
  let state: WriterState = { state: 'ok' };
  let retention: WriterRequests['retention'][0] = {};
  let tickTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  const tick = () => totals.tick(followed, retention.maxBytes ?? null);
  const publish = () => {
    tickTimer ??= setTimeout(() => {
      tickTimer = undefined;
      post({ kind: 'tick', tick: tick(), state });
    }, TICK_MS);
  };
  const retain = () => {
    if (segments.retain(retention, Date.now() * 1000)) {
      totals.recount();
      publish();
    }
  };
  const retentionTimer = setInterval(retain, RETENTION_MS);

  /** Writes what waits, oldest first; what cannot be written stays in the queue and is tried again. */
  const drain = () => {
    retryTimer = undefined;
    for (let next = queue[0]; next; next = queue[0]) {
      if (!write(next.port, next.message)) return;
      queue.shift();
    }
  };

  const write = (port: MessagePort, { id, batch: sent }: ToWriter): boolean => {
    const { part } = followed.bySlot(sent.slot);
    try {
      const { batch, doubles } = withoutDoubles(sent);
      const range = batch.count > 0 ? timeRange(batch) : undefined;
      const stored = segments.active.write(part.id, batch, range?.newest ?? null);
      if (stored) {
        positions.setNext(batch.slot, batch.to);
        totals.add(part, batch.count, doubles, range);
        if (range) followed.advance(batch.slot, range.newest);
      }
      answerWorker(port, { kind: stored ? 'stored' : 'fenced', id, slot: sent.slot, next: positions.next(sent.slot) });
      if (segments.active.nextRow - totals.activeFirstRow >= segmentRecords || totals.activeBytes() >= segmentBytes) {
        segments.seal();
        totals.recount();
        retain();
      }
      if (state.state !== 'ok') state = { state: 'ok' };
      publish();
      return true;
    } catch (error) {
      pause(mapSqliteError(error, segments.active.path));
      return false;
    }
  };

  const answerWorker = (port: MessagePort, answer: FromWriter) => port.postMessage(answer);

  /** Nothing was written: say why, make room where the retention allows it, and try again. */
  const pause = (error: unknown) => {
    const { code, message } = toErrorData(error);
    state = { state: 'paused', reason: code === 'disk-full' ? 'disk-full' : 'error', message };
    const mayDrop = retention.maxBytes !== undefined || retention.maxAgeSeconds !== undefined;
    if (code === 'disk-full' && mayDrop && segments.dropOldest(Date.now() * 1000)) totals.recount();
    publish();
    retryTimer ??= setTimeout(drain, RETRY_MS);
  };

  const handlers: { [N in RequestName]: (input: WriterRequests[N][0]) => WriterRequests[N][1] } = {
    knownNext: ({ cluster, topic, partition }) =>
      segments.active.positions().find((one) => one.part === catalog.part(cluster, topic, partition).id)?.next,
    follow({ cluster, partitions }) {
      for (const { topic, partition, start } of partitions)
        segments.active.start(catalog.part(cluster, topic, partition).id, start);
      const result = followed.add(cluster, partitions, segments.active.positions());
      publish();
      return result;
    },
    unfollow() {
      followed.clear();
      publish();
      return null;
    },
    connect(port) {
      ports.add(port);
      port.on('message', (message: ToWriter) => {
        queue.push({ port, message });
        if (retryTimer === undefined && queue.length === 1) drain();
      });
      port.on('close', () => ports.delete(port));
      return null;
    },
    addHole({ slot, from, to, cause, detail }) {
      const { part } = followed.bySlot(slot);
      if (segments.active.skip(part.id, from, to)) {
        catalog.addHole(part.id, from, to, cause, detail, Date.now() * 1000);
        positions.setNext(slot, to);
        publish();
      }
      return null;
    },
    retention(wanted) {
      retention = wanted;
      retain();
      publish();
      return null;
    },
    profiles: () => analyst.profiles(),
    saveProfile(profile) {
      analyst.saveProfile(profile);
      return null;
    },
    removeProfile(id) {
      analyst.removeProfile(id);
      return null;
    },
    close() {
      clearTimeout(tickTimer);
      clearTimeout(retryTimer);
      clearInterval(retentionTimer);
      for (const port of ports) port.close();
      analyst[Symbol.dispose]();
      segments[Symbol.dispose]();
      catalog.setMeta('clean', 'yes');
      catalog[Symbol.dispose]();
      lock[Symbol.dispose]();
      return null;
    },
  };

  function answer<N extends RequestName>(id: number, name: N, input: WriterRequests[N][0]): void {
    try {
      post({ kind: 'answer', id, result: handlers[name](input) });
    } catch (error) {
      const mapped = mapSqliteError(error, folder);
      if (!(mapped instanceof EngineError)) console.error(error);
      post({ kind: 'error', id, error: toErrorData(mapped) });
    }
  }
  main.on('message', ({ id, name, input }: ToWriterThread) => answer(id, name, input as never));
  post({ kind: 'ready', cacheId: catalog.cacheId, tick: tick() });
}
