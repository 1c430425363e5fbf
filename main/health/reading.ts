// How far a reader is: lag, loss, rates, the unread share of the log.
import type { Micros, Offset } from '../contract/units.ts';

/** Records between the reader's next offset and the end of the log; null where either is unknown. */
export function lagOf(position: Offset | null, end: Offset | null): number | null {
  return position === null || end === null ? null : Math.max(0, end - position);
}

/** Records that retention deleted before they were read. */
export function lostOf(position: Offset | null, logStart: Offset | null): number {
  return position === null || logStart === null ? 0 : Math.max(0, logStart - position);
}

/** Records that retention has still to delete before it reaches the reader; null: not known, or it has overtaken it. */
export function marginOf(position: Offset | null, logStart: Offset | null): number | null {
  return position === null || logStart === null || position < logStart ? null : position - logStart;
}

/** 0 to 1: how much of what the log holds is unread; null where not known. An empty log is read. */
export function unreadShareOf(position: Offset | null, logStart: Offset | null, end: Offset | null): number | null {
  const lag = lagOf(position, end);
  if (lag === null || logStart === null || end === null) return null;
  return end > logStart ? Math.min(1, lag / (end - logStart)) : 0;
}

/** Offsets a second between the first and the last point; null: less than two, less than a second, or it went back. */
export function rateOf(points: readonly { at: Micros; offset: Offset | null }[]): number | null {
  const known = points.filter((point): point is { at: Micros; offset: Offset } => point.offset !== null);
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return null;
  const seconds = (last.at - first.at) / 1e6;
  if (seconds < 1 || last.offset < first.offset) return null;
  return (last.offset - first.offset) / seconds;
}
