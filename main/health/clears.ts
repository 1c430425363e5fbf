// Whether a lag goes away, as the views and the command line say it.
import type { GroupPartition } from '../contract/groups.ts';

/** Seconds, about two samples: a reader that keeps up is always a little behind, and that does not go away. */
const A_LITTLE = 10;

/** Its lag grows, or stays. */
export function neverClears({
  status,
  lagSeconds,
  shrinks,
}: Pick<GroupPartition, 'status' | 'lagSeconds' | 'shrinks'>): boolean {
  const keepsUp = status === 'OK' && lagSeconds !== null && lagSeconds < A_LITTLE;
  return shrinks === false && !keepsUp;
}
