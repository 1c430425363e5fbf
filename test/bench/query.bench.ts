// Queries over 2 million JSON records of about 230 bytes in four segments: timeline, page, count of a rare word, export; each
// beside a peer in the same run: SQLite's LIKE over one table, ripgrep and cat over the same records in a flat file.
// Prints one JSON object; times are milliseconds, the best and the median of several runs.
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import type { PageRequest, View } from '../../main/contract/records.ts';
import { openReader } from '../../main/store/reader.ts';
import { makeCache } from './query-data.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const ROUNDS = 7;

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'tailwater-bench-'));
try {
  const [cache, flat, table] = ['cache', 'flat.ndjson', 'table.db'].map((name) => join(folder, name));
  if (!cache || !flat || !table) throw new Error('three paths');
  const bytes = await makeCache(cache, RECORDS, flat);
  await makeTable(flat, table);
  console.log(
    JSON.stringify({
      records: RECORDS,
      bytesPerRecord: Math.round(bytes / RECORDS),
      queries: await measureQueries(cache),
      export: await measureExport(cache),
      peers: await measurePeers(flat, table),
      wanted: { timelineMs: 50, pageMs: 50, rareCountMs: 400, exportRecordsPerSecond: 300_000 },
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

type Times = { bestMs: number; medianMs: number };

async function times(work: (round: number) => Promise<unknown> | unknown): Promise<Times> {
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await work(round);
    all.push(performance.now() - started);
  }
  all.sort((a, b) => a - b);
  const at = (index: number) => Math.round((all[index] ?? 0) * 10) / 10;
  return { bestMs: at(0), medianMs: at(ROUNDS >> 1) };
}

function viewOf(filter: string): View {
  return { filter, from: null, to: null, topics: null, upTo: null };
}

async function measureQueries(cache: string): Promise<Record<string, Times>> {
  await using reader = await openReader(cache);
  // Spaces at the end make it another filter for the reader's memory of answers, and the same for the rest.
  let asked = 0;
  const timeline = async (filter: string) => {
    asked++;
    for await (const { total, final } of reader.histogram(viewOf(filter + ' '.repeat(asked)), 200))
      if (final && total === 0) throw new Error(`${filter} has to match something`);
  };
  const page = async (filter: string, request: Partial<PageRequest> = {}) => {
    const view = viewOf(filter);
    const start = { at: 'first' } as const;
    const { rows } = await reader.page({ view, order: 'desc', start, skip: 0, limit: 100, ...request });
    if (rows.length === 0) throw new Error(`${filter} has to match something`);
  };
  return {
    timeline: await times(() => timeline('')),
    timelineOfLevel: await times(() => timeline('level >= warn')),
    timelineOfField: await times(() => timeline('service:auth')),
    timelineOfNumber: await times(() => timeline('status >= 500')),
    rareCount: await times(() => timeline('needle')),
    newestPage: await times(() => page('')),
    newestPageOfLevel: await times(() => page('level:error')),
    newestPageOfField: await times(() => page('service:auth')),
    newestPageOfTwo: await times(() => page('status:500 and service:auth')),
    newestPageOfRare: await times(() => page('needle')),
    pageAtRank: await times((round) => page('', { skip: (RECORDS >> 4) * (round + 1) })),
    fields: await times(() => reader.fields(viewOf(''), 1000)),
  };
}

async function measureExport(cache: string): Promise<Record<string, { recordsPerSecond: number; bytes: number }>> {
  await using reader = await openReader(cache);
  const results: Record<string, { recordsPerSecond: number; bytes: number }> = {};
  for (const format of ['ndjson', 'csv', 'text'] as const) {
    let [records, bytes] = [0, 0];
    const started = performance.now();
    for await (const chunk of reader.lines(viewOf(''), 'asc', format, undefined)) {
      records += chunk.records;
      bytes += chunk.bytes.length;
    }
    if (records !== RECORDS) throw new Error(`${format}: ${records} of ${RECORDS} records`);
    results[format] = { recordsPerSecond: Math.round((records / (performance.now() - started)) * 1000), bytes };
  }
  return results;
}

/** The values alone in one table: what a plain SQLite file would be. */
async function makeTable(flat: string, file: string): Promise<void> {
  const db = new Database(file);
  db.exec('CREATE TABLE logs(value TEXT)');
  const insert = db.prepare('INSERT INTO logs VALUES (?)');
  const lines = await open(flat);
  db.exec('BEGIN');
  for await (const line of lines.readLines()) insert.run(line);
  db.exec('COMMIT');
  db.close();
}

async function measurePeers(flat: string, table: string): Promise<Record<string, Times | null>> {
  const db = new Database(table, { readonly: true });
  const like = db.prepare<[string], number>('SELECT count(*) FROM logs WHERE value LIKE ?').pluck();
  const command = async (name: string, args: string[]): Promise<Times | null> => {
    try {
      return await times(() => run(name, args, { maxBuffer: 1 << 26, encoding: 'buffer' }));
    } catch (error) {
      // Not installed: no peer. Anything else is a fault of the benchmark.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  };
  const peers = {
    sqliteLikeOverOneTable: await times(() => like.get('%needle%')),
    ripgrepCount: await command('rg', ['-c', '-i', '-F', 'needle', flat]),
    catToNull: await command('sh', ['-c', 'cat "$0" > /dev/null', flat]),
  };
  db.close();
  return peers;
}
