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
/** isWhole: what lies behind it, up to the offset that it was asked for, is held, and is no record */
type Last = Placed & { isWhole: boolean };

const BATCH_SQL =
  'SELECT from_offset, to_offset, first_row, records FROM batches WHERE part = ? AND from_offset <= ? ORDER BY from_offset DESC LIMIT 1';
const HELD_SQL =
  'SELECT segment, from_offset AS "from" FROM held WHERE part = ? AND from_offset <= ? ORDER BY from_offset DESC LIMIT 1';
const ROW_SQL = 'SELECT offset, broker_ts FROM records WHERE id = ?';

const PARTS_SQL = 'SELECT id, topic, partition, topic_id AS topicId FROM parts WHERE cluster = ? ORDER BY incarnation';
type Known = { id: number; topic: string; partition: number; topicId: string | null };

/** Of the newest incarnation of each partition, by the brokers' timestamps. */
export function* times(files: CacheFiles, { cluster, places }: TimesInput): Running<'times'> {
  const parts = partsOf(files, cluster);
  const batches = new Batches(files);
  // Of several groups that read the same.
  const newest = new Map<string, Last | undefined>();
  const found: TimesFound[] = [];
  let started = performance.now();
  for (const { topic, topicId, partition, from, below } of places) {
    const known = parts.get(`${topic}/${partition}`);
    // The offsets of a topic that was created again since are those of another log.
    const isOther = topicId !== null && known?.topicId != null && known.topicId !== topicId;
    const part = isOther ? undefined : known?.id;
    const first = part === undefined ? undefined : batches.firstFrom(part, from);
    const key = `${part} ${below}`;
    if (part !== undefined && first && !newest.has(key)) newest.set(key, batches.lastBelow(part, below));
    const last = newest.get(key);
    const isFound = first && last && last.offset >= first.offset;
    found.push(isFound ? { first: first.time, last: last.time, at: last.offset, isWhole: last.isWhole } : null);
    if (performance.now() - started < SLICE_MS) continue;
    yield;
    started = performance.now();
  }
  return found;
}

/** The newest incarnation of each, by `topic/partition`. */
function partsOf({ catalog }: CacheFiles, cluster: string): Map<string, Known> {
  const parts = catalog.prepare<[string], Known>(PARTS_SQL).all(cluster);
  return new Map(parts.map((part) => [`${part.topic}/${part.partition}`, part]));
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
  lastBelow(part: number, offset: Offset): Last | undefined {
    let below = offset;
    let isWhole = true;
    for (let i = 0; i < MOST_BATCHES; i++) {
      const batch = this.#before(part, below - 1);
      if (!batch) return undefined;
      isWhole &&= batch.to >= below;
      const row = rowOf(batch, below) - 1;
      const placed = row < batch.firstRow ? undefined : placedAt(batch, row);
      if (placed) return { ...placed, isWhole };
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
