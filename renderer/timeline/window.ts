// The part of the cache that is shown, as a window that is moved along the whole of it. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Domain } from './domain.ts';

/** What of a window is moved: one of its ends, or all of it. */
export type Part = 'from' | 'to' | 'both';

/** The part of a window that lies in the extent; one that lies outside is at the end that is nearer to it. */
export function within({ from, to }: Domain, extent: Domain): Domain {
  const clamp = (at: Micros) => Math.min(extent.to, Math.max(extent.from, at));
  return { from: clamp(from), to: clamp(to) };
}

/** by, least: microseconds. It stays inside of the extent; an end stays `least` away from the other one, all of it as long as it is. */
export function moveWindow(window: Domain, extent: Domain, part: Part, by: number, least: number): Domain {
  const { from, to } = within(window, extent);
  if (part === 'from') return { from: Math.max(extent.from, Math.min(from + by, to - least)), to };
  if (part === 'to') return { from, to: Math.min(extent.to, Math.max(to + by, from + least)) };
  const shift = Math.min(extent.to - to, Math.max(extent.from - from, by));
  return { from: from + shift, to: to + shift };
}

export type Ends = { from: Micros | null; to: Micros | null };

/** An end that lies at the extent's is open: what comes later is then shown, too. */
export function openEnds({ from, to }: Domain, extent: Domain, slack: number): Ends {
  return { from: from - extent.from <= slack ? null : from, to: extent.to - to <= slack ? null : to };
}
