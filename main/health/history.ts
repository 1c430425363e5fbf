// Successive snapshots of one cluster become reports: what needs a memory is kept here, for each partition.
import type { BrokerHealth, HealthReport, PartitionHealth, Severity } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { keepLast, rounded } from './bounded.ts';
import { WINDOW_SAMPLES } from './burrow.ts';
import {
  catchesUp,
  consumedOf,
  dueOf,
  groupStatus,
  lagSecondsOf,
  type Memory,
  producedOf,
  remember,
  samplesOf,
} from './partition-memory.ts';
import { imbalanceOf, preferencesIn } from './preferred.ts';
import { readerReasons } from './reader-reasons.ts';
import { lagOf, lostOf, marginOf } from './reading.ts';
import { replicaReasons } from './replicas.ts';
import type { Snapshot } from './snapshot.ts';
import { sinceFound, worst } from './words.ts';

const SECOND = 1_000_000;
/** Longer than that a reader that stands has not merely others to read first. */
const QUEUED_FOR = 300 * SECOND;
const RATES = 60;
/** A report crosses to the page at every sample: with thousands of partitions each of them gets fewer rates. */
const RATES_IN_ALL = 40_000;

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

  /** The positions of those whose reader has more to read than was seen to arrive, by `topic/partition`: when that came is not known. */
  unplaced({ partitions }: Snapshot): Map<string, Offset> {
    const found = new Map<string, Offset>();
    for (const { topic, partition, position, highWatermark } of partitions) {
      const key = `${topic}/${partition}`;
      if (position === null || highWatermark === null || position >= highWatermark) continue;
      if (this.#memories.get(key)?.ends.isUnplaced(position)) found.set(key, position);
    }
    return found;
  }

  /** At `at`, before the first sample, the log ended at `end`. The latest first. */
  addOlder(key: string, end: Offset, at: Micros): void {
    this.#memories.get(key)?.ends.addOlder(end, at);
  }
  /** It was looked for when the record at `offset` came; `isWhole`: and all was answered. */
  looked(key: string, offset: Offset, isWhole: boolean): void {
    this.#memories.get(key)?.ends.looked(offset, isWhole);
  }
}

/** A topic that may not be read has no partitions here, and only its trouble says so. */
function severityOf(partitions: readonly PartitionHealth[], { troubles }: Snapshot): Severity {
  const isUnknown = partitions.length === 0 || troubles.length > 0;
  return worst([...partitions.map(({ severity }) => severity), isUnknown ? 'unknown' : 'ok']);
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
