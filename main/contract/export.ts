// Exports to files: what, where to, and how far.
import { z } from 'zod';
import { ErrorData } from './errors.ts';
import { Hole, View } from './records.ts';
import { micros } from './session.ts';

export const ExportFormat = z.enum(['ndjson', 'csv', 'text']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportRequest = z.object({
  view: View,
  order: z.enum(['asc', 'desc']).default('asc'),
  format: ExportFormat,
  /** an absolute path on the machine where the engine runs */
  path: z.string().min(1).max(4096),
  /** false: a file that exists is an error */
  overwrite: z.boolean().default(false),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** What a file is complete for, and what it lacks. */
export const ExportCoverage = z.object({
  /** partitions of the view's topics in the cache, and those of them without a hole */
  partitions: z.number().int().nonnegative(),
  whole: z.number().int().nonnegative(),
  /** nothing was followed: the newest time in the cache, as nobody knows what the brokers got since; null: it is empty */
  notFollowed: z.object({ newestTime: micros.nullable() }).nullable(),
  /** partitions that were still being read: times after the frontier are not complete */
  behind: z
    .object({ partitions: z.number().int().nonnegative(), followed: z.number().int().positive(), frontier: micros })
    .nullable(),
  /** the first of them */
  holes: z.array(Hole),
  allHoles: z.number().int().nonnegative(),
});
export type ExportCoverage = z.infer<typeof ExportCoverage>;

export const ExportJob = z.object({
  id: z.string(),
  path: z.string(),
  format: ExportFormat,
  filter: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  records: z.number().int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** 0 to 1, by records scanned */
  progress: z.number().min(0).max(1),
  startedAt: micros,
  endedAt: micros.nullable(),
  /** what the file is complete for, or what is missing: in English, and as facts; null: not known before it is whole */
  coverage: z.string().nullable(),
  covers: ExportCoverage.nullable(),
  error: ErrorData.nullable(),
});
export type ExportJob = z.infer<typeof ExportJob>;
