// Views that a person keeps under a name: what a link to a view says, and how its columns look.
import { z } from 'zod';

export const MOST_VIEWS = 500;

/** What a view is, wherever it is kept: in a cache or in a file. */
export const NamedView = z.object({
  name: z.string().trim().min(1).max(100),
  /** as in a link, without the record: #/logs?... */
  place: z.string().startsWith('#/logs').max(60_000),
  /** pixels, of columns that were given another width than theirs */
  widths: z.record(z.string().max(600), z.number().min(40).max(1200)),
  /** messages on several lines */
  wrap: z.boolean(),
  /** the topic that it is the view of; null: of none */
  topic: z.string().max(249).nullable(),
});
export type NamedView = z.infer<typeof NamedView>;

export const SavedView = NamedView.extend({ id: z.string().min(1).max(100) });
export type SavedView = z.infer<typeof SavedView>;

/** By name. */
export const Views = z.object({ views: z.array(SavedView) });
export type Views = z.infer<typeof Views>;
