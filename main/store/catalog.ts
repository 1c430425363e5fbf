// The catalog: which segments there are, which partitions their rows belong to, and what is missing.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Hole } from '../contract/records.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { CATALOG_SQL, HELD_SQL } from './schema.ts';
import { openWritable, type WritableDatabase } from './sqlite.ts';

/** Offsets that are held of a partition: [from, to). */
export type Held = { part: number; from: Offset; to: Offset };

export type Part = { id: number; cluster: string; topic: string; incarnation: number; partition: number };

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

/** Records by partition and level. */
export type LevelCounts = { part: number; level: number; n: number }[];

export type SealedFacts = Required<Pick<SegmentRow, 'id' | 'last_row' | 'records' | 'bytes' | 'oldest' | 'newest'>> & {
  counts: LevelCounts;
  held: Held[];
};

export class Catalog implements Disposable {
  readonly db: WritableDatabase;
  readonly cacheId: string;

  constructor(folder: string) {
    this.db = openWritable(join(folder, 'catalog.db'), CATALOG_SQL);
    // Segments refer to its rows, and the files must not part in a power cut: a part's number would be given out again.
    this.db.pragma('synchronous = FULL');
    this.db.exec(HELD_SQL);
    this.db.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)').run('cache-id', randomBytes(5).toString('hex'));
    this.cacheId = this.meta('cache-id') ?? '';
  }

  meta(key: string): string | undefined {
    return this.db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  }
  setMeta(key: string, value: string): void {
    this.db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value);
  }

  parts(): Part[] {
    return this.db.prepare<[], Part>('SELECT * FROM parts').all();
  }
  /** The newest incarnation of a partition, made where there is none. */
  part(cluster: string, topic: string, partition: number): Part {
    const find = this.db.prepare<[string, string, number], Part>(
      'SELECT * FROM parts WHERE cluster = ? AND topic = ? AND partition = ? ORDER BY incarnation DESC LIMIT 1',
    );
    const found = find.get(cluster, topic, partition);
    if (found) return found;
    const { lastInsertRowid } = this.db
      .prepare('INSERT INTO parts(cluster, topic, incarnation, partition) VALUES (?, ?, 1, ?)')
      .run(cluster, topic, partition);
    return { id: Number(lastInsertRowid), cluster, topic, incarnation: 1, partition };
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
    for (const { part, from, to } of held) insert.run(facts.id, part, from, to);
  }
  markDamaged(id: number, file: string): void {
    this.db.prepare(`UPDATE segments SET state = 'damaged', file = ? WHERE id = ?`).run(file, id);
  }
  /** Forgets a sealed segment whose file is being deleted; what it held becomes holes. */
  drop(id: number, at: Micros, cause: Hole['cause'] = 'dropped-from-cache'): void {
    this.inTransaction(() => {
      const held = this.db
        .prepare<[number], Held>('SELECT part, from_offset AS "from", to_offset AS "to" FROM held WHERE segment = ?')
        .all(id);
      for (const { part, from, to } of held) this.addHole(part, from, to, cause, undefined, at);
      this.db.prepare('DELETE FROM held WHERE segment = ?').run(id);
      this.db.prepare('DELETE FROM segments WHERE id = ?').run(id);
    });
  }

  /** Adds a hole; one that touches an older hole of the same cause makes that one longer. */
  addHole(part: number, from: Offset, to: Offset, cause: Hole['cause'], detail: string | undefined, at: Micros): void {
    const touching = this.db
      .prepare<[number, number, string], number>(
        'SELECT from_offset FROM holes WHERE part = ? AND to_offset = ? AND cause = ?',
      )
      .pluck()
      .get(part, from, cause);
    if (touching !== undefined)
      this.db.prepare('UPDATE holes SET to_offset = ? WHERE part = ? AND from_offset = ?').run(to, part, touching);
    else
      this.db
        .prepare('INSERT OR REPLACE INTO holes VALUES (?, ?, ?, ?, ?, ?)')
        .run(part, from, to, cause, detail ?? null, at);
  }
  holeCount(): number {
    return this.db.prepare<[], number>('SELECT count(*) FROM holes').pluck().get() ?? 0;
  }

  /** All of it or nothing, and one wait for the disk. */
  inTransaction<T>(run: () => T): T {
    return this.db.transaction(run).immediate();
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}
