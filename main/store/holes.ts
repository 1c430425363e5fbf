// What is missing of each part, as of now: what the catalog names, less what the active segment holds. Kept in memory, so that
// the tick need not ask for it.
import type { Hole } from '../contract/records.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Catalog, StoredHole } from './catalog.ts';
import { byFrom, mergeIntervals, type Range, without } from './intervals.ts';
import type { Segments } from './segments.ts';

export class Holes {
  readonly #catalog: Catalog;
  readonly #segments: Segments;
  /** as the catalog has them */
  #named = new Map<number, StoredHole[]>();
  /** what the active segment holds, merged */
  #active = new Map<number, Range[]>();
  /** what is missing, of the parts that are looked up */
  readonly #missing = new Map<number, StoredHole[]>();

  /** Puts right what a crash or a power cut left behind: no gap below a position is without a name. */
  constructor(catalog: Catalog, segments: Segments) {
    this.#catalog = catalog;
    this.#segments = segments;
    this.reload();
    this.#tidy(Date.now() * 1000);
  }

  /** After segments came or went. */
  reload(): void {
    this.#active = Map.groupBy(this.#segments.active.held(), ({ part }) => part);
    this.#reloadNamed();
  }
  #reloadNamed(): void {
    this.#named = Map.groupBy(this.#catalog.holes(), ({ part }) => part);
    this.#missing.clear();
  }

  /** To be called with every batch that was stored. */
  stored(part: number, from: Offset, to: Offset): void {
    if (to <= from) return;
    const held = this.#active.get(part) ?? [];
    this.#active.set(part, held);
    const last = held.at(-1);
    if (last?.to === from) last.to = to;
    else if (!last || last.to < from) held.push({ from, to });
    else this.#active.set(part, merged([...held, { from, to }]));
    if (this.#named.get(part)?.some((hole) => hole.to > from)) this.#missing.delete(part);
  }

  /** Names [from, to), whatever was said of it before. */
  set(part: number, from: Offset, to: Offset, cause: Hole['cause'], detail: string | undefined): void {
    this.#setAll([{ part, from, to, cause, detail: detail ?? null, at: Date.now() * 1000 }]);
  }
  /** Names what is missing of [from, to). */
  name(part: number, from: Offset, to: Offset, cause: Hole['cause'], detail: string | undefined): void {
    const at = Date.now() * 1000;
    this.#setAll(this.missing(part, from, to).map((range) => ({ part, ...range, cause, detail: detail ?? null, at })));
  }
  #setAll(holes: StoredHole[]): void {
    if (holes.length === 0) return;
    this.#catalog.inTransaction(() => {
      for (const hole of holes) this.#catalog.setHole(hole);
    });
    // Of these parts alone: a fill names holes one by one, and there may be thousands of others.
    for (const part of new Set(holes.map((hole) => hole.part))) {
      this.#named.set(part, this.#catalog.holesOf(part));
      this.#missing.delete(part);
    }
  }

  /** What is not held of [from, to) and lies between the incarnation's beginning and its position; ascending. */
  missing(part: number, from: Offset, to: Offset): Range[] {
    const { active } = this.#segments;
    const range = { from: Math.max(from, active.begins(part)), to: Math.min(to, active.next(part) ?? 0) };
    const held = [...this.#catalog.heldBetween(part, range.from, range.to), ...(this.#active.get(part) ?? [])];
    return without(range, held.sort(byFrom));
  }
  /** The holes of a part below its position, ascending. */
  of(part: number): readonly StoredHole[] {
    const kept = this.#missing.get(part);
    if (kept) return kept;
    const end = this.#segments.active.next(part) ?? Number.POSITIVE_INFINITY;
    const held = this.#active.get(part) ?? [];
    const holes = (this.#named.get(part) ?? []).flatMap((hole) =>
      without({ from: hole.from, to: Math.min(hole.to, end) }, held).map((range) => ({ ...hole, ...range })),
    );
    this.#missing.set(part, holes);
    return holes;
  }
  count(): number {
    let count = 0;
    for (const part of this.#named.keys()) count += this.of(part).length;
    return count;
  }

  #tidy(at: Micros): void {
    const sealed = Map.groupBy(this.#catalog.held(), ({ part }) => part);
    const { positions, names } = this.#segments.active.carried();
    const lows = new Map(names.map(({ id, low }) => [id, low]));
    const cause = this.#catalog.segments().some(({ state }) => state === 'damaged') ? 'damaged-segment' : 'not-fetched';
    const unnamed: StoredHole[] = [];
    for (const { part, next } of positions) {
      const known = [
        ...(sealed.get(part) ?? []),
        ...(this.#active.get(part) ?? []),
        ...(this.#named.get(part) ?? []),
      ].sort(byFrom);
      const from = Math.min(lows.get(part) ?? next, known[0]?.from ?? next);
      for (const range of without({ from, to: next }, known)) unnamed.push({ part, ...range, cause, detail: null, at });
    }
    const overlapping = [...sealed.values()]
      .flat()
      .filter((held) => this.#named.get(held.part)?.some((hole) => hole.from < held.to && hole.to > held.from));
    if (unnamed.length + overlapping.length === 0) return;
    this.#catalog.inTransaction(() => {
      for (const { part, from, to } of overlapping) this.#catalog.cutHoles(part, from, to);
      for (const hole of unnamed) this.#catalog.setHole(hole);
    });
    this.#reloadNamed();
  }
}

function merged(ranges: Range[]): Range[] {
  return mergeIntervals(ranges.map((range) => ({ part: 0, ...range })).sort(byFrom));
}

export function isFetchable(cause: Hole['cause']): boolean {
  return cause !== 'deleted-by-retention';
}
