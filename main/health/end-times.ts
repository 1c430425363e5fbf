// When a partition's log ended where: from samples of its end, the time of any record between two of them, by interpolation.
import type { Micros, Offset } from '../contract/units.ts';

/** The log ended at `end` from `from` to `to`, as far as it was seen. */
export type EndPoint = { end: Offset; from: Micros; to: Micros };

/** Beyond that every second one of the older half is dropped: the past gets coarser, not shorter. */
const MOST_POINTS = 120;
/** A look back that brokers do not answer is tried again so often in all. */
const MOST_LOOKS = 3;

/** About when a record came, and how long the time is that it came in. */
export type Place = { at: Micros; within: Micros };

export class EndTimes {
  /** ascending in end and time */
  #points: EndPoint[] = [];
  #looks = 0;

  /** Samples in the order of their time. Returns whether the log is another one than before: all that was seen is forgotten. */
  observe(end: Offset, at: Micros): boolean {
    const first = this.#points[0];
    const isAnew = first !== undefined && end < first.end;
    if (isAnew) {
      this.#points = [];
      this.#looks = 0;
    }
    // A new leader's high watermark may lie a little behind the last one seen.
    while ((this.#points.at(-1)?.end ?? end) > end) this.#points.pop();
    const last = this.#points.at(-1);
    if (last?.end === end) last.to = at;
    else this.#points.push({ end, from: at, to: at });
    if (this.#points.length > MOST_POINTS)
      this.#points = this.#points.filter((_, i) => i % 2 === 0 || i > MOST_POINTS / 2);
    return isAnew;
  }

  /** What is known of before the first sample: at `at` the log ended at `end`. The latest first; what contradicts is left out. */
  addOlder(end: Offset, at: Micros): void {
    const first = this.#points[0];
    if (!first || at >= first.from || end > first.end) return;
    if (end === first.end) first.from = at;
    else this.#points.unshift({ end, from: at, to: at });
  }

  /** It was looked for when the record at `offset` came; `isWhole`: as far back as it is ever looked. One that goes back is looked for again. */
  looked(offset: Offset, isWhole: boolean): void {
    if (this.placeOf(offset) === null) this.#looks = isWhole ? MOST_LOOKS : this.#looks + 1;
  }
  /** Whether a look back may tell when the record at `offset` came. */
  isUnplaced(offset: Offset): boolean {
    return this.#looks < MOST_LOOKS && this.placeOf(offset) === null;
  }

  /** The end that is known of the longest ago: what lies before it came before `from`. */
  get oldest(): EndPoint | undefined {
    return this.#points[0];
  }
  timeOf(offset: Offset): Micros | null {
    return this.placeOf(offset)?.at ?? null;
  }
  /** Of the record at `offset`; null: before all that was seen, or it is not there yet. */
  placeOf(offset: Offset): Place | null {
    // The newest are asked for most.
    let i = this.#points.length - 1;
    if (i < 0 || offset >= (this.#points[i]?.end ?? 0)) return null;
    while (i > 0 && (this.#points[i - 1]?.end ?? 0) > offset) i--;
    const [before, after] = [this.#points[i - 1], this.#points[i]];
    if (!before || !after) return null;
    const share = (offset + 1 - before.end) / (after.end - before.end);
    const within = after.from - before.to;
    return { at: Math.round(before.to + within * share), within };
  }

  /** From the record at one offset to that at a later one, microseconds; null: not known. */
  between(from: Offset, to: Offset): Micros | null {
    const [first, last] = [this.timeOf(from), this.timeOf(to)];
    return first === null || last === null ? null : Math.max(0, last - first);
  }

  /** From the time of the record at `committed` to that of the last one, in seconds; null: not known. */
  lagSeconds(committed: Offset, end: Offset): number | null {
    if (committed >= end) return 0;
    const found = this.between(committed, end - 1);
    return found === null ? null : found / 1e6;
  }
}
