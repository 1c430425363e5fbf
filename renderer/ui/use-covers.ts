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
  /** of the view's topics, of any time */
  holes: readonly Hole[];
};

/** undefined: not known yet, or not to be known. Of a view that stands still, what it was complete for when it came to stand. */
export function useCovers(): Covers | undefined {
  const place = usePlace();
  const follow = useFollow();
  const latest = useWatch('cache.tick');
  const after = useCoverage().data;
  const stand = follow.live ? null : follow.at;
  const tick = stand?.tick ?? latest;
  return useMemo(() => {
    if (!tick || !after) return undefined;
    const now = stand?.now ?? Date.now() * 1000;
    const view = viewAt(place, now, null);
    const covers = coverageOf(view, { before: stand?.coverage ?? after, after, tick });
    const everywhere = { topics: view.topics, from: null, to: null };
    const holes = after.holes.filter((hole) => mayConcern(hole, everywhere));
    return { covers, view, tick, now, holes };
  }, [place, stand, tick, after]);
}
