// The most frequent of many values.

/** The greatest counts first, equal ones by the value; without those that came to nothing. `most` is small, the counts are many. */
export function topOf(counts: Iterable<[string, number]>, most: number): [string, number][] {
  const top: [string, number][] = [];
  for (const one of counts) {
    const last = top[most - 1];
    if (one[1] <= 0 || (last && isBefore(last, one))) continue;
    let at = Math.min(top.length, most - 1);
    for (let before = top[at - 1]; before && isBefore(one, before); before = top[--at - 1]) top[at] = before;
    top[at] = one;
  }
  return top;
}

function isBefore(a: readonly [string, number], b: readonly [string, number]): boolean {
  return a[1] > b[1] || (a[1] === b[1] && a[0] < b[0]);
}
