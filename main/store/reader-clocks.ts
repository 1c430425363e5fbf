// The segments of a query as another clock than the record's own orders them, in a reader thread: by the file beside a sealed
// segment (of arrivals it has the ends alone), and where there is none (yet) by an order that is made here. Those that were made
// are kept, the latest few; of all of them their oldest and newest times are, so that a query makes again what it reads and no more.
import type { RowId } from '../contract/units.ts';
import { type ClockOrder, keyAt, type SortedRows, SortedRuns } from './clock-order.ts';
import { ClocksFile, clocksPath } from './clocks-file.ts';
import { arrivalOrder, brokerOrder, type OtherClock } from './clocks-make.ts';
import type { SegmentFacts } from './reader-protocol.ts';
import { type CacheFiles, type OpenSegment, SegmentLost } from './reader-segments.ts';

/** A segment whose oldest and newest times are on the clock. */
export type OnClock = SegmentFacts & { order: () => ClockOrder };
type Making<O> = Generator<undefined, O | undefined>;
type Edges = Pick<SegmentFacts, 'lastRow' | 'oldest' | 'newest'>;
type Base<O> = { order: O; lastRow: RowId };

/** Of half a million rows an order has six megabytes; those of arrival have some kilobytes. */
const MOST_MADE = { broker: 8, arrival: 200 };
const EMPTY = new SortedRuns([]);

export class Clocks {
  readonly #files: CacheFiles;
  readonly #broker = new Made<SortedRows>(brokerOrder, MOST_MADE.broker);
  readonly #arrival = new Made<SortedRuns>(arrivalOrder, MOST_MADE.arrival);
  /** of orders by broker that were made, by segment: the latest */
  readonly #edges = new Map<number, Edges>();
  readonly #open = new Map<number, ClocksFile>();
  readonly #sound = new WeakSet<ClocksFile>();

  constructor(files: CacheFiles) {
    this.#files = files;
  }

  /** Segments on a clock; those that cannot be read are left out, or with `strict` an error. Yields every few milliseconds. */
  *of(segments: readonly SegmentFacts[], clock: OtherClock, strict = false): Generator<undefined, OnClock[]> {
    const found: OnClock[] = [];
    for (const facts of segments) {
      const one = this.#fromFile(facts, clock, strict) ?? (yield* this.#fromMade(facts, clock, strict));
      if (one) found.push(one);
    }
    return found;
  }

  /** As CacheFiles.closeDropped. */
  closeDropped(): void {
    for (const [id, file] of this.#open) if (!this.#files.isSealed(id)) this.#close(id, file);
    for (const id of this.#edges.keys()) if (!this.#files.isSealed(id)) this.#edges.delete(id);
  }

  #fromFile(facts: SegmentFacts, clock: OtherClock, strict: boolean): OnClock | undefined {
    if (this.#files.isLost(facts.id)) return undefined;
    const file = this.#open.get(facts.id) ?? this.#openFile(facts.id);
    // A view that stands still may end within a segment that was sealed since.
    if (!file || file.head.lastRow !== facts.lastRow) return undefined;
    const { first, last } = clock === 'broker' ? file.head : file.head.arrival;
    const ends = { ...facts, oldest: first.time, newest: last.time };
    if (clock === 'arrival') return { ...ends, order: this.#later(this.#arrival, facts, strict) };
    // Looked at whole when it is needed, and not before: most segments of a query lie far from the page.
    let instead: ClockOrder | undefined;
    const order = () => {
      if (instead || this.#isSound(file)) return instead ?? file;
      instead = this.#instead(facts, file, strict);
      return instead;
    };
    return { ...ends, order };
  }
  #openFile(id: number): ClocksFile | undefined {
    const sealed = this.#files.sealedRows(id);
    const file = sealed && ClocksFile.open(clocksPath(sealed.path), sealed.rows);
    if (file) this.#open.set(id, file);
    return file;
  }
  #isSound(file: ClocksFile): boolean {
    if (!this.#sound.has(file) && !file.isSound()) return false;
    this.#sound.add(file);
    return true;
  }
  /** Of one whose file is damaged: made at once, however long that takes. It is rare. */
  #instead(facts: SegmentFacts, file: ClocksFile, strict: boolean): ClockOrder {
    // Another query may have closed it already.
    if (this.#open.get(facts.id) === file) this.#close(facts.id, file);
    return this.#later(this.#broker, facts, strict)();
  }
  #atOnce(made: Made<SortedRows> | Made<SortedRuns>, facts: SegmentFacts): ClockOrder {
    const making = made.of(facts, readsOf(this.#files.open(facts.id)));
    for (let step = making.next(); ; step = making.next()) if (step.done) return step.value;
  }
  /** Made when it is asked for. Of a segment that cannot be read then it has nothing, or with `strict` it is an error. */
  #later(made: Made<SortedRows> | Made<SortedRuns>, facts: SegmentFacts, strict: boolean): () => ClockOrder {
    let order: ClockOrder | undefined;
    return () => {
      try {
        order ??= this.#atOnce(made, facts);
      } catch (error) {
        if (strict) throw error;
        this.#files.lost(facts.id, error);
        order = EMPTY;
      }
      return order;
    };
  }
  #close(id: number, file: ClocksFile): void {
    file[Symbol.dispose]();
    this.#open.delete(id);
  }

  *#fromMade(facts: SegmentFacts, clock: OtherClock, strict: boolean): Generator<undefined, OnClock | undefined> {
    const edges = clock === 'broker' ? this.#edges.get(facts.id) : undefined;
    if (edges?.lastRow === facts.lastRow)
      return { ...facts, ...edges, order: this.#later(this.#broker, facts, strict) };
    try {
      const reads = readsOf(this.#files.open(facts.id));
      const made = clock === 'broker' ? this.#broker.of(facts, reads) : this.#arrival.of(facts, reads);
      const order: ClockOrder = yield* made;
      const [first, last] = [keyAt(order, 0), keyAt(order, order.size - 1)];
      if (!first || !last) return undefined;
      const found = { lastRow: facts.lastRow, oldest: first.time, newest: last.time };
      if (clock === 'broker') this.#edges.set(facts.id, found);
      return { ...facts, ...found, order: () => order };
    } catch (error) {
      if (strict) throw error;
      this.#files.lost(facts.id, error);
      return undefined;
    }
  }
}

type Reads = Parameters<typeof brokerOrder>[0];

function readsOf(open: OpenSegment): Reads {
  return { column: (sql, params) => open.column<number>(sql, params), rows: (sql, params) => open.rows(sql, params) };
}

/** Orders that were made, each up to some row of its segment: of another row they need new rows alone, or are cut. */
class Made<O extends ClockOrder & { upTo(lastRow: RowId): O }> {
  readonly #make: (reads: Reads, firstRow: RowId, lastRow: RowId, base?: Base<O>) => Making<O>;
  readonly #most: number;
  /** the latest last */
  #kept: (Base<O> & { segment: number })[] = [];

  constructor(make: (reads: Reads, firstRow: RowId, lastRow: RowId, base?: Base<O>) => Making<O>, most: number) {
    this.#make = make;
    this.#most = most;
  }

  /** Throws SegmentLost. */
  *of({ id, firstRow, lastRow }: SegmentFacts, reads: Reads): Generator<undefined, O> {
    const known = this.#kept.filter(({ segment }) => segment === id).sort((a, b) => a.lastRow - b.lastRow);
    const larger = known.find((one) => one.lastRow >= lastRow);
    const order =
      larger?.lastRow === lastRow
        ? larger.order
        : (larger?.order.upTo(lastRow) ?? (yield* this.#make(reads, firstRow, lastRow, known.at(-1))));
    if (!order) throw new SegmentLost(`segment ${id} lacks rows between ${firstRow} and ${lastRow}`);
    const made = { segment: id, lastRow, order };
    // Of a segment that grows the last one is enough, and one more for a view that stands still.
    const others = this.#kept.filter((one) => one.segment !== id);
    const same = known.filter((one) => one.lastRow !== lastRow).slice(-1);
    this.#kept = [...others, ...same, made].slice(-this.#most);
    return order;
  }
}
