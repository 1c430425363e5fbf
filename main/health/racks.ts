// Whether the replicas of a partition would survive the loss of a rack.

/** How many different racks the brokers are known to be on. */
export function rackCount(racks: ReadonlyMap<number, string>): number {
  return new Set(racks.values()).size;
}

/**
 * Several replicas, all on one rack, while there are others. Of a broker whose rack is not known nothing is said, and a partition
 * with one replica was never meant to survive.
 */
export function isOnOneRack(replicas: readonly number[], racks: ReadonlyMap<number, string>): boolean {
  if (replicas.length < 2 || rackCount(racks) < 2) return false;
  const used = new Set(replicas.map((id) => racks.get(id)));
  return used.size === 1 && !used.has(undefined);
}
