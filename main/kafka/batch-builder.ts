// Builds the columns of a RecordBatch out of decompressed record batches: the hot loop of ingest.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { allocateBatch, Flag, PART_COUNT, type RecordBatch, VALUE_CAP } from '../base/batch.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { unescapeJson } from '../parse/unescape.ts';
import { scanValue } from '../parse/value.ts';
import type { BatchHeader } from './batch-header.ts';
import { RecordReader } from './record-reader.ts';

type Columns = ReturnType<typeof allocateBatch>;
const BACKSLASH = 92;

export class BatchBuilder {
  readonly #arrival: Micros;
  readonly #records: number;
  #columns: Columns;
  #blob: Buffer;
  #count = 0;
  #end = 0;
  /** a part begins in the middle of a UTF-8 character: some part cannot be UTF-8 though all of them together may be */
  #torn = false;
  readonly #reader = new RecordReader();
  readonly #found = { time: 0, level: 0 };

  /** For at most `records` records; `bytes` is a guess at the length of all parts. */
  constructor(records: number, bytes: number, arrival: Micros) {
    this.#arrival = arrival;
    this.#records = records;
    this.#columns = allocateBatch(records, bytes);
    this.#blob = Buffer.from(this.#columns.buffer, this.#columns.blob.byteOffset, bytes);
  }

  /**
   * Adds the records of a batch with offsets in [from, until). Returns the offset of the first record that cannot be told from the next
   * one, because its length does not fit; undefined: all of them were added.
   */
  add(header: BatchHeader, body: Buffer, from: Offset, until = Number.POSITIVE_INFINITY): Offset | undefined {
    const reader = this.#reader;
    reader.open(body);
    // A byte that is found once for the whole batch need not be looked for in every record.
    let backslash = body.indexOf(BACKSLASH);
    for (let i = 0; i < header.count; i++) {
      if (!reader.next()) return header.baseOffset + i;
      const whole = reader.parts();
      const offset = header.baseOffset + (whole ? reader.offsetDelta : i);
      if (offset < from || offset >= until) continue;
      if (backslash >= 0 && backslash < reader.from) backslash = body.indexOf(BACKSLASH, reader.from);
      if (whole) this.#addRecord(header, body, offset, backslash >= 0 && backslash < reader.to);
      else this.#addBroken(header, body, offset);
    }
    return undefined;
  }

  #addRecord(header: BatchHeader, body: Buffer, offset: number, backslash: boolean): void {
    const { valueFrom, keyFrom, keyTo, timestampDelta } = this.#reader;
    // A tombstone has no bytes: nothing of what lies before it is its value.
    const valueTo = valueFrom < 0 ? -1 : this.#reader.valueTo;
    const brokerTime = brokerMicros(header, timestampDelta);
    const to = valueTo - valueFrom > VALUE_CAP ? cutAt(body, valueFrom + VALUE_CAP) : valueTo;
    let flags = header.logAppendTime ? Flag.logAppendTime : 0;
    let note = '';
    if (to < valueTo) {
      flags |= Flag.capped;
      note = JSON.stringify({ length: valueTo - valueFrom, sha256: sha256(body.subarray(valueFrom, valueTo)) });
    }
    const braces = this.#parse(body, valueFrom, to, brokerTime);
    if (braces && to === valueTo) flags |= Flag.json;
    if (valueFrom < 0) flags |= Flag.valueNull;
    else this.#copy(body, valueFrom, to);
    const at = this.#count * PART_COUNT;
    this.#columns.ends[at] = this.#end;
    if (keyFrom < 0) flags |= Flag.keyNull;
    else this.#copy(body, keyFrom, keyTo);
    this.#columns.ends[at + 1] = this.#end;
    if (this.#reader.headers > 0) {
      const withHeaders = this.#addHeaders(note);
      if (withHeaders !== note) flags |= Flag.error;
      note = withHeaders;
    }
    this.#columns.ends[at + 2] = this.#end;
    if (backslash && braces && this.#addUnescaped(body, valueFrom, to)) flags |= Flag.escaped;
    this.#columns.ends[at + 3] = this.#end;
    if (note !== '') this.#write(note);
    this.#finishRecord(offset, brokerTime, flags);
  }

  /** A record whose parts do not fit is kept as it lies, with what is wrong. */
  #addBroken(header: BatchHeader, body: Buffer, offset: number): void {
    const { from, to } = this.#reader;
    const end = Math.min(to, from + VALUE_CAP);
    this.#parse(body, from, from, -1);
    this.#copy(body, from, end);
    this.#columns.ends.fill(this.#end, this.#count * PART_COUNT, (this.#count + 1) * PART_COUNT);
    const length = to - from;
    this.#write(JSON.stringify({ error: `the parts of this record do not fit into its ${length} bytes`, length }));
    const appended = header.logAppendTime ? Flag.logAppendTime : 0;
    this.#finishRecord(offset, brokerMicros(header, 0), Flag.error | Flag.keyNull | Flag.valueBinary | appended);
  }

  #parse(body: Buffer, from: number, to: number, brokerTime: Micros): boolean {
    const near = brokerTime < 0 ? this.#arrival : brokerTime;
    return scanValue(body, Math.max(0, from), Math.max(0, to), near, this.#found);
  }

  #finishRecord(offset: number, brokerTime: Micros, given: number): void {
    const i = this.#count++;
    const columns = this.#columns;
    const { time, level } = this.#found;
    let flags = given;
    if (Number.isFinite(time)) columns.time[i] = time;
    else {
      flags |= Number.isNaN(time) ? Flag.noTime : Flag.absurdTime;
      columns.time[i] = brokerTime < 0 ? this.#arrival : brokerTime;
    }
    columns.offset[i] = offset;
    columns.brokerTime[i] = brokerTime;
    columns.level[i] = level;
    columns.flags[i] = flags;
    columns.ends[i * PART_COUNT + 4] = this.#end;
  }

  /** Appends the headers as JSON; returns the note, with the error where they cannot be read. */
  #addHeaders(note: string): string {
    const headers = this.#reader.readHeaders();
    if (!headers) return JSON.stringify({ ...(note ? JSON.parse(note) : {}), error: 'the headers cannot be read' });
    const list = headers.map(({ name, value }) => {
      if (value === null) return [name, null, false];
      return isUtf8(value) ? [name, value.toString(), false] : [name, value.toString('base64'), true];
    });
    this.#write(JSON.stringify(list));
    return note;
  }

  #addUnescaped(body: Buffer, from: number, to: number): boolean {
    const value = body.subarray(from, to);
    if (!value.includes(BACKSLASH) || !isUtf8(value)) return false;
    this.#reserve(to - from);
    this.#end = unescapeJson(body, from, to, this.#blob, this.#end);
    return true;
  }

  #copy(source: Buffer, from: number, to: number): void {
    if (to <= from) return;
    // 10xxxxxx is a character's second byte or later.
    if (((source[from] ?? 0) & 0xc0) === 0x80) this.#torn = true;
    this.#reserve(to - from);
    source.copy(this.#blob, this.#end, from, to);
    this.#end += to - from;
  }

  #write(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += this.#blob.write(text, this.#end);
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#blob.length) return;
    const before = this.#columns;
    const size = Math.max(this.#end + bytes, Math.floor(this.#blob.length * 1.5) + 4096);
    const columns = allocateBatch(this.#records, size);
    columns.offset.set(before.offset);
    columns.time.set(before.time);
    columns.brokerTime.set(before.brokerTime);
    columns.level.set(before.level);
    columns.flags.set(before.flags);
    columns.ends.set(before.ends);
    columns.blob.set(before.blob.subarray(0, this.#end));
    this.#columns = columns;
    this.#blob = Buffer.from(columns.buffer, columns.blob.byteOffset, size);
  }

  /** The batch; this builder is done with. */
  finish(rest: Pick<RecordBatch, 'slot' | 'from' | 'to' | 'high' | 'epoch'>): RecordBatch {
    const columns = this.#columns;
    const count = this.#count;
    // One look at all bytes instead of two a record: most topics hold nothing but UTF-8.
    if (this.#torn || !isUtf8(this.#blob.subarray(0, this.#end))) this.#markBinary();
    return {
      ...rest,
      arrival: this.#arrival,
      count,
      buffer: columns.buffer,
      offset: columns.offset.subarray(0, count),
      time: columns.time.subarray(0, count),
      brokerTime: columns.brokerTime.subarray(0, count),
      level: columns.level.subarray(0, count),
      flags: columns.flags.subarray(0, count),
      ends: columns.ends.subarray(0, count * PART_COUNT),
      blob: columns.blob.subarray(0, this.#end),
    };
  }

  #markBinary(): void {
    const { ends, flags } = this.#columns;
    for (let i = 0; i < this.#count; i++) {
      const at = i * PART_COUNT;
      const valueEnd = ends[at] ?? 0;
      const value = this.#blob.subarray(at === 0 ? 0 : ends[at - 1], valueEnd);
      let mine = flags[i] ?? 0;
      if (!isUtf8(value)) mine = (mine | Flag.valueBinary) & ~Flag.json;
      if (!isUtf8(this.#blob.subarray(valueEnd, ends[at + 1]))) mine |= Flag.keyBinary;
      flags[i] = mine;
    }
  }
}

function brokerMicros(header: BatchHeader, delta: number): Micros {
  const ms = header.logAppendTime ? header.maxTimestamp : header.baseTimestamp + delta;
  return ms >= 0 && ms * 1000 <= Number.MAX_SAFE_INTEGER ? ms * 1000 : -1;
}

/** `at` or up to three bytes before it, so that no UTF-8 character is cut. */
function cutAt(bytes: Buffer, at: number): number {
  let end = at;
  while (end > at - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
