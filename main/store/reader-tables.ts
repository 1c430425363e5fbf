// Counting all records of one segment from the tables beside its columns (columns-tables.ts): some kilobytes, whatever the segment
// has. They have no answer where only some records are asked for, or buckets that cut theirs.
import { LEVELS, type RowId } from '../contract/units.ts';
import { type FieldReader, type FieldValue, recordOf } from '../query/field-values.ts';
import type { ColumnsFile, Head, Numbers, Table, Turn } from './columns.ts';
import type { CountInput, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import type { Tally } from './reader-tally.ts';

type Asked = Pick<CountInput, 'scope' | 'after' | 'upTo'>;
/** What the indices of its tables stand for. */
type Counted = { values: (readonly FieldValue[])[]; tables: readonly Table[] };
type Counts = { unit: number; counts: Numbers };

/** As countColumns. */
export function countTables(
  files: CacheFiles,
  { id }: SegmentFacts,
  condition: Condition,
  input: CountInput,
  tally: Tally,
): RowId | undefined {
  using file = condition.everything ? files.columns(id) : undefined;
  if (!file || !isOfAll(file, condition, input)) return undefined;
  const { head } = file;
  const { split, start, width } = input;
  const read = (tables: readonly Table[], turn: Turn) => {
    // The coarsest: its counts are the fewest.
    const fits = tables.findLast(({ unit }) => width % unit === 0 && start % unit === 0);
    return readTable(file, fits, turn);
  };
  const field = split && tally.field && countedOf(file, split.field, tally.field);
  const levels = read(head.levels.tables, 'pair');
  const values = field && read(field.tables, 'table');
  if (!levels || (split && !values)) return undefined;
  const ofLevels = head.levels.values;
  each(head, levels, ofLevels.length, input, (bucket, index, n) =>
    tally.addLevel(bucket * LEVELS.length + (ofLevels[index] ?? 0), n),
  );
  if (!field || !values) return head.lastRow;
  // The first of several values, as in reader-tally.ts.
  const series = field.values.map(([first]) => tally.seriesOf(first?.text));
  each(head, values, series.length, input, (bucket, index, n) => tally.addValue(series[index] ?? 0, bucket, n));
  return head.lastRow;
}

/** How many of all records have what each index stands for; undefined as above. */
export function totalsOf(
  file: ColumnsFile,
  field: string,
  reader: FieldReader,
): [readonly FieldValue[], number][] | undefined {
  const counted = countedOf(file, field, reader);
  const table = readTable(file, counted?.tables.at(-1), 'table');
  if (!counted || !table) return undefined;
  const totals = new Float64Array(counted.values.length);
  for (const [at, n] of table.counts.entries()) {
    const index = at % totals.length;
    totals[index] = (totals[index] ?? 0) + n;
  }
  return counted.values.map((values, index) => [values, totals[index] ?? 0]);
}

/** Every record of the segment is asked for. */
export function isOfAll({ head }: ColumnsFile, { everything }: Condition, { scope, after, upTo }: Asked): boolean {
  const { firstRow, lastRow, oldest, newest } = head;
  return everything && after < firstRow && upTo >= lastRow && scope.from <= oldest && scope.to > newest;
}

/** What a record has of a field that stands in its sample. */
export function valuesOfSample(sample: string, reader: FieldReader): readonly FieldValue[] {
  const record = recordOf(sample);
  return record ? (reader.valuesIn?.(record) ?? []) : [];
}

function countedOf(file: ColumnsFile, name: string, reader: FieldReader): Counted | undefined {
  if (reader.kind !== 'other') {
    const { values, tables } = file.head[reader.kind === 'level' ? 'levels' : 'parts'];
    return { values: values.map((value) => reader.values(value)), tables };
  }
  const field = file.field(name);
  return field && { values: field.samples.map((sample) => valuesOfSample(sample, reader)), tables: field.tables };
}

function readTable(file: ColumnsFile, table: Table | undefined, turn: Turn): Counts | undefined {
  const counts = table && file.read(table.place, turn);
  return counts && { unit: table.unit, counts };
}

/** Visits the counts of a table that are not 0, with the bucket of the answer that each lies in. */
function each(
  { oldest }: Head,
  { unit, counts }: Counts,
  different: number,
  { start, width }: CountInput,
  visit: (bucket: number, index: number, n: number) => void,
): void {
  let time = Math.floor(oldest / unit) * unit;
  for (let at = 0; at < counts.length; time += unit) {
    const bucket = Math.floor((time - start) / width);
    for (let index = 0; index < different; index++) {
      const n = counts[at++] ?? 0;
      if (n > 0) visit(bucket, index, n);
    }
  }
}
