// health.db: samples and events of the cluster's health. Written by the writer thread, beside the records: what fails here is told
// and harms none of them.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { ClusterState, type NewEvent } from '../contract/history.ts';
import type { Micros } from '../contract/units.ts';
import { HEALTH } from './migrations.ts';
import { decodeFigures, encodeFigures, type Figures, rolledUp } from './samples.ts';
import { isLostFile, mapSqliteError, openWritable, type WritableDatabase } from './sqlite.ts';

const SECOND = 1_000_000;
/** What lies in `width`: 0 as sampled, else a bucket in microseconds; each is made of the one before, and kept so long. */
export const SAMPLE_LEVELS = [
  { width: 0, keep: 3600 * SECOND },
  { width: 60 * SECOND, keep: 86_400 * SECOND },
  { width: 900 * SECOND, keep: 30 * 86_400 * SECOND },
] as const;
export const MOST_EVENTS = 50_000;
/** Of the file: older samples go first where they come to more. */
export const MOST_HEALTH_BYTES = 64 * 1024 * 1024;

export type HealthRound = {
  cluster: string;
  at: Micros;
  brokers: number;
  /** in the order of the figures */
  partitions: { topic: string; partition: number }[];
  figures: Figures[];
  events: NewEvent[];
  /** undefined: as it was */
  state: ClusterState | undefined;
};

/** One that is kept under a key comes in the place of the one before; undecodable records are added up. */
export type KeyedEvent = NewEvent & { key?: string };

export class HealthFile implements Disposable {
  readonly #path: string;
  readonly #mostBytes: number;
  #db: WritableDatabase | undefined;

  constructor(path: string, mostBytes = MOST_HEALTH_BYTES) {
    this.#path = path;
    this.#mostBytes = mostBytes;
  }

  /** Throws an EngineError where it cannot be kept: disk-full, read-only, unsupported, busy. */
  keep(round: HealthRound): void {
    this.#guarded((db) => {
      const roster = this.#roster(db, round);
      insertSample(db, { ...round, width: 0, roster });
      for (const event of round.events) insertEvent(db, event);
      if (round.state) putMeta(db, `state ${round.cluster}`, JSON.stringify(round.state));
      rollUp(db, round.at);
      bound(db, round.at, this.#mostBytes);
    });
  }
  note(events: readonly KeyedEvent[]): void {
    this.#guarded((db) => {
      for (const event of events) insertEvent(db, event);
      boundEvents(db);
    });
  }
  /** How the cluster was when it was last sampled; null: it never was, or what is kept of it cannot be used. */
  state(cluster: string): ClusterState | null {
    return this.#guarded((db) => {
      const found = ClusterState.safeParse(JSON.parse(getMeta(db, `state ${cluster}`) ?? 'null'));
      if (!found.success) return null;
      const sql =
        'SELECT max(at) FROM samples WHERE width = 0 AND roster IN (SELECT id FROM rosters WHERE cluster = ?)';
      const at = db.prepare<[string], number | null>(sql).pluck().get(cluster);
      return { ...found.data, at: Math.max(found.data.at, at ?? 0) };
    });
  }
  [Symbol.dispose](): void {
    this.#db?.close();
    this.#db = undefined;
  }

  /** A damaged file is set aside, and a new one begun. */
  #guarded<T>(run: (db: WritableDatabase) => T): T {
    const attempt = () => {
      this.#db ??= openWritable(this.#path, HEALTH);
      const db = this.#db;
      return db.transaction(() => run(db)).immediate();
    };
    try {
      return attempt();
    } catch (error) {
      const known = mapSqliteError(error, this.#path);
      if (!isLostFile(known) || !existsSync(this.#path)) throw known;
      this[Symbol.dispose]();
      renameSync(this.#path, `${this.#path}.damaged`);
      for (const end of ['-wal', '-shm']) rmSync(`${this.#path}${end}`, { force: true });
      return attempt();
    }
  }

  #roster(db: WritableDatabase, { cluster, partitions }: HealthRound): number {
    const names = JSON.stringify(partitions.map(({ topic, partition }) => [topic, partition]));
    const sql = 'SELECT id FROM rosters WHERE cluster = ? AND names = ?';
    const known = db.prepare<[string, string], number>(sql).pluck().get(cluster, names);
    if (known !== undefined) return known;
    return Number(db.prepare('INSERT INTO rosters(cluster, names) VALUES (?, ?)').run(cluster, names).lastInsertRowid);
  }
}

type Sample = { width: number; at: Micros; roster: number; brokers: number; figures: readonly Figures[] };

function insertSample(db: WritableDatabase, { width, at, roster, brokers, figures }: Sample): void {
  let worst = -1;
  for (const [i, { lagMost }] of figures.entries())
    if (lagMost >= 0 && lagMost > (figures[worst]?.lagMost ?? -1)) worst = i;
  db.prepare('INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[width, at, roster, brokers, figures[worst]?.lagMost ?? -1, worst],
    ...[outOfSync(figures), offline(figures), encodeFigures(figures)],
  );
}

export function outOfSync(figures: readonly Figures[]): number {
  return figures.filter(({ inSync, replicas }) => inSync < replicas).length;
}
export function offline(figures: readonly Figures[]): number {
  return figures.filter(({ inSync }) => inSync === 0).length;
}

function insertEvent(db: WritableDatabase, event: KeyedEvent): void {
  const { at, notBefore, kind, topic, partition, count, values, told, key = null } = event;
  db.prepare(
    `INSERT INTO events(turn, at, not_before, kind, topic, partition, n, json, name)
     VALUES ((SELECT coalesce(max(turn), 0) + 1 FROM events), ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(name) DO UPDATE SET turn = excluded.turn, json = excluded.json,
       n = CASE kind WHEN 'undecodable' THEN n + excluded.n ELSE excluded.n END`,
  ).run(at, notBefore, kind, topic, partition, count, JSON.stringify({ values, told }), key);
}

type Stored = { at: number; roster: number; brokers: number; blob: Uint8Array };

/** Whole buckets that have ended become samples of the next width. */
function rollUp(db: WritableDatabase, now: Micros): void {
  for (const [i, { width }] of SAMPLE_LEVELS.entries()) {
    const finer = SAMPLE_LEVELS[i - 1];
    if (!finer) continue;
    const until = Math.floor(now / width) * width;
    const done = Number(getMeta(db, `rolled ${width}`) ?? 0);
    if (done >= until) continue;
    const rows = db
      .prepare<[number, number, number], Stored>(
        'SELECT at, roster, brokers, blob FROM samples WHERE width = ? AND at >= ? AND at < ? ORDER BY at',
      )
      .all(finer.width, done, until);
    const buckets = Map.groupBy(rows, ({ at, roster }) => `${Math.floor(at / width)} ${roster}`);
    for (const of of buckets.values()) {
      const [first] = of;
      if (!first) continue;
      const at = Math.floor(first.at / width) * width;
      const figures = rolledUp(of.map(({ blob }) => decodeFigures(blob)));
      const brokers = Math.min(...of.map((one) => one.brokers));
      insertSample(db, { width, at, roster: first.roster, brokers, figures });
    }
    putMeta(db, `rolled ${width}`, String(until));
  }
}

/** By age, and by the bytes in use. */
function bound(db: WritableDatabase, now: Micros, mostBytes: number): void {
  for (const { width, keep } of SAMPLE_LEVELS)
    db.prepare('DELETE FROM samples WHERE width = ? AND at < ?').run(width, now - keep);
  boundEvents(db);
  const pragma = (name: string) => Number(db.pragma(name, { simple: true }));
  const used = () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  const oldest = `DELETE FROM samples WHERE (width, at, roster) IN
    (SELECT width, at, roster FROM samples ORDER BY at LIMIT 50)`;
  while (used() > mostBytes && db.prepare(oldest).run().changes > 0);
  db.prepare('DELETE FROM rosters WHERE id NOT IN (SELECT DISTINCT roster FROM samples)').run();
}
function boundEvents(db: WritableDatabase): void {
  db.prepare('DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - ?').run(MOST_EVENTS);
}

function getMeta(db: WritableDatabase, key: string): string | undefined {
  return db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(key);
}
function putMeta(db: WritableDatabase, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
}
