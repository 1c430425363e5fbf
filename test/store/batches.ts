// Batches written as readable text, for tests of the store: what a consumer worker would send.
import { allocateBatch, Flag, PART_COUNT, type RecordBatch } from '../../main/base/batch.ts';
import type { FromWriter } from '../../main/base/ingest-port.ts';
import type { Writer } from '../../main/store/types.ts';

export type TextRecord = {
  offset: number;
  /** microseconds */
  time: number;
  /** index into LEVELS; 3 is info */
  level?: number;
  value: string | null;
  key?: string;
  text?: string;
  flags?: number;
};

export function makeBatch(slot: number, from: number, to: number, records: TextRecord[], high = to): RecordBatch {
  const texts = records.map((one) =>
    [one.value ?? '', one.key ?? '', '', one.text ?? '', ''].map((s) => Buffer.from(s)),
  );
  const columns = allocateBatch(
    records.length,
    texts.flat().reduce((sum, one) => sum + one.length, 0),
  );
  let at = 0;
  for (const [i, one] of records.entries()) {
    columns.offset[i] = one.offset;
    columns.time[i] = one.time;
    columns.brokerTime[i] = one.time;
    columns.level[i] = one.level ?? 3;
    columns.flags[i] =
      (one.flags ?? 0) |
      (one.value === null ? Flag.valueNull : 0) |
      (one.key === undefined ? Flag.keyNull : 0) |
      (one.value?.startsWith('{') ? Flag.json : 0) |
      (one.text === undefined ? 0 : Flag.escaped);
    for (const [part, bytes] of (texts[i] ?? []).entries()) {
      columns.blob.set(bytes, at);
      at += bytes.length;
      columns.ends[i * PART_COUNT + part] = at;
    }
  }
  return { slot, from, to, high, epoch: -1, arrival: 1_800_000_000_000_000, ...columns };
}

/** Sends batches one by one over a worker port and resolves with the writer's answers. fill: they are of the past. */
export async function send(writer: Writer, batches: RecordBatch[], fill = false): Promise<FromWriter[]> {
  const port = writer.connectWorker();
  const answers: FromWriter[] = [];
  const all = Promise.withResolvers<void>();
  port.on('message', (answer: FromWriter) => {
    answers.push(answer);
    if (answers.length === batches.length) all.resolve();
  });
  for (const [id, batch] of batches.entries()) {
    writer.positions.setHigh(batch.slot, Math.max(batch.high, writer.positions.high(batch.slot)));
    port.postMessage({ kind: 'batch', id, batch, fill }, [batch.buffer]);
  }
  await all.promise;
  port.close();
  return answers;
}

/** The stored position of a partition of cluster-a; undefined: none. */
export async function nextOf(writer: Writer, topic: string, partition: number): Promise<number | undefined> {
  const [known] = await writer.known('cluster-a', [{ topic, partition }]);
  return known?.next;
}
