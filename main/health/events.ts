// What changed in a cluster between two looks at it, as events. Pure.
import type { ClusterState, EventKind, NewEvent } from '../contract/history.ts';
import type { Micros } from '../contract/units.ts';
import { keptCensus, tellCensus } from './census.ts';
import { lostOf } from './reading.ts';
import type { PartitionSnapshot, Snapshot } from './snapshot.ts';
import { UNLOOKED } from './unlooked.ts';

const SECOND = 1_000_000;
/** Between two looks farther apart nobody looked: a computer that slept, a cluster that did not answer. */
const UNSEEN = 60 * SECOND;
/** Within that, three rounds, no replica is taken to have caught up, been elected and been left alone, all between two looks. */
const CLOSE = 15 * SECOND;
const FLAPS = 3;
const FLAP_MINUTES = 10;

type TopicState = ClusterState['topics'][number];
type PartitionState = TopicState['partitions'][number];
type Place = Pick<NewEvent, 'topic' | 'partition'>;
type Tell = (kind: EventKind, place: Place, values: NewEvent['values']) => void;

export class EventWatch {
  #before: ClusterState | null;
  #first = true;
  /** the time of the last census, in this session */
  #countedAt: Micros | undefined;
  /** topics of before this session that were not seen in it, and when it was last looked before it */
  readonly #unseen = new Map<string, Micros>();
  /** by partition: when its ISR changed in the last minutes */
  readonly #isrChanges = new Map<string, Micros[]>();

  /** `kept`: the cluster as it was last seen, in another session; null: never. */
  constructor(kept: ClusterState | null) {
    this.#before = kept;
  }

  /** Snapshots in the order of their time. `changed`: other than what was there before, but for the time. */
  observe(snapshot: Snapshot): { events: NewEvent[]; state: ClusterState; changed: boolean } {
    const before = this.#before;
    const state = stateOf(snapshot, before);
    this.#before = state;
    if (!before) {
      this.#first = false;
      return { events: [], state, changed: true };
    }
    const unseen = this.#first || state.at - before.at > UNSEEN;
    this.#first = false;
    const events = [...eventsBetween(before, state, unseen), ...this.#counted(snapshot, before)];
    const changed = isOther(before, state) || before.census !== state.census;
    return { events: [...events, ...this.#flaps(events, state.at)], state, changed };
  }

  /** All topics of the cluster that there were when it was last looked at them, in other sessions, too. */
  knownTopics(): string[] {
    return this.#before?.census?.map(({ topic }) => topic) ?? [];
  }

  /** What a new census tells of topics that are not followed. */
  #counted({ census, partitions, missing }: Snapshot, before: ClusterState): NewEvent[] {
    if (!census || census.at === this.#countedAt) return [];
    const last = this.#countedAt;
    const keptAt = before.countedAt ?? before.at;
    this.#countedAt = census.at;
    if (!before.census) return [];
    const { topics } = census;
    // The first census of a session may not know whether they are deleted: it is told later.
    if (last === undefined)
      for (const { topic } of before.census) if (!topics.has(topic)) this.#unseen.set(topic, keptAt);
    const apart = last === undefined ? keptAt : census.at - last > UNLOOKED ? last : null;
    const events: NewEvent[] = [];
    const followed = new Set([...missing, ...partitions.map(({ topic }) => topic)]);
    tellCensus(
      before.census,
      census,
      (topic) => followed.has(topic),
      (kind, topic, values) => {
        const notBefore = this.#unseen.get(topic) ?? apart;
        events.push(eventOf(census.at, notBefore, kind, { topic, partition: null }, values));
      },
    );
    for (const topic of [...topics.keys(), ...census.gone]) this.#unseen.delete(topic);
    return events;
  }

  /** Told once, until it has calmed down. */
  #flaps(events: readonly NewEvent[], at: Micros): NewEvent[] {
    const changed = new Map<string, Place>();
    for (const { kind, topic, partition } of events)
      if (kind === 'isr-shrunk' || kind === 'isr-expanded') changed.set(`${topic} ${partition}`, { topic, partition });
    const flapping: NewEvent[] = [];
    for (const [key, place] of changed) {
      const since = at - FLAP_MINUTES * 60 * SECOND;
      const recent = (this.#isrChanges.get(key) ?? []).filter((one) => one > since);
      const wasFlapping = recent.length >= FLAPS;
      recent.push(at);
      this.#isrChanges.set(key, recent);
      if (!wasFlapping && recent.length >= FLAPS)
        flapping.push(eventOf(at, null, 'isr-flapping', place, { changes: recent.length, minutes: FLAP_MINUTES }));
    }
    return flapping;
  }
}

/** `unseen`: nobody looked in between, so it happened at any time since. */
export function eventsBetween(before: ClusterState, after: ClusterState, unseen: boolean): NewEvent[] {
  const events: NewEvent[] = [];
  const notBefore = unseen ? before.at : null;
  const isClose = !unseen && after.at - before.at <= CLOSE;
  const tell: Tell = (kind, place, values) => void events.push(eventOf(after.at, notBefore, kind, place, values));
  const cluster: Place = { topic: null, partition: null };
  for (const broker of without(before.brokers, after.brokers)) tell('broker-gone', cluster, { broker: `${broker}` });
  for (const broker of without(after.brokers, before.brokers)) tell('broker-came', cluster, { broker: `${broker}` });
  const [from, to] = [before.controllerId, after.controllerId];
  if (from !== null && to !== null && from !== to) tell('controller-moved', cluster, { from: `${from}`, to: `${to}` });
  const known = new Map(before.topics.map((one) => [one.topic, one]));
  for (const topic of after.topics) {
    const old = known.get(topic.topic);
    if (old) compareTopics(old, topic, isClose, tell);
  }
  return events;
}

function compareTopics(before: TopicState, after: TopicState, isClose: boolean, tell: Tell): void {
  const { topic } = after;
  const whole: Place = { topic, partition: null };
  if (before.missing || after.missing) {
    if (before.missing !== after.missing) tell(after.missing ? 'topic-deleted' : 'topic-created', whole, {});
    return;
  }
  if (before.topicId !== null && after.topicId !== null && before.topicId !== after.topicId) {
    tell('topic-anew', whole, {});
    return;
  }
  const counts = { from: before.partitions.length, to: after.partitions.length };
  if (counts.to > counts.from) tell('partitions-added', whole, counts);
  for (const [name, to] of Object.entries(after.configs)) {
    const from = before.configs[name];
    if (from !== undefined && from !== to) tell('config-changed', whole, { name, from, to });
  }
  const known = new Map(before.partitions.map((one) => [one.partition, one]));
  for (const partition of after.partitions) {
    const old = known.get(partition.partition);
    if (old) comparePartitions(old, partition, { topic, partition: partition.partition }, isClose, tell);
  }
}

function comparePartitions(
  before: PartitionState,
  after: PartitionState,
  place: Place,
  isClose: boolean,
  tell: Tell,
): void {
  const moved = without(before.replicas, after.replicas).length + without(after.replicas, before.replicas).length > 0;
  if (moved) tell('reassigned', place, { from: list(before.replicas), to: list(after.replicas) });
  const isr = { from: list(before.isr), to: list(after.isr) };
  // A replica that was moved elsewhere did not fall behind.
  const lost = without(before.isr, after.isr).filter((id) => after.replicas.includes(id));
  if (lost.length > 0) tell('isr-shrunk', place, { lost: list(lost), ...isr });
  const gained = without(after.isr, before.isr);
  if (gained.length > 0) tell('isr-expanded', place, { gained: list(gained), ...isr });
  // Replicas that were moved are elected as they come in sync, and those that were in sync go.
  compareLeaders(before, after, place, !moved && isOneElection(before, after, isClose), tell);
  if (after.lost > 0 && before.lost === 0) tell('records-lost', place, { records: after.lost });
}

/** `isKnown`: what the ISR was when `after.leader` was elected is known from before. */
function compareLeaders(
  before: PartitionState,
  after: PartitionState,
  place: Place,
  isKnown: boolean,
  tell: Tell,
): void {
  const [from, to] = [before.leader, after.leader];
  if (from === to) return;
  if (to === null) {
    tell('offline', place, { from: `${from}` });
    return;
  }
  if (from === null) tell('online', place, { to: `${to}` });
  if (isKnown && isUnclean(before, after, to))
    tell('unclean-election', place, { from: from === null ? '' : `${from}`, to: `${to}`, isr: list(before.isr) });
  else if (from !== null) tell('leader-changed', place, { from: `${from}`, to: `${to}` });
}

/**
 * Without a leader nobody joins the ISR: where no election is missing between two looks it was as it was seen, however long ago. With one
 * it may be another after a while.
 */
function isOneElection(before: PartitionState, after: PartitionState, isClose: boolean): boolean {
  if (before.leader !== null || before.leaderEpoch === undefined || after.leaderEpoch === undefined) return isClose;
  return after.leaderEpoch - before.leaderEpoch === 1;
}

/**
 * The new leader was not in the ISR when it was last seen. It may have caught up and been elected between two looks: then somebody of
 * that ISR is still in it. In an unclean election none of them was there, and it takes them longer than that to come back.
 */
function isUnclean(before: PartitionState, after: PartitionState, leader: number): boolean {
  return before.isr.length > 0 && !before.isr.includes(leader) && !before.isr.some((id) => after.isr.includes(id));
}

/** What is not known now is as it was. */
function stateOf(snapshot: Snapshot, before: ClusterState | null): ClusterState {
  const topics = new Map<string, TopicState>();
  const known = new Map(
    before?.topics.flatMap(({ topic, partitions }) =>
      partitions.map((one): [string, PartitionState] => [`${topic}/${one.partition}`, one]),
    ),
  );
  for (const one of snapshot.partitions) {
    let topic = topics.get(one.topic);
    if (!topic) {
      const { topicId } = one;
      const configs = { ...snapshot.configs.get(one.topic) };
      topic = { topic: one.topic, topicId, missing: false, configs, partitions: [] };
      topics.set(one.topic, topic);
    }
    topic.partitions.push(partitionState(one, known.get(`${one.topic}/${one.partition}`)));
  }
  const gone = { topicId: null, missing: true, configs: {}, partitions: [] };
  for (const topic of snapshot.missing) topics.set(topic, { topic, ...gone });
  for (const old of before?.topics ?? []) {
    const now = topics.get(old.topic);
    if (!now) topics.set(old.topic, old);
    else if (!now.missing) now.configs = { ...old.configs, ...now.configs };
  }
  return {
    at: snapshot.at,
    controllerId: snapshot.controllerId ?? before?.controllerId ?? null,
    brokers: snapshot.brokers.map(({ id }) => id).toSorted((a, b) => a - b),
    topics: [...topics.values()],
    countedAt: snapshot.census?.at ?? before?.countedAt,
    census: censusOf(snapshot, before),
  };
}

/** One that was taken already is of the state before: rounds come more often. */
function censusOf({ census }: Snapshot, before: ClusterState | null): ClusterState['census'] {
  return !census || census.at === before?.countedAt ? before?.census : keptCensus(before?.census, census);
}

/** The last one in sync leaves an empty ISR behind where it is remembered as eligible (KIP-966): it is the one that has all. */
function partitionState(
  { partition, leader, leaderEpoch, replicas, isr, position, logStart }: PartitionSnapshot,
  before: PartitionState | undefined,
): PartitionState {
  const inSync = isr.length === 0 && leader === null && before ? before.isr : [...isr];
  return { partition, leader, leaderEpoch, replicas: [...replicas], isr: inSync, lost: lostOf(position, logStart) };
}

/** The order of brokers is none: a leader's list of those in sync comes in any. */
function isOther(before: ClusterState, after: ClusterState): boolean {
  return textOf(before) !== textOf(after);
}
function textOf({ topics, brokers, controllerId }: ClusterState): string {
  return JSON.stringify([topics, brokers, controllerId]);
}

function eventOf(
  at: Micros,
  notBefore: Micros | null,
  kind: EventKind,
  place: Place,
  values: NewEvent['values'],
): NewEvent {
  return { at, notBefore, kind, ...place, count: 1, values, told: null };
}

function without(ids: readonly number[], others: readonly number[]): number[] {
  return ids.filter((id) => !others.includes(id));
}
function list(ids: readonly number[]): string {
  return ids.toSorted((a, b) => a - b).join(', ');
}
