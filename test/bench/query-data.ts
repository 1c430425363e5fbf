// A cache of JSON log records for the query benchmark, written by the real writer.
import { closeSync, openSync, writeSync } from 'node:fs';
import { allocateBatch, Flag, PART_COUNT, type RecordBatch } from '../../main/base/batch.ts';
import { openWriter } from '../../main/store/writer.ts';
import { seededRandom } from '../query/random.ts';
import { send } from '../store/batches.ts';

const PARTITIONS = 8;
const BATCH_RECORDS = 2500;
/** 2,000 records a second */
const STEP_MICROS = 500;
export const BENCH_START = 1_790_000_000_000_000;
const SERVICES = ['auth', 'billing', 'catalog', 'gateway', 'orders', 'search', 'shipping', 'users'];
const LEVEL_NAMES = ['info', 'debug', 'warn', 'error'];

/** Record n of the stream: one JSON line of about 230 bytes; every 100,000th has the word "needle". */
function makeValue(n: number, next: () => number): { level: number; value: string } {
  const draw = next();
  const [level, name] = draw < 0.8 ? [3, 0] : draw < 0.92 ? [2, 1] : draw < 0.98 ? [5, 2] : [6, 3];
  const service = SERVICES[Math.floor(next() * SERVICES.length)];
  const status = draw < 0.92 ? 200 : draw < 0.98 ? 404 : 500;
  const word = n % 100_000 === 99_999 ? 'needle' : 'request';
  const time = new Date((BENCH_START + n * STEP_MICROS) / 1000).toISOString();
  const value = `{"ts":"${time}","level":"${LEVEL_NAMES[name]}","service":"${service}","host":"node-${Math.floor(next() * 40)}","msg":"${word} ${n} handled in ${Math.floor(next() * 900)} ms","status":${status},"path":"/api/v1/items/${Math.floor(next() * 1e6)}","bytes":${Math.floor(next() * 1e5)},"thread":"worker-${Math.floor(next() * 32)}","trace":"${Math.floor(
    next() * 2 ** 48,
  )
    .toString(16)
    .padStart(12, '0')}"}`;
  return { level, value };
}

function makeBatch(slot: number, firstOffset: number, firstRecord: number, next: () => number): RecordBatch {
  const records = Array.from({ length: BATCH_RECORDS }, (_, i) => {
    const n = firstRecord + i * PARTITIONS;
    return { time: BENCH_START + n * STEP_MICROS, ...makeValue(n, next) };
  });
  const values = records.map((one) => Buffer.from(one.value));
  const columns = allocateBatch(
    BATCH_RECORDS,
    values.reduce((sum, one) => sum + one.length, 0),
  );
  let at = 0;
  for (const [i, one] of records.entries()) {
    const bytes = values[i] ?? Buffer.alloc(0);
    columns.offset[i] = firstOffset + i;
    columns.time[i] = one.time;
    columns.brokerTime[i] = one.time + 1000;
    columns.level[i] = one.level;
    columns.flags[i] = Flag.json | Flag.keyNull;
    columns.blob.set(bytes, at);
    at += bytes.length;
    columns.ends.fill(at, i * PART_COUNT, (i + 1) * PART_COUNT);
  }
  const to = firstOffset + BATCH_RECORDS;
  return { slot, from: firstOffset, to, high: to, epoch: -1, arrival: BENCH_START + 4_000_000_000, ...columns };
}

/**
 * Writes `records` (a multiple of 20,000) to a new cache in `folder`, and their values, one a line, to `flatFile`. The answer is
 * the length of that file.
 */
export async function makeCache(folder: string, records: number, flatFile: string): Promise<number> {
  await using writer = await openWriter(folder);
  const followed = await writer.follow(
    'bench',
    Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: 'app.logs', partition, start: 0 })),
  );
  const { next } = seededRandom(7);
  const flat = openSync(flatFile, 'w');
  let bytes = 0;
  for (let round = 0; round * BATCH_RECORDS * PARTITIONS < records; round++) {
    const batches = followed.map(({ slot, partition }) =>
      makeBatch(slot, round * BATCH_RECORDS, round * BATCH_RECORDS * PARTITIONS + partition, next),
    );
    // Before the batches are sent: their memory goes with them.
    for (const batch of batches) bytes += writeSync(flat, linesOf(batch));
    await send(writer, batches);
  }
  closeSync(flat);
  return bytes;
}

function linesOf(batch: RecordBatch): string {
  const blob = Buffer.from(batch.blob.buffer, batch.blob.byteOffset, batch.blob.byteLength);
  let text = '';
  for (let i = 0; i < batch.count; i++)
    text += `${blob.toString('utf8', i === 0 ? 0 : batch.ends[i * PART_COUNT - 1], batch.ends[i * PART_COUNT])}\n`;
  return text;
}
