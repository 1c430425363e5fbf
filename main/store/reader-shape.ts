// Stored rows as what is shown: lines of the table, one record whole, the fields of a sample.

import { Buffer } from 'node:buffer';
import { Flag } from '../base/batch.ts';
import { SHOWN_FIELDS, shownValue } from '../base/shown-fields.ts';
import { fail } from '../contract/errors.ts';
import type { Fields, RecordDetail, Row } from '../contract/records.ts';
import { say } from '../contract/told.ts';
import { type Clock, LEVELS, type Micros, type RowId } from '../contract/units.ts';
import { cut, displayOf } from '../parse/display.ts';
import { flatFields } from '../parse/display-fields.ts';
import { keepDigits } from '../query/field-values.ts';
import type { Shape, Shaped } from './reader-protocol.ts';
import { type CacheFiles, partOf, type ReadPart } from './reader-segments.ts';

type Stored = [
  row: RowId,
  time: Micros,
  part: number,
  offset: number,
  level: number,
  flags: number,
  value: string | Buffer | null,
  brokerTime: Micros,
  arrivalTime: Micros,
];
type Sampled = [...Stored, headers: string | null];
type Whole = [...Stored, key: string | Buffer | null, headers: string | null, note: string | null];

const COLUMNS = 'id, ts, part, offset, level, flags, value, broker_ts, arrival';
export const SHAPE_SQL = {
  row: `SELECT ${COLUMNS} FROM records WHERE id = ?`,
  sampled: `SELECT ${COLUMNS}, headers FROM records WHERE id = ?`,
  whole: `SELECT ${COLUMNS}, key, headers, note FROM records WHERE id = ?`,
};
/** Records are read and parsed so long before the thread looks at its messages. */
const SLICE_MS = 10;
const TOP_VALUES = 10;
/** A value longer than this is no value to choose from a list. */
const LONGEST_VALUE = 200;

/** Records by their rows, in the order given; those that retention has dropped meanwhile are left out. */
export function* shape(
  files: CacheFiles,
  kind: Shape,
  clock: Clock,
  rows: readonly RowId[],
): Generator<undefined, Shaped> {
  const lines: Row[] = [];
  const sample = new FieldSample();
  let started = performance.now();
  for (const row of rows) {
    if (kind === 'rows') {
      const stored = find<Stored>(files, SHAPE_SQL.row, row);
      if (stored) lines.push({ ...toRow(stored, files.parts), ...clockTime(stored, clock) });
    } else {
      const stored = find<Sampled>(files, SHAPE_SQL.sampled, row);
      if (stored) sample.add(stored, files.parts);
    }
    if (performance.now() - started > SLICE_MS) {
      yield;
      started = performance.now();
    }
  }
  return kind === 'rows' ? { rows: lines } : { fields: sample.fields() };
}

/** Throws not-found. */
export function detail(files: CacheFiles, row: RowId): RecordDetail {
  const whole = find<Whole>(files, SHAPE_SQL.whole, row);
  if (!whole) throw fail('not-found', say('record-dropped', { row }));
  return toDetail(whole, files.parts);
}

function find<T extends unknown[]>(files: CacheFiles, sql: string, row: RowId): T | undefined {
  const segment = files.segmentOf(row);
  return segment && files.tolerant(segment.id, (open) => open.first<T>(sql, [row]));
}

function toRow([row, time, part, offset, level, flags, value]: Stored, parts: ReadonlyMap<number, ReadPart>): Row {
  const { topic, partition, incarnation } = partOf(part, parts);
  return {
    key: { time, row },
    topic,
    partition,
    ...(incarnation > 1 && { incarnation }),
    offset,
    level: LEVELS[level] ?? 'unknown',
    ...displayOf(payloadOf(flags, value), textOf(value)),
    marks: marksOf(flags, value),
  };
}

/** The time that orders the rows, where that is not the record's own. */
function clockTime([, , , , , , , brokerTime, arrivalTime]: Stored, clock: Clock): Pick<Row, 'clockTime'> {
  return clock === 'record' ? {} : { clockTime: clock === 'broker' ? brokerTime : arrivalTime };
}

/** The parsed JSON of a record that is one. `exact`: whole numbers beyond 2^53 (trace ids) are bigint, at some cost. */
export function payloadOf(flags: number, value: string | Buffer | null, exact = false): unknown {
  if (typeof value !== 'string' || (flags & Flag.json) === 0) return undefined;
  try {
    return JSON.parse(value, exact ? keepDigits : undefined);
  } catch {
    // The flag says that it parsed once; what does not now (a value that was cut) is shown as text.
    return undefined;
  }
}

/** A value that is not UTF-8 as far as it can be read; U+FFFD stands for the rest. */
function textOf(value: string | Buffer | null): string {
  return typeof value === 'string' ? value : (value?.subarray(0, 8192).toString() ?? '');
}

function marksOf(flags: number, value: string | Buffer | null): Row['marks'] {
  const marks: Row['marks'] = [];
  if (value === null) marks.push('null');
  else if (value.length === 0) marks.push('empty');
  if (flags & Flag.valueBinary) marks.push('binary');
  if (flags & Flag.capped) marks.push('capped');
  if (flags & Flag.absurdTime) marks.push('absurd-time');
  else if (flags & Flag.noTime) marks.push('no-time');
  if (flags & Flag.error) marks.push('error');
  return marks;
}

function toDetail(whole: Whole, parts: ReadonlyMap<number, ReadPart>): RecordDetail {
  const [row, time, part, offset, level, flags, value, brokerTime, arrivalTime, key, headers, note] = whole;
  const notes: { error?: string; length?: number; sha256?: string } = note === null ? {} : JSON.parse(note);
  const bytes = value === null ? null : Buffer.from(value);
  const stored: Stored = [row, time, part, offset, level, flags, value, brokerTime, arrivalTime];
  return {
    ...toRow(stored, parts),
    payloadTime: flags & (Flag.noTime | Flag.absurdTime) ? null : time,
    brokerTime: brokerTime === -1 ? null : brokerTime,
    brokerTimeType: brokerTime === -1 ? 'unknown' : flags & Flag.logAppendTime ? 'LogAppendTime' : 'CreateTime',
    arrivalTime,
    recordKey: typeof key === 'string' ? key : null,
    ...(key instanceof Buffer && { recordKeyBase64: key.toString('base64') }),
    headers: headersOf(headers).map(([name, text, base64]) => ({ name, value: text, base64 })),
    value: typeof value === 'string' ? value : null,
    valueBase64: bytes?.toString('base64') ?? null,
    valueBytes: notes.length ?? bytes?.length ?? 0,
    ...(notes.sha256 !== undefined && { sha256: notes.sha256 }),
    fields: flatFields(payloadOf(flags, value, true)),
    error: notes.error ?? null,
  };
}

function headersOf(headers: string | null): [name: string, text: string | null, isBase64: boolean][] {
  return headers === null ? [] : JSON.parse(headers);
}

/** How often each field and each of its values is in a sample of records. */
class FieldSample {
  #sampled = 0;
  readonly #present = new Map<string, number>();
  readonly #values = new Map<string, Map<string, number>>();

  add([, , part, , level, flags, value, , , headers]: Sampled, parts: ReadonlyMap<number, ReadPart>): void {
    this.#sampled++;
    const { topic, partition } = partOf(part, parts);
    const seen = new Set<string>();
    const count = (name: string, text: string) => {
      if (!seen.has(name)) this.#present.set(name, (this.#present.get(name) ?? 0) + 1);
      seen.add(name);
      if (text.length > LONGEST_VALUE) return;
      const values = this.#values.get(name) ?? new Map<string, number>();
      this.#values.set(name, values);
      values.set(text, (values.get(text) ?? 0) + 1);
    };
    count('_topic', topic);
    count('_partition', String(partition));
    if (level > 0) count('level', LEVELS[level] ?? 'unknown');
    // `level` is the normalised one, and service, host and message are what is shown as such: for filters too.
    const payload = payloadOf(flags, value, true);
    const done = new Set(['level']);
    for (const name of SHOWN_FIELDS) {
      const shown = shownValue(payload, name);
      if (shown === undefined) continue;
      count(name, cut(String(shown)));
      done.add(name);
    }
    for (const field of flatFields(payload))
      if (field.type !== 'null' && !done.has(field.path)) count(field.path, cut(field.value));
    // As filters read them: those that are text.
    for (const [name, text, isBase64] of headersOf(headers))
      if (text !== null && !isBase64) count(`header.${name}`, cut(text));
  }

  fields(): Fields {
    const fields = [...this.#present].map(([name, present]) => ({
      name,
      present,
      top: [...(this.#values.get(name) ?? [])]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, TOP_VALUES),
    }));
    return {
      sampled: this.#sampled,
      fields: fields.sort((a, b) => b.present - a.present || (a.name < b.name ? -1 : 1)),
    };
  }
}
