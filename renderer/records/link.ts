// A view as a text that others can open: filter, range, topics, order, columns and the selected record.
import { type LinkPart, type PlaceKeys, readPlace, unreadable, writePlace } from '../state/place-text.ts';

/** origin: of the page, where it has an address that a browser opens; else '' (the desktop app takes the text in its dialog). */
export function writeLink(keys: PlaceKeys, origin: string): string {
  return `${origin}${writePlace(keys)}`;
}

/** What a text that has a link in it leads to; bad: the parts of it that cannot be read; undefined: it has none. */
export function readLink(text: string): { keys: PlaceKeys; bad: LinkPart[] } | undefined {
  const hash = /#\/\S*/.exec(text)?.[0];
  const bad = hash === undefined ? null : unreadable(hash);
  return hash === undefined || bad === null ? undefined : { keys: readPlace(hash), bad };
}
