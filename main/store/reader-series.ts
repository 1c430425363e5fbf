// Timelines that are split by a field. What a segment has is kept by its place in time, so that a view that slides or follows
// what comes in counts only what is new.
import type { Histogram, HistogramRequest, Series, View } from '../contract/records.ts';
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { type Buckets, bucketsOf, byLevel } from './reader-buckets.ts';
import { facetsOf, topOf } from './reader-facet-answers.ts';
import { type Piece, piecesOf, type Range, resolve, Work } from './reader-pieces.ts';
import type { ReaderPool } from './reader-pool.ts';
import type { CountInput, CountResult, Overview, SegmentFacts } from './reader-protocol.ts';

const LEVEL_COUNT = LEVELS.length;
/** Counts that are kept in all: 32 MB. */
const MOST_KEPT = 4_000_000;
/** Counts of rows that came one after the other are kept apart up to so many times. */
const MOST_PARTS = 8;
/** More values than this in all segments together are not counted over time each. */
const MOST_VALUES = 1000;
const MISSING = 0;
const OTHER = 1;

/** What some rows of a segment have, from the bucket that begins at `start` on. */
type Part = { start: Micros; result: CountResult };
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
    { view, buckets: most, top }: HistogramRequest,
    field: string,
    signal?: AbortSignal,
  ): AsyncGenerator<Histogram, void> {
    const overview = await this.#pool.run('overview', { upTo: view.upTo }, signal);
    const { from, to } = resolve(view, overview);
    const buckets = bucketsOf(from ?? 0, to ?? 0, most);
    const fixed = { ...view, upTo: overview.upTo };
    const asked = { view: fixed, overview, buckets, range: { from: from ?? 0, to: to ?? 0 } };
    const finish = (sum: Sum, scanned: number, toScan: number, final: boolean): Histogram => ({
      start: buckets.start,
      width: buckets.width,
      ...byLevel(sum.levels, buckets.buckets),
      ...{ scanned, toScan, final, from, to, upTo: overview.upTo },
      series: sum.series(top),
    });
    const isWhole = yield* this.#count({ ...asked, split: { field, values: null } }, finish, signal);
    if (isWhole) return;
    // Too many values to count each over time: first which are the most frequent, then those.
    let values: string[] = [];
    for await (const { facets, final } of facetsOf(this.#pool, { view: fixed, fields: [field], top }, signal))
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
        const part = { start: one.input.start, result };
        sum.add(part);
        if (result.split?.tooMany || sum.hasTooMany) tooMany = true;
        else this.#keep(one, part, asked.buckets.width);
      },
    });
    for await (const _ of work.run(signal)) {
      if (tooMany) return false;
      const all = sum.copy();
      for (const [{ input }, result] of work.partial()) all.add({ start: input.start, result });
      yield finish(all, work.scanned(), work.toScan, false);
    }
    if (tooMany) return false;
    yield finish(sum, work.toScan, work.toScan, true);
    return true;
  }

  /** What is kept goes into the sum; the rest is left to count, the newest segment first. */
  #plan({ view, overview, buckets, range, split }: Asked, sum: Sum): Planned[] {
    const planned: Planned[] = [];
    for (const facts of overview.segments.toReversed()) {
      const key = keyOf(view, facts, range, buckets.width, split);
      const kept = this.#kept.get(key);
      const usable = kept && kept.upTo <= facts.lastRow ? kept : undefined;
      for (const part of usable?.parts ?? []) sum.add(part);
      for (const piece of piecesOf(facts, usable?.upTo ?? 0, facts.lastRow, [range])) {
        const { segment, after, upTo } = piece;
        const from = Math.max(range.from, facts.oldest);
        const to = Math.min(range.to, facts.newest + 1);
        const start = Math.floor(from / buckets.width) * buckets.width;
        const count = Math.ceil((to - start) / buckets.width);
        const scope = { filter: view.filter, topics: view.topics, upTo: overview.upTo, from, to };
        const input = { scope, segment, after, upTo, start, width: buckets.width, buckets: count, split };
        planned.push({ ...piece, key, input, usable });
      }
    }
    return planned;
  }

  #keep({ key, upTo, usable }: Planned, part: Part, width: Micros): void {
    const present = this.#kept.get(key);
    // A view that stands still at an older row.
    if (present && present.upTo > upTo) return;
    const all = [...(usable?.parts ?? []), part];
    const parts = all.length < MOST_PARTS ? all : [joined(all, width)];
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

type Planned = Piece & { key: string; input: CountInput; usable: Kept | undefined };

/** Of a segment that lies wholly in the range it does not matter where that begins and ends. */
function keyOf(view: View, facts: SegmentFacts, range: Range, width: Micros, split: Asked['split']): string {
  const isWhole = range.from <= facts.oldest && range.to > facts.newest;
  return JSON.stringify([facts.id, view.filter, view.topics, split, width, isWhole ? null : range]);
}

function sizeOf({ counts, split }: CountResult): number {
  return counts.length + (split?.series.reduce((sum, one) => sum + one.length, 0) ?? 0);
}

function joined(parts: readonly Part[], width: Micros): Part {
  const start = Math.min(...parts.map((one) => one.start));
  const end = Math.max(...parts.map((one) => one.start + (one.result.counts.length / LEVEL_COUNT) * width));
  const sum = new Sum({ start, width, buckets: Math.round((end - start) / width) });
  for (const part of parts) sum.add(part);
  return { start, result: sum.result() };
}

class Sum {
  readonly levels: Float64Array<ArrayBuffer>;
  readonly #buckets: Buckets;
  readonly #missing: Float64Array<ArrayBuffer>;
  readonly #other: Float64Array<ArrayBuffer>;
  readonly #values = new Map<string, Float64Array<ArrayBuffer>>();

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
    this.levels = new Float64Array(buckets.buckets * LEVEL_COUNT);
    this.#missing = new Float64Array(buckets.buckets);
    this.#other = new Float64Array(buckets.buckets);
  }

  get hasTooMany(): boolean {
    return this.#values.size > MOST_VALUES;
  }

  add({ start, result: { counts, split } }: Part): void {
    const shift = Math.round((start - this.#buckets.start) / this.#buckets.width);
    addTo(this.levels, counts, shift * LEVEL_COUNT);
    if (!split) return;
    for (const [index, series] of split.series.entries()) {
      const value = split.values[index - 2] ?? '';
      addTo(index === MISSING ? this.#missing : index === OTHER ? this.#other : this.#of(value), series, shift);
    }
  }
  copy(): Sum {
    const copy = new Sum(this.#buckets);
    copy.add({ start: this.#buckets.start, result: this.result() });
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
    for (const [value, counts] of this.#values) if (!chosen.includes(value)) addTo(other, counts, 0);
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

function addTo(sum: Float64Array, counts: Float64Array, shift: number): void {
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i] ?? 0;
    if (n !== 0) sum[i + shift] = (sum[i + shift] ?? 0) + n;
  }
}
