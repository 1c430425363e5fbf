// A column of a field that has a number in most records, and too many different ones for samples (columns.ts): the numbers row by
// row, and samples for the records that have anything else there, or nothing.
import type { Cell, FieldReader } from '../query/field-values.ts';
import type { Made } from './columns.ts';
import { SampleIds } from './columns-samples.ts';

const MOST_32_BITS = 2 ** 32;

export class NumberColumn {
  readonly name: string;
  readonly reader: FieldReader;
  readonly #numbers: Float64Array;
  /** 0 where the row has a number */
  readonly #ids: Uint16Array;
  readonly #samples = new SampleIds();
  #isWhole = true;

  constructor(name: string, reader: FieldReader, count: number) {
    this.name = name;
    this.reader = reader;
    this.#numbers = new Float64Array(count);
    this.#ids = new Uint16Array(count);
  }

  /** Too many rows have something else. */
  get isFull(): boolean {
    return this.#samples.isFull;
  }

  add(index: number, cell: Cell): void {
    const number = this.reader.number?.(cell);
    if (number === undefined) this.#ids[index] = 1 + this.#samples.of(cell, this.reader);
    else {
      this.#numbers[index] = number;
      this.#isWhole &&= number >= 0 && number < MOST_32_BITS && Number.isInteger(number);
    }
  }

  made(): Made['numbers'][number] {
    const values = this.#isWhole ? Uint32Array.from(this.#numbers) : this.#numbers;
    return { name: this.name, values, ids: this.#ids, samples: ['', ...this.#samples.all] };
  }
}
