// What can be asked of the brokers, from the holes. Pure.
import type { FillJob, FillWhat } from '../../main/contract/fill.ts';
import type { Hole } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { mayConcern, timesOf, type ViewRange } from '../../main/contract/view-coverage.ts';

/** from, to: the time that is asked for; null: as far as the brokers have it */
export type Offer = { what: FillWhat; from: Micros | null; to: Micros | null };

/** The limits of FillWhat. */
const MOST_RANGES = 10_000;
const MOST_TOPICS = 1000;

/** The brokers' timestamps, by which a time is asked for, may differ so much from the records' own times. */
const MARGIN = 60e6;

/** What the brokers may still have of the view's time: whole holes, but of a long one no more than the view shows. */
export function offerOf(view: ViewRange, holes: readonly Hole[], now: Micros): Offer | undefined {
  const some = holes.filter((hole) => hole.fetchable && mayConcern(hole, view));
  if (some.length === 0) return undefined;
  const [start, end] = [view.from ?? Number.NEGATIVE_INFINITY, view.to ?? Number.POSITIVE_INFINITY];
  const first = least(some.map((hole) => timesOf(hole)[0] ?? Number.NEGATIVE_INFINITY));
  const last = -least(some.map((hole) => -(timesOf(hole)[1] ?? Number.POSITIVE_INFINITY)));
  const [from, to] = [finite(Math.max(start, first)), finite(Math.min(end, last))];
  if (from === null || (first >= start && last <= end)) return { what: whatOf(some), from, to };
  const topics = [...new Set(some.map((hole) => hole.topic))].slice(0, MOST_TOPICS);
  return { what: { kind: 'time', topics, from: from - MARGIN, to: (to ?? now) + MARGIN }, from, to };
}

export function whatOf(holes: readonly Hole[]): FillWhat {
  const ranges = holes.slice(0, MOST_RANGES).map(({ topic, partition, from, to }) => ({ topic, partition, from, to }));
  return { kind: 'offsets', ranges };
}

/** Whether the job asks for that very hole: not for one at the same offsets of an earlier incarnation, which nobody has any more. */
export function asksFor({ what }: FillJob, hole: Hole): boolean {
  return (
    hole.fetchable &&
    what.kind === 'offsets' &&
    what.ranges.some(
      ({ topic, partition, from, to }) =>
        topic === hole.topic && partition === hole.partition && from < hole.to && to > hole.from,
    )
  );
}

export function isUnderWay({ state }: FillJob): boolean {
  return state === 'waiting' || state === 'running';
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}
function finite(n: number): number | null {
  return Number.isFinite(n) ? n : null;
}
