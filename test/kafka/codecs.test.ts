// Compressions and record batches from bytes: no broker needed. What brokers send for each of them: ingest.test.ts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressFrameSync, compressSync } from 'lz4-napi';
import * as snappy from 'snappyjs';
import { firstEpoch, readBatchHeader } from '../../main/kafka/batch-header.ts';
import { decompress, OUTPUT_CAP } from '../../main/kafka/codecs.ts';
import { crc32c } from '../../main/kafka/crc32c.ts';
import { decodeFetch } from '../../main/kafka/decode.ts';

const GZIP = 1;
const SNAPPY = 2;
const LZ4 = 3;
const ZSTD = 4;
const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i} of a log\n`).join(''));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Java's producers: a header, then blocks behind their lengths. */
function xerial(bytes: Buffer, blockBytes: number): Buffer {
  const parts = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = Buffer.from(snappy.compress(bytes.subarray(at, at + blockBytes)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** Java's producers again: a frame of independent blocks of 64 KiB, one of them stored as it is. */
function lz4Blocks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const source = bytes.subarray(at, at + 65_536);
    const block = at === 0 ? source : compressSync(source).subarray(4);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(at === 0 ? block.length + 0x80000000 : block.length);
    parts.push(length, block);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

test('every compression, in the shapes that clients write', () => {
  const shapes: [number, Buffer][] = [
    [0, text],
    [GZIP, gzipSync(text)],
    [SNAPPY, Buffer.from(snappy.compress(text))],
    [SNAPPY, xerial(text, 32_768)],
    [SNAPPY, xerial(text, text.length)],
    [LZ4, compressFrameSync(text)],
    [LZ4, lz4Blocks(text)],
    [LZ4, Buffer.concat([lz4Blocks(text.subarray(0, 100_000)), lz4Blocks(text.subarray(100_000))])],
    [ZSTD, zstdCompressSync(text)],
  ];
  for (const [compression, bytes] of shapes) assert.equal(hash(decompress(compression, bytes)), hash(text));
});

test('a bomb is refused, whatever it is packed in', () => {
  const zeros = Buffer.alloc(OUTPUT_CAP + 1);
  const bombs: [number, Buffer][] = [
    [GZIP, gzipSync(zeros)],
    [SNAPPY, Buffer.from(snappy.compress(zeros))],
    [SNAPPY, xerial(zeros, 1 << 20)],
    [LZ4, compressFrameSync(zeros)],
    [ZSTD, zstdCompressSync(zeros)],
  ];
  for (const [compression, bytes] of bombs) assert.throws(() => decompress(compression, bytes), { code: 'damaged' });
  assert.equal(decompress(LZ4, compressFrameSync(zeros.subarray(1))).length, OUTPUT_CAP);
});

test('what is damaged, cut off or unknown says so', () => {
  for (const compression of [GZIP, SNAPPY, LZ4, ZSTD])
    assert.throws(() => decompress(compression, Buffer.from('these are no such bytes')), { code: 'damaged' });
  for (const whole of [lz4Blocks(text), compressFrameSync(text)])
    assert.throws(() => decompress(LZ4, whole.subarray(0, whole.length - 9)), { code: 'damaged' });
  assert.throws(() => decompress(7, text), { code: 'unsupported' });
});

test('the checksum is CRC-32C', () => {
  assert.equal(crc32c(Buffer.from('123456789'), 0, 9), 0xe3069283);
  assert.equal(crc32c(Buffer.alloc(32), 0, 32), 0x8a9136aa);
  assert.equal(crc32c(Buffer.from('xx123456789'), 2, 11), 0xe3069283);
});

type Shape = { base: number; lastDelta: number; values?: string[]; attributes?: number; producerId?: bigint };

/** A record batch as a broker stores it. Without values it is what compaction leaves of one: a header that keeps its offsets. */
function recordBatch({ base, lastDelta, values = [], attributes = 0, producerId = -1n }: Shape): Buffer {
  const records = values.map((value, i) => {
    // attributes, timestamp delta 0, offset delta i, no key, the value, no headers
    const body = Buffer.concat([Buffer.from([0, 0, i * 2, 1, value.length * 2]), Buffer.from(value), Buffer.from([0])]);
    return Buffer.concat([Buffer.from([body.length * 2]), body]);
  });
  const batch = Buffer.concat([Buffer.alloc(61), ...records]);
  batch.writeBigInt64BE(BigInt(base), 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch[16] = 2;
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(lastDelta, 23);
  batch.writeBigInt64BE(1_700_000_000_000n, 27);
  batch.writeBigInt64BE(1_700_000_000_000n, 35);
  batch.writeBigInt64BE(producerId, 43);
  batch.writeInt32BE(values.length, 57);
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  return batch;
}
function decoded(from: number, bytes: Buffer, aborted: { producerId: string; firstOffset: string }[] = []) {
  const fetched = { slot: 0, from, high: 100, arrival: 5, bytes, aborted };
  return [...decodeFetch(fetched)].map((batch) => ({
    from: batch.from,
    to: batch.to,
    values: Array.from({ length: batch.count }, (_, i) =>
      Buffer.from(batch.blob).toString('utf8', i === 0 ? 0 : batch.ends[i * 5 - 1], batch.ends[i * 5]),
    ),
  }));
}

test('the interval is what was asked for up to the last offset that the bytes stand for', () => {
  const first = recordBatch({ base: 10, lastDelta: 2, values: ['a', 'b', 'c'] });
  assert.deepEqual(decoded(10, first), [{ from: 10, to: 13, values: ['a', 'b', 'c'] }]);
  // A batch is sent whole where the middle of it was asked for.
  assert.deepEqual(decoded(12, first), [{ from: 12, to: 13, values: ['c'] }]);
  // Compaction took records off its end, and all of the next one: its offsets are done with all the same.
  const compacted = recordBatch({ base: 13, lastDelta: 6, values: ['d'] });
  const empty = recordBatch({ base: 20, lastDelta: 9 });
  assert.deepEqual(decoded(10, Buffer.concat([first, compacted, empty])), [
    { from: 10, to: 30, values: ['a', 'b', 'c', 'd'] },
  ]);
  assert.deepEqual(decoded(20, empty), [{ from: 20, to: 30, values: [] }]);
  // The last batch is cut off by the fetch's limit.
  assert.deepEqual(decoded(10, Buffer.concat([first, compacted.subarray(0, 65)])), [
    { from: 10, to: 13, values: ['a', 'b', 'c'] },
  ]);
  assert.deepEqual(decoded(10, first.subarray(0, 30)), []);
});

test('a batch tells the epoch of its last leader, and holds no byte of what was fetched', () => {
  const [older, newer] = [3, 7].map((epoch) => {
    const batch = recordBatch({ base: epoch, lastDelta: 0, values: ['a'] });
    // Outside of the checksum: brokers set it.
    batch.writeInt32BE(epoch, 12);
    return batch;
  });
  assert.ok(older && newer);
  const bytes = Buffer.concat([older, newer]);
  assert.equal(firstEpoch(bytes), 3);
  assert.equal(firstEpoch(Buffer.alloc(0)), -1);
  const [batch] = decodeFetch({ slot: 0, from: 3, high: 8, arrival: 5, bytes, aborted: [] });
  assert.equal(batch?.epoch, 7);
  assert.notEqual(batch?.buffer, bytes.buffer);
  bytes.fill(0);
  assert.equal(Buffer.from(batch?.blob ?? []).toString(), 'aa');
});

test('aborted transactions and markers are passed over, by producer', () => {
  const batch = (base: number, producerId: bigint, values: string[], attributes = 16) =>
    recordBatch({ base, lastDelta: values.length - 1, values, producerId, attributes });
  const bytes = Buffer.concat([
    batch(0, 1n, ['aborted']),
    batch(1, 2n, ['committed']),
    batch(2, 3n, ['aborted too']),
    batch(3, 1n, ['marker'], 16 + 32),
    batch(4, 1n, ['the next transaction of 1']),
    batch(5, 3n, ['still aborted']),
    batch(6, -1n, ['plain'], 0),
  ]);
  const aborted = [
    { producerId: '3', firstOffset: '2' },
    { producerId: '1', firstOffset: '0' },
  ];
  assert.deepEqual(decoded(0, bytes, aborted), [
    { from: 0, to: 7, values: ['committed', 'the next transaction of 1', 'plain'] },
  ]);
  assert.equal(decoded(0, bytes)[0]?.values.length, 6);
});

test('what came before a batch that cannot be read is kept, then it is named', () => {
  const good = recordBatch({ base: 0, lastDelta: 1, values: ['a', 'b'] });
  const flipped = recordBatch({ base: 2, lastDelta: 0, values: ['broken'] });
  flipped[70] = (flipped[70] ?? 0) ^ 1;
  const old = recordBatch({ base: 2, lastDelta: 0, values: ['old'] });
  old[16] = 1;
  const short = recordBatch({ base: 2, lastDelta: 2, values: ['c'] });
  short.writeInt32BE(3, 57);
  short.writeUInt32BE(crc32c(short, 21, short.length), 17);
  const cases: [Buffer, { code: string; message: RegExp }, number][] = [
    [flipped, { code: 'damaged', message: /batch at offset 2 has the checksum/ }, 2],
    [old, { code: 'unsupported', message: /batch at offset 2 has message format 1/ }, 2],
    [short, { code: 'damaged', message: /record at offset 3/ }, 3],
  ];
  for (const [bad, error, to] of cases) {
    const fetched = { slot: 0, from: 0, high: 9, arrival: 5, bytes: Buffer.concat([good, bad]), aborted: [] };
    const batches = decodeFetch(fetched);
    assert.equal(batches.next().value?.to, to);
    assert.throws(() => batches.next(), error);
  }
  const far = recordBatch({ base: Number.MAX_SAFE_INTEGER, lastDelta: 5, values: [] });
  assert.throws(() => readBatchHeader(far, 0), { code: 'unsupported', message: /the largest/ });
});
