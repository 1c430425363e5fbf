// The engine: the one public door. Every host wraps it; none adds logic.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { alertHandlers } from './alert-handlers.ts';
import { Alerts } from './alerts.ts';
import { derived, Value } from './base/watched.ts';
import { Bookmarks } from './bookmarks.ts';
import { type EngineError, fail } from './contract/errors.ts';
import type { Kept } from './contract/history.ts';
import type { Handlers } from './contract/methods.ts';
import type { Tick } from './contract/records.ts';
import { openExportJobs } from './export/jobs.ts';
import { testConnection } from './kafka/connection-test.ts';
import type { FillJobs } from './kafka/fill-jobs.ts';
import { followHealth, sampleOnce } from './kafka/health-look.ts';
import { tellMatches } from './matches.ts';
import { checkFilter } from './query/check.ts';
import { Sessions } from './sessions.ts';
import { openReader } from './store/reader.ts';
import type { Reader } from './store/types.ts';
import { openWriter, type WriterWithProfiles } from './store/writer.ts';

export type EngineConfig = {
  /** the cache; null: none, for what needs only the cluster */
  cacheFolder: string | null;
  host: 'electron' | 'browser' | 'command-line';
  /** read: beside another process that writes, or to look without collecting */
  mode: 'write' | 'read';
  version: string;
};

export type Engine = {
  readonly handlers: Handlers;
  /** Ends every consumer, job and thread, and closes the files; a second call waits for the first. */
  close(): Promise<void>;
};

/** How often a cache that another process writes is looked at, while somebody watches. */
const REFRESH_MS = 500;
const KEPT_MS = 5_000;

/** Throws an EngineError where the cache cannot be opened: busy, read-only, damaged, unsupported, not-found, bad-input. */
export async function openEngine(config: EngineConfig): Promise<Engine> {
  await using opened = new AsyncDisposableStack();
  const { cacheFolder } = config;
  const writer =
    cacheFolder !== null && config.mode === 'write' ? opened.use(await openWriter(cacheFolder)) : undefined;
  const reader =
    cacheFolder === null
      ? undefined
      : opened.use(await openReader(cacheFolder, { onTrouble: (file) => writer?.check(file) }));
  const sessions = opened.use(new Sessions(writer, reader));
  const tick = writer ? writerTick(writer) : opened.use(await followCatalog(reader));
  const kept = opened.use(await followKept(reader, sessions));
  const jobs = reader
    ? opened.use(openExportJobs({ lines: reader.lines, coverage: reader.coverage, tick: () => tick.get() }))
    : undefined;
  const needReader = (): Reader => {
    if (!reader) throw fail('not-found', 'No cache is open. Name its folder.');
    return reader;
  };
  const needWriter = (): WriterWithProfiles => {
    if (!writer) throw readOnly();
    return writer;
  };
  const bookmarks = writer && reader ? await Bookmarks.open(writer, reader) : undefined;
  const needBookmarks = (): Bookmarks => {
    if (!bookmarks) throw readOnly();
    return bookmarks;
  };
  const alerts = writer && reader ? opened.use(await Alerts.open({ writer, reader, tick, sessions })) : undefined;
  const needAlerts = (): Alerts => {
    if (!alerts) throw readOnly();
    return alerts;
  };
  const needFills = (): FillJobs => {
    if (!sessions.fills) throw readOnly();
    return sessions.fills;
  };

  const handlers: Handlers = {
    'app.info': () => ({
      version: config.version,
      host: config.host,
      cacheFolder,
      exportFolder: exportFolder(),
      readOnly: !writer,
    }),
    'connection.test': ({ connection }, signal) => testConnection(connection, signal),
    'session.open': async (session, signal) => {
      needWriter();
      await sessions.open(session, signal);
      return {};
    },
    'session.close': async () => {
      await sessions.close();
      return {};
    },
    'session.status': () => sessions.status,
    'session.workers': ({ workers }) => {
      needWriter();
      sessions.setWorkers(workers);
      return {};
    },
    'session.first': ({ partition }) => {
      needWriter();
      sessions.fetchFirst(partition);
      return {};
    },
    'fill.start': ({ what }) => needFills().start(what),
    'fill.cancel': async ({ id }) => {
      await needFills().cancel(id);
      return {};
    },
    'fill.jobs': () => sessions.fills?.watched ?? new Value({ jobs: [] }),
    'profiles.list': async () => ({ profiles: writer ? await writer.profiles() : [] }),
    'profiles.save': async ({ profile }) => {
      await needWriter().saveProfile(profile);
      return {};
    },
    'profiles.remove': async ({ id }) => {
      await needWriter().removeProfile(id);
      return {};
    },
    'filters.list': async () => (writer ? await writer.filters() : { saved: [], recent: [] }),
    'filters.save': async (filter) => {
      await needWriter().saveFilter(filter);
      return {};
    },
    'filters.remove': async ({ id }) => {
      await needWriter().removeFilter(id);
      return {};
    },
    'filters.used': async ({ filter }) => {
      await writer?.usedFilter(filter);
      return {};
    },
    'views.list': async () => ({ views: writer ? await writer.views() : [] }),
    'views.save': async ({ views }) => {
      await needWriter().saveViews(views);
      return {};
    },
    'views.remove': async ({ id }) => {
      await needWriter().removeView(id);
      return {};
    },
    ...alertHandlers(alerts, writer, needAlerts),
    'cache.tick': () => tick,
    'cache.coverage': () => needReader().coverage(),
    'filter.check': ({ filter }) => checkFilter(filter),
    'records.histogram': (request, signal) => {
      const { view, buckets, zone, split } = request;
      if (split === null) return needReader().histogram(view, buckets, signal, zone);
      return needReader().split(request, split, signal);
    },
    'records.facets': (request, signal) => needReader().facets(request, signal),
    'records.matches': (request, signal) =>
      tellMatches(needReader(), tick, request, request.bookmark === null ? undefined : needBookmarks(), signal),
    'records.page': (request, signal) => needReader().page(request, signal),
    'records.ranks': (request, signal) => needReader().ranks(request, signal),
    'records.between': async (request, signal) => ({ records: await needReader().between(request, signal) }),
    'records.detail': ({ row }) => needReader().detail(row),
    'records.fields': ({ view, sample }, signal) => needReader().fields(view, sample, signal),
    'records.lines': async function* ({ view, order, clock, format, limit }, signal) {
      // A record that begins with a byte order mark keeps it.
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      for await (const { bytes, records } of needReader().lines(view, order, format, limit, signal, clock))
        yield { text: decoder.decode(bytes), records };
    },
    'records.copy': async function* ({ rows, format }, signal) {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      for await (const { bytes, records } of needReader().copy(rows, format, signal))
        yield { text: decoder.decode(bytes), records };
    },
    'bookmarks.list': () => bookmarks?.list() ?? { bookmarks: [] },
    'bookmarks.save': async (input) => {
      await needBookmarks().save(input);
      return {};
    },
    'bookmarks.remove': async (place) => {
      await needBookmarks().remove(place);
      return {};
    },
    'bookmarks.marks': () => bookmarks?.marks ?? new Value({ marks: [] }),
    'export.start': async (request) => {
      needReader();
      if (!jobs) throw fail('closed', 'The engine is closing.');
      return jobs.start(request);
    },
    'export.cancel': async ({ id }) => {
      await jobs?.cancel(id);
      return {};
    },
    'export.jobs': () => jobs?.watched ?? new Value({ jobs: [] }),
    'health.report': () => sessions.health,
    'health.sample': ({ connection, ...what }, signal) => sampleOnce(connection, what, signal),
    'health.figure': (request, signal) => needReader().figure(request, signal),
    'health.subjects': () => needReader().subjects(),
    'health.events': (request, signal) => needReader().events(request, signal),
    'health.kept': () => kept,
    'health.follow': ({ connection, ...what }, signal) => followHealth(connection, what, signal),
    'consumers.status': () => sessions.consumers,
    'groups.report': () => sessions.groups,
    'cluster.report': () => sessions.cluster,
    'cluster.trend': (request, signal) => needReader().trend(request, signal),
    'groups.detail': ({ group }) => sessions.groups.detail(group),
  };

  const resources = opened.move();
  let closing: Promise<void> | undefined;
  return {
    handlers,
    close() {
      closing ??= resources.disposeAsync();
      return closing;
    },
  };
}

function readOnly(): EngineError {
  return fail('read-only', 'This cache is open for reading only: nothing can be collected or stored here.');
}

function writerTick(writer: WriterWithProfiles) {
  return derived(
    () => writer.tick(),
    (changed) => writer.onTick(changed),
  );
}

const EMPTY: Tick = {
  newestRow: 0,
  records: 0,
  oldestTime: null,
  newestTime: null,
  frontier: null,
  caughtUp: 0,
  followed: 0,
  elsewhere: 0,
  openTransactions: 0,
  holes: 0,
  cacheBytes: 0,
  cacheLimitBytes: null,
  topics: [],
  duplicates: 0,
};

/** The tick of a cache that is only read: the catalog is looked at while somebody watches. */
async function followCatalog(reader: Reader | undefined) {
  const latest = new Value(reader ? await reader.refresh() : EMPTY);
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const tick = await reader?.refresh();
    if (tick && !isDeepStrictEqual(tick, latest.get())) latest.set(tick);
  };
  return {
    get: () => latest.get(),
    subscribe(changed: () => void) {
      const leave = latest.subscribe(changed);
      watchers++;
      // A look that fails is tried again by the next one; a query says what is wrong.
      timer ??= setInterval(() => void look().catch(() => undefined), REFRESH_MS);
      return () => {
        leave();
        if (--watchers > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** How far what is kept of the health has come; another process may be the one that keeps it. */
async function followKept(reader: Reader | undefined, sessions: Sessions) {
  const latest = new Value<Kept>({ events: 0, sampledAt: null });
  // A file that cannot be read has nothing to show; a question about it says what is wrong.
  const look = async () => latest.update((await reader?.kept().catch(() => undefined)) ?? latest.get());
  await look();
  sessions.onKept = () => void look();
  const timer = sessions.fills ? undefined : setInterval(() => void look(), KEPT_MS);
  timer?.unref();
  return {
    get: () => latest.get(),
    subscribe: (changed: () => void) => latest.subscribe(changed),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function exportFolder(): string {
  const downloads = join(homedir(), 'Downloads');
  return existsSync(downloads) ? downloads : homedir();
}
