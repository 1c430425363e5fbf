// The health of a cluster's partitions, sampled at an interval for as long as a session lasts, or once.
import { toErrorData } from '../contract/errors.ts';
import type { HealthReport } from '../contract/health.ts';
import type { Connection } from '../contract/session.ts';
import { sayingsOf, tell } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { HealthHistory } from '../health/history.ts';
import { Admin } from './admin.ts';
import { type CollectOptions, HealthCollector } from './health-collect.ts';

export type HealthSamplerOptions = Pick<CollectOptions, 'also' | 'onRound'> & {
  connection: Connection;
  /** whose committed offsets are judged; null: nobody's */
  group: string | null;
  topics: readonly string[];
  /** this process's own next offset of a partition; undefined: not read here, the committed one counts */
  position?: (topic: string, partition: number) => Offset | undefined;
  /** from the start of one sample to the start of the next; default 5,000 */
  intervalMs?: number;
  /** after each sample, also one that failed */
  onChange: () => void;
};
export type HealthSampler = {
  /** the latest; the same object until the next sample */
  report(): HealthReport;
  /** Samples at once, or again when the sample that is under way is done. */
  soon(): void;
  /** Resolves when nothing is under way any more; `onChange` is not called after it. */
  close(): Promise<void>;
};

/** Starts at once. A sample that fails leaves the report as it was, with `error` saying why. */
export function startHealthSampler(options: HealthSamplerOptions): HealthSampler {
  const { group, topics, position, also, onRound, intervalMs = 5_000 } = options;
  const admin = new Admin(options.connection, { role: 'health' });
  const collector = new HealthCollector(admin, { group, topics, position, also, onRound });
  const history = new HealthHistory();
  let report: HealthReport = {
    sampledAt: null,
    error: null,
    troubles: [],
    clusterId: null,
    severity: 'unknown',
    group,
    brokers: [],
    sampleTimes: [],
    partitions: [],
  };
  let closed = false;
  let isSampling = false;
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const sample = async () => {
    const from = performance.now();
    isSampling = true;
    isWanted = false;
    try {
      report = history.observe(await collector.collect());
    } catch (error) {
      report = { ...report, error: tell(...sayingsOf(toErrorData(error))) };
    }
    isSampling = false;
    if (closed) return;
    options.onChange();
    timer = setTimeout(start, isWanted ? 0 : Math.max(0, intervalMs - (performance.now() - from)));
  };
  const start = () => {
    running = sample();
  };
  start();
  return {
    report: () => report,
    soon() {
      isWanted = true;
      if (closed || isSampling) return;
      clearTimeout(timer);
      start();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await admin[Symbol.asyncDispose]();
      await running;
    },
  };
}

/**
 * One sample; rates and progress are null or unknown, for they need two. Without topics: every topic that is not Kafka's own.
 * Throws unreachable, denied, unsupported, or not-found where none of the topics exists.
 */
export async function sampleOnce(
  connection: Connection,
  { group, topics }: { group?: string; topics?: readonly string[] },
): Promise<HealthReport> {
  await using admin = new Admin(connection, { role: 'health' });
  const asked = topics && topics.length > 0 ? topics : null;
  const snapshot = await new HealthCollector(admin, { group: group ?? null, topics: asked }).collect();
  return new HealthHistory().observe(snapshot);
}
