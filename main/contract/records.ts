// What is in the cache: coverage, timeline, pages of records, one record whole, fields.
import { z } from 'zod';
import { micros, offset } from './session.ts';
import { CLOCKS, LEVELS } from './units.ts';
import { isZone } from './zone.ts';

const row = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const count = z.number().int().nonnegative();

/** As in a filter, without wildcards. */
const fieldName = z.string().min(1).max(500);
/** Records that can be copied at once; more is an export. */
export const MOST_COPIED = 10_000;

/** Which records a person looks at. The same view gives the same answer for as long as its segments exist. */
export const View = z.object({
  /** KQL; '' is everything */
  filter: z.string().max(10_000).default(''),
  /** on the view's clock: from is inclusive, to is exclusive; null is open */
  from: micros.nullable().default(null),
  to: micros.nullable().default(null),
  /** null: all topics in the cache */
  topics: z.array(z.string().max(249)).max(1000).nullable().default(null),
  /** only records written up to this row: what makes a paused view stand still; null: all */
  upTo: row.nullable().default(null),
});
export type View = z.infer<typeof View>;

/** An interval of offsets [from, to) that the cache does not hold, and why. */
export const Hole = z.object({
  topic: z.string(),
  partition: z.number().int(),
  /** a partition whose topic was deleted and created again, or whose log was cut back, begins its next incarnation; from 1 */
  incarnation: z.number().int(),
  from: offset,
  to: offset,
  cause: z.enum(['not-fetched', 'deleted-by-retention', 'unreadable', 'damaged-segment', 'dropped-from-cache']),
  detail: z.string().optional(),
  /**
   * The times that it lies between: those of the records next to it that are held, null where there is none. Times within a
   * partition need not ascend, so what is missing may lie a little outside.
   */
  fromTime: micros.nullable(),
  toTime: micros.nullable(),
  /** the brokers may still have it, so that it may be asked for; false where it is known that they have not */
  fetchable: z.boolean(),
});
export type Hole = z.infer<typeof Hole>;

export const PartitionCoverage = z.object({
  topic: z.string(),
  partition: z.number().int(),
  incarnation: z.number().int(),
  /** the offset intervals held, [from, to), ascending and disjoint */
  held: z.array(z.tuple([offset, offset])),
  /** the next offset to fetch */
  next: offset,
  /** the newest time held; null where nothing is */
  newestTime: micros.nullable(),
  records: count,
});
export type PartitionCoverage = z.infer<typeof PartitionCoverage>;

/**
 * A partition at its end of which nothing was heard for less than this is caught up: so what came in that time may not be known.
 * Longer than the longest wait of a fetch (fetch.max.wait.ms, 10 s).
 */
export const SILENT_MS = 15_000;

/** The latest state of the cache; published at most 10 times a second. */
export const Tick = z.object({
  /** the newest row; 0 in an empty cache */
  newestRow: row,
  records: count,
  /** the oldest and newest record time; null in an empty cache */
  oldestTime: micros.nullable(),
  newestTime: micros.nullable(),
  /** view times later than this are not complete: the slowest partition's newest time. null: every partition is read to its
   * end, so the frontier is now, or nothing is being followed */
  frontier: micros.nullable(),
  /** partitions read to their high watermark, of all that are followed */
  caughtUp: count,
  followed: count,
  /** of those followed: partitions that other members of a shared group read now, so that this cache does not get them */
  elsewhere: count,
  /** of those followed: partitions that stand before a transaction that is still open */
  openTransactions: count,
  holes: count,
  cacheBytes: z.number().nonnegative(),
  cacheLimitBytes: z.number().nullable(),
  /** topics that the cache has records of; one that is not followed now may have newer ones at the brokers */
  topics: z.array(z.object({ name: z.string(), records: count, followed: z.boolean() })),
  /** inserts that conflicted and were ignored; should stay 0 */
  duplicates: count,
});
export type Tick = z.infer<typeof Tick>;

export const Coverage = z.object({
  partitions: z.array(PartitionCoverage),
  holes: z.array(Hole),
});
export type Coverage = z.infer<typeof Coverage>;

export const HistogramRequest = z.object({
  view: View,
  /** how many buckets at most; the width is rounded up to a natural one (100 ms, 1 s, 15 s, 1 min, ...) */
  buckets: z.number().int().min(1).max(2000),
  /** an IANA name: buckets are aligned to what its clock shows, over up to 20 years; over longer times to the clock at their end */
  zone: z.string().min(1).max(100).refine(isZone).default('UTC'),
  /** a field or pseudo-field (`_topic`, `service`, `http.status`) whose most frequent values the records are split by, too */
  split: fieldName.nullable().default(null),
  /** so many values have a series of their own */
  top: z.number().int().min(1).max(50).default(9),
});
export type HistogramRequest = z.infer<typeof HistogramRequest>;

/**
 * Records in the buckets of a timeline by a value of the field: `value`, all other values together (`other`), or none (`missing`).
 * A record with several values (a list) counts under its first; so the counts of all series add up to the records.
 */
export const Series = z.object({
  kind: z.enum(['value', 'other', 'missing']),
  /** the value as text; '' of other and missing */
  value: z.string(),
  counts: z.array(count),
  total: count,
});
export type Series = z.infer<typeof Series>;

/** Each item of the stream replaces the one before; only the item with `final` is the answer. */
export const Histogram = z.object({
  /** the first bucket's start, aligned to the width by the zone's clock */
  start: micros,
  /** a bucket's width in microseconds */
  width: z.number().int().positive(),
  /**
   * where the zone's clock changes among the buckets by less than their width, or by no multiple of it: where each begins, and the
   * last one ends; not all are of the width then
   */
  edges: z.array(micros).optional(),
  /** counts[level][bucket], levels in the order of LEVELS */
  counts: z.array(z.array(count)).length(LEVELS.length),
  /** matching records in all buckets */
  total: count,
  /** records scanned and to be scanned; equal in the final item */
  scanned: count,
  toScan: count,
  final: z.boolean(),
  /** the row up to which records are counted */
  upTo: row,
  /** view.from and view.to with open ends resolved to the data; null in an empty cache */
  from: micros.nullable(),
  to: micros.nullable(),
  /**
   * where a split was asked for: the values with the most records first, then other, then missing; those without records are
   * left out. Until `final` other values may come to the top.
   */
  series: z.array(Series).optional(),
});
export type Histogram = z.infer<typeof Histogram>;

/** Without one, the record's own time orders. A view's range is on the record's time, whatever orders. */
export const Clock = z.enum(CLOCKS);

/** A place in the order of a view: time, then row. The time is that of the clock that orders, -1 where a record has none. */
export const Key = z.object({ time: micros, row });
export type Key = z.infer<typeof Key>;

export const PageRequest = z.object({
  view: View,
  order: z.enum(['asc', 'desc']),
  clock: Clock.optional(),
  /**
   * where the page begins, in the order asked for:
   *  first: at the view's beginning; after: behind that record; time: at the first record at or past that time.
   * `skip` then passes over that many matching records.
   */
  start: z.discriminatedUnion('at', [
    z.object({ at: z.literal('first') }),
    z.object({ at: z.literal('after'), key: Key }),
    z.object({ at: z.literal('time'), time: micros }),
  ]),
  skip: count.max(1_000_000).default(0),
  limit: z.number().int().min(1).max(1000),
  /** fields as filters name them, whose values are wanted with each row */
  fields: z.array(z.string().min(1).max(500)).max(50).optional(),
});
export type PageRequest = z.infer<typeof PageRequest>;

export const FieldValue = z.union([z.string(), z.array(z.string()), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

/** A record as a line of the table: what is shown, not the whole. */
export const Row = z.object({
  /** by the record's own time, whatever orders the page */
  key: Key,
  /** where another clock orders: the time that it gives, -1 where the record has none */
  clockTime: micros.optional(),
  topic: z.string(),
  partition: z.number().int(),
  /** of the partition, from the second one on: its records have offsets that records of the first may have, too */
  incarnation: z.number().int().min(2).optional(),
  offset,
  level: z.enum(LEVELS),
  service: z.string().nullable(),
  host: z.string().nullable(),
  /** the message found in the record, else its text, cut at 2,000 characters */
  message: z.string(),
  /** marks: empty (""), null (a tombstone), binary, capped, time-fallback, time-absurd, error */
  marks: z.array(z.enum(['null', 'empty', 'binary', 'capped', 'no-time', 'absurd-time', 'error'])),
  /**
   * of the fields that were asked for, in their order, each cut at 2,000 characters; null: the record has none; several: a list's
   * members, at most 100. Times are microseconds.
   */
  values: z.array(FieldValue).optional(),
});
export type Row = z.infer<typeof Row>;

export const Page = z.object({
  rows: z.array(Row),
  /** whether the order goes on behind the last row */
  more: z.boolean(),
  upTo: row,
});
export type Page = z.infer<typeof Page>;

/** One record, whole. */
export const RecordDetail = Row.extend({
  /** the time in the payload; null where there is none that can be used */
  payloadTime: micros.nullable(),
  brokerTime: micros.nullable(),
  brokerTimeType: z.enum(['CreateTime', 'LogAppendTime', 'unknown']),
  arrivalTime: micros,
  /** null: no key */
  recordKey: z.string().nullable(),
  recordKeyBase64: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string().nullable(), base64: z.boolean() })),
  /** the value as text; null for a tombstone and where it is not UTF-8 */
  value: z.string().nullable(),
  /** the value's bytes, base64; always there unless it is null; capped at 1 MiB */
  valueBase64: z.string().nullable(),
  /** the value's true length in bytes, and of a capped value its SHA-256 */
  valueBytes: count,
  sha256: z.string().optional(),
  /** flattened fields of a structured value: path, then value as text */
  fields: z.array(
    z.object({ path: z.string(), value: z.string(), type: z.enum(['string', 'number', 'boolean', 'null']) }),
  ),
  error: z.string().nullable(),
});
export type RecordDetail = z.infer<typeof RecordDetail>;

export const FieldsRequest = z.object({ view: View, sample: z.number().int().min(1).max(5000).default(1000) });
/** The fields of the newest `sampled` matching records; an estimate, and shown as one. */
export const Fields = z.object({
  sampled: count,
  fields: z.array(
    z.object({
      name: z.string(),
      /** records of the sample that have it */
      present: count,
      top: z.array(z.object({ value: z.string(), count })),
    }),
  ),
});
export type Fields = z.infer<typeof Fields>;

export const FacetsRequest = z.object({
  view: View,
  fields: z.array(fieldName).min(1).max(20),
  /** so many of the most frequent values */
  top: z.number().int().min(1).max(100).default(10),
});
export type FacetsRequest = z.infer<typeof FacetsRequest>;

/** The numbers of a field: JSON numbers, not texts that look like one. */
export const FacetNumbers = z.object({
  /** values that are numbers */
  count,
  min: z.number(),
  max: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  /** how far percentiles may be off, and where a value lies that counts in a bucket, relative to the value; 0: exact */
  error: z.number().nonnegative(),
  /** at most 24 buckets of one width, from `from` on; none is empty at both ends */
  histogram: z.object({ from: z.number(), width: z.number().positive(), counts: z.array(count) }),
});
export type FacetNumbers = z.infer<typeof FacetNumbers>;

export const Facet = z.object({
  field: z.string(),
  /** records that have it: with a value, or several */
  present: count,
  missing: count,
  /** how many different values; where not `exact`, at least so many */
  distinct: count,
  /**
   * false: too many different values to keep them all apart, or some too long to be listed. `top` then has those that came up
   * before that, and may lack values of older records; numbers, present and missing are true all the same.
   */
  exact: z.boolean(),
  /** the most frequent first; a record with several values counts under each */
  top: z.array(z.object({ value: z.string(), count })),
  numbers: FacetNumbers.nullable(),
});
export type Facet = z.infer<typeof Facet>;

/** Each item of the stream replaces the one before; only the item with `final` is the answer. */
export const Facets = z.object({
  /** in the order asked for */
  facets: z.array(Facet),
  /** records of the view, so far */
  total: count,
  scanned: count,
  toScan: count,
  final: z.boolean(),
  upTo: row,
});
export type Facets = z.infer<typeof Facets>;

export const FilterCheck = z.object({
  ok: z.boolean(),
  message: z.string().optional(),
  position: z.number().int().optional(),
  end: z.number().int().optional(),
  expected: z.array(z.string()).optional(),
  /** the top-level clauses of an and-filter, for chips: their texts and places */
  clauses: z.array(z.object({ text: z.string(), from: z.number().int(), to: z.number().int() })),
  /** words and phrases to highlight in rows */
  highlights: z.array(z.string()),
  /** "status:400 401" is any-of in KQL and all-of here: the text to offer instead */
  suggestion: z.string().optional(),
});
export type FilterCheck = z.infer<typeof FilterCheck>;
