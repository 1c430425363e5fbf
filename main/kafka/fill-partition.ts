// What is still to be fetched of one partition.
import type { FollowedPartition } from '../base/ingest-port.ts';
import type { Said } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { partitionKey } from './admin.ts';
import type { Range } from './fill-protocol.ts';

/** A round of tries takes long where other partitions have much to fetch: time alone tells nothing. */
const LEAST_TRIES = 3;

export type Sent = { from: Offset; to: Offset; records: number };

export class FillPartition {
  readonly slot: number;
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string | null;
  readonly key: string;
  #left: Range[] | undefined;
  /** the batch that the writer has not answered for yet */
  sent: Sent | undefined;
  /** a batch that the writer refused, as held already: what is left has to be looked up again */
  refused: Sent | undefined;
  /** why the last try got nothing */
  trouble: readonly Said[] | undefined;
  #progressAt = performance.now();
  #tries = 0;
  /** since when the broker has answered with nothing though there should be something; undefined: it has not */
  nothingSince: number | undefined;

  constructor({ slot, topic, partition, topicId }: FollowedPartition) {
    this.slot = slot;
    this.topic = topic;
    this.partition = partition;
    this.topicId = topicId;
    this.key = partitionKey(topic, partition);
  }

  /** ascending, below the position; undefined: not known yet */
  get left(): readonly Range[] | undefined {
    return this.#left;
  }
  /** The next range to fetch. */
  get range(): Range | undefined {
    return this.#left?.[0];
  }
  /** Whether it need not be looked at any more. */
  get isDone(): boolean {
    return this.#left?.length === 0 && !this.sent && !this.refused;
  }

  plan(left: Range[]): void {
    this.#left = left;
    this.refused = undefined;
  }
  /** To be called after each try; whether it has got on neither for so long nor in the last few tries. */
  isStuck(ms: number): boolean {
    return ++this.#tries > LEAST_TRIES && performance.now() - this.#progressAt > ms;
  }
  progressed(): void {
    this.#progressAt = performance.now();
    this.#tries = 0;
    this.nothingSince = undefined;
    this.trouble = undefined;
  }
  /** Nothing below `to` is to be fetched any more. */
  moveTo(to: Offset): void {
    this.#left = this.#left?.flatMap(([from, end]): Range[] => (end <= to ? [] : [[Math.max(from, to), end]]));
  }
}

export function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}
