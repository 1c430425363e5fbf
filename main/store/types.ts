// What the store offers to the engine. Readable and writable sides are different types, as are their threads.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition, KnownPartition, SharedPositions, StartPosition } from '../base/ingest-port.ts';
import type { RecordPlace } from '../contract/bookmarks.ts';
import type { Trend, TrendRequest } from '../contract/cluster.ts';
import type { ExportFormat } from '../contract/export.ts';
import type { FigureRequest, FigureSeries, FigureSubjects } from '../contract/figures.ts';
import type { Events, EventsRequest, Kept } from '../contract/history.ts';
import type { Between, Ranks, RanksRequest } from '../contract/ranks.ts';
import type {
  Facets,
  FacetsRequest,
  Fields,
  Histogram,
  HistogramRequest,
  Hole,
  Page,
  PageRequest,
  RecordDetail,
  Row,
  Tick,
  View,
} from '../contract/records.ts';
import type { Retention } from '../contract/session.ts';
import type { Micros, Offset, RowId } from '../contract/units.ts';
import type { ExportSource } from '../export/jobs.ts';
import type { Lines, TimesFound, TimesInput } from './reader-protocol.ts';

export type WriterState = { state: 'ok' } | { state: 'paused'; reason: 'disk-full' | 'error'; message: string };

/** The writable side: one a cache, over a lock. */
export type Writer = AsyncDisposable & {
  readonly cacheId: string;
  readonly positions: SharedPositions;
  /** The newest incarnations of these partitions that have a position. */
  known(clusterId: string, partitions: { topic: string; partition: number }[]): Promise<KnownPartition[]>;
  /**
   * Follows partitions: stores their start where the cache has no position (R5), begins incarnations, gives each a slot. Where a
   * new incarnation begins, the partition has a new slot and the one before is followed no more.
   */
  follow(clusterId: string, partitions: StartPosition[]): Promise<FollowedPartition[]>;
  /** These are followed no more, or, without an argument, nothing is: for the frontier. */
  unfollow(slots?: readonly number[]): Promise<void>;
  /** A port for one consumer worker: ToWriter in, FromWriter out. */
  connectWorker(): MessagePort;
  /** Records a durable hole and moves the position over it (R6), if the position is still at `from`. */
  addHole(slot: number, from: Offset, to: Offset, cause: Hole['cause'], detail?: string): Promise<void>;
  /** Names what is missing in [from, to), below the position: what it is held of stays. Replaces other causes there. */
  nameHole(slot: number, from: Offset, to: Offset, cause: Hole['cause'], detail?: string): Promise<void>;
  /**
   * What is not held of [from, to), less what is at or above the position, or below the beginning of an incarnation that is not
   * the first; ascending. Throws not-found where the slot is followed no more: another incarnation is.
   */
  missing(slot: number, from: Offset, to: Offset): Promise<[Offset, Offset][]>;
  /** Holes of all that is followed that the brokers may still have, below the positions. */
  fetchable(topics: readonly string[] | null): Promise<{ slot: number; from: Offset; to: Offset }[]>;
  /** A reader could not read this sealed file: where it is damaged it is set aside, and what it held may be fetched again. */
  check(file: string): void;
  setRetention(retention: Retention): void;
  tick(): Tick;
  state(): WriterState;
  /** Called at most 10 times a second, after something changed. */
  onTick(changed: () => void): () => void;
};

/** Rows behind `after` that fit a filter; the first `most` of them are wanted. */
export type MatchRequest = { filter: string; topics: string[] | null; after: RowId; most: number };
/**
 * Of rows (after, upTo]: how many fit, the first of them and the last, in the order of writing. missed: how many had left the
 * cache before they were looked at.
 */
export type Matched = { upTo: RowId; matched: number; first: Row[]; last: Row | null; missed: number };

/** Rows behind `after` that fit a filter and are of `from` or later. */
export type CountedRequest = { filter: string; topics: string[] | null; after: RowId; from: Micros };
/** Of rows (after, upTo]: how many fit, by the second of their time; a second may come several times. */
export type Counted = { upTo: RowId; counts: (readonly [second: number, records: number])[] };

/** zone: UTC where none is given */
export type SplitRequest = Omit<HistogramRequest, 'zone'> & { zone?: string };

/** The readable side: any number, also of other processes. */
export type Reader = AsyncDisposable &
  Pick<ExportSource, 'lines' | 'coverage'> & {
    /** Answers grow: each item replaces the one before; the last one has `final`. */
    histogram(view: View, buckets: number, signal?: AbortSignal, zone?: string): AsyncIterable<Histogram>;
    /** As histogram, with a series for each of the most frequent values of a field. */
    split(request: SplitRequest, field: string, signal?: AbortSignal): AsyncIterable<Histogram>;
    facets(request: FacetsRequest, signal?: AbortSignal): AsyncIterable<Facets>;
    /** What has been written behind a row, up to the newest one now, and fits: for whoever judges what arrives. */
    matches(request: MatchRequest, signal?: AbortSignal): Promise<Matched>;
    /** The same by the second of their time, without the records. */
    counted(request: CountedRequest, signal?: AbortSignal): Promise<Counted>;
    page(request: PageRequest, signal?: AbortSignal): Promise<Page>;
    /** Answers grow, as those of histogram. */
    ranks(request: RanksRequest, signal?: AbortSignal): AsyncIterable<Ranks>;
    between(request: Between, signal?: AbortSignal): Promise<number>;
    detail(row: number): Promise<RecordDetail>;
    /** Records by their rows, formatted, in the order given; those that have left the cache are left out. */
    copy(rows: number[], format: ExportFormat, signal?: AbortSignal): AsyncIterable<Lines>;
    /** Whether each of these is still in its row. */
    held(records: (RecordPlace & { row: number })[]): Promise<boolean[]>;
    /** The id of the cluster that a record came from. Throws not-found. */
    clusterOf(row: number): Promise<string>;
    /** When records came that are named by their offsets, in the order of the places. */
    times(input: TimesInput): Promise<TimesFound[]>;
    fields(view: View, sample: number, signal?: AbortSignal): Promise<Fields>;
    /** For a reader without a writer in this process: looks at the catalog again. */
    refresh(): Promise<Tick>;
    /** What is kept of the cluster's health over time. */
    kept(): Promise<Kept>;
    events(request: EventsRequest, signal?: AbortSignal): Promise<Events>;
    figure(request: FigureRequest, signal?: AbortSignal): Promise<FigureSeries>;
    subjects(): Promise<FigureSubjects>;
    trend(request: TrendRequest, signal?: AbortSignal): Promise<Trend>;
  };
