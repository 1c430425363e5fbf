// What the writing side reads of a segment, of any version, whether it is the active one or sealed.
import type Database from 'better-sqlite3';
import { type HashedRecord, recordHash } from '../base/record-hash.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Part } from './catalog.ts';
import { versionOf } from './sqlite.ts';

export type Position = { part: number; next: Offset; newest: Micros | null; records: number; epoch: number };
/** A part as a segment names it; `low`: where the log began when it was first followed, null: not known. */
export type Name = Part & { low: Offset | null };
/** What is copied from a segment into the next one. */
export type Carried = { positions: Position[]; names: Name[] };
export type LastRecord = { offset: Offset; hash: string };

export const SEGMENT_READS = {
  /** downwards from an offset; batches without records are few */
  lastBatch: `SELECT first_row + records - 1 FROM batches
    WHERE part = ? AND from_offset < ? AND records > 0 ORDER BY from_offset DESC LIMIT 1`,
  /** as bytes: text is UTF-8 as it came */
  hashed: `SELECT offset, CAST(key AS BLOB) AS key, CAST(value AS BLOB) AS value, broker_ts AS brokerTime, note
    FROM records WHERE id = ?`,
} as const;

export function readCarried(db: Database.Database): Carried {
  if (versionOf(db) === 1) {
    const sql = 'SELECT part, next, newest, records, -1 AS epoch FROM position';
    return { positions: db.prepare<[], Position>(sql).all(), names: [] };
  }
  return {
    positions: db.prepare<[], Position>('SELECT part, next, newest, records, epoch FROM position').all(),
    names: db
      .prepare<[], Name>(
        'SELECT part AS id, cluster, topic, incarnation, partition, topic_id AS topicId, low FROM names',
      )
      .all(),
  };
}

/** The record of the highest offset of a part that a segment holds below an offset. */
export function readLastRecord(db: Database.Database, part: number, below: Offset): LastRecord | undefined {
  const row = db.prepare<[number, Offset], number>(SEGMENT_READS.lastBatch).pluck().get(part, below);
  if (row === undefined) return undefined;
  const found = db.prepare<[number], HashedRecord & { offset: Offset }>(SEGMENT_READS.hashed).get(row);
  return found && { offset: found.offset, hash: recordHash(found) };
}
