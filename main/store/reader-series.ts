// Timelines that are split by a field. What a segment has is counted in buckets as fine as its time span allows and kept, so
// that a view that zooms, slides or follows what comes in reads only what is new, and the ends that cut such a bucket.
import { type BucketTimes, bucketAt } from '../contract/buckets.ts';
import type { Histogram, Series, View } from '../contract/records.ts';
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { fieldReader } from '../query/field-values.ts';
import { type Buckets, bucketStart, bucketsOf, byLevel, timesOf, UNITS } from './reader-buckets.ts';
import { facetsOf } from './reader-facet-answers.ts';
import { type Piece, piecesOf, type Range, resolve, Work } from './reader-pieces.ts';
import type { ReaderPool } from './reader-pool.ts';
import {
  type CountInput,
  type CountResult,
  type Overview,
  type SegmentFacts,
  TIME_MAX,
  TIME_MIN,
} from './reader-protocol.ts';
import { topOf } from './top-values.ts';
import type { SplitRequest } from './types.ts';

const LEVEL_COUNT = LEVELS.length;
/** Counts that are kept in all: 32 MB. */
const MOST_KEPT = 4_000_000;
/** Counts of rows that came one after the other are kept apart up to so many times. */
const MOST_PARTS = 8;
/** More values than this in all segments together are not counted over time each. */
const MOST_VALUES = 1000;
/** Buckets of a segment that are kept: not more, and where it can be not fewer, so that a zoom still has them. */
const MOST_UNITS = 4000;
const FEWEST_UNITS = 100;
/** A segment is counted whole where so much of it, by time, is in the range. */
const WORTH = 0.25;
const WHOLE: Range = { from: TIME_MIN, to: TIME_MAX };
/** So many times as many values are counted as are shown, where not all are. */
const SPARE = 4;
const MISSING = 0;
const OTHER = 1;

/** What some rows of a segment have: buckets of `unit`, the first of which begins at `start`. */
type Part = { start: Micros; unit: Micros; result: CountResult };
/** All rows of a segment up to a row. */
type Kept = { upTo: RowId; parts: Part[]; size: number };
type Asked = {
  view: View;
  overview: Overview;
  buckets: Buckets;
  range: Range;
  split: NonNullable<CountInput['split']>;
};

export class SeriesAnswers {
  readonly #pool: ReaderPool;
  /** what was used last is the last */
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  constructor(pool: ReaderPool) {
    this.#pool = pool;
  }

  /** `field` has a value in each of its series. */
  async *ask(
    { view, buckets: most, top, zone }: SplitRequest,
    field: string,
    signal?: AbortSignal,
  ): AsyncGenerator<Histogram, void> {
    const overview = await this.#pool.run('overview', { upTo: view.upTo }, signal);
    const { from, to } = resolve(view, overview);
    const buckets = bucketsOf(from ?? 0, to ?? 0, most, zone);
    const fixed = { ...view, upTo: overview.upTo };
    const asked = { view: fixed, overview, buckets, range: { from: from ?? 0, to: to ?? 0 } };
    const finish = (sum: Sum, scanned: number, toScan: number, final: boolean): Histogram => ({
      ...timesOf(buckets),
      ...byLevel(sum.levels, buckets.buckets),
      ...{ scanned, toScan, final, from, to, upTo: overview.upTo },
      series: sum.series(top),
    });
    const isWhole = yield* this.#count({ ...asked, split: { field, values: null } }, finish, signal);
    if (isWhole) return;
    // Too many values to count each over time: first which are the most frequent, then those. A few more than are shown: of lists
    // facets count each member, and a timeline the first.
    let values: string[] = [];
    const request = { view: fixed, fields: [field], top: SPARE * top };
    for await (const { facets, final } of facetsOf(this.#pool, request, signal))
      if (final) values = facets[0]?.top.map(({ value }) => value) ?? [];
    yield* this.#count({ ...asked, split: { field, values } }, finish, signal);
  }

  /** False where the field has too many values. */
  async *#count(
    asked: Asked,
    finish: (sum: Sum, scanned: number, toScan: number, final: boolean) => Histogram,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Histogram, boolean> {
    const sum = new Sum(asked.buckets);
    const planned = this.#plan(asked, sum);
    let tooMany = sum.hasTooMany;
    const work = new Work<Planned, CountResult>(this.#pool, planned, {
      ask: ({ input }, onItem, running) => this.#pool.run('count', input, running, onItem),
      finished: (one, result) => {
        const part = partOf(one, result);
        sum.add(part, one.clip);
        if (result.split?.tooMany || sum.hasTooMany) tooMany = true;
        else this.#keep(one, part);
      },
    });
    for await (const _ of work.run(signal)) {
      if (tooMany) return false;
      const all = sum.copy();
      for (const [one, result] of work.partial()) all.add(partOf(one, result), one.clip);
      yield finish(all, work.scanned(), work.toScan, false);
    }
    if (tooMany) return false;
    yield finish(sum, work.toScan, work.toScan, true);
    return true;
  }

  /** What is kept goes into the sum; the rest is left to count, the newest segment first. */
  #plan(asked: Asked, sum: Sum): Planned[] {
    return asked.overview.segments
      .toReversed()
      .filter(({ oldest, newest }) => oldest < asked.range.to && newest >= asked.range.from)
      .flatMap((facts) => this.#planOne(asked, facts, sum));
  }

  #planOne({ view, buckets: { grid }, range, split }: Asked, facts: SegmentFacts, sum: Sum): Planned[] {
    const { id, oldest, newest } = facts;
    const { width, offset } = grid;
    const planOf = (of: Range, unit: Micros, clip: Range, more: Partial<Planned> = {}): Planned[] => {
      const [from, to] = [Math.max(of.from, oldest), Math.min(of.to, newest + 1)];
      const start = bucketStart(from, unit, offset);
      const buckets = Math.ceil((to - start) / unit);
      const scope = { filter: view.filter, topics: view.topics, upTo: facts.lastRow, from, to };
      return piecesOf(facts, more.usable?.upTo ?? 0, facts.lastRow, [of]).map((piece) => {
        const { segment, after, upTo } = piece;
        return { ...piece, ...more, clip, input: { scope, segment, after, upTo, start, width: unit, buckets, split } };
      });
    };
    const isWhole = range.from <= oldest && range.to > newest;
    // Of the rollup the widest buckets that fit are the fewest rows.
    const isInRollup = fieldReader(split.field, new Map()).kind !== 'other';
    const fine = isInRollup ? undefined : unitOf(facts, width);
    if (fine === undefined && !isWhole) return planOf(range, width, WHOLE);
    const unit = fine ?? width;
    const key = JSON.stringify([id, view.filter, view.topics, split, unit, offset % unit]);
    const kept = this.#kept.get(key);
    const shown = Math.min(range.to, newest + 1) - Math.max(range.from, oldest);
    // A small part of a segment is found by the index of times; reading all of it would be slower.
    if (!kept && shown < WORTH * (newest - oldest)) return planOf(range, width, WHOLE);

    const usable = kept && kept.upTo <= facts.lastRow ? kept : undefined;
    const inside = {
      from: range.from <= oldest ? TIME_MIN : bucketStart(range.from + unit - 1, unit, offset),
      to: range.to > newest ? TIME_MAX : bucketStart(range.to, unit, offset),
    };
    const ends =
      inside.from > inside.to
        ? [range]
        : [
            { from: range.from, to: inside.from },
            { from: inside.to, to: range.to },
          ];
    for (const part of usable?.parts ?? []) sum.add(part, inside);
    return [
      ...planOf(WHOLE, unit, inside, { key, usable }),
      ...ends
        .filter(({ from, to }) => from < to && oldest < to && newest >= from)
        .flatMap((end) => planOf(end, width, WHOLE)),
    ];
  }

  #keep({ key, upTo, usable }: Planned, part: Part): void {
    if (key === undefined) return;
    const present = this.#kept.get(key);
    // A view that stands still at an older row.
    if (present && present.upTo > upTo) return;
    const all = [...(usable?.parts ?? []), part];
    const parts = all.length < MOST_PARTS ? all : [joined(all)];
    const size = parts.reduce((sum, { result }) => sum + sizeOf(result), 0);
    this.#size += size - (present?.size ?? 0);
    this.#kept.delete(key);
    this.#kept.set(key, { upTo, parts, size });
    for (const [oldest, { size: freed }] of this.#kept) {
      if (this.#size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
      this.#size -= freed;
    }
  }
}

/** `clip`: those of its buckets that begin within it count for the answer. Without a key it is not kept. */
type Planned = Piece & { input: CountInput; clip: Range; key?: string | undefined; usable?: Kept | undefined };

function partOf({ input: { start, width } }: Planned, result: CountResult): Part {
  return { start, unit: width, result };
}

/** A width that gives a segment many buckets, and not too many, and of which the answer's width is a multiple. */
function unitOf({ oldest, newest }: SegmentFacts, width: Micros): Micros | undefined {
  const fitting = UNITS.filter((unit) => width % unit === 0 && (newest - oldest) / unit < MOST_UNITS);
  return fitting.findLast((unit) => (newest - oldest) / unit >= FEWEST_UNITS) ?? fitting[0];
}

function sizeOf({ counts, split }: CountResult): number {
  return counts.length + (split?.series.reduce((sum, one) => sum + one.length, 0) ?? 0);
}

function joined(parts: readonly Part[]): Part {
  const { unit } = parts[0] ?? { unit: 1 };
  const start = Math.min(...parts.map((one) => one.start));
  const end = Math.max(...parts.map((one) => one.start + (one.result.counts.length / LEVEL_COUNT) * unit));
  const sum = new Sum({ start, width: unit, buckets: Math.round((end - start) / unit) });
  for (const part of parts) sum.add(part, WHOLE);
  return { start, unit, result: sum.result() };
}

class Sum {
  readonly levels: Float64Array<ArrayBuffer>;
  readonly #buckets: BucketTimes & { buckets: number };
  readonly #missing: Float64Array<ArrayBuffer>;
  readonly #other: Float64Array<ArrayBuffer>;
  readonly #values = new Map<string, Float64Array<ArrayBuffer>>();

  constructor(buckets: BucketTimes & { buckets: number }) {
    this.#buckets = buckets;
    this.levels = new Float64Array(buckets.buckets * LEVEL_COUNT);
    this.#missing = new Float64Array(buckets.buckets);
    this.#other = new Float64Array(buckets.buckets);
  }

  get hasTooMany(): boolean {
    return this.#values.size > MOST_VALUES;
  }

  /** Buckets that begin within the clip. */
  add({ start, unit, result: { counts, split } }: Part, clip: Range): void {
    const bucketOf = (index: number) => {
      const time = start + index * unit;
      return time < clip.from || time >= clip.to ? -1 : bucketAt(this.#buckets, time);
    };
    const buckets = Int32Array.from({ length: counts.length / LEVEL_COUNT }, (_, index) => bucketOf(index));
    addTo(this.levels, counts, buckets, LEVEL_COUNT);
    if (!split) return;
    for (const [index, series] of split.series.entries()) {
      const value = split.values[index - 2] ?? '';
      addTo(index === MISSING ? this.#missing : index === OTHER ? this.#other : this.#of(value), series, buckets, 1);
    }
  }
  copy(): Sum {
    const copy = new Sum(this.#buckets);
    copy.levels.set(this.levels);
    copy.#missing.set(this.#missing);
    copy.#other.set(this.#other);
    for (const [value, counts] of this.#values) copy.#values.set(value, counts.slice());
    return copy;
  }
  result(): CountResult {
    const series = [this.#missing, this.#other, ...this.#values.values()];
    return { counts: this.levels, scanned: 0, split: { values: [...this.#values.keys()], series, tooMany: false } };
  }

  series(top: number): Series[] {
    const totals = [...this.#values].map(([value, counts]): [string, number] => [value, total(counts)]);
    const chosen = topOf(totals, top).map(([value]) => value);
    const other = this.#other.slice();
    for (const [value, counts] of this.#values)
      if (!chosen.includes(value)) for (const [bucket, n] of counts.entries()) other[bucket] = (other[bucket] ?? 0) + n;
    const of = (kind: Series['kind'], value: string, counts: Float64Array): Series => ({
      ...{ kind, value, counts: [...counts], total: total(counts) },
    });
    return [
      ...chosen.map((value) => of('value', value, this.#of(value))),
      ...[of('other', '', other), of('missing', '', this.#missing)].filter((one) => one.total > 0),
    ];
  }

  #of(value: string): Float64Array<ArrayBuffer> {
    const counts = this.#values.get(value) ?? new Float64Array(this.#buckets.buckets);
    this.#values.set(value, counts);
    return counts;
  }
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/** Adds to the bucket that each bucket lies in; -1: in none. Each has `stride` counts. */
function addTo(sum: Float64Array, counts: Float64Array, buckets: Int32Array, stride: number): void {
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i] ?? 0;
    if (n === 0) continue;
    const index = Math.floor(i / stride);
    const bucket = buckets[index] ?? -1;
    const slot = bucket * stride + i - index * stride;
    if (bucket >= 0) sum[slot] = (sum[slot] ?? 0) + n;
  }
}
