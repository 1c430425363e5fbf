// What of a payload is shown as a line of the table. Read at view time, so a better rule shows at once on what is stored.
import { type ShownField, shownValue } from '../base/shown-fields.ts';

export type Display = { service: string | null; host: string | null; message: string };

const MOST_CHARACTERS = 2000;

/** `payload` is the parsed JSON object of the record, undefined where it is none; `text` is the value as text. */
export function displayOf(payload: unknown, text: string): Display {
  const find = (field: ShownField) => shownValue(payload, field)?.toString();
  return { service: find('service') ?? null, host: find('host') ?? null, message: cut(find('message') ?? text) };
}

/** At most 2,000 characters, and no half of a surrogate pair. */
export function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
  return text.slice(0, end);
}
