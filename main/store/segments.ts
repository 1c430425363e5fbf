// The sequence of segments on the writing side: opening, sealing, dropping, and what to do about damaged ones.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordBatch } from '../base/batch.ts';
import type { Retention } from '../contract/session.ts';
import type { Micros, Offset, RowId } from '../contract/units.ts';
import type { Catalog, LevelCounts, Part, SealedFacts, SegmentRow } from './catalog.ts';
import { clocksPath } from './clocks-file.ts';
import { columnsPath } from './columns.ts';
import { SEGMENT } from './migrations.ts';
import { ActiveSegment, sizeOf } from './segment.ts';
import { type Carried, type LastRecord, type Name, readCarried, readLastRecord } from './segment-reads.ts';
import { openReadable, openWritable, type ReadableDatabase, unlessLost } from './sqlite.ts';

/** More rows than any segment has: row numbers behind a damaged segment start this much later. */
const DAMAGED_ROW_GAP = 100_000_000;

/** Reads a sealed segment by its id. */
export type SealedReads = <T>(id: number, read: (db: ReadableDatabase) => T) => T | undefined;

type Begun = { id: number; firstRow: RowId; isAdopted?: boolean };

export class Segments implements Disposable {
  readonly #folder: string;
  readonly #catalog: Catalog;
  #active: ActiveSegment;
  /** records of sealed segments by partition and level, and their range */
  #sealed: { counts: Map<string, LevelCounts[number]>; records: number; oldest: Micros; newest: Micros; bytes: number };

  constructor(folder: string, catalog: Catalog) {
    this.#folder = folder;
    this.#catalog = catalog;
    const adopted = this.#orphans();
    this.#active = this.#openActive(adopted[0]);
    for (const id of adopted) if (id > this.#active.id) this.#next(id, true);
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

  /** Sealed segments that are each opened once, and closed at the end; a read gives undefined where the file is damaged or gone. */
  withSealed<T>(use: (sealed: SealedReads) => T): T {
    using files = new DisposableStack();
    const rows = new Map(this.#catalog.segments().map((segment) => [segment.id, segment]));
    const open = new Map<number, ReadableDatabase>();
    return use((id, read) => {
      const path = join(this.#folder, rows.get(id)?.file ?? '');
      return unlessLost(() => {
        const db = open.get(id) ?? files.adopt(openReadable(path), (opened) => opened.close());
        open.set(id, db);
        return read(db);
      }, path);
    });
  }
  /** The last record held of a part below an offset: that of the highest offset, in whichever segment it is. */
  lastRecord(part: number, below: Offset, sealed: SealedReads): LastRecord | undefined {
    let found = this.#active.lastRecord(part, below);
    const seen = new Set<number>();
    for (const { segment, to } of this.#catalog.heldDown(part, below)) {
      if (found && to <= found.offset) break;
      if (seen.has(segment)) continue;
      seen.add(segment);
      const other = sealed(segment, (db) => readLastRecord(db, part, below));
      if (other && other.offset > (found?.offset ?? -1)) found = other;
    }
    return found;
  }
  /** Writes a batch of the past; false, with nothing written, where any of its offsets is held, or is not past yet. */
  fill(part: number, batch: RecordBatch, newest: Micros | null): boolean {
    return !this.#catalog.holdsAny(part, batch.from, batch.to) && this.#active.fill(part, batch, newest);
  }

  /** Ends the active segment and begins the next one. */
  seal(): void {
    this.#next(this.#active.id + 1);
    this.#sealed = this.#sumSealed();
  }
  #next(id: number, isAdopted = false): void {
    const old = this.#active;
    // A reader may leave a part of the log for later, and nothing may be told of this file that a power cut could take back.
    old.sync();
    old.checkpoint();
    const { oldest, newest } = old.range();
    const counts = old.counts();
    const facts: SealedFacts = {
      id: old.id,
      last_row: old.nextRow - 1,
      records: counts.reduce((sum, one) => sum + one.n, 0),
      bytes: old.bytes(),
      oldest,
      newest,
      counts,
      held: old.held(),
    };
    this.#active = this.#begin({ id, firstRow: old.nextRow, isAdopted }, old.carried(), facts);
    old[Symbol.dispose]();
  }

  /** Drops sealed segments, the oldest first, while the cache is larger or they are older than may be; true if any was dropped. */
  retain(retention: Retention, now: Micros): boolean {
    const sealed = this.#catalog.segments().filter((segment) => segment.state === 'sealed');
    // What lies beside them comes later than the segments.
    const bytesOf = ({ bytes, file }: SegmentRow) => (bytes ?? 0) + besideBytes(join(this.#folder, file));
    let bytes = sealed.reduce((sum, segment) => sum + bytesOf(segment), this.#active.bytes());
    let dropped = false;
    for (const segment of sealed) {
      const tooLarge = retention.maxBytes !== undefined && bytes > retention.maxBytes;
      const tooOld =
        retention.maxAgeSeconds !== undefined && (segment.newest ?? now) < now - retention.maxAgeSeconds * 1e6;
      // Not the end: one record dated far in the future must not keep all that came after it.
      if (!tooLarge && !tooOld) continue;
      bytes -= bytesOf(segment);
      this.#drop(segment, now);
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

  /** A sealed segment that could not be read is looked at whole, and set aside where it is damaged indeed; true if it was. */
  check(file: string): boolean {
    const segment = this.#catalog.segments().find((one) => one.state === 'sealed' && one.file === file);
    if (!segment) return false;
    const isSound = this.withSealed((read) =>
      read(segment.id, (db) => db.pragma('quick_check(1)', { simple: true }) === 'ok'),
    );
    if (isSound) return false;
    this.#setAside(segment);
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

  #openActive(adopted: number | undefined): ActiveSegment {
    const segments = this.#catalog.segments();
    const last = segments.at(-1);
    if (!last)
      return this.#begin(
        { id: adopted ?? 1, firstRow: 1, isAdopted: adopted !== undefined },
        { positions: [], names: [] },
      );
    const path = join(this.#folder, last.file);
    const usable = last.state === 'active' && this.#isUsable(path);
    if (last.state === 'active' && !usable) this.#setAside(last);
    // What a damaged or vanished segment held is fetched again: the positions of the one before are the newest that are left.
    // They are given to a usable one too, which a power cut may have left without any.
    const carried = this.#lastCarried(segments.filter((segment) => segment.state === 'sealed'));
    if (usable) {
      // After a power cut other rows may come under the numbers of those that its columns have.
      if (this.#catalog.meta('clean') !== 'yes') rmSync(columnsPath(path), { force: true });
      return new ActiveSegment(last.id, path, last.first_row, carried);
    }
    const id = last.id + 1;
    return this.#begin({ id, firstRow: last.first_row + DAMAGED_ROW_GAP, isAdopted: adopted === id }, carried);
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
        const db = file.adopt(openWritable(path, SEGMENT), (opened) => opened.close());
        if (!clean && db.pragma('quick_check(1)', { simple: true }) !== 'ok') return false;
        db.prepare('SELECT max(id) FROM records').get();
        return this.#knowsParts(readCarried(db));
      }, path) === true
    );
  }
  /**
   * Parts that a segment names and an older catalog does not know are put back into it. False where none names one, or where the
   * number is another's in the catalog: the file is not of this cache, or of another time, and its records are nobody's.
   */
  #knowsParts({ positions, names }: Carried): boolean {
    const parts = this.#catalog.parts();
    const byId = new Map(parts.map((part) => [part.id, placeOf(part)]));
    const places = new Set(byId.values());
    const named = new Map(names.map((name) => [name.id, name]));
    const unknown: Name[] = [];
    for (const { part } of positions) {
      const name = named.get(part);
      const place = byId.get(part);
      if (place !== undefined && name && place !== placeOf(name)) return false;
      if (place !== undefined) continue;
      if (!name || places.has(placeOf(name))) return false;
      unknown.push(name);
    }
    this.#catalog.inTransaction(() => {
      for (const name of unknown) this.#catalog.restorePart(name);
    });
    return true;
  }
  /** Of the newest sealed segment that can be read. One that cannot is set aside, or what is fetched again would be there twice. */
  #lastCarried(sealed: SegmentRow[]): Carried {
    const newest = sealed.at(-1);
    if (!newest) return { positions: [], names: [] };
    const carried = this.withSealed((read) => read(newest.id, readCarried));
    if (carried) return carried;
    this.#setAside(newest);
    return this.#lastCarried(sealed.slice(0, -1));
  }
  #setAside({ id, file }: SegmentRow): void {
    for (const suffix of ['', '-wal', '-shm']) {
      const path = join(this.#folder, file + suffix);
      if (existsSync(path)) renameSync(path, join(this.#folder, `${file}.damaged${suffix}`));
    }
    removeBeside(join(this.#folder, file));
    this.#catalog.markDamaged(id, `${file}.damaged`, Date.now() * 1000);
  }

  /** A new active segment; the one before it, if any, is sealed with its facts in the same transaction. */
  #begin({ id, firstRow, isAdopted = false }: Begun, carried: Carried, before?: SealedFacts): ActiveSegment {
    const path = join(this.#folder, fileOf(id));
    if (!isAdopted) removeFiles(path);
    using onFailure = new DisposableStack();
    const segment = onFailure.use(new ActiveSegment(id, path, firstRow, carried));
    // The file is whole, with the positions, and on the disk before the catalog names it: a crash in between leaves an orphan.
    segment.checkpoint();
    this.#catalog.rotate(before, { id, file: fileOf(id), firstRow: segment.firstRow ?? firstRow });
    onFailure.move();
    return segment;
  }

  /**
   * Files of segments that the catalog does not know: a rotation or a drop that a crash cut short is removed. One that is newer
   * than all that the catalog knows, and has records, is of a catalog that was put back to an earlier time: to be taken in.
   * Ascending.
   */
  #orphans(): number[] {
    const segments = this.#catalog.segments();
    const known = new Set(segments.map((segment) => segment.file));
    const newest = segments.at(-1)?.id ?? 0;
    const adopted: number[] = [];
    for (const name of readdirSync(this.#folder).sort()) {
      const id = Number(/^segment-(\d+)\.db$/.exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(id) || known.has(name)) continue;
      const path = join(this.#folder, name);
      if (id > newest && hasRecords(path) && this.#isUsable(path)) adopted.push(id);
      else removeFiles(path);
    }
    return adopted;
  }

  #sumSealed() {
    const counts = new Map<string, LevelCounts[number]>();
    let [records, bytes, oldest, newest] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const segment of this.#catalog.segments()) {
      if (segment.state !== 'sealed') continue;
      records += segment.records ?? 0;
      const path = join(this.#folder, segment.file);
      bytes += (segment.bytes ?? sizeOf(path)) + besideBytes(path);
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
  removeBeside(path);
}

/** What was made of a segment, and lies beside it. */
const BESIDE = [columnsPath, clocksPath];

function besideBytes(path: string): number {
  return BESIDE.reduce((sum, pathOf) => sum + sizeOf(pathOf(path)), 0);
}
function removeBeside(path: string): void {
  for (const pathOf of BESIDE) rmSync(pathOf(path), { force: true });
}

function placeOf({ cluster, topic, partition, incarnation }: Part): string {
  return JSON.stringify([cluster, topic, partition, incarnation]);
}

function hasRecords(path: string): boolean {
  return (
    unlessLost(() => {
      using file = new DisposableStack();
      const db = file.adopt(openReadable(path), (opened) => opened.close());
      return db.prepare('SELECT 1 FROM batches LIMIT 1').get() !== undefined;
    }, path) === true
  );
}
