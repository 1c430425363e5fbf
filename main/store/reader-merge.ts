// The walks of several segments as one order. Segments that overlap in time are merged; one that lies wholly behind what is
// being read is not opened yet.
import type { Key } from '../contract/records.ts';
import type { Ordered, Walker } from './reader-ordered.ts';
import type { Order, SegmentFacts } from './reader-protocol.ts';
import type { CacheFiles, OpenSegment } from './reader-segments.ts';
import { compareKeys, type WalkRow } from './reader-walk.ts';

/** A window takes about this long; its rows grow and shrink towards it. */
const WINDOW_MS = 8;
const FEWEST_ROWS = 64;
const MOST_ROWS = 20_000;

type Source = { facts: SegmentFacts; walk: Walker; rows: WalkRow[]; at: number };

export class Merge {
  readonly #files: CacheFiles;
  readonly #order: Order;
  readonly #newSource: (facts: SegmentFacts) => Source;
  /** in the order in which their first records may come */
  readonly #waiting: SegmentFacts[];
  readonly #sources: Source[] = [];
  /** a segment that cannot be read is an error, instead of being left out */
  readonly #strict: boolean;
  #window: number;
  readonly #most: number;
  #lookedAndEnded = 0;

  constructor(
    files: CacheFiles,
    { segments, walk }: Ordered,
    order: Order,
    options: { columns: string; behind: Key; window: number; most?: number; strict?: boolean },
  ) {
    const { columns, behind } = options;
    this.#files = files;
    this.#order = order;
    this.#window = options.window;
    this.#most = options.most ?? MOST_ROWS;
    this.#strict = options.strict ?? false;
    const other = order === 'asc' ? 'desc' : 'asc';
    this.#waiting = segments
      .filter((facts) => compareKeys([behind.time, behind.row], edgeOf(facts, other), order) < 0)
      .sort((a, b) => compareKeys(edgeOf(a, order), edgeOf(b, order), order));
    this.#newSource = (facts) => ({ facts, walk: walk(facts, order, columns, behind), rows: [], at: 0 });
  }

  /** About how many rows were looked at, whether they matched or not. */
  get looked(): number {
    return this.#sources.reduce((sum, { walk }) => sum + walk.looked, this.#lookedAndEnded);
  }

  /**
   * One step, of a few milliseconds: the next matches in the order (perhaps none: it read a window), or undefined at the end.
   */
  next(): WalkRow[] | undefined {
    this.#begin();
    const empty = this.#sources.find(({ rows, at }) => at >= rows.length);
    if (empty) {
      this.#fill(empty);
      return [];
    }
    const [best, ...others] = this.#sources;
    if (!best) return undefined;
    // Sources are few: those whose times overlap here.
    let first = best;
    let second: Source | undefined;
    for (const source of others) {
      if (this.#before(source, first)) [first, second] = [source, first];
      else if (!second || this.#before(source, second)) second = source;
    }
    return this.#take(first, second);
  }

  /** Every segment that may have a record before the first one that is at hand takes part. */
  #begin(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const heads = this.#sources.filter(({ rows, at }) => at < rows.length);
      const edge = edgeOf(next, this.#order);
      const needed =
        this.#sources.length === 0 ||
        (heads.length === this.#sources.length &&
          heads.every((source) => !this.#isBefore(source.rows[source.at], edge)));
      if (!needed) return;
      this.#waiting.shift();
      // Its order may be made here, from the segment itself.
      const begin = () => this.#newSource(next);
      const source = this.#strict ? begin() : this.#files.tolerant(next.id, begin);
      if (source) this.#sources.push(source);
    }
  }
  #isBefore(row: WalkRow | undefined, other: WalkRow | undefined): boolean {
    return row !== undefined && other !== undefined && compareKeys(row, other, this.#order) < 0;
  }
  #before(a: Source, b: Source): boolean {
    return this.#isBefore(a.rows[a.at], b.rows[b.at]);
  }

  #fill(source: Source): void {
    const { walk, facts } = source;
    if (!walk.ended) {
      const started = performance.now();
      const read = (segment: OpenSegment) => walk.window(segment, this.#window);
      const rows = this.#strict ? read(this.#files.open(facts.id)) : this.#files.tolerant(facts.id, read);
      const ms = performance.now() - started;
      if (ms < WINDOW_MS / 2) this.#window = Math.min(this.#most, this.#window * 2);
      if (ms > WINDOW_MS * 2) this.#window = Math.max(FEWEST_ROWS, this.#window >> 1);
      source.rows = rows ?? [];
      source.at = 0;
      if (rows && (rows.length > 0 || !walk.ended)) return;
    }
    this.#lookedAndEnded += walk.looked;
    this.#sources.splice(this.#sources.indexOf(source), 1);
  }

  /** The rows of `first` that come before `second`, and before any segment that waits. */
  #take(first: Source, second: Source | undefined): WalkRow[] {
    const other = second?.rows[second.at];
    const [waiting] = this.#waiting;
    const edge = waiting && edgeOf(waiting, this.#order);
    const from = first.at;
    let at = from;
    for (let row = first.rows[at]; row; row = first.rows[++at]) {
      if (other && compareKeys(row, other, this.#order) > 0) break;
      // Behind the edge of the segment that waits its rows may come before: it begins first.
      if (edge && !this.#isBefore(row, edge)) break;
    }
    first.at = at;
    return from === 0 && at === first.rows.length ? first.rows : first.rows.slice(from, at);
  }
}

/**
 * No row of a segment comes before this one. With its row and not by its time alone: a fetch gives many segments one time of arrival,
 * and of those one after the other is read.
 */
function edgeOf({ oldest, newest, firstRow, lastRow }: SegmentFacts, order: Order): WalkRow {
  return order === 'asc' ? [oldest, firstRow] : [newest, lastRow];
}
