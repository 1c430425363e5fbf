// Sums over partitions of which some are not known: never shown as if they were whole.
import type { Text } from '../ui/messages/en.ts';
import { NOTHING } from './lag-words.ts';

/** `known` null: of none of them it is known; `lacking`: of so many it is not. */
export type Sum = { known: number | null; lacking: number };

export function sumOf(values: readonly (number | null)[]): Sum {
  const known = values.filter((value) => value !== null);
  return {
    known: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0),
    lacking: values.length - known.length,
  };
}

/** "≥ 1.2 GB" where it is not whole. */
export function sumText({ known, lacking }: Sum, say: (amount: number) => string, text: Text): string {
  if (known === null) return NOTHING;
  return lacking === 0 ? say(known) : text.health.atLeast(say(known));
}

/** What it lacks, in words; undefined: nothing, or all, which a dash says. */
export function lackText({ known, lacking }: Sum, text: Text, number: (n: number) => string): string | undefined {
  return lacking === 0 || known === null ? undefined : text.health.lacking(number(lacking));
}
