// Rows of a segment by time and by the value that they have, counted while its columns are made (columns.ts).
import type { Rows } from './beside-file.ts';
import type { Made, MadeTable } from './columns.ts';
import { UNITS } from './reader-buckets.ts';

/** A table is as fine as it can be with so many counts, */
const MOST_COUNTS = 131_072;
/** and beside it are coarser ones, down to so few buckets: what has wide buckets adds up fewer. */
const FEW_BUCKETS = 300;

type Times = Pick<Made, 'time'> & Rows;

/** `ids`: what each row has, of so many `different` ones. */
export function tablesOf({ time, oldest, newest }: Times, ids: Uint16Array, different: number): MadeTable[] {
  const tables: MadeTable[] = [];
  for (const unit of UNITS) {
    const begin = Math.floor(oldest / unit);
    const buckets = Math.floor(newest / unit) - begin + 1;
    if (buckets * different > MOST_COUNTS) continue;
    const counts = new Uint32Array(buckets * different);
    const from = oldest - begin * unit;
    for (let i = 0; i < ids.length; i++) {
      const at = Math.floor((from + (time[i] ?? 0)) / unit) * different + (ids[i] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    tables.push({ unit, counts: narrowed(counts) });
    if (buckets <= FEW_BUCKETS) break;
  }
  return tables;
}

function narrowed(counts: Uint32Array): MadeTable['counts'] {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most < 2 ** 8) return Uint8Array.from(counts);
  return most < 2 ** 16 ? Uint16Array.from(counts) : counts;
}

/** Parts, or levels: the values that pairs have, and tables of them. */
export function tablesOfPairs(
  times: Times,
  pair: Uint16Array,
  pairs: readonly number[],
): { values: number[]; tables: MadeTable[] } {
  const values = [...new Set(pairs)];
  const indices = pairs.map((value) => values.indexOf(value));
  const ids = pair.map((at) => indices[at] ?? 0);
  return { values, tables: tablesOf(times, ids, values.length) };
}
