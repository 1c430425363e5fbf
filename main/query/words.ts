// Words that a record certainly has in its bytes where a filter matches: what a scan looks for first, in the file itself. In
// whichever of the record's columns they stand, and in any case of the letters A to Z.
//
// Whatever is said here follows from what compile.ts makes of the same node; test/query holds both against each other.
import type { Node, Test } from './ast.ts';
import { type Field, fieldOf } from './fields.ts';
import { certainParts } from './json-sql.ts';
import { isPossibleAt, numberField } from './possible.ts';
import { certainShownParts } from './shown-sql.ts';
import { foldsInSql } from './text-sql.ts';

export type Word = {
  text: string;
  /** where the word ends at `at`: false where what stands behind it, before `end`, cannot be what is looked for */
  fits?: (bytes: Uint8Array, at: number, end: number) => boolean;
};

/** Each one is searched for on its own. */
const MOST_WORDS = 4;
/** More characters make a word no rarer. */
const LONGEST = 64;
/** JSON may write any character so; in a text that is not wholly UTF-8 nobody has decoded it. */
const ESCAPE = '\\u';
/**
 * Half of a character, or what SQLite and decoders put in the place of what is none: such a text need not have the bytes that the
 * filter's has.
 */
const UNCERTAIN = /[\p{Surrogate}\ufffd-\uffff]+/u;
/** What JSON never writes otherwise, but for \u. */
const ESCAPED_IN_JSON = /["\\/\p{Cc}\p{Surrogate}\ufffd-\uffff]+/u;
/** What JSON.stringify writes as it is: headers are stored so. */
const NOT_PLAIN = /[^\w .:@-]+/;

/** A matching record has one of them. Undefined where nothing is certain. */
export function wordsOf(node: Node): readonly Word[] | undefined {
  switch (node.kind) {
    case 'and': {
      const all = node.children.map(wordsOf).filter((words) => words !== undefined);
      return all.sort((a, b) => rarity(b) - rarity(a) || a.length - b.length)[0];
    }
    case 'or': {
      const all = node.children.map(wordsOf);
      const words = all.flatMap((one) => one ?? []);
      return all.includes(undefined) || words.length > MOST_WORDS ? undefined : words;
    }
    case 'term':
      return longest(node.literal.parts, UNCERTAIN);
    case 'match':
      return ofField(fieldOf(node.field), node.test);
    default:
      return undefined;
  }
}

/** About: they are as rare as the shortest of them, and a key that numbers are looked for behind is in most records. */
function rarity(words: readonly Word[]): number {
  return Math.min(...words.map(({ text, fits }) => (fits ? 3 : text.length)));
}

function ofField(field: Field, test: Test): readonly Word[] | undefined {
  switch (field.kind) {
    case 'payload':
      // A value with escapes is decoded in the column `text`.
      return ofNumber(field.name, test) ?? longest(certainParts(field.name, test), UNCERTAIN);
    case 'shown': {
      const parts = certainShownParts(test);
      if (field.name !== 'message') return longest(parts, UNCERTAIN);
      // The message of bytes that look like JSON is what JSON.parse makes of them, and they have no `text`.
      const words = longest(parts, ESCAPED_IN_JSON);
      return words && [...words, { text: ESCAPE }];
    }
    case 'text':
      return field.name === '_key' && test.op === 'is' ? longest(test.literal.parts, UNCERTAIN) : undefined;
    case 'header':
      return (test.op === 'is' && longest(test.literal.parts, NOT_PLAIN)) || longest(field.name, NOT_PLAIN);
    default:
      return undefined;
  }
}

/** The key, with the number behind it; nothing where the bytes need not have the whole key. */
function ofNumber(name: readonly string[], test: Test): readonly Word[] | undefined {
  const wanted = numberField(name, test);
  if (!wanted) return undefined;
  const text = `${wanted.key}"`;
  if (longest([text], UNCERTAIN)?.[0]?.text !== text) return undefined;
  return [{ text, fits: (bytes, at, end) => isPossibleAt(bytes, at, end, wanted.fits) }];
}

/** The longest piece of the parts between what is not certain. Where a zero character is, LIKE ends. */
function longest(parts: readonly string[] | undefined, uncertain: RegExp): readonly Word[] | undefined {
  if (!parts?.every((part) => foldsInSql(part) && !part.includes('\0'))) return undefined;
  const pieces = parts.flatMap((part) => part.split(uncertain)).map((piece) => [...piece].slice(0, LONGEST).join(''));
  const best = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return best === '' ? undefined : [{ text: best }];
}
