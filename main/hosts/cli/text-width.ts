// How many columns of a terminal a text takes, and what a terminal must not be sent.

/** Hangul, Han, Kana, full-width forms and emoji take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Accents and what joins letters take none, nor do the second and third part of a Hangul syllable that is spelled out. */
const NONE = /\p{M}|[\u1160-\u11ff]|[\u200b-\u200d]/u;
/** Escape sequences, line ends, and what turns the direction of writing: names are others', and a terminal would obey them. */
const UNPRINTABLE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

export function width(text: string): number {
  let columns = 0;
  for (const letter of text) columns += widthOf(letter);
  return columns;
}

/** No more than so many columns; what is cut ends in an ellipsis. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let [kept, used] = ['', 0];
  for (const letter of text) {
    used += widthOf(letter);
    if (used > columns - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** The same of a path, of which the beginning and the end tell most. */
export function clipMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const letters = [...text];
  let [head, tail, used] = ['', '', 1];
  // The end first: it tells one directory from another.
  while (letters.length > 0) {
    const isOfTail = width(tail) <= width(head);
    const letter = (isOfTail ? letters.pop() : letters.shift()) ?? '';
    used += widthOf(letter);
    if (used > columns) break;
    if (isOfTail) tail = letter + tail;
    else head += letter;
  }
  return `${head}…${tail}`;
}

/** Lines of no more than so many columns, broken at spaces; a word that is longer is broken itself. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (width(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = broken(word, columns);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? '';
  }
  return [...lines, line];
}

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

function broken(word: string, columns: number): string[] {
  const parts = [''];
  for (const letter of word) {
    const last = parts.length - 1;
    const longer = `${parts[last] ?? ''}${letter}`;
    if (width(longer) <= columns || parts[last] === '') parts[last] = longer;
    else parts.push(letter);
  }
  return parts;
}

function widthOf(letter: string): number {
  // ASCII, as nearly everything.
  if (letter >= ' ' && letter <= '~') return 1;
  return NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
}
