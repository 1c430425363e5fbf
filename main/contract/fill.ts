// Fetching on demand what the cache does not hold: holes, or a range of the past. The live positions are not touched.
import { z } from 'zod';
import { ErrorData } from './errors.ts';
import { micros, offset } from './session.ts';

const topics = z.array(z.string().min(1).max(249)).min(1).max(1000);
const count = z.number().int().nonnegative();

export const FillWhat = z.discriminatedUnion('kind', [
  /** every hole that the brokers may still have; topics null: all that are followed */
  z.object({ kind: z.literal('holes'), topics: topics.nullable() }),
  /** offsets [from, to) of the newest incarnation */
  z.object({
    kind: z.literal('offsets'),
    ranges: z
      .array(
        z.object({
          topic: z.string().min(1).max(249),
          partition: z.number().int().nonnegative(),
          from: offset,
          to: offset,
        }),
      )
      .min(1)
      .max(10_000),
  }),
  /** what the brokers have from the first record at or past `from` to the first at or past `to`, by their timestamps */
  z.object({ kind: z.literal('time'), topics: topics.nullable(), from: micros, to: micros }),
]);
export type FillWhat = z.infer<typeof FillWhat>;

export const FillJob = z.object({
  id: z.string(),
  what: FillWhat,
  /** one job runs at a time, the others wait */
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  startedAt: micros,
  endedAt: micros.nullable(),
  /** offsets that were missing when it began, and how many of them are done with; both 0 until that is known */
  offsets: count,
  done: count,
  /** records that were stored, and their bytes as the brokers sent them */
  records: count,
  bytes: count,
  /** offsets that the brokers have no more: they are named as holes of that cause now */
  gone: count,
  partitions: z.number().int(),
  error: ErrorData.optional(),
});
export type FillJob = z.infer<typeof FillJob>;
