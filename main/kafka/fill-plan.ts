// Which offsets a fill is to fetch: what was asked for, held against the log and against what the cache holds.
import { say } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import type { Admin } from './admin.ts';
import { type ClusterMetadata, EARLIEST } from './admin-requests.ts';
import { type FillPartition, sizeOf } from './fill-partition.ts';
import type { FillProgress, FillQuestion, FillWanted, Range } from './fill-protocol.ts';

/** Offsets above every position; missing() leaves out what lies at or above the position. */
const NO_END: Offset = Number.MAX_SAFE_INTEGER;

export type Ask = (question: FillQuestion) => Promise<Range[]>;

/** Plans those partitions whose leaders tell their offsets; the others are left as they are, with a trouble. */
export async function planPartitions(
  partitions: readonly FillPartition[],
  wanted: FillWanted,
  metadata: ClusterMetadata,
  admin: Admin,
  ask: Ask,
  progress: FillProgress,
): Promise<void> {
  const byTime = wanted.kind === 'time' ? wanted : undefined;
  const [lows, froms, tos] = await Promise.all([
    admin.offsets(metadata, EARLIEST),
    byTime && admin.offsets(metadata, byTime.fromMs),
    byTime && admin.offsets(metadata, byTime.toMs),
  ]);
  const troubles = [...lows.troubles, ...(froms?.troubles ?? []), ...(tos?.troubles ?? [])];
  for (const part of partitions) {
    const low = lows.offsets.get(part.key);
    const ranges =
      wanted.kind === 'offsets'
        ? (wanted.ranges.get(part.slot) ?? [])
        : timeRange(froms?.offsets.get(part.key), tos?.offsets.get(part.key));
    if (low === undefined || !ranges) {
      part.trouble = troubles[0]?.[1] ?? [say('fill-no-answer')];
      continue;
    }
    const missing = await missingOf(part, ranges, ask);
    progress.offsets += sizeOf(missing);
    part.plan(missing);
    await leaveOutBelow(part, low, ask, progress);
    part.progressed();
  }
}

/** After a batch was refused: what of the rest is missing now. */
export async function planAgain(part: FillPartition, ask: Ask, progress: FillProgress): Promise<void> {
  const { refused, left = [] } = part;
  if (!refused) return;
  const before: Range[] = [[refused.from, refused.to], ...left];
  const missing = await missingOf(part, before, ask);
  progress.done += sizeOf(before) - sizeOf(missing);
  part.plan(missing);
  part.trouble = [say('fill-fenced')];
}

async function missingOf(part: FillPartition, ranges: readonly Range[], ask: Ask): Promise<Range[]> {
  const missing: Range[] = [];
  for (const [from, to] of ranges) missing.push(...(await ask({ kind: 'missing', slot: part.slot, from, to })));
  return missing;
}

/** What lies below the log start is gone: it is named so, and not fetched. */
export async function leaveOutBelow(part: FillPartition, low: Offset, ask: Ask, progress: FillProgress): Promise<void> {
  for (let range = part.range; range && range[0] < low; range = part.range) {
    const to = Math.min(range[1], low);
    await ask({ kind: 'name-hole', slot: part.slot, from: range[0], to, cause: 'deleted-by-retention' });
    progress.gone += to - range[0];
    progress.done += to - range[0];
    part.moveTo(to);
  }
}

/** undefined: not known. Offset -1: no record is so late. */
function timeRange(from: Offset | undefined, to: Offset | undefined): Range[] | undefined {
  if (from === undefined || to === undefined) return undefined;
  const end = to < 0 ? NO_END : to;
  return from < 0 || end <= from ? [] : [[from, end]];
}
