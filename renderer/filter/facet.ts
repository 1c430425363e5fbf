// What a counted field shows: its numbers as text, and the bars of their distribution. Pure.
import type { FacetNumbers } from '../../main/contract/records.ts';

/** Whole numbers whole, others to four digits: 1,204, 0.01532, 2.5E-9. */
export function numberText(n: number, language: string): string {
  const isPlain = n === 0 || (Math.abs(n) >= 1e-4 && Math.abs(n) < 1e15);
  if (!isPlain) return new Intl.NumberFormat(language, { notation: 'scientific', maximumFractionDigits: 3 }).format(n);
  const digits = Number.isInteger(n) || Math.abs(n) >= 1000 ? { maximumFractionDigits: 0 } : FOUR;
  return new Intl.NumberFormat(language, digits).format(n);
}
const FOUR = { maximumSignificantDigits: 4 };

export type ChartBar = { from: number; to: number; count: number; height: number };

/** One a bucket, from the lowest on; the highest is `height` high, and none with records is too low to be seen. */
export function chartBars({ from, width, counts }: FacetNumbers['histogram'], height: number): ChartBar[] {
  const most = Math.max(1, ...counts);
  return counts.map((count, index) => ({
    from: from + index * width,
    to: from + (index + 1) * width,
    count,
    height: count === 0 ? 0 : Math.max(1, Math.round((count / most) * height)),
  }));
}

/** Names that have all of the words typed, the best first: the one typed, those that begin with it, the rest; in their order. */
export function foundNames(names: readonly string[], typed: string): string[] {
  const whole = typed.trim().toLowerCase();
  if (whole === '') return [...names];
  const words = whole.split(/\s+/);
  const rank = (name: string) => (name === whole ? 0 : name.startsWith(whole) ? 1 : 2);
  return names
    .map((name) => ({ name, lower: name.toLowerCase() }))
    .filter(({ lower }) => words.every((word) => lower.includes(word)))
    .toSorted((a, b) => rank(a.lower) - rank(b.lower))
    .map(({ name }) => name);
}
