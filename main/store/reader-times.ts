// When records came that are named by their offsets, for how far behind a reader is. Some queries by key each: there is no scan.
import type { Micros, Offset } from '../contract/units.ts';
import type { Running, TimesFound, TimesInput } from './reader-protocol.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';

/** Looked up so long before the thread looks at its messages. */
const SLICE_MS = 8;
/** Batches without a record, such as the ends of transactions, are passed over, and not many follow each other. */
const MOST_BATCHES = 8;

type Batch = { from: Offset; to: Offset; firstRow: number; records: number; open: OpenSegment };
type Placed = { offset: Offset; time: Micros };

const BATCH_SQL =
  'SELECT from_offset, to_offset, first_row, records FROM batches WHERE part = ? AND from_offset <= ? ORDER BY from_offset DESC LIMIT 1';
const HELD_SQL =
  'SELECT segment, from_offset AS "from" FROM held WHERE part = ? AND from_offset <= ? ORDER BY from_offset DESC LIMIT 1';
const ROW_SQL = 'SELECT offset, broker_ts FROM records WHERE id = ?';

/** Of the newest incarnation of each partition, by the brokers' timestamps. */
export function* times(files: CacheFiles, { cluster, places }: TimesInput): Running<'times'> {
  const parts = new Map<string, { id: number; incarnation: number }>();
  for (const { id, cluster: its, topic, partition, incarnation } of files.parts.values()) {
    const key = `${topic}/${partition}`;
    if (its === cluster && incarnation >= (parts.get(key)?.incarnation ?? 0)) parts.set(key, { id, incarnation });
  }
  const batches = new Batches(files);
  // Of several groups that read the same.
  const newest = new Map<string, Placed | undefined>();
  const found: TimesFound[] = [];
  let started = performance.now();
  for (const { topic, partition, from, below } of places) {
    const part = parts.get(`${topic}/${partition}`)?.id;
    const first = part === undefined ? undefined : batches.firstFrom(part, from);
    const key = `${part} ${below}`;
    if (part !== undefined && first && !newest.has(key)) newest.set(key, batches.lastBelow(part, below));
    const last = newest.get(key);
    found.push(
      first && last && last.offset >= first.offset ? { first: first.time, last: last.time, at: last.offset } : null,
    );
    if (performance.now() - started < SLICE_MS) continue;
    yield;
    started = performance.now();
  }
  return found;
}

class Batches {
  readonly #files: CacheFiles;
  readonly #held: ReturnType<typeof heldStatement>;

  constructor(files: CacheFiles) {
    this.#files = files;
    this.#held = heldStatement(files);
  }

  /** The record at `offset`, or the next one where there is none at it; undefined where what lies there is not held. */
  firstFrom(part: number, offset: Offset): Placed | undefined {
    let from = offset;
    for (let i = 0; i < MOST_BATCHES; i++) {
      const batch = this.#before(part, from);
      if (!batch || batch.to <= from) return undefined;
      const row = rowOf(batch, from);
      if (row < batch.firstRow + batch.records) return placedAt(batch, row);
      from = batch.to;
    }
    return undefined;
  }

  /** The newest one that is held of those below `offset`. */
  lastBelow(part: number, offset: Offset): Placed | undefined {
    let below = offset;
    for (let i = 0; i < MOST_BATCHES; i++) {
      const batch = this.#before(part, below - 1);
      if (!batch) return undefined;
      const row = rowOf(batch, below) - 1;
      if (row >= batch.firstRow) return placedAt(batch, row);
      below = batch.from;
    }
    return undefined;
  }

  /** The last batch that begins at `offset` or before. */
  #before(part: number, offset: Offset): Batch | undefined {
    const active = this.#files.segments.at(-1);
    const inActive = active && this.#in(active.id, part, offset);
    if (inActive && offset < inActive.to) return inActive;
    const held = this.#held.get(part, offset);
    // A batch of the past lies in the segment that was written when it was fetched.
    if (!held || (inActive && inActive.from > held.from)) return inActive;
    return this.#in(held.segment, part, offset) ?? inActive;
  }

  #in(segment: number, part: number, offset: Offset): Batch | undefined {
    return this.#files.tolerant(segment, (open) => {
      const row = open.first<[Offset, Offset, number, number]>(BATCH_SQL, [part, offset]);
      if (!row) return undefined;
      const [from, to, firstRow, records] = row;
      return { from, to, firstRow, records, open };
    });
  }
}

function heldStatement({ catalog }: CacheFiles) {
  return catalog.prepare<[number, Offset], { segment: number; from: Offset }>(HELD_SQL);
}

/** The first row of the batch with an offset of `offset` or more; behind its last one where there is none. */
function rowOf(batch: Batch, offset: Offset): number {
  // Mostly there is a record for each offset.
  let [low, high] = [batch.firstRow, batch.firstRow + Math.min(batch.records, Math.max(0, offset - batch.from))];
  if (low < high && (read(batch, high - 1)?.[0] ?? 0) < offset) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((read(batch, middle)?.[0] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placedAt(batch: Batch, row: number): Placed | undefined {
  const [offset = 0, time = -1] = read(batch, row) ?? [];
  return time < 0 ? undefined : { offset, time };
}
function read({ open }: Batch, row: number): [Offset, Micros] | undefined {
  return open.first<[Offset, Micros]>(ROW_SQL, [row]);
}
