// The four compressions of Kafka's record batches. Every one refuses to write more than OUTPUT_CAP bytes: a batch of a
// megabyte may hold a thousand times as much.
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { compressFrameSync } from 'lz4-napi';
import * as snappy from 'snappyjs';
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import { decompressLz4 } from './lz4.ts';

/** The most bytes that one record batch may hold when it is decompressed: 64 MiB. */
export const OUTPUT_CAP = 67_108_864;

type Codec = { name: string; compress(data: Buffer): Buffer; decompress(data: Buffer): Buffer };

const { CompressionCodecs, CompressionTypes } = kafkajs;

const gzip: Codec = {
  name: 'gzip',
  compress: (data) => gzipSync(data),
  decompress: (data) => gunzipSync(data, { maxOutputLength: OUTPUT_CAP }),
};

/** Java's producers wrap snappy in a stream of blocks, each behind its length; librdkafka and others write one bare block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER = XERIAL.length + 8;

const snappyCodec: Codec = {
  name: 'snappy',
  compress: (data) => Buffer.from(snappy.compress(data)),
  decompress(data) {
    if (data.length < XERIAL.length || data.compare(XERIAL, 0, XERIAL.length, 0, XERIAL.length) !== 0)
      return Buffer.from(snappy.uncompress(data, OUTPUT_CAP));
    const blocks: Uint8Array[] = [];
    let total = 0;
    for (let at = XERIAL_HEADER; at < data.length; ) {
      const length = data.readInt32BE(at);
      at += 4;
      if (length < 0 || at + length > data.length) throw new Error('a block ends behind the end of the stream');
      const block = snappy.uncompress(data.subarray(at, at + length), OUTPUT_CAP - total);
      total += block.length;
      blocks.push(block);
      at += length;
    }
    return blocks.length === 1 && blocks[0] ? Buffer.from(blocks[0].buffer) : Buffer.concat(blocks, total);
  },
};

const lz4: Codec = {
  name: 'lz4',
  compress: (data) => compressFrameSync(data),
  decompress: (data) => decompressLz4(data, OUTPUT_CAP),
};

const zstd: Codec = {
  name: 'zstd',
  compress: (data) => zstdCompressSync(data),
  decompress: (data) => zstdDecompressSync(data, { maxOutputLength: OUTPUT_CAP }),
};

/** By the number in a record batch's attributes; 0 is no compression. */
const CODECS: Record<number, Codec> = {
  [CompressionTypes.GZIP]: gzip,
  [CompressionTypes.Snappy]: snappyCodec,
  [CompressionTypes.LZ4]: lz4,
  [CompressionTypes.ZSTD]: zstd,
};

/**
 * The records of a batch, decompressed; `compression` is the low three bits of its attributes. Throws damaged for what cannot
 * be decompressed or is larger than OUTPUT_CAP, and unsupported for a compression that Kafka does not have.
 */
export function decompress(compression: number, data: Buffer): Buffer {
  if (compression === 0) return data;
  const codec = CODECS[compression];
  if (!codec) throw fail('unsupported', say('codec-unknown', { codec: String(compression) }));
  try {
    return codec.decompress(data);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fail('damaged', say('codec-failed', { codec: codec.name, bytes: data.length, why }), error);
  }
}

/** Lets kafkajs's producers (tests, demo) and its own decoding use the same codecs. */
export function registerCodecs(): void {
  const codecs: Record<number, unknown> = CompressionCodecs;
  for (const [number, codec] of Object.entries(CODECS)) {
    codecs[Number(number)] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => codec.compress(buffer),
      decompress: async (data: Buffer) => codec.decompress(data),
    });
  }
}
