// What is kept of the cluster's health, read. The file is opened for each question: it may be new, or set aside, meanwhile.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Events, type EventsRequest, HealthEvent, type Kept } from '../contract/history.ts';
import { SAMPLE_LEVELS } from './health-file.ts';
import { HEALTH } from './migrations.ts';
import type { RosterKind } from './samples.ts';
import { openReadable, type ReadableDatabase } from './sqlite.ts';

const SECOND = 1_000_000;
/** Samples come every 5 s or so: the narrowest always has one. From a minute on, each is so many of what is kept, whole. */
const WIDTHS = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200].map((s) => s * SECOND);
const DAY = 86_400 * SECOND;

export const HEALTH_READS = {
  events: `SELECT id, at, not_before AS notBefore, kind, topic, partition, n AS count, json FROM events`,
  samples: 'SELECT at, roster, blob FROM samples WHERE width = ? AND at >= ? AND at < ? ORDER BY at',
  sums: `SELECT at, roster, brokers, lag, worst, out_of_sync, offline FROM samples
    WHERE width = ? AND at >= ? AND at < ? ORDER BY at`,
  figures: `SELECT at, roster, blob FROM figures
    WHERE roster IN (SELECT value FROM json_each(?)) AND width = ? AND at >= ? AND at < ? ORDER BY at`,
} as const;

/** `without` where nothing has been kept yet. */
export function reading<T>(folder: string, without: T, read: (db: ReadableDatabase) => T): T {
  const path = join(folder, 'health.db');
  if (!existsSync(path)) return without;
  using file = new DisposableStack();
  const db = file.adopt(openReadable(path, HEALTH.migrations.length + 1), (opened) => opened.close());
  return db.transaction(() => read(db))();
}

export function readKept(folder: string): Kept {
  return reading<Kept>(folder, { events: 0, sampledAt: null }, (db) => ({
    events: db.prepare<[], number>('SELECT coalesce(max(turn), 0) FROM events').pluck().get() ?? 0,
    sampledAt: db.prepare<[], number | null>('SELECT max(at) FROM samples WHERE width = 0').pluck().get() ?? null,
  }));
}

export function readEvents(folder: string, { from, to, kinds, topics, limit }: EventsRequest): Events {
  return reading<Events>(folder, { events: [], more: 0 }, (db) => {
    const where = `WHERE at >= @from AND at < @to
      AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
      AND (@topics IS NULL OR topic IS NULL OR topic IN (SELECT value FROM json_each(@topics)))`;
    const asked = {
      from: from ?? Number.MIN_SAFE_INTEGER,
      to: to ?? Number.MAX_SAFE_INTEGER,
      kinds: kinds && JSON.stringify(kinds),
      topics: topics && JSON.stringify(topics),
    };
    const total = db.prepare<object, number>(`SELECT count(*) FROM events ${where}`).pluck().get(asked) ?? 0;
    const events = db
      .prepare<object, { json: string }>(`${HEALTH_READS.events} ${where} ORDER BY at DESC, id DESC LIMIT @limit`)
      .all({ ...asked, limit })
      .map(({ json, ...rest }) => HealthEvent.parse({ ...rest, ...JSON.parse(json) }));
    return { events, more: total - events.length };
  });
}

export type Names = [topic: string, partition: number][];

/** What samples are of, the oldest first; `names` in JSON. */
export function rostersOf(db: ReadableDatabase, kind: RosterKind): { id: number; names: string }[] {
  // A file of an older version has partitions only.
  const hasKinds = db.prepare("SELECT 1 FROM pragma_table_info('rosters') WHERE name = 'kind'").get() !== undefined;
  if (!hasKinds && kind !== 'partition') return [];
  const where = hasKinds ? 'WHERE kind = @kind' : '';
  return db
    .prepare<object, { id: number; names: string }>(`SELECT id, names FROM rosters ${where} ORDER BY id`)
    .all({ kind });
}

/** Buckets of a width that goes with those of what is kept. */
export function gridOf({ from, to, buckets }: { from: number; to: number; buckets: number }) {
  const least = Math.max(1, to - from) / buckets;
  const width = WIDTHS.find((one) => one >= least) ?? Math.ceil(least / DAY) * DAY;
  return { width, start: Math.floor(from / width) * width };
}

/** rosters: null for all */
export type Source = { table: 'samples' | 'figures'; rosters: readonly number[] | null };
type RangePart = { width: number; from: number; to: number };

/** Which samples answer for which time: the coarsest that are fine enough, before and after them what there is. */
export function partsOf(db: ReadableDatabase, { table, rosters }: Source, { width, from, to }: RangePart): RangePart[] {
  const among = rosters === null ? '' : 'AND roster IN (SELECT value FROM json_each(@rosters))';
  const find = (end: 'min' | 'max') =>
    db.prepare<object, number | null>(`SELECT ${end}(at) FROM ${table} WHERE width = @width ${among}`).pluck();
  const [oldest, newest] = [find('min'), find('max')];
  const ranges = SAMPLE_LEVELS.map((level) => {
    const of = { width: level.width, rosters: JSON.stringify(rosters) };
    const last = newest.get(of) ?? null;
    return { width: level.width, from: oldest.get(of) ?? null, to: last === null ? null : last + level.width };
  });
  const best = Math.max(
    0,
    SAMPLE_LEVELS.findLastIndex((level) => level.width <= width),
  );
  // The finer ones from where the coarser end; the coarser ones up to where the finer begin.
  const parts: RangePart[] = [];
  let begin = from;
  for (let i = SAMPLE_LEVELS.length - 1; i >= 0; i--) {
    const range = ranges[i];
    if (!range || range.from === null || range.to === null) continue;
    const finer = ranges[i - 1]?.from ?? null;
    // The coarse one's first bucket begins before anything was sampled: where the finer ones begin in it, they say when.
    if (i > best && finer !== null && range.from >= Math.floor(finer / range.width) * range.width) continue;
    const end = i > best && finer !== null ? Math.min(to, finer) : i === 0 ? to : Math.min(to, range.to);
    if (end > begin) parts.push({ width: range.width, from: begin, to: end });
    begin = Math.max(begin, end);
  }
  return parts;
}
