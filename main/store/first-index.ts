// Finding a place in what ascends.

/** The first of so many indices that `isBefore` is false of: it is true of those in front, and of none behind. `length`: of all. */
export function firstIndex(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
