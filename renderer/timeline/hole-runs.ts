// Where the holes lie in time, as stretches of the timeline. Pure.
import type { Hole } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { timesOf } from '../../main/contract/view-coverage.ts';
import type { Scale } from './bars.ts';

/** left, width: pixels; from, to: null where that end is not known */
export type HoleRun = { left: number; width: number; from: Micros | null; to: Micros | null; holes: Hole[] };

/** A stretch is never thinner: it is to be seen and pressed. */
const THINNEST = 5;
/** Stretches that are no further apart are one. */
const APART = 2;

/** Those that the scale shows, ascending; an end that is not known reaches the timeline's own. */
export function holeRuns(holes: readonly Hole[], scale: Scale): HoleRun[] {
  const placed = holes
    .map((hole) => {
      const [from, to] = timesOf(hole);
      return { hole, from, to, first: from ?? scale.from, last: to ?? scale.to };
    })
    .filter(({ from, to }) => (from === null || from < scale.to) && (to === null || to >= scale.from))
    .sort((a, b) => a.first - b.first);
  const runs: HoleRun[] = [];
  for (const { hole, from, to, first, last } of placed) {
    const left = Math.min(Math.max(0, Math.floor(scale.x(first))), Math.max(0, scale.width - THINNEST));
    const right = Math.min(scale.width, Math.max(left + THINNEST, Math.ceil(scale.x(last))));
    const before = runs.at(-1);
    if (before && left <= before.left + before.width + APART) {
      before.width = Math.max(before.left + before.width, right) - before.left;
      before.to = before.to === null || to === null ? null : Math.max(before.to, to);
      before.holes.push(hole);
    } else runs.push({ left, width: right - left, from, to, holes: [hole] });
  }
  return runs;
}
