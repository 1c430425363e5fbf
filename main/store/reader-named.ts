// Records that are named one by one, by their rows: copied whole, their fields as columns, and whether they are still here.
import { isShownField, shownValue } from '../base/shown-fields.ts';
import type { RecordPlace } from '../contract/bookmarks.ts';
import { fail } from '../contract/errors.ts';
import type { ExportFormat } from '../contract/export.ts';
import type { FieldValue } from '../contract/records.ts';
import { say } from '../contract/told.ts';
import { LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { createChunk } from '../export/chunk.ts';
import { createFormatter } from '../export/format.ts';
import { cut } from '../parse/display.ts';
import { flatFields } from '../parse/display-fields.ts';
import { COLUMNS, type Columns, toStored } from './reader-lines.ts';
import type { Running } from './reader-protocol.ts';
import { type CacheFiles, partOf } from './reader-segments.ts';
import { payloadOf } from './reader-shape.ts';

const CHUNK_BYTES = 256 * 1024;
/** Of a list's members. */
const MOST_VALUES = 100;
/** Records are read so long before the thread looks at its messages. */
const SLICE_MS = 10;

type Stored = [
  part: number,
  offset: number,
  time: Micros,
  brokerTime: Micros,
  arrival: Micros,
  level: number,
  flags: number,
  key: string | Buffer | null,
  headers: string | null,
  value: string | Buffer | null,
];

export const NAMED_SQL = {
  copy: `SELECT r.ts, r.id${COLUMNS} FROM records r WHERE r.id = ?`,
  values: 'SELECT part, offset, ts, broker_ts, arrival, level, flags, key, headers, value FROM records WHERE id = ?',
  place: 'SELECT part, offset FROM records WHERE id = ?',
};

/** A segment that cannot be read is an error: nothing that is still here is left out in silence. */
export function* copy(files: CacheFiles, rows: readonly RowId[], format: ExportFormat): Running<'copy'> {
  const formatter = createFormatter(format);
  const chunk = createChunk(CHUNK_BYTES * 2);
  chunk.add(formatter.header);
  let inChunk = 0;
  let started = performance.now();
  for (const [index, row] of rows.entries()) {
    const stored = readRow<Columns>(files, NAMED_SQL.copy, row);
    if (!stored && files.isLost(files.segmentOf(row)?.id ?? 0))
      throw fail('damaged', 'A part of the cache cannot be read, so what is copied would be incomplete.');
    if (!stored) continue;
    chunk.add(formatter.line(toStored(stored, files)));
    inChunk++;
    if (chunk.length >= CHUNK_BYTES) {
      yield { bytes: chunk.take(), records: inChunk, scannedShare: (index + 1) / rows.length };
      inChunk = 0;
    } else if (performance.now() - started > SLICE_MS) yield;
    else continue;
    started = performance.now();
  }
  if (chunk.length > 0) yield { bytes: chunk.take(), records: inChunk, scannedShare: 1 };
  return null;
}

/** The fields' values of each row, as text. */
export function* values(
  files: CacheFiles,
  fields: readonly string[],
  rows: readonly RowId[],
): Generator<undefined, FieldValue[][]> {
  const all: FieldValue[][] = [];
  let started = performance.now();
  for (const row of rows) {
    const stored = readRow<Stored>(files, NAMED_SQL.values, row);
    all.push(stored ? valuesOf(stored, fields, files) : fields.map(() => null));
    if (performance.now() - started > SLICE_MS) {
      yield;
      started = performance.now();
    }
  }
  return all;
}

function valuesOf(stored: Stored, fields: readonly string[], files: CacheFiles): FieldValue[] {
  const [part, offset, time, brokerTime, arrival, level, flags, key, headers, value] = stored;
  const { topic, partition } = partOf(part, files.parts);
  const payload = payloadOf(flags, value, true);
  const flat = new Map<string, string[]>();
  const add = (name: string, text: string) => {
    const texts = flat.get(name);
    if (texts) texts.push(text);
    else flat.set(name, [text]);
  };
  for (const field of flatFields(payload)) add(field.path, field.value);
  const named: [string, string | null, boolean][] = headers === null ? [] : JSON.parse(headers);
  for (const [name, text] of named) if (text !== null) add(`header.${name}`, text);
  const known: Readonly<Record<string, string | null>> = {
    level: level > 0 ? (LEVELS[level] ?? null) : null,
    _topic: topic,
    _partition: String(partition),
    _offset: String(offset),
    _size: value === null ? null : String(Buffer.byteLength(value)),
    _ts: String(time),
    _broker_ts: brokerTime === -1 ? null : String(brokerTime),
    _arrival: String(arrival),
    _key: key === null ? null : key.toString(),
  };
  return fields.map((field) => {
    if (Object.hasOwn(known, field)) return known[field] == null ? null : cut(known[field]);
    const shown = isShownField(field) ? shownValue(payload, field)?.toString() : undefined;
    const texts = shown === undefined ? flat.get(field) : [shown];
    const [only, ...more] = texts?.slice(0, MOST_VALUES).map(cut) ?? [null];
    return more.length === 0 ? (only ?? null) : [only, ...more].filter((text) => text != null);
  });
}

export function held(files: CacheFiles, records: readonly (RecordPlace & { row: RowId })[]): boolean[] {
  return records.map(({ row, topic, partition, incarnation, offset }) => {
    const found = readRow<[part: number, offset: number]>(files, NAMED_SQL.place, row);
    if (!found || found[1] !== offset) return false;
    const part = partOf(found[0], files.parts);
    return part.topic === topic && part.partition === partition && part.incarnation === incarnation;
  });
}

/** Throws not-found. */
export function clusterOf(files: CacheFiles, row: RowId): string {
  const found = readRow<[part: number, offset: number]>(files, NAMED_SQL.place, row);
  const part = found && files.parts.get(found[0]);
  if (!part) throw fail('not-found', say('record-dropped', { row }));
  return part.cluster;
}

function readRow<T extends unknown[]>(files: CacheFiles, sql: string, row: RowId): T | undefined {
  const segment = files.segmentOf(row);
  return segment && files.tolerant(segment.id, (open) => open.first<T>(sql, [row]));
}
