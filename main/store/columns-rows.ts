// What each row has, while columns are made (columns-make.ts): its partition and level, and its fields, each an index into what there is.
import { LEVELS } from '../contract/units.ts';
import { type Cell, type FieldReader, fieldReader } from '../query/field-values.ts';
import type { Made } from './columns.ts';

/** A field with more samples (different values; lists count whole) gets no column. */
const MOST_SAMPLES = 4000;
/** Of a field's samples together; so a head stays small. */
const MOST_CHARACTERS = 250_000;
const MOST_CELLS = 10_000;
const LONGEST_CELL = 256;
export const NO_NAMES = new Map<number, never>();

/** Which partition and level each row has. */
export class Pairs {
  readonly ids: Uint16Array;
  readonly pairs: [part: number, level: number][] = [];
  readonly #known = new Map<number, number>();

  constructor(count: number, base: Pick<Made, 'pair' | 'pairs'> | undefined) {
    this.ids = new Uint16Array(count);
    this.ids.set(base?.pair ?? []);
    for (const [part, level] of base?.pairs ?? []) this.#idOf(part, level);
  }
  /** There are more than an index can tell. */
  get isFull(): boolean {
    return this.pairs.length > 65_536;
  }
  add(index: number, part: number, level: number): void {
    this.ids[index] = this.#idOf(part, level);
  }
  #idOf(part: number, level: number): number {
    const key = part * LEVELS.length + level;
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.pairs.push([part, level]) - 1;
      this.#known.set(key, id);
    }
    return id;
  }
}

export class FieldColumn {
  readonly name: string;
  readonly reader: FieldReader;
  readonly ids: Uint16Array;
  readonly samples: string[] = [];
  isFull = false;
  #characters = 0;
  readonly #known = new Map<string, number>();
  /** the same few cells come again and again */
  readonly #cells = new Map<Cell, number>();

  constructor(name: string, count: number, base: Pick<Made['fields'][number], 'ids' | 'samples'> | undefined) {
    this.name = name;
    this.reader = fieldReader(name, NO_NAMES);
    this.ids = new Uint16Array(count);
    this.ids.set(base?.ids ?? []);
    for (const sample of base?.samples ?? []) this.#idOf(sample);
  }

  add(index: number, cell: Cell): void {
    let id = this.#cells.get(cell);
    if (id === undefined) {
      id = this.#idOf(this.reader.sample?.(cell) ?? '');
      const isShort = typeof cell !== 'string' || cell.length <= LONGEST_CELL;
      if (isShort && this.#cells.size < MOST_CELLS) this.#cells.set(cell, id);
    }
    this.ids[index] = id;
  }

  #idOf(sample: string): number {
    const known = this.#known.get(sample);
    if (known !== undefined) return known;
    this.#characters += sample.length;
    this.isFull ||= this.samples.length >= MOST_SAMPLES || this.#characters > MOST_CHARACTERS;
    if (this.isFull) return 0;
    const id = this.samples.push(sample) - 1;
    this.#known.set(sample, id);
    return id;
  }
}
