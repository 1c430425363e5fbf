// Facets: the values of a few fields over all records of a view, put together from its segments as they come, newest first.
import type { Facet, Facets, FacetsRequest } from '../contract/records.ts';
import { Numbers } from './numbers.ts';
import { type Piece, piecesOf, resolve, Work } from './reader-pieces.ts';
import type { ReaderPool } from './reader-pool.ts';
import { type FacetPart, type FacetsResult, TIME_MAX, TIME_MIN } from './reader-protocol.ts';
import { topOf } from './top-values.ts';

/** Different values of a field that are told apart in all. */
const MOST_VALUES = 100_000;

/** The last one has `final`. */
export async function* facetsOf(
  pool: ReaderPool,
  { view, fields, top }: FacetsRequest,
  signal?: AbortSignal,
): AsyncGenerator<Facets, void> {
  const overview = await pool.run('overview', { upTo: view.upTo }, signal);
  const { from, to } = resolve(view, overview);
  const range = { from: view.from ?? TIME_MIN, to: view.to ?? TIME_MAX };
  const pieces = overview.segments.toReversed().flatMap((facts) => piecesOf(facts, 0, facts.lastRow, [range]));
  const scope = { filter: view.filter, topics: view.topics, upTo: overview.upTo, from: from ?? 0, to: to ?? 0 };
  const sum = new Sum(fields);
  const work = new Work<Piece, FacetsResult>(pool, pieces, {
    ask: ({ segment, after, upTo }, onItem, either) =>
      pool.run('facets', { scope, segment, after, upTo, fields, partial: sum.total === 0 }, either, onItem),
    finished: (_, result) => sum.add(result),
  });
  const answer = (of: Sum, scanned: number, final: boolean): Facets => ({
    facets: of.facets(top),
    total: of.total,
    scanned,
    toScan: work.toScan,
    final,
    upTo: overview.upTo,
  });
  for await (const _ of work.run(signal)) {
    // Only until the first segment has something: adding what runs to all the rest, again and again, would cost more than it shows.
    if (sum.total > 0) yield answer(sum, work.scanned(), false);
    else {
      const begun = new Sum(fields);
      for (const [, result] of work.partial()) begun.add(result);
      yield answer(begun, work.scanned(), false);
    }
  }
  yield answer(sum, work.toScan, true);
}

class Sum {
  total = 0;
  readonly #fields: FieldSum[];
  /** Since the last part that was added: of very many values it takes long, and is asked for again and again. */
  #told: Facet[] | undefined;

  constructor(fields: readonly string[]) {
    this.#fields = fields.map((field) => new FieldSum(field));
  }
  add({ total, facets }: FacetsResult): void {
    this.total += total;
    for (const [index, part] of facets.entries()) this.#fields[index]?.add(part);
    this.#told = undefined;
  }
  facets(top: number): Facet[] {
    this.#told ??= this.#fields.map((field) => field.facet(this.total, top));
    return this.#told;
  }
}

class FieldSum {
  readonly #field: string;
  readonly #values = new Map<string, number>();
  readonly #numbers = new Numbers();
  #present = 0;
  #exact = true;

  constructor(field: string) {
    this.#field = field;
  }

  add({ present, values, counts, exact, numbers }: FacetPart): void {
    this.#present += present;
    this.#exact &&= exact;
    this.#numbers.merge(numbers);
    for (const [index, value] of values.entries()) {
      const known = this.#values.get(value);
      if (known !== undefined) this.#values.set(value, known + (counts[index] ?? 0));
      else if (this.#values.size < MOST_VALUES) this.#values.set(value, counts[index] ?? 0);
      else this.#exact = false;
    }
  }

  facet(total: number, most: number): Facet {
    return {
      field: this.#field,
      present: this.#present,
      missing: total - this.#present,
      distinct: this.#values.size,
      exact: this.#exact,
      top: topOf(this.#values, most).map(([value, count]) => ({ value, count })),
      numbers: this.#numbers.summary(),
    };
  }
}
