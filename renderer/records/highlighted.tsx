import { highlight } from './highlight.ts';

/** A text with the filter's words marked. */
export function Highlighted({ text, words }: { text: string; words: readonly string[] }) {
  return highlight(text, words).map((piece) =>
    piece.match ? <mark key={piece.from}>{piece.text}</mark> : <span key={piece.from}>{piece.text}</span>,
  );
}
