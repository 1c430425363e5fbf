// Judging what arrives by a filter: every record, whether or not a page shows it.
import { z } from 'zod';
import { MOST_NOTE } from './bookmarks.ts';
import { Row, View } from './records.ts';

/** A watch that bookmarks does so with so many at most, and ends then. */
export const MOST_MARKED = 100;

export const MatchesRequest = z.object({
  filter: View.shape.filter,
  topics: View.shape.topics,
  /** records written behind this row are judged; null: those that arrive from now on */
  after: Row.shape.key.shape.row.nullable().default(null),
  /** each match is bookmarked with this note, unless it is bookmarked already; null: they are only told */
  bookmark: z.string().max(MOST_NOTE).nullable().default(null),
});
export type MatchesRequest = z.infer<typeof MatchesRequest>;

/** Told at the beginning, and whenever there are more matches; each one replaces the one before. */
export const Matches = z.object({
  /** every record written in rows (after, upTo] was judged, but for those missed */
  after: Row.shape.key.shape.row,
  upTo: Row.shape.key.shape.row,
  /** in all of these rows */
  matched: z.number().int().nonnegative(),
  /** the first and the last match in the order of writing; null: there is none, or it has left the cache already */
  first: Row.nullable(),
  last: Row.nullable(),
  /** how many were bookmarked; at MOST_MARKED the stream ends */
  marked: z.number().int().nonnegative(),
  /** records that left the cache before they could be judged */
  missed: z.number().int().nonnegative(),
});
export type Matches = z.infer<typeof Matches>;
