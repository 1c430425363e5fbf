// Partitions that cannot be read on, by slot: a batch that cannot be decoded, or a right that was taken away. The others go on.
import { type ErrorData, fail } from '../contract/errors.ts';
import type { NewEvent } from '../contract/history.ts';
import { say, sayingsOf, tell } from '../contract/told.ts';
import type { Slots } from './slots.ts';
import type { Warnings } from './warnings.ts';
import type { FromWorker } from './worker-protocol.ts';

export class Unreadable {
  readonly #slots: Slots;
  readonly #warnings: Warnings;
  readonly #onUndecodable: ((event: NewEvent) => void) | undefined;
  readonly #errors = new Map<number, ErrorData>();
  /** where partitions were stopped by what cannot be decoded */
  readonly #undecodable = new Set<string>();

  /** `onUndecodable`: told once for each offset. */
  constructor(slots: Slots, warnings: Warnings, onUndecodable: ((event: NewEvent) => void) | undefined) {
    this.#slots = slots;
    this.#warnings = warnings;
    this.#onUndecodable = onUndecodable;
  }

  /** Why one of them is. */
  get first(): ErrorData | undefined {
    return this.#errors.values().next().value;
  }

  has(slot: number): boolean {
    return this.#errors.has(slot);
  }

  add({ slot, position, error }: Omit<Extract<FromWorker, { kind: 'unreadable' }>, 'kind'>): void {
    this.#tell(slot, position, error);
    const stopped = say('partition-stopped', { ...this.#slots.name(slot), offset: String(position) });
    const said = [stopped, ...sayingsOf(error)];
    this.#errors.set(slot, fail(error.code, said).data);
    this.#warnings.set(`slot ${slot}`, said);
  }

  /** It is read on, or is not followed any more. */
  delete(slot: number): void {
    if (this.#errors.delete(slot)) this.#warnings.set(`slot ${slot}`, undefined);
  }

  /** Not what the credentials may not read: those batches are sound. */
  #tell(slot: number, position: number, error: ErrorData): void {
    const { topic, partition } = this.#slots.partition(slot) ?? {};
    const place = `${topic}/${partition} ${position}`;
    if (topic === undefined || partition === undefined || error.code === 'denied' || this.#undecodable.has(place))
      return;
    this.#undecodable.add(place);
    this.#onUndecodable?.({
      ...{ at: Date.now() * 1000, notBefore: null, kind: 'unreadable', topic, partition, count: 1 },
      ...{ values: { offset: String(position) }, told: tell(...sayingsOf(error)) },
    });
  }
}
