// Kafka's record batches (message format 2) as they lie in a fetch response: their headers, checked.
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { crc32c } from './crc32c.ts';

export type BatchHeader = {
  baseOffset: Offset;
  /** the last offset that the batch stands for, also where its record was compacted away */
  lastOffset: Offset;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd */
  compression: number;
  /** the broker's time of appending stands for all of the records' times */
  logAppendTime: boolean;
  transactional: boolean;
  /** holds a transaction's marker and nothing for readers */
  control: boolean;
  /** milliseconds since 1970 of the first record, and the latest; -1: none */
  baseTimestamp: number;
  maxTimestamp: number;
  producerId: string;
  count: number;
  /** the records' bytes, still compressed */
  body: Buffer;
};

const OVERHEAD = 61;
const MAGIC_AT = 16;

/**
 * The header of the batch that begins at `at`, and where the next one begins; undefined where the bytes end within it (brokers
 * cut the last one off). Throws damaged and unsupported; the batch's first offset is in the message.
 */
export function readBatchHeader(bytes: Buffer, at: number): { header: BatchHeader; next: number } | undefined {
  if (at + MAGIC_AT >= bytes.length) return undefined;
  const baseOffset = readInt64(bytes, at);
  const next = at + 12 + bytes.readInt32BE(at + 8);
  const magic = bytes[at + MAGIC_AT];
  if (magic !== 2)
    throw fail('unsupported', say('batch-format', { offset: String(baseOffset), format: String(magic) }));
  if (next > bytes.length) return undefined;
  if (next < at + OVERHEAD)
    throw fail('damaged', say('batch-length', { offset: String(baseOffset), bytes: next - at }));
  const crc = bytes.readUInt32BE(at + 17);
  const found = crc32c(bytes, at + 21, next);
  if (crc !== found)
    throw fail('damaged', say('batch-checksum', { offset: String(baseOffset), given: hex(crc), found: hex(found) }));
  const attributes = bytes.readInt16BE(at + 21);
  const lastOffset = baseOffset + bytes.readInt32BE(at + 23);
  if (!Number.isSafeInteger(lastOffset))
    throw fail(
      'unsupported',
      say('offset-too-large', { offset: String(baseOffset), most: String(Number.MAX_SAFE_INTEGER) }),
    );
  const transactional = (attributes & 16) !== 0;
  return {
    header: {
      baseOffset,
      lastOffset,
      compression: attributes & 7,
      logAppendTime: (attributes & 8) !== 0,
      transactional,
      control: (attributes & 32) !== 0,
      baseTimestamp: readInt64(bytes, at + 27),
      maxTimestamp: readInt64(bytes, at + 35),
      producerId: transactional ? bytes.readBigInt64BE(at + 43).toString() : '',
      count: bytes.readInt32BE(at + 57),
      body: bytes.subarray(at + OVERHEAD, next),
    },
    next,
  };
}

/**
 * Behind which offset the batch ends that holds `offset`, by headers that nobody has checked; undefined: they do not tell. For
 * what cannot be decoded.
 */
export function batchEnd(bytes: Buffer, offset: Offset): Offset | undefined {
  for (let at = 0; at + OVERHEAD <= bytes.length; ) {
    const end = readInt64(bytes, at) + bytes.readInt32BE(at + 23) + 1;
    const next = at + 12 + bytes.readInt32BE(at + 8);
    if (next < at + OVERHEAD) return undefined;
    const following = next + 8 <= bytes.length ? readInt64(bytes, next) : undefined;
    // The header may be what is broken: no batch reaches into the one behind it.
    if (following !== undefined && following > offset) return end > offset ? Math.min(end, following) : following;
    if (following === undefined) return end > offset ? end : undefined;
    at = next;
  }
  return undefined;
}

/** Exact up to 2^53; larger ones stay larger. */
function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
