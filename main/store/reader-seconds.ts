// How many of some rows of a segment fit a filter, by the second of their time: for windows that go on as records arrive.
import type { RowId } from '../contract/units.ts';
import { parseFilter } from '../query/grammar.ts';
import type { ReaderPool } from './reader-pool.ts';
import { type Running, type Scope, type SecondsInput, type SegmentFacts, TIME_MAX } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import { Slices } from './reader-slices.ts';
import type { Counted, CountedRequest } from './types.ts';

export const secondsSql = (slice: string) => `SELECT r.ts / 1000000, count(*) ${slice} GROUP BY 1`;

export function* seconds(
  files: CacheFiles,
  facts: SegmentFacts | undefined,
  condition: Condition,
  { scope, after, upTo }: SecondsInput,
): Running<'seconds'> {
  const counts = new Map<number, number>();
  if (!facts) return [];
  const slices = new Slices(files, facts, condition, scope).each(after, upTo, (segment, { sql, params }) => {
    for (const [second, records] of segment.rows<[number, number]>(secondsSql(sql), params))
      counts.set(second, (counts.get(second) ?? 0) + records);
  });
  for (let step = slices.next(); ; step = slices.next()) {
    // The segment was lost on the way: what was counted of it does not count.
    if (step.done) return step.value ? [...counts] : [];
    yield;
  }
}

/** Over all segments, the times before `from` left out. Throws bad-filter. */
export async function secondsOf(pool: ReaderPool, request: CountedRequest, signal?: AbortSignal): Promise<Counted> {
  const { filter, topics, after, from } = request;
  parseFilter(filter);
  const { upTo, segments } = await pool.run('overview', { upTo: null }, signal);
  const scope: Scope = { filter, topics, from, to: TIME_MAX, upTo };
  const found: (readonly [number, number])[] = [];
  for (const { id, firstRow, lastRow, newest } of segments) {
    const behind: RowId = Math.max(after, firstRow - 1);
    if (behind >= lastRow || newest < from) continue;
    found.push(...(await pool.run('seconds', { scope, segment: id, after: behind, upTo: lastRow }, signal)));
  }
  return { upTo, counts: found };
}
