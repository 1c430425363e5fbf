// Where the buckets of a timeline begin and end: all of one width, save where the zone's clock changes among them. Pure.
import type { Micros } from './units.ts';

/** edges: where each begins, and the last one ends; undefined: all are of the width, from start on */
export type BucketTimes = { start: Micros; width: Micros; edges?: Micros[] | undefined };

/** Where a bucket begins; and of the number of buckets, where the last one ends. */
export function bucketBegin({ start, width, edges }: BucketTimes, bucket: number): Micros {
  return edges?.[bucket] ?? start + bucket * width;
}

/** The bucket that `time` lies in; of a time outside of all of them: a number that none has. */
export function bucketAt({ start, width, edges }: BucketTimes, time: Micros): number {
  if (!edges) return Math.floor((time - start) / width);
  // The last edge that is not behind the time; -1: there is none.
  let [low, high] = [-1, edges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The same buckets, so much later. */
export function movedBy({ start, width, edges }: BucketTimes, by: Micros): BucketTimes {
  return { start: start + by, width, edges: edges?.map((edge) => edge + by) };
}
