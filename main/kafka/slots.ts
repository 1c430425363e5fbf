// The partitions that are followed, by slot and by name.
import type { FollowedPartition } from '../base/ingest-port.ts';

export class Slots {
  #bySlot = new Map<number, FollowedPartition>();
  #byName = new Map<string, Map<number, number>>();

  constructor(partitions: FollowedPartition[]) {
    this.replace(partitions);
  }
  replace(partitions: FollowedPartition[]): void {
    this.#bySlot = new Map(partitions.map((one) => [one.slot, one]));
    this.#byName = new Map();
    for (const { topic, partition, slot } of partitions) {
      const ofTopic = this.#byName.get(topic);
      if (ofTopic) ofTopic.set(partition, slot);
      else this.#byName.set(topic, new Map([[partition, slot]]));
    }
  }
  of(topic: string, partition: number): number | undefined {
    return this.#byName.get(topic)?.get(partition);
  }
  partition(slot: number): FollowedPartition | undefined {
    return this.#bySlot.get(slot);
  }
  all(): FollowedPartition[] {
    return [...this.#bySlot.values()];
  }
  /** For a saying. */
  name(slot: number): { topic: string; partition: string } {
    const { topic, partition } = this.#bySlot.get(slot) ?? { topic: `slot ${slot}`, partition: '?' };
    return { topic, partition: String(partition) };
  }
}
