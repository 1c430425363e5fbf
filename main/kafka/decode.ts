// A fetch's bytes to RecordBatches: headers checked, aborted transactions and markers left out, decompressed, built.
import type { RecordBatch } from '../base/batch.ts';
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import { type AbortedTransaction, AbortedTransactions } from './aborted.ts';
import { BatchBuilder } from './batch-builder.ts';
import { type BatchHeader, readBatchHeader } from './batch-header.ts';
import { decompress } from './codecs.ts';

/** A RecordBatch is closed when its values have come to so many bytes or records: what bounds memory, and the writer's transactions. */
const PIECE_BYTES = 4_194_304;
const PIECE_RECORDS = 20_000;

export type Fetched = {
  slot: number;
  /** the offset that was asked for */
  from: Offset;
  /** what lies here and above is left out; default: nothing is */
  until?: Offset;
  high: Offset;
  arrival: Micros;
  /** record batches one behind the other; the last one may be cut off */
  bytes: Buffer;
  aborted: AbortedTransaction[];
};

/**
 * Yields the batches in order: each begins where the one before ended, and the last one ends behind the last offset that the
 * bytes stand for (R3). Throws an EngineError, after what came before it, at the first batch that cannot be decoded.
 */
export function* decodeFetch(fetched: Fetched): Generator<RecordBatch> {
  const { bytes, slot, high, arrival, until = Number.POSITIVE_INFINITY } = fetched;
  const aborted = new AbortedTransactions(fetched.aborted);
  let piece = new Piece(fetched.from);
  const close = function* () {
    const builder = new BatchBuilder(piece.records, piece.bytes, arrival);
    const misfit = piece.addTo(builder, until) ?? until;
    const brokenAt = misfit < until ? misfit : undefined;
    const to = brokenAt ?? Math.min(piece.to, until);
    if (to > piece.from) yield builder.finish({ slot, from: piece.from, to, high, epoch: -1 });
    if (brokenAt !== undefined) throw fail('damaged', say('batch-misfit', { offset: String(brokenAt) }));
    piece = new Piece(to);
  };

  for (let at = 0; at < bytes.length && piece.to < until; ) {
    let read: ReturnType<typeof readBatchHeader>;
    let body: Buffer | undefined;
    try {
      read = readBatchHeader(bytes, at);
      if (!read) break;
      const { header } = read;
      const outside = header.lastOffset < piece.from || header.baseOffset >= until;
      const hidden = aborted.has(header) || header.control || outside;
      if (!hidden && header.count > 0) body = decompress(header.compression, header.body);
    } catch (error) {
      yield* close();
      throw error;
    }
    at = read.next;
    piece.push(read.header, body);
    if (piece.bytes >= PIECE_BYTES || piece.records >= PIECE_RECORDS) yield* close();
  }
  yield* close();
}

/** Batches that become one RecordBatch. */
class Piece {
  readonly from: Offset;
  to: Offset;
  records = 0;
  /** a little over the values' bytes, so that short notes and headers do not make the builder grow */
  bytes = 1024;
  readonly #batches: { header: BatchHeader; body: Buffer }[] = [];

  constructor(from: Offset) {
    this.from = from;
    this.to = from;
  }
  /** Without a body: nothing in it is for readers, but its offsets are done with. */
  push(header: BatchHeader, body: Buffer | undefined): void {
    this.to = Math.max(this.to, header.lastOffset + 1);
    if (!body) return;
    this.#batches.push({ header, body });
    this.records += header.count;
    this.bytes += body.length;
  }
  /** Returns the first offset that could not be read, if there is one. */
  addTo(builder: BatchBuilder, until: Offset): Offset | undefined {
    for (const { header, body } of this.#batches) {
      const brokenAt = builder.add(header, body, this.from, until);
      if (brokenAt !== undefined) return brokenAt;
    }
    return undefined;
  }
}
