// What brings a file of an older version up to date, in one transaction. Sealed segments are never written: whoever reads them
// copes with every version.
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { mergeIntervals } from './intervals.ts';
import {
  ADDED_IN_3_SQL,
  ADDED_IN_4_SQL,
  ADDED_IN_5_SQL,
  ANALYST_SQL,
  CATALOG_SQL,
  HEALTH_ADDED_IN_3_SQL,
  HEALTH_SQL,
  SEGMENT_SQL,
} from './schema.ts';
import { type Migration, openReadable, type Schema, unlessLost } from './sqlite.ts';

/** The first caches had no table `held`; where a segment was sealed before it came, its batches say what it holds. */
const catalogTo2: Migration = (db, file) => {
  db.exec(`
    CREATE TABLE IF NOT EXISTS held(
      segment INTEGER NOT NULL, part INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL,
      PRIMARY KEY(segment, part, from_offset)
    ) WITHOUT ROWID;
    CREATE INDEX held_part ON held(part, from_offset, to_offset);
    ALTER TABLE parts ADD COLUMN topic_id TEXT;
  `);
  const insert = db.prepare('INSERT INTO held VALUES (?, ?, ?, ?)');
  for (const { id, file: name } of sealedWithoutHeld(db)) {
    // Of one that is lost nobody knows what it held: it is a gap between those that are held.
    const path = join(dirname(file), name);
    for (const { part, from, to } of unlessLost(() => readHeld(path), path) ?? []) insert.run(id, part, from, to);
  }
};

const segmentTo2: Migration = (db) => {
  db.exec(`
    ALTER TABLE position ADD COLUMN epoch INTEGER NOT NULL DEFAULT -1;
    CREATE TABLE names(
      part INTEGER PRIMARY KEY,
      cluster TEXT NOT NULL, topic TEXT NOT NULL, incarnation INTEGER NOT NULL, partition INTEGER NOT NULL,
      topic_id TEXT, low INTEGER
    );
  `);
};

const analystTo3: Migration = (db) => void db.exec(ADDED_IN_3_SQL);

const analystTo4: Migration = (db) => void db.exec(ADDED_IN_4_SQL);

const analystTo5: Migration = (db) => void db.exec(ADDED_IN_5_SQL);

const healthTo3: Migration = (db) => void db.exec(HEALTH_ADDED_IN_3_SQL);

/** What a file of the new version may hold, an older Tailwater would misread. */
const unchanged: Migration = () => undefined;

export const CATALOG: Schema = { sql: CATALOG_SQL, migrations: [catalogTo2] };
export const SEGMENT: Schema = { sql: SEGMENT_SQL, migrations: [segmentTo2] };
export const HEALTH: Schema = { sql: HEALTH_SQL, migrations: [unchanged, healthTo3] };
export const ANALYST: Schema = { sql: ANALYST_SQL, migrations: [unchanged, analystTo3, analystTo4, analystTo5] };

type Held = { part: number; from: number; to: number };

function sealedWithoutHeld(db: Database.Database) {
  return db
    .prepare<[], { id: number; file: string }>(
      `SELECT id, file FROM segments WHERE state = 'sealed' AND id NOT IN (SELECT segment FROM held)`,
    )
    .all();
}

function readHeld(path: string): Held[] {
  using file = new DisposableStack();
  const db = file.adopt(openReadable(path), (opened) => opened.close());
  const sql = 'SELECT part, from_offset AS "from", to_offset AS "to" FROM batches ORDER BY part, from_offset';
  return mergeIntervals(db.prepare<[], Held>(sql).all());
}
