// A power cut: the files as they were at a moment of writing, with the log (WAL) of the active segment, of the catalog or of both cut
// at a random byte. Whatever is left must open and be true, and sending again from the position must give the whole.
//
// What a power cut can really do is cut the segment's log, which is not waited for; the catalog's is. A catalog that is cut too is
// one that is older than the segment: a disk that lied, or files that were copied one by one.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { Coverage } from '../../main/contract/records.ts';
import { Catalog, type Part } from '../../main/store/catalog.ts';
import { Holes } from '../../main/store/holes.ts';
import { begin } from '../../main/store/incarnations.ts';
import { CoverageReader } from '../../main/store/reader-coverage.ts';
import { CacheFiles } from '../../main/store/reader-segments.ts';
import { ROLLUP_WIDTHS } from '../../main/store/schema.ts';
import { Segments } from '../../main/store/segments.ts';
import { type Random, seededRandom } from '../query/random.ts';
import { rounds } from '../rounds.ts';
import { makeBatch } from './batches.ts';
import { temporaryFolder } from './folders.ts';

const PARTITIONS = 4;
const LOG_END = 500;
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => digit.repeat(32));

/** The producer's ledger: whether a log has a record at an offset (compaction took the others), and what it says. */
const isRecord = (offset: number) => offset % 7 !== 3;
const textOf = (part: Omit<Part, 'id'>, offset: number) => `${part.topic} ${part.partition} ${part.topicId} ${offset}`;

/** The writer thread's work without the thread, so that a moment is the same again with the same seed. */
class Store implements Disposable {
  readonly catalog: Catalog;
  readonly segments: Segments;
  readonly holes: Holes;
  readonly #random: Random;

  constructor(folder: string, random: Random) {
    this.catalog = new Catalog(folder);
    this.segments = new Segments(folder, this.catalog);
    this.holes = new Holes(this.catalog, this.segments);
    this.#random = random;
  }
  follow(partition: number, topicId: string, start: number): Part {
    const [part] = begin(this.catalog, this.segments.active, 'c', [
      { topic: 'app', partition, start, low: 0, topicId },
    ]);
    assert.ok(part);
    this.holes.reload();
    return part;
  }
  /** The newest incarnations. */
  parts(): Part[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => this.catalog.newestPart('c', 'app', partition)).filter(
      (part) => part !== undefined,
    );
  }
  put(part: Part, from: number, to: number, fill: boolean): boolean {
    const offsets = Array.from({ length: to - from }, (_, i) => from + i).filter(isRecord);
    const time = () => this.#random.below(20_000_000);
    const batch = makeBatch(
      0,
      from,
      to,
      offsets.map((offset) => ({ offset, time: time(), level: this.#random.below(8), value: textOf(part, offset) })),
    );
    const { active } = this.segments;
    const stored = fill ? this.segments.fill(part.id, batch, 1) : active.write(part.id, batch, 1);
    if (stored) this.holes.stored(part.id, from, to);
    return stored;
  }
  skip(part: Part, from: number, to: number): void {
    this.holes.set(part.id, from, to, 'deleted-by-retention', undefined);
    this.segments.active.skip(part.id, from, to);
  }
  seal(): void {
    this.segments.seal();
    this.holes.reload();
  }
  drop(): void {
    this.segments.dropOldest(1);
    this.holes.reload();
  }
  step(): void {
    const random = this.#random;
    const part = random.pick(this.parts());
    const next = this.segments.active.next(part.id) ?? 0;
    const dice = random.below(100);
    if (dice < 60) assert.ok(this.put(part, next, next + 1 + random.below(30), false));
    else if (dice < 85) {
      const from = random.below(next + 1);
      this.put(part, from, from + 1 + random.below(20), true);
    } else if (dice < 90) this.skip(part, next, next + 1 + random.below(10));
    else if (dice < 95) this.seal();
    else if (dice < 98) this.drop();
    else this.follow(part.partition, IDS[part.incarnation % IDS.length] ?? '', 0);
  }
  [Symbol.dispose](): void {
    this.segments[Symbol.dispose]();
    this.catalog[Symbol.dispose]();
  }
}

function coverageOf(folder: string): Coverage {
  using files = new CacheFiles(folder, (file, message) => assert.fail(`${file}: ${message}`));
  const running = new CoverageReader(files).coverage();
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

/** Every file is sound, and records, ranges, rollup, holes and positions say the same. */
function assertTrue(folder: string, store: Store, about: string): Coverage {
  const parts = new Map(store.catalog.parts().map((part) => [part.id, part]));
  const offsets = new Map<number, number[]>();
  for (const { file, state } of store.catalog.segments()) {
    if (state === 'damaged') continue;
    using files = new DisposableStack();
    const db = files.adopt(new Database(join(folder, file), { readonly: true }), (opened) => opened.close());
    assert.equal(db.pragma('quick_check', { simple: true }), 'ok', `${about}, ${file}`);
    const records = db.prepare<
      [],
      { id: number; part: number; offset: number; ts: number; level: number; value: string }
    >('SELECT id, part, offset, ts, level, value FROM records ORDER BY id');
    const rollup = new Map<string, number>();
    const ofRows = new Map<number, { part: number; offset: number }>();
    for (const { id, part, offset, ts, level, value } of records.iterate()) {
      const known = parts.get(part);
      assert.equal(value, known && textOf(known, offset), `${about}: a record belongs to the part that its row names`);
      const list = offsets.get(part) ?? [];
      offsets.set(part, list);
      list.push(offset);
      ofRows.set(id, { part, offset });
      for (const width of ROLLUP_WIDTHS) {
        const key = [width, Math.floor(ts / width), part, level].join(' ');
        rollup.set(key, (rollup.get(key) ?? 0) + 1);
      }
    }
    const stored = db.prepare<[], [string, number]>(
      "SELECT width || ' ' || bucket || ' ' || part || ' ' || level, n FROM rollup",
    );
    const lines = (counts: Iterable<[string, number]>) =>
      [...counts]
        .map((one) => one.join(': '))
        .sort()
        .join();
    assert.equal(lines(stored.raw().all()), lines(rollup), `${about}: the rollup`);
    const batches = db.prepare<[], [number, number, number, number, number]>('SELECT * FROM batches').raw().all();
    for (const [part, from, to, firstRow, count] of batches) {
      const rows = Array.from({ length: count }, (_, i) => ofRows.get(firstRow + i));
      assert.deepEqual(
        rows,
        Array.from({ length: to - from }, (_, i) => from + i)
          .filter(isRecord)
          .map((offset) => ({ part, offset })),
        `${about}: a batch and its rows`,
      );
    }
  }
  const coverage = coverageOf(folder);
  assert.equal(store.holes.count(), coverage.holes.length, `${about}: writer and reader count the same holes`);
  for (const { topic, partition, incarnation, held, next, records } of coverage.partitions) {
    const part = [...parts.values()].find((one) => one.partition === partition && one.incarnation === incarnation);
    const place = `${about}, ${topic} ${partition}.${incarnation}`;
    assert.ok(part, place);
    const expected = held.flatMap(([from, to]) =>
      Array.from({ length: to - from }, (_, i) => from + i).filter(isRecord),
    );
    const found = (offsets.get(part.id) ?? []).sort((a, b) => a - b);
    assert.deepEqual(found, expected, `${place}: the records are those of the ranges, each once`);
    assert.equal(records, found.length, place);
    // A log cut below what was waited for has lost even the start: nothing is held, and it is followed from its start again.
    if (store.segments.active.next(part.id) === undefined && held.length === 0) continue;
    const holes = coverage.holes.filter((one) => one.partition === partition && one.incarnation === incarnation);
    const explained = [...held, ...holes.map(({ from, to }) => [from, to] as const)].sort((a, b) => a[0] - b[0]);
    let at = 0;
    for (const [from, to] of explained) {
      assert.equal(from, at, `${place}: what is below the position is held or missing by name, and not both`);
      at = to;
    }
    assert.equal(at, next, `${place}: and nothing beyond it`);
  }
  return coverage;
}

function sealedOf({ catalog }: Store) {
  return catalog.segments().filter(({ state }) => state === 'sealed');
}

/** As ingest and a fill job would go on: from the position, and of the past what is missing. */
function sendAgain(store: Store, ended: readonly Part[]): void {
  for (const { partition, topicId } of ended) {
    const part = store.follow(partition, topicId ?? '', 0);
    for (let next = store.segments.active.next(part.id) ?? 0; next < LOG_END; next += 250)
      assert.ok(store.put(part, next, Math.min(LOG_END, next + 250), false));
    for (const { from, to } of store.holes.missing(part.id, 0, LOG_END)) assert.ok(store.put(part, from, to, true));
  }
}

function cut(file: string, random: Random): string {
  const wal = `${file}-wal`;
  const size = statSync(wal, { throwIfNoEntry: false })?.size ?? 0;
  const left = random.below(size + 1);
  if (size > 0) truncateSync(wal, left);
  return `${left} of ${size} bytes`;
}

test('of power cuts at random moments and bytes, each leaves a cache that is true and can be completed', () => {
  const random = seededRandom();
  console.log(`power cuts with seed ${random.seed}`);
  const lives = rounds(5, 1);
  let cuts = 0;
  for (let life = 0; life < lives; life++) {
    using folder = temporaryFolder();
    using store = new Store(folder.path, random);
    for (let partition = 0; partition < PARTITIONS; partition++)
      store.follow(partition, IDS[0] ?? '', random.chance(0.5) ? 0 : random.below(100));
    for (let moment = 0; moment < 4; moment++) {
      for (let steps = 5 + random.below(25); steps > 0; steps--) store.step();
      const newest = store.parts();
      for (const what of ['segment', 'catalog', 'both'] as const) {
        using copy = temporaryFolder();
        // The shared memory file does not outlive a power cut.
        cpSync(folder.path, copy.path, { recursive: true, filter: (path) => !path.endsWith('-shm') });
        let about = `seed ${random.seed}, life ${life}, moment ${moment}, ${what}`;
        const active = readdirSync(copy.path)
          .filter((name) => /^segment-\d+\.db$/.test(name))
          .sort()
          .at(-1);
        if (what !== 'catalog') about += `, segment cut to ${cut(join(copy.path, active ?? ''), random)}`;
        if (what !== 'segment') about += `, catalog cut to ${cut(join(copy.path, 'catalog.db'), random)}`;
        cuts++;
        using again = new Store(copy.path, random);
        // Sent again, what was lost would be there as well: of what was waited for, nothing may be.
        if (what === 'segment') assert.deepEqual(sealedOf(again), sealedOf(store), `${about}: what is sealed stays`);
        assertTrue(copy.path, again, about);
        sendAgain(again, newest);
        const { partitions } = assertTrue(copy.path, again, `${about}, sent again`);
        for (const { partition, topicId } of newest) {
          // A lost incarnation that nobody misses takes its number with it.
          const part = again.parts().find((one) => one.partition === partition);
          assert.equal(part?.topicId, topicId, about);
          const whole = partitions.find((one) => one.partition === partition && one.incarnation === part?.incarnation);
          assert.deepEqual(whole?.held, [[0, LOG_END]], about);
        }
      }
    }
  }
  assert.equal(cuts, lives * 12);
});
