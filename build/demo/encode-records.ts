// Records as they lie in Kafka's record batches (message format 2), uncompressed.
import type { BatchHeader } from '../../main/kafka/batch-header.ts';
import type { CapturedRecord } from './capture.ts';

/** The records of one partition, offsets ascending. */
export function encodeRecords(records: readonly CapturedRecord[]): { header: BatchHeader; body: Buffer } {
  const baseOffset = records[0]?.offset ?? 0;
  const baseTimestamp = records[0]?.timeMs ?? -1;
  const body = Buffer.concat(
    records.map((record) => {
      const content = Buffer.concat([
        Buffer.from([0]),
        varint(record.timeMs - baseTimestamp),
        varint(record.offset - baseOffset),
        bytes(record.key),
        bytes(record.value),
        varint(record.headers.length),
        ...record.headers.flatMap(({ name, value }) => [bytes(Buffer.from(name)), bytes(value)]),
      ]);
      return Buffer.concat([varint(content.length), content]);
    }),
  );
  const header: BatchHeader = {
    ...{
      baseOffset,
      epoch: -1,
      lastOffset: records.at(-1)?.offset ?? baseOffset,
      compression: 0,
      logAppendTime: false,
    },
    ...{ transactional: false, control: false, baseTimestamp, maxTimestamp: -1, producerId: '' },
    ...{ count: records.length, body },
  };
  return { header, body };
}

function bytes(content: Buffer | null): Buffer {
  return content === null ? varint(-1) : Buffer.concat([varint(content.length), content]);
}

/** Zigzag, then seven bits a byte, the least significant first. */
function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const out: number[] = [];
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return Buffer.from(out);
}
