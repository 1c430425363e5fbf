// What the filter bar needs while one types: whether it parses, its clauses for chips, what to highlight, what may be meant.
import { toErrorData } from '../contract/errors.ts';
import type { FilterCheck } from '../contract/records.ts';
import { type Node, plainText } from './ast.ts';
import { fieldOf } from './fields.ts';
import { parseFilter } from './grammar.ts';
import { levelByName } from './levels.ts';

export function checkFilter(text: string): FilterCheck {
  let node: Node;
  try {
    node = parseFilter(text);
  } catch (error) {
    const { message, position, end, expected } = toErrorData(error);
    return { ok: false, message, position, end, expected, clauses: [], highlights: [] };
  }
  const clauses = text.trim() === '' ? [] : node.kind === 'and' ? node.children : [node];
  return {
    ok: true,
    clauses: clauses.map(({ from, to }) => ({ text: text.slice(from, to), from, to })),
    highlights: [...new Set(highlights(node))],
    suggestion: anyOf(text, clauses),
  };
}

/** The words that a matching row has in its text: those that are not negated. */
function highlights(node: Node): string[] {
  if (node.kind === 'and' || node.kind === 'or') return node.children.flatMap(highlights);
  return node.kind === 'term' ? node.literal.parts.filter((part) => part !== '') : [];
}

/** `status:400 401` and `quick brown`: any-of in KQL, all-of here. The text that means any-of, where the shape is there. */
function anyOf(text: string, clauses: readonly Node[]): string | undefined {
  for (const [index, first] of clauses.entries()) {
    if (!startsRun(first, index)) continue;
    const run = [first];
    for (const clause of clauses.slice(index + 1)) {
      const last = run.at(-1) ?? first;
      if (!isBareWord(clause) || !/^\s+$/.test(text.slice(last.to, clause.from)) || !fits(first, clause)) break;
      run.push(clause);
    }
    const last = run.at(-1) ?? first;
    if (run.length < 2) continue;
    const words = run.map((clause) => written(text, clause)).join(' or ');
    const field = first.kind === 'match' ? `${text.slice(first.field.from, first.field.to)}:` : '';
    return `${text.slice(0, first.from)}${field}(${words})${text.slice(last.to)}`;
  }
  return undefined;
}

function isBareWord(node: Node): boolean {
  return node.kind === 'term' && !node.literal.quoted;
}

function startsRun(node: Node, index: number): boolean {
  if (node.kind === 'match') return node.test.op === 'is' && !node.test.literal.quoted;
  return index === 0 && isBareWord(node);
}

/** Behind `level: warn` only what is a level can be meant as another value of it. */
function fits(first: Node, clause: Node): boolean {
  if (first.kind !== 'match' || fieldOf(first.field).kind !== 'level' || clause.kind !== 'term') return true;
  const name = plainText(clause.literal);
  return name !== undefined && levelByName(name) !== undefined;
}

function written(text: string, node: Node): string {
  const span = node.kind === 'match' && node.test.op === 'is' ? node.test.literal : node;
  return text.slice(span.from, span.to);
}
