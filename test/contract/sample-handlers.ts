// Handlers that answer every method with a sample that fits its schema; a test replaces the ones it is about.
import { fail } from '../../main/contract/errors.ts';
import type { Handlers, Watched } from '../../main/contract/methods.ts';
import { LEVELS } from '../../main/contract/units.ts';

export function constant<T>(value: T): Watched<T> {
  return { get: () => value, subscribe: () => () => {} };
}

/** A value that a test changes. `subscribers` shows whether every watch was unsubscribed. */
export class Changing<T> implements Watched<T> {
  readonly subscribers = new Set<() => void>();
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
  set(value: T): void {
    this.#value = value;
    for (const changed of this.subscribers) changed();
  }
  subscribe(changed: () => void): () => void {
    this.subscribers.add(changed);
    return () => void this.subscribers.delete(changed);
  }
}

const time = 1_790_000_000_000_000;
const row = {
  key: { time, row: 7 },
  topic: 'app.logs',
  partition: 0,
  offset: 41,
  level: 'error' as const,
  service: 'auth',
  host: null,
  message: '연결이 끊어졌습니다',
  marks: ['no-time' as const],
};
export const histogram = {
  start: time,
  width: 1_000_000,
  counts: LEVELS.map(() => [1, 0]),
  total: 8,
  scanned: 8,
  toScan: 8,
  final: true,
  upTo: 8,
  from: time,
  to: time + 2_000_000,
};
export const emptyTick = {
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
const health = {
  sampledAt: null,
  error: null,
  troubles: [],
  clusterId: null,
  severity: 'unknown' as const,
  group: null,
  brokers: [],
  sampleTimes: [],
  partitions: [],
};
const cluster = {
  ...{ sampledAt: null, error: null, mode: 'unknown' as const, controllerId: null },
  ...{ topics: [], brokers: [] },
};
const look = { ...health, brokerLines: [], cluster, groups: null };
const idle = {
  state: 'idle' as const,
  topics: [],
  warnings: [],
  recordsPerSecond: 0,
  bytesPerSecond: 0,
  lagRecords: null,
  partitions: 0,
  elsewhere: 0,
};

export function sampleHandlers(changes: Partial<Handlers> = {}): Handlers {
  return {
    'app.info': () => ({
      version: '0.1.0',
      host: 'command-line',
      cacheFolder: null,
      exportFolder: '/exports',
      readOnly: false,
    }),
    'connection.test': () => ({ ok: false, steps: [], brokers: [], topics: [] }),
    'session.open': () => ({}),
    'session.close': () => ({}),
    'session.status': () => constant(idle),
    'session.workers': () => ({}),
    'session.first': () => ({}),
    'profiles.list': () => ({ profiles: [] }),
    'profiles.save': () => ({}),
    'profiles.remove': () => ({}),
    'views.list': () => ({ views: [] }),
    'views.save': () => ({}),
    'views.remove': () => ({}),
    'filters.list': () => ({ saved: [], recent: [] }),
    'filters.save': () => ({}),
    'filters.remove': () => ({}),
    'filters.used': () => ({}),
    'alerts.now': () =>
      constant({
        ...{ alerts: [], isQuiet: false, newestEntry: 0 },
        quiet: { on: false, from: 1320, to: 420, days: [], zone: 'UTC' },
      }),
    'alerts.save': () => ({}),
    'alerts.remove': () => ({}),
    'alerts.quiet': () => ({}),
    'alerts.log': () => ({ entries: [], more: false }),
    'alerts.fired': async function* () {},
    'cache.tick': () => constant(emptyTick),
    'cache.coverage': () => ({ partitions: [], holes: [] }),
    'fill.start': () => ({ id: 'fill-1' }),
    'fill.cancel': () => ({}),
    'fill.jobs': () => constant({ jobs: [] }),
    'filter.check': () => ({ ok: true, clauses: [], highlights: [] }),
    'records.histogram': async function* () {
      yield histogram;
    },
    'records.facets': async function* ({ fields }) {
      yield {
        facets: fields.map((field) => ({
          ...{ field, present: 8, missing: 0, distinct: 1, exact: true, numbers: null },
          top: [{ value: 'auth', count: 8 }],
        })),
        ...{ total: 8, scanned: 8, toScan: 8, final: true, upTo: 8 },
      };
    },
    'records.matches': async function* ({ after }) {
      yield { after: after ?? 0, upTo: 8, matched: 1, first: row, last: row, marked: 0, missed: 0 };
    },
    'records.ranks': async function* () {
      yield { steps: [{ key: row.key, before: 0 }], total: 1, scanned: 1, toScan: 1, final: true, upTo: 1 };
    },
    'records.between': () => ({ records: 1 }),
    'records.page': (input) => ({ rows: [row], more: false, upTo: input.skip }),
    'records.detail': (input) => {
      throw fail('not-found', `no record in row ${input.row}`);
    },
    'records.fields': (input) => ({ sampled: input.sample, fields: [] }),
    'records.lines': async function* (input) {
      for (let i = 0; i < (input.limit ?? 0); i++) yield { text: `${i}\n`, records: 1 };
    },
    'records.copy': async function* ({ rows }) {
      for (const one of rows) yield { text: `${one}\n`, records: 1 };
    },
    'bookmarks.list': () => ({ bookmarks: [] }),
    'bookmarks.save': () => ({}),
    'bookmarks.remove': () => ({}),
    'bookmarks.marks': () => constant({ marks: [] }),
    'export.start': () => ({ id: 'export-1' }),
    'export.cancel': () => ({}),
    'export.jobs': () => constant({ jobs: [] }),
    'health.report': () => constant(health),
    'health.sample': () => look,
    'health.figure': ({ from }) => ({ start: from, width: 10_000_000, buckets: [null] }),
    'health.subjects': () => ({ topics: [], brokers: [], groups: [] }),
    'health.events': () => ({ events: [], more: 0 }),
    'health.kept': () => constant({ events: 0, sampledAt: null }),
    'health.follow': async function* () {
      yield look;
    },
    'consumers.status': () =>
      constant({ group: null, state: 'none', workers: [], others: [], unread: [], rebalances: [], first: null }),
    'groups.report': () => constant({ sampledAt: null, error: null, troubles: [], sees: 'unknown', groups: [] }),
    'cluster.report': () => constant(cluster),
    'cluster.trend': ({ from }) => ({ start: from, width: 10_000_000, partitions: [] }),
    'groups.detail': ({ group }) => {
      throw fail('not-found', `no group ${group}`);
    },
    ...changes,
  };
}
