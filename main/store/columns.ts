// The columns of a segment: a file beside it (segment-000001.columns) with time, level, partition and the fields that have few
// different values, or numbers, row by row, so that counting by them reads some bytes a record and parses nothing; and, of a sealed
// segment, tables of how many rows have which value at which time, so that what is asked of all rows reads some kilobytes. Made of the segment
// (columns-make.ts), and to be made again: a file that is missing, cut, damaged or of another version is no loss.
//
// The one of a segment that is still written is of its first rows (Growing). A file is never changed: a longer one takes its place.
//
// Behind MAGIC and the head's length (beside-file.ts) comes the head, JSON (Head), then the columns, each at `at` behind it.
import { closeSync, fstatSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Micros, Offset, RowId } from '../contract/units.ts';
import { fixedHead, isMadeOf, type Rows, readAt, readHead, tryOpen } from './beside-file.ts';

const MAGIC = 'TWCOLS04';

/** Where a column lies, of what width its numbers are, and their CRC-32. */
type Place = { at: number; bytes: number; width: 1 | 2 | 4 | 8; crc: number };
/** Rows by bucket and index: at bucket * (how many indices there are) + index. The first bucket of `unit` is the one of `oldest`. */
export type Table = { unit: Micros; place: Place };
/** The finest unit first. */
type Counted<T> = T & { tables: Table[] };
/** What tells a row from another that a segment has under the same number after a power cut took the first: when it arrived above all. */
export type Mark = [part: number, offset: Offset, time: Micros, arrival: Micros];
export const MARK_SQL = 'SELECT part, offset, ts, arrival FROM records WHERE id = ?';
/** Of a file with a segment's first rows: the last of these, and fields that had too many values for a column. */
export type Growing = { mark: Mark; dropped: string[] };
/**
 * `time` is from `oldest`; `pair` an index into `pairs`; each field has an index into its `samples` (query/samples.ts). Tables are
 * by the indices of what they stand with.
 */
export type Head = Rows & {
  growing?: Growing;
  time: Place;
  pair: Place;
  pairs: [part: number, level: number][];
  parts: Counted<{ values: number[] }>;
  levels: Counted<{ values: number[] }>;
  fields: Counted<{ name: string; place: Place; samples: readonly string[] }>[];
  /** Where a row's index is 0 it has the number in `values`. */
  numbers: { name: string; values: Place; place: Place; samples: readonly string[] }[];
};
export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export function columnsPath(segmentPath: string): string {
  return segmentPath.replace(/\.db$/, '.columns');
}

/** What a file has, in the order in which it is written. */
export type Made = Rows & {
  growing?: Growing;
  time: Uint32Array | Float64Array;
  pair: Uint16Array;
  pairs: [part: number, level: number][];
  parts: { values: number[]; tables: MadeTable[] };
  levels: { values: number[]; tables: MadeTable[] };
  fields: { name: string; ids: Uint16Array; samples: readonly string[]; tables: MadeTable[] }[];
  numbers: { name: string; values: Uint32Array | Float64Array; ids: Uint16Array; samples: readonly string[] }[];
};
export type MadeTable = { unit: Micros; counts: Numbers };

export function encode({ time, pair, pairs, parts, levels, fields, numbers, ...rows }: Made): Buffer[] {
  const columns: Buffer[] = [];
  let at = 0;
  const place = (numbers: Numbers): Place => {
    const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    // Each at a multiple of 8, as wide numbers have to lie.
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]);
    columns.push(padded);
    const one = { at, bytes: bytes.length, width: widthOf(numbers), crc: crc32(bytes) };
    at += padded.length;
    return one;
  };
  const narrowed = (ids: Uint16Array, different: number) => (different <= 256 ? Uint8Array.from(ids) : ids);
  const placed = (tables: readonly MadeTable[]) => tables.map(({ unit, counts }) => ({ unit, place: place(counts) }));
  const head: Head = {
    ...rows,
    time: place(time),
    pair: place(narrowed(pair, pairs.length)),
    pairs,
    parts: { values: parts.values, tables: placed(parts.tables) },
    levels: { values: levels.values, tables: placed(levels.tables) },
    fields: fields.map(({ name, ids, samples, tables }) => ({
      ...{ name, samples },
      place: place(narrowed(ids, samples.length)),
      tables: placed(tables),
    })),
    numbers: numbers.map(({ name, values, ids, samples }) => ({
      ...{ name, samples },
      values: place(values),
      place: place(narrowed(ids, samples.length)),
    })),
  };
  const text = Buffer.from(JSON.stringify(head));
  return [fixedHead(MAGIC, text), text, ...columns];
}

function widthOf(numbers: Numbers): Place['width'] {
  if (numbers instanceof Uint8Array) return 1;
  if (numbers instanceof Uint16Array) return 2;
  return numbers instanceof Uint32Array ? 4 : 8;
}

/** Memory that columns are read into, again and again: new memory for each would cost more than reading. */
export type Turn = 'time' | 'pair' | 'ids' | 'filter' | 'numbers' | 'table' | `rows ${number}`;
const memory = new Map<Turn, ArrayBuffer>();

/** What it had before is not cleared. */
export function memoryOf(turn: Turn, bytes: number): Buffer<ArrayBuffer> {
  let found = memory.get(turn);
  if (!found || found.byteLength < bytes) {
    found = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
    memory.set(turn, found);
  }
  return Buffer.from(found, 0, bytes);
}

/** Columns whose CRC was right, by the file as it was then: looking again would be half of the time of an answer. */
const sound = new Set<string>();
const MOST_SOUND = 10_000;
/** Heads that were read, by the file as it was then: parsing one takes longer than most of what is asked of it. */
const heads = new Map<string, { head: Head; end: number }>();
/** Together, in bytes of their files. */
const MOST_HEADS = 4_000_000;
let headBytes = 0;

function headOf(file: number, name: string): { head: Head; end: number } | undefined {
  const known = heads.get(name);
  if (known) return known;
  const read = readHead(file, MAGIC);
  if (!read) return undefined;
  const found = { head: JSON.parse(read.text), end: read.end };
  if (headBytes + read.end > MOST_HEADS) {
    heads.clear();
    headBytes = 0;
  }
  headBytes += read.end;
  heads.set(name, found);
  return found;
}

export class ColumnsFile implements Disposable {
  readonly head: Head;
  readonly #file: number;
  readonly #begin: number;
  readonly #name: string;

  private constructor(file: number, name: string, { head, end }: { head: Head; end: number }) {
    this.#name = name;
    this.#file = file;
    this.#begin = end;
    this.head = head;
  }

  /** undefined where there is none that can be used. */
  static open(path: string): ColumnsFile | undefined {
    const file = tryOpen(path);
    if (file === undefined) return undefined;
    const { dev, ino, mtimeMs, size } = fstatSync(file);
    const name = [dev, ino, mtimeMs, size].join(' ');
    const head = headOf(file, name);
    if (head) return new ColumnsFile(file, name, head);
    closeSync(file);
    return undefined;
  }

  /** undefined where it is damaged. What was read in the same turn before is overwritten. */
  read({ at, bytes, width, crc }: Place, turn: Turn): Numbers | undefined {
    const found = memoryOf(turn, bytes);
    if (!readAt(this.#file, this.#begin + at, found)) return undefined;
    const name = `${this.#name} ${at}`;
    if (!sound.has(name)) {
      if (crc32(found) !== crc) return undefined;
      if (sound.size >= MOST_SOUND) sound.clear();
      sound.add(name);
    }
    const { buffer } = found;
    if (width === 1) return new Uint8Array(buffer, 0, bytes);
    if (width === 2) return new Uint16Array(buffer, 0, bytes / 2);
    return width === 4 ? new Uint32Array(buffer, 0, bytes / 4) : new Float64Array(buffer, 0, bytes / 8);
  }
  field(name: string): Head['fields'][number] | undefined {
    return this.head.fields.find((one) => one.name === name);
  }
  numbers(name: string): Head['numbers'][number] | undefined {
    return this.head.numbers.find((one) => one.name === name);
  }
  /** It was made of these rows. */
  isOf(rows: Rows): boolean {
    return !this.head.growing && isMadeOf(this.head, rows);
  }
  /** It was made of the first rows of a segment, which begins at `firstRow` and has this mark at a row (undefined: not that row). */
  isBeginOf(firstRow: RowId, markAt: (row: RowId) => Mark | undefined): boolean {
    const { growing, lastRow } = this.head;
    if (!growing || this.head.firstRow !== firstRow) return false;
    const mark = markAt(lastRow);
    return mark !== undefined && growing.mark.every((one, index) => one === mark[index]);
  }
  /** What it has, but for tables, to be made longer; undefined where it is damaged. */
  made(): Made | undefined {
    const { time, pair, fields, numbers, ...head } = this.head;
    const [times, allPairs] = [this.read(time, 'time'), this.#ids(pair)];
    const all: Made['fields'] = [];
    for (const { name, samples, place } of fields) {
      const ids = this.#ids(place);
      if (!ids) return undefined;
      all.push({ name, samples, ids, tables: [] });
    }
    const allNumbers: Made['numbers'] = [];
    for (const { name, samples, place, values } of numbers) {
      const [ids, read] = [this.#ids(place), this.read(values, 'numbers')];
      if (!ids || !read) return undefined;
      allNumbers.push({ name, samples, ids, values: Float64Array.from(read) });
    }
    if (!times || !allPairs) return undefined;
    const none = { values: [], tables: [] };
    const rows = { time: Float64Array.from(times), pair: allPairs };
    return { ...head, ...rows, parts: none, levels: none, fields: all, numbers: allNumbers };
  }
  #ids(place: Place): Uint16Array | undefined {
    const ids = this.read(place, 'ids');
    return ids && Uint16Array.from(ids);
  }
  /** All of it can be read. */
  isSound(): boolean {
    const { time, pair, parts, levels, fields, numbers } = this.head;
    const tables = [parts, levels, ...fields].flatMap((one) => one.tables);
    const places = [...fields, ...tables, ...numbers].map(({ place }) => place);
    return [time, pair, ...places, ...numbers.map(({ values }) => values)].every((place) => this.read(place, 'ids'));
  }
  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
