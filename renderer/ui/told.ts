// What the engine says, in the language of the page. Pure.
import type { ErrorData } from '../../main/contract/errors.ts';
import { type SaidCode, type SaidValues, sentences, type Told } from '../../main/contract/told.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';

/** Words of others, and what has no sayings, stay as they are. Numbers are written as the language does. */
export function toldText(told: Told | ErrorData, text: Text, format: Format): string {
  const words: Readonly<Record<SaidCode, (values: SaidValues) => string>> = text.said;
  if (told.said?.every(({ code }) => Object.hasOwn(words, code)))
    return sentences(told.said.map(({ code, values }) => words[code](shown(values, format))));
  return 'code' in told ? text.errors.untold(told.code, told.message) : told.message;
}

/** Names, ids and addresses are texts; every number is an amount. */
export function shown(values: SaidValues, format: Format): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? format.rate(value) : value]),
  );
}
