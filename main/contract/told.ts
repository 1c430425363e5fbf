// What the engine says to a person: a closed set of sayings, each with its values. The page puts them in words of its language
// (renderer/ui/messages/said-*.ts); `message` is the same in English, for the command line and for logs.
// A new saying is a line in sayings-*.ts and its Korean in said-*.ts: without it the page does not compile.
import { z } from 'zod';
import { CLUSTER } from './sayings-cluster.ts';
import { CONNECTION } from './sayings-connection.ts';
import { FILL } from './sayings-fill.ts';
import { GROUPS } from './sayings-groups.ts';
import { RECORDS } from './sayings-records.ts';
import { SESSION } from './sayings-session.ts';
import type { P, Value } from './told-values.ts';

export const SAYINGS = { ...CONNECTION, ...SESSION, ...FILL, ...RECORDS, ...GROUPS, ...CLUSTER };
type Sayings = typeof SAYINGS;
export type SaidCode = keyof Sayings;
export type SaidValues = Readonly<Record<string, Value>>;

export const Said = z.object({
  code: z.enum(Object.keys(SAYINGS) as [SaidCode, ...SaidCode[]]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Said = z.infer<typeof Said>;

export const Told = z.object({
  /** English, whole */
  message: z.string(),
  /** the same, saying by saying */
  said: z.array(Said),
});
export type Told = z.infer<typeof Told>;

type Given<C extends SaidCode> = Parameters<Sayings[C]> extends [P<infer N>] ? [values: Record<N, Value>] : [];

export function say<C extends SaidCode>(code: C, ...[values]: Given<C>): Said {
  return { code, values: { ...values } };
}

/** Words of others, as they are. */
export function quote(words: string): Said {
  return say('quoted', { words });
}

export function tell(...said: Said[]): Told {
  const words: Readonly<Record<SaidCode, (values: SaidValues) => string>> = SAYINGS;
  return { message: sentences(said.map(({ code, values }) => words[code](values))), said };
}

/** The sayings of an error or of what was told; what has none is quoted. */
export function sayingsOf(told: { message: string; said?: readonly Said[] }): readonly Said[] {
  return told.said ?? [quote(told.message)];
}

/** Each but the last ends as a sentence does; what ends in a colon is said of the next one. */
export function sentences(texts: readonly string[]): string {
  return texts.map((text, i) => (i === texts.length - 1 || /[.!?:]$/.test(text) ? text : `${text}.`)).join(' ');
}
