// The columnar batch that a consumer worker hands to the writer: one ArrayBuffer that is transferred, never copied.
import type { Micros, Offset } from '../contract/units.ts';

/** Bits of a record's flags, as the cache stores them. */
export const Flag = {
  /** a tombstone: no value, which is not an empty value */
  valueNull: 1,
  keyNull: 2,
  /** the value is not UTF-8 */
  valueBinary: 4,
  keyBinary: 8,
  /** the value is a JSON object that both JSON.parse and SQLite take */
  json: 16,
  /** no time in the payload: the broker's or the arrival time stands in */
  noTime: 32,
  /** the payload's time could not be used (outside of the range of Micros: before 1684 or after 2255) */
  absurdTime: 64,
  /** the value is longer than the cap; `note` has its true length and SHA-256 */
  capped: 128,
  /** the JSON text has a backslash: its strings differ from its bytes, and `text` holds them decoded */
  escaped: 256,
  /** could not be decoded; `note` says why, and the value is raw */
  error: 512,
  logAppendTime: 1024,
} as const;

/** Values longer than this are stored cut to it (bytes). */
export const VALUE_CAP = 1_048_576;

/** Per record, the blob holds these parts one behind the other; `ends` has the end of each. */
export const PARTS = ['value', 'key', 'headers', 'text', 'note'] as const;
export const PART_COUNT = PARTS.length;

/**
 * Records of one partition, offsets ascending, all within [from, to). The interval is what was fetched: it may hold more
 * offsets than records (compaction, transaction markers), and those are no gaps.
 */
export type RecordBatch = {
  /** the partition's slot in the shared table of positions */
  slot: number;
  from: Offset;
  to: Offset;
  /** the broker's high watermark when this was fetched */
  high: Offset;
  /** the leader epoch under which the last of it was written; -1: not known */
  epoch: number;
  arrival: Micros;
  count: number;
  /** the bytes behind all columns; transfer this */
  buffer: ArrayBuffer;
  offset: Float64Array;
  /** payload time, or what stands in for it: microseconds */
  time: Float64Array;
  /** broker timestamp, microseconds; -1 where absent */
  brokerTime: Float64Array;
  /** level, index into LEVELS */
  level: Uint8Array;
  flags: Uint16Array;
  /**
   * Ends of the parts within blob: ends[i * PART_COUNT + p] is the end of part p of record i, and its start is the end of the
   * part before (0 for the very first). headers: JSON [[name, base64-or-text, isBase64], ...] or empty for none. text: what a
   * word is searched in where the bytes differ from it; empty: the value itself. note: JSON {error?, length?, sha256?}.
   */
  ends: Uint32Array;
  blob: Uint8Array;
};

/** Columns over one new buffer, ready to be filled. */
export function allocateBatch(
  count: number,
  blobBytes: number,
): Omit<RecordBatch, 'slot' | 'from' | 'to' | 'high' | 'epoch' | 'arrival'> {
  const wide = count * 8;
  const endsAt = wide * 3;
  const flagsAt = endsAt + count * PART_COUNT * 4;
  const levelAt = flagsAt + count * 2;
  const blobAt = levelAt + count;
  const buffer = new ArrayBuffer(blobAt + blobBytes);
  return {
    count,
    buffer,
    offset: new Float64Array(buffer, 0, count),
    time: new Float64Array(buffer, wide, count),
    brokerTime: new Float64Array(buffer, wide * 2, count),
    ends: new Uint32Array(buffer, endsAt, count * PART_COUNT),
    flags: new Uint16Array(buffer, flagsAt, count),
    level: new Uint8Array(buffer, levelAt, count),
    blob: new Uint8Array(buffer, blobAt, blobBytes),
  };
}

/** The oldest and newest time of a batch with at least one record. */
export function timeRange(batch: RecordBatch): { oldest: Micros; newest: Micros } {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of batch.time) {
    if (time < oldest) oldest = time;
    if (time > newest) newest = time;
  }
  return { oldest, newest };
}

/** The records whose offsets ascend within [from, to): all of them, unless something before us is broken (R1). */
export function withoutDoubles(batch: RecordBatch): { batch: RecordBatch; doubles: number } {
  const kept: number[] = [];
  let last = batch.from - 1;
  for (let i = 0; i < batch.count; i++) {
    const offset = batch.offset[i] ?? -1;
    if (offset > last && offset < batch.to) {
      kept.push(i);
      last = offset;
    }
  }
  if (kept.length === batch.count) return { batch, doubles: 0 };

  const startOf = (i: number) => (i === 0 ? 0 : (batch.ends[i * PART_COUNT - 1] ?? 0));
  const endOf = (i: number) => batch.ends[(i + 1) * PART_COUNT - 1] ?? 0;
  const bytes = kept.reduce((sum, i) => sum + endOf(i) - startOf(i), 0);
  const copy = { ...batch, ...allocateBatch(kept.length, bytes) };
  let at = 0;
  for (const [to, i] of kept.entries()) {
    for (const column of ['offset', 'time', 'brokerTime', 'level', 'flags'] as const)
      copy[column][to] = batch[column][i] ?? 0;
    for (let part = 0; part < PART_COUNT; part++)
      copy.ends[to * PART_COUNT + part] = (batch.ends[i * PART_COUNT + part] ?? 0) - startOf(i) + at;
    copy.blob.set(batch.blob.subarray(startOf(i), endOf(i)), at);
    at += endOf(i) - startOf(i);
  }
  return { batch: copy, doubles: batch.count - kept.length };
}
