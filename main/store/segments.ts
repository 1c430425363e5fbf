// The sequence of segments on the writing side: opening, sealing, dropping, and what to do about damaged ones.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Retention } from '../contract/session.ts';
import type { Micros, RowId } from '../contract/units.ts';
import type { Catalog, LevelCounts, SealedFacts, SegmentRow } from './catalog.ts';
import { SEGMENT_SQL } from './schema.ts';
import { ActiveSegment, type Position, sizeOf } from './segment.ts';
import { isLostFile, mapSqliteError, openReadable, openWritable } from './sqlite.ts';

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
    this.#dropVanished();
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
      held: old.held(),
    };
    this.#active = this.#begin(old.id + 1, old.nextRow, old.positions(), facts);
    old[Symbol.dispose]();
    this.#sealed = this.#sumSealed();
  }

  /** Drops sealed segments, the oldest first, while the cache is larger or they are older than may be; true if any was dropped. */
  retain(retention: Retention, now: Micros): boolean {
    const sealed = this.#catalog.segments().filter((segment) => segment.state === 'sealed');
    let bytes = this.#sealed.bytes + this.#active.bytes();
    let dropped = false;
    for (const segment of sealed) {
      const tooLarge = retention.maxBytes !== undefined && bytes > retention.maxBytes;
      const tooOld =
        retention.maxAgeSeconds !== undefined && (segment.newest ?? now) < now - retention.maxAgeSeconds * 1e6;
      // Not the end: one record dated far in the future must not keep all that came after it.
      if (!tooLarge && !tooOld) continue;
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
    // The file goes first: without the room that this makes, the catalog could not be written either.
    removeFiles(join(this.#folder, oldest.file));
    this.#catalog.drop(oldest.id, now);
    this.#sealed = this.#sumSealed();
    return true;
  }

  /** Needs no room on the disk: SQLite moves its log into the file if it can. */
  [Symbol.dispose](): void {
    this.#active[Symbol.dispose]();
  }

  #drop(segment: SegmentRow, now: Micros): void {
    // A crash in between leaves an orphan file.
    this.#catalog.drop(segment.id, now);
    removeFiles(join(this.#folder, segment.file));
  }

  #openActive(): ActiveSegment {
    const segments = this.#catalog.segments();
    const last = segments.at(-1);
    if (!last) return this.#begin(1, 1, []);
    const path = join(this.#folder, last.file);
    const usable = last.state === 'active' && this.#isUsable(path);
    if (last.state === 'active' && !usable) this.#setAside(last);
    // What a damaged or vanished segment held is fetched again: the positions of the one before are the newest that are left.
    // They are given to a usable one too, which a power cut may have left without any.
    const positions = this.#lastPositions(segments.filter((segment) => segment.state === 'sealed'));
    if (usable) return new ActiveSegment(last.id, path, last.first_row, positions);
    return this.#begin(last.id + 1, last.first_row + DAMAGED_ROW_GAP, positions);
  }

  /** Sealed files that somebody removed: what they held is a hole, and is not counted. */
  #dropVanished(): void {
    for (const { id, file, state } of this.#catalog.segments())
      if (state === 'sealed' && !existsSync(join(this.#folder, file)))
        this.#catalog.drop(id, Date.now() * 1000, 'damaged-segment');
  }
  #isUsable(path: string): boolean {
    const clean = this.#catalog.meta('clean') === 'yes';
    return (
      existsSync(path) &&
      unlessLost(() => {
        using file = new DisposableStack();
        const db = file.adopt(openWritable(path, SEGMENT_SQL), (opened) => opened.close());
        if (!clean) return db.pragma('quick_check(1)', { simple: true }) === 'ok';
        db.prepare('SELECT max(id) FROM records').get();
        return true;
      }, path) === true
    );
  }
  /** Of the newest sealed segment that can be read. One that cannot is set aside, or what is fetched again would be there twice. */
  #lastPositions(sealed: SegmentRow[]): Position[] {
    for (const segment of sealed.toReversed()) {
      const path = join(this.#folder, segment.file);
      const positions = unlessLost(() => readPositions(path), path);
      if (positions) return positions;
      this.#setAside(segment);
    }
    return [];
  }
  #setAside({ id, file }: SegmentRow): void {
    for (const suffix of ['', '-wal', '-shm']) {
      const path = join(this.#folder, file + suffix);
      if (existsSync(path)) renameSync(path, join(this.#folder, `${file}.damaged${suffix}`));
    }
    this.#catalog.markDamaged(id, `${file}.damaged`);
  }

  /** A new active segment; the one before it, if any, is sealed with its facts in the same transaction. */
  #begin(id: number, firstRow: RowId, positions: Position[], before?: SealedFacts): ActiveSegment {
    const path = join(this.#folder, fileOf(id));
    removeFiles(path);
    using onFailure = new DisposableStack();
    const segment = onFailure.use(new ActiveSegment(id, path, firstRow, positions));
    // The file is whole, with the positions, and on the disk before the catalog names it: a crash in between leaves an orphan.
    segment.checkpoint();
    this.#catalog.rotate(before, { id, file: fileOf(id), firstRow });
    onFailure.move();
    return segment;
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
  using file = new DisposableStack();
  const db = file.adopt(openReadable(path), (opened) => opened.close());
  return db.prepare<[], Position>('SELECT part, next, newest, records FROM position').all();
}

/** undefined where the file is damaged or gone; throws any other error. */
function unlessLost<T>(read: () => T, path: string): T | undefined {
  try {
    return read();
  } catch (error) {
    const known = mapSqliteError(error, path);
    if (isLostFile(known)) return undefined;
    throw known;
  }
}
