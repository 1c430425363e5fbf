// What passes between a reader (reader.ts) and its threads (reader-thread.ts): jobs by name, what they take and give.
import type { RecordPlace } from '../contract/bookmarks.ts';
import type { Trend, TrendRequest } from '../contract/cluster.ts';
import type { ErrorData } from '../contract/errors.ts';
import type { ExportFormat } from '../contract/export.ts';
import type { FigureRequest, FigureSeries, FigureSubjects } from '../contract/figures.ts';
import type { Events, EventsRequest, Kept } from '../contract/history.ts';
import type { Coverage, Fields, FieldValue, Key, PageRequest, RecordDetail, Row, Tick } from '../contract/records.ts';
import type { Clock, Micros, Offset, RowId } from '../contract/units.ts';
import type { OtherClock } from './clocks-make.ts';
import type { NumbersData } from './numbers.ts';

export type Order = 'asc' | 'desc';

/** A view with its end fixed: every job of one query sees the same rows. */
export type Scope = {
  filter: string;
  topics: string[] | null;
  /** [from, to) in the view's time; open ends are TIME_MIN and TIME_MAX */
  from: Micros;
  to: Micros;
  upTo: RowId;
};
/** Beyond every time that a record may have, on both sides. */
export const TIME_MIN: Micros = -9e17;
export const TIME_MAX: Micros = 9e17;

/** A segment with rows, cut at a row: first to last, both held, and the times in between. */
export type SegmentFacts = { id: number; firstRow: RowId; lastRow: RowId; oldest: Micros; newest: Micros };
/** `upTo` is the newest row at this moment, or the one that was asked for if that is older; segments by id, ascending. */
export type Overview = { upTo: RowId; segments: SegmentFacts[] };

/** Records of one segment by bucket and level: rows (after, upTo], times [scope.from, scope.to). */
export type CountInput = {
  scope: Scope;
  segment: number;
  after: RowId;
  upTo: RowId;
  /** the first bucket's start and the width, microseconds; all times of the scope lie in the buckets */
  start: Micros;
  width: Micros;
  buckets: number;
  /** by the values of a field, too: of those given, or of all */
  split?: { field: string; values: string[] | null };
};
/** counts[bucket * LEVELS.length + level] and rows looked at, since the job began */
export type CountResult = { counts: Float64Array<ArrayBuffer>; scanned: number; split?: SplitResult };
/**
 * `series`: by bucket, of the records without the field, of those with another value than the wanted ones, and of `values` in
 * their order. `tooMany`: it has more values than are told apart; the counts are not whole.
 */
export type SplitResult = { values: string[]; series: Float64Array<ArrayBuffer>[]; tooMany: boolean };

/** The rows (after, upTo] of a segment that fit: how many, and the first `most` and the last of them in the order of writing. */
export type MatchesInput = { scope: Scope; segment: number; after: RowId; upTo: RowId; most: number };
/** missed: rows that left the cache before they were looked at */
export type MatchesResult = { matched: number; first: RowId[]; last: RowId | null; missed: number };

/** The rows (after, upTo] of a segment that fit, times [scope.from, scope.to): how many, by the second of their time. */
export type SecondsInput = { scope: Scope; segment: number; after: RowId; upTo: RowId };
export type SecondsResult = [second: number, records: number][];

/**
 * Values of fields in rows (after, upTo] of a segment, times [scope.from, scope.to). `partial`: on the way the values so far are
 * told, and not the progress alone.
 */
export type FacetsInput = {
  scope: Scope;
  segment: number;
  after: RowId;
  upTo: RowId;
  fields: string[];
  partial: boolean;
};
/** In the order of the fields, or none of them; `total` records. */
export type FacetsResult = { total: number; scanned: number; facets: FacetPart[] };
export type FacetPart = {
  present: number;
  /** values and their counts; not `exact`: there are more */
  values: string[];
  counts: Float64Array<ArrayBuffer>;
  exact: boolean;
  numbers: NumbersData;
};

/** What is made of the records that were found. */
export type Shape = 'rows' | 'fields';
export type Shaped = { rows: Row[] } | { fields: Fields };

export type WalkInput = {
  scope: Scope;
  clock: Clock;
  order: Order;
  start: PageRequest['start'];
  skip: number;
  limit: number;
  shape: Shape;
};
/**
 * Either the records, or, where matches are too rare to be looked for in the order of time: the keys found so far, and the key
 * behind which to go on.
 */
export type WalkResult =
  | { done: true; shaped: Shaped; more: boolean }
  | { done: false; keys: Key[]; skip: number; behind: Key };

/** The first `most` keys of a segment behind a key, by a scan of its rows; worse ones than `worst` are not wanted. */
export type BestInput = {
  scope: Scope;
  clock: Clock;
  segment: number;
  order: Order;
  behind: Key;
  worst: Key | null;
  most: number;
};

/**
 * Of the segments that may have records in the range: keys that cut them into steps of about as many records, ascending; `before`
 * each, and in all, so many records, where every record is wanted: else they are to be counted.
 */
export type StepsInput = { scope: Scope; clock: OtherClock; steps: number };
export type StepsResult = { keys: Key[]; counted: { before: number[]; total: number } | null };
/** counts[i]: records of rows (after, upTo] with keys from keys[i - 1] to below keys[i] */
export type StepCountInput = {
  scope: Scope;
  clock: OtherClock;
  segment: number;
  after: RowId;
  upTo: RowId;
  keys: Key[];
};
export type StepCounts = { counts: Float64Array<ArrayBuffer>; scanned: number };
export type BetweenInput = { scope: Scope; clock: OtherClock; from: Key; to: Key };

export type LinesInput = {
  scope: Scope;
  clock: Clock;
  order: Order;
  format: ExportFormat;
  limit: number | undefined;
  header: boolean;
};
/** `scannedShare` is of the job's own range. */
export type Lines = { bytes: Uint8Array<ArrayBuffer>; records: number; scannedShare: number };

/** Of each partition: from an offset on, and below another; cluster as in the catalog. topicId: null where it is not known. */
export type TimesInput = {
  cluster: string;
  places: readonly { topic: string; topicId: string | null; partition: number; from: Offset; below: Offset }[];
};
/**
 * The brokers' timestamps of the first record and of the last that is held, which is the one at offset `at`. isWhole: there is none
 * behind it; null: the first is not held.
 */
export type TimesFound = { first: Micros; last: Micros; at: Offset; isWhole: boolean } | null;

/** input, result, and the items on the way */
export type Jobs = {
  overview: [{ upTo: RowId | null }, Overview, never];
  count: [CountInput, CountResult, CountResult];
  matches: [MatchesInput, MatchesResult, never];
  seconds: [SecondsInput, SecondsResult, never];
  facets: [FacetsInput, FacetsResult, FacetsResult];
  walk: [WalkInput, WalkResult, never];
  best: [BestInput, Key[], never];
  /** the segments that may have records in the range, with their times on a clock */
  segments: [{ scope: Scope; clock: Clock }, SegmentFacts[], never];
  steps: [StepsInput, StepsResult, never];
  countSteps: [StepCountInput, StepCounts, StepCounts];
  between: [BetweenInput, number, never];
  shape: [{ shape: Shape; clock: Clock; rows: RowId[] }, Shaped, never];
  detail: [{ row: RowId }, RecordDetail, never];
  /** the values of some fields, row by row */
  values: [{ fields: string[]; rows: RowId[] }, FieldValue[][], never];
  /** whether each record is still in that row */
  held: [(RecordPlace & { row: RowId })[], boolean[], never];
  cluster: [{ row: RowId }, string, never];
  times: [TimesInput, TimesFound[], never];
  coverage: [null, Coverage, never];
  tick: [null, Tick, never];
  kept: [null, Kept, never];
  events: [EventsRequest, Events, never];
  figure: [FigureRequest, FigureSeries, never];
  subjects: [null, FigureSubjects, never];
  trend: [TrendRequest, Trend, never];
  /** times that cut a range into parts of at most about so many records each (more, where segments overlap) */
  split: [{ scope: Scope; records: number }, Micros[], never];
  lines: [LinesInput, null, Lines];
  /** records by their rows */
  copy: [{ rows: RowId[]; format: ExportFormat }, null, Lines];
};
export type JobName = keyof Jobs;
/** A job runs in slices: it yields nothing at the end of a slice, and its items. */
export type Running<N extends JobName> = Generator<Jobs[N][2] | undefined, Jobs[N][1], undefined>;

/** Chunks of 256 KiB that a part of an export may be ahead of its consumer. */
export const LINES_AHEAD = 16;

export type ToReader =
  | { [N in JobName]: { kind: 'run'; id: number; name: N; input: Jobs[N][0] } }[JobName]
  | { kind: 'cancel'; id: number }
  /** an item was consumed */
  | { kind: 'more'; id: number };

export type FromReader =
  | { kind: 'ready' }
  | { kind: 'item'; id: number; item: unknown }
  | { kind: 'done'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: ErrorData }
  /** a segment could not be read; answers go on without it */
  | { kind: 'trouble'; file: string; message: string };
