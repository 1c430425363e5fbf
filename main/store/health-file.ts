// health.db: samples and events of the cluster's health. Written by the writer thread, beside the records: what fails here is told
// and harms none of them.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { ClusterState, type NewEvent } from '../contract/history.ts';
import type { Micros } from '../contract/units.ts';
import { HEALTH } from './migrations.ts';
import {
  type BrokerFigures,
  columnOf,
  decodeColumns,
  encodeColumns,
  encodeRows,
  type Figures,
  type GroupFigures,
  type RosterKind,
  rolledUp,
} from './samples.ts';
import { isLostFile, mapSqliteError, openWritable, type WritableDatabase } from './sqlite.ts';

const SECOND = 1_000_000;
/** What lies in `width`: 0 as sampled, else a bucket in microseconds; each is made of the one before, and kept so long. */
export const SAMPLE_LEVELS = [
  { width: 0, keep: 3600 * SECOND },
  { width: 60 * SECOND, keep: 86_400 * SECOND },
  { width: 900 * SECOND, keep: 7 * 86_400 * SECOND },
  { width: 3600 * SECOND, keep: 30 * 86_400 * SECOND },
] as const;
const TABLES = ['samples', 'figures'] as const;
export const MOST_EVENTS = 50_000;
/** Of the file: older samples go first where they come to more. All of 2,000 partitions and 50 groups comes to less. */
export const MOST_HEALTH_BYTES = 160 * 1024 * 1024;
/** Groups are looked at beside the rounds: what is kept of them may come so much later than its time. */
const LATE = 60 * SECOND;

export type HealthRound = {
  cluster: string;
  at: Micros;
  /** also those that are not alive, where something is known of them */
  brokers: (BrokerFigures & { id: number })[];
  /** in the order of the figures */
  partitions: { topic: string; partition: number }[];
  figures: Figures[];
  events: NewEvent[];
  /** undefined: as it was */
  state: ClusterState | undefined;
};

export type GroupsRound = {
  cluster: string;
  at: Micros;
  groups: {
    group: string;
    figures: GroupFigures;
    partitions: (GroupFigures & { topic: string; partition: number })[];
  }[];
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
      const { cluster, at, partitions } = round;
      const names = partitions.map(({ topic, partition }) => [topic, partition]);
      const brokers = round.brokers.toSorted((a, b) => a.id - b.id);
      insertSample(db, {
        ...{ width: 0, at, roster: rosterOf(db, cluster, 'partition', names) },
        brokers: brokers.filter(({ alive }) => alive > 0).length,
        blob: encodeRows('partition', round.figures),
      });
      const ids = brokers.map(({ id }) => id);
      insertFigures(db, {
        width: 0,
        at,
        roster: rosterOf(db, cluster, 'broker', ids),
        blob: encodeRows('broker', brokers),
      });
      for (const event of round.events) insertEvent(db, event);
      if (round.state) putMeta(db, `state ${round.cluster}`, JSON.stringify(round.state));
      rollUp(db, 'samples', round.at);
      rollUp(db, 'figures', round.at - LATE);
      bound(db, round.at, this.#mostBytes);
    });
  }
  keepGroups({ cluster, at, groups }: GroupsRound): void {
    this.#guarded((db) => {
      for (const { group, figures, partitions } of groups) {
        const roster = rosterOf(db, cluster, 'group', [group, ...partitions.map((one) => [one.topic, one.partition])]);
        insertFigures(db, { width: 0, at, roster, blob: encodeRows('group', [figures, ...partitions]) });
      }
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
}

/** What a sample's figures are of, in their order: kept once for all that have the same. */
function rosterOf(db: WritableDatabase, cluster: string, kind: RosterKind, of: unknown): number {
  const names = JSON.stringify(of);
  const sql = 'SELECT id FROM rosters WHERE cluster = ? AND names = ? AND kind = ?';
  const known = db.prepare<[string, string, string], number>(sql).pluck().get(cluster, names, kind);
  if (known !== undefined) return known;
  const insert = db.prepare('INSERT INTO rosters(cluster, names, kind) VALUES (?, ?, ?)');
  return Number(insert.run(cluster, names, kind).lastInsertRowid);
}

type Stored = { width: number; at: Micros; roster: number; blob: Uint8Array };

function insertSample(db: WritableDatabase, { width, at, roster, brokers, blob }: Stored & { brokers: number }): void {
  const sums = sumsOf(decodeColumns(blob));
  db.prepare('INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[width, at, roster, brokers, sums.lag, sums.worst, sums.outOfSync, sums.offline, blob],
  );
}
function insertFigures(db: WritableDatabase, { width, at, roster, blob }: Stored): void {
  db.prepare('INSERT OR REPLACE INTO figures VALUES (?, ?, ?, ?)').run(roster, width, at, blob);
}

const LAG_MOST = columnOf('partition', 'lagMost');
const IN_SYNC = columnOf('partition', 'inSync');
const REPLICAS = columnOf('partition', 'replicas');

/** What is asked for of all partitions lies beside them. */
function sumsOf(columns: readonly Float64Array[]): { lag: number; worst: number; outOfSync: number; offline: number } {
  const sums = { lag: -1, worst: -1, outOfSync: 0, offline: 0 };
  for (const [i, lag] of (columns[LAG_MOST] ?? []).entries()) {
    if (lag > sums.lag) Object.assign(sums, { lag, worst: i });
    const inSync = columns[IN_SYNC]?.[i] ?? 0;
    if (inSync < (columns[REPLICAS]?.[i] ?? 0)) sums.outOfSync++;
    if (inSync === 0) sums.offline++;
  }
  return sums;
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

type Sampled = { at: number; roster: number; kind: RosterKind; brokers: number; blob: Uint8Array };

/** Whole buckets that have ended become samples of the next width. */
function rollUp(db: WritableDatabase, table: (typeof TABLES)[number], now: Micros): void {
  for (const [i, { width }] of SAMPLE_LEVELS.entries()) {
    const finer = SAMPLE_LEVELS[i - 1];
    if (!finer) continue;
    const until = Math.floor(now / width) * width;
    const key = table === 'samples' ? `rolled ${width}` : `rolled figures ${width}`;
    const done = Number(getMeta(db, key) ?? 0);
    if (done >= until) continue;
    const brokers = table === 'samples' ? 'brokers' : '0 AS brokers';
    const rows = db
      .prepare<[number, number, number], Sampled>(
        `SELECT at, roster, kind, ${brokers}, blob FROM ${table} JOIN rosters ON rosters.id = roster
         WHERE width = ? AND at >= ? AND at < ? ORDER BY at`,
      )
      .all(finer.width, done, until);
    const buckets = Map.groupBy(rows, ({ at, roster }) => `${Math.floor(at / width)} ${roster}`);
    for (const of of buckets.values()) {
      const [first] = of;
      if (!first) continue;
      const { roster, kind } = first;
      const at = Math.floor(first.at / width) * width;
      const blob = encodeColumns(
        rolledUp(
          kind,
          of.map((one) => decodeColumns(one.blob)),
        ),
      );
      if (table === 'figures') insertFigures(db, { width, at, roster, blob });
      else insertSample(db, { width, at, roster, blob, brokers: Math.min(...of.map((one) => one.brokers)) });
    }
    putMeta(db, key, String(until));
  }
}

/** By age, and by the bytes in use. */
function bound(db: WritableDatabase, now: Micros, mostBytes: number): void {
  for (const { width, keep } of SAMPLE_LEVELS)
    for (const table of TABLES) db.prepare(`DELETE FROM ${table} WHERE width = ? AND at < ?`).run(width, now - keep);
  boundEvents(db);
  const pragma = (name: string) => Number(db.pragma(name, { simple: true }));
  const used = () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  while (used() > mostBytes) {
    const oldest = oldestOf(db);
    if (oldest === null) break;
    // A fiftieth of the time that is held at once.
    deleteUntil(db, oldest + Math.ceil(Math.max(0, now - oldest) / 50));
  }
  db.prepare(
    `DELETE FROM rosters WHERE NOT EXISTS (SELECT 1 FROM samples WHERE roster = rosters.id)
     AND NOT EXISTS (SELECT 1 FROM figures WHERE roster = rosters.id)`,
  ).run();
}
/** Of whatever width, both included. */
function deleteUntil(db: WritableDatabase, until: Micros): void {
  for (const table of TABLES)
    for (const { width } of SAMPLE_LEVELS)
      db.prepare(`DELETE FROM ${table} WHERE width = ? AND at <= ?`).run(width, until);
}
function oldestOf(db: WritableDatabase): Micros | null {
  const ats = TABLES.flatMap((table) =>
    SAMPLE_LEVELS.map(({ width }) =>
      db.prepare<[number], number | null>(`SELECT min(at) FROM ${table} WHERE width = ?`).pluck().get(width),
    ),
  ).filter((at) => at !== null && at !== undefined);
  return ats.length === 0 ? null : Math.min(...ats);
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
