// Passing over many records of an unfiltered view by counting in the index of times, without reading any.
import type { Key } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Order, Overview, Scope } from './reader-protocol.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { beforeTime, behindTime } from './reader-walk.ts';

const FROM = 'FROM records INDEXED BY records_ts WHERE';
const timeAhead = (order: Order) =>
  `SELECT ts ${FROM} ts > ? AND ts < ? ORDER BY ts ${order === 'asc' ? 'ASC' : 'DESC'} LIMIT 1 OFFSET ?`;
export const GALLOP_SQL = {
  asc: timeAhead('asc'),
  desc: timeAhead('desc'),
  between: `SELECT count(*) ${FROM} ts > ? AND ts < ? AND id <= ?`,
  sameTime: `SELECT count(*) ${FROM} ts = ? AND id > ? AND id < ?`,
};

/**
 * Moves `behind` on over at most `skip` records, and says how many are left to be passed; few are, unless very many records have
 * the same time. In each round every segment names its time `step` records on; before the nearest of these times there are at
 * most `step` records in each segment, so never too many in all.
 */
export function* gallop(
  files: CacheFiles,
  { segments }: Overview,
  scope: Scope,
  order: Order,
  start: { behind: Key; skip: number },
  enough: number,
): Generator<undefined, { behind: Key; skip: number }> {
  let { behind, skip } = start;
  const each = function* <T>(read: (segment: OpenSegment) => T | undefined): Generator<undefined, T[]> {
    const results: T[] = [];
    for (const { id } of segments) {
      const result = files.tolerant(id, read);
      if (result !== undefined) results.push(result);
      yield;
    }
    return results;
  };
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);

  while (skip > enough) {
    const { time, row } = behind;
    const rest = sum(yield* each((segment) => countSameTime(segment, order, time, row, scope.upTo)));
    if (rest > skip) break;
    skip -= rest;
    behind = behindTime(time, order);
    const step = Math.floor(skip / segments.length);
    const [low, high] = order === 'asc' ? [time, scope.to] : [scope.from - 1, time];
    const ahead = yield* each(
      (segment): Micros | undefined => segment.first<[Micros]>(GALLOP_SQL[order], [low, high, step])?.[0],
    );
    // Fewer than `step` are left in each segment.
    if (ahead.length === 0) break;
    const nearest = order === 'asc' ? Math.min(...ahead) : Math.max(...ahead);
    const passed = order === 'asc' ? [time, nearest] : [nearest, time];
    skip -= sum(
      yield* each((segment) => segment.first<[number]>(GALLOP_SQL.between, [...passed, scope.upTo])?.[0] ?? 0),
    );
    behind = beforeTime(nearest, order);
  }
  return { behind, skip };
}

function countSameTime(segment: OpenSegment, order: Order, time: Micros, row: RowId, upTo: RowId): number {
  const [low, high] = order === 'asc' ? [row, upTo + 1] : [0, Math.min(row, upTo + 1)];
  return segment.first<[number]>(GALLOP_SQL.sameTime, [time, low, high])?.[0] ?? 0;
}
