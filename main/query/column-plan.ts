// How a filter is answered from columns (store/columns.ts): cut into pieces that each look at one column, which are put to the
// column's few samples by the filter's own SQL, and joined for each row by and, or and not.
import type { Node } from './ast.ts';
import { compileFilter, type PartName } from './compile.ts';
import { fieldOf } from './fields.ts';
import type { Sql } from './sql.ts';

/** The column of a record's partition and level. */
export const PAIR = null;

export type ColumnPlan =
  /** over `records r` with r.part and r.level, or with the value and the flags of a sample of the field */
  | { kind: 'column'; column: string | typeof PAIR; where: Sql }
  | { kind: 'and' | 'or'; children: ColumnPlan[] }
  | { kind: 'not'; child: ColumnPlan };

/** Undefined where the filter asks for something that no column has. */
export function planOf(node: Node, parts: readonly PartName[]): ColumnPlan | undefined {
  const columns = columnsOf(node);
  const [column = PAIR, ...others] = columns ?? [];
  if (columns && others.length === 0) return { kind: 'column', column, where: compileFilter(node, parts).where };
  if (!columns) return undefined;
  switch (node.kind) {
    case 'and':
    case 'or': {
      const children = node.children.map((child) => planOf(child, parts)).filter((child) => child !== undefined);
      return { kind: node.kind, children };
    }
    case 'not': {
      const child = planOf(node.child, parts);
      return child && { kind: 'not', child };
    }
    default:
      return undefined;
  }
}

/** As planOf, of those parts of a filter that columns have: what it does not find, the filter does not find. */
export function partOfPlan(node: Node, parts: readonly PartName[]): ColumnPlan | undefined {
  const plan = planOf(node, parts);
  if (plan || node.kind !== 'and') return plan;
  const children = node.children.map((child) => partOfPlan(child, parts)).filter((child) => child !== undefined);
  return children.length > 1 ? { kind: 'and', children } : children[0];
}

/** Undefined where it looks at anything else. */
function columnsOf(node: Node): (string | typeof PAIR)[] | undefined {
  switch (node.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or': {
      const all = node.children.map(columnsOf);
      const known = all.filter((one) => one !== undefined);
      return known.length === all.length ? [...new Set(known.flat())] : undefined;
    }
    case 'not':
      return columnsOf(node.child);
    case 'term':
      return undefined;
    case 'match': {
      const field = fieldOf(node.field);
      if (['level', 'topic', 'partition'].includes(field.kind)) return [PAIR];
      if (field.kind === 'shown') return field.name === 'message' ? undefined : [field.name];
      const [path = '', ...wild] = field.kind === 'payload' ? field.name : ['', ''];
      return wild.length > 0 ? undefined : [path];
    }
  }
}
