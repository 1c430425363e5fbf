// The counts of one job: by bucket and level, and by the values of a field if a timeline is split by one.
import { LEVELS } from '../contract/units.ts';
import { type Cell, type FieldReader, fieldReader, type PartNames } from '../query/field-values.ts';
import type { Sql } from '../query/sql.ts';
import type { CountInput, CountResult } from './reader-protocol.ts';

const LEVEL_COUNT = LEVELS.length;
/** A field with more values in one segment is split in two steps: first which are the most frequent, then those. */
const MOST_VALUES = 256;
/** What a cell counts under is kept for so many cells, of so many characters at most. */
const MOST_CELLS = 10_000;
const LONGEST_CELL = 256;

const MISSING = 0;
const OTHER = 1;

export class Tally {
  tooMany = false;
  readonly #counts: Float64Array<ArrayBuffer>;
  readonly #buckets: number;
  readonly #field: FieldReader | undefined;
  /** only these values have counts of their own; null: all, as they come up */
  readonly #wanted: ReadonlySet<string> | null;
  readonly #values: string[] = [];
  /** of missing, other and the values in their order, by bucket */
  readonly #series: Float64Array<ArrayBuffer>[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #cells = new Map<Cell, number>();

  constructor({ buckets, split }: CountInput, parts: PartNames) {
    this.#buckets = buckets;
    this.#counts = new Float64Array(buckets * LEVEL_COUNT);
    this.#field = split ? fieldReader(split.field, parts) : undefined;
    this.#wanted = split?.values ? new Set(split.values) : null;
    if (split) this.#series.push(new Float64Array(buckets), new Float64Array(buckets));
  }

  /** What has to be read of each row, besides its time and level. */
  get column(): Sql | undefined {
    return this.#field?.kind === 'level' ? undefined : this.#field?.column;
  }
  get field(): FieldReader | undefined {
    return this.#field;
  }
  get isInRollup(): boolean {
    return this.#field?.kind !== 'other';
  }

  /** Counts n records of a slot (bucket * LEVEL_COUNT + level). */
  add(slot: number, cell: Cell, n: number): void {
    this.#counts[slot] = (this.#counts[slot] ?? 0) + n;
    if (!this.#field) return;
    const bucket = Math.floor(slot / LEVEL_COUNT);
    const index = this.#indexOf(this.#field.kind === 'level' ? slot - bucket * LEVEL_COUNT : cell, this.#field);
    const series = this.#series[index];
    if (series) series[bucket] = (series[bucket] ?? 0) + n;
  }

  /** The series of records whose first value is this text; undefined: that do not have the field. */
  seriesOf(text: string | undefined): number {
    return text === undefined ? MISSING : this.#indexOfValue(text);
  }
  /** Counts n records of a slot, or of a bucket in a series: where the other was counted, or is, by itself. */
  addLevel(slot: number, n: number): void {
    this.#counts[slot] = (this.#counts[slot] ?? 0) + n;
  }
  addValue(index: number, bucket: number, n: number): void {
    const series = this.#series[index];
    if (series) series[bucket] = (series[bucket] ?? 0) + n;
  }
  /** Counts a record of a slot in a series. */
  addTo(index: number, slot: number, bucket: number): void {
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    const series = this.#series[index];
    if (series) series[bucket] = (series[bucket] ?? 0) + 1;
  }

  result(scanned: number): CountResult {
    const split = this.#field && {
      values: [...this.#values],
      series: this.#series.map((counts) => counts.slice()),
      tooMany: this.tooMany,
    };
    return { counts: this.#counts.slice(), scanned, ...(split && { split }) };
  }
  forget(): void {
    this.#counts.fill(0);
    for (const counts of this.#series) counts.fill(0);
  }

  #indexOf(cell: Cell, field: FieldReader): number {
    const known = this.#cells.get(cell);
    if (known !== undefined) return known;
    // The first of several values: so that all series together are the records.
    const index = this.seriesOf(field.values(cell)[0]?.text);
    const isShort = typeof cell !== 'string' || cell.length <= LONGEST_CELL;
    if (isShort && this.#cells.size < MOST_CELLS) this.#cells.set(cell, index);
    return index;
  }

  #indexOfValue(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    // Levels and partitions are as many as there are.
    const isFull = !this.isInRollup && this.#values.length >= MOST_VALUES;
    if (this.#wanted ? !this.#wanted.has(text) : isFull) {
      this.tooMany ||= isFull;
      return OTHER;
    }
    const index = this.#series.length;
    this.#values.push(text);
    this.#series.push(new Float64Array(this.#buckets));
    this.#indexes.set(text, index);
    return index;
  }
}
