// How many columns of a terminal a text takes.
import width from 'string-width';
import wrapAnsi from 'wrap-ansi';

export { width };

/** Names may be in any script, and emoji of several code points. */
const LETTERS = new Intl.Segmenter();

/** No more than so many columns; what is cut ends in an ellipsis. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let [kept, used] = ['', 0];
  for (const letter of lettersOf(text)) {
    used += width(letter);
    if (used > columns - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** The same of a path, of which the beginning and the end tell most. */
export function clipMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const letters = lettersOf(text);
  let [head, tail, used] = ['', '', 1];
  // The end first: it tells one directory from another.
  while (letters.length > 0) {
    const isOfTail = width(tail) <= width(head);
    const letter = (isOfTail ? letters.pop() : letters.shift()) ?? '';
    used += width(letter);
    if (used > columns) break;
    if (isOfTail) tail = letter + tail;
    else head += letter;
  }
  return `${head}…${tail}`;
}

/** Lines of no more than so many columns, broken at spaces; a word that is longer is broken itself. */
export function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true }).split('\n');
}

function lettersOf(text: string): string[] {
  return [...LETTERS.segment(text)].map(({ segment }) => segment);
}
