import { useRef } from 'react';
import { nameOf } from '../ui/partition-words.ts';
import { SortedHead } from '../ui/sorted-head.tsx';
import { useText } from '../ui/text.ts';
import type { Line, Sort, SortKey } from './lines.ts';
import type { PartitionMarks } from './marks.ts';
import { GroupRow, PartitionRow } from './partition-row.tsx';
import { ROW_PIXELS, Spacer } from './spacer.tsx';
import { useWindow } from './window.ts';

/** Left to right; right: numbers; wide: only where there is room. The trend is drawn, and has no order. */
const COLUMNS: readonly { key: SortKey | 'trend'; className: string }[] = [
  { key: 'status', className: '' },
  { key: 'name', className: '' },
  { key: 'leader', className: '' },
  { key: 'start', className: 'right wide' },
  { key: 'end', className: 'right' },
  { key: 'size', className: 'right roomy' },
  { key: 'trend', className: '' },
  { key: 'produced', className: 'right' },
  { key: 'consumed', className: 'right' },
  { key: 'lag', className: 'right' },
  { key: 'position', className: 'right wide' },
  { key: 'minIsr', className: 'right' },
];

/** Numbers are looked at from the greatest down, words from A. */
const DESCENDING_FIRST: readonly string[] = ['status', 'produced', 'consumed', 'lag', 'end', 'size'];

/** Draws the rows that are seen, between two spacers that stand for the rest. */
export function PartitionTable({
  lines,
  marks,
  sampleTimes,
  chosen,
  choose,
  sort,
  onSort,
  toggle,
}: {
  lines: readonly Line[];
  marks: PartitionMarks;
  sampleTimes: readonly number[];
  /** by its name: the one whose detail is open */
  chosen: string | undefined;
  choose: (name: string | undefined) => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
  toggle: (key: string) => void;
}) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const [first, end] = useWindow(box, lines.length, ROW_PIXELS);
  return (
    <div ref={box} className="table-box partition-box">
      <table
        className="table partition-table"
        aria-label={text.shell.views.partitions}
        aria-rowcount={lines.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map(({ key, className }) =>
              key === 'trend' ? (
                <th key={key} scope="col" className={`column-trend ${className}`} title={text.health.columnHelp[key]}>
                  {text.health.column[key]}
                </th>
              ) : (
                <SortedHead
                  key={key}
                  name={key}
                  label={text.health.column[key]}
                  help={text.health.columnHelp[key]}
                  className={`column-${key} ${className}`}
                  sort={sort}
                  isDescendingFirst={DESCENDING_FIRST.includes(key)}
                  onSort={onSort}
                />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} />
          {lines
            .slice(first, end)
            .map((line, i) =>
              line.kind === 'group' ? (
                <GroupRow key={`group ${line.key}`} index={first + i} line={line} toggle={toggle} />
              ) : (
                <PartitionRow
                  key={nameOf(line.partition)}
                  index={first + i}
                  partition={line.partition}
                  mark={marks.get(nameOf(line.partition))}
                  sampleTimes={sampleTimes}
                  isChosen={nameOf(line.partition) === chosen}
                  choose={choose}
                />
              ),
            )}
          <Spacer rows={lines.length - end} />
        </tbody>
      </table>
    </div>
  );
}
