// The partitions that are followed now, by slot, and how far each is.
import { type FollowedPartition, SharedPositions, type StartPosition } from '../base/ingest-port.ts';
import { fail } from '../contract/errors.ts';
import type { Micros } from '../contract/units.ts';
import type { Catalog, Part } from './catalog.ts';
import type { Position } from './segment.ts';

/** Longer than the longest wait of a fetch (fetch.max.wait.ms, 10 s). */
const SILENT_MS = 15_000;

type Slot = { part: Part; newest: Micros | null; active: boolean };

export class Followed {
  readonly #catalog: Catalog;
  readonly #positions: SharedPositions;
  readonly #slots: Slot[] = [];
  readonly #byPart = new Map<number, number>();

  constructor(catalog: Catalog, positions: SharedPositions) {
    this.#catalog = catalog;
    this.#positions = positions;
  }

  bySlot(slot: number): Slot {
    const found = this.#slots[slot];
    if (!found) throw fail('internal', `no partition has slot ${slot}`);
    return found;
  }
  byPart(part: number): Slot | undefined {
    const slot = this.#byPart.get(part);
    return slot === undefined ? undefined : this.#slots[slot];
  }

  /** A partition that was followed before in this process keeps its slot. */
  add(cluster: string, partitions: StartPosition[], stored: Position[]): FollowedPartition[] {
    const positions = new Map(stored.map((one) => [one.part, one]));
    return partitions.map(({ topic, partition }) => {
      const part = this.#catalog.part(cluster, topic, partition);
      const position = positions.get(part.id);
      let slot = this.#byPart.get(part.id);
      if (slot === undefined) {
        slot = this.#slots.length;
        if (slot >= SharedPositions.slots)
          throw fail(
            'bad-input',
            `Too many partitions: ${SharedPositions.slots} can be followed at once. Follow fewer topics.`,
          );
        this.#slots.push({ part, newest: null, active: true });
        this.#byPart.set(part.id, slot);
      }
      const entry = this.bySlot(slot);
      entry.active = true;
      entry.newest = position?.newest ?? entry.newest;
      this.#positions.setNext(slot, position?.next ?? 0);
      return { slot, topic, partition, topicId: null, epoch: -1 };
    });
  }
  /** A batch up to that time was stored. */
  advance(slot: number, newest: Micros): void {
    const entry = this.bySlot(slot);
    entry.newest = Math.max(entry.newest ?? newest, newest);
  }
  topics(): Set<string> {
    return new Set(this.#slots.filter((slot) => slot.active).map((slot) => slot.part.topic));
  }
  clear(): void {
    for (const slot of this.#slots) slot.active = false;
  }

  /**
   * The newest time of the slowest partition that is not at its end; null where all are. A partition of which nothing is
   * held yet stands at `oldest`: all that is shown is still incomplete. One that was at its end when its broker was last heard,
   * long ago, stands there: what came since is not known.
   */
  frontier(oldest: Micros | null, nowMs = Date.now()): { frontier: Micros | null; caughtUp: number; followed: number } {
    let [frontier, caughtUp, followed] = [Number.POSITIVE_INFINITY, 0, 0];
    for (const [index, slot] of this.#slots.entries()) {
      if (!slot.active) continue;
      followed++;
      const heardAtMs = this.#positions.heardAtMs(index);
      const atEnd = heardAtMs > 0 && this.#positions.next(index) >= this.#positions.high(index);
      if (atEnd && nowMs - heardAtMs < SILENT_MS) caughtUp++;
      else if (atEnd) frontier = Math.min(frontier, heardAtMs * 1000);
      else frontier = Math.min(frontier, slot.newest ?? oldest ?? frontier);
    }
    return { frontier: Number.isFinite(frontier) ? frontier : null, caughtUp, followed };
  }
}
