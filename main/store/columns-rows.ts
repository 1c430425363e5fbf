// What each row has, while columns are made (columns-make.ts): its partition and level, and its fields, each an index into what there is.
import { LEVELS } from '../contract/units.ts';
import { type Cell, type FieldReader, fieldReader } from '../query/field-values.ts';
import type { Made } from './columns.ts';
import { SampleIds } from './columns-samples.ts';

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
  readonly #samples: SampleIds;

  constructor(name: string, count: number, base: Pick<Made['fields'][number], 'ids' | 'samples'> | undefined) {
    this.name = name;
    this.reader = fieldReader(name, NO_NAMES);
    this.ids = new Uint16Array(count);
    this.ids.set(base?.ids ?? []);
    this.#samples = new SampleIds(base?.samples);
  }

  get samples(): readonly string[] {
    return this.#samples.all;
  }
  get isFull(): boolean {
    return this.#samples.isFull;
  }
  add(index: number, cell: Cell): void {
    this.ids[index] = this.#samples.of(cell, this.reader);
  }
}
