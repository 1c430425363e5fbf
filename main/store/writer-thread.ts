// The writer thread: the only one that writes records. Batches come straight from the consumer workers.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Flag, type RecordBatch, timeRange, withoutDoubles } from '../base/batch.ts';
import { type FromWriter, SharedPositions, type ToWriter } from '../base/ingest-port.ts';
import { EngineError, fail, toErrorData } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import { Analyst } from './analyst.ts';
import { Catalog, type Part } from './catalog.ts';
import { Followed } from './followed.ts';
import { HealthFile, type KeyedEvent } from './health-file.ts';
import { Holes, isFetchable } from './holes.ts';
import { begin, known } from './incarnations.ts';
import { prepareFolder, takeLock } from './lock.ts';
import type { FromWriterThread, RequestName, ToWriterThread, WriterData, WriterRequests } from './protocol.ts';
import { Segments } from './segments.ts';
import { mapSqliteError } from './sqlite.ts';
import { Totals } from './totals.ts';
import type { WriterState } from './types.ts';

const TICK_MS = 100;
const RETRY_MS = 1000;
const RETENTION_MS = 10_000;
const FRONTIER_MS = 1_000;

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
  using onFailure = new DisposableStack();
  const lock = onFailure.use(takeLock(folder));
  const catalog = onFailure.use(new Catalog(folder));
  const segments = onFailure.use(new Segments(folder, catalog));
  const analyst = onFailure.use(new Analyst(join(folder, 'analyst.db')));
  catalog.setMeta('clean', 'no');
  const health = new HealthFile(join(folder, 'health.db'));
  onFailure.move();

  const positions = new SharedPositions(shared);
  const holes = new Holes(catalog, segments);
  const followed = new Followed(positions);
  const totals = new Totals(catalog, segments, holes);
  const ports = new Set<MessagePort>();
  const queue: { port: MessagePort; message: ToWriter }[] = [];
  let state: WriterState = { state: 'ok' };
  let retention: WriterRequests['retention'][0] = {};
  let tickTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  const tick = () => totals.tick(followed, retention.maxBytes ?? null);
  let last = tick();
  const publishNow = () => {
    clearTimeout(tickTimer);
    tickTimer = undefined;
    last = tick();
    post({ kind: 'tick', tick: last, state });
  };
  const publish = () => {
    tickTimer ??= setTimeout(publishNow, TICK_MS);
  };
  /** A broker that falls silent moves the frontier, though nothing is written. */
  const lookAtFrontier = () => {
    const now = followed.frontier(last.oldestTime);
    if (!isDeepStrictEqual({ ...last, ...now }, last)) publish();
  };
  const retain = () => {
    if (segments.retain(retention, Date.now() * 1000)) {
      totals.recount();
      publish();
    }
  };
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      pause(error);
    }
  };
  const timers = [
    setInterval(() => guarded(retain), RETENTION_MS),
    setInterval(() => guarded(lookAtFrontier), FRONTIER_MS),
  ];

  /** Writes what waits, oldest first; what cannot be written stays in the queue and is tried again. */
  const drain = () => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    guarded(() => {
      for (;;) {
        sealIfFull();
        const next = queue[0];
        if (!next) break;
        write(next.port, next.message);
        queue.shift();
      }
      if (state.state !== 'ok') state = { state: 'ok' };
    });
    publish();
  };

  const write = (port: MessagePort, { id, batch: sent, fill = false }: ToWriter) => {
    const { part, active } = followed.bySlot(sent.slot);
    const { batch, doubles } = withoutDoubles(sent);
    const range = batch.count > 0 ? timeRange(batch) : undefined;
    const newest = range?.newest ?? null;
    // A fill asks for offsets, and another incarnation has other records there.
    const stored = fill
      ? active && segments.fill(part.id, batch, newest)
      : segments.active.write(part.id, batch, newest);
    if (stored) {
      if (!fill) positions.setNext(batch.slot, batch.to);
      holes.stored(part.id, batch.from, batch.to);
      noteUndecodable(part, batch);
      totals.add(part, batch.count, doubles, range);
      if (range) followed.advance(batch.slot, range.newest);
    }
    const answer: FromWriter = {
      kind: stored ? 'stored' : 'fenced',
      id,
      slot: sent.slot,
      next: positions.next(sent.slot),
    };
    port.postMessage(answer);
  };

  /** What is noted beside the records must not harm them: what fails is told with the next sample of the health. */
  const note = (event: KeyedEvent) => {
    try {
      health.note([event]);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  };
  const noteLost = ({ topic, partition }: Part, from: number, to: number) =>
    note({
      ...{ at: Date.now() * 1000, notBefore: null, kind: 'records-lost', topic, partition, count: 1, told: null },
      values: { records: to - from, from: String(from), to: String(to) },
    });
  const noteUndecodable = ({ topic, partition, incarnation }: Part, { flags, offset, time, count }: RecordBatch) => {
    let [first, broken] = [-1, 0];
    for (let i = 0; i < count; i++)
      if ((flags[i] ?? 0) & Flag.error) {
        if (first < 0) first = i;
        broken++;
      }
    const [at, from] = [time[first], offset[first]];
    if (at === undefined || from === undefined) return;
    // Where every record is broken, one event stands for those of some seconds.
    const key = `undecodable ${topic}/${partition}.${incarnation} ${Math.floor(at / 10e6)}`;
    note({
      ...{ at, notBefore: null, kind: 'undecodable', topic, partition, count: broken, told: null, key },
      values: { from: String(from) },
    });
  };

  const sealIfFull = () => {
    const records = segments.active.nextRow - totals.activeFirstRow;
    if (records < segmentRecords && totals.activeBytes() < segmentBytes) return;
    segments.seal();
    totals.recount();
    retain();
    post({ kind: 'sealed', records });
  };

  /** Something could not be written: say why, make room where the retention allows it, and try again. */
  const pause = (error: unknown) => {
    const { code, message } = toErrorData(mapSqliteError(error, segments.active.path));
    state = { state: 'paused', reason: code === 'disk-full' ? 'disk-full' : 'error', message };
    publish();
    retryTimer ??= setTimeout(drain, RETRY_MS);
    const mayDrop = retention.maxBytes !== undefined || retention.maxAgeSeconds !== undefined;
    if (code === 'disk-full' && mayDrop) makeRoom();
  };
  const makeRoom = () => {
    try {
      if (segments.dropOldest(Date.now() * 1000)) totals.recount();
    } catch (error) {
      // The disk is too full even to note it in the catalog: that is what the state says, and it is tried again with the batch.
      if (!(mapSqliteError(error, folder) instanceof EngineError)) throw error;
    }
  };

  /** Not after trouble: a file that is not marked is checked at the next opening. So nothing is lost where the mark fails. */
  const markClean = () => {
    try {
      catalog.setMeta('clean', 'yes');
    } catch (error) {
      if (!(mapSqliteError(error, folder) instanceof EngineError)) throw error;
    }
  };

  const handlers: { [N in RequestName]: (input: WriterRequests[N][0]) => WriterRequests[N][1] } = {
    known: ({ cluster, partitions }) => known(catalog, segments, cluster, partitions),
    follow({ cluster, partitions }) {
      const parts = begin(catalog, segments.active, cluster, partitions);
      holes.reload();
      const result = followed.add(parts, segments.active.carried().positions);
      publish();
      return result;
    },
    unfollow({ slots }) {
      followed.remove(slots);
      // Who ended a session is told at once how it ended: a tick of before its last batches would count them out.
      publishNow();
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
      if (segments.active.next(part.id) !== from) return null;
      // The hole comes first: where the second step fails or a crash comes between, it is found, and recorded, again.
      holes.set(part.id, from, to, cause, detail);
      segments.active.skip(part.id, from, to);
      positions.setNext(slot, to);
      if (cause === 'deleted-by-retention') noteLost(part, from, to);
      publish();
      return null;
    },
    nameHole({ slot, from, to, cause, detail }) {
      holes.name(followed.bySlot(slot).part.id, from, to, cause, detail);
      publish();
      return null;
    },
    missing({ slot, from, to }) {
      const { part, active } = followed.bySlot(slot);
      if (!active) throw fail('not-found', say('fill-anew'));
      return holes.missing(part.id, from, to).map((range) => [range.from, range.to]);
    },
    fetchable: (topics) =>
      followed
        .active(topics)
        .flatMap(({ slot, part }) =>
          holes.of(part.id).flatMap(({ from, to, cause }) => (isFetchable(cause) ? [{ slot, from, to }] : [])),
        ),
    check(file) {
      if (segments.check(file)) {
        totals.recount();
        publish();
      }
      return null;
    },
    retention(wanted) {
      retention = wanted;
      guarded(retain);
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
    views: () => analyst.views(),
    saveViews(views) {
      analyst.saveViews(views);
      return null;
    },
    removeView(id) {
      analyst.removeView(id);
      return null;
    },
    filters: () => analyst.filters(),
    saveFilter(filter) {
      analyst.saveFilter(filter);
      return null;
    },
    removeFilter(id) {
      analyst.removeFilter(id);
      return null;
    },
    usedFilter(filter) {
      analyst.usedFilter(filter);
      return null;
    },
    bookmarks: () => analyst.bookmarks(),
    bookmark: (place) => analyst.bookmark(place) ?? null,
    saveBookmark(bookmark) {
      analyst.saveBookmark(bookmark);
      return null;
    },
    removeBookmark(place) {
      analyst.removeBookmark(place);
      return null;
    },
    alerts: () => analyst.alerts(),
    saveAlert(alert) {
      analyst.saveAlert(alert);
      return null;
    },
    removeAlert(id) {
      analyst.removeAlert(id);
      return null;
    },
    noteAlert: (entry) => analyst.noteAlert(entry),
    alertLog: (request) => analyst.alertLog(request),
    quietHours: () => analyst.quietHours() ?? null,
    saveQuietHours(hours) {
      analyst.saveQuietHours(hours);
      return null;
    },
    keepHealth(round) {
      health.keep(round);
      return null;
    },
    keepGroups(round) {
      health.keepGroups(round);
      return null;
    },
    noteEvents(events) {
      health.note(events);
      return null;
    },
    healthState: (cluster) => health.state(cluster),
    close() {
      clearTimeout(tickTimer);
      clearTimeout(retryTimer);
      for (const timer of timers) clearInterval(timer);
      for (const port of ports) port.close();
      // Each is closed even where one before it fails: above all the lock.
      using closing = new DisposableStack();
      closing.use(lock);
      closing.use(catalog);
      closing.use(analyst);
      closing.use(health);
      segments[Symbol.dispose]();
      if (state.state === 'ok') markClean();
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
