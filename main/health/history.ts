// Successive snapshots of one cluster become reports: what needs a memory is kept here, for each partition.
import type {
  BrokerHealth,
  BurrowStatus,
  HealthReason,
  HealthReport,
  PartitionHealth,
  Severity,
} from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { addSample, judgeReader, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import { lagOf, lostOf, rateOf, unreadShareOf } from './reading.ts';
import { replicaReasons } from './replicas.ts';
import type { PartitionSnapshot, Snapshot } from './snapshot.ts';
import { reason, worst } from './words.ts';

const SECOND = 1_000_000;
const MIN_SAMPLE_DISTANCE = SECOND;
const UNREAD_SHARE = 0.8;
const UNREAD_FOR = 300 * SECOND;
const HISTORY_POINTS = 60;
/** A report crosses to the page at every sample: with thousands of partitions each one gets a shorter history. */
const HISTORY_POINTS_IN_ALL = 20_000;

type Point = { at: Micros; end: Offset | null; position: Offset | null };
type Memory = {
  severity: Severity;
  since: Micros;
  /** the last WINDOW_SAMPLES snapshots */
  points: Point[];
  reader: ReaderSample[];
  history: [Micros, Offset][];
  /** since when most of the log is unread */
  unreadSince: Micros | null;
};

export class HealthHistory {
  #memories = new Map<string, Memory>();

  /** Snapshots in the order of their time. */
  observe(snapshot: Snapshot): HealthReport {
    const live = new Set(snapshot.brokers.map((broker) => broker.id));
    const imbalance = imbalanceOf(snapshot.partitions);
    const historyPoints = Math.min(
      HISTORY_POINTS,
      Math.max(WINDOW_SAMPLES, Math.floor(HISTORY_POINTS_IN_ALL / (snapshot.partitions.length || 1))),
    );
    const memories = new Map<string, Memory>();
    const partitions = snapshot.partitions.map((partition): PartitionHealth => {
      const key = `${partition.topic}/${partition.partition}`;
      const memory = remember(this.#memories.get(key), partition, snapshot.at, historyPoints);
      memories.set(key, memory);
      const group = groupStatus(memory, partition, snapshot);
      const reasons = [
        ...replicaReasons(partition, live, imbalance),
        ...readerReasons(memory, partition, group, snapshot),
      ];
      const severities = reasons.map((one) => one.severity);
      if (partition.logStart === null || partition.highWatermark === null) severities.push('unknown');
      const severity = worst(severities);
      if (severity !== memory.severity) {
        memory.severity = severity;
        memory.since = snapshot.at;
      }
      return {
        topic: partition.topic,
        partition: partition.partition,
        severity,
        reasons,
        since: memory.since,
        leader: partition.leader,
        replicas: [...partition.replicas],
        isr: [...partition.isr],
        offlineReplicas: [...partition.offlineReplicas],
        minInsyncReplicas: partition.minInsyncReplicas,
        logStart: partition.logStart,
        highWatermark: partition.highWatermark,
        position: partition.position,
        lagRecords: lagOf(partition.position, partition.highWatermark),
        lostRecords: lostOf(partition.position, partition.logStart),
        producedPerSecond: rateOf(memory.points.map(({ at, end }) => ({ at, offset: end }))),
        consumedPerSecond: rateOf(memory.points.map(({ at, position }) => ({ at, offset: position }))),
        history: [...memory.history],
        group,
      };
    });
    this.#memories = memories;
    return {
      sampledAt: snapshot.at,
      error: null,
      troubles: [...snapshot.troubles],
      clusterId: snapshot.clusterId,
      severity: partitions.length > 0 ? worst(partitions.map((one) => one.severity)) : 'unknown',
      group: snapshot.group,
      brokers: brokersOf(snapshot),
      partitions,
    };
  }
}

function remember(before: Memory | undefined, partition: PartitionSnapshot, at: Micros, historyPoints: number): Memory {
  const { highWatermark: end, logStart, position } = partition;
  const oldestEnd = before?.history[0]?.[1];
  // A log that ends before all that was seen of it was created anew: rates and progress over both mean nothing. (A new
  // leader's high watermark may lie a little behind the last one seen; that alone is no new log.)
  const anew = end !== null && oldestEnd !== undefined && end < oldestEnd;
  const memory: Memory = {
    severity: before?.severity ?? 'ok',
    since: before?.since ?? at,
    points: anew ? [] : (before?.points ?? []),
    reader: anew ? [] : (before?.reader ?? []),
    history: anew ? [] : (before?.history ?? []),
    unreadSince: before?.unreadSince ?? null,
  };
  memory.points.push({ at, end, position });
  if (memory.points.length > WINDOW_SAMPLES) memory.points.shift();
  if (end !== null) memory.history.push([at, end]);
  if (memory.history.length > historyPoints) memory.history.splice(0, memory.history.length - historyPoints);
  const lag = lagOf(position, end);
  if (position !== null) addSample(memory.reader, { offset: position, at, lag }, MIN_SAMPLE_DISTANCE);
  const share = unreadShareOf(position, logStart, end);
  if (share === null || share <= UNREAD_SHARE) memory.unreadSince = null;
  else memory.unreadSince ??= at;
  return memory;
}

/**
 * Positions are looked at, not commits received: one that stands is seen again and again, so the evaluator says STALL where
 * Burrow, who waits for commits, says STOP. Who is there tells them apart: without members the commits have ended.
 */
function groupStatus(memory: Memory, partition: PartitionSnapshot, snapshot: Snapshot): BurrowStatus {
  if (snapshot.group === null || partition.position === null) return 'UNKNOWN';
  const ends = memory.points.flatMap(({ end }) => (end === null ? [] : [end]));
  const lag = lagOf(partition.position, partition.highWatermark);
  const { status, tooFew } = judgeReader(memory.reader, ends, lag, snapshot.at);
  // Too few samples count as OK in Burrow; to say so of a reader that may stand still would be a guess.
  if (tooFew && lag !== 0) return 'UNKNOWN';
  return status === 'STALL' && !snapshot.groupActive ? 'STOP' : status;
}

const GROUP_REASONS = { STOP: 'group-stop', STALL: 'group-stall', REWIND: 'group-rewind', WARN: 'group-warn' } as const;

function readerReasons(
  memory: Memory,
  partition: PartitionSnapshot,
  group: BurrowStatus,
  { at }: Snapshot,
): HealthReason[] {
  const { position, logStart, highWatermark } = partition;
  const reasons: HealthReason[] = [];
  const records = lostOf(position, logStart);
  if (records > 0) reasons.push(reason('records-lost', { records }));
  if (group !== 'OK' && group !== 'UNKNOWN')
    reasons.push(reason(GROUP_REASONS[group], { lag: lagOf(position, highWatermark) ?? 'unknown' }));
  if (memory.unreadSince !== null && at - memory.unreadSince >= UNREAD_FOR) {
    const share = unreadShareOf(position, logStart, highWatermark) ?? 0;
    const minutes = Math.floor((at - memory.unreadSince) / (60 * SECOND));
    reasons.push(reason('unread-share', { percent: Math.floor(share * 100), minutes }));
  }
  return reasons;
}

/** Of the partitions that prefer a broker as leader, the share that another one leads. */
function imbalanceOf(partitions: readonly PartitionSnapshot[]): (broker: number) => number {
  const counts = new Map<number, { prefer: number; other: number }>();
  for (const { replicas, leader } of partitions) {
    const preferred = replicas[0];
    if (preferred === undefined) continue;
    const count = counts.get(preferred) ?? { prefer: 0, other: 0 };
    counts.set(preferred, count);
    count.prefer++;
    if (leader !== preferred) count.other++;
  }
  return (broker) => {
    const count = counts.get(broker);
    return count ? count.other / count.prefer : 0;
  };
}

function brokersOf({ brokers, partitions, controllerId }: Snapshot): BrokerHealth[] {
  const counts = new Map(brokers.map(({ id }) => [id, { leaders: 0, replicas: 0 }]));
  for (const { leader, replicas } of partitions) {
    const led = leader === null ? undefined : counts.get(leader);
    if (led) led.leaders++;
    for (const replica of replicas) {
      const held = counts.get(replica);
      if (held) held.replicas++;
    }
  }
  return brokers
    .map(({ id, host, port }) => ({
      id,
      host,
      port,
      controller: id === controllerId,
      ...(counts.get(id) ?? { leaders: 0, replicas: 0 }),
    }))
    .sort((a, b) => a.id - b.id);
}
