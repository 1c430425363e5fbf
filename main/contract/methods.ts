// Every method that crosses between a page (or the command line) and the engine. The schemas are the source.
import { z } from 'zod';
import { Alert, AlertEntry, AlertLog, AlertLogRequest, Alerts, QuietHours } from './alerts.ts';
import { Bookmarks, Mark, RecordPlace, SaveBookmark } from './bookmarks.ts';
import { ClusterReport, Trend, TrendRequest } from './cluster.ts';
import { ExportFormat, ExportJob, ExportRequest } from './export.ts';
import { FigureRequest, FigureSeries, FigureSubjects } from './figures.ts';
import { FillJob, FillWhat } from './fill.ts';
import { Filters, SavedFilter, UsedFilter } from './filters.ts';
import { GroupDetail, GroupsReport } from './groups.ts';
import { Consumers, HealthReport } from './health.ts';
import { Events, EventsRequest, Kept } from './history.ts';
import { ClusterLook, LookRequest } from './look.ts';
import { Matches, MatchesRequest } from './matches.ts';
import { Between, Ranks, RanksRequest } from './ranks.ts';
import * as records from './records.ts';
import * as session from './session.ts';
import { SavedView, Views } from './views.ts';

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) =>
  ({ kind: 'call', input, output }) as const;
const watch = <O extends z.ZodType>(output: O) => ({ kind: 'watch', input: z.object({}), output }) as const;
const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) =>
  ({ kind: 'stream', input, output }) as const;

const nothing = z.object({});

export const methods = {
  'app.info': call(
    nothing,
    z.object({
      version: z.string(),
      host: z.enum(['electron', 'browser', 'command-line']),
      /** the folder of the cache; null where there is none */
      cacheFolder: z.string().nullable(),
      /** a folder that exists, for exports */
      exportFolder: z.string(),
      /** a cache that is only read: no session can be opened */
      readOnly: z.boolean(),
    }),
  ),
  'connection.test': call(z.object({ connection: session.Connection }), session.ConnectionTest),
  'session.open': call(session.OpenSession, nothing),
  'session.close': call(nothing, nothing),
  'session.status': watch(session.SessionStatus),
  /** how many consumer threads the session has, from now on */
  'session.workers': call(z.object({ workers: z.number().int().min(1).max(64) }), nothing),
  /** that partition is fetched alone by its worker until it has caught up; null: none is any more. Throws not-found */
  'session.first': call(
    z.object({
      partition: z.object({ topic: z.string().max(249), partition: z.number().int().nonnegative() }).nullable(),
    }),
    nothing,
  ),
  'profiles.list': call(nothing, z.object({ profiles: z.array(session.Profile) })),
  'profiles.save': call(z.object({ profile: session.Profile }), nothing),
  'profiles.remove': call(z.object({ id: z.string() }), nothing),
  /** those kept with the cache; none where it is only read */
  'filters.list': call(nothing, Filters),
  /** under a new id, or over the one of the same id */
  'filters.save': call(SavedFilter, nothing),
  'filters.remove': call(z.object({ id: z.string() }), nothing),
  /** becomes the latest of those used; where the cache is only read it is forgotten */
  'filters.used': call(UsedFilter, nothing),
  /** those kept with the cache; none where it is only read */
  'views.list': call(nothing, Views),
  /** under a new id, or over the one of the same id; what was the view of its topic is that no more */
  'views.save': call(z.object({ views: z.array(SavedView).max(500) }), nothing),
  'views.remove': call(z.object({ id: z.string() }), nothing),
  /** how each alert stands; none where the cache is only read */
  'alerts.now': watch(Alerts),
  /** under a new id, or over the one of the same id; throws bad-filter */
  'alerts.save': call(Alert, nothing),
  'alerts.remove': call(z.object({ id: z.string() }), nothing),
  'alerts.quiet': call(QuietHours, nothing),
  /** what fired, the newest first; kept with the cache */
  'alerts.log': call(AlertLogRequest, AlertLog),
  /** what fires from now on, each once */
  'alerts.fired': stream(nothing, AlertEntry),
  'cache.tick': watch(records.Tick),
  'cache.coverage': call(nothing, records.Coverage),
  'fill.start': call(z.object({ what: FillWhat }), z.object({ id: z.string() })),
  'fill.cancel': call(z.object({ id: z.string() }), nothing),
  /** those of this process, the newest first */
  'fill.jobs': watch(z.object({ jobs: z.array(FillJob) })),
  'filter.check': call(z.object({ filter: z.string().max(10_000) }), records.FilterCheck),
  'records.histogram': stream(records.HistogramRequest, records.Histogram),
  /** values of a few fields over all records of the view: exact, the newest first */
  'records.facets': stream(records.FacetsRequest, records.Facets),
  /** what arrives, judged by a filter, for as long as somebody listens; a slow listener misses nothing */
  'records.matches': stream(MatchesRequest, Matches),
  'records.page': call(records.PageRequest, records.Page),
  /** where every so many records lie in the order of a clock, so that any rank is found from a near place */
  'records.ranks': stream(RanksRequest, Ranks),
  'records.between': call(Between, z.object({ records: z.number().int().nonnegative() })),
  'records.detail': call(z.object({ row: z.number().int().positive() }), records.RecordDetail),
  'records.fields': call(records.FieldsRequest, records.Fields),
  /** formatted lines for the command line; chunks of text, in the view's order */
  'records.lines': stream(
    z.object({
      view: records.View,
      order: z.enum(['asc', 'desc']),
      clock: records.Clock.optional(),
      format: z.enum(['ndjson', 'csv', 'text']),
      limit: z.number().int().min(1).optional(),
    }),
    z.object({ text: z.string(), records: z.number().int() }),
  ),
  /** records by their rows, whole and in the order given, as an export has them; those that have left the cache are left out */
  'records.copy': stream(
    z.object({ rows: z.array(records.Key.shape.row).max(records.MOST_COPIED), format: ExportFormat }),
    z.object({ text: z.string(), records: z.number().int() }),
  ),
  'bookmarks.list': call(nothing, Bookmarks),
  'bookmarks.save': call(SaveBookmark, nothing),
  'bookmarks.remove': call(RecordPlace, nothing),
  /** by time, the oldest first */
  'bookmarks.marks': watch(z.object({ marks: z.array(Mark) })),
  'export.start': call(ExportRequest, z.object({ id: z.string() })),
  'export.cancel': call(z.object({ id: z.string() }), nothing),
  'export.jobs': watch(z.object({ jobs: z.array(ExportJob) })),
  'health.report': watch(HealthReport),
  /** one look at a cluster without a session; for the command line */
  'health.sample': call(LookRequest.extend({ connection: session.Connection }), ClusterLook),
  /** what is kept with the cache of the cluster's health over time */
  'health.figure': call(FigureRequest, FigureSeries),
  'health.subjects': call(nothing, FigureSubjects),
  'health.events': call(EventsRequest, Events),
  'health.kept': watch(Kept),
  /** one sample after the other, with rates and progress; ends with an error only where the first one fails */
  'health.follow': stream(
    LookRequest.extend({ connection: session.Connection, intervalSeconds: z.number().min(1).max(3600) }),
    ClusterLook,
  ),
  'consumers.status': watch(Consumers),
  /** every group of the cluster that may be seen; the cluster is asked for them only while somebody watches */
  'groups.report': watch(GroupsReport),
  /** of the last report; throws not-found */
  'groups.detail': call(z.object({ group: z.string() }), GroupDetail),
  /** how the followed topics are set up and lie over the brokers; the cluster is asked for it each minute while somebody watches */
  'cluster.report': watch(ClusterReport),
  /** of a topic's partitions, from what is kept */
  'cluster.trend': call(TrendRequest, Trend),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
type OfKind<K> = { [N in MethodName]: Methods[N]['kind'] extends K ? N : never }[MethodName];
export type CallName = OfKind<'call'>;
export type WatchName = OfKind<'watch'>;
export type StreamName = OfKind<'stream'>;
/** What a caller may send: defaults may be left out. */
export type Input<N extends MethodName> = z.input<Methods[N]['input']>;
/** What a handler gets: validated, with defaults filled in. */
export type Parsed<N extends MethodName> = z.output<Methods[N]['input']>;
export type Output<N extends MethodName> = z.output<Methods[N]['output']>;

/** A value that changes: `get` is the latest, `subscribe` calls back on each change and returns the way out. */
export type Watched<T> = { get(): T; subscribe(changed: () => void): () => void };

export type Handlers = {
  [N in CallName]: (input: Parsed<N>, signal: AbortSignal) => Promise<Output<N>> | Output<N>;
} & {
  [N in WatchName]: () => Watched<Output<N>>;
} & { [N in StreamName]: (input: Parsed<N>, signal: AbortSignal) => AsyncIterable<Output<N>> };

/** What a page or the command line holds: the engine from the other side of a transport. */
export type Client = {
  call<N extends CallName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>>;
  /** Calls back with the latest value, at once and then at most 10 times a second; returns the way out. */
  watch<N extends WatchName>(name: N, changed: (value: Output<N>) => void): () => void;
  /** Items one by one; leaving the loop cancels the rest. */
  stream<N extends StreamName>(name: N, input: Input<N>, signal?: AbortSignal): AsyncIterable<Output<N>>;
  close(): void;
  /** Resolves when the connection ended, from either side, with the reason. */
  readonly closed: Promise<string>;
};
