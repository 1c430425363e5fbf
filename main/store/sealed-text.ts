// A sealed segment's records as they lie in its file, for finding those that have a word in them without SQLite: the file does not
// change any more, a row never lies in two pages unless it is longer than one, and a word is found in bytes several times as fast
// as SQLite hands over rows. What is found may match; the filter itself judges it.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { RowId } from '../contract/units.ts';
import type { Word } from '../query/words.ts';
import { firstIndex } from './first-index.ts';
import {
  cellAt,
  cellOf,
  type Leaves,
  leafAt,
  leavesOf,
  nextContinued,
  type PageFile,
  pageFileOf,
  rowAt,
} from './leaf-pages.ts';
import { type Needle, needleOf, Substrings, TEXT_AT, TEXT_BYTES } from './substrings.ts';

/** Where more of the rows than this are found, the filter had better judge all of them; of fewer rows nothing is said yet. */
const MOST_FOUND = 0.2;
const FEWEST_ROWS = 1000;
const SAMPLE_BYTES = 16_384;
/** Kept of each segment: what was found for so many lists of words, so many rows each. */
const MOST_KEPT = 8;
const MOST_ROWS_KEPT = 4000;

type Sought = { needle: Needle; fits: Word['fits'] };
/** Rows (after, upTo] that have one of some words, ascending. */
type Found = { after: RowId; upTo: RowId; rows: RowId[] };

let substrings: Substrings | undefined;

export class SealedText implements Disposable {
  readonly #fd: number;
  readonly #file: PageFile;
  readonly #leaves: Leaves;
  readonly #substrings: Substrings;
  readonly #found = new Map<readonly Word[], Found>();
  /** the file is not what it was, or not sound: SQLite finds out */
  #isOdd = false;

  private constructor(fd: number, file: PageFile, leaves: Leaves, shared: Substrings) {
    this.#fd = fd;
    this.#file = file;
    this.#leaves = leaves;
    this.#substrings = shared;
  }

  /**
   * `root` is the first page of the table of records. Undefined where the file cannot be read so: a part of it may still lie in
   * its write-ahead log, where a reader kept the writer from moving all of it.
   */
  static open(path: string, root: number): SealedText | undefined {
    if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return undefined;
    substrings ??= new Substrings();
    const { bytes } = substrings;
    using onFailure = new DisposableStack();
    try {
      const fd = openSync(path, 'r');
      onFailure.defer(() => closeSync(fd));
      const page = (number: number, pageBytes: number) => {
        const length = readSync(fd, bytes, TEXT_AT, pageBytes, (number - 1) * pageBytes);
        return bytes.subarray(TEXT_AT, TEXT_AT + length);
      };
      const file = pageFileOf(page(1, 100), fstatSync(fd).size);
      const leaves = file && leavesOf(file, root, (number) => page(number, file.pageBytes));
      if (!leaves) return undefined;
      onFailure.move();
      return new SealedText(fd, file, leaves, substrings);
    } catch {
      // A file that is gone or cannot be read: SQLite meets the same, and says what it is.
      return undefined;
    }
  }

  /** Of rows (after, upTo] those that may have one of the words, ascending; undefined where these are many, or cannot be told. */
  rowsWith(words: readonly Word[], after: RowId, upTo: RowId): RowId[] | undefined {
    if (this.#isOdd) return undefined;
    let found = this.#found.get(words);
    if (!found || after < found.after || after > found.upTo) found = { after, upTo: after, rows: [] };
    if (upTo > found.upTo) {
      const more = this.#search(words, found.upTo, upTo);
      if (!more) return undefined;
      found = { after: found.after, upTo, rows: [...found.rows, ...more] };
      this.#keep(words, found);
    }
    return found.rows.filter((row) => row > after && row <= upTo);
  }

  /** Only when SQLite has closed the file too: closing it ends the locks that this process holds on it. */
  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  #keep(words: readonly Word[], found: Found): void {
    this.#found.delete(words);
    if (found.rows.length > MOST_ROWS_KEPT) return;
    this.#found.set(words, found);
    const [oldest] = this.#found.keys();
    if (oldest !== undefined && this.#found.size > MOST_KEPT) this.#found.delete(oldest);
  }

  #search(words: readonly Word[], after: RowId, upTo: RowId): RowId[] | undefined {
    const { pages, lastRows } = this.#leaves;
    const { pageBytes } = this.#file;
    const most = Math.max(1, Math.floor(TEXT_BYTES / pageBytes));
    let needles: Sought[] | undefined;
    const rows: RowId[] = [];
    let looked = 0;
    let leaf = firstAtLeast(lastRows, after + 1);
    const last = Math.min(firstAtLeast(lastRows, upTo), pages.length - 1);
    while (leaf <= last) {
      const first = pages[leaf] ?? 0;
      let end = leaf + 1;
      for (let page = pages[end] ?? 0; end <= last && page > first && page - first < most; page = pages[end] ?? 0)
        end++;
      // Pages of other tables and of indexes lie in between.
      const through = Math.max(...pages.subarray(leaf, end));
      const length = (through - first + 1) * pageBytes;
      if (!this.#read(first, length)) return this.#odd();
      needles ??= this.#needlesOf(words, length);
      for (; leaf < end; leaf++) {
        const cells = this.#searchLeaf(TEXT_AT + ((pages[leaf] ?? 0) - first) * pageBytes, needles, rows);
        if (cells === undefined) return this.#odd();
        looked += cells;
        if (rows.length > MOST_FOUND * Math.max(looked, FEWEST_ROWS)) return undefined;
      }
    }
    return rows.filter((row) => row > after && row <= upTo);
  }

  /** Adds the rows of a leaf, ascending; returns how many rows the leaf has. Undefined where it is not sound. */
  #searchLeaf(start: number, needles: readonly Sought[], rows: RowId[]): number | undefined {
    const { bytes } = this.#substrings;
    const leaf = leafAt(bytes, start, this.#file);
    if (!leaf) return undefined;
    const first = rows.length;
    let index = 0;
    for (;;) {
      index = nextContinued(bytes, leaf, this.#file, index);
      if (index < 0) return undefined;
      if (index === leaf.cells) break;
      rows.push(rowAt(bytes, cellAt(bytes, leaf, index++)));
    }
    for (const { needle, fits } of needles) {
      let at = this.#substrings.find(needle, leaf.content, leaf.end);
      while (at >= 0) {
        let from = at + 1;
        if (!fits || fits(bytes, at + needle.bytes.length, leaf.end)) {
          const { cell, next } = cellOf(bytes, leaf, at);
          if (cell >= 0) rows.push(rowAt(bytes, cell));
          from = next;
        }
        at = this.#substrings.find(needle, from, leaf.end);
      }
    }
    if (rows.length - first > 1) {
      const found = new Set(rows.splice(first));
      rows.push(...[...found].sort((a, b) => a - b));
    }
    return leaf.cells;
  }

  #needlesOf(words: readonly Word[], length: number): Sought[] {
    const sample = this.#substrings.bytes.subarray(TEXT_AT, TEXT_AT + Math.min(length, SAMPLE_BYTES));
    return words.map(({ text, fits }) => ({ needle: needleOf(text, sample), fits }));
  }
  #read(page: number, length: number): boolean {
    try {
      return readSync(this.#fd, this.#substrings.bytes, TEXT_AT, length, (page - 1) * this.#file.pageBytes) === length;
    } catch {
      // SQLite meets the same fault, and says what it is.
      return false;
    }
  }
  #odd(): undefined {
    this.#isOdd = true;
  }
}

/** The first index whose number is at least `wanted`; the numbers ascend. */
function firstAtLeast(numbers: Float64Array, wanted: number): number {
  return firstIndex(numbers.length, (index) => (numbers[index] ?? 0) < wanted);
}
