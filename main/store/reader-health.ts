// What is kept of the cluster's health, read. The file is opened for each question: it may be new, or set aside, meanwhile.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Events,
  type EventsRequest,
  HealthEvent,
  type Kept,
  type SampleBucket,
  type Samples,
  type SamplesRequest,
} from '../contract/history.ts';
import { SAMPLE_LEVELS } from './health-file.ts';
import { HEALTH } from './migrations.ts';
import { decodeFigures, type Figures } from './samples.ts';
import { openReadable, type ReadableDatabase } from './sqlite.ts';

const SECOND = 1_000_000;
/** Samples come every 5 s or so: the narrowest always has one. From a minute on, each is so many of what is kept, whole. */
const WIDTHS = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200].map((s) => s * SECOND);
const DAY = 86_400 * SECOND;

export const HEALTH_READS = {
  events: `SELECT id, at, not_before AS notBefore, kind, topic, partition, n AS count, json FROM events`,
  samples: 'SELECT at, roster, brokers, lag, worst, out_of_sync, offline, blob FROM samples',
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

type Row = {
  at: number;
  roster: number;
  brokers: number;
  lag: number;
  worst: number;
  out_of_sync: number;
  offline: number;
  blob: Uint8Array;
};
export type Names = [topic: string, partition: number][];

/** Buckets of a width that goes with those of what is kept. */
export function gridOf({ from, to, buckets }: { from: number; to: number; buckets: number }) {
  const least = Math.max(1, to - from) / buckets;
  const width = WIDTHS.find((one) => one >= least) ?? Math.ceil(least / DAY) * DAY;
  return { width, start: Math.floor(from / width) * width };
}

export function* readSamples(folder: string, request: SamplesRequest): Generator<undefined, Samples> {
  const { start, width } = gridOf(request);
  const buckets: Samples['buckets'] = Array.from({ length: Math.ceil((request.to - start) / width) }, () => null);
  yield;
  return reading<Samples>(folder, { start, width, buckets }, (db) => {
    const names = new Map(
      db
        .prepare<[], { id: number; names: string }>('SELECT id, names FROM rosters')
        .all()
        .map((one): [number, Names] => [one.id, JSON.parse(one.names)]),
    );
    const select = db.prepare<[number, number, number], Row>(
      `${HEALTH_READS.samples} WHERE width = ? AND at >= ? AND at < ? ORDER BY at`,
    );
    for (const part of partsOf(db, width, start, request.to))
      for (const row of select.iterate(part.width, part.from, part.to)) {
        const found = bucketOf(row, names.get(row.roster) ?? [], request);
        if (!found) continue;
        // One that is wider than a bucket stands for all that it covers, up to where finer ones say more.
        const end = Math.min(row.at + Math.max(1, part.width), part.to);
        const last = Math.min(buckets.length - 1, Math.floor((end - 1 - start) / width));
        for (let i = Math.max(0, Math.floor((row.at - start) / width)); i <= last; i++)
          buckets[i] = joined(buckets[i] ?? null, found);
      }
    return { start, width, buckets };
  });
}

type RangePart = { width: number; from: number; to: number };

/** Which samples answer for which time: the coarsest that are fine enough, before and after them what there is. */
export function partsOf(db: ReadableDatabase, width: number, from: number, to: number): RangePart[] {
  const oldest = db.prepare<[number], number | null>('SELECT min(at) FROM samples WHERE width = ?').pluck();
  const newest = db.prepare<[number], number | null>('SELECT max(at) FROM samples WHERE width = ?').pluck();
  const ranges = SAMPLE_LEVELS.map((level) => {
    const last = newest.get(level.width) ?? null;
    return { width: level.width, from: oldest.get(level.width) ?? null, to: last === null ? null : last + level.width };
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
    const end = i > best && finer !== null ? Math.min(to, finer) : i === 0 ? to : Math.min(to, range.to);
    if (end > begin) parts.push({ width: range.width, from: begin, to: end });
    begin = Math.max(begin, end);
  }
  return parts;
}

const known = (figure: number) => (figure < 0 ? null : figure);

function bucketOf(row: Row, names: Names, { topics, partition }: SamplesRequest): SampleBucket | null {
  const name = (index: number) => {
    const [topic, number] = names[index] ?? [];
    return topic === undefined || number === undefined ? null : { topic, partition: number };
  };
  if (topics === null && partition === null)
    return {
      ...{ lagRecords: known(row.lag), worst: name(row.worst), outOfSync: row.out_of_sync, offline: row.offline },
      ...{ brokers: row.brokers, end: null, logStart: null, leader: null },
    };
  const chosen = decodeFigures(row.blob).flatMap((one, index) => {
    const [topic = '', number] = names[index] ?? [];
    const fits = (topics === null || topics.includes(topic)) && (partition === null || partition === number);
    return fits ? [{ one, index }] : [];
  });
  const [only, ...others] = chosen;
  if (!only) return null;
  const worst = chosen.reduce((a, b) => (b.one.lagMost > a.one.lagMost ? b : a));
  const alone: Figures | undefined = others.length === 0 ? only.one : undefined;
  return {
    lagRecords: known(worst.one.lagMost),
    worst: worst.one.lagMost < 0 ? null : name(worst.index),
    outOfSync: chosen.filter(({ one }) => one.inSync < one.replicas).length,
    offline: chosen.filter(({ one }) => one.inSync === 0).length,
    brokers: row.brokers,
    end: known(alone?.end ?? -1),
    logStart: known(alone?.start ?? -1),
    leader: known(alone?.leader ?? -1),
  };
}

/** b is the later one. */
function joined(a: SampleBucket | null, b: SampleBucket): SampleBucket {
  if (!a) return b;
  const worse = (b.lagRecords ?? -1) > (a.lagRecords ?? -1) ? b : a;
  return {
    ...b,
    ...{ lagRecords: worse.lagRecords, worst: worse.worst },
    outOfSync: Math.max(a.outOfSync, b.outOfSync),
    offline: Math.max(a.offline, b.offline),
    brokers: Math.min(a.brokers, b.brokers),
    end: b.end ?? a.end,
    logStart: b.logStart ?? a.logStart,
  };
}
