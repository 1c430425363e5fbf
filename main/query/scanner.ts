// Reads literals and signs out of a filter's text, and makes the errors that say where it does not fit.
import { EngineError } from '../contract/errors.ts';
import type { Literal, Span } from './ast.ts';

const SPACE = /\s/;
/** What ends a bare literal. */
const STOP = /[\s():<>"{}]/;
const STOP_IN_RANGE = /[\s\]"{}]/;
/** Addresses have colons. */
const STOP_IN_ARGUMENT = /[\s(),<>"{}]/;
/** What a backslash makes ordinary; before anything else it is an ordinary character itself (C:\temp). */
const ESCAPABLE = '\\():<>"*{}-![]';
/** A time has colons of its own: taken whole, so that nobody has to quote it. */
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}(?::\d{2}){1,2}(?:[.,]\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?(?=[\s()]|$)/iy;

export type Bare = Literal & { raw: string };

export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is no space; '' at the end. */
  next(): string {
    while (this.at < this.text.length && SPACE.test(this.peek())) this.at++;
    return this.peek();
  }
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }
  /** Takes the sign if it is next, behind spaces. */
  take(sign: string): boolean {
    this.next();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }
  /** and, or, not: in any case, and a word of its own. */
  keyword(): 'and' | 'or' | 'not' | undefined {
    this.next();
    const word = /^(and|or|not)(?=[\s()"]|$)/i.exec(this.text.slice(this.at, this.at + 4))?.[1];
    return word === undefined ? undefined : toKeyword(word);
  }

  /** A bare literal, or undefined where none begins here. */
  bare(options: { inRange?: boolean; argument?: boolean } = {}): Bare | undefined {
    const from = this.at;
    const stop = options.inRange ? STOP_IN_RANGE : options.argument ? STOP_IN_ARGUMENT : STOP;
    TIME.lastIndex = from;
    const time = options.inRange ? null : TIME.exec(this.text);
    if (time) {
      this.at += time[0].length;
      return { from, to: this.at, parts: [time[0]], quoted: false, raw: time[0] };
    }
    const parts = [''];
    const add = (character: string) => {
      parts[parts.length - 1] += character;
    };
    for (; this.at < this.text.length && !stop.test(this.peek()); this.at++) {
      const character = this.peek();
      if (character === '*') {
        // Several in a row mean the same as one.
        if (parts.length === 1 || parts.at(-1) !== '') parts.push('');
      } else if (character === '\\' && this.peek(1) !== '' && ESCAPABLE.includes(this.peek(1))) {
        this.at++;
        add(this.peek());
      } else add(character);
    }
    if (this.at === from) return undefined;
    const raw = this.text.slice(from, this.at);
    // An escaped keyword is a word.
    if (/^\\(and|or|not)$/i.test(raw)) return { from, to: this.at, parts: [raw.slice(1)], quoted: false, raw };
    return { from, to: this.at, parts, quoted: false, raw };
  }

  /** A phrase in quotes; in it only \\ and \" are escapes. Undefined where no quote is next. */
  phrase(): Literal | undefined {
    if (this.peek() !== '"') return undefined;
    const from = this.at;
    let text = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const character = this.peek();
      if (character === '"') {
        this.at++;
        return { from, to: this.at, parts: [text], quoted: true };
      }
      if (character === '\\' && (this.peek(1) === '"' || this.peek(1) === '\\')) this.at++;
      text += this.peek();
    }
    throw badFilter({ from, to: this.text.length }, 'The quote that opens here has no end', ['"']);
  }

  /** A phrase in which a backslash stands for itself, but for the quote that it escapes. */
  rawPhrase(): Literal | undefined {
    if (this.peek() !== '"') return undefined;
    const from = this.at;
    const inside = /"((?:[^"\\]|\\[\s\S])*)"/y;
    inside.lastIndex = from;
    const found = inside.exec(this.text);
    if (!found) throw badFilter({ from, to: this.text.length }, 'The quote that opens here has no end', ['"']);
    this.at += found[0].length;
    return { from, to: this.at, parts: [(found[1] ?? '').replaceAll('\\"', '"')], quoted: true };
  }

  /** The span of what is next: one character, or empty at the end. */
  here(): Span {
    this.next();
    return { from: this.at, to: Math.min(this.at + 1, this.text.length) };
  }
}

function toKeyword(word: string): 'and' | 'or' | 'not' {
  const lower = word.toLowerCase();
  return lower === 'and' ? 'and' : lower === 'or' ? 'or' : 'not';
}

/** `what` is a sentence without its stop; the place and what was expected are added to it. */
export function badFilter(span: Span, what: string, expected: string[] = []): EngineError {
  const wanted = expected.length === 0 ? '' : ` Expected ${listOf(expected)}.`;
  return new EngineError({
    code: 'bad-filter',
    message: `${what} (character ${span.from + 1}).${wanted}`,
    position: span.from,
    end: span.to,
    expected,
  });
}

function listOf(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
