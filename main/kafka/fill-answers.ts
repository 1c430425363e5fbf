// What the answer to a fetch means for the partition that was asked for: batches for the writer, or why there are none.
import type { FromWriter, SharedPositions } from '../base/ingest-port.ts';
import { EngineError, type ErrorCode, fail } from '../contract/errors.ts';
import type { Tunables } from '../contract/session.ts';
import { type Said, say, sayingsOf, tell } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import type { Admin } from './admin.ts';
import { errorName, OFFSET_OUT_OF_RANGE, TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import type { FetchAnswer } from './admin-fetch.ts';
import { EARLIEST, LATEST } from './admin-requests.ts';
import { batchEnd } from './batch-header.ts';
import { decodeFetch } from './decode.ts';
import type { FillPartition } from './fill-partition.ts';
import { type Ask, leaveOutBelow } from './fill-plan.ts';
import type { FillProgress } from './fill-protocol.ts';
import type { WriterLink } from './writer-link.ts';

const ANSWER_MS = 1_000;
/** Offsets of which the broker gives nothing for so long are passed over, and named. */
const NOTHING_MS = 10_000;

export type FillContext = {
  admin: Admin;
  link: WriterLink;
  ask: Ask;
  positions: SharedPositions;
  isolation: Tunables['isolation'];
  progress: FillProgress;
  signal: AbortSignal;
};

export class FillAnswers {
  readonly #context: FillContext;
  /** what cannot be fetched, whatever is tried */
  readonly failed = new Map<FillPartition, EngineError>();

  constructor(context: FillContext) {
    this.#context = context;
  }

  /** Of the writer, for the batch that was sent of the partition. */
  stored(part: FillPartition, { kind }: FromWriter): void {
    const { sent } = part;
    if (!sent) return;
    part.sent = undefined;
    if (kind === 'fenced') {
      part.refused = sent;
      return;
    }
    const { progress } = this.#context;
    progress.done += sent.to - sent.from;
    progress.records += sent.records;
    part.progressed();
  }

  /** Of the leader, asked for offset `from`. `first`: it was the first of the request, which gets a batch if any does. */
  async fetched(
    part: FillPartition,
    from: Offset,
    answer: FetchAnswer | undefined,
    first: boolean,
  ): Promise<'more' | 'nothing' | 'later'> {
    if (!answer) {
      part.trouble = [say('fill-no-answer')];
      return 'later';
    }
    if (answer.error !== 0) await this.#refused(part, from, answer.error);
    else {
      const bytes = answer.bytes ?? Buffer.alloc(0);
      await this.#store(part, from, answer, bytes);
      if (part.range?.[0] === from && !part.refused && !this.failed.has(part)) {
        if (!first) return 'nothing';
        await this.#nothing(part, from, answer, bytes.length === 0);
        return 'later';
      }
    }
    const goesOn = part.range && part.range[0] > from && !part.refused && !this.failed.has(part);
    return goesOn ? 'more' : 'later';
  }

  fail(part: FillPartition, from: Offset, code: ErrorCode, why: readonly Said[]): void {
    const where = { topic: part.topic, partition: String(part.partition), offset: String(from) };
    this.failed.set(part, fail(code, [say('fill-partition', where), ...why]));
  }

  /** Decodes, and hands to the writer what lies in the range that is wanted. */
  async #store(part: FillPartition, from: Offset, answer: FetchAnswer, bytes: Buffer): Promise<void> {
    const { isolation, positions, progress, link, signal } = this.#context;
    const until = part.range?.[1] ?? from;
    const aborted = isolation === 'read_committed' ? answer.aborted : [];
    const { slot } = part;
    progress.bytes += bytes.length;
    let next = from;
    try {
      const arrival = Date.now() * 1000;
      for (const piece of decodeFetch({ slot, from, until, high: answer.high, arrival, bytes, aborted })) {
        while (!link.isFree(slot) && !signal.aborted) await link.changed(ANSWER_MS);
        // A batch before this one was refused: what follows is looked up again.
        if (part.refused || signal.aborted) return;
        // Below the position no batch can be of a later leader than the last one stored: the log was cut back, and goes on with
        // other records.
        if (positions.epoch(slot) >= 0 && piece.epoch > positions.epoch(slot))
          return this.fail(part, piece.from, 'not-found', [say('fill-anew')]);
        part.sent = { from: piece.from, to: piece.to, records: piece.count };
        next = piece.to;
        part.moveTo(next);
        link.send(piece, true);
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const end = Math.min(until, batchEnd(bytes, next) ?? next);
      if (end > next) await this.#passOver(part, next, end, error.message);
      else this.fail(part, next, error.code, sayingsOf(error.data));
    }
  }

  /** What nobody can read is named so, and left behind. */
  async #passOver(part: FillPartition, from: Offset, to: Offset, detail: string): Promise<void> {
    const { ask, progress } = this.#context;
    await ask({ kind: 'name-hole', slot: part.slot, from, to, cause: 'unreadable', detail });
    part.moveTo(to);
    progress.done += to - from;
    part.progressed();
  }

  async #refused(part: FillPartition, from: Offset, error: number): Promise<void> {
    if (error === TOPIC_AUTHORIZATION_FAILED)
      this.fail(part, from, 'denied', [say('rights-gone', { topic: part.topic, partition: String(part.partition) })]);
    else if (error === OFFSET_OUT_OF_RANGE) await this.#outOfRange(part, from);
    else part.trouble = [say('fill-refused', { why: errorName(error) })];
  }

  /** The log begins later by now, or it is another one. */
  async #outOfRange(part: FillPartition, from: Offset): Promise<void> {
    const { admin, ask, progress } = this.#context;
    const metadata = await admin.metadata([part.topic]);
    const [lows, ends] = await Promise.all([admin.offsets(metadata, EARLIEST), admin.offsets(metadata, LATEST)]);
    const [low, end] = [lows.offsets.get(part.key), ends.offsets.get(part.key)];
    part.trouble = [say('fill-no-answer')];
    if (low !== undefined && low > from) {
      await leaveOutBelow(part, low, ask, progress);
      part.progressed();
    } else if (end !== undefined && end < from)
      this.fail(part, from, 'damaged', [say('fill-log-ends', { end: String(end) })]);
  }

  /** There is nothing at an offset that the log should have: an open transaction, or a broker that is no use here. */
  async #nothing(part: FillPartition, from: Offset, { stable }: FetchAnswer, empty: boolean): Promise<void> {
    part.nothingSince ??= performance.now();
    part.trouble = stable <= from ? [say('fill-open-transaction', { stable: String(stable) })] : [say('fill-nothing')];
    const until = Math.min(part.range?.[1] ?? from, stable);
    // Bytes that are no whole batch are no emptiness: how far they go is not known.
    if (empty && until > from && performance.now() - part.nothingSince > NOTHING_MS)
      await this.#passOver(part, from, until, tell(say('fill-nothing')).message);
  }
}
