// What the cache holds of each partition, what is missing and why, and the totals for a reader that has no writer beside it.
import { statSync } from 'node:fs';
import { fail } from '../contract/errors.ts';
import type { Coverage, Hole, PartitionCoverage } from '../contract/records.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Held, LevelCounts, SegmentRow } from './catalog.ts';
import { isFetchable } from './holes.ts';
import { byFrom, mergeIntervals, type Range, without } from './intervals.ts';
import { type HeldIn, HoleTimes } from './reader-hole-times.ts';
import type { Running } from './reader-protocol.ts';
import type { CacheFiles, OpenSegment, ReadPart } from './reader-segments.ts';
import { ROLLUP_WIDTHS } from './schema.ts';

type Named = Held & { cause: Hole['cause']; detail: string | null };
type StoredPosition = [part: number, next: Offset, newest: Micros | null];
/** Of a segment. */
type Content = { held: Held[]; counts: LevelCounts; positions: StoredPosition[] };
/** One incarnation of a partition, and what is missing of it below its position. */
type Covered = PartitionCoverage & { part: number; missing: Named[] };

const BATCHES_SQL = 'SELECT part, from_offset, to_offset FROM batches ORDER BY part, from_offset';
const POSITION_SQL = 'SELECT part, next, newest FROM position';
const COUNTS_SQL = 'SELECT part, level, sum(n) FROM rollup WHERE width = ? GROUP BY part, level';
const HOLES_SQL = 'SELECT part, from_offset AS "from", to_offset AS "to", cause, detail FROM holes';
/** The first caches had no such table. */
const HAS_HELD_SQL = "SELECT count(*) FROM sqlite_schema WHERE name = 'held'";

/** Sealed segments do not change: what they hold is kept, merged. */
export class CoverageReader {
  readonly #files: CacheFiles;
  readonly #sealed = new Map<number, Held[]>();
  readonly #times: HoleTimes;

  constructor(files: CacheFiles) {
    this.#files = files;
    this.#times = new HoleTimes(files);
  }

  *coverage(): Running<'coverage'> {
    const { parts, held } = yield* this.#covered();
    const newest = newestOf(this.#files.parts.values());
    const times = yield* this.#times.of(
      parts.flatMap(({ missing }) => missing),
      held,
    );
    const result: Coverage = { partitions: [], holes: [] };
    for (const { part, missing, ...partition } of parts) {
      result.partitions.push(partition);
      const { topic, incarnation } = partition;
      for (const hole of missing)
        result.holes.push({
          ...{ topic, partition: partition.partition, incarnation, from: hole.from, to: hole.to, cause: hole.cause },
          ...(hole.detail !== null && { detail: hole.detail }),
          ...(times.get(hole) ?? { fromTime: null, toTime: null }),
          fetchable: newest.has(part) && isFetchable(hole.cause),
        });
    }
    return result;
  }

  *tick(): Running<'tick'> {
    const files = this.#files;
    const { upTo, segments } = files.overview(null);
    let cacheBytes = 0;
    for (const segment of files.segments)
      cacheBytes += segment.bytes ?? sizeOf(files.path(segment)) + sizeOf(`${files.path(segment)}-wal`);
    const { parts } = yield* this.#covered();
    const topics = new Map<string, number>();
    for (const { topic, records } of parts) if (records > 0) topics.set(topic, (topics.get(topic) ?? 0) + records);
    return {
      newestRow: upTo,
      records: [...topics.values()].reduce((a, b) => a + b, 0),
      oldestTime: segments.length === 0 ? null : Math.min(...segments.map(({ oldest }) => oldest)),
      newestTime: segments.length === 0 ? null : Math.max(...segments.map(({ newest }) => newest)),
      frontier: null,
      caughtUp: 0,
      followed: 0,
      elsewhere: 0,
      openTransactions: 0,
      holes: parts.reduce((sum, { missing }) => sum + missing.length, 0),
      cacheBytes,
      cacheLimitBytes: null,
      topics: [...topics].map(([name, count]) => ({ name, records: count, followed: false })),
      duplicates: 0,
    };
  }

  *#covered(): Generator<undefined, { parts: Covered[]; held: HeldIn[] }> {
    const files = this.#files;
    const all: HeldIn[] = [];
    const records = new Map<number, number>();
    const positions = new Map<number, StoredPosition>();
    const lost: Held[] = [];
    const { segments } = files;
    for (const segment of segments) {
      // The newest segment has every position: those of the one before are copied into it.
      const content = this.#contentOf(segment, segment === segments.at(-1));
      if (!content) {
        lost.push(...this.#lost(segment));
        continue;
      }
      for (const one of content.held) all.push({ ...one, segment: segment.id });
      for (const { part, n } of content.counts) records.set(part, (records.get(part) ?? 0) + n);
      for (const position of content.positions) positions.set(position[0], position);
      yield;
    }
    all.sort(byPlace);
    const merged = Map.groupBy(mergeIntervals<Held>(all), (one) => one.part);
    const named = Map.groupBy(
      [...this.#named(), ...mergeIntervals(lost.sort(byPlace)).map(damaged)],
      (hole) => hole.part,
    );
    const parts = [...files.parts.values()].map(({ id, topic, partition, incarnation }): Covered => {
      const held = merged.get(id) ?? [];
      const position = positions.get(id);
      const [, next = held.at(-1)?.to ?? 0, newestTime = null] = position ?? [];
      return {
        ...{ part: id, topic, partition, incarnation, next, newestTime },
        held: held.map(({ from, to }) => [from, to]),
        records: records.get(id) ?? 0,
        missing: this.#missing(id, held, named.get(id) ?? [], position?.[1]),
      };
    });
    return { parts, held: all };
  }

  /** Below the position: what has a name and is not held, and what lies between without either. Ascending. */
  #missing(part: number, held: Range[], named: Named[], next = Number.POSITIVE_INFINITY): Named[] {
    const missing = named.flatMap((hole) =>
      without({ from: hole.from, to: Math.min(hole.to, next) }, held).map((range) => ({ ...hole, ...range })),
    );
    const known = [...held, ...named].sort(byFrom);
    const [first] = known;
    if (first && Number.isFinite(next)) {
      const cause = this.#files.anyDamaged ? 'damaged-segment' : 'not-fetched';
      for (const range of without({ from: first.from, to: next }, known))
        missing.push({ part, ...range, cause, detail: null });
    }
    return missing.sort(byFrom);
  }

  /** undefined where the file is gone or damaged. */
  #contentOf(segment: SegmentRow, withPositions: boolean): Content | undefined {
    const { id, state } = segment;
    const kept = this.#files.isLost(id) ? undefined : this.#sealed.get(id);
    if (kept && !withPositions) return { held: kept, counts: countsOf(segment), positions: [] };
    // Of one moment: what is stored between two reads would be a hole below a position that is newer.
    const content = this.#files.tolerant(id, (open) =>
      open.snapshot(() => {
        const batches = open.rows<[number, Offset, Offset]>(BATCHES_SQL, []);
        return {
          held: mergeIntervals(batches.map(([part, from, to]) => ({ part, from, to }))),
          counts: countsOf(segment, open),
          positions: withPositions ? open.rows<StoredPosition>(POSITION_SQL, []) : [],
        };
      }),
    );
    if (content && state === 'sealed') this.#sealed.set(id, content.held);
    return content;
  }
  /** What a lost segment held, as the catalog knows it. Throws damaged for the active one, of which nobody knows. */
  #lost({ id, file }: SegmentRow): Held[] {
    const { catalog } = this.#files;
    const state = catalog.prepare<[number], string>('SELECT state FROM segments WHERE id = ?').pluck().get(id);
    if (state === 'active')
      throw fail(
        'damaged',
        `${file}, the newest file of the cache, is missing or damaged: what the cache holds cannot be told. Collect into this cache again, which fetches what is missing, or choose another one.`,
      );
    if (catalog.prepare<[], number>(HAS_HELD_SQL).pluck().get() === 0) return [];
    // One that the catalog has no more was dropped meanwhile, and its holes are in the catalog.
    return catalog
      .prepare<[number], Held>('SELECT part, from_offset AS "from", to_offset AS "to" FROM held WHERE segment = ?')
      .all(id);
  }
  #named(): Named[] {
    return this.#files.catalog.prepare<[], Named>(HOLES_SQL).all();
  }
}

function countsOf(segment: SegmentRow, open?: OpenSegment): LevelCounts {
  if (segment.counts !== null) return JSON.parse(segment.counts);
  const rows = open?.rows<[part: number, level: number, n: number]>(COUNTS_SQL, [ROLLUP_WIDTHS[2]]) ?? [];
  return rows.map(([part, level, n]) => ({ part, level, n }));
}

/** The parts that are the newest incarnations of their partitions. */
function newestOf(parts: Iterable<ReadPart>): Set<number> {
  const newest = new Map<string, ReadPart>();
  for (const part of parts) {
    const place = JSON.stringify([part.cluster, part.topic, part.partition]);
    if (part.incarnation > (newest.get(place)?.incarnation ?? 0)) newest.set(place, part);
  }
  return new Set([...newest.values()].map(({ id }) => id));
}

function byPlace(a: Held, b: Held): number {
  return a.part - b.part || a.from - b.from;
}

function damaged(held: Held): Named {
  return { ...held, cause: 'damaged-segment', detail: null };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
