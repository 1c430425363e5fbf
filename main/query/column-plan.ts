// How a filter is answered from columns (store/columns.ts): cut into pieces that each look at one column, which are put to the
// column's few samples by the filter's own SQL, and joined for each row by and, or and not.
import type { Node } from './ast.ts';
import { compileFilter, type PartName } from './compile.ts';
import { fieldOf } from './fields.ts';
import { type NumberTest, numberTest } from './number-test.ts';
import type { Sql } from './sql.ts';

/** The column of a record's partition and level. */
export const PAIR = null;

export type ColumnPlan =
  /**
   * `where`: over `records r` with r.part and r.level, or with the value and the flags of a sample of the field. `ofNumber`: the same
   * of a plain number in the field, where that is all it asks for.
   */
  | { kind: 'column'; column: string | typeof PAIR; where: Sql; ofNumber?: NumberTest | undefined }
  | { kind: 'and' | 'or'; children: ColumnPlan[] }
  | { kind: 'not'; child: ColumnPlan };

/** Undefined where the filter asks for something that no column has. */
export function planOf(node: Node, parts: readonly PartName[]): ColumnPlan | undefined {
  const columns = columnsOf(node);
  const [column = PAIR, ...others] = columns ?? [];
  if (columns && others.length === 0)
    return { kind: 'column', column, where: compileFilter(node, parts).where, ofNumber: numberTest(node) };
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

/** Of a filter that asks for other things as well: what finds all of its records, and more. Undefined where columns cannot say that. */
export function widePlanOf(node: Node, parts: readonly PartName[]): ColumnPlan | undefined {
  const whole = planOf(node, parts);
  if (whole || (node.kind !== 'and' && node.kind !== 'or')) return whole;
  const children = node.children.map((child) => widePlanOf(child, parts)).filter((child) => child !== undefined);
  const isEnough = node.kind === 'and' ? children.length > 0 : children.length === node.children.length;
  return isEnough ? { kind: node.kind, children } : undefined;
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
