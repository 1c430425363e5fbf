// Looks at a cluster become reports. What needs a memory is kept here: what each partition was at the last look, and racks of
// brokers that are gone.
import type { BrokerLayout, ClusterReport, LayoutReason, PartitionLayout, TopicLayout } from '../contract/cluster.ts';
import type { Severity } from '../contract/health.ts';
import { type Said, say, tell } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import { rounded } from './bounded.ts';
import type { BrokerFacts, ClusterFacts, DirectoryFacts, TopicFacts } from './cluster-facts.ts';
import { type Growth, growthOf, type Look } from './growth.ts';
import { imbalanceOf, preferencesOf } from './preferred.ts';
import { isOnOneRack, rackCount } from './racks.ts';
import { hotOf, skewOf } from './skew.ts';
import { listOf, sinceFound, worst } from './words.ts';

/** Of a broker's preferred leaderships: above it is flagged, the limit of Kafka's own balancing (leader.imbalance.per.broker.percentage). */
const FLAGGED_IMBALANCE = 0.1;
/** Of a volume; a broker stops when it is full. */
const NEARLY_FULL = 0.1;
const FULL = 0.05;
/** Below these amounts of a whole topic an uneven share is chance, and costs nobody anything. */
const LEAST_RECORDS_PER_SECOND = 10;
const LEAST_BYTES = 64 * 1024 * 1024;
/** A broker that holds nothing that is followed is not known to be gone for good before that. */
const FORGET_RACK_AFTER = 600_000_000;

type Found = Omit<LayoutReason, 'since'>;
type Layout<One> = Omit<One, 'reasons'> & { reasons: Found[] };
type Rack = { rack: string; seenAt: Micros };

export class ClusterHistory {
  #looks = new Map<string, Look>();
  #racks = new Map<number, Rack>();
  /** by broker or topic: what `sinceFound` remembers of its reasons */
  #since = new Map<string, Map<string, Micros>>();

  /** Looks in the order of their time. */
  observe(facts: ClusterFacts): Omit<ClusterReport, 'error'> {
    this.#racks = racksOf(facts, this.#racks);
    const racks = new Map([...this.#racks].map(([id, { rack }]) => [id, rack]));
    const sizes = sizesOf(facts.brokers);
    const looks = new Map<string, Look>();
    const topics = facts.topics.map((topic) => {
      const partitions = topic.partitions.map((one): PartitionLayout => {
        const replicas = one.replicas.map((broker) => ({
          broker,
          bytes: sizes.get(`${broker} ${topic.topic}/${one.partition}`) ?? null,
        }));
        const bytes = replicas.find(({ broker }) => broker === one.leader)?.bytes ?? null;
        const key = `${topic.topic}/${one.partition}`;
        const look = { at: facts.at, end: one.end, start: one.start, bytes, leader: one.leader };
        looks.set(key, look);
        return { partition: one.partition, bytes, ...roundedGrowth(growthOf(this.#looks.get(key), look)), replicas };
      });
      return topicLayout(topic, partitions, racks);
    });
    this.#looks = looks;
    const since = new Map<string, Map<string, Micros>>();
    const sinceOf = <One extends { reasons: Found[] }>(owner: string, one: One) => {
      const its = this.#since.get(owner) ?? new Map<string, Micros>();
      since.set(owner, its);
      return { ...one, reasons: sinceFound(one.reasons, its, facts.at) };
    };
    const report = {
      sampledAt: facts.at,
      mode: facts.mode,
      controllerId: facts.controllerId,
      topics: topics.map((one) => sinceOf(`topic ${one.topic}`, one)),
      brokers: brokerLayouts(facts, racks).map((one) => sinceOf(`broker ${one.id}`, one)),
    };
    this.#since = since;
    return report;
  }

  clear(): void {
    this.#looks.clear();
    this.#racks.clear();
    this.#since.clear();
  }
}

/** Of the brokers that live, and as it was last known of those that do not: while they hold replicas, and for a while. */
function racksOf({ at, brokers, topics }: ClusterFacts, before: ReadonlyMap<number, Rack>): Map<number, Rack> {
  const live = new Set(brokers.map(({ id }) => id));
  const held = new Set(topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas)));
  const racks = new Map(
    [...before].filter(([id, { seenAt }]) => !live.has(id) && (held.has(id) || at - seenAt < FORGET_RACK_AFTER)),
  );
  for (const { id, rack } of brokers) if (rack) racks.set(id, { rack, seenAt: at });
  return racks;
}

/** By `broker topic/partition`; a copy that is on its way to another directory is not the replica yet. */
function sizesOf(brokers: readonly BrokerFacts[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { id, directories } of brokers)
    for (const { replicas } of directories ?? [])
      for (const { topic, partition, bytes, future } of replicas)
        if (!future) sizes.set(`${id} ${topic}/${partition}`, bytes);
  return sizes;
}

function topicLayout(
  { topic, configs, why, partitions: facts }: TopicFacts,
  partitions: PartitionLayout[],
  racks: ReadonlyMap<number, string>,
): Layout<TopicLayout> {
  const rates = partitions.map((one) => one.recordsPerSecond);
  const sizes = partitions.map((one) => one.bytes);
  const growths = partitions.map((one) => one.bytesPerSecond);
  const numbers = facts.map((one) => one.partition);
  const oneRack = facts.filter(({ replicas }) => isOnOneRack(replicas, racks)).map(({ partition }) => partition);
  const reasons = [
    ...(oneRack.length > 0 ? [reasonOf('one-rack', 'warning', sayOneRack(oneRack, rackCount(racks)), oneRack)] : []),
    ...hotReason('hot-rate', rates, LEAST_RECORDS_PER_SECOND, numbers),
    ...hotReason('hot-size', sizes, LEAST_BYTES, numbers),
  ];
  return {
    topic,
    configs: configs && [...configs],
    why: why && tell(why),
    bytes: total(sizes),
    recordsPerSecond: total(rates),
    bytesPerSecond: total(growths),
    allBytes: total(partitions.flatMap(({ replicas }) => replicas.map(({ bytes }) => bytes))),
    lacking: {
      ...{ bytes: lacking(sizes), recordsPerSecond: lacking(rates), bytesPerSecond: lacking(growths) },
      allBytes: partitions.filter(({ replicas }) => replicas.some(({ bytes }) => bytes === null)).length,
    },
    rateSkew: rounded(skewOf(rates)),
    sizeSkew: rounded(skewOf(sizes)),
    severity: worst(reasons.map(({ severity }) => severity)),
    reasons,
    partitions,
  };
}

function sayOneRack(partitions: readonly number[], racks: number): Said {
  return say('cluster-one-rack', { partitions: listOf(partitions), racks });
}

function hotReason(
  code: 'hot-rate' | 'hot-size',
  amounts: readonly (number | null)[],
  least: number,
  numbers: readonly number[],
): Found[] {
  const hot = hotOf(amounts, least);
  if (hot.length === 0) return [];
  const partitions = hot.map(({ index }) => numbers[index] ?? index).sort((a, b) => a - b);
  const values = {
    partitions: listOf(partitions),
    percent: Math.round(hot.reduce((sum, { share }) => sum + share, 0) * 100),
    even: Math.round((hot.length / amounts.length) * 1000) / 10,
  };
  const said = code === 'hot-rate' ? say('cluster-hot-rate', values) : say('cluster-hot-size', values);
  return [reasonOf(code, 'warning', said, partitions)];
}

function brokerLayouts(facts: ClusterFacts, racks: ReadonlyMap<number, string>): Layout<BrokerLayout>[] {
  const partitions = facts.topics.flatMap((topic) => topic.partitions);
  const preferences = facts.preferences ?? preferencesOf(partitions);
  const held = new Map<number, number>();
  for (const { replicas } of partitions) for (const id of replicas) held.set(id, (held.get(id) ?? 0) + 1);
  const known = new Map(facts.brokers.map((one) => [one.id, one]));
  return [...new Set([...known.keys(), ...held.keys()])]
    .sort((a, b) => a - b)
    .map((id): Layout<BrokerLayout> => {
      const found = known.get(id);
      const { prefer, misses } = preferences.get(id) ?? { prefer: 0, misses: 0 };
      const state = !found ? 'down' : !found.answers ? 'silent' : found.metadataMs === null ? 'failing' : 'live';
      const reasons: Found[] = [];
      if (state === 'down')
        reasons.push(reasonOf('broker-down', 'error', say('cluster-broker-down', { replicas: held.get(id) ?? 0 })));
      else if (state === 'silent') reasons.push(reasonOf('broker-silent', 'error', say('cluster-broker-silent')));
      else if (state === 'failing') reasons.push(reasonOf('broker-failing', 'error', say('cluster-broker-failing')));
      else if (imbalanceOf({ prefer, misses }) > FLAGGED_IMBALANCE)
        reasons.push(reasonOf('imbalance', 'warning', say('cluster-imbalance', { misses, preferred: prefer })));
      for (const directory of found?.directories ?? []) reasons.push(...directoryReasons(directory));
      return {
        id,
        state,
        rack: racks.get(id) ?? null,
        metadataMs: found?.metadataMs ?? null,
        release: found?.release ? tell(found.release) : null,
        metadataVersion: found?.metadataVersion ?? null,
        directories: found?.directories?.map(directoryLayout) ?? null,
        why: found?.why ? tell(found.why) : null,
        ...{ preferred: prefer, misses, severity: worst(reasons.map(({ severity }) => severity)), reasons },
      };
    });
}

function directoryReasons({ path, failed, totalBytes, usableBytes }: DirectoryFacts): Found[] {
  if (failed)
    return [
      reasonOf('directory-failed', 'error', say('cluster-directory-failed', { path, why: tell(failed).message })),
    ];
  if (totalBytes === null || usableBytes === null || totalBytes === 0) return [];
  const left = usableBytes / totalBytes;
  if (left >= NEARLY_FULL) return [];
  const said = say('cluster-directory-full', { path, percent: Math.floor(left * 100) });
  return [reasonOf('directory-full', left < FULL ? 'error' : 'warning', said)];
}

function directoryLayout({ path, replicas, totalBytes, usableBytes, failed }: DirectoryFacts) {
  const bytes = replicas.reduce((sum, one) => sum + one.bytes, 0);
  return { path, bytes, replicas: replicas.length, totalBytes, usableBytes, failed: failed && tell(failed) };
}

function reasonOf(code: LayoutReason['code'], severity: Severity, said: Said, partitions: number[] = []): Found {
  return { code, severity, told: tell(said), partitions };
}

/** The sum of what is known; null where nothing is. */
function total(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((sum, amount) => sum + amount, 0);
}

function lacking(amounts: readonly (number | null)[]): number {
  return amounts.filter((amount) => amount === null).length;
}

function roundedGrowth({ recordsPerSecond, bytesPerSecond }: Growth): Growth {
  return { recordsPerSecond: rounded(recordsPerSecond), bytesPerSecond: rounded(bytesPerSecond) };
}
