// The names of columns. Pure.
import { z } from 'zod';
import { CLOCKS, type Clock } from '../../main/contract/units.ts';

/** Columns that every record can have; any other is "=" and a field as filters name it. */
export const COLUMNS = ['topic', 'partition', 'service', 'host', 'record', 'broker', 'arrival'] as const;
export type KnownColumn = (typeof COLUMNS)[number];
export const Column = z.union([z.enum(COLUMNS), z.templateLiteral(['=', z.string().min(1).max(500)])]);
export type Column = z.infer<typeof Column>;
export const Columns = z.array(Column).max(40);

export function isKnown(column: Column): column is KnownColumn {
  return !column.startsWith('=');
}

/** A time: the columns are called as the clocks are. */
export function isClock(column: Column): column is Clock {
  return CLOCKS.some((clock) => clock === column);
}

export function columnOf(field: string): Column {
  if (field === 'service' || field === 'host') return field;
  return field === '_topic' ? 'topic' : `=${field}`;
}

/** The field as filters name it; undefined where nothing can be asked for by it. */
export function fieldOf(column: Column): string | undefined {
  if (!isKnown(column)) return column.slice(1);
  const fields = { topic: '_topic', partition: '_partition', service: 'service', host: 'host' };
  return isClock(column) ? undefined : fields[column];
}

/** The field whose value the engine is to send with each row; undefined: a row has it already. */
export function askedOf(column: Column): string | undefined {
  if (column === 'broker') return '_broker_ts';
  if (column === 'arrival') return '_arrival';
  return isKnown(column) ? undefined : column.slice(1);
}
