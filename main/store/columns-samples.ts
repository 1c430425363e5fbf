// The samples of a field (query/samples.ts), numbered as they are met.
import type { Cell, FieldReader } from '../query/field-values.ts';

/** A field with more samples (different values; lists count whole) gets no column. */
const MOST_SAMPLES = 4000;
/** Of a field's samples together; so a head stays small. */
const MOST_CHARACTERS = 250_000;
const MOST_CELLS = 10_000;
const LONGEST_CELL = 256;

export class SampleIds {
  readonly all: string[] = [];
  isFull = false;
  #characters = 0;
  readonly #known = new Map<string, number>();
  /** the same few cells come again and again */
  readonly #cells = new Map<Cell, number>();

  /** `known`: those that were met before. */
  constructor(known: readonly string[] = []) {
    for (const sample of known) this.idOf(sample);
  }

  of(cell: Cell, reader: FieldReader): number {
    let id = this.#cells.get(cell);
    if (id === undefined) {
      id = this.idOf(reader.sample?.(cell) ?? '');
      const isShort = typeof cell !== 'string' || cell.length <= LONGEST_CELL;
      if (isShort && this.#cells.size < MOST_CELLS) this.#cells.set(cell, id);
    }
    return id;
  }

  idOf(sample: string): number {
    const known = this.#known.get(sample);
    if (known !== undefined) return known;
    this.#characters += sample.length;
    this.isFull ||= this.all.length >= MOST_SAMPLES || this.#characters > MOST_CHARACTERS;
    if (this.isFull) return 0;
    const id = this.all.push(sample) - 1;
    this.#known.set(sample, id);
    return id;
  }
}
