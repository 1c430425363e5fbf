// The active segment: the only file that records are written to.
import { statSync } from 'node:fs';
import { Flag, PART_COUNT, type RecordBatch } from '../base/batch.ts';
import { LEVELS, type Micros, type Offset, type RowId } from '../contract/units.ts';
import type { Held, LevelCounts, Part } from './catalog.ts';
import { mergeIntervals } from './intervals.ts';
import { SEGMENT } from './migrations.ts';
import { ROLLUP_WIDTHS, SCHEMA_VERSION } from './schema.ts';
import { type Carried, type LastRecord, type Position, readCarried, readLastRecord } from './segment-reads.ts';
import { openWritable, type WritableDatabase } from './sqlite.ts';

/** Rows of one INSERT: binding this many at once halves the cost of a row against one by one (measured: 16 to 32 are best). */
const ROWS_AT_ONCE = 16;
const LEVEL_COUNT = LEVELS.length;

export class ActiveSegment implements Disposable {
  readonly id: number;
  readonly path: string;
  readonly db: WritableDatabase;
  #nextRow: RowId;
  readonly #one: Inserts;
  readonly #many: Inserts;
  readonly #rollup;
  readonly #batch;
  readonly #advance;
  readonly #countFilled;
  readonly #lastBatchBelow;
  readonly #next;
  readonly #write;
  readonly #fill;

  /** What the segment before carries over is copied in where this one has none. */
  constructor(id: number, path: string, firstRow: RowId, carried: Carried) {
    this.id = id;
    this.path = path;
    using onFailure = new DisposableStack();
    const db = openWritable(path, SEGMENT);
    this.db = db;
    onFailure.defer(() => db.close());
    if (carried.positions.length > 0) this.#copy(carried);
    const last = this.db.prepare<[], number | null>('SELECT max(id) FROM records').pluck().get();
    this.#nextRow = last == null ? firstRow : last + 1;
    this.#one = prepareInserts(this.db, 1);
    this.#many = prepareInserts(this.db, ROWS_AT_ONCE);
    this.#rollup = this.db.prepare(
      'INSERT INTO rollup VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
    );
    this.#batch = this.db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?)');
    const newest = 'newest = ifnull(max(newest, @newest), ifnull(newest, @newest))';
    this.#advance = this.db.prepare(
      `UPDATE position SET next = @to, epoch = iif(@epoch < 0, epoch, @epoch), ${newest}, records = records + @records
       WHERE part = @part AND next = @from`,
    );
    this.#countFilled = this.db.prepare(
      `UPDATE position SET ${newest}, records = records + @records WHERE part = @part AND next >= @to`,
    );
    this.#lastBatchBelow = this.db.prepare<[number, Offset], Offset>(LAST_BATCH_BELOW).pluck();
    this.#next = this.db.prepare<[number], Offset>('SELECT next FROM position WHERE part = ?').pluck();
    this.#write = this.db.transaction((...batch: Written) => this.#writeBatch(...batch)).immediate;
    this.#fill = this.db.transaction((...batch: Written) => this.#fillBatch(...batch)).immediate;
    onFailure.move();
  }

  get nextRow(): RowId {
    return this.#nextRow;
  }

  /** null where it has no records. */
  get firstRow(): RowId | null {
    return this.db.prepare<[], number | null>('SELECT min(id) FROM records').pluck().get() ?? null;
  }
  carried(): Carried {
    return readCarried(this.db);
  }
  position(part: number): Position | undefined {
    const sql = 'SELECT part, next, newest, records, epoch FROM position WHERE part = ?';
    return this.db.prepare<[number], Position>(sql).get(part);
  }
  /** Where a partition is; undefined where nothing of it was ever asked for. */
  next(part: number): Offset | undefined {
    return this.#next.get(part);
  }
  /** Where an incarnation began that is not the first: what lies below is the one before's, or of no log. 0 for a first one. */
  begins(part: number): Offset {
    const sql = 'SELECT low FROM names WHERE part = ? AND incarnation > 1';
    return this.db.prepare<[number], Offset | null>(sql).pluck().get(part) ?? 0;
  }
  lastRecord(part: number, below: Offset): LastRecord | undefined {
    return readLastRecord(this.db, part, below);
  }
  /** Names parts, and stores where those begin that are new; what stood here under their number was never finished. */
  start(starts: readonly Start[]): void {
    const position = this.db.prepare('INSERT OR REPLACE INTO position VALUES (?, ?, NULL, 0, -1)');
    const name = this.db.prepare(
      `INSERT INTO names VALUES (@id, @cluster, @topic, @incarnation, @partition, @topicId, @low)
       ON CONFLICT DO UPDATE SET cluster = @cluster, topic = @topic, incarnation = @incarnation, partition = @partition,
       topic_id = @topicId, low = ifnull(@low, low)`,
    );
    this.db
      .transaction(() => {
        for (const { part, next, low } of starts) {
          if (next !== null) position.run(part.id, next);
          name.run({ ...part, low });
        }
      })
      .immediate();
  }
  #copy({ positions, names }: Carried): void {
    const position = this.db.prepare('INSERT OR IGNORE INTO position VALUES (@part, @next, @newest, @records, @epoch)');
    const name = this.db.prepare(
      'INSERT OR IGNORE INTO names VALUES (@id, @cluster, @topic, @incarnation, @partition, @topicId, @low)',
    );
    this.db
      .transaction(() => {
        for (const one of positions) position.run(one);
        for (const one of names) name.run(one);
      })
      .immediate();
  }
  /** Moves the position without records, over a hole; false where it is not at `from`. */
  skip(part: number, from: Offset, to: Offset): boolean {
    return (
      this.db.prepare('UPDATE position SET next = ? WHERE part = ? AND next = ?').run(to, part, from).changes === 1
    );
  }

  /**
   * Writes a batch in one transaction (R2); false, with nothing written, where the position is not at batch.from.
   * `newest` is the batch's newest time, null without records. Throws SQLite's errors; then nothing was written either.
   */
  write(...batch: Written): boolean {
    return this.#unlessFenced(() => this.#write(...batch));
  }
  /** As write, of the past: the position stays, and it is fenced where any of it is held here or is not below the position. */
  fill(...batch: Written): boolean {
    return this.#unlessFenced(() => this.#fill(...batch));
  }
  #unlessFenced(write: () => void): boolean {
    const firstRow = this.#nextRow;
    try {
      write();
      return true;
    } catch (error) {
      this.#nextRow = firstRow;
      if (error === FENCED) return false;
      throw error;
    }
  }

  #writeBatch(part: number, batch: RecordBatch, newest: Micros | null): void {
    const { from, to, epoch, count: records } = batch;
    // The compare-and-set comes first: a fenced batch costs nothing.
    if (this.#advance.run({ part, from, to, epoch, newest, records }).changes !== 1) throw FENCED;
    this.#insertBatch(part, batch);
  }
  #fillBatch(part: number, batch: RecordBatch, newest: Micros | null): void {
    const { from, to, count: records } = batch;
    if (this.#countFilled.run({ part, to, newest, records }).changes !== 1) throw FENCED;
    if ((this.#lastBatchBelow.get(part, to) ?? from) > from) throw FENCED;
    this.#insertBatch(part, batch);
  }
  #insertBatch(part: number, batch: RecordBatch): void {
    if (batch.to > batch.from) this.#batch.run(part, batch.from, batch.to, this.#nextRow, batch.count);
    this.#insertRows(part, batch);
    this.#addToRollup(part, batch);
  }

  #insertRows(part: number, batch: RecordBatch): void {
    const { ends, flags, count } = batch;
    const blob = Buffer.from(batch.blob.buffer, batch.blob.byteOffset, batch.blob.byteLength);
    const plain = hasNoExtras(ends, count);
    const width = plain ? PLAIN_PARAMETERS : FULL_PARAMETERS;
    const constants = { part, arrival: batch.arrival };
    const many: unknown[] = new Array(width * ROWS_AT_ONCE);
    let at = 0;
    let row = this.#nextRow;
    for (let i = 0; i < count; i++) {
      const flag = flags[i] ?? 0;
      const base = i * PART_COUNT;
      const start = base === 0 ? 0 : (ends[base - 1] ?? 0);
      const valueEnd = ends[base] ?? 0;
      const keyEnd = ends[base + 1] ?? 0;
      many[at++] = row++;
      many[at++] = batch.offset[i];
      many[at++] = batch.time[i];
      many[at++] = batch.brokerTime[i];
      many[at++] = batch.level[i];
      many[at++] = flag;
      many[at++] = flag & Flag.keyNull ? null : slice(blob, valueEnd, keyEnd, (flag & Flag.keyBinary) !== 0);
      many[at++] = flag & Flag.valueNull ? null : slice(blob, start, valueEnd, (flag & Flag.valueBinary) !== 0);
      if (!plain) {
        const headersEnd = ends[base + 2] ?? 0;
        const textEnd = ends[base + 3] ?? 0;
        const noteEnd = ends[base + 4] ?? 0;
        many[at++] = headersEnd > keyEnd ? blob.toString('utf8', keyEnd, headersEnd) : null;
        many[at++] = textEnd > headersEnd ? blob.toString('utf8', headersEnd, textEnd) : null;
        many[at++] = noteEnd > textEnd ? blob.toString('utf8', textEnd, noteEnd) : null;
      }
      if (at === many.length) {
        (plain ? this.#many.plain : this.#many.full).run(many, constants);
        at = 0;
      }
    }
    const one = plain ? this.#one.plain : this.#one.full;
    for (let from = 0; from < at; from += width) one.run(many.slice(from, from + width), constants);
    this.#nextRow = row;
  }

  #addToRollup(part: number, batch: RecordBatch): void {
    let finer: Map<number, number> | undefined;
    for (const [index, width] of ROLLUP_WIDTHS.entries()) {
      const counts = new Map<number, number>();
      const add = (bucket: number, level: number, n: number) => {
        const key = bucket * LEVEL_COUNT + level;
        counts.set(key, (counts.get(key) ?? 0) + n);
      };
      if (finer === undefined)
        for (let i = 0; i < batch.count; i++) add(Math.floor((batch.time[i] ?? 0) / width), batch.level[i] ?? 0, 1);
      else {
        const factor = width / (ROLLUP_WIDTHS[index - 1] ?? width);
        for (const [key, n] of finer) {
          const bucket = Math.floor(key / LEVEL_COUNT);
          add(Math.floor(bucket / factor), key - bucket * LEVEL_COUNT, n);
        }
      }
      for (const [key, n] of counts) {
        const bucket = Math.floor(key / LEVEL_COUNT);
        this.#rollup.run(width, bucket, part, key - bucket * LEVEL_COUNT, n);
      }
      finer = counts;
    }
  }

  /** Records by partition and level, from the widest rollup: few rows. */
  counts(): LevelCounts {
    return this.db
      .prepare<[number], { part: number; level: number; n: number }>(
        'SELECT part, level, sum(n) AS n FROM rollup WHERE width = ? GROUP BY part, level',
      )
      .all(ROLLUP_WIDTHS[2]);
  }
  range(): { oldest: Micros | null; newest: Micros | null } {
    const one = (sql: string) => this.db.prepare<[], number | null>(sql).pluck().get() ?? null;
    return { oldest: one('SELECT min(ts) FROM records'), newest: one('SELECT max(ts) FROM records') };
  }
  /** Offsets held, merged into few intervals. */
  held(): Held[] {
    return mergeIntervals(
      this.db
        .prepare<[], Held>(
          'SELECT part, from_offset AS "from", to_offset AS "to" FROM batches ORDER BY part, from_offset',
        )
        .all(),
    );
  }
  bytes(): number {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }
  /** Whatever was written is on the disk afterwards: synchronous = NORMAL leaves that to a checkpoint. */
  sync(): void {
    this.db.pragma('synchronous = FULL');
    // It changes nothing, and is a transaction that writes: its end waits for the whole log.
    this.db.pragma(`user_version = ${SCHEMA_VERSION}`);
    this.db.pragma('synchronous = NORMAL');
  }
  /** Moves the write-ahead log into the file; a reader that is in the middle of it may leave a part for later. */
  checkpoint(): void {
    this.db.pragma('wal_checkpoint(TRUNCATE)');
  }
  [Symbol.dispose](): void {
    this.db.close();
  }
}

/** A part that is followed; `next` and `low` are null where it has a position already. */
export type Start = { part: Part; next: Offset | null; low: Offset | null };
type Written = [part: number, batch: RecordBatch, newest: Micros | null];

/** Batches do not overlap: the last that begins below an offset is the only one that may reach behind another. */
export const LAST_BATCH_BELOW =
  'SELECT to_offset FROM batches WHERE part = ? AND from_offset < ? ORDER BY from_offset DESC LIMIT 1';
const FENCED = new Error('the position is not where the batch begins');
const PLAIN_PARAMETERS = 8;
const FULL_PARAMETERS = 11;

function prepareInserts(db: WritableDatabase, rows: number) {
  const statement = (extras: string) => {
    const values = `(?, @part, ?, ?, ?, @arrival, ?, ?, ?, ?, ${extras})`;
    return db.prepare(
      `INSERT INTO records(id, part, offset, ts, broker_ts, arrival, level, flags, key, value, headers, text, note)
       VALUES ${new Array(rows).fill(values).join(', ')}`,
    );
  };
  return { plain: statement('NULL, NULL, NULL'), full: statement('?, ?, ?') };
}
type Inserts = ReturnType<typeof prepareInserts>;

/** Whether no record has headers, a search text or a note: the usual case, with fewer parameters. */
function hasNoExtras(ends: Uint32Array, count: number): boolean {
  for (let base = 0; base < count * PART_COUNT; base += PART_COUNT) if (ends[base + 1] !== ends[base + 4]) return false;
  return true;
}

function slice(blob: Buffer, from: number, to: number, binary: boolean): string | Buffer {
  return binary ? blob.subarray(from, to) : blob.toString('utf8', from, to);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
