// A sparkline of a rate, from samples of an offset that only grows.

/** Records a second between neighbouring samples [microseconds, offset]; a truncation counts as 0. */
export function ratesOf(history: readonly (readonly [number, number])[]): number[] {
  const rates: number[] = [];
  for (let i = 1; i < history.length; i++) {
    const [before, after] = [history[i - 1], history[i]];
    if (!before || !after || after[0] <= before[0]) continue;
    rates.push((Math.max(0, after[1] - before[1]) / (after[0] - before[0])) * 1e6);
  }
  return rates;
}

/** An SVG path through the values, from 0 to their greatest, within width x height; '' where there are too few. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const most = Math.max(...values);
  const inset = 1.5;
  const step = width / (values.length - 1);
  const y = (value: number) => (most === 0 ? height - inset : height - inset - (value / most) * (height - 2 * inset));
  return values.map((value, i) => `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(1)} ${y(value).toFixed(1)}`).join('');
}
