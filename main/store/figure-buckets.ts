// The buckets of a plot, filled from samples that come in the order of their time. Pure.
import type { FigureBucket } from '../contract/figures.ts';
import type { Join } from './figure-reads.ts';

const SECOND = 1_000_000;
type Named = FigureBucket['worst'];
/** [from, to): what a sample stands for; of one that is not rolled up a moment */
export type Span = { from: number; to: number };

export class Buckets {
  readonly #start: number;
  readonly #width: number;
  readonly #join: Join | 'rate';
  readonly #all: (FigureBucket | null)[];
  /** of each bucket: when its last sample was taken that is not rolled up */
  readonly #last: number[] = [];
  #before: { at: number; bucket: FigureBucket } | undefined;
  /** of each bucket: what a rate is made of */
  readonly #grown: { records: number; micros: number }[] = [];

  constructor(grid: { start: number; width: number; to: number }, join: Join | 'rate') {
    this.#start = grid.start;
    this.#width = grid.width;
    this.#join = join;
    this.#all = Array.from({ length: Math.max(0, Math.ceil((grid.to - grid.start) / grid.width)) }, () => null);
  }

  /** One from before the first bucket can be held into it. */
  add(span: Span, value: number | null, worst: Named): void {
    if (span.to <= this.#start) this.#before = { at: span.from, bucket: { value, worst } };
    for (const i of this.#within(span)) this.#all[i] = this.#joined(this.#all[i] ?? null, { value, worst });
  }
  /** null: not known how many, though something was sampled */
  grow(span: Span, records: number | null, micros: number): void {
    for (const i of this.#within(span)) {
      const grown = this.#grown[i] ?? { records: 0, micros: 0 };
      if (records !== null) this.#grown[i] = { records: grown.records + records, micros: grown.micros + micros };
      const { [i]: sum } = this.#grown;
      this.#all[i] = { value: sum ? rounded((sum.records / sum.micros) * SECOND) : null, worst: null };
    }
  }
  /** `hold`: a sample that is not rolled up stands for what follows it up to the next one, that long at most */
  result(hold: number): (FigureBucket | null)[] {
    for (const [i, bucket] of this.#all.entries()) {
      const last = i === 0 ? this.#before?.at : this.#last[i - 1];
      if (bucket !== null || last === undefined || this.#start + i * this.#width >= last + hold) continue;
      this.#all[i] = (i === 0 ? this.#before?.bucket : this.#all[i - 1]) ?? null;
      this.#last[i] = last;
    }
    return this.#all;
  }

  #within({ from, to }: Span): number[] {
    const first = Math.max(0, Math.floor((from - this.#start) / this.#width));
    const last = Math.min(this.#all.length - 1, Math.floor((Math.max(from, to - 1) - this.#start) / this.#width));
    const found: number[] = [];
    for (let i = first; i <= last; i++) {
      found.push(i);
      if (to - from <= 1) this.#last[i] = from;
    }
    return found;
  }
  /** b is the later one; what is known comes before what is not. */
  #joined(a: FigureBucket | null, b: FigureBucket): FigureBucket {
    if (!a || a.value === null) return b;
    if (b.value === null) return a;
    if (this.#join === 'most') return b.value > a.value ? b : a;
    return this.#join === 'least' && a.value <= b.value ? a : b;
  }
}

/** To four digits: more are noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** How many records came between one sample and the next, over all partitions of which it is known. */
export class Growth {
  #offsets: ReadonlyMap<string, number> = new Map();
  #at: number | undefined;

  /** at: of the sample's end. The longest that two samples lie apart: what is further apart is a gap. null: not known. */
  next(at: number, offsets: ReadonlyMap<string, number>, apart: number): { records: number; micros: number } | null {
    const [before, since] = [this.#offsets, this.#at];
    this.#offsets = offsets;
    this.#at = at;
    if (since === undefined || at <= since || at - since > apart) return null;
    let records: number | null = null;
    for (const [name, offset] of offsets) {
      const earlier = before.get(name);
      // One that ends before it did was created anew, or a reader went back.
      if (earlier !== undefined && offset >= earlier) records = (records ?? 0) + offset - earlier;
    }
    return records === null ? null : { records, micros: at - since };
  }
}
