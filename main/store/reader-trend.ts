// The size and the rate of each partition of a topic over time, from what is kept of the cluster's health.
import type { Trend, TrendRequest } from '../contract/cluster.ts';
import { gridOf, HEALTH_READS, type Names, partsOf, reading, rostersOf } from './reader-health.ts';
import { columnOf, decodeColumns } from './samples.ts';

const SECOND = 1_000_000;
const END = columnOf('partition', 'end');
const BYTES = columnOf('partition', 'bytes');
type Row = { at: number; roster: number; blob: Uint8Array };
/** The last that is known in a bucket, and when. */
type Point = { at: number; end: number; bytes: number };

export function* readTrend(folder: string, request: TrendRequest): Generator<undefined, Trend> {
  const { start, width } = gridOf(request);
  const count = Math.ceil((request.to - start) / width);
  yield;
  return reading<Trend>(folder, { start, width, partitions: [] }, (db) => {
    const indexes = new Map(
      rostersOf(db, 'partition').map(({ id, names }) => [id, indexesOf(JSON.parse(names), request.topic)]),
    );
    const select = db.prepare<[number, number, number], Row>(HEALTH_READS.samples);
    const found = new Map<number, (Point | undefined)[]>();
    // One bucket more before the first: a rate is between two.
    for (const part of partsOf(db, { table: 'samples', rosters: null }, { width, from: start - width, to: request.to }))
      for (const row of select.iterate(part.width, part.from, part.to)) {
        const wanted = indexes.get(row.roster) ?? [];
        if (wanted.length === 0) continue;
        // The last of what was rolled up is of its end.
        const at = row.at + part.width;
        const bucket = Math.floor((Math.max(row.at, at - 1) - start) / width) + 1;
        const columns = decodeColumns(row.blob);
        for (const { partition, index } of wanted) {
          const end = columns[END]?.[index] ?? -1;
          const bytes = columns[BYTES]?.[index] ?? -1;
          const points = found.get(partition) ?? new Array<Point | undefined>(count + 1).fill(undefined);
          found.set(partition, points);
          const before = points[bucket];
          if (bucket >= 0 && bucket <= count)
            points[bucket] = {
              at,
              end: end < 0 ? (before?.end ?? -1) : end,
              bytes: bytes < 0 ? (before?.bytes ?? -1) : bytes,
            };
        }
      }
    const partitions = [...found]
      .sort(([a], [b]) => a - b)
      .map(([partition, points]) => ({ partition, ...seriesOf(points) }));
    return { start, width, partitions };
  });
}

function indexesOf(names: Names, topic: string): { partition: number; index: number }[] {
  return names.flatMap(([name, partition], index) => (name === topic ? [{ partition, index }] : []));
}

/** Without the first point, which is there for the rate of the second. */
function seriesOf(points: readonly (Point | undefined)[]) {
  const recordsPerSecond: (number | null)[] = [];
  const bytes: (number | null)[] = [];
  let before = points[0];
  for (const point of points.slice(1)) {
    recordsPerSecond.push(rateBetween(before, point));
    bytes.push(point === undefined || point.bytes < 0 ? null : point.bytes);
    before = point;
  }
  return { recordsPerSecond, bytes };
}

/** A log that ends before it did was created anew. */
function rateBetween(before: Point | undefined, now: Point | undefined): number | null {
  if (!before || !now || before.end < 0 || now.end < before.end || now.at <= before.at) return null;
  return Number((((now.end - before.end) / (now.at - before.at)) * SECOND).toPrecision(4));
}
