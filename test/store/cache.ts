// A cache in a few words, for tests of what it holds.
import assert from 'node:assert/strict';
import type { FromWriter } from '../../main/base/ingest-port.ts';
import type { Coverage, Hole } from '../../main/contract/records.ts';
import { openReader } from '../../main/store/reader.ts';
import type { Writer } from '../../main/store/types.ts';
import { makeBatch } from './batches.ts';

export const TIME = (offset: number) => 1_000_000 * (offset + 1);

/** Records of [from, to), each offset one, with the time TIME(offset). */
export function batchOf(slot: number, from: number, to: number, offsets: readonly number[] | null = null) {
  const all = offsets ?? Array.from({ length: to - from }, (_, i) => from + i);
  return makeBatch(
    slot,
    from,
    to,
    all.map((offset) => ({ offset, time: TIME(offset), value: `v${offset}` })),
  );
}

/** Sends one batch and resolves with the answer's kind. */
export async function put(
  writer: Writer,
  batch: ReturnType<typeof makeBatch>,
  fill = false,
): Promise<FromWriter['kind']> {
  const port = writer.connectWorker();
  const answer = Promise.withResolvers<FromWriter>();
  port.once('message', answer.resolve);
  port.postMessage({ kind: 'batch', id: 1, batch, fill }, [batch.buffer]);
  const { kind } = await answer.promise;
  port.close();
  return kind;
}

export async function followOne(writer: Writer, start: Parameters<Writer['follow']>[1][number]) {
  const [followed] = await writer.follow('cluster-a', [start]);
  assert.ok(followed);
  return followed;
}

/** What a reader says, and that the writer and another reader count the same holes. */
export async function coverageOf(folder: string, writer?: Writer): Promise<Coverage> {
  await using reader = await openReader(folder, { threads: 1 });
  const coverage = await reader.coverage();
  const tick = await reader.refresh();
  assert.equal(tick.holes, coverage.holes.length, 'a reader counts what its coverage lists');
  assert.equal(
    tick.records,
    coverage.partitions.reduce((sum, { records }) => sum + records, 0),
  );
  if (writer) {
    await ticked(writer, () => writer.tick().records === tick.records && writer.tick().holes === tick.holes);
  }
  return coverage;
}

/** Resolves when it holds; the writer ticks after every change. */
export async function ticked(writer: Writer, holds: () => boolean): Promise<void> {
  if (holds()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = writer.onTick(() => holds() && resolve());
  await promise;
  stop();
}

/** Holes as text: partition.incarnation [from, to) cause, then the times in seconds and whether it may be fetched. */
export function told(holes: readonly Hole[]): string[] {
  const seconds = (time: number | null) => (time === null ? '-' : String(time / 1_000_000));
  return holes.map(
    ({ partition, incarnation, from, to, cause, fromTime, toTime, fetchable }) =>
      `${partition}.${incarnation} [${from}, ${to}) ${cause} ${seconds(fromTime)}..${seconds(toTime)}${fetchable ? ' fetchable' : ''}`,
  );
}
