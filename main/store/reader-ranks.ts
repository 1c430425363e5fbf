// Ranks in the order of a clock, in a reader thread: keys that cut all records into steps, and how many of the view lie in each.
import type { Key } from '../contract/records.ts';
import { keyAt, placeOf } from './clock-order.ts';
import type { Clocks } from './reader-clocks.ts';
import { Merge } from './reader-merge.ts';
import { CLOCK_COLUMNS, conditionOf, inRange, ordered, sizeOf, smaller } from './reader-ordered.ts';
import type { BetweenInput, Overview, Running, StepCountInput, StepCounts, StepsInput } from './reader-protocol.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles } from './reader-segments.ts';
import { Slices } from './reader-slices.ts';
import { compareKeys } from './reader-walk.ts';

/** Partial counts are sent about so often. */
const PARTIAL_MS = 80;

/** Every so many places of each segment are a key: so there are never many more records between two of them. */
export function* steps(
  clocks: Clocks,
  overview: Overview,
  condition: Condition,
  { scope, clock, steps: wanted }: StepsInput,
): Running<'steps'> {
  const segments = yield* clocks.of(inRange(overview, scope), clock);
  // Rows have no gaps: no order has to be made for it.
  const total = segments.reduce((sum, one) => sum + sizeOf(one), 0);
  const step = Math.max(1, Math.ceil(total / wanted));
  const keys: Key[] = [];
  for (const { order } of segments) {
    for (let place = 0; place < order().size; place += step) keys.push(keyAt(order(), place) ?? { time: 0, row: 0 });
    yield;
  }
  keys.sort((a, b) => compareKeys([a.time, a.row], [b.time, b.row], 'asc'));
  if (!conditionOf(condition, scope, { segments: inRange(overview, scope) }).everything) return { keys, counted: null };
  const before: number[] = [];
  for (const key of keys) {
    before.push(smaller(segments, key));
    yield;
  }
  return { keys, counted: { before, total } };
}

export function* countSteps(
  files: CacheFiles,
  overview: Overview,
  condition: Condition,
  { scope, clock, segment, after, upTo, keys }: StepCountInput,
): Running<'countSteps'> {
  let counts = new Float64Array(keys.length + 1);
  const facts = overview.segments.find(({ id }) => id === segment);
  if (!facts) return { counts, scanned: upTo - after };
  const list = {
    size: keys.length,
    time: (at: number) => keys[at]?.time ?? 0,
    row: (at: number) => keys[at]?.row ?? 0,
  };
  let sent = performance.now();
  const slices = new Slices(files, facts, condition, scope).each(after, upTo, (open, { sql, params }) => {
    const found = open.rows<[number, number]>(`SELECT ${CLOCK_COLUMNS[clock]}, r.id ${sql}`, params);
    for (const [time, row] of found) {
      // Its own key is where a step begins.
      const at = placeOf(list, { time, row: row + 1 });
      counts[at] = (counts[at] ?? 0) + 1;
    }
  });
  for (let step = slices.next(); ; step = slices.next()) {
    // The segment was lost on the way: what was counted of it does not count.
    if (step.done && !step.value) counts = new Float64Array(keys.length + 1);
    if (step.done) return { counts, scanned: upTo - after };
    const isDue = performance.now() - sent >= PARTIAL_MS;
    if (isDue) sent = performance.now();
    const partial: StepCounts | undefined = isDue ? { counts: counts.slice(), scanned: step.value } : undefined;
    yield partial;
  }
}

export function* between(
  files: CacheFiles,
  overview: Overview,
  condition: Condition,
  clocks: Clocks,
  { scope, clock, from, to }: BetweenInput,
): Running<'between'> {
  if (conditionOf(condition, scope, { segments: inRange(overview, scope) }).everything) {
    const segments = yield* clocks.of(inRange(overview, scope), clock);
    return Math.max(0, smaller(segments, to) - smaller(segments, from));
  }
  const query = yield* ordered(clocks, overview, condition, { scope, clock });
  const behind = { time: from.time, row: from.row - 1 };
  const merge = new Merge(files, query, 'asc', { columns: '', behind, window: 1000 });
  let count = 0;
  for (let rows = merge.next(); rows; rows = merge.next()) {
    const end = rows.findIndex((row) => compareKeys(row, [to.time, to.row], 'asc') >= 0);
    count += end < 0 ? rows.length : end;
    if (end >= 0) break;
    yield;
  }
  return count;
}
