// What arrived in a partition between two looks at it.
import type { Micros, Offset } from '../contract/units.ts';

const SECOND = 1_000_000;
/** Looks that lie further apart tell nothing of now. */
const MOST_BETWEEN = 300 * SECOND;

export type Look = {
  at: Micros;
  end: Offset | null;
  start: Offset | null;
  /** of the leader's replica */
  bytes: number | null;
  leader: number | null;
};

export type Growth = { recordsPerSecond: number | null; bytesPerSecond: number | null };

/** `before` undefined: the first look. */
export function growthOf(before: Look | undefined, now: Look): Growth {
  const seconds = before ? (now.at - before.at) / SECOND : 0;
  const unknown = { recordsPerSecond: null, bytesPerSecond: null };
  if (!before || seconds < 1 || seconds * SECOND > MOST_BETWEEN || before.end === null || now.end === null)
    return unknown;
  // Of a new leader, or of a log that was created anew.
  if (now.end < before.end) return unknown;
  const recordsPerSecond = (now.end - before.end) / seconds;
  return { recordsPerSecond, bytesPerSecond: bytesPerSecond(before, now, seconds, recordsPerSecond) };
}

/** What the log grew by, unless something was deleted from it or another replica is measured: then by the mean size of a record. */
function bytesPerSecond(before: Look, now: Look, seconds: number, recordsPerSecond: number): number | null {
  if (now.bytes === null) return null;
  const isSame = before.start === now.start && before.leader === now.leader;
  if (before.bytes !== null && isSame && now.bytes >= before.bytes) return (now.bytes - before.bytes) / seconds;
  const records = now.end === null || now.start === null ? 0 : now.end - now.start;
  return records > 0 ? (recordsPerSecond * now.bytes) / records : null;
}
