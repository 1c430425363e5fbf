// Ranks: a record's place in a view's order, 0 first. The histogram of the same view turns ranks into times. Pure.
import { bucketAt, bucketBegin } from '../../main/contract/buckets.ts';
import type { Histogram } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';

export type Order = 'asc' | 'desc';
/** The bucket of a rank: where to begin (in the order), and how many records of the bucket come before it. */
export type RankPlace = { time: Micros; skip: number };

export class RankIndex {
  readonly total: number;
  readonly #histogram: Histogram;
  readonly #order: Order;
  /** #before[i]: records in front of the i-th bucket in the order, ascending */
  readonly #before: Float64Array;

  constructor(histogram: Histogram, order: Order) {
    this.#histogram = histogram;
    this.#order = order;
    const buckets = histogram.counts[0]?.length ?? 0;
    this.#before = new Float64Array(buckets + 1);
    for (let i = 0; i < buckets; i++) {
      const bucket = this.#bucketAt(i);
      let sum = 0;
      for (const level of histogram.counts) sum += level[bucket] ?? 0;
      this.#before[i + 1] = (this.#before[i] ?? 0) + sum;
    }
    this.total = this.#before[buckets] ?? 0;
  }

  /** Where a rank is found. rank: 0 to total - 1. */
  place(rank: number): RankPlace {
    let low = 0;
    let high = this.#before.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#before[middle] ?? 0) <= rank) low = middle;
      else high = middle - 1;
    }
    return { time: this.#edge(low), skip: rank - (this.#before[low] ?? 0) };
  }

  /** Records in front of the bucket that `time` lies in, and the part of that bucket in front of it: [from, to), to be counted. */
  before(time: Micros): { count: number; from: Micros; to: Micros } {
    const buckets = this.#before.length - 1;
    const bucket = Math.min(buckets - 1, Math.max(0, bucketAt(this.#histogram, time)));
    const i = this.#bucketAt(bucket);
    const begin = bucketBegin(this.#histogram, bucket);
    const end = bucketBegin(this.#histogram, bucket + 1);
    return this.#order === 'asc'
      ? { count: this.#before[i] ?? 0, from: begin, to: Math.max(begin, time) }
      : { count: this.#before[i] ?? 0, from: Math.min(time + 1, end), to: end };
  }

  #bucketAt(i: number): number {
    return this.#order === 'asc' ? i : (this.#histogram.counts[0]?.length ?? 0) - 1 - i;
  }

  /** The first microsecond of the i-th bucket in the order. */
  #edge(i: number): Micros {
    const bucket = this.#bucketAt(i);
    return this.#order === 'asc' ? bucketBegin(this.#histogram, bucket) : bucketBegin(this.#histogram, bucket + 1) - 1;
  }
}
