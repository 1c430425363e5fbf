// What the cache holds of each partition, what is missing and why, and the totals for a reader that has no writer beside it.
import { statSync } from 'node:fs';
import { fail } from '../contract/errors.ts';
import type { Coverage, Hole, PartitionCoverage } from '../contract/records.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { LevelCounts, SegmentRow } from './catalog.ts';
import type { Running } from './reader-protocol.ts';
import type { CacheFiles } from './reader-segments.ts';
import { ROLLUP_WIDTHS } from './schema.ts';
import { mergeIntervals } from './segment.ts';

type Held = { part: number; from: Offset; to: Offset };
type StoredHole = { part: number; from_offset: Offset; to_offset: Offset; cause: Hole['cause']; detail: string | null };
type StoredPosition = [part: number, next: Offset, newest: Micros | null];

const BATCHES_SQL = 'SELECT part, from_offset, to_offset FROM batches ORDER BY part, from_offset';
const POSITION_SQL = 'SELECT part, next, newest FROM position';
const COUNTS_SQL = 'SELECT part, level, sum(n) FROM rollup WHERE width = ? GROUP BY part, level';

/** Sealed segments do not change: what they hold is kept, merged. */
export class CoverageReader {
  readonly #files: CacheFiles;
  readonly #sealed = new Map<number, Held[]>();

  constructor(files: CacheFiles) {
    this.#files = files;
  }

  *coverage(): Running<'coverage'> {
    const files = this.#files;
    const all: Held[] = [];
    const records = new Map<number, number>();
    const positions = new Map<number, StoredPosition>();
    const lost: Held[] = [];
    for (const segment of files.segments) {
      const held = this.#held(segment);
      if (!held) {
        lost.push(...this.#lost(segment));
        continue;
      }
      all.push(...held);
      for (const { part, n } of this.#counts(segment)) records.set(part, (records.get(part) ?? 0) + n);
      // The newest segment has every position: those of the one before are copied into it.
      for (const position of files.tolerant(segment.id, (open) => open.rows<StoredPosition>(POSITION_SQL, [])) ?? [])
        positions.set(position[0], position);
      yield;
    }
    const merged = Map.groupBy(mergeIntervals(all.sort(byPlace)), (one) => one.part);
    const holes = Map.groupBy(
      [...this.#holes(), ...mergeIntervals(lost.sort(byPlace)).map(damaged)],
      (hole) => hole.part,
    );
    const result: Coverage = { partitions: [], holes: [] };
    for (const { id, topic, partition, incarnation } of files.parts.values()) {
      const held = merged.get(id) ?? [];
      const [, next = held.at(-1)?.to ?? 0, newestTime = null] = positions.get(id) ?? [];
      const one: PartitionCoverage = {
        topic,
        partition,
        incarnation,
        held: held.map(({ from, to }) => [from, to]),
        next,
        newestTime,
        records: records.get(id) ?? 0,
      };
      result.partitions.push(one);
      const known = (holes.get(id) ?? []).map((hole) => ({
        topic,
        partition,
        from: hole.from_offset,
        incarnation,
        ...{ fromTime: null, toTime: null, fetchable: false },
        to: hole.to_offset,
        cause: hole.cause,
        ...(hole.detail !== null && { detail: hole.detail }),
      }));
      const cause = files.anyDamaged ? 'damaged-segment' : 'not-fetched';
      const unexplained = gaps(one, known).map(
        ([from, to]) =>
          ({ topic, partition, incarnation, from, to, cause, fromTime: null, toTime: null, fetchable: true }) as const,
      );
      result.holes.push(...[...known, ...unexplained].sort((a, b) => a.from - b.from));
    }
    return result;
  }

  *tick(): Running<'tick'> {
    const files = this.#files;
    const { upTo, segments } = files.overview(null);
    const topics = new Map<string, number>();
    let cacheBytes = 0;
    for (const segment of files.segments) {
      for (const { part, n } of this.#counts(segment)) {
        const topic = files.parts.get(part)?.topic ?? '';
        topics.set(topic, (topics.get(topic) ?? 0) + n);
      }
      cacheBytes += segment.bytes ?? sizeOf(files.path(segment)) + sizeOf(`${files.path(segment)}-wal`);
      yield;
    }
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
      holes: this.#holes().length,
      cacheBytes,
      cacheLimitBytes: null,
      topics: [...topics].map(([name, count]) => ({ name, records: count, followed: false })),
      duplicates: 0,
    };
  }

  /** undefined where the file is gone or damaged. */
  #held({ id, state }: SegmentRow): Held[] | undefined {
    const kept = this.#sealed.get(id);
    const rows = kept ? [] : this.#files.tolerant(id, (open) => open.rows<[number, Offset, Offset]>(BATCHES_SQL, []));
    if (!rows) return undefined;
    const held = kept ?? mergeIntervals(rows.map(([part, from, to]) => ({ part, from, to })));
    if (state === 'sealed') this.#sealed.set(id, held);
    return held.map((one) => ({ ...one }));
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
    // One that the catalog has no more was dropped meanwhile, and its holes are in the catalog.
    return catalog
      .prepare<[number], Held>('SELECT part, from_offset AS "from", to_offset AS "to" FROM held WHERE segment = ?')
      .all(id);
  }
  #counts(segment: SegmentRow): LevelCounts {
    if (segment.counts !== null) return JSON.parse(segment.counts);
    const rows = this.#files.tolerant(segment.id, (open) =>
      open.rows<[part: number, level: number, n: number]>(COUNTS_SQL, [ROLLUP_WIDTHS[2]]),
    );
    return (rows ?? []).map(([part, level, n]) => ({ part, level, n }));
  }
  #holes(): StoredHole[] {
    return this.#files.catalog.prepare<[], StoredHole>('SELECT * FROM holes ORDER BY part, from_offset').all();
  }
}

function byPlace(a: Held, b: Held): number {
  return a.part - b.part || a.from - b.from;
}

function damaged({ part, from, to }: Held): StoredHole {
  return { part, from_offset: from, to_offset: to, cause: 'damaged-segment', detail: null };
}

/** What lies between the first offset held and the next one to fetch, and is neither held nor explained by a hole. */
function gaps({ held, next }: PartitionCoverage, holes: readonly Hole[]): [Offset, Offset][] {
  const [first] = held;
  if (!first) return [];
  const explained = [...held, ...holes.map(({ from, to }) => [from, to] as const)].sort((a, b) => a[0] - b[0]);
  const found: [Offset, Offset][] = [];
  let at = first[0];
  for (const [from, to] of [...explained, [next, next] as const]) {
    if (from > at) found.push([at, from]);
    at = Math.max(at, to);
  }
  return found;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
