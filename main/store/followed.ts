// The partitions that are followed now, by slot, and how far each is.
import { type FollowedPartition, SharedPositions } from '../base/ingest-port.ts';
import { fail } from '../contract/errors.ts';
import { SILENT_MS, type Tick } from '../contract/records.ts';
import type { Micros } from '../contract/units.ts';
import type { Part } from './catalog.ts';
import type { Position } from './segment-reads.ts';

type Slot = { part: Part; newest: Micros | null; active: boolean };

/** Where all that is followed stands. */
type Standing = Pick<Tick, 'frontier' | 'caughtUp' | 'followed' | 'elsewhere' | 'openTransactions'>;

export class Followed {
  readonly #positions: SharedPositions;
  readonly #slots: Slot[] = [];
  readonly #byPart = new Map<number, number>();

  constructor(positions: SharedPositions) {
    this.#positions = positions;
  }

  bySlot(slot: number): Slot {
    const found = this.#slots[slot];
    if (!found) throw fail('internal', `no partition has slot ${slot}`);
    return found;
  }
  /**
   * A part that was followed before in this process keeps its slot; other incarnations of its partition are followed no more,
   * and batches that are under way to them are still stored to them.
   */
  add(parts: readonly Part[], stored: readonly Position[]): FollowedPartition[] {
    const positions = new Map(stored.map((one) => [one.part, one]));
    const newest = new Map(parts.map((part) => [placeOf(part), part.id]));
    for (const slot of this.#slots)
      if ((newest.get(placeOf(slot.part)) ?? slot.part.id) !== slot.part.id) slot.active = false;
    return parts.map((part) => {
      const position = positions.get(part.id);
      const slot = this.#byPart.get(part.id) ?? this.#take(part);
      const entry = this.bySlot(slot);
      entry.active = true;
      entry.newest = position?.newest ?? entry.newest;
      this.#positions.setNext(slot, position?.next ?? 0);
      const { topic, partition, topicId } = part;
      return { slot, topic, partition, topicId, epoch: position?.epoch ?? -1 };
    });
  }
  #take(part: Part): number {
    const slot = this.#slots.length;
    if (slot >= SharedPositions.slots)
      throw fail(
        'bad-input',
        `Too many partitions: ${SharedPositions.slots} can be followed at once. Follow fewer topics.`,
      );
    this.#slots.push({ part, newest: null, active: true });
    this.#byPart.set(part.id, slot);
    return slot;
  }
  /** The slots that are followed now, of these topics; null: all. */
  active(topics: readonly string[] | null): { slot: number; part: Part }[] {
    return this.#slots.flatMap(({ part, active }, slot) =>
      active && (topics === null || topics.includes(part.topic)) ? [{ slot, part }] : [],
    );
  }
  /** A batch up to that time was stored. */
  advance(slot: number, newest: Micros): void {
    const entry = this.bySlot(slot);
    entry.newest = Math.max(entry.newest ?? newest, newest);
  }
  topics(): Set<string> {
    return new Set(this.#slots.filter((slot) => slot.active).map((slot) => slot.part.topic));
  }
  /** These are followed no more; null: nothing is. */
  remove(slots: readonly number[] | null): void {
    for (const [index, slot] of this.#slots.entries()) if (slots === null || slots.includes(index)) slot.active = false;
  }

  /**
   * The newest time of the slowest partition that is not at its end; null where all are. A partition of which nothing is
   * held yet stands at `oldest`: all that is shown is still incomplete. One that was at its end when its broker was last heard,
   * long ago or before it was found to be silent, stands there: what came since is not known. One that waits for an open transaction is not at its end. What another
   * member of a shared group reads is not ours to wait for.
   */
  frontier(oldest: Micros | null, nowMs = Date.now()): Standing {
    let [frontier, caughtUp, followed, elsewhere, openTransactions] = [Number.POSITIVE_INFINITY, 0, 0, 0, 0];
    for (const [index, slot] of this.#slots.entries()) {
      if (!slot.active) continue;
      followed++;
      if (this.#positions.isElsewhere(index)) {
        elsewhere++;
        continue;
      }
      const heardAtMs = this.#positions.heardAtMs(index);
      if (this.#positions.waitsForTransaction(index)) openTransactions++;
      const atEnd = heardAtMs > 0 && this.#positions.next(index) >= this.#positions.high(index);
      const isHeard = nowMs - heardAtMs < SILENT_MS && !this.#positions.isSilent(index);
      if (atEnd && isHeard) caughtUp++;
      else if (atEnd) frontier = Math.min(frontier, heardAtMs * 1000);
      else frontier = Math.min(frontier, slot.newest ?? oldest ?? frontier);
    }
    return {
      frontier: Number.isFinite(frontier) ? frontier : null,
      ...{ caughtUp, followed, elsewhere, openTransactions },
    };
  }
}

function placeOf({ cluster, topic, partition }: Part): string {
  return `${cluster} ${topic} ${partition}`;
}
