// What a filter on one field says of a record that has a single plain number there. Columns keep such numbers as they are
// (store/columns-numbers.ts), because there are too many different ones for each to be put to the filter's SQL.
import { type Node, plainText, type Test } from './ast.ts';
import { operand } from './literal.ts';
import { scalarTest } from './match.ts';

export type NumberTest = (value: number) => boolean;

/** 15 digits, which every double keeps: JavaScript and SQLite read the same number, and write it the same way. */
const PLAIN = /^-?(?:(?:0|[1-9]\d{0,14})$|(?=.{3,16}$)(?:0|[1-9]\d*)\.\d+$)/;

/** `json`: the text of a JSON value. Undefined for all but a plain number. */
export function plainNumber(json: string): number | undefined {
  return PLAIN.test(json) ? Number(json) : undefined;
}

/** `node` looks at one field alone. Undefined where it asks for more than which number it is, such as how that is written. */
export function numberTest(node: Node): NumberTest | undefined {
  switch (node.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const all = childrenOf(node.children);
      return all && ((value) => all.every((test) => test(value)));
    }
    case 'or': {
      const all = childrenOf(node.children);
      return all && ((value) => all.some((test) => test(value)));
    }
    case 'not': {
      const inner = numberTest(node.child);
      return inner && ((value) => !inner(value));
    }
    case 'match':
      return node.test.op === 'exists' || isOfNumbers(node.test) ? scalarTest(node.test) : undefined;
    default:
      return undefined;
  }
}

function childrenOf(nodes: readonly Node[]): NumberTest[] | undefined {
  const tests = nodes.map(numberTest).filter((test) => test !== undefined);
  return tests.length === nodes.length ? tests : undefined;
}

/** It asks which number a value is, and nothing else. */
export function isOfNumbers(test: Test): boolean {
  if (test.op === 'is') return plainText(test.literal) !== undefined && operand(test.literal).kind === 'number';
  if (test.op === 'compare') return operand(test.literal).kind === 'number';
  return test.op === 'range' && [test.low, test.high].every((one) => one === null || operand(one).kind === 'number');
}
