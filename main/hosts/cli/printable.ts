// What a terminal must not be sent.

/** Escape sequences, line ends, and what turns the direction of writing: names are others', and a terminal would obey them. */
const UNPRINTABLE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
