// A cell as what it says, and the filters that it offers. Pure.
import type { Row } from '../../main/contract/records.ts';
import { clause, eachClause, hasClause } from '../state/clause.ts';
import { type Column, Column as ColumnSchema, fieldOf, isClock } from '../state/column.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';
import { cellText, columnName, orderTime, valuesOf } from './columns.ts';

export type Cell = {
  id: string;
  name: string;
  /** '' where the record has no value */
  shown: string;
  /** to be copied */
  value: string;
  /** clauses of KQL; undefined: nothing can be asked for by it */
  only: string | undefined;
  hide: string | undefined;
};

/** Texts are cut at this by the engine: a filter by a part of a value would find nothing. */
const CUT = 1999;

/** column: of the settings, or time, level, message. */
export function cellOf(
  row: Row,
  column: string,
  fields: readonly string[],
  text: Text,
  format: Format,
): Cell | undefined {
  const names = text.logs.columns;
  if (column === 'time') {
    const shown = orderTime(row, format, 'full');
    return { id: column, name: names.time, shown, value: shown, only: undefined, hide: undefined };
  }
  if (column === 'level') {
    const value = row.level === 'unknown' ? '' : row.level;
    const asked = { only: clause('level', row.level), hide: clause('level', row.level, true) };
    return { id: column, name: names.level, shown: value.toUpperCase(), value, ...asked };
  }
  if (column === 'message') return made(column, names.message, row.message, 'message', [row.message]);
  const known = ColumnSchema.safeParse(column).data;
  if (known === undefined) return undefined;
  const shown = cellText(row, known, fields, format, 'full');
  const cell = made(column, columnName(known, text), shown, fieldOf(known), valuesOf(row, known, fields));
  // These are shown otherwise than they are compared.
  return known === 'partition' || isClock(known) ? { ...cell, value: shown } : cell;
}

/** Of a whole row, in the order of the table. */
export function cellsOf(
  row: Row,
  columns: readonly Column[],
  fields: readonly string[],
  text: Text,
  format: Format,
): Cell[] {
  return ['level', ...columns, 'message'].flatMap((column) => cellOf(row, column, fields, text, format) ?? []);
}

function made(id: string, name: string, shown: string, field: string | undefined, values: readonly string[]): Cell {
  const cell = { id, name, shown, value: values.join(', ') };
  if (field === undefined || values.some((value) => value.length >= CUT))
    return { ...cell, only: undefined, hide: undefined };
  if (values.length === 0) return { ...cell, only: hasClause(field, true), hide: hasClause(field) };
  return { ...cell, only: eachClause(field, values), hide: eachClause(field, values, true) };
}
