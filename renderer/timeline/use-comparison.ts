// How many records the same filter finds in an earlier range: asked for beside the timeline's own counts, and drawn behind them.
import { useMemo } from 'react';
import { movedBy } from '../../main/contract/buckets.ts';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Histogram, Tick, View } from '../../main/contract/records.ts';
import { useCoverage } from '../engine/coverage.tsx';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { useSteady } from '../engine/use-steady.ts';
import { useStream } from '../engine/use-stream.ts';
import type { Comparison } from '../state/drawing.ts';
import { usePlace } from '../state/place.ts';
import { useSettings } from '../state/settings.ts';
import { zoneId } from '../state/zone.ts';
import { earlier, type Held, heldOf, shiftOf } from './comparison.ts';
import { type Domain, domainOf } from './domain.ts';

export type Compared = {
  comparison: Comparison;
  range: Domain;
  /** undefined: the answer is not here yet */
  histogram: Histogram | undefined;
  /** the same, moved to the range that is shown */
  moved: Histogram | undefined;
  /** microseconds that they were moved by */
  shift: number;
  /** undefined: not known yet */
  held: Held | undefined;
  error: ErrorData | undefined;
};

/** What is frequent now need not have been: more than are shown. */
const MOST_VALUES = 50;
/** Of a range in the past little changes. */
const REFRESH_MS = 2000;
const IDLE_MS = 60_000;

/** undefined: nothing is compared, or there is no time yet */
export function useComparison({
  view,
  live,
  histogram,
  tick,
  now,
  buckets,
}: {
  view: View;
  live: boolean;
  /** of the range that is shown; until it is counted, this waits */
  histogram: Histogram | undefined;
  tick: Tick | undefined;
  now: number;
  buckets: number;
}): Compared | undefined {
  const { drawing, range, filter, topics, split: field } = usePlace();
  const { zone } = useSettings();
  const comparison = drawing.compare;
  const pacing = usePace();
  const [pace] = pacing;
  const counting = histogram?.final !== true;
  const shown = comparison === null ? undefined : domainOf(range, histogram, tick, live ? pace.now : now, zone);
  const shift = shown && comparison ? shiftOf(shown, comparison) : 0;
  const wanted = shown && earlier(shown, shift);
  // Rows are compared each with its own; a stack only as a whole.
  const split = drawing.rows ? field : null;
  const asked = wanted && { ...view, from: Math.floor(wanted.from), to: Math.ceil(wanted.to) };
  const answer = useStream(
    'records.histogram',
    asked && !counting ? { view: asked, buckets, zone: zoneId(zone), split, top: MOST_VALUES } : null,
    live ? pace.version : 'still',
  );
  useDrivenBy(pacing, {
    live: live && comparison !== null,
    trigger: tick?.newestRow ?? 0,
    loading: answer.loading || counting,
    leastMs: REFRESH_MS,
    mostMs: IDLE_MS,
  });
  const steady = useSteady(answer, JSON.stringify([comparison, filter, range, topics, split]));
  const coverage = useCoverage().data;
  const [from, to] = [wanted?.from, wanted?.to];
  const held = useMemo(
    () =>
      from !== undefined && to !== undefined && coverage && tick
        ? heldOf({ from, to }, topics, coverage, tick)
        : undefined,
    [from, to, topics, coverage, tick],
  );
  const counted = steady.old ? undefined : steady.data;
  const moved = useMemo(() => counted && { ...counted, ...movedBy(counted, shift) }, [counted, shift]);
  const { error } = answer;
  // The same at every drawing, so that the timeline is not drawn anew with every tick.
  return useMemo(
    () =>
      comparison === null || from === undefined || to === undefined
        ? undefined
        : { comparison, range: { from, to }, histogram: counted, moved, shift, held, error },
    [comparison, from, to, counted, moved, shift, held, error],
  );
}
