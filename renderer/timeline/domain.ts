// Which time the timeline shows. Pure.
import type { Histogram, Tick } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import type { Zone } from '../state/choices.ts';
import type { Range } from '../state/place-text.ts';
import { timesOfRange } from '../state/range-times.ts';

export type Domain = { from: Micros; to: Micros };

/** now: what "now" is for this view. undefined: an empty cache has no time. */
export function domainOf(
  range: Range,
  histogram: Histogram | undefined,
  tick: Tick | undefined,
  now: Micros,
  zone: Zone = 'utc',
): Domain | undefined {
  if (range.kind === 'last') return { from: now - range.seconds * 1e6, to: now };
  const { from, to } = timesOfRange(range, now, zone);
  const oldest = from ?? histogram?.from ?? tick?.oldestTime ?? null;
  // While something is followed, an open end is now: silence after the newest record is part of the picture.
  const data = histogram?.to ?? tick?.newestTime ?? null;
  const open = data !== null && (tick?.followed ?? 0) > 0 && now - data < FUTURE_GAP ? Math.max(data, now) : data;
  const newest = to ?? open;
  if (oldest === null || newest === null) return undefined;
  return newest - oldest >= 1000 ? { from: oldest, to: newest } : { from: oldest - 500, to: oldest + 500 };
}

/** A cache whose newest record is older than this (microseconds) is not stretched up to now: its data would be a sliver. */
const FUTURE_GAP = 3600e6;

/** From where on the timeline is not complete; undefined: it is, up to its end. */
export function incompleteFrom(tick: Tick | undefined, now: Micros): Micros | undefined {
  if (!tick || tick.newestTime === null) return undefined;
  if (tick.followed === 0) return tick.newestTime;
  return Math.min(tick.frontier ?? now, now);
}
