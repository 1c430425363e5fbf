// The sequence of segments on the writing side: opening, sealing, dropping, and what to do about damaged ones.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Retention } from '../contract/session.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Catalog, LevelCounts, SegmentRow } from './catalog.ts';
import { SEGMENT_SQL } from './schema.ts';
import { ActiveSegment, mergeIntervals, type Position, sizeOf } from './segment.ts';
import { openReadable, openWritable } from './sqlite.ts';

/** More rows than any segment has: row numbers behind a damaged segment start this much later. */
const DAMAGED_ROW_GAP = 100_000_000;

export class Segments implements Disposable {
  readonly #folder: string;
  readonly #catalog: Catalog;
  #active: ActiveSegment;
  /** records of sealed segments by partition and level, and their range */
  #sealed: { counts: Map<string, LevelCounts[number]>; records: number; oldest: Micros; newest: Micros; bytes: number };

  constructor(folder: string, catalog: Catalog) {
    this.#folder = folder;
    this.#catalog = catalog;
    this.#removeOrphans();
    this.#active = this.#openActive();
    this.#sealed = this.#sumSealed();
  }

  get active(): ActiveSegment {
    return this.#active;
  }
  get sealed(): Readonly<{ records: number; oldest: Micros; newest: Micros; bytes: number }> {
    return this.#sealed;
  }
  /** Records by partition and level, over the sealed segments. */
  sealedCounts(): Iterable<LevelCounts[number]> {
    return this.#sealed.counts.values();
  }

  /** Ends the active segment and begins the next one. */
  seal(): void {
    const old = this.#active;
    old.checkpoint();
    const { oldest, newest } = old.range();
    const counts = old.counts();
    const facts = {
      id: old.id,
      last_row: old.nextRow - 1,
      records: counts.reduce((sum, one) => sum + one.n, 0),
      bytes: old.bytes(),
      oldest,
      newest,
      counts,
    };
    // The new file is whole, with the positions, before the catalog names it: a crash in between leaves an orphan file.
    const next = this.#create(old.id + 1, old.nextRow, old.positions());
    this.#catalog.rotate(facts, { id: next.id, file: fileOf(next.id), firstRow: old.nextRow });
    this.#active = next;
    old[Symbol.dispose]();
    this.#sealed = this.#sumSealed();
  }

  /** Drops the oldest sealed segments while the cache is larger or older than it may be; true if any was dropped. */
  retain(retention: Retention, now: Micros): boolean {
    const sealed = this.#catalog.segments().filter((segment) => segment.state === 'sealed');
    let bytes = this.#sealed.bytes + this.#active.bytes();
    let dropped = false;
    for (const segment of sealed) {
      const tooLarge = retention.maxBytes !== undefined && bytes > retention.maxBytes;
      const tooOld =
        retention.maxAgeSeconds !== undefined && (segment.newest ?? now) < now - retention.maxAgeSeconds * 1e6;
      if (!tooLarge && !tooOld) break;
      this.#drop(segment, now);
      bytes -= segment.bytes ?? 0;
      dropped = true;
    }
    if (dropped) this.#sealed = this.#sumSealed();
    return dropped;
  }
  /** Drops the oldest sealed segment, to get room on a full disk; false where there is none. */
  dropOldest(now: Micros): boolean {
    const oldest = this.#catalog.segments().find((segment) => segment.state === 'sealed');
    if (!oldest) return false;
    this.#drop(oldest, now);
    this.#sealed = this.#sumSealed();
    return true;
  }

  [Symbol.dispose](): void {
    this.#active.checkpoint();
    this.#active[Symbol.dispose]();
  }

  #drop(segment: SegmentRow, now: Micros): void {
    const path = join(this.#folder, segment.file);
    const db = openReadable(path);
    const held = mergeIntervals(
      db
        .prepare<[], { part: number; from: number; to: number }>(
          'SELECT part, from_offset AS "from", to_offset AS "to" FROM batches ORDER BY part, from_offset',
        )
        .all(),
    );
    db.close();
    this.#catalog.drop(segment.id, held, now);
    removeFiles(path);
  }

  #openActive(): ActiveSegment {
    const segments = this.#catalog.segments();
    const last = segments.at(-1);
    if (!last) return this.#begin(1, 1, []);
    const path = join(this.#folder, last.file);
    if (last.state === 'active' && this.#usable(path)) return new ActiveSegment(last.id, path, last.first_row);
    // Damaged or vanished: set aside. The positions of the segment before are the newest that are left, so what the damaged
    // one held is fetched again.
    if (last.state === 'active') {
      const aside = `${last.file}.damaged`;
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(path + suffix)) renameSync(path + suffix, join(this.#folder, aside + suffix));
      this.#catalog.markDamaged(last.id, aside);
    }
    const before = segments.findLast((segment) => segment.state === 'sealed');
    const positions = before ? readPositions(join(this.#folder, before.file)) : [];
    return this.#begin(last.id + 1, last.first_row + DAMAGED_ROW_GAP, positions);
  }

  #usable(path: string): boolean {
    if (!existsSync(path)) return false;
    if (this.#catalog.meta('clean') === 'yes') return true;
    try {
      const db = openWritable(path, SEGMENT_SQL);
      const verdict = db.pragma('quick_check(1)', { simple: true });
      db.close();
      return verdict === 'ok';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'damaged') return false;
      throw error;
    }
  }

  #begin(id: number, firstRow: RowId, positions: Position[]): ActiveSegment {
    const segment = this.#create(id, firstRow, positions);
    this.#catalog.rotate(undefined, { id, file: fileOf(id), firstRow });
    return segment;
  }
  #create(id: number, firstRow: RowId, positions: Position[]): ActiveSegment {
    const path = join(this.#folder, fileOf(id));
    removeFiles(path);
    return new ActiveSegment(id, path, firstRow, positions);
  }

  /** Files of segments that the catalog does not know: a rotation or a drop that a crash cut short. */
  #removeOrphans(): void {
    const known = new Set(this.#catalog.segments().map((segment) => segment.file));
    for (const name of readdirSync(this.#folder)) {
      if (/^segment-\d+\.db$/.test(name) && !known.has(name)) removeFiles(join(this.#folder, name));
    }
  }

  #sumSealed() {
    const counts = new Map<string, LevelCounts[number]>();
    let [records, bytes, oldest, newest] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const segment of this.#catalog.segments()) {
      if (segment.state !== 'sealed') continue;
      records += segment.records ?? 0;
      bytes += segment.bytes ?? sizeOf(join(this.#folder, segment.file));
      oldest = Math.min(oldest, segment.oldest ?? oldest);
      newest = Math.max(newest, segment.newest ?? newest);
      const parsed: LevelCounts = JSON.parse(segment.counts ?? '[]');
      for (const one of parsed) {
        const key = `${one.part}/${one.level}`;
        const sum = counts.get(key);
        if (sum) sum.n += one.n;
        else counts.set(key, { ...one });
      }
    }
    return { counts, records, bytes, oldest, newest };
  }
}

function fileOf(id: number): string {
  return `segment-${String(id).padStart(6, '0')}.db`;
}

function removeFiles(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function readPositions(path: string): Position[] {
  const db = openReadable(path);
  const positions = db.prepare<[], Position>('SELECT part, next, newest, records FROM position').all();
  db.close();
  return positions;
}
