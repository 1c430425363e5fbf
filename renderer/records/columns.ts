import type { Column } from '../state/settings.ts';

/** CSS widths; the message takes the rest. */
const WIDTHS: Record<Column, string> = { topic: '110px', partition: '110px', service: '92px', host: '92px' };

export function gridTemplate(columns: readonly Column[], timeWidth: number): string {
  return ['4px', `${timeWidth}px`, '52px', ...columns.map((column) => WIDTHS[column]), 'minmax(120px, 1fr)'].join(' ');
}
