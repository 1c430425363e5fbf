// The rows of a segment in the order of a clock: by time, and by row where times are the same. Pure.
import type { Key } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import { firstIndex } from './first-index.ts';

/** Places are 0 to size - 1, ascending by key. Does not change. */
export type ClockOrder = {
  readonly size: number;
  time(place: number): Micros;
  row(place: number): RowId;
};

/** How many keys are smaller. */
export function placeOf(order: ClockOrder, { time, row }: Key): number {
  return firstIndex(order.size, (place) => {
    const at = order.time(place);
    return at < time || (at === time && order.row(place) < row);
  });
}

/** The key of a place; undefined where there is none. */
export function keyAt(order: ClockOrder, place: number): Key | undefined {
  return place < 0 || place >= order.size ? undefined : { time: order.time(place), row: order.row(place) };
}

/** Each row has a time of its own. Rows are kept as their distance from `firstRow`. */
export class SortedRows implements ClockOrder {
  readonly firstRow: RowId;
  readonly times: Float64Array;
  readonly rows: Uint32Array;

  private constructor(firstRow: RowId, times: Float64Array, rows: Uint32Array) {
    this.firstRow = firstRow;
    this.times = times;
    this.rows = rows;
  }

  /** `times` of the rows from `first` on, one behind the other. */
  static of(firstRow: RowId, first: RowId, times: Float64Array): SortedRows {
    const rows = sortedIndices(times);
    const sorted = Float64Array.from(rows, (index) => times[index] ?? 0);
    const distance = first - firstRow;
    if (distance > 0) for (const [place, index] of rows.entries()) rows[place] = index + distance;
    return new SortedRows(firstRow, sorted, rows);
  }

  get size(): number {
    return this.rows.length;
  }
  time(place: number): Micros {
    return this.times[place] ?? 0;
  }
  row(place: number): RowId {
    return this.firstRow + (this.rows[place] ?? 0);
  }

  /** With those of another one, of later rows: mostly later times too, so that little is moved one by one. */
  with(added: SortedRows): SortedRows {
    const first = keyAt(added, 0);
    if (!first) return this;
    const size = this.size + added.size;
    const [times, rows] = [new Float64Array(size), new Uint32Array(size)];
    const kept = placeOf(this, first);
    times.set(this.times.subarray(0, kept));
    rows.set(this.rows.subarray(0, kept));
    let [a, b] = [kept, 0];
    for (let place = kept; place < size; place++) {
      // Its rows are later: at the same time those that were here come first.
      const isOurs = b >= added.size || (a < this.size && this.time(a) <= added.time(b));
      const from = isOurs ? this : added;
      const at = isOurs ? a++ : b++;
      times[place] = from.times[at] ?? 0;
      rows[place] = from.rows[at] ?? 0;
    }
    return new SortedRows(this.firstRow, times, rows);
  }

  /** Without the rows behind one. */
  upTo(lastRow: RowId): SortedRows {
    const most = lastRow - this.firstRow;
    const [times, rows] = [new Float64Array(this.size), new Uint32Array(this.size)];
    let size = 0;
    for (let place = 0; place < this.size; place++) {
      const row = this.rows[place] ?? 0;
      if (row > most) continue;
      times[size] = this.times[place] ?? 0;
      rows[size++] = row;
    }
    return new SortedRows(this.firstRow, times.slice(0, size), rows.slice(0, size));
  }
}

/** Numbers with the time in front and the index behind are sorted at once, without a function: three times as fast. */
const INDEX_BITS = 21;

function sortedIndices(times: Float64Array): Uint32Array {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    if (time < oldest) oldest = time;
    if (time > newest) newest = time;
  }
  const unit = unitOf(times, oldest);
  if ((newest - oldest) / unit >= 2 ** (53 - INDEX_BITS) || times.length >= 2 ** INDEX_BITS) {
    const indices = Uint32Array.from(times, (_, index) => index);
    return indices.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  }
  const packed = Float64Array.from(times, (time, index) => ((time - oldest) / unit) * 2 ** INDEX_BITS + index);
  packed.sort();
  return Uint32Array.from(packed, (number) => number % 2 ** INDEX_BITS);
}

/** Brokers tell milliseconds: numbers are smaller in them. */
export function unitOf(times: Float64Array, oldest: Micros): 1 | 1000 {
  return times.every((time) => (time - oldest) % 1000 === 0) ? 1000 : 1;
}

/** Rows that are one behind the other, and have one time: a batch has arrived. */
export type Run = [firstRow: RowId, rows: number, time: Micros];

/** Rows by runs; few, so that nothing of a segment but its batches is read. */
export class SortedRuns implements ClockOrder {
  readonly size: number;
  readonly runs: readonly Run[];
  /** the place of each run's first row, and the end */
  readonly #places: Float64Array;

  constructor(runs: readonly Run[]) {
    this.runs = runs.toSorted((a, b) => a[2] - b[2] || a[0] - b[0]);
    this.#places = new Float64Array(runs.length + 1);
    let size = 0;
    for (const [index, [, rows]] of this.runs.entries()) {
      size += rows;
      this.#places[index + 1] = size;
    }
    this.size = size;
  }

  time(place: number): Micros {
    return this.runs[this.#runAt(place)]?.[2] ?? 0;
  }
  row(place: number): RowId {
    const index = this.#runAt(place);
    return (this.runs[index]?.[0] ?? 0) + place - (this.#places[index] ?? 0);
  }
  with(added: SortedRuns): SortedRuns {
    return added.size === 0 ? this : new SortedRuns([...this.runs, ...added.runs]);
  }
  upTo(lastRow: RowId): SortedRuns {
    return new SortedRuns(cutRuns(this.runs, lastRow));
  }

  #runAt(place: number): number {
    let low = 0;
    let high = this.runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#places[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

export function cutRuns(runs: readonly Run[], lastRow: RowId): Run[] {
  return runs.flatMap(([first, rows, time]): Run[] =>
    first > lastRow ? [] : [[first, Math.min(rows, lastRow - first + 1), time]],
  );
}
