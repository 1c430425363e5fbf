// The readable side of a cache: queries as jobs in reader threads. Works beside a writer, in its process or another, and without.
import type { Histogram, Key, PageRequest, View } from '../contract/records.ts';
import type { Clock, RowId } from '../contract/units.ts';
import { parseFilter } from '../query/grammar.ts';
import { exportLines } from './reader-export.ts';
import { facetsOf } from './reader-facet-answers.ts';
import { Histograms } from './reader-histogram.ts';
import { type PoolOptions, ReaderPool } from './reader-pool.ts';
import {
  type Order,
  type Overview,
  type Scope,
  type SegmentFacts,
  type Shape,
  type Shaped,
  TIME_MAX,
  TIME_MIN,
} from './reader-protocol.ts';
import { between, ranksOf } from './reader-rank-answers.ts';
import { secondsOf } from './reader-seconds.ts';
import { SeriesAnswers } from './reader-series.ts';
import { compareKeys } from './reader-walk.ts';
import type { Matched, MatchRequest, Reader } from './types.ts';

export type ReaderOptions = PoolOptions;

/** Opens the cache in `folder` for reading. Throws an EngineError: not-found, damaged, unsupported. */
export async function openReader(folder: string, options: ReaderOptions = {}): Promise<Reader> {
  const pool = await ReaderPool.open(folder, options);
  const histograms = new Histograms(pool);
  const series = new SeriesAnswers(pool);

  async function find(request: PageRequest, kind: Shape, signal?: AbortSignal) {
    const { view, order, clock = 'record', start, skip, limit } = request;
    const overview = await pool.run('overview', { upTo: view.upTo }, signal);
    const scope = scopeOf(view, overview);
    const walked = await pool.run('walk', { scope, clock, order, start, skip, limit, shape: kind }, signal);
    if (walked.done) return { ...walked, upTo: overview.upTo };
    const most = walked.skip + limit + 1 - walked.keys.length;
    const segments = await pool.run('segments', { scope, clock }, signal);
    const more = await bestOfAll(pool, { segments, scope, clock, order, behind: walked.behind, most }, signal);
    const keys = [...walked.keys, ...more.slice(walked.skip)];
    const rows = keys.slice(0, limit).map(({ row }) => row);
    const shaped = await pool.run('shape', { shape: kind, clock, rows }, signal);
    return { shaped, more: keys.length > limit, upTo: overview.upTo };
  }

  return {
    async *histogram(
      view: View,
      buckets: number,
      signal?: AbortSignal,
      zone?: string,
    ): AsyncGenerator<Histogram, void> {
      parseFilter(view.filter);
      yield* histograms.ask(view, buckets, signal, zone);
    },
    async *split(request, field, signal) {
      parseFilter(request.view.filter);
      yield* series.ask(request, field, signal);
    },
    async *facets(request, signal) {
      parseFilter(request.view.filter);
      yield* facetsOf(pool, request, signal);
    },
    matches: (request, signal) => matchesOf(pool, request, signal),
    counted: (request, signal) => secondsOf(pool, request, signal),
    async page(request, signal) {
      const { shaped, more, upTo } = await find(request, 'rows', signal);
      const rows = rowsOf(shaped);
      const { fields } = request;
      if (!fields?.length) return { rows, more, upTo };
      const values = await pool.run('values', { fields, rows: rows.map(({ key }) => key.row) }, signal);
      return { rows: rows.map((row, i) => ({ ...row, values: values[i] ?? [] })), more, upTo };
    },
    async fields(view, sample, signal) {
      const newest: PageRequest = { view, order: 'desc', start: { at: 'first' }, skip: 0, limit: sample };
      const { shaped } = await find(newest, 'fields', signal);
      return 'fields' in shaped ? shaped.fields : { sampled: 0, fields: [] };
    },
    async *ranks(request, signal) {
      parseFilter(request.view.filter);
      yield* ranksOf(pool, request, signal);
    },
    between: (request, signal) => between(pool, request, signal),
    copy: (rows, format, signal) => pool.stream('copy', { rows, format }, signal),
    held: (records) => pool.run('held', records),
    clusterOf: (row) => pool.run('cluster', { row }),
    times: (input) => pool.run('times', input),
    detail: (row) => pool.run('detail', { row }),
    coverage: () => pool.run('coverage', null),
    refresh: () => pool.run('tick', null),
    kept: () => pool.run('kept', null),
    events: (request, signal) => pool.run('events', request, signal),
    figure: (request, signal) => pool.run('figure', request, signal),
    subjects: () => pool.run('subjects', null),
    trend: (request, signal) => pool.run('trend', request, signal),
    async *lines(view, order, format, limit, signal, clock = 'record') {
      const overview = await pool.run('overview', { upTo: view.upTo }, signal);
      const scope = scopeOf(view, overview);
      yield* exportLines(pool, { scope, clock, order, format, limit, header: true }, signal);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function matchesOf(pool: ReaderPool, request: MatchRequest, signal?: AbortSignal): Promise<Matched> {
  const { filter, topics, after, most } = request;
  const { upTo, segments } = await pool.run('overview', { upTo: null }, signal);
  const scope: Scope = { filter, topics, from: TIME_MIN, to: TIME_MAX, upTo };
  // The oldest segments are dropped first.
  const oldest = segments[0]?.firstRow ?? upTo + 1;
  let missed = Math.max(0, oldest - 1 - after);
  let matched = 0;
  let last: RowId | null = null;
  const first: RowId[] = [];
  for (const { id, firstRow, lastRow } of segments) {
    const from = Math.max(after, firstRow - 1);
    if (from >= lastRow) continue;
    const input = { scope, segment: id, after: from, upTo: lastRow, most: most - first.length };
    const found = await pool.run('matches', input, signal);
    matched += found.matched;
    missed += found.missed;
    first.push(...found.first);
    last = found.last ?? last;
  }
  const rows = [...new Set(last === null ? first : [...first, last])];
  const lines = rowsOf(await pool.run('shape', { shape: 'rows', clock: 'record', rows }, signal));
  return {
    ...{ upTo, matched, missed },
    first: lines.filter(({ key }) => first.includes(key.row)),
    last: lines.find(({ key }) => key.row === last) ?? null,
  };
}

function scopeOf({ filter, topics, from, to }: View, { upTo }: Overview): Scope {
  return { filter, topics, from: from ?? TIME_MIN, to: to ?? TIME_MAX, upTo };
}

function rowsOf(shaped: Shaped) {
  return 'rows' in shaped ? shaped.rows : [];
}

/** `segments`: those that may have records of the scope, with their times on the clock. */
type BestOfAll = {
  segments: SegmentFacts[];
  scope: Scope;
  clock: Clock;
  order: Order;
  behind: Key;
  most: number;
};

/** The first keys over all segments: those that may have them first are scanned first, until no other can have a better one. */
async function bestOfAll(pool: ReaderPool, wanted: BestOfAll, signal?: AbortSignal): Promise<Key[]> {
  const { segments, scope, clock, order, behind, most } = wanted;
  const asc = order === 'asc';
  const waiting = segments
    .filter(({ oldest, newest }) => (asc ? newest >= behind.time : oldest <= behind.time))
    .sort((a, b) => (asc ? a.oldest - b.oldest : b.newest - a.newest));
  let keys: Key[] = [];
  const scanSome = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const worst = (keys.length >= most && keys.at(-1)) || null;
      if (worst && (asc ? next.oldest > worst.time : next.newest < worst.time)) return;
      const found = await pool.run('best', { scope, clock, segment: next.id, order, behind, worst, most }, signal);
      keys = [...keys, ...found].sort((a, b) => compareKeys([a.time, a.row], [b.time, b.row], order)).slice(0, most);
    }
  };
  await Promise.all(Array.from({ length: pool.size }, scanSome));
  return keys;
}
