// Plots over time: each figure of partitions, brokers and groups, as it is kept with the cache.
import { z } from 'zod';
import { micros } from './session.ts';

const topic = z.string().min(1).max(249);
const partition = z.number().int().nonnegative();
/** What a figure is of. */
export const FigureSubject = z.discriminatedUnion('of', [
  /** null: of all */
  z.object({ of: z.literal('topics'), topics: z.array(topic).max(1000).nullable() }),
  z.object({ of: z.literal('partition'), topic, partition }),
  z.object({ of: z.literal('cluster') }),
  z.object({ of: z.literal('broker'), broker: z.number().int() }),
  z.object({ of: z.literal('group'), group: z.string().max(1000) }),
  /** a partition, as a group reads it */
  z.object({ of: z.literal('reader'), group: z.string().max(1000), topic, partition }),
]);
export type FigureSubject = z.infer<typeof FigureSubject>;

export const FIGURES = [
  'lag', // records, of the partition that is farthest behind
  'lag-sum', // records, at the end of a bucket's time; of a group the most
  'lag-seconds', // of the partition that is farthest behind
  'rate', // records a second that are produced
  'consumed', // records a second that are read
  'size', // bytes of the leaders' replicas
  'margin', // records that retention has still to delete before it reaches the reader: the least
  'in-sync', // replicas, of the partition that has the fewest; 0: it has no leader
  'out-of-sync', // partitions that lack a replica
  'offline', // partitions without a leader
  'start', // offsets of a partition
  'end',
  'position',
  'brokers', // that are alive
  'not-preferred', // partitions that another one leads than is preferred
  'alive', // 1 or 0
  'latency', // milliseconds of a request for metadata
  'leaders', // partitions that it leads
  'replicas',
  'missing', // its replicas that are out of sync
  'disk', // bytes of its directories
  'members',
  'clear', // seconds until the lag is gone
  'committed', // offset
] as const;
export const Figure = z.enum(FIGURES);
export type Figure = z.infer<typeof Figure>;

const OF_TOPICS = [
  ...(['lag', 'lag-sum', 'lag-seconds', 'rate', 'consumed', 'size', 'margin', 'in-sync'] as const),
  ...(['out-of-sync', 'offline'] as const),
];
/** Which figures there are of what. */
export const FIGURES_OF = {
  topics: OF_TOPICS,
  partition: ['lag', 'lag-seconds', 'rate', 'consumed', 'size', 'margin', 'in-sync', 'start', 'position', 'end'],
  cluster: ['brokers', 'not-preferred'],
  broker: ['alive', 'latency', 'leaders', 'replicas', 'missing', 'not-preferred', 'disk'],
  group: ['lag-sum', 'lag-seconds', 'clear', 'members'],
  reader: ['lag', 'lag-seconds', 'clear', 'committed'],
} as const satisfies Record<FigureSubject['of'], readonly Figure[]>;

export const hasFigure = (of: FigureSubject['of'], figure: Figure) =>
  FIGURES_OF[of].some((one: Figure) => one === figure);

export const FigureRequest = z
  .object({
    subject: FigureSubject,
    figure: Figure,
    /** [from, to) */
    from: micros,
    to: micros,
    /** about so many, and no finer than samples are kept */
    buckets: z.number().int().min(1).max(2000),
  })
  .refine(({ subject, figure }) => hasFigure(subject.of, figure), 'There is no such figure of it.');
export type FigureRequest = z.infer<typeof FigureRequest>;

export const FigureBucket = z.object({
  /** the worst or the last of the bucket's time; null: not known */
  value: z.number().nonnegative().nullable(),
  /** of which partition that is; null: of no single one */
  worst: z.object({ topic: z.string(), partition: z.number().int() }).nullable(),
});
export type FigureBucket = z.infer<typeof FigureBucket>;
export const FigureSeries = z.object({
  start: micros,
  /** of a bucket, microseconds */
  width: micros,
  /** null: nothing was sampled then */
  buckets: z.array(FigureBucket.nullable()),
});
export type FigureSeries = z.infer<typeof FigureSeries>;

/** What figures are kept of, by name. */
export const FigureSubjects = z.object({
  topics: z.array(z.object({ topic: z.string(), partitions: z.array(z.number().int()) })),
  brokers: z.array(z.number().int()),
  groups: z.array(z.string()),
});
export type FigureSubjects = z.infer<typeof FigureSubjects>;
