// What the logs that are shown now are complete for.
import { useMemo } from 'react';
import type { Hole, Tick } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { coverageOf, mayConcern, type ViewCoverage, type ViewRange } from '../../main/contract/view-coverage.ts';
import { useCoverage } from '../engine/coverage.tsx';
import { useWatch } from '../engine/use-watch.ts';
import { useFollow } from '../state/follow.ts';
import { usePlace, viewAt } from '../state/place.ts';

export type Covers = {
  covers: ViewCoverage;
  view: ViewRange;
  /** what the cache was when the view came to stand; while live, what it is */
  tick: Tick;
  /** where open ends lie */
  now: Micros;
  /** since when it stands still: what arrived later is not in it, also where it is of an earlier time; null: it is live */
  stoodAt: Micros | null;
  /** of the view's topics, of any time */
  holes: readonly Hole[];
};

/** undefined: not known yet, or not to be known. Of a view that stands still, what it was complete for when it came to stand. */
export function useCovers(): Covers | undefined {
  const place = usePlace();
  const follow = useFollow();
  const latest = useWatch('cache.tick');
  const after = useCoverage().data;
  // The other screens show what is now.
  const stand = follow.live || place.screen !== 'logs' ? null : follow.at;
  const tick = stand?.tick ?? latest;
  return useMemo(() => {
    if (!tick || !after) return undefined;
    const now = stand?.now ?? Date.now() * 1000;
    const view = viewAt(place, now, null);
    const covers = coverageOf(view, { before: stand?.coverage ?? after, after, tick });
    const everywhere = { topics: view.topics, from: null, to: null };
    const holes = after.holes.filter((hole) => mayConcern(hole, everywhere));
    return { covers, view, tick, now, stoodAt: stand?.now ?? null, holes };
  }, [place, stand, tick, after]);
}
