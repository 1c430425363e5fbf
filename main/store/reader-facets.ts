// The values of a few fields in the records of one segment: how many records have each, over all of them. Level, topic and
// partition come from the rollup where the filter allows it, and fields that have columns from these.
import type { Micros } from '../contract/units.ts';
import { type Cell, type FieldReader, type FieldValue, fieldReader, recordOf, WHOLE } from '../query/field-values.ts';
import { Numbers } from './numbers.ts';
import { facetColumns } from './reader-columns.ts';
import { count } from './reader-count.ts';
import type { CountInput, FacetPart, FacetsInput, FacetsResult, Running, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { type Slice, Slices } from './reader-slices.ts';
import { ROLLUP_WIDTHS } from './schema.ts';
import { topOf } from './top-values.ts';

/** Different values that are told apart in a segment, and the longest of them; one that is longer is not listed. */
const MOST_VALUES = 20_000;
const LONGEST_VALUE = 200;
/** Cells that are counted before they are read as values: the same few come again and again. */
const MOST_CELLS = 20_000;
const LONGEST_CELL = 256;
const PARTIAL_MS = 200;
/** Values of a field that are told on the way: all of them are megabytes, again and again. */
const MOST_PARTIAL = 100;

export const facetsSql = (columns: readonly string[], slice: string) => `SELECT ${columns.join(', ')} ${slice}`;

export function* facets(
  files: CacheFiles,
  facts: SegmentFacts | undefined,
  condition: Condition,
  input: FacetsInput,
): Running<'facets'> {
  const readers = input.fields.map((field) => fieldReader(field, files.parts));
  const counters = readers.map((reader) => new FieldCounter(reader));
  let total = 0;
  const result = (scanned: number): FacetsResult => ({
    total,
    scanned,
    facets: counters.map((one) => one.part()),
  });
  const partial = (scanned: number): FacetsResult => ({
    total,
    scanned,
    facets: input.partial ? counters.map((one) => one.part(MOST_PARTIAL)) : [],
  });
  if (!facts) return result(0);

  const inRollup = readers.map(({ kind }) => condition.rollup && kind !== 'other');
  for (const [index, field] of input.fields.entries()) {
    if (!inRollup[index]) continue;
    const counted = yield* countOnly(files, facts, condition, input, field);
    total = counted.total;
    counters[index]?.take(counted.values);
  }
  const fromColumns = facetColumns(
    files,
    facts,
    condition,
    input,
    input.fields.filter((_, index) => !inRollup[index]),
  );
  const others = counters.filter((_, index) => !inRollup[index]);
  const without = counters.filter(
    (_, index) => !inRollup[index] && !fromColumns?.values.has(input.fields[index] ?? ''),
  );
  const { counted, values } = fromColumns ?? { counted: input.after, values: undefined };
  if (others.length > 0) total = fromColumns?.total ?? 0;
  for (const [index, field] of input.fields.entries()) {
    for (const [found, n] of values?.get(field) ?? []) counters[index]?.addValues(found, n);
    // Hundreds of thousands of different numbers take a while.
    yield;
  }
  // What has no column is read for all rows, and what has one for those that columns do not have (yet).
  const scans = [
    { after: input.after, upTo: counted, scanned: without },
    { after: counted, upTo: input.upTo, scanned: others },
  ];
  let sent = performance.now();
  for (const { after, upTo, scanned } of scans) {
    if (after >= upTo || scanned.length === 0) continue;
    const read = (segment: OpenSegment, slice: Slice) => {
      const records = countCells(segment, slice, scanned);
      if (after >= counted) total += records;
    };
    const { from, to } = input.scope;
    const slices = new Slices(files, facts, condition, { from, to }).each(after, upTo, read);
    for (let step = slices.next(); ; step = slices.next()) {
      if (step.done) {
        // The segment was lost on the way: what was counted of it does not count.
        if (!step.value) return { total: 0, scanned: input.upTo - input.after, facets: readers.map(emptyPart) };
        break;
      }
      const isDue = performance.now() - sent > PARTIAL_MS;
      yield isDue ? partial(after - input.after + step.value) : undefined;
      if (isDue) sent = performance.now();
    }
  }
  return result(input.upTo - input.after);
}

function emptyPart(reader: FieldReader): FacetPart {
  return new FieldCounter(reader).part();
}

/** One count over the range, as of a timeline with a single bucket. */
function* countOnly(
  files: CacheFiles,
  facts: SegmentFacts,
  condition: Condition,
  { scope, segment, after, upTo }: FacetsInput,
  field: string,
): Generator<undefined, { total: number; values: [string, number][] }> {
  const from = Math.max(scope.from, facts.oldest);
  const to = Math.min(scope.to, facts.newest + 1);
  const widest = ROLLUP_WIDTHS[2];
  const down = (time: Micros) => Math.floor(time / widest) * widest;
  const start = down(from);
  const split = { field, values: null };
  const input: CountInput = {
    ...{ segment, after, upTo, split, start, buckets: 1 },
    scope: { ...scope, from, to },
    width: down(Math.max(from, to)) + widest - start,
  };
  const running = count(files, facts, condition, input);
  let step = running.next();
  for (; !step.done; step = running.next()) yield;
  const { counts, split: found } = step.value;
  const sumOf = (series: Float64Array | undefined) => series?.[0] ?? 0;
  return {
    total: counts.reduce((sum, n) => sum + n, 0),
    values: found?.values.map((value, index) => [value, sumOf(found.series[index + 2])]) ?? [],
  };
}

/** Returns how many records there were. */
function countCells(segment: OpenSegment, { sql, params }: Slice, counters: readonly FieldCounter[]): number {
  const [only, ...others] = counters;
  if (only && others.length === 0) {
    const { text, params: more } = only.reader.column;
    const cells = segment.column<Cell>(facetsSql([text], sql), [...more, ...params]);
    for (const cell of cells) only.add(cell);
    return cells.length;
  }
  // Several fields of the value: it is parsed once, in JavaScript.
  const ofValue = counters.filter(({ reader }) => reader.valuesIn);
  const apart = ofValue.length > 1 ? counters.filter(({ reader }) => !reader.valuesIn) : counters;
  const columns = [...apart.map(({ reader }) => reader.column), ...(ofValue.length > 1 ? [WHOLE] : [])];
  const all = [...columns.flatMap((column) => column.params), ...params];
  const rows = segment.rows<Cell[]>(
    facetsSql(
      columns.map(({ text }) => text),
      sql,
    ),
    all,
  );
  for (const [index, counter] of apart.entries()) for (const row of rows) counter.add(row[index] ?? null);
  if (ofValue.length < 2) return rows.length;
  for (const row of rows) {
    const record = recordOf(row[apart.length] ?? null);
    if (record) for (const counter of ofValue) counter.addValues(counter.reader.valuesIn?.(record) ?? [], 1);
  }
  return rows.length;
}

class FieldCounter {
  readonly reader: FieldReader;
  readonly #values = new Map<string, number>();
  readonly #numbers = new Numbers();
  #present = 0;
  #exact = true;
  #cells = new Map<Cell, number>();

  constructor(reader: FieldReader) {
    this.reader = reader;
  }

  add(cell: Cell): void {
    if (typeof cell === 'string' && cell.length > LONGEST_CELL) this.#count(cell, 1);
    else this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
    if (this.#cells.size > MOST_CELLS) this.#fold();
  }
  /** What was counted in another way. */
  take(values: readonly [string, number][]): void {
    for (const [text, n] of values) {
      // Only records behind the view's last row have it: they were counted and taken off again.
      if (n === 0) continue;
      this.#present += n;
      this.#addValue({ text, number: undefined }, n);
    }
  }
  /** `most`: of more values than that the most frequent ones. */
  part(most = Number.POSITIVE_INFINITY): FacetPart {
    this.#fold();
    const isCut = this.#values.size > most;
    const told = isCut ? new Map(topOf(this.#values, most)) : this.#values;
    return {
      present: this.#present,
      values: [...told.keys()],
      counts: Float64Array.from(told.values()),
      exact: this.#exact && !isCut,
      numbers: this.#numbers.data(),
    };
  }

  #fold(): void {
    for (const [cell, n] of this.#cells) this.#count(cell, n);
    this.#cells = new Map();
  }
  #count(cell: Cell, n: number): void {
    if (cell !== null) this.addValues(this.reader.values(cell), n);
  }
  addValues(values: readonly FieldValue[], n: number): void {
    if (values.length > 0) this.#present += n;
    for (const value of values) this.#addValue(value, n);
  }
  #addValue({ text, number }: FieldValue, n: number): void {
    if (number !== undefined) this.#numbers.add(number, n);
    const known = this.#values.get(text);
    if (known !== undefined) this.#values.set(text, known + n);
    else if (this.#values.size < MOST_VALUES && text.length <= LONGEST_VALUE) this.#values.set(text, n);
    else this.#exact = false;
  }
}
