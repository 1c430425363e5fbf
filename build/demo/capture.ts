// A capture (records in our ndjson export format, gzipped) put into a cache by way of the parser and the writer that
// everything else goes through: an app on real data where no Kafka can be had.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { MessagePort } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { FromWriter, ToWriter } from '../../main/base/ingest-port.ts';
import { BatchBuilder } from '../../main/kafka/batch-builder.ts';
import { openWriter } from '../../main/store/writer.ts';
import { encodeRecords } from './encode-records.ts';

export const CAPTURE_CLUSTER = 'bundled-capture';

const Base64 = z.string().transform((text) => Buffer.from(text, 'base64'));
const Bytes = z.string().nullable();
const Line = z
  .object({
    topic: z.string(),
    partition: z.number().int(),
    offset: z.number().int(),
    brokerTime: z.iso.datetime({ precision: 6 }).nullable(),
    key: Bytes.optional(),
    keyBase64: Base64.optional(),
    headers: z.array(z.object({ name: z.string(), value: Bytes.optional(), valueBase64: Base64.optional() })),
    value: Bytes.optional(),
    valueBase64: Base64.optional(),
  })
  .transform((line) => ({
    ...{ topic: line.topic, partition: line.partition, offset: line.offset },
    timeMs: line.brokerTime === null ? -1 : Date.parse(line.brokerTime),
    key: line.keyBase64 ?? buffer(line.key),
    value: line.valueBase64 ?? buffer(line.value),
    headers: line.headers.map(({ name, value, valueBase64 }) => ({ name, value: valueBase64 ?? buffer(value) })),
  }));
export type CapturedRecord = z.output<typeof Line>;

function buffer(text: string | null | undefined): Buffer | null {
  return typeof text === 'string' ? Buffer.from(text) : null;
}

/** Resolves with the number of records. The cache in `folder` must not be open. */
export async function loadCapture(file: string, folder: string): Promise<number> {
  const byPartition = new Map<string, CapturedRecord[]>();
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const record = Line.parse(JSON.parse(line));
    const id = `${record.topic}/${record.partition}`;
    const ofPartition = byPartition.get(id);
    if (ofPartition) ofPartition.push(record);
    else byPartition.set(id, [record]);
    records++;
  }
  await using writer = await openWriter(folder);
  const port = writer.connectWorker();
  for (const list of byPartition.values()) {
    list.sort((a, b) => a.offset - b.offset);
    const [first, last] = [list[0], list.at(-1)];
    if (!first || !last) continue;
    const { topic, partition, offset: start } = first;
    // A cache that is kept has it from the time before.
    if ((await writer.known(CAPTURE_CLUSTER, [{ topic, partition }])).length > 0) continue;
    const [followed] = await writer.follow(CAPTURE_CLUSTER, [{ topic, partition, start }]);
    if (followed) await store(port, followed.slot, list, start, last.offset + 1);
  }
  port.close();
  await writer.unfollow();
  return records;
}

async function store(
  port: MessagePort,
  slot: number,
  records: CapturedRecord[],
  from: number,
  to: number,
): Promise<void> {
  const { body, header } = encodeRecords(records);
  const builder = new BatchBuilder(records.length, body.length, Date.now() * 1000);
  builder.add(header, body, from);
  const batch = builder.finish({ slot, from, to, high: to, epoch: -1 });
  const answer = new Promise<FromWriter>((resolve) => port.once('message', resolve));
  const message: ToWriter = { kind: 'batch', id: slot, batch };
  port.postMessage(message, [batch.buffer]);
  const { kind, next } = await answer;
  if (kind !== 'stored')
    throw new Error(`The capture does not fit into this cache, which is at offset ${next} already`);
}
