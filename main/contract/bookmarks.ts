// Records that a person marked, with what they said and what the person noted: kept beside the cache's records, and outliving them.
import { z } from 'zod';
import { Row } from './records.ts';
import { micros, offset } from './session.ts';

export const MOST_BOOKMARKS = 2000;

/** Which record it is, whatever row the cache has it in. */
export const RecordPlace = z.object({
  topic: z.string().max(249),
  partition: z.number().int().nonnegative(),
  incarnation: z.number().int().min(1),
  offset,
});
export type RecordPlace = z.infer<typeof RecordPlace>;

/** characters */
export const MOST_NOTE = 4000;
const note = z.string().max(MOST_NOTE);

export const Bookmark = RecordPlace.extend({
  /** of the cluster that it came from */
  cluster: z.string(),
  /** where the cache had it */
  row: Row.shape.key.shape.row,
  time: micros,
  level: Row.shape.level,
  service: Row.shape.service,
  /** as the table shows it */
  message: z.string(),
  note,
  /** when it was marked */
  markedAt: micros,
});
export type Bookmark = z.infer<typeof Bookmark>;

/** For marks in a table or a timeline. */
export const Mark = RecordPlace.extend({ time: micros, note });
export type Mark = z.infer<typeof Mark>;

/** A record by its row is marked, or its note changed; one by its place is marked already, and may have left the cache. */
export const SaveBookmark = z.object({
  record: z.union([z.object({ row: Row.shape.key.shape.row }), RecordPlace]),
  /** undefined: as it is */
  note: note.optional(),
});
export type SaveBookmark = z.infer<typeof SaveBookmark>;

/** By time, the oldest first. held: the record is still in the cache, in that row. */
export const Bookmarks = z.object({ bookmarks: z.array(Bookmark.extend({ held: z.boolean() })) });
export type Bookmarks = z.infer<typeof Bookmarks>;
