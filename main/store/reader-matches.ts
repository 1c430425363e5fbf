// Which of some rows of a segment fit a filter, in the order of writing: what is asked of rows that have just arrived.
import type { MatchesInput, MatchesResult, Running, SegmentFacts } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import { Slices } from './reader-slices.ts';

export const matchesSql = (slice: string) => `SELECT r.id ${slice}`;

/** Where the segment was dropped on the way, rows are missed: those that were looked at by then count. */
export function* matches(
  files: CacheFiles,
  facts: SegmentFacts | undefined,
  condition: Condition,
  { scope, after, upTo, most }: MatchesInput,
): Running<'matches'> {
  const found: MatchesResult = { matched: 0, first: [], last: null, missed: 0 };
  if (!facts) return { ...found, missed: upTo - after };
  let looked = 0;
  const slices = new Slices(files, facts, condition, scope).each(after, upTo, (segment, { sql, params }) => {
    const rows = segment.column<number>(matchesSql(sql), params).toSorted((a, b) => a - b);
    found.matched += rows.length;
    found.first.push(...rows.slice(0, most - found.first.length));
    found.last = rows.at(-1) ?? found.last;
  });
  for (let step = slices.next(); ; step = slices.next()) {
    if (step.done) return step.value ? found : { ...found, missed: upTo - after - looked };
    looked = step.value;
    yield;
  }
}
