// Finding the first records of a view in its order: by a walk in the order of time while matches are frequent, and by a scan of
// whole segments, which reads rows as they lie and is many times faster for each, where they are rare.
import type { Key } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Clocks } from './reader-clocks.ts';
import { gallop } from './reader-gallop.ts';
import { Merge } from './reader-merge.ts';
import { CLOCK_COLUMNS, conditionOf, ordered } from './reader-ordered.ts';
import { CHOSEN, PossibleRows } from './reader-possible.ts';
import {
  type BestInput,
  type Order,
  type Overview,
  type Running,
  type Scope,
  TIME_MAX,
  TIME_MIN,
  type WalkInput,
} from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { shape } from './reader-shape.ts';
import { beforeTime, compareKeys, viewStart, type WalkRow } from './reader-walk.ts';

/** A walk looks at this many rows in any case. */
const LOOKED_FREE = 20_000;
/** A row that is looked up through the index costs about so many times as much as one in a scan. */
const INDEX_COST = 4;
const SLICE_MS = 8;
const SCAN_ROWS = 4000;

export function startOf(start: WalkInput['start'], scope: Scope, order: Order): Key {
  const first = viewStart(scope, order);
  if (start.at === 'first') return first;
  if (start.at === 'after') return start.key;
  const past = order === 'asc' ? start.time < scope.from : start.time > scope.to - 1;
  return past ? first : beforeTime(start.time, order);
}

export function* walk(
  files: CacheFiles,
  overview: Overview,
  all: Condition,
  clocks: Clocks,
  { scope: asked, clock, order, start, skip: toSkip, limit, shape: kind }: WalkInput,
): Running<'walk'> {
  const query = yield* ordered(clocks, overview, all, { scope: asked, clock });
  const { condition, scope } = query;
  let behind = startOf(start, scope, order);
  let skip = toSkip;
  if (condition.everything && skip > 2 * LOOKED_FREE)
    ({ behind, skip } =
      query.passOver?.(order, { behind, skip }) ??
      (yield* gallop(files, overview, scope, order, { behind, skip }, LOOKED_FREE)));
  const merge = new Merge(files, query, order, { columns: '', behind, window: 128 });
  const found: WalkRow[] = [];
  const wanted = skip + limit + 1;
  let matched = 0;
  const inAll = overview.segments.reduce((sum, { firstRow, lastRow }) => sum + lastRow - firstRow + 1, 0);
  for (let rows = merge.next(); rows; rows = merge.next()) {
    const last = rows.at(-1);
    if (last) behind = keyOf(last);
    for (const row of rows) {
      if (matched >= skip && matched < wanted) found.push(row);
      matched++;
    }
    if (matched >= wanted) break;
    const { looked } = merge;
    const stillToLook = ((wanted - matched) * looked) / matched;
    if (!condition.everything && looked > LOOKED_FREE && stillToLook * INDEX_COST > inAll) {
      const left = Math.max(0, skip - matched);
      return { done: false, keys: found.map(keyOf), skip: left, behind };
    }
    yield;
  }
  const page = found.slice(0, limit).map((row) => row[1]);
  const shaped = yield* shape(files, kind, clock, page);
  return { done: true, shaped, more: found.length > limit };
}

function keyOf([time, row]: WalkRow): Key {
  return { time, row };
}

export const bestSql = (where: string, time: string = CLOCK_COLUMNS.record) =>
  `SELECT ${time}, r.id FROM records r NOT INDEXED
   WHERE r.id > ? AND r.id <= ? AND ${time} >= ? AND ${time} <= ? AND (${where})`;

/** As bestSql, of the rows that may match. */
export const bestChosenSql = (where: string, time: string = CLOCK_COLUMNS.record) =>
  `SELECT ${time}, r.id ${CHOSEN} WHERE ${time} >= ? AND ${time} <= ? AND (${where})`;

/** The first `most` matching keys of one segment behind a key, in the order, by a scan of all its rows. */
export function* best(
  files: CacheFiles,
  overview: Overview,
  all: Condition,
  { scope: asked, clock, segment, order, behind, worst, most }: BestInput,
): Running<'best'> {
  const facts = overview.segments.find(({ id }) => id === segment);
  if (!facts) return [];
  const condition = clock === 'record' ? all : conditionOf(all, asked, { segments: [facts] });
  const scope = clock === 'record' ? asked : { ...asked, from: TIME_MIN, to: TIME_MAX };
  const { text, params } = condition.where;
  const time = CLOCK_COLUMNS[clock];
  const possible = new PossibleRows(files, segment, condition);
  possible.willAsk(facts.lastRow - facts.firstRow + 1);
  const read = (open: OpenSegment, after: RowId, upTo: RowId, times: [low: Micros, high: Micros]): WalkRow[] => {
    const chosen = possible.find(open, after, upTo);
    if (chosen) return open.rows(bestChosenSql(text, time), [JSON.stringify(chosen), ...times, ...params]);
    return open.rows(bestSql(text, time), [after, upTo, ...times, ...params]);
  };
  const start: WalkRow = [behind.time, behind.row];
  let limit: WalkRow | undefined = worst ? [worst.time, worst.row] : undefined;
  let found: WalkRow[] = [];
  const trim = () => {
    found.sort((a, b) => compareKeys(a, b, order));
    found = found.slice(0, most);
    if (found.length === most) limit = found.at(-1);
  };
  let slice = SCAN_ROWS;
  for (let after = facts.firstRow - 1; after < facts.lastRow; ) {
    const upTo = possible.endOf(after, Math.min(after + slice, facts.lastRow));
    const times = timesWanted(scope, order, behind, limit);
    const started = performance.now();
    const rows = files.tolerant(segment, (open) => read(open, after, upTo, times));
    if (!rows) return [];
    for (const row of rows)
      if (compareKeys(row, start, order) > 0 && (!limit || compareKeys(row, limit, order) < 0)) found.push(row);
    if (found.length > 2 * most) trim();
    after = upTo;
    slice = nextSlice(slice, performance.now() - started);
    yield;
  }
  trim();
  return found.map(keyOf);
}

/** Both inclusive: between the start and the worst key that is still wanted, inside of the view. */
function timesWanted(scope: Scope, order: Order, behind: Key, limit: WalkRow | undefined): [low: Micros, high: Micros] {
  if (order === 'asc') return [Math.max(scope.from, behind.time), Math.min(scope.to - 1, limit?.[0] ?? scope.to)];
  return [Math.max(scope.from, limit?.[0] ?? scope.from), Math.min(scope.to - 1, behind.time)];
}

/** Rows of the next slice, so that it takes about as long as a slice should. */
export function nextSlice(rows: number, ms: number): number {
  if (ms < SLICE_MS / 2) return Math.min(rows * 2, 100_000);
  return ms > SLICE_MS * 2 ? Math.max(rows >> 1, 100) : rows;
}
