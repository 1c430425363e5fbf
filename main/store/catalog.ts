// The catalog: which segments there are, which partitions their rows belong to, and what is missing.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Hole } from '../contract/records.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Rows } from './beside-file.ts';
import type { Range } from './intervals.ts';
import { CATALOG } from './migrations.ts';
import { openWritable, type WritableDatabase } from './sqlite.ts';

/** Offsets that are held of a partition: [from, to). */
export type Held = { part: number; from: Offset; to: Offset };

/** One incarnation of a partition. */
export type Part = {
  id: number;
  cluster: string;
  topic: string;
  incarnation: number;
  partition: number;
  topicId: string | null;
};

/** Offsets that are missing, as they are stored. */
export type StoredHole = Held & { cause: Hole['cause']; detail: string | null; at: Micros };

export type SegmentRow = {
  id: number;
  file: string;
  state: 'active' | 'sealed' | 'damaged';
  first_row: number;
  last_row: number | null;
  records: number | null;
  bytes: number | null;
  oldest: Micros | null;
  newest: Micros | null;
  /** JSON of LevelCounts */
  counts: string | null;
};

/** Of a sealed segment that has any. */
export function rowsOf({ first_row: firstRow, last_row: lastRow, oldest, newest }: SegmentRow): Rows | undefined {
  return lastRow === null || oldest === null || newest === null ? undefined : { firstRow, lastRow, oldest, newest };
}

/** Records by partition and level. */
export type LevelCounts = { part: number; level: number; n: number }[];

export type SealedFacts = Required<Pick<SegmentRow, 'id' | 'last_row' | 'records' | 'bytes' | 'oldest' | 'newest'>> & {
  counts: LevelCounts;
  held: Held[];
};

const PART = 'id, cluster, topic, incarnation, partition, topic_id AS topicId';
const HELD = 'part, from_offset AS "from", to_offset AS "to"';
const HOLE = `${HELD}, cause, detail, at`;
export const CATALOG_READS = {
  newestPart: `SELECT ${PART} FROM parts WHERE cluster = ? AND topic = ? AND partition = ? ORDER BY incarnation DESC LIMIT 1`,
  /** of intervals that do not overlap, the last that begins below an offset is the only one that may reach behind another */
  lastHeldBelow: `SELECT ${HELD} FROM held WHERE part = ? AND from_offset < ? ORDER BY from_offset DESC LIMIT 1`,
  heldBetween: `SELECT ${HELD} FROM held WHERE part = ? AND from_offset < ? AND to_offset > ? ORDER BY from_offset`,
  heldDown: 'SELECT segment, to_offset AS "to" FROM held WHERE part = ? AND from_offset < ? ORDER BY from_offset DESC',
  holesOf: `SELECT ${HOLE} FROM holes WHERE part = ? ORDER BY from_offset`,
  holesTouching: `SELECT ${HOLE} FROM holes WHERE part = ? AND from_offset <= ? AND to_offset >= ?`,
} as const;

export class Catalog implements Disposable {
  readonly db: WritableDatabase;
  readonly cacheId: string;
  readonly #newestPart;
  readonly #lastHeldBelow;

  constructor(folder: string) {
    this.db = openWritable(join(folder, 'catalog.db'), CATALOG);
    // Segments refer to its rows, and the files must not part in a power cut: a part's number would be given out again.
    this.db.pragma('synchronous = FULL');
    this.db.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)').run('cache-id', randomBytes(5).toString('hex'));
    this.cacheId = this.meta('cache-id') ?? '';
    this.#newestPart = this.db.prepare<[string, string, number], Part>(CATALOG_READS.newestPart);
    this.#lastHeldBelow = this.db.prepare<[number, Offset], Held>(CATALOG_READS.lastHeldBelow);
  }

  meta(key: string): string | undefined {
    return this.db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  }
  setMeta(key: string, value: string): void {
    this.db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value);
  }

  parts(): Part[] {
    return this.db.prepare<[], Part>(`SELECT ${PART} FROM parts`).all();
  }
  /** A topic of these that the cache has of another cluster, and which that is. */
  ofOtherCluster(cluster: string, topics: readonly string[]): { topic: string; cluster: string } | undefined {
    return this.db
      .prepare<[string, string], { topic: string; cluster: string }>(
        'SELECT topic, cluster FROM parts WHERE cluster <> ? AND topic IN (SELECT value FROM json_each(?)) LIMIT 1',
      )
      .get(cluster, JSON.stringify(topics));
  }
  /** The newest incarnation of a partition. */
  newestPart(cluster: string, topic: string, partition: number): Part | undefined {
    return this.#newestPart.get(cluster, topic, partition);
  }
  addPart(part: Omit<Part, 'id'>): Part {
    const { lastInsertRowid } = this.db
      .prepare(
        `INSERT INTO parts(cluster, topic, incarnation, partition, topic_id)
         VALUES (@cluster, @topic, @incarnation, @partition, @topicId)`,
      )
      .run(part);
    return { ...part, id: Number(lastInsertRowid) };
  }
  /** Puts back a part that a segment knows and the catalog does not. */
  restorePart(part: Part): void {
    this.db
      .prepare(
        `INSERT INTO parts(id, cluster, topic, incarnation, partition, topic_id)
         VALUES (@id, @cluster, @topic, @incarnation, @partition, @topicId)`,
      )
      .run(part);
  }
  setTopicId(part: number, topicId: string): void {
    this.db.prepare('UPDATE parts SET topic_id = ? WHERE id = ?').run(topicId, part);
  }

  segments(): SegmentRow[] {
    return this.db.prepare<[], SegmentRow>('SELECT * FROM segments ORDER BY id').all();
  }
  /** One transaction: the old segment is sealed with its facts (where there is one) and the new one becomes the active. */
  rotate(sealed: SealedFacts | undefined, next: { id: number; file: string; firstRow: number }): void {
    this.inTransaction(() => {
      if (sealed) this.#seal(sealed);
      this.db
        .prepare(`INSERT INTO segments(id, file, state, first_row) VALUES (?, ?, 'active', ?)`)
        .run(next.id, next.file, next.firstRow);
    });
  }
  #seal({ held, counts, ...facts }: SealedFacts): void {
    this.db
      .prepare(
        `UPDATE segments SET state = 'sealed', last_row = @last_row, records = @records, bytes = @bytes,
         oldest = @oldest, newest = @newest, counts = @counts WHERE id = @id`,
      )
      .run({ ...facts, counts: JSON.stringify(counts) });
    const insert = this.db.prepare('INSERT INTO held VALUES (?, ?, ?, ?)');
    for (const { part, from, to } of held) {
      insert.run(facts.id, part, from, to);
      this.cutHoles(part, from, to);
    }
  }
  /** A segment that was set aside, under its new name; what it held, where that is known, becomes holes. */
  markDamaged(id: number, file: string, at: Micros): void {
    this.inTransaction(() => {
      this.#heldToHoles(id, at, 'damaged-segment');
      this.db.prepare(`UPDATE segments SET state = 'damaged', file = ? WHERE id = ?`).run(file, id);
    });
  }
  /** Forgets a sealed segment whose file is being deleted; what it held becomes holes. */
  drop(id: number, at: Micros, cause: Hole['cause'] = 'dropped-from-cache'): void {
    this.inTransaction(() => {
      this.#heldToHoles(id, at, cause);
      this.db.prepare('DELETE FROM segments WHERE id = ?').run(id);
    });
  }
  #heldToHoles(segment: number, at: Micros, cause: Hole['cause']): void {
    const held = this.db.prepare<[number], Held>(`SELECT ${HELD} FROM held WHERE segment = ?`).all(segment);
    this.db.prepare('DELETE FROM held WHERE segment = ?').run(segment);
    for (const one of held) this.setHole({ ...one, cause, detail: null, at });
  }

  /** What sealed segments hold, by part and offset. */
  held(): Held[] {
    return this.db.prepare<[], Held>(`SELECT ${HELD} FROM held ORDER BY part, from_offset`).all();
  }
  heldBetween(part: number, from: Offset, to: Offset): Held[] {
    return this.db.prepare<[number, Offset, Offset], Held>(CATALOG_READS.heldBetween).all(part, to, from);
  }
  /** Whether sealed segments hold any of [from, to). */
  holdsAny(part: number, from: Offset, to: Offset): boolean {
    const last = this.#lastHeldBelow.get(part, to);
    return last !== undefined && last.to > from;
  }
  /** What sealed segments hold of a part below an offset, from the highest down. */
  heldDown(part: number, below: Offset): { segment: number; to: Offset }[] {
    return this.db.prepare<[number, Offset], { segment: number; to: Offset }>(CATALOG_READS.heldDown).all(part, below);
  }
  /** Nothing is known of it: neither held nor missing. */
  isBlank(part: number): boolean {
    const sql =
      'SELECT EXISTS (SELECT 1 FROM held WHERE part = @part) OR EXISTS (SELECT 1 FROM holes WHERE part = @part)';
    return this.db.prepare<[{ part: number }], number>(sql).pluck().get({ part }) === 0;
  }

  holes(): StoredHole[] {
    return this.db.prepare<[], StoredHole>(`SELECT ${HOLE} FROM holes ORDER BY part, from_offset`).all();
  }
  /** Ascending. */
  holesOf(part: number): StoredHole[] {
    return this.db.prepare<[number], StoredHole>(CATALOG_READS.holesOf).all(part);
  }
  /** Within a transaction. The hole takes the place of others there; with those of its cause that it touches it becomes one. */
  setHole(hole: StoredHole): void {
    this.cutHoles(hole.part, hole.from, hole.to);
    let { from, to } = hole;
    for (const one of this.#holesTouching(hole.part, hole)) {
      if (one.cause !== hole.cause || one.detail !== hole.detail) continue;
      from = Math.min(from, one.from);
      to = Math.max(to, one.to);
      this.#removeHole(one);
    }
    this.#insertHole({ ...hole, from, to });
  }
  /** Within a transaction: nothing of [from, to) is missing any more. */
  cutHoles(part: number, from: Offset, to: Offset): void {
    for (const one of this.#holesTouching(part, { from: from + 1, to: to - 1 })) {
      this.#removeHole(one);
      if (one.from < from) this.#insertHole({ ...one, to: from });
      if (one.to > to) this.#insertHole({ ...one, from: to });
    }
  }
  #holesTouching(part: number, { from, to }: Range): StoredHole[] {
    return this.db.prepare<[number, Offset, Offset], StoredHole>(CATALOG_READS.holesTouching).all(part, to, from);
  }
  #removeHole({ part, from }: StoredHole): void {
    this.db.prepare('DELETE FROM holes WHERE part = ? AND from_offset = ?').run(part, from);
  }
  #insertHole(hole: StoredHole): void {
    this.db.prepare('INSERT INTO holes VALUES (@part, @from, @to, @cause, @detail, @at)').run(hole);
  }

  /** All of it or nothing, and one wait for the disk. */
  inTransaction<T>(run: () => T): T {
    return this.db.transaction(run).immediate();
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}
