// Ranks by a clock, put together from the segments of a view as they come.
import type { Between, Ranks, RanksRequest } from '../contract/ranks.ts';
import { type Piece, piecesOf, Work } from './reader-pieces.ts';
import type { ReaderPool } from './reader-pool.ts';
import { type Scope, type StepCounts, TIME_MAX, TIME_MIN } from './reader-protocol.ts';

/** The last one has `final`. */
export async function* ranksOf(
  pool: ReaderPool,
  { view, clock, steps }: RanksRequest,
  signal?: AbortSignal,
): AsyncGenerator<Ranks, void> {
  const overview = await pool.run('overview', { upTo: view.upTo }, signal);
  const { upTo } = overview;
  const scope = scopeOf(view, upTo);
  const { keys, counted } = await pool.run('steps', { scope, clock, steps }, signal);
  const answer = (before: readonly number[], rest: Omit<Ranks, 'steps' | 'upTo'>): Ranks => ({
    steps: keys.map((key, at) => ({ key, before: before[at] ?? 0 })),
    ...rest,
    upTo,
  });
  if (counted) {
    const { before, total } = counted;
    return yield answer(before, { total, scanned: total, toScan: total, final: true });
  }
  const pieces = overview.segments.toReversed().flatMap((facts) => piecesOf(facts, 0, facts.lastRow, [scope]));
  const counts = new Float64Array(keys.length + 1);
  const work = new Work<Piece, StepCounts>(pool, pieces, {
    ask: ({ segment, after, upTo }, onItem, either) =>
      pool.run('countSteps', { scope, clock, segment, after, upTo, keys }, either, onItem),
    finished: (_, result) => add(counts, result.counts),
  });
  for await (const _ of work.run(signal)) {
    const sum = counts.slice();
    for (const [, partial] of work.partial()) add(sum, partial.counts);
    yield answer(...summed(sum, work.scanned(), work.toScan, false));
  }
  yield answer(...summed(counts, work.toScan, work.toScan, true));
}

export async function between(
  pool: ReaderPool,
  { view, clock, from, to }: Between,
  signal?: AbortSignal,
): Promise<number> {
  const { upTo } = await pool.run('overview', { upTo: view.upTo }, signal);
  return pool.run('between', { scope: scopeOf(view, upTo), clock, from, to }, signal);
}

function scopeOf({ filter, topics, from, to }: RanksRequest['view'], upTo: number): Scope {
  return { filter, topics, from: from ?? TIME_MIN, to: to ?? TIME_MAX, upTo };
}

function add(sum: Float64Array, counts: Float64Array): void {
  for (const [at, n] of counts.entries()) sum[at] = (sum[at] ?? 0) + n;
}

function summed(
  counts: Float64Array,
  scanned: number,
  toScan: number,
  final: boolean,
): [number[], Omit<Ranks, 'steps' | 'upTo'>] {
  let total = 0;
  const before = Array.from(counts, (n) => {
    total += n;
    return total;
  });
  return [before, { total, scanned, toScan, final }];
}
