// Successive rounds of questions about all groups of a cluster become reports; what needs a memory is kept here.
import type { GroupDetail, GroupPartition, GroupSummary, GroupsReport } from '../contract/groups.ts';
import type { BurrowStatus, Severity } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { keepLast } from './bounded.ts';
import { WINDOW_SAMPLES } from './burrow.ts';
import { UNSEEN_AFTER } from './commits.ts';
import { EndTimes } from './end-times.ts';
import { idleMembers, judgeGroup } from './group-judge.ts';
import {
  type HeldLag,
  type Lagging,
  laggingOf,
  newReader,
  observeReader,
  type Reader,
  type ReadLog,
  readerDetail,
} from './group-reader.ts';
import type { GroupSnapshot, GroupsSnapshot } from './group-snapshot.ts';
import { isUnheard, UNHEARD_AFTER, unheardPartition, unheardSummary } from './unheard.ts';
import { UNLOOKED } from './unlooked.ts';
import { sinceFound } from './words.ts';

const SECOND = 1_000_000;
/** So much of a lag may lie behind what the cache holds, microseconds: it is a moment behind the cluster. */
const MOST_REST = 2 * SECOND;
/** While nobody watches there is a look a minute, and one that fails is no silence yet. */
const UNHEARD_LOOKS = 2;
const HISTORY = 60;
/** A detail crosses to the page at every sample: with thousands of partitions each gets a shorter history. */
const HISTORY_IN_ALL = 40_000;

type Group = {
  snapshot: GroupSnapshot;
  /** when a broker told of it last */
  seenAt: Micros;
  /** looks since then in which nobody did */
  missed: number;
  /** how it was judged then */
  judged: BurrowStatus;
  stateSince: Micros;
  severity: Severity;
  since: Micros;
  /** by the code of a reason that holds: since when */
  reasonsSince: Map<string, Micros>;
  readers: Map<string, Reader>;
  summary: GroupSummary | undefined;
};

/** The records from the committed offset on and below the log's end. */
export type Behind = { key: string; topic: string; partition: number; from: Offset; below: Offset };
/** The brokers' timestamps of the first of them and of the last that is held, at offset `at`; isWhole: none is behind it. */
export type HeldTimes = { first: Micros; last: Micros; at: Offset; isWhole: boolean };

export type SeenGroup = {
  summary: GroupSummary;
  partitions: Pick<
    GroupPartition,
    'topic' | 'partition' | 'committed' | 'lagRecords' | 'lagSeconds' | 'clearSeconds'
  >[];
};

/** How long a group that nobody tells of, and a reader that was not seen to commit, are not judged. */
export type Patience = { unheardAfter?: Micros; unseenAfter?: Micros };

export class GroupsHistory {
  #groups = new Map<string, Group>();
  #logs = new Map<string, ReadLog>();
  #times: Micros[] = [];
  /** how far behind a place of the last snapshot is, by the brokers' timestamps of the records */
  readonly #held = new Map<string, HeldLag>();
  readonly #unheardAfter: Micros;
  readonly #unseenAfter: Micros;

  /** For tests. */
  constructor({ unheardAfter = UNHEARD_AFTER, unseenAfter = UNSEEN_AFTER }: Patience = {}) {
    this.#unheardAfter = unheardAfter;
    this.#unseenAfter = unseenAfter;
  }

  /** Snapshots in the order of their time, of which nothing more is known than they have. */
  observe(snapshot: GroupsSnapshot): GroupsReport {
    this.take(snapshot);
    return this.summarise(snapshot);
  }

  /** The same without a report: before that there may be `addOlder` and `addHeld`. */
  take(snapshot: GroupsSnapshot): void {
    const { at } = snapshot;
    // What was seen before says nothing of now.
    if (at - (this.#times.at(-1) ?? at) > UNLOOKED) this.clear();
    keepLast(this.#times, HISTORY, at);
    const anew = this.#observeLogs(snapshot);
    const groups = new Map<string, Group>();
    for (const one of snapshot.groups) groups.set(one.group, this.#observeGroup(one, snapshot, anew));
    // A coordinator that does not answer, or has just died: its groups are as they were, for a while.
    for (const [name, group] of this.#groups) {
      if (groups.has(name) || !snapshot.isUntold(name)) continue;
      group.missed++;
      groups.set(name, group);
    }
    this.#groups = groups;
    this.#held.clear();
  }

  /** Where groups are behind, each place once: what the cache holds of it tells how long. */
  behind(): Behind[] {
    const places = new Map<string, Behind>();
    for (const { readers } of this.#groups.values())
      for (const [key, { topic, partition, committed, end }] of readers)
        if (end !== null && committed < end)
          places.set(placeKey(key, committed), { key, topic, partition, from: committed, below: end });
    return [...places.values()];
  }

  /** What the cache has of one of `behind`. How long after that the newest record came is told by samples, and is no more exact. */
  addHeld({ key, from, below }: Behind, { first, last, at, isWhole }: HeldTimes): void {
    const rest = isWhole ? 0 : this.#logs.get(key)?.times.between(at, below - 1);
    if (rest == null || rest > MOST_REST) return;
    const seconds = (Math.max(0, last - first) + rest) / SECOND;
    this.#held.set(placeKey(key, from), { seconds, isExact: isWhole });
  }

  /** The report of the last snapshot. */
  summarise(snapshot: GroupsSnapshot): GroupsReport {
    const groups = this.#groups;
    for (const group of groups.values()) group.summary = this.#summaryOf(group, snapshot);
    return {
      sampledAt: snapshot.at,
      error: null,
      troubles: [...snapshot.troubles],
      sees: snapshot.sees,
      groups: [...groups.values()].flatMap(({ summary }) => summary ?? []),
    };
  }

  /** Of the last snapshot; undefined: it had no such group. */
  detail(name: string): GroupDetail | undefined {
    const group = this.#groups.get(name);
    if (!group?.summary) return undefined;
    const { summary } = group;
    if (isUnheard(summary))
      return {
        ...{ summary, members: [], sampleTimes: [...this.#times] },
        partitions: [...group.readers.values()].map((reader) => unheardPartition(reader, group.seenAt)),
      };
    return {
      summary,
      members: (group.snapshot.members ?? []).map((one) => ({ ...one, partitions: [...one.partitions] })),
      partitions: [...group.readers].map(([key, reader]) =>
        readerDetail(reader, this.#lagging(key, reader), group.seenAt),
      ),
      sampleTimes: [...this.#times],
    };
  }

  /** What is kept of each over time, as of the last snapshot: of those that were heard then. */
  figures(at: Micros): SeenGroup[] {
    return [...this.#groups.values()].flatMap(({ summary, seenAt, readers }) =>
      summary && seenAt === at
        ? { summary, partitions: [...readers].map(([key, reader]) => ({ ...reader, ...this.#lagging(key, reader) })) }
        : [],
    );
  }

  /** The lowest offsets at which a group is behind for so long that it is not known how long, by `topic/partition`. */
  unplaced(): Map<string, Offset> {
    const found = new Map<string, Offset>();
    for (const { readers } of this.#groups.values())
      for (const [key, { committed, end }] of readers)
        if (end !== null && committed < end && this.#logs.get(key)?.times.isUnplaced(committed))
          found.set(key, Math.min(committed, found.get(key) ?? committed));
    return found;
  }

  /** At `at`, before the first sample, the log ended at `end`. The latest first. */
  addOlder(key: string, end: Offset, at: Micros): void {
    this.#logs.get(key)?.times.addOlder(end, at);
  }
  /** It was looked for when the record at `offset` came; `isWhole`: and all was answered. */
  looked(key: string, offset: Offset, isWhole: boolean): void {
    this.#logs.get(key)?.times.looked(offset, isWhole);
  }

  clear(): void {
    this.#groups.clear();
    this.#logs.clear();
    this.#held.clear();
    this.#times = [];
  }

  /** Returns those whose log is another one than before. */
  #observeLogs({ ends, at }: GroupsSnapshot): Set<string> {
    const anew = new Set<string>();
    for (const [key, end] of ends) {
      const log: ReadLog = this.#logs.get(key) ?? { times: new EndTimes(), ends: [] };
      this.#logs.set(key, log);
      if (log.times.observe(end, at)) {
        log.ends = [];
        anew.add(key);
      }
      keepLast(log.ends, WINDOW_SAMPLES, { at, offset: end });
    }
    for (const key of this.#logs.keys()) if (!ends.has(key)) this.#logs.delete(key);
    return anew;
  }

  #observeGroup(snapshot: GroupSnapshot, round: GroupsSnapshot, anew: ReadonlySet<string>): Group {
    const { at } = round;
    const known = this.#groups.get(snapshot.group);
    // What it did meanwhile nobody saw: it is judged anew.
    const before = known?.summary && isUnheard(known.summary) ? undefined : known;
    const group: Group = {
      snapshot,
      seenAt: at,
      missed: 0,
      judged: 'UNKNOWN',
      stateSince: before && before.snapshot.state === snapshot.state ? before.stateSince : at,
      severity: before?.severity ?? 'ok',
      since: before?.since ?? at,
      reasonsSince: before?.reasonsSince ?? new Map(),
      readers: new Map(),
      // Until the next is made: a detail may be asked for meanwhile.
      summary: before?.summary,
    };
    const readBy = new Map(
      snapshot.members?.flatMap(({ memberId, partitions }) =>
        partitions.map(({ topic, partition }): [string, string] => [`${topic}/${partition}`, memberId]),
      ),
    );
    // Where the members may not be read, or are being told what to read, every partition may have a reader.
    const isKnown = snapshot.members !== null && (snapshot.state === 'Stable' || snapshot.members.length === 0);
    const most = Math.min(
      HISTORY,
      Math.max(WINDOW_SAMPLES, Math.floor(HISTORY_IN_ALL / (snapshot.commits?.length || 1))),
    );
    for (const { topic, partition, offset } of snapshot.commits ?? []) {
      const key = `${topic}/${partition}`;
      const kept = anew.has(key) ? undefined : before?.readers.get(key);
      const reader = kept ?? newReader(topic, partition, at, this.#unseenAfter);
      group.readers.set(key, reader);
      observeReader(reader, {
        ...{ at, committed: offset, end: round.ends.get(key) ?? null, logStart: round.starts.get(key) ?? null },
        memberId: readBy.get(key) ?? null,
        ends: this.#logs.get(key)?.ends.map((one) => one.offset) ?? [],
        mayBeRead: !isKnown || readBy.has(key),
        most,
      });
    }
    return group;
  }

  #summaryOf(group: Group, { at, ours }: GroupsSnapshot): GroupSummary {
    const { snapshot, readers, stateSince, seenAt, missed } = group;
    if (group.summary && at - seenAt >= this.#unheardAfter && missed >= UNHEARD_LOOKS) {
      Object.assign(group, { severity: 'unknown', since: seenAt });
      return unheardSummary(group.summary, group.judged, at);
    }
    const found = [...readers].map(([key, reader]) => ({ reader, ...this.#lagging(key, reader) }));
    const { status, severity, reasons } = judgeGroup(
      snapshot,
      found.map(({ reader, lagRecords, lostRecords }) => ({
        ...{ status: reader.status, end: reader.end, lagRecords, lostRecords },
        samples: reader.commits.samples.length,
        ...{ changedAt: reader.commits.changedAt, waitsSince: reader.commits.waitsSince },
      })),
      { at, stateSince },
    );
    group.judged = status;
    if (severity !== group.severity) Object.assign(group, { severity, since: at });
    const lags = found.flatMap(({ lagRecords }) => (lagRecords === null ? [] : [lagRecords]));
    const behind = found.filter(({ lagRecords }) => lagRecords !== 0);
    // As long as its slowest partition takes; where one of them never ends, or nobody knows, the group does not either.
    const knowsClear = behind.every(({ clearSeconds }) => clearSeconds !== null);
    const isShrinking = behind.map(({ shrinks }) => shrinks);
    const isLagKnown = behind.every(({ lagSeconds }) => lagSeconds !== null);
    const longest = found.reduce<(typeof found)[number] | undefined>(
      (most, one) => (one.lagSeconds !== null && one.lagSeconds > (most?.lagSeconds ?? -1) ? one : most),
      undefined,
    );
    return {
      group: snapshot.group,
      protocol: snapshot.protocol,
      protocolType: snapshot.protocolType,
      state: snapshot.state,
      ...{ stateSince, seenAt },
      ours: snapshot.group === ours,
      members: snapshot.members?.length ?? null,
      idleMembers: idleMembers(snapshot),
      partitions: readers.size,
      ...{ status, severity, since: group.since, reasons: sinceFound(reasons, group.reasonsSince, at) },
      lagLacking: found.length - lags.length,
      lagRecords: lags.length > 0 ? lags.reduce((sum, lag) => sum + lag, 0) : null,
      // The oldest of them may be the one that is not known.
      lagSeconds: isLagKnown ? (longest?.lagSeconds ?? null) : null,
      lagExact: isLagKnown && (longest?.lagExact ?? false),
      clearSeconds:
        lags.length > 0 && knowsClear ? Math.max(0, ...behind.map(({ clearSeconds }) => clearSeconds ?? 0)) : null,
      shrinks: isShrinking.includes(false) ? false : isShrinking.includes(true) ? true : null,
      lostRecords: found.reduce((sum, one) => sum + one.lostRecords, 0),
    };
  }

  #lagging(key: string, reader: Reader): Lagging {
    return laggingOf(reader, this.#logs.get(key), this.#held.get(placeKey(key, reader.committed)));
  }
}

function placeKey(key: string, committed: Offset): string {
  return `${key} ${committed}`;
}
