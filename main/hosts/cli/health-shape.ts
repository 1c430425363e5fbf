// What every section of the health report has in common.
import type { Severity } from '../../contract/health.ts';
import type { ClusterLook } from '../../contract/look.ts';
import type { Micros } from '../../contract/units.ts';
import { SEVERITIES } from '../../health/words.ts';
import { duration, many } from './amounts.ts';
import { number } from './output.ts';
import { printable } from './printable.ts';
import { type Table, table } from './table.ts';
import { width, wrap } from './text-width.ts';

/** When each part was looked at first; null: not yet. */
export type Firsts = Record<'partitions' | 'layout' | 'groups', Micros | null>;

export function firstsOf(before: Firsts | null, { sampledAt, cluster, groups }: ClusterLook): Firsts {
  return {
    partitions: before?.partitions ?? sampledAt,
    layout: before?.layout ?? cluster.sampledAt,
    groups: before?.groups ?? groups?.sampledAt ?? null,
  };
}

export type Shape = {
  /** each row, also of the healthy */
  all: boolean;
  /** of the terminal; undefined: none, and every row is a line */
  columns: number | undefined;
  /** null: a single look, which does not know since when anything holds */
  from: Firsts | null;
  /** whether what could not be learned is part of the page */
  hasNotes?: boolean;
};

/** More rows scroll away what matters. */
const MOST_ROWS = 40;

/** Of a topic, a group or an address, where a terminal is narrow. */
export const LEAST_NAME = 16;

export type Section = {
  lines: string[];
  /** what is said in its place where something else is in trouble, or the screen too small; null: something in it needs a look */
  brief: readonly string[] | null;
};

/** The worst comes first, and so do those rows that are cut last. */
export function section<T>(title: string, what: Table<T>, rows: readonly T[], one: string, shape: Shape): string[] {
  const most = shape.all ? rows.length : MOST_ROWS;
  const left = rows.length - most;
  const more = left > 0 ? [`… and ${many(left, `more ${one}`)}: --all lists each.`] : [];
  const body = rows.length === 0 ? [] : table(what, rows.slice(0, most), shape.columns);
  return ['', title, ...body, ...more];
}

/** `rows` undefined: there is room for all. `isBrief`: what is calm is told in a line even so. */
export function fitted(sections: readonly Section[], rows: number | undefined, isBrief = false): string[] {
  const shown = sections.map(({ lines }) => lines);
  const height = () => shown.reduce((sum, lines) => sum + lines.length, 0);
  // The longest goes first: the fewest are lost.
  const calm = sections.map(({ lines, brief }, i) => ({ i, brief, saves: lines.length - (brief?.length ?? 0) }));
  for (const { i, brief, saves } of calm.sort((a, b) => b.saves - a.saves))
    if ((isBrief || (rows !== undefined && height() > rows)) && brief !== null && saves > 0) shown[i] = [...brief];
  const spaced = shown.flatMap((lines, i) => {
    const isFirstBrief =
      lines.length > 0 && lines[0] !== '' && (shown.slice(0, i).findLast((one) => one.length > 0)?.length ?? 0) > 1;
    return isFirstBrief ? ['', ...lines] : lines;
  });
  return rows === undefined || spaced.length <= rows ? spaced : shown.flat();
}

export function bySeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** For how long it has held, of what is wrong; `since` null: nothing is. `first`: when it was looked first. */
export function heldFor(since: Micros | null, at: Micros | null, first: Micros | null | undefined): string {
  if (since === null || at === null || first === null || first === undefined) return '';
  const seconds = Math.round(Math.max(0, at - since) / 1e6);
  // It may have begun long before somebody looked; of what was seen only now nothing is known.
  return seconds === 0 ? '' : `${since <= first ? '≥ ' : ''}${duration(seconds)}`;
}

/** "2 errors, 3 warnings, 1 unknown"; empty: none of these. */
export function troubleCounts(severities: readonly Severity[]): string {
  const of = (severity: Severity) => severities.filter((one) => one === severity).length;
  const [errors, warnings, unknown] = [of('error'), of('warning'), of('unknown')];
  const parts = [
    ...(errors > 0 ? [many(errors, 'error')] : []),
    ...(warnings > 0 ? [many(warnings, 'warning')] : []),
    ...(unknown > 0 ? [`${number(unknown)} unknown`] : []),
  ];
  return parts.join(', ');
}

/** No wider than the terminal; `indent`: of what goes on below. */
export function folded(line: string, { columns }: Shape, indent = ''): string[] {
  const text = printable(line);
  if (columns === undefined || width(text) <= columns) return [text];
  return wrap(text, columns - indent.length).map((part, i) => (i === 0 ? part : indent + part));
}
