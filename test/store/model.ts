// A cache and the same records in memory: what the reader answers can be held against plain loops over an array.
import { allocateBatch, Flag, PART_COUNT, type RecordBatch } from '../../main/base/batch.ts';
import type { View } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import type { Order } from '../../main/store/reader-protocol.ts';
import { openWriter, type WriterOptions } from '../../main/store/writer.ts';
import type { Random } from '../query/random.ts';
import { type ModelRecord, randomRecord } from '../query/random-records.ts';
import { send } from './batches.ts';

export type Stored = { row: number; record: ModelRecord };

/** Records of one partition, offsets ascending, as a consumer worker would send them. */
export function batchOf(slot: number, from: number, records: readonly ModelRecord[]): RecordBatch {
  const parts = records.map((one) => [
    one.value ?? '',
    one.key ?? '',
    one.headers.length === 0 ? '' : JSON.stringify(one.headers),
    one.text ?? '',
    one.error === null ? '' : JSON.stringify({ error: one.error }),
  ]);
  const blobs = parts.flat().map((part) => Buffer.from(part));
  const columns = allocateBatch(
    records.length,
    blobs.reduce((sum, one) => sum + one.length, 0),
  );
  let at = 0;
  for (const [i, bytes] of blobs.entries()) {
    columns.blob.set(bytes, at);
    at += bytes.length;
    columns.ends[i] = at;
  }
  for (const [i, one] of records.entries()) {
    columns.offset[i] = one.offset;
    columns.time[i] = one.ts;
    columns.brokerTime[i] = one.brokerTs;
    columns.level[i] = one.level;
    columns.flags[i] =
      one.flags | (one.key === null ? Flag.keyNull : 0) | (one.key instanceof Buffer ? Flag.keyBinary : 0);
  }
  if (columns.ends.length !== records.length * PART_COUNT) throw new Error('a record has as many parts as PARTS');
  const to = (records.at(-1)?.offset ?? from - 1) + 1;
  return { slot, from, to, high: to, epoch: -1, arrival: records[0]?.arrival ?? 0, ...columns };
}

/** Writes random records in small batches to a new cache; the answer is what the cache holds now, by row. */
export async function writeModel(
  folder: string,
  random: Random,
  count: number,
  options: WriterOptions = {},
  change = (record: ModelRecord): ModelRecord => record,
): Promise<Stored[]> {
  await using writer = await openWriter(folder, options);
  const topics = ['app.logs', 'app.audit', 'web'];
  const followed = await writer.follow(
    'cluster-a',
    topics.flatMap((topic) => [0, 1, 2].map((partition) => ({ topic, partition, start: 0 }))),
  );
  const next = new Map<number, number>();
  const stored: Stored[] = [];
  while (stored.length < count) {
    const { slot, topic, partition } = random.pick(followed);
    const from = next.get(slot) ?? 0;
    // Threads take turns: what is written later may have arrived before.
    const arrival = Math.floor(stored.length / 10) * 10 - random.below(3) * 30;
    const records = Array.from({ length: 1 + random.below(20) }, (_, i) => ({
      ...change(randomRecord(random, from + i)),
      topic,
      partition,
      arrival,
    }));
    next.set(slot, from + records.length);
    for (const record of records) stored.push({ row: stored.length + 1, record });
    await send(writer, [batchOf(slot, from, records)]);
  }
  return stored;
}

/** Now and then longer than a page of the file, so that its end is on another one. */
export function lengthened(record: ModelRecord, random: Random): ModelRecord {
  if (!random.chance(0.05)) return record;
  const filler = '.'.repeat(4000 + random.below(30_000));
  const { value, text, json } = record;
  if (typeof json === 'object' && json !== null && 'object' in json) {
    const longer = (written: string) => written.replace('{', () => `{"filler":"${filler}",`);
    return {
      ...record,
      value: longer(String(value)),
      text: text === null ? null : longer(text),
      json: { object: [['filler', filler], ...json.object] },
    };
  }
  if (typeof value === 'string') return { ...record, value: `${filler}${value}` };
  return value === null ? record : { ...record, value: Buffer.concat([Buffer.from(filler), value]) };
}

export function viewOf(view: Partial<View> = {}): View {
  return { filter: '', from: null, to: null, topics: null, upTo: null, ...view };
}

/** The records of a view in its order, by plain loops. */
export function selected(
  stored: readonly Stored[],
  view: View,
  matches: (record: ModelRecord) => boolean,
  order: Order,
): Stored[] {
  const { from, to, topics, upTo } = view;
  const found = stored.filter(
    ({ row, record }) =>
      (upTo === null || row <= upTo) &&
      (from === null || record.ts >= from) &&
      (to === null || record.ts < to) &&
      (topics === null || topics.includes(record.topic)) &&
      matches(record),
  );
  const sign = order === 'asc' ? 1 : -1;
  return found.sort((a, b) => sign * (a.record.ts - b.record.ts || a.row - b.row));
}

/** counts[level][bucket], as a timeline has them. */
export function counted(found: readonly Stored[], start: number, width: number, buckets: number): number[][] {
  const counts = LEVELS.map(() => new Array<number>(buckets).fill(0));
  for (const { record } of found) {
    const level = counts[record.level] ?? [];
    const bucket = Math.floor((record.ts - start) / width);
    level[bucket] = (level[bucket] ?? 0) + 1;
  }
  return counts;
}
