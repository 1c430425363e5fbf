// How evenly a topic's partitions share its records and its bytes, and which take far more than their share.

/** From twice an even share on a partition is hot. */
const HOT = 2;

/** How far the largest is above the mean, as a share of that: 0 where all are even; null: one partition, one not known, or nothing at all. */
export function skewOf(amounts: readonly (number | null)[]): number | null {
  const known = knownOf(amounts);
  if (!known) return null;
  const mean = sum(known) / known.length;
  return (Math.max(...known) - mean) / mean;
}

export type HotPartition = { index: number; share: number };

/** Largest first. `least`: of all partitions together; below it an uneven share is chance, and costs nobody anything. */
export function hotOf(amounts: readonly (number | null)[], least: number): HotPartition[] {
  const known = knownOf(amounts);
  if (!known) return [];
  const all = sum(known);
  if (all < least) return [];
  return known
    .map((amount, index) => ({ index, share: amount / all }))
    .filter(({ share }) => share * known.length >= HOT)
    .sort((a, b) => b.share - a.share);
}

function knownOf(amounts: readonly (number | null)[]): number[] | undefined {
  const known = amounts.filter((amount) => amount !== null);
  return known.length < 2 || known.length < amounts.length || sum(known) === 0 ? undefined : known;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}
