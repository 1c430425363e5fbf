// The health of a cluster's partitions, sampled at an interval for as long as a session lasts.
import { fail, toErrorData } from '../contract/errors.ts';
import type { HealthReport } from '../contract/health.ts';
import type { Connection } from '../contract/session.ts';
import { say, sayingsOf, tell } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { HealthHistory } from '../health/history.ts';
import type { Snapshot } from '../health/snapshot.ts';
import { Admin } from './admin.ts';
import { type CollectOptions, HealthCollector } from './health-collect.ts';
import { tellPast } from './look-back.ts';

export type HealthSamplerOptions = Pick<CollectOptions, 'also' | 'onRound' | 'sizeOf' | 'knownTopics'> & {
  connection: Connection;
  /** whose committed offsets are judged; null: nobody's */
  group: string | null;
  topics: readonly string[];
  /** this process's own next offset of a partition; undefined: not read here, the committed one counts */
  position?: (topic: string, partition: number) => Offset | undefined;
  /** from the start of one sample to the start of the next; default 5,000 */
  intervalMs?: number;
  /** how long a reader that was not seen to commit is not judged, for tests */
  unseenAfter?: Micros;
  /** each sample as it is taken and what it became, before onChange; null: no topic exists */
  onSnapshot?: (snapshot: Snapshot, report: HealthReport | null) => void;
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
  const { group, topics, position, also, onRound, sizeOf, knownTopics, intervalMs = 5_000 } = options;
  /** A broker that has died is told at once, one that breaks every connection not more often than samples are taken. */
  const lost = () => {
    if (performance.now() - lostAt < intervalMs) return;
    lostAt = performance.now();
    soon();
  };
  const admin = new Admin(options.connection, { role: 'health', onLost: lost });
  const collector = new HealthCollector(admin, { group, topics, position, also, onRound, sizeOf, knownTopics });
  const history = new HealthHistory(options.unseenAfter);
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
  let placing: Promise<void> | undefined;
  let lostAt = Number.NEGATIVE_INFINITY;

  const sample = async () => {
    const from = performance.now();
    isSampling = true;
    isWanted = false;
    try {
      const snapshot = await collector.collect();
      const isThere = hasTopics(snapshot);
      if (isThere) report = history.observe(snapshot);
      if (!closed) options.onSnapshot?.(snapshot, isThere ? report : null);
      if (!isThere) throw noTopics(snapshot);
      placing ??= place(collector, history, snapshot).finally(() => {
        placing = undefined;
      });
    } catch (error) {
      report = { ...report, error: whyFailed(error) };
    }
    isSampling = false;
    if (closed) return;
    options.onChange();
    timer = setTimeout(start, isWanted ? 0 : Math.max(0, intervalMs - (performance.now() - from)));
  };
  const start = () => {
    running = sample();
  };
  const soon = () => {
    isWanted = true;
    if (closed || isSampling) return;
    clearTimeout(timer);
    start();
  };
  start();
  return {
    report: () => report,
    soon,
    async close() {
      closed = true;
      clearTimeout(timer);
      await admin[Symbol.asyncDispose]();
      await running;
      await placing;
    },
  };
}

/**
 * Only where a reader is behind what was seen: what is forecast of it is in the next sample, and this one does not wait for it. What is
 * not answered is tried again with the next samples, which say what is wrong. It does not throw.
 */
async function place(collector: HealthCollector, history: HealthHistory, snapshot: Snapshot): Promise<void> {
  try {
    await placeReaders(collector, history, snapshot);
  } catch {
    // It was closed: nobody asks for it any more.
  }
}

/** When the records came that readers have still to read, where that was not seen. Whether it was looked for. */
export async function placeReaders(
  collector: HealthCollector,
  history: HealthHistory,
  snapshot: Snapshot,
): Promise<boolean> {
  const wanted = history.unplaced(snapshot);
  if (wanted.size === 0) return false;
  tellPast(history, wanted, await collector.lookBack(wanted));
  return true;
}

const untold = ({ troubles }: Snapshot) => troubles.flatMap(sayingsOf).filter(({ code }) => code === 'health-topic');
/** Or none was asked for. */
export function hasTopics(snapshot: Snapshot): boolean {
  return snapshot.partitions.length > 0 || untold(snapshot).length === 0;
}
export function noTopics(snapshot: Snapshot) {
  return fail('not-found', [...untold(snapshot), say('topics-hint')]);
}

export function whyFailed(error: unknown): NonNullable<HealthReport['error']> {
  const data = toErrorData(error);
  return { ...tell(...sayingsOf(data)), code: data.code, at: Date.now() * 1000 };
}
