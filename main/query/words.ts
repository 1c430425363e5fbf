// Words that a record certainly has in its bytes where a filter matches: what a scan looks for first, in the file itself. In
// whichever of the record's columns they stand, and in any case of the letters A to Z.
//
// Whatever is said here follows from what compile.ts makes of the same node; test/query holds both against each other.
import type { Node, Test } from './ast.ts';
import { type Field, fieldOf } from './fields.ts';
import { certainParts } from './json-sql.ts';
import { certainShownParts } from './shown-sql.ts';
import { foldsInSql } from './text-sql.ts';

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
export function wordsOf(node: Node): readonly string[] | undefined {
  switch (node.kind) {
    case 'and': {
      const all = node.children.map(wordsOf).filter((words) => words !== undefined);
      return all.sort((a, b) => shortest(b) - shortest(a) || a.length - b.length)[0];
    }
    case 'or': {
      const all = node.children.map(wordsOf);
      const words = new Set(all.flatMap((one) => one ?? []));
      return all.includes(undefined) || words.size > MOST_WORDS ? undefined : [...words];
    }
    case 'term':
      return longest(node.literal.parts, UNCERTAIN);
    case 'match':
      return ofField(fieldOf(node.field), node.test);
    default:
      return undefined;
  }
}

/** The words of the best alternative are as rare as its shortest one, about. */
function shortest(words: readonly string[]): number {
  return Math.min(...words.map((word) => word.length));
}

function ofField(field: Field, test: Test): readonly string[] | undefined {
  switch (field.kind) {
    case 'payload':
      // A value with escapes is decoded in the column `text`.
      return longest(certainParts(field.name, test), UNCERTAIN);
    case 'shown': {
      const parts = certainShownParts(test);
      if (field.name !== 'message') return longest(parts, UNCERTAIN);
      // The message of bytes that look like JSON is what JSON.parse makes of them, and they have no `text`.
      const words = longest(parts, ESCAPED_IN_JSON);
      return words && [...words, ESCAPE];
    }
    case 'text':
      return field.name === '_key' && test.op === 'is' ? longest(test.literal.parts, UNCERTAIN) : undefined;
    case 'header':
      return (test.op === 'is' && longest(test.literal.parts, NOT_PLAIN)) || longest(field.name, NOT_PLAIN);
    default:
      return undefined;
  }
}

/** The longest piece of the parts between what is not certain. Where a zero character is, LIKE ends. */
function longest(parts: readonly string[] | undefined, uncertain: RegExp): readonly string[] | undefined {
  if (!parts?.every((part) => foldsInSql(part) && !part.includes('\0'))) return undefined;
  const pieces = parts.flatMap((part) => part.split(uncertain)).map((piece) => [...piece].slice(0, LONGEST).join(''));
  const best = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return best === '' ? undefined : [best];
}
