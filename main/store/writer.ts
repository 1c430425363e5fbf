// The engine's side of the writer thread.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { SharedPositions } from '../base/ingest-port.ts';
import { startThread } from '../base/threads.ts';
import type { Alert, AlertEntry, AlertLog, AlertLogRequest, QuietHours } from '../contract/alerts.ts';
import type { Bookmark, RecordPlace } from '../contract/bookmarks.ts';
import { EngineError, fail } from '../contract/errors.ts';
import type { Filters, SavedFilter } from '../contract/filters.ts';
import type { ClusterState } from '../contract/history.ts';
import type { Tick } from '../contract/records.ts';
import type { Profile } from '../contract/session.ts';
import type { SavedView } from '../contract/views.ts';
import { ColumnsMaker } from './columns-maker.ts';
import type { GroupsRound, HealthRound, KeyedEvent } from './health-file.ts';
import type { FromWriterThread, RequestName, WriterData, WriterRequests } from './protocol.ts';
import type { Writer, WriterState } from './types.ts';

export type WriterOptions = {
  /** a segment is sealed at this many records */
  segmentRecords?: number;
  /** or at this size in bytes */
  segmentBytes?: number;
  /** a segment gets columns (columns.ts) from this many records on, and again for as many more */
  columnsFrom?: number;
};

export type WriterWithProfiles = Writer & {
  profiles(): Promise<Profile[]>;
  saveProfile(profile: Profile): Promise<void>;
  removeProfile(id: string): Promise<void>;
  filters(): Promise<Filters>;
  saveFilter(filter: SavedFilter): Promise<void>;
  removeFilter(id: string): Promise<void>;
  usedFilter(filter: string): Promise<void>;
  /** By name. */
  views(): Promise<SavedView[]>;
  saveViews(views: SavedView[]): Promise<void>;
  removeView(id: string): Promise<void>;
  /** By time, the oldest first. */
  bookmarks(): Promise<Bookmark[]>;
  bookmark(place: RecordPlace): Promise<Bookmark | null>;
  /** A bookmark of the same record is replaced. */
  saveBookmark(bookmark: Bookmark): Promise<void>;
  removeBookmark(place: RecordPlace): Promise<void>;
  /** By name. */
  alerts(): Promise<Alert[]>;
  saveAlert(alert: Alert): Promise<void>;
  removeAlert(id: string): Promise<void>;
  /** To the log of what fired, which gives it an id; the oldest leave it. */
  noteAlert(entry: Omit<AlertEntry, 'id'>): Promise<AlertEntry>;
  alertLog(request: AlertLogRequest): Promise<AlertLog>;
  /** null: none were ever set */
  quietHours(): Promise<QuietHours | null>;
  saveQuietHours(hours: QuietHours): Promise<void>;
  /** Of the cluster's health. What cannot be kept throws, and harms no record. */
  keepHealth(round: HealthRound): Promise<void>;
  keepGroups(round: GroupsRound): Promise<void>;
  noteEvents(events: KeyedEvent[]): Promise<void>;
  healthState(cluster: string): Promise<ClusterState | null>;
};

/** Opens or creates the cache in `folder` for writing. Throws an EngineError: busy, read-only, damaged, unsupported, bad-input. */
export async function openWriter(folder: string, options: WriterOptions = {}): Promise<WriterWithProfiles> {
  const positions = new SharedPositions();
  const workerData: WriterData = {
    folder,
    shared: positions.shared,
    segmentRecords: options.segmentRecords ?? 500_000,
    segmentBytes: options.segmentBytes ?? 512 * 1024 * 1024,
  };
  const thread = startThread(import.meta.url, 'writer-thread', {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  const columns = new ColumnsMaker({ folder, leastRecords: options.columnsFrom ?? 50_000 });
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Set<() => void>();
  let lastId = 0;
  let latest: Tick;
  let state: WriterState = { state: 'ok' };
  let ended = false;

  const ready = Promise.withResolvers<{ cacheId: string; tick: Tick }>();
  const end = (error: Error) => {
    ready.reject(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    if (ended) return;
    ended = true;
    state = { state: 'paused', reason: 'error', message: error.message };
    for (const changed of listeners) changed();
  };
  thread.on('message', (message: FromWriterThread) => {
    if (message.kind === 'ready') ready.resolve(message);
    else if (message.kind === 'failed') ready.reject(new EngineError(message.error));
    else if (message.kind === 'sealed') columns.make(message.records);
    else if (message.kind === 'tick') {
      latest = message.tick;
      state = message.state;
      columns.grown(latest.newestRow);
      for (const changed of listeners) changed();
    } else {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.kind === 'answer') waiting?.resolve(message.result);
      else waiting?.reject(new EngineError(message.error));
    }
  });
  thread.on('error', (error) =>
    end(
      fail(
        'internal',
        `The cache cannot be written any more: ${error.message}. Close Tailwater and open it again.`,
        error,
      ),
    ),
  );
  thread.on('exit', () => end(fail('closed', 'The cache is closed.')));

  function ask<N extends RequestName>(
    name: N,
    input: WriterRequests[N][0],
    transfer: MessagePort[] = [],
  ): Promise<WriterRequests[N][1]> {
    if (ended) return Promise.reject(fail('closed', 'The cache is closed.'));
    const id = ++lastId;
    const { promise, resolve, reject } = Promise.withResolvers<WriterRequests[N][1]>();
    pending.set(id, { resolve: (value) => resolve(value as WriterRequests[N][1]), reject });
    thread.postMessage({ id, name, input }, transfer);
    return promise;
  }

  let opened: { cacheId: string; tick: Tick };
  try {
    opened = await ready.promise;
  } catch (error) {
    ended = true;
    await thread.terminate();
    throw error;
  }
  latest = opened.tick;
  columns.grown(latest.newestRow);

  let closing: Promise<void> | undefined;
  const close = async () => {
    if (ended) return;
    const closed = ask('close', null);
    ended = true;
    await columns[Symbol.asyncDispose]();
    try {
      await closed;
    } finally {
      await thread.terminate();
    }
  };

  return {
    cacheId: opened.cacheId,
    positions,
    known: (cluster, partitions) => ask('known', { cluster, partitions }),
    follow: (cluster, partitions) => ask('follow', { cluster, partitions }),
    unfollow: async (slots) => void (await ask('unfollow', { slots: slots ?? null })),
    connectWorker() {
      const { port1, port2 } = new MessageChannel();
      // A refused port shows as a closed one: the worker sees `close` and ends.
      ask('connect', port2, [port2]).catch(() => port1.close());
      return port1;
    },
    addHole: async (slot, from, to, cause, detail) => void (await ask('addHole', { slot, from, to, cause, detail })),
    nameHole: async (slot, from, to, cause, detail) => void (await ask('nameHole', { slot, from, to, cause, detail })),
    missing: (slot, from, to) => ask('missing', { slot, from, to }),
    fetchable: (topics) => ask('fetchable', topics),
    check(file) {
      ask('check', file).catch(() => undefined);
    },
    setRetention(retention) {
      ask('retention', retention).catch(() => undefined);
    },
    tick: () => latest,
    state: () => state,
    onTick(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    profiles: () => ask('profiles', null),
    saveProfile: async (profile) => void (await ask('saveProfile', profile)),
    bookmarks: () => ask('bookmarks', null),
    bookmark: (place) => ask('bookmark', place),
    saveBookmark: async (bookmark) => void (await ask('saveBookmark', bookmark)),
    removeBookmark: async (place) => void (await ask('removeBookmark', place)),
    removeProfile: async (id) => void (await ask('removeProfile', id)),
    views: () => ask('views', null),
    saveViews: async (views) => void (await ask('saveViews', views)),
    removeView: async (id) => void (await ask('removeView', id)),
    filters: () => ask('filters', null),
    saveFilter: async (filter) => void (await ask('saveFilter', filter)),
    removeFilter: async (id) => void (await ask('removeFilter', id)),
    usedFilter: async (filter) => void (await ask('usedFilter', filter)),
    alerts: () => ask('alerts', null),
    saveAlert: async (alert) => void (await ask('saveAlert', alert)),
    removeAlert: async (id) => void (await ask('removeAlert', id)),
    noteAlert: (entry) => ask('noteAlert', entry),
    alertLog: (request) => ask('alertLog', request),
    quietHours: () => ask('quietHours', null),
    saveQuietHours: async (hours) => void (await ask('saveQuietHours', hours)),
    keepHealth: async (round) => void (await ask('keepHealth', round)),
    keepGroups: async (round) => void (await ask('keepGroups', round)),
    noteEvents: async (events) => void (await ask('noteEvents', events)),
    healthState: (cluster) => ask('healthState', cluster),
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}
