// The columns of the table: those of a link while one is where it led, else those of the settings.
import type { Column } from './column.ts';
import { go, place, usePlace } from './place.ts';
import { changeSettings, settings, useSettings } from './settings.ts';

/** The way back from any choice. */
const USUAL: readonly Column[] = ['service'];

export function useColumns(): readonly Column[] {
  const linked = usePlace().columns;
  const { columns } = useSettings();
  return linked ?? columns;
}

export function getColumns(): readonly Column[] {
  return place.get().columns ?? settings.get().columns;
}

/** What a person chooses is kept, and holds whatever a link said. */
export function setColumns(columns: readonly Column[]): void {
  changeSettings({ columns: [...columns] });
  go({ columns: null });
}

export function toggleColumn(column: Column): void {
  const columns = getColumns();
  setColumns(columns.includes(column) ? columns.filter((one) => one !== column) : [...columns, column]);
}

/** by: -1 to the left, 1 to the right. */
export function moveColumn(column: Column, by: -1 | 1): void {
  const columns = [...getColumns()];
  const at = columns.indexOf(column);
  const other = columns[at + by];
  if (at < 0 || other === undefined) return;
  columns[at] = other;
  columns[at + by] = column;
  setColumns(columns);
}

export function setColumnWidth(column: Column, width: number | undefined): void {
  const { [column]: _, ...others } = settings.get().columnWidths;
  changeSettings({ columnWidths: width === undefined ? others : { ...others, [column]: width } });
}

export function resetColumns(): void {
  changeSettings({ columnWidths: {} });
  setColumns(USUAL);
}
