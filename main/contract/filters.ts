// Filters that a person keeps: those saved under a name, and the latest that were used.
import { z } from 'zod';

const filter = z.string().min(1).max(10_000);

export const SavedFilter = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(100),
  filter,
});
export type SavedFilter = z.infer<typeof SavedFilter>;

/** How many of those used are remembered. */
export const MOST_RECENT = 50;

export const Filters = z.object({
  /** by name */
  saved: z.array(SavedFilter),
  /** the last used first, each once */
  recent: z.array(filter).max(MOST_RECENT),
});
export type Filters = z.infer<typeof Filters>;

export const UsedFilter = z.object({ filter });
