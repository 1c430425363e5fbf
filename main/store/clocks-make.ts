// The order of a segment's rows by a clock, read from the segment itself.
import type { Clock, RowId } from '../contract/units.ts';
import { cutRuns, type Run, SortedRows, SortedRuns } from './clock-order.ts';

export type OtherClock = Exclude<Clock, 'record'>;
/** A segment's file, as a reader or the maker of files has it. */
export type Reads = {
  column(sql: string, params: readonly number[]): number[];
  rows(sql: string, params: readonly number[]): Run[];
};

const ROWS_AT_ONCE = 10_000;

const times = (column: string) => `SELECT ${column} FROM records NOT INDEXED WHERE id > ? AND id <= ? ORDER BY id`;
export const CLOCK_SQL = {
  broker: times('broker_ts'),
  arrival: times('arrival'),
  /** all records of a batch have arrived at once */
  runs: `SELECT b.first_row, b.records, r.arrival FROM batches b CROSS JOIN records r ON r.id = b.first_row
    WHERE b.records > 0`,
};

/** Of the rows from `firstRow` to `lastRow`; `base` has those up to `after`. undefined where not all of them are there. */
export function* brokerOrder(
  reads: Reads,
  firstRow: RowId,
  lastRow: RowId,
  base?: { order: SortedRows; lastRow: RowId },
): Generator<undefined, SortedRows | undefined> {
  const after = base?.lastRow ?? firstRow - 1;
  const found = yield* readTimes(reads, 'broker', after, lastRow);
  if (!found) return undefined;
  const order = SortedRows.of(firstRow, after + 1, found);
  return base ? base.order.with(order) : order;
}

/** As brokerOrder. Batches are few; of those that have come since it is known from their rows alone. */
export function* arrivalOrder(
  reads: Reads,
  firstRow: RowId,
  lastRow: RowId,
  base?: { order: SortedRuns; lastRow: RowId },
): Generator<undefined, SortedRuns | undefined> {
  if (!base) {
    const order = new SortedRuns(cutRuns(reads.rows(CLOCK_SQL.runs, []), lastRow));
    yield;
    return order.size === lastRow - firstRow + 1 ? order : undefined;
  }
  const found = yield* readTimes(reads, 'arrival', base.lastRow, lastRow);
  return found && base.order.with(new SortedRuns(runsOf(found, base.lastRow + 1)));
}

/** Of rows (after, upTo]; yields every few milliseconds. */
function* readTimes(
  reads: Reads,
  clock: OtherClock,
  after: RowId,
  upTo: RowId,
): Generator<undefined, Float64Array | undefined> {
  const found = new Float64Array(Math.max(0, upTo - after));
  for (let from = after; from < upTo; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, upTo);
    const some = reads.column(CLOCK_SQL[clock], [from, to]);
    // Rows of a segment are numbered without gaps: as many as there can be are all of them.
    if (some.length !== to - from) return undefined;
    found.set(some, from - after);
    yield;
  }
  return found;
}

function runsOf(found: Float64Array, first: RowId): Run[] {
  const runs: Run[] = [];
  for (const [index, time] of found.entries()) {
    const last = runs.at(-1);
    if (last?.[2] === time) last[1]++;
    else runs.push([first + index, 1, time]);
  }
  return runs;
}
