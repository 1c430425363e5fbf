// The figures: a row a fault, and their sum.

export type Row = {
  fault: string;
  tried: number;
  survived: number;
  /** records that brokers acknowledged */
  sent: number;
  /** of those, how many are not in the cache but in a hole that says why */
  named: number;
  lost: number;
  doubled: number;
  /** from the end of an outage to the first new record stored */
  resumeMs?: number;
  seconds: number;
  note?: string;
};

export function totalsOf(rows: readonly Row[]) {
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  return {
    tried: sum((row) => row.tried),
    survived: sum((row) => row.survived),
    sent: sum((row) => row.sent),
    named: sum((row) => row.named),
    lost: sum((row) => row.lost),
    doubled: sum((row) => row.doubled),
    resumeMs: Math.max(0, ...rows.map((row) => row.resumeMs ?? 0)),
    seconds: Math.round(sum((row) => row.seconds)),
  };
}

export function tableOf(rows: readonly Row[]): string {
  const { resumeMs, ...totals } = totalsOf(rows);
  const header = [
    'fault',
    'tried',
    'survived',
    'records',
    'in named holes',
    'lost',
    'doubled',
    'resumed after',
    'took',
    '',
  ];
  const line = (row: Row) => [
    row.fault,
    ...[row.tried, row.survived, row.sent, row.named, row.lost, row.doubled].map((count) => count.toLocaleString('en')),
    row.resumeMs === undefined ? '' : `${(row.resumeMs / 1000).toFixed(1)} s`,
    `${row.seconds} s`,
    row.note ?? '',
  ];
  const all = [header, ...rows.map(line), line({ fault: 'all', ...totals, ...(resumeMs > 0 && { resumeMs }) })];
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const text = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === cells.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const [first = '', ...others] = all.map(text);
  const rule = '-'.repeat(first.length);
  return [first, rule, ...others.slice(0, -1), rule, others.at(-1)].join('\n');
}
