// Words of the filter within a row's text. Pure.

/** from: its place in the text */
export type Piece = { from: number; text: string; match: boolean };

/** Splits a text into matching and other pieces; case-insensitive, the earliest and then the longest word first. */
export function highlight(text: string, words: readonly string[]): Piece[] {
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word !== '');
  if (wanted.length === 0 || text === '') return [{ from: 0, text, match: false }];
  const lower = text.toLowerCase();
  // Some letters change their length in lower case; then places would not fit, and nothing is marked.
  if (lower.length !== text.length) return [{ from: 0, text, match: false }];
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    let start = -1;
    let end = -1;
    for (const word of wanted) {
      const found = lower.indexOf(word, at);
      if (found < 0 || (start >= 0 && (found > start || (found === start && found + word.length <= end)))) continue;
      start = found;
      end = found + word.length;
    }
    if (start < 0) break;
    if (start > at) pieces.push({ from: at, text: text.slice(at, start), match: false });
    pieces.push({ from: start, text: text.slice(start, end), match: true });
    at = end;
  }
  if (at < text.length) pieces.push({ from: at, text: text.slice(at), match: false });
  return pieces;
}
