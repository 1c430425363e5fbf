// An export in the order of time, read by all threads: the range is cut into parts, each thread formats one, and they are given
// out in their order.
import type { ReaderPool } from './reader-pool.ts';
import type { Lines, LinesInput } from './reader-protocol.ts';

/** Small enough that a usual part fits into what a thread may be ahead, so that no thread waits. */
const PART_RECORDS = 8000;

export async function* exportLines(
  pool: ReaderPool,
  input: LinesInput,
  signal?: AbortSignal,
): AsyncGenerator<Lines, void> {
  const leave = new AbortController();
  const either = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
  try {
    const parts = await partsOf(pool, input, either);
    const started: Started[] = [];
    for (const index of parts.keys()) {
      // The one that is given out now, and one more for each other thread.
      for (const part of parts.slice(started.length, index + pool.size)) started.push(start(pool, part, either));
      const current = started[index];
      if (!current) return;
      for (let item = await current.first; !item.done; item = await current.items.next())
        yield { ...item.value, scannedShare: (index + item.value.scannedShare) / parts.length };
    }
  } finally {
    leave.abort();
  }
}

/** A limit makes it one part: what is behind it should not be read. So does another clock: parts are cut by the record's time. */
async function partsOf(pool: ReaderPool, input: LinesInput, signal: AbortSignal): Promise<LinesInput[]> {
  if (input.limit !== undefined || input.clock !== 'record') return [input];
  const { scope, order } = input;
  const cuts = await pool.run('split', { scope, records: PART_RECORDS }, signal);
  const ends = [...cuts, scope.to];
  const scopes = ends.map((to, index) => ({ ...scope, from: ends[index - 1] ?? scope.from, to }));
  if (order === 'desc') scopes.reverse();
  return scopes.map((part, index) => ({ ...input, scope: part, header: input.header && index === 0 }));
}

type Started = { first: Promise<IteratorResult<Lines, void>>; items: AsyncGenerator<Lines, void> };

function start(pool: ReaderPool, part: LinesInput, signal: AbortSignal): Started {
  const items = pool.stream('lines', part, signal);
  const first = items.next();
  // Its error is given out in its turn; where the export ended before, nobody asks.
  first.catch(() => undefined);
  return { first, items };
}
