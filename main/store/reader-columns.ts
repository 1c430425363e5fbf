// Counting the records of one sealed segment from its columns (columns.ts). They answer where the filter asks for level, topic and
// partition alone; without them, or where one is damaged, the records are read instead.

import { LEVELS, type RowId } from '../contract/units.ts';
import type { FieldReader } from '../query/field-values.ts';
import type { ColumnsFile, Numbers, Values } from './columns.ts';
import type { CountInput, FacetsInput, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import type { Range } from './reader-slices.ts';
import type { Tally } from './reader-tally.ts';

const LEVEL_COUNT = LEVELS.length;
export const PAIRS_SQL = (where: string) =>
  `SELECT r.at FROM (SELECT key AS at, value ->> 0 AS part, value ->> 1 AS level FROM json_each(?)) r WHERE (${where})`;

type Ids = { ids: Numbers; values: Values[] };
/** Rows [first, end) that the filter wants by their pair of partition and level. Without times: all are in the range. */
type Chosen = {
  first: number;
  end: number;
  time: Numbers | undefined;
  pair: Numbers;
  wanted: Uint8Array;
  from: number;
  to: number;
};

/** undefined: the columns have no answer. */
export function countColumns(
  files: CacheFiles,
  facts: SegmentFacts,
  condition: Condition,
  { scope, after, upTo, start, width, split }: CountInput,
  tally: Tally,
): true | undefined {
  using file = openColumns(files, facts, condition);
  const chosen = file && choose(files, facts, condition, file, scope, after, upTo, 'times');
  if (!file || !chosen?.time) return undefined;
  const { first, end, time, pair, wanted, from, to } = chosen;
  const { oldest, pairs } = file.head;
  const levels = Uint8Array.from(pairs, ([, level]) => level);
  const groups = split && tally.field ? groupsOf(file, split.field, tally.field, pair) : undefined;
  if (split && !groups) return undefined;
  const series = new Int32Array(groups?.texts.length ?? 0).fill(-1);
  const begin = oldest - start;
  for (let i = first; i < end; i++) {
    const of = pair[i] ?? 0;
    const at = time[i] ?? 0;
    if (wanted[of] !== 1 || at < from || at >= to) continue;
    const bucket = Math.floor((at + begin) / width);
    let index = -1;
    if (groups) {
      const group = groups.ids[i] ?? 0;
      index = series[group] ?? -1;
      if (index < 0) {
        index = tally.seriesOf(groups.texts[group]);
        series[group] = index;
        if (tally.tooMany) break;
      }
    }
    tally.addTo(index, bucket * LEVEL_COUNT + (levels[of] ?? 0), bucket);
  }
  return true;
}

/** How many records there are, and of those fields that have a column how many have which values. */
export function facetColumns(
  files: CacheFiles,
  facts: SegmentFacts,
  condition: Condition,
  { scope, after, upTo }: Pick<FacetsInput, 'scope' | 'after' | 'upTo'>,
  fields: readonly string[],
): { total: number; values: ReadonlyMap<string, [Values, number][]> } | undefined {
  using file = fields.length > 0 ? openColumns(files, facts, condition) : undefined;
  const chosen = file && choose(files, facts, condition, file, scope, after, upTo);
  if (!file || !chosen) return undefined;
  const { first, end, time, pair, wanted, from, to } = chosen;
  const count = (ids: Numbers, different: number) => {
    const counts = new Float64Array(different);
    for (let i = first; i < end; i++) {
      if (wanted[pair[i] ?? 0] !== 1) continue;
      const at = time ? (time[i] ?? 0) : from;
      if (at < from || at >= to) continue;
      const id = ids[i] ?? 0;
      counts[id] = (counts[id] ?? 0) + 1;
    }
    return counts;
  };
  const found = new Map<string, [Values, number][]>();
  for (const name of fields) {
    const column = idsOf(file, name);
    if (!column) continue;
    const counts = count(column.ids, column.values.length);
    found.set(
      name,
      column.values.flatMap((one, id): [Values, number][] => (counts[id] ? [[one, counts[id]]] : [])),
    );
  }
  if (found.size === 0) return undefined;
  const total = count(pair, file.head.pairs.length).reduce((sum, n) => sum + n, 0);
  return { total, values: found };
}

function openColumns(files: CacheFiles, facts: SegmentFacts, condition: Condition): ColumnsFile | undefined {
  return condition.rollup ? files.columns(facts.id) : undefined;
}

function choose(
  files: CacheFiles,
  { id }: SegmentFacts,
  { where, everything }: Condition,
  file: ColumnsFile,
  range: Range,
  after: RowId,
  upTo: RowId,
  needs?: 'times',
): Chosen | undefined {
  const { firstRow, lastRow, oldest, newest, pairs } = file.head;
  const isWhole = needs !== 'times' && range.from <= oldest && range.to > newest;
  const time = isWhole ? undefined : file.read(file.head.time, 'time');
  const pair = file.read(file.head.pair, 'pair');
  if (!pair || (!time && !isWhole)) return undefined;
  const wanted = new Uint8Array(pairs.length).fill(everything ? 1 : 0);
  if (!everything) {
    // By SQLite, as it is the condition's own reading of the filter.
    const found = files.tolerant(id, (segment) =>
      segment.column<number>(PAIRS_SQL(where.text), [JSON.stringify(pairs), ...where.params]),
    );
    if (!found) return undefined;
    for (const at of found) wanted[at] = 1;
  }
  return {
    first: Math.max(after, firstRow - 1) - firstRow + 1,
    end: Math.min(upTo, lastRow) - firstRow + 1,
    ...{ time, pair, wanted, from: range.from - oldest, to: range.to - oldest },
  };
}

/** What a timeline is split by: an index into texts for each row; undefined where a record does not have the field. */
function groupsOf(
  file: ColumnsFile,
  name: string,
  reader: FieldReader,
  pair: Numbers,
): { ids: Numbers; texts: (string | undefined)[] } | undefined {
  if (reader.kind !== 'other') {
    const cellOf = ([part, level]: [number, number]) => (reader.kind === 'level' ? level : part);
    return { ids: pair, texts: file.head.pairs.map((one) => reader.values(cellOf(one))[0]?.text) };
  }
  const found = idsOf(file, name);
  // The first of several values, as in reader-tally.ts.
  return found && { ids: found.ids, texts: found.values.map(([first]) => first?.[0]) };
}

function idsOf(file: ColumnsFile, name: string): Ids | undefined {
  const field = file.head.fields.find((one) => one.name === name);
  const ids = field && file.read(field.place, 'ids');
  return ids && { ids, values: field.values };
}
