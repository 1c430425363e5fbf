// Successive snapshots of one cluster become reports: what needs a memory is kept here, for each partition.
import type { BrokerHealth, BurrowStatus, HealthReport, PartitionHealth, Severity } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { addSample, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import { CommitWatch } from './commits.ts';
import { EndTimes, type Place } from './end-times.ts';
import { commitStatus, NEEDED_SAMPLES, partitionStatus, unsureReason } from './group-judge.ts';
import { imbalanceOf, preferencesIn } from './preferred.ts';
import { lagOf, lostOf, marginOf, rateOf, unreadShareOf } from './reading.ts';
import { replicaReasons } from './replicas.ts';
import { type RaceFacts, retentionRace } from './retention-race.ts';
import type { PartitionSnapshot, Snapshot } from './snapshot.ts';
import { type Finding, reason, sinceFound, worst } from './words.ts';

const SECOND = 1_000_000;
const MIN_SAMPLE_DISTANCE = SECOND;
const UNREAD_SHARE = 0.8;
const UNREAD_FOR = 300 * SECOND;
/** Longer than that a reader that stands has not merely others to read first. */
const QUEUED_FOR = 300 * SECOND;
const RATES = 60;
/** Of the log start; Kafka looks for what may be deleted every five minutes. */
const MOVES = 12;
/** Retention that overtakes a reader so soon is an error. */
const RACE_ERROR = 600 * SECOND;
/** A report crosses to the page at every sample: with thousands of partitions each of them gets fewer rates. */
const RATES_IN_ALL = 40_000;

type Point = { at: Micros; end: Offset | null; position: Offset | null };
type Memory = {
  topicId: string | null;
  severity: Severity;
  since: Micros;
  /** by the code of a reason that holds: since when */
  reasonsSince: Map<string, Micros>;
  /** the last WINDOW_SAMPLES snapshots */
  points: Point[];
  /** of this process's own reader, and of one that is known by its commits alone: one of them is empty */
  own: ReaderSample[];
  commits: CommitWatch | undefined;
  rates: (number | null)[];
  /** since when the position is the one it is */
  stoodSince: Micros;
  /** since when most of the log is unread */
  unreadSince: Micros | null;
  ends: EndTimes;
  start: Offset | null;
  /** when its log start was seen to have moved, and where to */
  moves: RaceFacts['moves'][number][];
};

export class HealthHistory {
  #memories = new Map<string, Memory>();
  readonly #times: Micros[] = [];
  readonly #unseenAfter: Micros | undefined;

  /** `unseenAfter`: how long a reader that was not seen to commit is not judged, for tests */
  constructor(unseenAfter?: Micros) {
    this.#unseenAfter = unseenAfter;
  }

  /** Snapshots in the order of their time. */
  observe(snapshot: Snapshot): HealthReport {
    const live = new Set(snapshot.brokers.map((broker) => broker.id));
    const preferences = preferencesIn(snapshot);
    const imbalance = (broker: number) => imbalanceOf(preferences.get(broker) ?? { prefer: 0, misses: 0 });
    const silent = new Set(snapshot.silent);
    const mostRates = Math.min(
      RATES,
      Math.max(WINDOW_SAMPLES, Math.floor(RATES_IN_ALL / (snapshot.partitions.length || 1))),
    );
    keepLast(this.#times, mostRates, snapshot.at);
    const memories = new Map<string, Memory>();
    const remembered = snapshot.partitions.map((partition) => {
      const key = `${partition.topic}/${partition.partition}`;
      const before = this.#memories.get(key);
      const memory = remember(before, partition, snapshot.at, mostRates, this.#unseenAfter);
      memories.set(key, memory);
      return { partition, memory };
    });
    const isCatchingUp = remembered.some(({ memory }) => catchesUp(samplesOf(memory)));
    const partitions = remembered.map(({ partition, memory }): PartitionHealth => {
      const group = groupStatus(memory, partition, snapshot);
      const isQueued = group === 'STALL' && isCatchingUp && snapshot.at - memory.stoodSince < QUEUED_FOR;
      const found = [
        ...replicaReasons(partition, { live, silent, imbalance }),
        ...readerReasons(memory, partition, isQueued ? 'QUEUED' : group, snapshot),
      ];
      const reasons = sinceFound(found, memory.reasonsSince, snapshot.at);
      const severity = worst(reasons.map((one) => one.severity));
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
        ...(partition.adding.length > 0 ? { adding: [...partition.adding] } : {}),
        offlineReplicas: [...partition.offlineReplicas],
        minInsyncReplicas: partition.minInsyncReplicas,
        logStart: partition.logStart,
        highWatermark: partition.highWatermark,
        position: partition.position,
        lagRecords: lagOf(partition.position, partition.highWatermark),
        lagSeconds: lagSecondsOf(memory, partition),
        lostRecords: lostOf(partition.position, partition.logStart),
        marginRecords: marginOf(partition.position, partition.logStart),
        due: dueOf(memory, partition, snapshot.at),
        producedPerSecond: rounded(producedOf(memory)),
        consumedPerSecond: rounded(consumedOf(memory)),
        rates: [...memory.rates],
        group,
      };
    });
    this.#memories = memories;
    return {
      sampledAt: snapshot.at,
      error: null,
      troubles: [...snapshot.troubles],
      clusterId: snapshot.clusterId,
      severity: severityOf(partitions, snapshot),
      group: snapshot.group,
      brokers: brokersOf(snapshot),
      sampleTimes: [...this.#times],
      partitions,
    };
  }

  /** `topic/partition` of those whose reader has more to read than was seen to arrive: when that came is not known. */
  unplaced({ partitions }: Snapshot): Set<string> {
    const keys = new Set<string>();
    for (const { topic, partition, position, highWatermark } of partitions) {
      const key = `${topic}/${partition}`;
      if (position === null || highWatermark === null || position >= highWatermark) continue;
      if (this.#memories.get(key)?.ends.isUnplaced(position)) keys.add(key);
    }
    return keys;
  }

  /** At `at`, before the first sample, the log ended at `end`. The latest first. */
  addOlder(key: string, end: Offset, at: Micros): void {
    this.#memories.get(key)?.ends.addOlder(end, at);
  }
  /** All that is older was asked for; `isWhole`: and answered. */
  looked(key: string, isWhole: boolean): void {
    this.#memories.get(key)?.ends.looked(isWhole);
  }
}

/** A topic that may not be read has no partitions here, and only its trouble says so. */
function severityOf(partitions: readonly PartitionHealth[], { troubles }: Snapshot): Severity {
  const isUnknown = partitions.length === 0 || troubles.length > 0;
  return worst([...partitions.map(({ severity }) => severity), isUnknown ? 'unknown' : 'ok']);
}

function remember(
  before: Memory | undefined,
  partition: PartitionSnapshot,
  at: Micros,
  mostRates: number,
  unseenAfter: Micros | undefined,
): Memory {
  const { highWatermark: end, logStart, position, committed } = partition;
  const oldestEnd = before?.points.find((point) => point.end !== null)?.end ?? undefined;
  // A log that ends before all that was seen of it was created anew: rates and progress over both mean nothing. (A new
  // leader's high watermark may lie a little behind the last one seen; that alone is no new log.)
  const topicId = partition.topicId ?? before?.topicId ?? null;
  const anew =
    (end !== null && oldestEnd !== undefined && end < oldestEnd) ||
    (before !== undefined && before.topicId !== null && before.topicId !== topicId);
  const memory: Memory = {
    topicId,
    severity: before?.severity ?? 'ok',
    since: before?.since ?? at,
    reasonsSince: before?.reasonsSince ?? new Map(),
    points: anew ? [] : (before?.points ?? []),
    own: anew || committed ? [] : (before?.own ?? []),
    commits: committed ? ((anew ? undefined : before?.commits) ?? new CommitWatch(unseenAfter)) : undefined,
    rates: anew ? [] : (before?.rates ?? []),
    stoodSince: before?.points.at(-1)?.position === position ? before.stoodSince : at,
    unreadSince: anew ? null : (before?.unreadSince ?? null),
    ends: (anew ? undefined : before?.ends) ?? new EndTimes(),
    start: logStart ?? before?.start ?? null,
    moves: anew ? [] : (before?.moves ?? []),
  };
  if (end !== null) memory.ends.observe(end, at);
  if (before && before.start !== null && logStart !== null && logStart > before.start)
    keepLast(memory.moves, MOVES, { at, start: logStart });
  const last = memory.points.at(-1);
  keepLast(memory.points, WINDOW_SAMPLES, { at, end, position });
  if (last) keepLast(memory.rates, mostRates, rounded(producedBetween(last, { at, end })));
  const lag = lagOf(position, end);
  if (position !== null && memory.commits) memory.commits.observe(position, end, at);
  else if (position !== null) addSample(memory.own, { offset: position, at, lag }, MIN_SAMPLE_DISTANCE);
  const share = unreadShareOf(position, logStart, end);
  // A sample in which it is not known, as a leader moves, ends nothing.
  if (share !== null && share <= UNREAD_SHARE) memory.unreadSince = null;
  else if (share !== null) memory.unreadSince ??= at;
  return memory;
}

function samplesOf({ own, commits }: Memory): readonly ReaderSample[] {
  return commits?.samples ?? own;
}
function producedOf({ points }: Memory): number | null {
  return rateOf(points.map(({ at, end }) => ({ at, offset: end })));
}
function consumedOf({ points }: Memory): number | null {
  return rateOf(points.map(({ at, position }) => ({ at, offset: position })));
}

function lagSecondsOf({ ends }: Memory, { position, highWatermark }: PartitionSnapshot): number | null {
  return position === null || highWatermark === null ? null : rounded(ends.lagSeconds(position, highWatermark));
}
function dueOf(memory: Memory, partition: PartitionSnapshot, now: Micros): PartitionHealth['due'] {
  const { position, logStart, highWatermark, retention } = partition;
  const isWaiting = position !== null && lostOf(position, logStart) === 0 && lagOf(position, highWatermark) !== 0;
  if (!isWaiting) return 'none';
  if (!retention) return 'limit-unknown';
  if (retention.ms === null) return retention.bytes === null ? 'never' : 'unlimited';
  const place = placeOf(memory, partition, now);
  if (place === null) return 'age-unknown';
  const at = place.at + retention.ms * 1000;
  return at <= now ? 'now' : { at, within: place.within };
}

/**
 * Of the record at the position. Of one that is older than all that was looked at it is known only where that is as long ago as
 * retention.ms: then it came at that time at the latest.
 */
function placeOf({ ends }: Memory, { position, retention }: PartitionSnapshot, now: Micros): Place | null {
  if (position === null) return null;
  const { oldest } = ends;
  const limit = retention?.ms ?? Number.POSITIVE_INFINITY;
  const isOld = oldest !== undefined && position < oldest.end && now - oldest.from >= limit * 1000;
  return ends.placeOf(position) ?? (isOld ? { at: oldest.from, within: 0 } : null);
}

function keepLast<T>(list: T[], most: number, item: T): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}

/** A high watermark that a new leader put back a little is no negative rate. */
function producedBetween(before: Omit<Point, 'position'>, after: Omit<Point, 'position'>): number | null {
  if (before.end === null || after.end === null || after.at <= before.at) return null;
  return (Math.max(0, after.end - before.end) / (after.at - before.at)) * SECOND;
}

/** To four digits: more are noise, and each is a byte in thousands of places. */
function rounded(rate: number | null): number | null {
  return rate === null ? null : Number(rate.toPrecision(4));
}

function groupStatus(memory: Memory, { position, highWatermark }: PartitionSnapshot, snapshot: Snapshot): BurrowStatus {
  if (snapshot.group === null || position === null) return 'UNKNOWN';
  const ends = memory.points.flatMap(({ end }) => (end === null ? [] : [end]));
  const lag = lagOf(position, highWatermark);
  const { at, groupActive } = snapshot;
  return memory.commits
    ? commitStatus(memory.commits, ends, lag, at, groupActive)
    : partitionStatus(memory.own, ends, lag, at, groupActive);
}

/** It reads, and has had more to read in the whole window: a reader of several partitions may be busy with this one. */
function catchesUp(samples: readonly ReaderSample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)];
  return (
    first !== undefined && last !== undefined && last.offset > first.offset && samples.every(({ lag }) => lag !== 0)
  );
}

const GROUP_REASONS = {
  STOP: 'group-stop',
  STALL: 'group-stall',
  QUEUED: 'group-queued',
  REWIND: 'group-rewind',
  WARN: 'group-warn',
} as const;

function readerReasons(
  memory: Memory,
  partition: PartitionSnapshot,
  status: BurrowStatus | 'QUEUED',
  { at, group, groupActive, groupKnown, silent }: Snapshot,
): Finding[] {
  const { leader, position, logStart, highWatermark, committed } = partition;
  const reasons: Finding[] = [];
  const records = lostOf(position, logStart);
  if (records > 0) reasons.push(reason('records-lost', { records }));
  // Where there is no leader, or it does not answer, that is said already.
  const isAsked = leader !== null && !silent.includes(leader);
  if (isAsked && (logStart === null || highWatermark === null)) reasons.push(reason('offsets-unknown', {}));
  if (group !== null && position === null) {
    if (!groupKnown) reasons.push(reason('position-unknown', {}));
    // It may read what is committed for the first time later; of an empty log there is nothing to commit.
    else if (highWatermark !== null && highWatermark !== logStart)
      reasons.push(reason('group-none', {}, committed ? 'unknown' : 'ok'));
  }
  const lag = lagOf(position, highWatermark);
  const samples = samplesOf(memory);
  if (status === 'UNKNOWN' || (status === 'OK' && samples.length < NEEDED_SAMPLES)) {
    // This process knows of its own reader otherwise whether it reads.
    const severity = committed && status === 'UNKNOWN' ? 'unknown' : 'ok';
    if (group !== null && lag !== null && lag > 0) {
      if (status === 'UNKNOWN' && !groupActive) reasons.push(reason('group-empty', { lag }));
      reasons.push(unsureReason(samples, memory.commits?.waitsSince ?? null, lag, at, severity));
    }
  } else if (status !== 'OK') reasons.push(reason(GROUP_REASONS[status], { lag: lag ?? 'unknown' }));
  const race = raceReason(memory, partition, at);
  if (race) reasons.push(race);
  const share = unreadShareOf(position, logStart, highWatermark);
  if (share !== null && memory.unreadSince !== null && at - memory.unreadSince >= UNREAD_FOR) {
    const minutes = Math.floor((at - memory.unreadSince) / (60 * SECOND));
    reasons.push(reason('unread-share', { percent: Math.floor(share * 100), minutes }));
  }
  return reasons;
}

function raceReason(memory: Memory, partition: PartitionSnapshot, now: Micros): Finding | undefined {
  const { position, logStart: start, highWatermark: end, retention, bytes } = partition;
  const [produced, consumed] = [producedOf(memory), consumedOf(memory)];
  if (position === null || start === null || end === null || produced === null || consumed === null) return undefined;
  const place = placeOf(memory, partition, now);
  const race = retentionRace({
    ...{ now, position, start, end, produced, consumed, positionTime: place?.at ?? null },
    ...{ retentionMs: retention?.ms ?? null, retentionBytes: retention?.bytes ?? null, bytes: bytes ?? null },
    moves: memory.moves,
  });
  if (!race) return undefined;
  const minutes = Math.round((race.at - now) / (60 * SECOND));
  const left =
    minutes < 120 ? { amount: minutes, unit: 'minutes' } : { amount: Math.round(minutes / 60), unit: 'hours' };
  const severity = !race.isDue && race.at - now < RACE_ERROR ? 'error' : 'warning';
  const within = race.by === 'age' ? (place?.within ?? 0) : 0;
  return reason('retention-race', { at: race.at, within, by: race.by, perHour: race.lostPerHour, ...left }, severity);
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
