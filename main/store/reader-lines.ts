// Records in a view's order as formatted text, in chunks of bytes that can be transferred.
import { Flag } from '../base/batch.ts';
import { fail } from '../contract/errors.ts';
import type { Micros, Offset, RowId } from '../contract/units.ts';
import { createChunk } from '../export/chunk.ts';
import { createFormatter } from '../export/format.ts';
import type { StoredRecord } from '../export/stored-record.ts';
import type { Clocks } from './reader-clocks.ts';
import { Merge } from './reader-merge.ts';
import { ordered } from './reader-ordered.ts';
import type { LinesInput, Overview, Running, Scope } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import { type CacheFiles, partOf, SegmentLost } from './reader-segments.ts';
import { SLICE_SQL } from './reader-slices.ts';
import { viewStart } from './reader-walk.ts';

const CHUNK_BYTES = 256 * 1024;
/** Longer values are read one by one, so that a window of rows fits into memory whatever they hold. */
const LONG_VALUE_BYTES = 8192;
const MOST_ROWS = 4000;
export const COLUMNS = `, r.part, r.offset, r.broker_ts, r.arrival, r.level, r.flags, r.key, r.headers,
  iif(octet_length(r.value) > ${LONG_VALUE_BYTES}, NULL, r.value), r.note`;
const VALUE_SQL = 'SELECT value FROM records WHERE id = ?';
export type Columns = [
  time: Micros,
  row: number,
  part: number,
  offset: Offset,
  brokerTime: Micros,
  arrivalTime: Micros,
  level: number,
  flags: number,
  key: StoredRecord['key'],
  headers: string | null,
  value: StoredRecord['value'],
  note: string | null,
];

/** Leaves nothing out in silence: a segment that cannot be read is an error. One that is dropped meanwhile is read to its end. */
export function* lines(
  files: CacheFiles,
  overview: Overview,
  condition: Condition,
  clocks: Clocks,
  { scope, clock, order, format, limit = Number.POSITIVE_INFINITY, header }: LinesInput,
): Running<'lines'> {
  try {
    const total = yield* countAll(files, overview, scope);
    const query = yield* ordered(clocks, overview, condition, { scope, clock, strict: true });
    const merge = new Merge(files, query, order, {
      columns: COLUMNS,
      behind: viewStart(query.scope, order),
      window: 500,
      most: MOST_ROWS,
      strict: true,
    });
    const formatter = createFormatter(format);
    const chunk = createChunk(CHUNK_BYTES * 2);
    if (header) chunk.add(formatter.header);
    let inChunk = 0;
    let left = limit;
    for (let rows = merge.next(); rows && left > 0; rows = merge.next()) {
      for (const row of rows) {
        if (left === 0) break;
        chunk.add(formatter.line(toStored(row as Columns, files)));
        inChunk++;
        left--;
        if (chunk.length < CHUNK_BYTES) continue;
        yield { bytes: chunk.take(), records: inChunk, scannedShare: Math.min(1, merge.looked / total) };
        inChunk = 0;
      }
      yield;
    }
    if (chunk.length > 0) yield { bytes: chunk.take(), records: inChunk, scannedShare: 1 };
    return null;
  } catch (error) {
    if (!(error instanceof SegmentLost)) throw error;
    throw fail('damaged', `A part of the cache cannot be read, so this would be incomplete: ${error.message}`, error);
  }
}

/** Cuts a range by the times of every so many records in each segment, so that the parts can be read side by side. */
export function* split(files: CacheFiles, overview: Overview, scope: Scope, records: number): Running<'split'> {
  const cuts = new Set<Micros>();
  for (const { id, oldest, newest } of overview.segments) {
    if (oldest >= scope.to || newest < scope.from) continue;
    let from = scope.from;
    for (;;) {
      const time = files.tolerant(
        id,
        (segment) => segment.first<[Micros]>(SLICE_SQL.sliceEnd, [from, scope.to, records])?.[0],
      );
      if (time === undefined) break;
      if (time > scope.from) cuts.add(time);
      // Where more than `records` have one time, the next cut is behind it.
      from = time > from ? time : time + 1;
      yield;
    }
  }
  return [...cuts].sort((a, b) => a - b);
}

/** Opens every segment that takes part, and counts their rows in the range of times. */
function* countAll(files: CacheFiles, { segments }: Overview, { from, to }: Scope): Generator<undefined, number> {
  let total = 1;
  for (const { id, oldest, newest, firstRow, lastRow } of segments) {
    if (oldest >= to || newest < from) continue;
    const segment = files.open(id);
    if (oldest >= from && newest < to) total += lastRow - firstRow + 1;
    else total += segment.first<[number, number, number]>(SLICE_SQL.rowRange, [from, to])?.[2] ?? 0;
    yield;
  }
  return total;
}

export function toStored(row: Columns, files: CacheFiles): StoredRecord {
  const [time, id, part, offset, brokerTime, arrivalTime, level, flags, key, headers, short, note] = row;
  const value = short === null && (flags & Flag.valueNull) === 0 ? longValue(id, files) : short;
  const { topic, partition, incarnation } = partOf(part, files.parts);
  return {
    topic,
    partition,
    incarnation,
    offset,
    time,
    brokerTime,
    arrivalTime,
    level,
    flags,
    key,
    headers,
    value,
    note,
  };
}

function longValue(row: RowId, files: CacheFiles): StoredRecord['value'] {
  const segment = files.segmentOf(row);
  if (!segment) throw new SegmentLost(`record ${row} is no longer in the cache`);
  return files.open(segment.id).first<[StoredRecord['value']]>(VALUE_SQL, [row])?.[0] ?? null;
}
