// The table's columns: how wide, what they are called, what they say of a row. Pure.
import type { FieldValue, Row } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';
import { askedOf, type Column, isClock, isKnown, type KnownColumn } from '../state/column.ts';
import type { Format, TimeStyle } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

/** Pixels. */
const USUAL: Record<Exclude<KnownColumn, Clock>, number> = {
  topic: 110,
  partition: 110,
  service: 92,
  host: 92,
};
const USUAL_FIELD = 120;
const LEAST_MESSAGE = 120;
const MARK = 4;
const LEVEL = 52;
const GAP = 10;
const RIGHT = 8;

export type Widths = { time: number; columns: Readonly<Record<string, number>> };

export function widthOf(column: Column, widths: Widths): number {
  const chosen = widths.columns[column];
  if (chosen !== undefined) return chosen;
  if (isClock(column)) return widths.time;
  return isKnown(column) ? USUAL[column] : USUAL_FIELD;
}

/** CSS: the message takes the rest. */
export function gridTemplate(columns: readonly Column[], widths: Widths): string {
  const fixed = [MARK, widths.time, LEVEL, ...columns.map((column) => widthOf(column, widths))];
  return [...fixed.map((width) => `${width}px`), `minmax(${LEAST_MESSAGE}px, 1fr)`].join(' ');
}

/** Pixels of a line where the message has no more than it needs. */
export function leastWidth(columns: readonly Column[], widths: Widths): number {
  const fixed = columns.reduce((sum, column) => sum + widthOf(column, widths), MARK + widths.time + LEVEL);
  return fixed + LEAST_MESSAGE + GAP * (columns.length + 3) + RIGHT;
}

export function columnName(column: Column, text: Text): string {
  if (!isKnown(column)) return column.slice(1);
  if (isClock(column)) return text.records.columns[column];
  return text.logs.columns[column];
}

/** What the engine is to send with each row, for these columns. */
export function fieldsOf(columns: readonly Column[]): readonly string[] {
  return [...new Set(columns.map(askedOf).filter((field) => field !== undefined))];
}

/** The values of a cell, as filters compare them; none: the record has none. fields: what row.values are of. */
export function valuesOf(row: Row, column: Column, fields: readonly string[]): readonly string[] {
  if (column === 'topic') return [row.topic];
  if (column === 'partition') return [String(row.partition)];
  if (column === 'record') return [String(row.key.time)];
  const asked = askedOf(column);
  const value: FieldValue | undefined =
    asked !== undefined
      ? row.values?.[fields.indexOf(asked)]
      : column === 'service' || column === 'host'
        ? row[column]
        : null;
  return value == null ? [] : [value].flat();
}

export function cellText(
  row: Row,
  column: Column,
  fields: readonly string[],
  format: Format,
  timeStyle: TimeStyle,
): string {
  if (column === 'partition') return `${row.partition} @ ${row.offset}`;
  const values = valuesOf(row, column, fields);
  if (isClock(column)) return values.map((value) => format.time(Number(value), timeStyle)).join('');
  return oneLine(values.join(', '));
}

/** The time that orders; '–' where the record has none. */
export function orderTime({ key, clockTime = key.time }: Row, format: Format, style: TimeStyle): string {
  return clockTime === -1 ? '–' : format.time(clockTime, style);
}

/** A line shows one line: breaks and tabs become visible marks, so that a cut text does not look whole. */
export function oneLine(text: string): string {
  return text.replace(/\r?\n/g, ' ↵ ').replaceAll('\t', ' ');
}
