// What an answer about a view is complete for, and what it lacks: the words beside every count and export are made of it. Pure.
import { z } from 'zod';
import { type Coverage, Hole, type Tick, type View } from './records.ts';
import { micros } from './session.ts';
import type { Micros } from './units.ts';

const count = z.number().int().nonnegative();

export const ViewCoverage = z.object({
  /** the view's range; null: open */
  from: micros.nullable(),
  to: micros.nullable(),
  /** partitions of the view's topics in the cache, and those of them that surely lack nothing in that range */
  partitions: count,
  whole: count,
  /** the holes that may lie in that range, by cause: how many, and how many offsets */
  missing: z.array(z.object({ cause: Hole.shape.cause, holes: count, offsets: count })),
  /** the first of them, or all */
  holes: z.array(Hole),
  allHoles: count,
  /** partitions that began anew, as their topic was created again or their log was cut back: what the view has is of all times */
  renewed: count,
  /**
   * topics that are not followed now; how many of the whole partitions are theirs; and their newest time here: nobody knows what
   * the brokers got since
   */
  notFollowed: z.object({ all: z.boolean(), topics: count, whole: count, newestTime: micros.nullable() }).nullable(),
  /** partitions that were still being read: times after the frontier are not complete */
  behind: z.object({ partitions: count, followed: count, frontier: micros }).nullable(),
  /** partitions that other members of a shared group read, and those that stand before an open transaction */
  elsewhere: count,
  openTransactions: count,
});
export type ViewCoverage = z.infer<typeof ViewCoverage>;

export type ViewRange = Pick<View, 'topics' | 'from' | 'to'>;

/** The coverage when the answer began and when it ended, and the tick when it began: of one moment, both are the same. */
export type Asked = { before: Coverage; after: Coverage; tick: Tick };

/** Whether something of it may lie in the view. It lies between two times as they are known: an end that is not is open. */
export function mayConcern({ topic, fromTime, toTime }: Hole, { topics, from, to }: ViewRange): boolean {
  if (topics !== null && !topics.includes(topic)) return false;
  const [first, last] = timesOf({ fromTime, toTime });
  return (last === null || from === null || last >= from) && (first === null || to === null || first < to);
}

/** The times of a hole, the earlier one first: within a partition, times need not ascend. */
export function timesOf({ fromTime, toTime }: Pick<Hole, 'fromTime' | 'toTime'>): [Micros | null, Micros | null] {
  return fromTime !== null && toTime !== null && fromTime > toTime ? [toTime, fromTime] : [fromTime, toTime];
}

/**
 * An answer has what was there when it began, less what the cache dropped meanwhile; what was fetched meanwhile it may lack.
 */
export function coverageOf(view: ViewRange, { before, after, tick }: Asked): ViewCoverage {
  const wanted = (topic: string) => view.topics === null || view.topics.includes(topic);
  const parts = before.partitions.filter((one) => wanted(one.topic));
  const holes = holesOf(before, after).filter((hole) => mayConcern(hole, view));
  const partitions = new Set(parts.map(partitionOf));
  const holed = new Set(holes.map(partitionOf));
  const { followed, caughtUp, frontier, elsewhere, openTransactions } = tick;
  const listed = tick.topics.filter((topic) => wanted(topic.name));
  const left = new Set(listed.filter((topic) => !topic.followed).map((topic) => topic.name));
  const leftParts = parts.filter((one) => left.has(one.topic));
  const newest = leftParts.flatMap(({ newestTime }) => newestTime ?? []);
  const past = frontier !== null && view.to !== null && view.to <= frontier;
  return {
    from: view.from,
    to: view.to,
    partitions: partitions.size,
    // Which partitions are read elsewhere is not known here: they may be others than those with holes.
    whole: Math.max(0, partitions.size - holed.size - elsewhere),
    missing: missingOf(holes),
    holes,
    allHoles: holes.length,
    renewed: new Set(parts.filter((one) => one.incarnation > 1).map(partitionOf)).size,
    notFollowed:
      followed === 0 || left.size > 0
        ? {
            all: followed === 0 || left.size === listed.length,
            topics: left.size,
            whole: new Set(leftParts.map(partitionOf).filter((one) => !holed.has(one))).size,
            newestTime: newest.length === 0 ? null : newest.reduce((a, b) => Math.max(a, b)),
          }
        : null,
    behind:
      followed > 0 && frontier !== null && !past
        ? { partitions: followed - caughtUp - elsewhere, followed, frontier }
        : null,
    elsewhere,
    openTransactions: past ? 0 : openTransactions,
  };
}

/** By cause: how many holes, and how many offsets in them. */
export function missingOf(holes: readonly Hole[]): ViewCoverage['missing'] {
  return [...Map.groupBy(holes, (hole) => hole.cause)].map(([cause, list]) => ({
    cause,
    holes: list.length,
    offsets: list.reduce((sum, { from, to }) => sum + to - from, 0),
  }));
}

/** The holes when it began, and those that were torn into what there was since then. */
function holesOf(before: Coverage, after: Coverage): Hole[] {
  if (before === after) return before.holes;
  const ends = new Map(before.partitions.map((one) => [partOf(one), one.next]));
  const known = Map.groupBy(before.holes, partOf);
  const torn = after.holes.flatMap((hole) => {
    const end = ends.get(partOf(hole)) ?? 0;
    return hole.from < end ? without(hole, known.get(partOf(hole)) ?? []) : [];
  });
  return [...before.holes, ...torn];
}

/** The parts of a hole that lie in none of the others. */
function without(hole: Hole, others: readonly Hole[]): Hole[] {
  let rest = [hole];
  for (const other of others)
    rest = rest.flatMap((one) =>
      other.to <= one.from || other.from >= one.to
        ? [one]
        : [
            { ...one, to: other.from },
            { ...one, from: other.to },
          ].filter(({ from, to }) => from < to),
    );
  return rest;
}

type Part = { topic: string; partition: number; incarnation: number };

function partitionOf({ topic, partition }: Part): string {
  return `${topic}/${partition}`;
}
function partOf(part: Part): string {
  return `${partitionOf(part)}/${part.incarnation}`;
}
