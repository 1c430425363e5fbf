// Rows as columns that line up, for people; machines are given JSON.
import { printable } from './printable.ts';
import { clipMiddle, width, wrap } from './text-width.ts';

export type Column<T> = {
  head: string;
  /** numbers and amounts */
  right?: boolean;
  /** left out where no row has anything there, or nothing else in it than this */
  unless?: string;
  /** the highest is left out first where the terminal is too narrow, and is said to be */
  spare?: number;
  /** cut in the middle down to so many columns where the terminal is still too narrow without those to spare */
  least?: number;
  /** null: not known */
  of: (row: T) => string | number | null;
};
export type Table<T> = {
  columns: readonly Column<T>[];
  /** what is wrong with a row, in sentences */
  why?: (row: T) => readonly string[];
};

const GAP = '  ';
const UNKNOWN = '-';
/** Narrower than this, sentences are hard to read. */
const LEAST_WHY = 40;

/**
 * A line a row. `columns`: of the terminal; sentences that do not fit are then put below their row. Without it every row is one line,
 * however long, so that it can be searched.
 */
export function table<T>({ columns: all, why }: Table<T>, rows: readonly T[], columns?: number): string[] {
  let shown = all
    .map((column) => ({ ...column, cells: rows.map((row) => cellOf(column.of(row))) }))
    .filter(({ unless, cells }) => unless === undefined || cells.some((cell) => cell !== unless))
    // As arguments of one call so many rows as a cluster may have would be too many.
    .map((column) => ({
      ...column,
      width: column.cells.reduce((most, cell) => Math.max(most, width(cell)), width(column.head)),
    }));
  const missing: string[] = [];
  const excess = () =>
    columns === undefined ? 0 : shown.reduce((sum, one) => sum + one.width + GAP.length, -GAP.length) - columns;
  while (excess() > 0) {
    const spare = shown.reduce<(typeof shown)[number] | undefined>(
      (most, one) => ((one.spare ?? 0) > (most?.spare ?? 0) ? one : most),
      undefined,
    );
    if (!spare) break;
    shown = shown.filter((one) => one !== spare);
    missing.unshift(spare.head);
  }
  for (const [i, one] of shown.entries()) {
    const cut = Math.min(excess(), one.width - (one.least ?? one.width));
    if (cut <= 0) continue;
    const kept = one.width - cut;
    shown[i] = { ...one, width: kept, cells: one.cells.map((cell) => clipMiddle(cell, kept)) };
    missing.push(`the whole ${one.head}`);
  }
  const told = `(a wider window shows more: ${[...new Set(missing)].join(', ')})`;
  const more = missing.length > 0 ? wrap(told, columns ?? width(told)) : [];
  const line = (cell: (column: (typeof shown)[number]) => string) =>
    shown.map((column) => padded(cell(column), column.width, column.right)).join(GAP);
  const head = line((column) => column.head);
  const reasons = rows.map((row) => why?.(row).map(printable) ?? []);
  const body = rows.map((_, i) => line(({ cells }) => cells[i] ?? ''));
  if (reasons.every((some) => some.length === 0)) return [head, ...body, ...more].map(trimmed);
  if (columns === undefined)
    return [`${head}${GAP}why`, ...body.map((row, i) => `${row}${GAP}${reasons[i]?.join(' ') ?? ''}`)].map(trimmed);

  const used = width(head) + GAP.length;
  const left = columns - used;
  const isBeside = left >= LEAST_WHY || reasons.every((some) => some.every((one) => width(one) <= left));
  if (!isBeside)
    return [
      trimmed(head),
      ...body.flatMap((row, i) => [
        trimmed(row),
        ...(reasons[i] ?? []).flatMap((one) => wrap(one, columns - 4).map((part) => `    ${part}`)),
      ]),
      ...more,
    ];
  return [
    `${head}${GAP}why`,
    ...body.flatMap((row, i) => {
      const [first = '', ...rest] = (reasons[i] ?? []).flatMap((one) => wrap(one, left));
      return [trimmed(`${row}${GAP}${first}`), ...rest.map((one) => `${' '.repeat(used)}${one}`)];
    }),
    ...more,
  ];
}

function padded(cell: string, columns: number, right = false): string {
  const gap = ' '.repeat(columns - width(cell));
  return right ? gap + cell : cell + gap;
}
function cellOf(value: string | number | null): string {
  return value === null ? UNKNOWN : printable(String(value));
}
function trimmed(line: string): string {
  return line.trimEnd();
}
