// A sparkline of rates.

/** An SVG path through the values, from 0 to their greatest, within width x height, open where one is not known; '' where too few are. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return '';
  const most = Math.max(...known);
  const inset = 1.5;
  const step = width / (values.length - 1);
  const y = (value: number) => (most === 0 ? height - inset : height - inset - (value / most) * (height - 2 * inset));
  const at = (i: number) => values[i] ?? null;
  return values
    .map((value, i) =>
      value === null ? '' : `${at(i - 1) === null ? 'M' : 'L'}${(i * step).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('');
}

/** What the line shows, for those who do not see it: over how long, in milliseconds, and the greatest rate. undefined: nothing. */
export function sparkFacts(
  rates: readonly (number | null)[],
  sampleTimes: readonly number[],
): { ms: number; most: number } | undefined {
  const known = rates.filter((rate) => rate !== null);
  const first = sampleTimes.at(-rates.length);
  const last = sampleTimes.at(-1);
  if (known.length < 2 || first === undefined || last === undefined) return undefined;
  return { ms: (last - first) / 1000, most: Math.max(...known) };
}
