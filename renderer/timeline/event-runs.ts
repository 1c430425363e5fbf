// Events as marks on a lane: those that would touch are one mark with a count. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Scale } from './bars.ts';

/** x: pixels, where the first of them lies; from, to: of the first and the last */
export type Run<T> = { x: number; from: Micros; to: Micros; items: T[] };

/** Those that the scale shows, ascending; two marks are at least `apart` pixels from each other. */
export function eventRuns<T>(
  events: readonly T[],
  timeOf: (event: T) => Micros,
  scale: Scale,
  apart: number,
): Run<T>[] {
  const shown = events.filter((event) => timeOf(event) >= scale.from && timeOf(event) < scale.to);
  const runs: Run<T>[] = [];
  for (const event of shown.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const at = timeOf(event);
    const x = scale.x(at);
    const run = runs.at(-1);
    if (run && x - run.x < apart) {
      run.to = at;
      run.items.push(event);
    } else runs.push({ x, from: at, to: at, items: [event] });
  }
  return runs;
}
