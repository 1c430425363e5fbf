// KQL with few extensions, by recursive descent:
//
//   or      := and ( OR and )*
//   and     := not ( [AND] not )*                      a space means AND
//   not     := ( NOT | "-" | "!" ) not | primary
//   primary := "(" or ")" | field ":" values | field (">"|">="|"<"|"<=") literal | field ":" range | literal
//            | field ":~" quoted | "cidr(" field ("," network)+ ")"
//   values  := "(" list with and/or/not ")" | literal
//   range   := "[" (literal|*) TO (literal|*) "]"      only where it has " TO "
//   literal := quoted phrase | bare, in which * is a wildcard
import type { Comparison, Literal, Node, Span, Test } from './ast.ts';
import { plainText } from './ast.ts';
import { checkMatch } from './fields.ts';
import { type Bare, badFilter, Scanner } from './scanner.ts';

/** SQLite's expressions may be 1,000 deep, and a filter of a person is not. */
const MOST_NESTED = 60;
const COMPARISONS: Comparison[] = ['<=', '>=', '<', '>'];
const START = ['a word', 'a field', '"', '('];
const VALUE = ['a value', '"', '*'];

/** Throws EngineError bad-filter with position, end and what was expected. Blank text is every record. */
export function parseFilter(text: string): Node {
  const scanner = new Scanner(text);
  if (scanner.next() === '') return { kind: 'all', from: 0, to: text.length };
  const parser = new Parser(scanner);
  const node = parser.filter();
  if (scanner.next() !== '') throw parser.unexpected(['and', 'or', 'the end']);
  return node;
}

/** What stands between and, or, not: whole clauses, or in field:(...) the values of that field. */
type Primary = { read: (depth: number) => Node; values: boolean };

class Parser {
  readonly #scanner: Scanner;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  filter(): Node {
    return this.#or({ read: (depth) => this.#clause(depth), values: false }, 0);
  }

  #or(primary: Primary, depth: number): Node {
    if (depth > MOST_NESTED) throw badFilter(this.#scanner.here(), `This is nested deeper than ${MOST_NESTED}`);
    const children = [this.#and(primary, depth)];
    while (this.#scanner.keyword() === 'or') {
      this.#scanner.at += 2;
      children.push(this.#and(primary, depth));
    }
    return group('or', children);
  }

  #and(primary: Primary, depth: number): Node {
    const children = [this.#not(primary, depth)];
    for (;;) {
      const keyword = this.#scanner.keyword();
      if (keyword === 'and') this.#scanner.at += 3;
      else if (keyword === 'or' || ['', ')'].includes(this.#scanner.next())) return group('and', children);
      children.push(this.#not(primary, depth));
    }
  }

  #not(primary: Primary, depth: number): Node {
    const scanner = this.#scanner;
    const from = scanner.here().from;
    let negations = 0;
    for (;;) {
      const sign = scanner.next();
      if (scanner.keyword() === 'not') scanner.at += 3;
      else if (sign === '!' || (sign === '-' && this.#isNegation(primary))) scanner.at++;
      else break;
      negations++;
    }
    const child = primary.read(depth);
    return negations % 2 === 1 ? { kind: 'not', child, from, to: child.to } : child;
  }

  /** A minus alone is a word, and before a digit in a list of values it is the number's sign. */
  #isNegation(primary: Primary): boolean {
    const following = this.#scanner.peek(1);
    if (following === '' || /\s/.test(following)) return false;
    return !(primary.values && /\d/.test(following));
  }

  #clause(depth: number): Node {
    const scanner = this.#scanner;
    const from = scanner.here().from;
    const clauses = { read: (inner: number) => this.#clause(inner), values: false };
    if (scanner.take('(')) return this.#close(this.#or(clauses, depth + 1), from);
    this.#noKeyword();
    const literal = scanner.phrase() ?? scanner.bare();
    if (!literal) throw this.unexpected(START);
    if (scanner.peek() === '(' && !literal.quoted) return this.#call(literal);
    if (scanner.next() === ':') return this.#field(literal, depth);
    const comparison = COMPARISONS.find((sign) => scanner.take(sign));
    if (comparison) return this.#match(literal, { op: 'compare', comparison, literal: this.#comparable() });
    if (literal.parts.some((part) => part !== '')) return { kind: 'term', literal, from, to: literal.to };
    if (literal.quoted) throw badFilter(literal, 'There is nothing between the quotes', ['a word']);
    return { kind: 'all', from, to: literal.to };
  }

  #field(field: Literal, depth: number): Node {
    const scanner = this.#scanner;
    scanner.take(':');
    if (scanner.peek() === '~') {
      scanner.at++;
      return this.#regex(field);
    }
    const open = scanner.here().from;
    if (scanner.take('(')) return this.#close(this.#list(field, depth + 1), open, field.from);
    const range = this.#range();
    if (range) return this.#match(field, range);
    return this.#value(field);
  }

  /** In quotes, because an expression has signs that mean something else here; a backslash in them is RE2's own. */
  #regex(field: Literal): Node {
    const scanner = this.#scanner;
    scanner.next();
    const literal = scanner.rawPhrase();
    if (!literal) throw badFilter(scanner.here(), 'A regular expression stands in quotes', ['"']);
    if (literal.parts.join('') === '') throw badFilter(literal, 'There is nothing between the quotes', ['a pattern']);
    return this.#match(field, { op: 'regex', literal }, literal);
  }

  /** cidr(field, network, ...), the only function. */
  #call(name: Literal): Node {
    const scanner = this.#scanner;
    if (name.parts.join('*').toLowerCase() !== 'cidr') throw notAFunction(name);
    scanner.take('(');
    scanner.next();
    const field = scanner.phrase() ?? scanner.bare({ argument: true });
    if (!field) throw this.unexpected(['a field']);
    const networks: Literal[] = [];
    while (scanner.take(',')) {
      scanner.next();
      const network = scanner.phrase() ?? scanner.bare({ argument: true });
      if (!network) throw this.unexpected(['a network such as 10.0.0.0/8']);
      networks.push(network);
    }
    if (networks.length === 0) throw this.unexpected([', and a network such as 10.0.0.0/8']);
    if (!scanner.take(')')) throw this.unexpected([',', ')']);
    checkMatch(field, { op: 'cidr', networks });
    return { kind: 'match', field, test: { op: 'cidr', networks }, from: name.from, to: scanner.at };
  }

  /** and, or, not over values of one field. */
  #list(field: Literal, depth: number): Node {
    const read = (inner: number): Node => {
      const from = this.#scanner.here().from;
      if (this.#scanner.take('(')) return this.#close(this.#list(field, inner + 1), from);
      return this.#value(field);
    };
    return this.#or({ read, values: true }, depth);
  }

  #value(field: Literal): Node {
    const scanner = this.#scanner;
    scanner.next();
    this.#noKeyword();
    const sign = COMPARISONS.find((one) => scanner.text.startsWith(one, scanner.at));
    if (sign)
      throw badFilter(
        { from: scanner.at, to: scanner.at + sign.length },
        `A comparison has no colon: write ${scanner.text.slice(field.from, field.to)} ${sign} value`,
        VALUE,
      );
    const literal = scanner.phrase() ?? scanner.bare();
    if (!literal) throw this.unexpected(VALUE);
    const any = !literal.quoted && literal.parts.length > 1 && literal.parts.every((part) => part === '');
    return this.#match(field, any ? { op: 'exists' } : { op: 'is', literal }, literal);
  }

  /** A literal behind a comparison: it may have no wildcard. */
  #comparable(): Literal {
    const scanner = this.#scanner;
    scanner.next();
    const literal = scanner.phrase() ?? scanner.bare();
    if (!literal) throw this.unexpected(['a value', '"']);
    return noWildcard(literal);
  }

  #range(): Test | undefined {
    const scanner = this.#scanner;
    const start = scanner.at;
    if (!scanner.take('[')) return undefined;
    const low = this.#rangeEnd();
    scanner.next();
    if (!low || !/^TO\s/i.test(scanner.text.slice(scanner.at, scanner.at + 3))) {
      scanner.at = start;
      return undefined;
    }
    scanner.at += 2;
    const high = this.#rangeEnd();
    if (!high) throw this.unexpected(VALUE);
    if (!scanner.take(']')) throw this.unexpected([']']);
    const [from, to] = [openEnd(low), openEnd(high)];
    return from || to ? { op: 'range', low: from, high: to } : { op: 'exists' };
  }

  #rangeEnd(): Literal | undefined {
    this.#scanner.next();
    return this.#scanner.phrase() ?? this.#scanner.bare({ inRange: true });
  }

  #match(field: Literal, test: Test, last: Span = { from: 0, to: this.#scanner.at }): Node {
    checkMatch(field, test);
    return { kind: 'match', field, test, from: field.from, to: last.to };
  }

  #close(node: Node, open: number, from = open): Node {
    if (!this.#scanner.take(')')) {
      if (this.#scanner.next() !== '') throw this.unexpected(['and', 'or', ')']);
      throw badFilter({ from: open, to: this.#scanner.text.length }, 'The parenthesis that opens here has no end', [
        ')',
      ]);
    }
    return { ...node, from, to: this.#scanner.at };
  }

  #noKeyword(): void {
    const word = this.#scanner.keyword();
    if (word === undefined) return;
    const from = this.#scanner.at;
    const written = this.#scanner.text.slice(from, from + word.length);
    throw badFilter(
      { from, to: from + word.length },
      `Before "${written}" something is missing; to search for the word, put it in quotes`,
      START,
    );
  }

  unexpected(expected: string[]) {
    const scanner = this.#scanner;
    const here = scanner.here();
    const found = scanner.peek();
    if (found === '') return badFilter(here, 'The filter ends where something is missing', expected);
    if (found === ':')
      return badFilter(here, 'A colon inside a value has to be quoted ("10:15") or escaped (\\:)', expected);
    if (found === '{' || found === '}')
      return badFilter(here, `"${found}" has no meaning here: quote it, or escape it as \\${found}`, expected);
    return badFilter(here, `"${found}" does not fit here`, expected);
  }
}

function group(kind: 'and' | 'or', children: Node[]): Node {
  const [first] = children;
  const last = children.at(-1);
  if (!first || !last || first === last) return first ?? { kind: 'all', from: 0, to: 0 };
  return { kind, children, from: first.from, to: last.to };
}

function openEnd(literal: Literal): Literal | null {
  const open = !literal.quoted && literal.parts.length === 2 && literal.parts.every((part) => part === '');
  return open ? null : noWildcard(literal);
}

function noWildcard(literal: Literal): Literal {
  if (plainText(literal) === undefined)
    throw badFilter(literal, 'A wildcard cannot be compared with; put the value in quotes if the * is meant', [
      'a value',
    ]);
  return literal;
}

function notAFunction(literal: Literal | Bare) {
  const what = `There is no function "${literal.parts.join('*')}"; put a space before the parenthesis if both are meant`;
  return badFilter(literal, what, ['a word', 'a field', 'cidr(']);
}
