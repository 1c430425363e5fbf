// Exploring ten million JSON records of about 230 bytes in twenty segments: first rows, counts, timelines and facets; beside
// ripgrep and lnav over the same records in one flat file, in the same run. Prints one JSON object; times are milliseconds.
// BENCH_RECORDS: another number of records. BENCH_FOLDER: a folder to make the records in, or to find them in, that stays.
// BENCH_PEERS=none: without the others, as for docs/growth.svg (growth.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { View } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Reader } from '../../main/store/types.ts';
import { last } from '../store/last.ts';
import { makeCache } from './query-data.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 10_000_000);
const ROUNDS = 3;

const kept = process.env.BENCH_FOLDER;
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'tailwater-explore-')));
try {
  const [cache, flat] = [join(folder, 'cache'), join(folder, 'flat.ndjson')];
  if (!existsSync(flat)) await makeCache(cache, RECORDS, flat);
  const load = { before: loadavg() };
  const peers = await measurePeers(flat);
  const engine = await measureEngine(cache);
  const ratio = (a: number, b: number | undefined) => (b === undefined ? null : Math.round((a / b) * 100) / 100);
  const { rareCount, fieldCount, fieldComparison, numberComparison, fieldOfMost } = engine.times;
  console.log(
    JSON.stringify({
      records: engine.records,
      load: { ...load, after: loadavg() },
      engine,
      peers,
      ratios: {
        rareCountToRipgrep:
          typeof peers.ripgrepRare === 'string' ? null : ratio(rareCount.bestMs, peers.ripgrepRare.bestMs),
        fieldCountToRareCount: ratio(fieldCount.bestMs, rareCount.bestMs),
        fieldComparisonToRareCount: ratio(fieldComparison.bestMs, rareCount.bestMs),
        numberComparisonToRareCount: ratio(numberComparison.bestMs, rareCount.bestMs),
        fieldOfMostToRareCount: ratio(fieldOfMost.bestMs, rareCount.bestMs),
        lnavToRareCount: typeof peers.lnavRare === 'string' ? null : ratio(peers.lnavRare.bestMs, rareCount.bestMs),
        lnavToFieldCount: typeof peers.lnavField === 'string' ? null : ratio(peers.lnavField.bestMs, fieldCount.bestMs),
      },
      wanted: {
        newestPageMs: 50,
        firstRareRowsMs: 150,
        rareCountToRipgrep: 1.5,
        fieldCountToRareCount: 3,
        timelineMs: 50,
        facetsOfColumnsMs: 100,
        readyMs: 1500,
        memoryMb: 500,
        lnavAtLeast: 5,
      },
    }),
  );
} finally {
  if (kept === undefined) await rm(folder, { recursive: true, force: true });
}

/** `cpuMs` is of this process with its threads, in the round that took least of it. */
type Times = { bestMs: number; medianMs: number; firstMs: number; cpuMs: number };

/** `firstMs` is the first round, with nothing remembered. */
async function times(work: (round: number) => Promise<unknown>, rounds = ROUNDS): Promise<Times> {
  const all: number[] = [];
  let cpuMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const cpu = process.cpuUsage();
    await work(round);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs = Math.min(cpuMs, Math.round((user + system) / 1000));
    all.push(Math.round((performance.now() - started) * 10) / 10);
  }
  const sorted = all.toSorted((a, b) => a - b);
  return { bestMs: sorted[0] ?? 0, medianMs: sorted[rounds >> 1] ?? 0, firstMs: all[0] ?? 0, cpuMs };
}

function viewOf(filter: string, from: number | null = null, to: number | null = null): View {
  return { filter, from, to, topics: null, upTo: null };
}

async function measureEngine(cache: string) {
  const started = performance.now();
  await using reader = await openReader(cache);
  const page = (filter: string, clock: Clock = 'record') =>
    reader.page({ view: viewOf(filter), order: 'desc', clock, start: { at: 'first' }, skip: 0, limit: 100 });
  await page('');
  const readyMs = Math.round(performance.now() - started);
  const { records, oldestTime, newestTime } = await reader.refresh();
  const [oldest, newest] = [oldestTime ?? 0, newestTime ?? 0];
  // A third of the range, in the middle, at another width: what one sees after zooming in.
  const zoom: [number, number] = [oldest + (newest - oldest) / 3, oldest + ((newest - oldest) * 2) / 3];
  const timelines = async (field: string | null) => ({
    whole: await times(() => timeline(reader, viewOf(''), field)),
    zoomed: await times((round) => timeline(reader, viewOf('', ...shifted(zoom, round)), field)),
  });
  const filtered = (filter: string) => times((round) => timeline(reader, viewOf(filter + ' '.repeat(round)), null));
  const facets = (fields: string[], filter = '') =>
    times(() => last(reader.facets({ view: viewOf(filter), fields, top: 10 })), 1);
  return {
    ...{ records, readyMs },
    times: {
      newestPage: await times(() => page('')),
      newestPageOfLevel: await times(() => page('level:error')),
      newestPageOfField: await times(() => page('status:500')),
      newestPageByArrival: await times(() => page('', 'arrival')),
      newestPageByBroker: await times(() => page('', 'broker')),
      // Written otherwise than for the count, so that neither remembers what the other has found.
      firstRareRows: await times((round) => firstRows(reader, `needle*${' '.repeat(round)}`)),
      rareCount: await filtered('needle'),
      fieldCount: await filtered('status:500'),
      fieldComparison: await filtered('status >= 500'),
      // A hundred thousand different numbers, and three.
      numberComparison: await filtered('bytes >= 60000'),
      rarePageOfFields: await times((round) => page(`bytes >= 99990 and status:500${' '.repeat(round)}`)),
      fieldOfMost: await filtered('status:200'),
      wordCount: await filtered('service:auth'),
      timelineByLevel: await timelines(null),
      timelineByTopic: await timelines('_topic'),
      timelineByPartition: await timelines('_partition'),
      timelineByService: await timelines('service'),
      facetsOfColumns: await facets(['level', '_topic', '_partition']),
      facetOfService: await facets(['service']),
      facetsOfSix: await facets(['service', 'host', 'status', 'bytes', 'thread', 'trace']),
      facetsOfErrors: await facets(['service', 'host', 'status'], 'level:error'),
    },
    memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

function shifted([from, to]: [number, number], round: number): [number, number] {
  return [Math.floor(from) + round * 1_234_567, Math.floor(to) + round * 1_234_567];
}

async function timeline(reader: Reader, view: View, field: string | null): Promise<void> {
  const answers =
    field === null ? reader.histogram(view, 200) : reader.split({ view, buckets: 200, split: field, top: 9 }, field);
  const { total } = await last(answers);
  if (total === 0) throw new Error(`${view.filter} has to match something`);
}

/** The first partial timeline that has a match tells where the first rows are. */
async function firstRows(reader: Reader, filter: string): Promise<void> {
  for await (const { total } of reader.histogram(viewOf(filter), 200)) if (total > 0) return;
  throw new Error(`${filter} has to match something`);
}

/** What it prints is read and let go: the memory that is measured afterwards is the engine's. */
async function run(name: string, args: string[]): Promise<void> {
  const running = spawn(name, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  running.stdout.resume();
  const [code] = await once(running, 'close');
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
}

async function measurePeers(
  flat: string,
): Promise<Record<'ripgrepRare' | 'lnavRare' | 'lnavField', Times | 'peer absent'>> {
  const command = async (rounds: number, name: string, args: string[]): Promise<Times | 'peer absent'> => {
    if (process.env.BENCH_PEERS === 'none') return 'peer absent';
    try {
      return await times(() => run(name, args), rounds);
    } catch (error) {
      // Anything else is a fault of the benchmark.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'peer absent';
      throw error;
    }
  };
  const lnav = (filter: string) => command(1, 'lnav', ['-n', '-N', '-c', `:filter-in ${filter}`, flat]);
  return {
    ripgrepRare: await command(ROUNDS, 'rg', ['-i', '-F', '--count', 'needle', flat]),
    lnavRare: await lnav('needle'),
    lnavField: await lnav('"status":500'),
  };
}
