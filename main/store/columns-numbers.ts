// A column of a field that has a number in most records, and too many different ones for samples (columns.ts): the numbers row by
// row, and samples for the records that have anything else there, or nothing.
import { type Cell, type FieldReader, fieldReader } from '../query/field-values.ts';
import { plainNumber } from '../query/number-test.ts';
import type { Made } from './columns.ts';
import { type FieldColumn, NO_NAMES } from './columns-rows.ts';
import { SampleIds } from './columns-samples.ts';

/** The index of a row that has a number. */
const NUMBER = 0;
const MOST_32_BITS = 2 ** 32;

export class NumberColumn {
  readonly name: string;
  readonly reader: FieldReader;
  readonly #numbers: Float64Array;
  readonly #ids: Uint16Array;
  readonly #samples: SampleIds;
  #isWhole: boolean;

  constructor(name: string, count: number, base: Made['numbers'][number] | undefined) {
    this.name = name;
    this.reader = fieldReader(name, NO_NAMES);
    this.#numbers = new Float64Array(count);
    this.#numbers.set(base?.values ?? []);
    this.#ids = new Uint16Array(count);
    this.#ids.set(base?.ids ?? []);
    this.#samples = new SampleIds(base?.samples.slice(NUMBER + 1));
    this.#isWhole = base?.values.every(isWhole) ?? true;
  }

  /**
   * Of the rows before `end` of a field that has too many samples; undefined where these are not numbers for the most part. A sample
   * (query/samples.ts) is the value within its keys.
   */
  static of({ name, reader, ids, samples }: FieldColumn, end: number): NumberColumn | undefined {
    if (!reader.number) return undefined;
    const values = samples.map((sample) => plainNumber(/^(?:\{"[^"]*":)+([^{}"]*)\}+$/.exec(sample)?.[1] ?? ''));
    if (values.filter((value) => value === undefined).length > samples.length / 10) return undefined;
    const column = new NumberColumn(name, ids.length, undefined);
    for (let index = 0; index < end; index++) {
      const id = ids[index] ?? 0;
      column.#set(index, values[id], () => column.#samples.idOf(samples[id] ?? ''));
    }
    return column;
  }

  /** Too many rows have something else. */
  get isFull(): boolean {
    return this.#samples.isFull;
  }

  add(index: number, cell: Cell): void {
    this.#set(index, this.reader.number?.(cell), () => this.#samples.of(cell, this.reader));
  }
  #set(index: number, number: number | undefined, sampleId: () => number): void {
    if (number === undefined) this.#ids[index] = NUMBER + 1 + sampleId();
    else {
      this.#ids[index] = NUMBER;
      this.#numbers[index] = number;
      this.#isWhole &&= isWhole(number);
    }
  }

  made(): Made['numbers'][number] {
    const values = this.#isWhole ? Uint32Array.from(this.#numbers) : this.#numbers;
    return { name: this.name, values, ids: this.#ids, samples: ['', ...this.#samples.all] };
  }
}

/** It fits into 32 bits. */
function isWhole(number: number): boolean {
  return number >= 0 && number < MOST_32_BITS && Number.isInteger(number);
}
