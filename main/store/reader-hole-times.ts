// The times that holes lie between: of the nearest records held before and behind, in the order of offsets.
import type { Micros, Offset } from '../contract/units.ts';
import type { Held } from './catalog.ts';
import { firstIndex } from './first-index.ts';
import type { Range } from './intervals.ts';
import type { CacheFiles } from './reader-segments.ts';

/** Merged intervals of one segment. */
export type HeldIn = Held & { segment: number };
type Times = { fromTime: Micros | null; toTime: Micros | null };

/** With more holes than this nobody reads the times of each. */
const MOST_HOLES = 1000;
/** Intervals without any record (markers alone, all compacted away) are passed over, so many at most. */
const MOST_INTERVALS = 8;
const MOST_KEPT = 10_000;

const TIME = (batch: string, row: string) =>
  `SELECT ts FROM records WHERE id = (SELECT ${row} FROM batches WHERE part = ? AND from_offset >= ? AND from_offset < ?
   AND records > 0 ORDER BY from_offset ${batch} LIMIT 1)`;
/** The time of the last record, and of the first one, that is held of a part within an interval that is held. */
export const HOLE_TIME_SQL = {
  last: TIME('DESC', 'first_row + records - 1'),
  first: TIME('ASC', 'first_row'),
} as const;

export class HoleTimes {
  readonly #files: CacheFiles;
  /** of intervals in sealed segments, which do not change */
  readonly #kept = new Map<string, Micros | null>();

  constructor(files: CacheFiles) {
    this.#files = files;
  }

  /** `all` is sorted by part and offset. */
  *of<T extends Range & { part: number }>(holes: T[], all: readonly HeldIn[]): Generator<undefined, Map<T, Times>> {
    const times = new Map<T, Times>();
    if (holes.length === 0 || holes.length > MOST_HOLES) return times;
    const sealed = new Set(this.#files.segments.filter(({ state }) => state === 'sealed').map(({ id }) => id));
    const byPart = Map.groupBy(all, ({ part }) => part);
    for (const hole of holes) {
      const held = byPart.get(hole.part) ?? [];
      const behind = firstFrom(held, hole.to);
      const before = firstFrom(held, hole.from);
      times.set(hole, {
        fromTime: this.#first(held.slice(Math.max(0, before - MOST_INTERVALS), before).reverse(), 'last', sealed),
        toTime: this.#first(held.slice(behind, behind + MOST_INTERVALS), 'first', sealed),
      });
      yield;
    }
    return times;
  }

  /** The time of the first of these intervals that has a record. */
  #first(held: HeldIn[], end: keyof typeof HOLE_TIME_SQL, sealed: ReadonlySet<number>): Micros | null {
    for (const one of held) {
      const time = this.#timeOf(one, end, sealed.has(one.segment));
      if (time !== null) return time;
    }
    return null;
  }
  #timeOf({ segment, part, from, to }: HeldIn, end: keyof typeof HOLE_TIME_SQL, keep: boolean): Micros | null {
    const key = `${segment} ${part} ${from} ${end}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const row = this.#files.tolerant(segment, (open) => open.first<[Micros]>(HOLE_TIME_SQL[end], [part, from, to]));
    const time = row?.[0] ?? null;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    if (keep) this.#kept.set(key, time);
    return time;
  }
}

/** The index of the first interval that begins at an offset or behind it. */
function firstFrom(held: readonly HeldIn[], from: Offset): number {
  return firstIndex(held.length, (index) => (held[index]?.from ?? 0) < from);
}
