// Running totals for the tick, so that nothing is counted again for each of ten ticks a second.
import type { Tick } from '../contract/records.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Catalog, Part } from './catalog.ts';
import type { Followed } from './followed.ts';
import type { Holes } from './holes.ts';
import type { Segments } from './segments.ts';

/** The active file's size is looked at no more often than every so many batches. */
const BYTES_EVERY = 16;

export class Totals {
  readonly #catalog: Catalog;
  readonly #segments: Segments;
  readonly #holes: Holes;
  readonly #byTopic = new Map<string, number>();
  #oldest: Micros = Number.POSITIVE_INFINITY;
  #newest: Micros = Number.NEGATIVE_INFINITY;
  #records = 0;
  #doubles = 0;
  #activeBytes = 0;
  #batches = 0;
  activeFirstRow: RowId = 0;

  constructor(catalog: Catalog, segments: Segments, holes: Holes) {
    this.#catalog = catalog;
    this.#segments = segments;
    this.#holes = holes;
    this.recount();
  }

  /** After segments came or went. */
  recount(): void {
    this.#holes.reload();
    const { active, sealed } = this.#segments;
    const topics = new Map(this.#catalog.parts().map((part) => [part.id, part.topic]));
    this.#byTopic.clear();
    this.#records = 0;
    let inActive = 0;
    const add = (one: { part: number; n: number }) => {
      const topic = topics.get(one.part) ?? '';
      this.#byTopic.set(topic, (this.#byTopic.get(topic) ?? 0) + one.n);
      this.#records += one.n;
    };
    for (const one of this.#segments.sealedCounts()) add(one);
    for (const one of active.counts()) {
      add(one);
      inActive += one.n;
    }
    const range = active.range();
    this.#oldest = Math.min(sealed.oldest, range.oldest ?? sealed.oldest);
    this.#newest = Math.max(sealed.newest, range.newest ?? sealed.newest);
    this.activeFirstRow = active.nextRow - inActive;
    this.#activeBytes = active.bytes();
  }

  add(part: Part, records: number, doubles: number, range: { oldest: Micros; newest: Micros } | undefined): void {
    this.#records += records;
    this.#doubles += doubles;
    this.#byTopic.set(part.topic, (this.#byTopic.get(part.topic) ?? 0) + records);
    if (range) {
      this.#oldest = Math.min(this.#oldest, range.oldest);
      this.#newest = Math.max(this.#newest, range.newest);
    }
  }
  activeBytes(): number {
    if (this.#batches++ % BYTES_EVERY === 0) this.#activeBytes = this.#segments.active.bytes();
    return this.#activeBytes;
  }

  tick(followed: Followed, cacheLimitBytes: number | null): Tick {
    const oldestTime = Number.isFinite(this.#oldest) ? this.#oldest : null;
    const topics = followed.topics();
    return {
      newestRow: this.#segments.active.nextRow - 1,
      records: this.#records,
      oldestTime,
      newestTime: Number.isFinite(this.#newest) ? this.#newest : null,
      ...followed.frontier(oldestTime),
      holes: this.#holes.count(),
      cacheBytes: this.#segments.sealed.bytes + this.#segments.active.bytes(),
      cacheLimitBytes,
      topics: [...this.#byTopic].map(([name, records]) => ({ name, records, followed: topics.has(name) })),
      duplicates: this.#doubles,
    };
  }
}
