// Counting the records of one segment from its columns (columns.ts). They answer where they have all that the filter asks for
// (reader-wanted.ts), for the rows that they have: not all of a segment that is still written. Without them, or where one is damaged,
// the records are read instead.

import { LEVELS, type RowId } from '../contract/units.ts';
import { type FieldReader, type FieldValue, fieldReader } from '../query/field-values.ts';
import type { ColumnsFile, Numbers } from './columns.ts';
import type { CountInput, FacetsInput, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import type { Range } from './reader-slices.ts';
import { isOfAll, totalsOf, valuesOfSample } from './reader-tables.ts';
import type { Tally } from './reader-tally.ts';
import { type Matches, matchesOf } from './reader-wanted.ts';

const LEVEL_COUNT = LEVELS.length;

/** What a field has in each row: an index into the values of its samples. */
type Ids = { ids: Numbers; values: (readonly FieldValue[])[] };
/** Values that records have, and how many have them. */
type Counted = [values: readonly FieldValue[], n: number];
/** Rows [first, end) that the filter wants. Without times: all are in the range. */
type Chosen = Matches & { first: number; end: number; time: Numbers | undefined; from: number; to: number };

/** The row up to which it has counted; undefined: the columns have no answer. */
export function countColumns(
  files: CacheFiles,
  facts: SegmentFacts,
  condition: Condition,
  { scope, after, upTo, start, width, split }: CountInput,
  tally: Tally,
): RowId | undefined {
  using file = openColumns(files, facts, condition);
  const chosen = file && choose(files, facts, condition, file, scope, after, upTo, 'times');
  const pair = chosen && file?.read(file.head.pair, 'pair');
  if (!file || !chosen?.time || !pair) return undefined;
  const { first, end, time, ids, wanted, from, to } = chosen;
  const { oldest, pairs } = file.head;
  const levels = Uint8Array.from(pairs, ([, level]) => level);
  const groups = split && tally.field ? groupsOf(file, split.field, tally.field) : undefined;
  if (split && !groups) return undefined;
  const series = new Int32Array(groups?.values.length ?? 0).fill(-1);
  const begin = oldest - start;
  for (let i = first; i < end; i++) {
    const at = time[i] ?? 0;
    if (wanted[ids[i] ?? 0] !== 1 || at < from || at >= to) continue;
    const bucket = Math.floor((at + begin) / width);
    let index = -1;
    if (groups) {
      const group = groups.ids[i] ?? 0;
      index = series[group] ?? -1;
      if (index < 0) {
        // The first of several values, as in reader-tally.ts.
        index = tally.seriesOf(groups.values[group]?.[0]?.text);
        series[group] = index;
        if (tally.tooMany) break;
      }
    }
    const slot = bucket * LEVEL_COUNT + (levels[pair[i] ?? 0] ?? 0);
    if (index < 0) tally.addLevel(slot, 1);
    else tally.addTo(index, slot, bucket);
  }
  return Math.min(upTo, file.head.lastRow);
}

/** How many records there are up to the row `counted`, and of those fields that have a column how many have which values. */
export function facetColumns(
  files: CacheFiles,
  facts: SegmentFacts,
  condition: Condition,
  { scope, after, upTo }: Pick<FacetsInput, 'scope' | 'after' | 'upTo'>,
  fields: readonly string[],
): { total: number; counted: RowId; values: ReadonlyMap<string, Iterable<Counted>> } | undefined {
  using file = fields.length > 0 ? openColumns(files, facts, condition) : undefined;
  if (!file || after >= file.head.lastRow) return undefined;
  const isAll = isOfAll(file, condition, { scope, after, upTo });
  let chosen: Chosen | null | undefined;
  let total: number | undefined;
  const values = new Map<string, Iterable<Counted>>();
  for (const name of fields) {
    const reader = fieldReader(name, files.parts);
    let counted = isAll ? totalsOf(file, name, reader) : undefined;
    if (!counted) {
      if (chosen === undefined) chosen = choose(files, facts, condition, file, scope, after, upTo) ?? null;
      counted = chosen ? countGroups(chosen, file, name, reader) : undefined;
    }
    const numbers = counted || !chosen ? undefined : countNumbers(chosen, file, name, reader);
    if (!counted && !numbers) continue;
    total ??= numbers?.total ?? counted?.reduce((sum, [, n]) => sum + n, 0);
    values.set(name, numbers?.values ?? counted?.filter(([, n]) => n > 0) ?? []);
  }
  return total === undefined ? undefined : { total, counted: Math.min(upTo, file.head.lastRow), values };
}

/** How many of the chosen rows have which values; undefined as above. */
function countGroups(chosen: Chosen, file: ColumnsFile, name: string, reader: FieldReader): Counted[] | undefined {
  const groups = groupsOf(file, name, reader);
  if (!groups) return undefined;
  const { ids, values } = groups;
  const counts = new Float64Array(values.length);
  eachRow(chosen, (i) => {
    const id = ids[i] ?? 0;
    counts[id] = (counts[id] ?? 0) + 1;
  });
  return values.map((one, id) => [one, counts[id] ?? 0]);
}

/** The same of a column of numbers, and how many rows there are. */
function countNumbers(
  chosen: Chosen,
  file: ColumnsFile,
  name: string,
  reader: FieldReader,
): { total: number; values: Iterable<Counted> } | undefined {
  const field = file.numbers(name);
  const ids = field && file.read(field.place, 'ids');
  const values = field && file.read(field.values, 'numbers');
  if (!field || !ids || !values) return undefined;
  const others = new Float64Array(field.samples.length);
  // Sorted as they are, and not as a map of them: tens of thousands of different ones are usual.
  const found = new Float64Array(chosen.end - chosen.first);
  let [count, total] = [0, 0];
  eachRow(chosen, (i) => {
    const id = ids[i] ?? 0;
    total++;
    if (id === 0) found[count++] = values[i] ?? 0;
    else others[id] = (others[id] ?? 0) + 1;
  });
  const ofOthers = field.samples
    .map((sample, id): Counted => [valuesOfSample(sample, reader), others[id] ?? 0])
    .filter(([, n]) => n > 0);
  const sorted = found.subarray(0, count).sort();
  // Again and again, as a field may be asked for twice.
  return { total, values: { [Symbol.iterator]: () => eachOf(sorted, ofOthers) } };
}

/** Each of the numbers, which ascend, with how many there are of it; the most frequent first: of very many a part is listed. */
function* eachOf(sorted: Float64Array, others: readonly Counted[]): Generator<Counted, void> {
  const starts: number[] = [];
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) starts.push(at);
  const ends = new Uint32Array(sorted.length);
  for (const [index, start] of starts.entries()) ends[start] = starts[index + 1] ?? sorted.length;
  const size = (start: number) => (ends[start] ?? 0) - start;
  for (const start of Uint32Array.from(starts).sort((a, b) => size(b) - size(a))) {
    const number = sorted[start] ?? 0;
    yield [[{ text: String(number), number }], size(start)];
  }
  yield* others;
}

function eachRow({ first, end, time, ids, wanted, from, to }: Chosen, visit: (row: number) => void): void {
  for (let i = first; i < end; i++) {
    if (wanted[ids[i] ?? 0] !== 1) continue;
    const at = time ? (time[i] ?? 0) : from;
    if (at >= from && at < to) visit(i);
  }
}

function openColumns(files: CacheFiles, facts: SegmentFacts, { plan }: Condition): ColumnsFile | undefined {
  return plan && files.columns(facts.id);
}

function choose(
  files: CacheFiles,
  { id }: SegmentFacts,
  { plan }: Condition,
  file: ColumnsFile,
  range: Range,
  after: RowId,
  upTo: RowId,
  needs?: 'times',
): Chosen | undefined {
  const { firstRow, lastRow, oldest, newest } = file.head;
  if (after >= lastRow) return undefined;
  const isWhole = needs !== 'times' && range.from <= oldest && range.to > newest;
  const time = isWhole ? undefined : file.read(file.head.time, 'time');
  const matches = plan && matchesOf(files, id, file, plan);
  if (!matches || (!time && !isWhole)) return undefined;
  return {
    first: Math.max(after, firstRow - 1) - firstRow + 1,
    end: Math.min(upTo, lastRow) - firstRow + 1,
    ...matches,
    ...{ time, from: range.from - oldest, to: range.to - oldest },
  };
}

/** What each row has of a field; undefined where there is no column that says it. */
function groupsOf(file: ColumnsFile, name: string, reader: FieldReader): Ids | undefined {
  const { head } = file;
  if (reader.kind !== 'other') {
    const ids = file.read(head.pair, 'pair');
    const values = head.pairs.map(([part, level]) => reader.values(reader.kind === 'level' ? level : part));
    return ids && { ids, values };
  }
  const field = file.field(name);
  const ids = field && file.read(field.place, 'ids');
  return ids && { ids, values: field.samples.map((sample) => valuesOfSample(sample, reader)) };
}
