// The rows of one view that stands still, by rank: loaded in pages as they are wanted, cancelled when they are not.
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Client } from '../../main/contract/methods.ts';
import type { Ranks } from '../../main/contract/ranks.ts';
import type { Histogram, Key, Page, PageRequest, Row, View } from '../../main/contract/records.ts';
import type { Clock, Micros } from '../../main/contract/units.ts';
import { visibleError } from '../engine/errors.ts';
import { ClockRanks, keyBefore } from './clock-ranks.ts';
import { orderKey, orderKeyOf } from './order-key.ts';
import { type Order, RankIndex } from './rank.ts';

export const PAGE_ROWS = 100;
/** Pages kept; the ones farthest from what is wanted go first. About 100 x 2 kB each at most. */
const KEPT = 60;
/** The contract's limit of PageRequest.skip. */
const MAX_SKIP = 1_000_000;

export class Pages {
  readonly view: View;
  #fields: readonly string[];
  /** whose values are not those of #fields yet */
  readonly #outdated = new Set<number>();
  readonly order: Order;
  readonly clock: Clock;
  readonly #client: Client;
  readonly #pages = new Map<number, Row[]>();
  readonly #loading = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  readonly #located = Promise.withResolvers<RankIndex | ClockRanks>();
  #index: RankIndex | ClockRanks | undefined;
  #counted = 0;
  #end: number | undefined;
  #wanted: [first: number, last: number] = [0, 0];
  #error: ErrorData | undefined;
  #version = 0;

  /** view.upTo must be set: ranks would move otherwise. */
  constructor(client: Client, view: View, order: Order, fields: readonly string[], clock: Clock = 'record') {
    this.#client = client;
    this.#fields = fields;
    this.view = view;
    this.order = order;
    this.clock = clock;
  }

  /** The fields that the rows' values are of. */
  get fields(): readonly string[] {
    return this.#fields;
  }

  /** Other columns: the rows stay as they are, and their values come as they are loaded again. */
  setFields(fields: readonly string[]): void {
    if (JSON.stringify(fields) === JSON.stringify(this.#fields)) return;
    const more = fields.some((field) => !this.#fields.includes(field));
    const places = fields.map((field) => this.#fields.indexOf(field));
    this.#fields = fields;
    this.dispose();
    for (const [page, rows] of this.#pages) {
      if (more) this.#outdated.add(page);
      const moved = rows.map((row) => ({ ...row, values: places.map((place) => row.values?.[place] ?? null) }));
      this.#pages.set(page, moved);
    }
    this.want(...this.#wanted);
    this.#changed();
  }

  /** The first page, where it is known already. */
  seed(rows: Row[], more: boolean): void {
    if (this.#pages.has(0)) return;
    this.#keep(0, { rows: rows.slice(0, PAGE_ROWS), more: more || rows.length > PAGE_ROWS });
  }

  /** The histogram of this very view, growing; ranks are found by it once it is final. */
  setHistogram(histogram: Histogram): void {
    this.#counted = histogram.total;
    if (histogram.final && !this.#index && this.clock === 'record') this.#locate(new RankIndex(histogram, this.order));
    this.#changed();
  }

  /** The ranks of this very view by its clock, growing; places are found by them once they are final. */
  setRanks(ranks: Ranks): void {
    if (!ranks.final || this.#index) return;
    this.#locate(new ClockRanks(ranks, this.order));
    this.#changed();
  }

  #locate(index: RankIndex | ClockRanks): void {
    this.#index = index;
    this.#located.resolve(index);
    this.want(...this.#wanted);
  }

  /** How many rows there are, as far as is known by now. */
  get total(): number {
    if (this.#end !== undefined) return this.#end;
    let loaded = 0;
    for (const [page, rows] of this.#pages) loaded = Math.max(loaded, page * PAGE_ROWS + rows.length);
    return Math.max(this.#counted, loaded);
  }

  /** Whether there is an answer, even an empty one. */
  get started(): boolean {
    return this.#pages.has(0) || this.#error !== undefined;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  row(rank: number): Row | undefined {
    return this.#pages.get(Math.floor(rank / PAGE_ROWS))?.[rank % PAGE_ROWS];
  }

  /** Loads what is missing of the ranks [first, last]; stops loading what lies elsewhere. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    if (this.#error) return;
    const from = Math.max(0, Math.floor(first / PAGE_ROWS));
    const to = Math.floor(Math.max(0, Math.min(last, this.total - 1)) / PAGE_ROWS);
    for (const [page, abort] of this.#loading) {
      if (page < from || page > to) {
        abort.abort();
        this.#loading.delete(page);
      }
    }
    for (let page = from; page <= to; page++) {
      const missing = !this.#pages.has(page) || this.#outdated.has(page);
      if (missing && !this.#loading.has(page)) void this.#load(page);
    }
  }

  /** After an error: asks again. */
  retry(): void {
    this.#error = undefined;
    this.want(...this.#wanted);
    this.#changed();
  }

  /** Resolves when every record is counted, with how many there are. */
  async located(): Promise<number> {
    return (await this.#located.promise).total;
  }

  /** The rank of the first record at or past a time, in the order. */
  async rankOfTime(time: Micros, signal: AbortSignal): Promise<number> {
    const index = await this.#located.promise;
    if (index instanceof ClockRanks) {
      // Of that time all are behind the first key, and before the last.
      const key = { time, row: this.order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER };
      return index.rankFrom(await this.#smaller(index, key, signal), false);
    }
    const { count, from, to } = index.before(time);
    const inside = to > from ? await this.#count({ ...this.view, ...this.#clip(from, to) }, signal) : 0;
    return Math.min(Math.max(0, index.total - 1), count + inside);
  }

  /** The rows of the ranks [from, to), in their order; what is not here is loaded, and not kept. */
  async rows(from: number, to: number, signal: AbortSignal): Promise<Row[]> {
    const found: Row[] = [];
    let before: Row[] | undefined;
    for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < to; page++) {
      let rows = this.#pages.get(page);
      if (!rows) {
        if (page > 0 && !before) await this.#located.promise;
        rows = (await this.#startOf(page, before)?.(signal))?.rows ?? [];
      }
      const first = page * PAGE_ROWS;
      found.push(...rows.slice(Math.max(0, from - first), Math.min(PAGE_ROWS, to - first)));
      if (rows.length < PAGE_ROWS) break;
      before = rows;
    }
    return found;
  }

  /** The rank of a record; where it is not in this view, of the first one of its time or past it, and that it is not. */
  async rankOf(key: Key, signal: AbortSignal): Promise<{ rank: number; found: boolean }> {
    const index = await this.#located.promise;
    if (index instanceof ClockRanks) return this.#rankByClock(index, key, signal);
    const first = await this.rankOfTime(key.time, signal);
    let rank = first;
    let start: PageRequest['start'] = { at: 'time', time: key.time };
    for (;;) {
      const request: PageRequest = { view: this.view, order: this.order, start, skip: 0, limit: PAGE_ROWS };
      const { rows } = await this.#client.call('records.page', request, signal);
      const found = rows.findIndex((row) => row.key.row === key.row);
      if (found >= 0) return { rank: rank + found, found: true };
      const last = rows.at(-1);
      if (last?.key.time !== key.time) return { rank: first, found: false };
      rank += rows.length;
      start = { at: 'after', key: last.key };
    }
  }

  async #rankByClock(index: ClockRanks, known: Key, signal: AbortSignal): Promise<{ rank: number; found: boolean }> {
    const { view, clock } = this;
    const key = await orderKey(this.#client, known, clock, signal);
    const start: PageRequest['start'] = { at: 'after', key: keyBefore(key) };
    const { rows } = await this.#client.call('records.page', { view, order: 'asc', clock, start, limit: 1 }, signal);
    const found = rows[0]?.key.row === key.row;
    return { rank: index.rankFrom(await this.#smaller(index, key, signal), found), found };
  }

  /** Records of the view with smaller keys. */
  async #smaller(index: ClockRanks, to: Key, signal: AbortSignal): Promise<number> {
    const { view, clock } = this;
    const { count, since: from } = index.before(to);
    if (!from || clock === 'record') return count;
    return count + (await this.#client.call('records.between', { view, clock, from, to }, signal)).records;
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  version = (): number => this.#version;

  /** Cancels everything; the rows that are here stay readable. */
  dispose(): void {
    for (const abort of this.#loading.values()) abort.abort();
    this.#loading.clear();
  }

  async #load(page: number): Promise<void> {
    const abort = new AbortController();
    const start = this.#startOf(page);
    if (!start) return;
    this.#loading.set(page, abort);
    try {
      const answer = await start(abort.signal);
      if (abort.signal.aborted) return;
      this.#loading.delete(page);
      this.#keep(page, answer);
      this.want(...this.#wanted);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#loading.delete(page);
      this.#error = visibleError(error);
    }
    this.#changed();
  }

  /** How to load a page; undefined: not until the histogram is final. */
  #startOf(page: number, before = this.#pages.get(page - 1)): ((signal: AbortSignal) => Promise<Page>) | undefined {
    const ask = (start: PageRequest['start'], skip: number) => (signal: AbortSignal) =>
      this.#client.call('records.page', { ...this.#asked, start, skip, limit: PAGE_ROWS }, signal);
    if (page === 0) return ask({ at: 'first' }, 0);
    const last = before?.length === PAGE_ROWS ? before.at(-1) : undefined;
    if (last) return ask({ at: 'after', key: orderKeyOf(last) }, 0);
    if (!this.#index) return undefined;
    const { start, skip } = startAt(this.#index, page * PAGE_ROWS);
    if (skip <= MAX_SKIP) return ask(start, skip);
    return (signal) => this.#hop(start, skip, signal);
  }

  /** A bucket of more than a million records: hops of a million each. */
  async #hop(from: PageRequest['start'], skip: number, signal: AbortSignal): Promise<Page> {
    const { view, order, clock } = this;
    let start = from;
    let left = skip;
    while (left > MAX_SKIP) {
      const hop: PageRequest = { view, order, clock, start, skip: MAX_SKIP - 1, limit: 1 };
      const { rows, upTo } = await this.#client.call('records.page', hop, signal);
      const last = rows[0];
      if (!last) return { rows: [], more: false, upTo };
      start = { at: 'after', key: orderKeyOf(last) };
      left -= MAX_SKIP;
    }
    return this.#client.call('records.page', { ...this.#asked, start, skip: left, limit: PAGE_ROWS }, signal);
  }

  get #asked(): Pick<PageRequest, 'view' | 'order' | 'clock' | 'fields'> {
    return { view: this.view, order: this.order, clock: this.clock, fields: [...this.#fields] };
  }

  #keep(page: number, answer: Pick<Page, 'rows' | 'more'>): void {
    this.#pages.set(page, answer.rows);
    this.#outdated.delete(page);
    // Fewer than the histogram promised: records left the cache in between. The end is where the engine says it is.
    if (!answer.more)
      this.#end = Math.min(this.#end ?? Number.POSITIVE_INFINITY, page * PAGE_ROWS + answer.rows.length);
    if (this.#pages.size > KEPT) {
      const middle = (this.#wanted[0] + this.#wanted[1]) / 2 / PAGE_ROWS;
      const far = [...this.#pages.keys()]
        .filter((key) => key !== 0)
        .sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle))[0];
      if (far !== undefined) this.#pages.delete(far);
      if (far !== undefined) this.#outdated.delete(far);
    }
    this.#changed();
  }

  async #count(view: View, signal: AbortSignal): Promise<number> {
    if (view.from !== null && view.to !== null && view.from >= view.to) return 0;
    let total = 0;
    for await (const item of this.#client.stream('records.histogram', { view, buckets: 1 }, signal)) total = item.total;
    return total;
  }

  #clip(from: Micros, to: Micros): { from: Micros; to: Micros } {
    return {
      from: this.view.from === null ? from : Math.max(from, this.view.from),
      to: this.view.to === null ? to : Math.min(to, this.view.to),
    };
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

function startAt(index: RankIndex | ClockRanks, rank: number): { start: PageRequest['start']; skip: number } {
  if (index instanceof ClockRanks) return index.place(rank);
  const { time, skip } = index.place(rank);
  return { start: { at: 'time', time }, skip };
}
