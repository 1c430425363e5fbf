// The rows of a sealed segment in the order of the broker's timestamps: a file beside it (segment-000001.clocks), eight bytes a
// record, which is read where it is needed alone. Made of the segment, and to be made again, as its columns are (columns.ts).
// An index in SQLite would take 17 bytes a record, and its part of the time of every batch that is written. Arrivals need no more
// than their ends: a segment's batches tell the order, and the ends which segments a page has to ask for it.
//
// Behind MAGIC and the head's length (beside-file.ts) comes the head, JSON (Head), then the times, each from `base` in units of `unit`, then the rows, each from `firstRow`
import { closeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Key } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import { fixedHead, isMadeOf, type Rows, readAt, readHead, tryOpen } from './beside-file.ts';
import { type ClockOrder, type SortedRows, unitOf } from './clock-order.ts';

const MAGIC = 'TWCLOCK2';
const ROW_BYTES = 4;
/** Read at once. */
const BLOCK = 2048;
/** Blocks kept of a file: what looking for a few keys reads again and again. */
const MOST_BLOCKS = 48;

/** The smallest and the greatest key. */
export type Ends = { first: Key; last: Key };
/** `crc` is of all that is behind the head. */
type Head = Rows & Ends & { base: Micros; unit: number; timeBytes: 4 | 8; arrival: Ends; crc: number };

export function clocksPath(segmentPath: string): string {
  return segmentPath.replace(/\.db$/, '.clocks');
}

/** Of a segment with at least one row. */
export function encodeOrder(of: Rows, { times, rows }: SortedRows, arrival: Ends): Buffer[] {
  const [base = 0, newest = 0] = [times[0], times.at(-1)];
  const unit = unitOf(times, base);
  const scaled = times.map((time) => (time - base) / unit);
  const isNarrow = (newest - base) / unit < 2 ** 32;
  const columns = [isNarrow ? Uint32Array.from(scaled) : scaled, rows].map((numbers) =>
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  );
  const keyOf = (place: number): Key => ({ time: times.at(place) ?? 0, row: of.firstRow + (rows.at(place) ?? 0) });
  const head: Head = {
    ...of,
    ...{ base, unit, timeBytes: isNarrow ? 4 : 8, first: keyOf(0), last: keyOf(-1), arrival },
    crc: columns.reduce((crc, bytes) => crc32(bytes, crc), 0),
  };
  const text = Buffer.from(JSON.stringify(head));
  // The body begins at a multiple of 8.
  const padded = Buffer.concat([text, Buffer.alloc(-text.length & 7, ' ')]);
  return [fixedHead(MAGIC, padded), padded, ...columns];
}

export class ClocksFile implements ClockOrder, Disposable {
  readonly head: Head;
  readonly size: number;
  readonly #file: number;
  readonly #timesAt: number;
  readonly #rowsAt: number;
  /** by where they begin, the latest last */
  readonly #blocks = new Map<number, Float64Array | Uint32Array>();

  private constructor(file: number, begin: number, head: Head) {
    this.head = head;
    this.size = head.lastRow - head.firstRow + 1;
    this.#file = file;
    this.#timesAt = begin;
    this.#rowsAt = begin + this.size * head.timeBytes;
  }

  /** undefined where there is none that can be used. Whether all of it is sound is not known yet. */
  static open(path: string, rows: Rows): ClocksFile | undefined {
    const file = tryOpen(path);
    if (file === undefined) return undefined;
    const head = readHead(file, MAGIC);
    const opened = head && new ClocksFile(file, head.end, JSON.parse(head.text));
    if (opened && isMadeOf(opened.head, rows)) return opened;
    closeSync(file);
    return undefined;
  }

  /** All of it can be read, and is as it was written. */
  isSound(): boolean {
    const body = Buffer.alloc(this.size * (this.head.timeBytes + ROW_BYTES));
    return readAt(this.#file, this.#timesAt, body) && crc32(body) === this.head.crc;
  }
  time(place: number): Micros {
    const { base, unit, timeBytes } = this.head;
    return base + this.#number(this.#timesAt, timeBytes, place) * unit;
  }
  row(place: number): RowId {
    return this.head.firstRow + this.#number(this.#rowsAt, ROW_BYTES, place);
  }
  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #number(begin: number, bytes: 4 | 8, place: number): number {
    const inBlock = place % BLOCK;
    const at = begin + (place - inBlock) * bytes;
    const block = this.#blocks.get(at) ?? this.#read(at, bytes, Math.min(BLOCK, this.size - place + inBlock));
    return block[inBlock] ?? 0;
  }
  #read(at: number, bytes: 4 | 8, count: number): Float64Array | Uint32Array {
    const memory = new ArrayBuffer(count * bytes);
    // It was sound a moment ago: what the disk refuses now is no reason to invent an order.
    if (!readAt(this.#file, at, Buffer.from(memory))) throw new Error('The order of a segment can no longer be read.');
    const block = bytes === 4 ? new Uint32Array(memory) : new Float64Array(memory);
    const [oldest] = this.#blocks.keys();
    if (oldest !== undefined && this.#blocks.size >= MOST_BLOCKS) this.#blocks.delete(oldest);
    this.#blocks.set(at, block);
    return block;
  }
}
