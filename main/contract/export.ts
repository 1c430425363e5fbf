// Exports to files: what, where to, and how far.
import { z } from 'zod';
import { ErrorData } from './errors.ts';
import { Clock, View } from './records.ts';
import { micros } from './session.ts';
import { ViewCoverage } from './view-coverage.ts';

export const ExportFormat = z.enum(['ndjson', 'csv', 'text']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportRequest = z.object({
  view: View,
  order: z.enum(['asc', 'desc']).default('asc'),
  clock: Clock.optional(),
  format: ExportFormat,
  /** an absolute path on the machine where the engine runs */
  path: z.string().min(1).max(4096),
  /** false: a file that exists is an error */
  overwrite: z.boolean().default(false),
  /** beside it, <path>.coverage.json says what the file has and what it lacks; one that is there already is replaced */
  coverageFile: z.boolean().default(true),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

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
  covers: ViewCoverage.nullable(),
  /** where that is written; null: not yet, or not asked for, or the path is a device, which has nothing beside it */
  coverageFile: z.string().nullable(),
  error: ErrorData.nullable(),
});
export type ExportJob = z.infer<typeof ExportJob>;
