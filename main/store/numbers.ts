// The numbers of a field: exact while there are few different ones, and from then on in classes that are a percent wide to
// each side (the buckets of DDSketch, VLDB 2019): percentiles are then off by at most that. Sums of parts are exact sums.
import type { FacetNumbers } from '../contract/records.ts';

const MOST_EXACT = 20_000;
const ERROR = 0.01;
const LOG_GAMMA = Math.log((1 + ERROR) / (1 - ERROR));
/** Below this a number counts as it were 0. */
const SMALLEST = 1e-12;
const MOST_BUCKETS = 24;

/** As it crosses between threads. `keys` are numbers, or classes where not `exact`. */
export type NumbersData = {
  count: number;
  min: number;
  max: number;
  exact: boolean;
  keys: Float64Array<ArrayBuffer>;
  counts: Float64Array<ArrayBuffer>;
};

export class Numbers {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #exact = true;
  #counts = new Map<number, number>();

  /** Numbers beyond the range of JavaScript (1e999) have no place on an axis, and are left out. */
  add(value: number, n: number): void {
    if (!Number.isFinite(value)) return;
    this.#count += n;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#addKey(this.#exact ? value : classOf(value), n);
  }

  merge({ count, min, max, exact, keys, counts }: NumbersData): void {
    this.#count += count;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    if (!exact) this.#toClasses();
    for (const [index, key] of keys.entries())
      this.#addKey(this.#exact || !exact ? key : classOf(key), counts[index] ?? 0);
  }

  data(): NumbersData {
    return {
      count: this.#count,
      min: this.#min,
      max: this.#max,
      exact: this.#exact,
      keys: Float64Array.from(this.#counts.keys()),
      counts: Float64Array.from(this.#counts.values()),
    };
  }

  /** null where there are none. */
  summary(): FacetNumbers | null {
    if (this.#count === 0) return null;
    const clamp = (value: number) => Math.min(this.#max, Math.max(this.#min, value));
    const sorted = [...this.#counts]
      .map(([key, n]): [number, number] => [this.#exact ? key : clamp(middleOf(key)), n])
      .sort((a, b) => a[0] - b[0]);
    return {
      count: this.#count,
      min: this.#min,
      max: this.#max,
      p50: this.#percentile(sorted, 0.5),
      p95: this.#percentile(sorted, 0.95),
      p99: this.#percentile(sorted, 0.99),
      error: this.#exact ? 0 : ERROR,
      histogram: histogramOf(sorted, this.#min, this.#max),
    };
  }

  /** The smallest number that at least this share of all is not greater than. */
  #percentile(sorted: readonly [number, number][], share: number): number {
    let left = Math.ceil(share * this.#count);
    for (const [value, n] of sorted) {
      left -= n;
      if (left <= 0) return value;
    }
    return this.#max;
  }

  #addKey(key: number, n: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + n);
    if (this.#exact && this.#counts.size > MOST_EXACT) this.#toClasses();
  }
  #toClasses(): void {
    if (!this.#exact) return;
    const exact = this.#counts;
    this.#exact = false;
    this.#counts = new Map();
    for (const [value, n] of exact) this.#addKey(classOf(value), n);
  }
}

/** 0 for 0, and above and below it numbers that grow with the logarithm. */
function classOf(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return 0;
  return Math.sign(value) * (1 + Math.ceil(Math.log(size / SMALLEST) / LOG_GAMMA));
}
/** What is at most ERROR from every number of the class. */
function middleOf(key: number): number {
  if (key === 0) return 0;
  return Math.sign(key) * SMALLEST * Math.exp((Math.abs(key) - 1) * LOG_GAMMA) * (1 - ERROR);
}

function histogramOf(sorted: readonly [number, number][], min: number, max: number): FacetNumbers['histogram'] {
  const width = niceWidth((max - min) / (MOST_BUCKETS - 1));
  const from = Math.floor(min / width) * width;
  const counts = new Array<number>(Math.min(MOST_BUCKETS, Math.floor((max - from) / width) + 1)).fill(0);
  for (const [value, n] of sorted) {
    const bucket = Math.min(counts.length - 1, Math.max(0, Math.floor((value - from) / width)));
    counts[bucket] = (counts[bucket] ?? 0) + n;
  }
  return { from, width, counts };
}

/** 1, 2 or 5 times a power of ten, not narrower than that; 1 where all numbers are the same. */
function niceWidth(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((n) => n * power >= least) ?? 10);
}
