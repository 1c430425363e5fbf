import { nameOf } from '../ui/partition-words.ts';
import { SortedHead } from '../ui/sorted-head.tsx';
import { useText } from '../ui/text.ts';
import type { Line, Sort, SortKey } from './lines.ts';
import { LongTable } from './long-table.tsx';
import type { PartitionMarks } from './marks.ts';
import { GroupRow, PartitionRow } from './partition-row.tsx';

/** Left to right; right: numbers; roomy, wide, widest: only where there is room. The trend is drawn, and has no order. */
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
  { key: 'behind', className: 'right wide' },
  { key: 'due', className: 'right roomy' },
  { key: 'position', className: 'right widest' },
  { key: 'minIsr', className: 'right' },
];

/** Numbers are looked at from the greatest down, words from A. */
const DESCENDING_FIRST: readonly string[] = ['status', 'produced', 'consumed', 'lag', 'behind', 'end', 'size'];

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
  return (
    <LongTable
      className="partition-box"
      tableClassName="partition-table"
      label={text.shell.views.partitions}
      head={COLUMNS.map(({ key, className }) =>
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
      rows={lines}
      row={(line, index) => {
        if (line.kind === 'group')
          return <GroupRow key={`group ${line.key}`} index={index} line={line} toggle={toggle} />;
        const name = nameOf(line.partition);
        return (
          <PartitionRow
            key={name}
            index={index}
            partition={line.partition}
            mark={marks.get(name)}
            sampleTimes={sampleTimes}
            isChosen={name === chosen}
            choose={choose}
          />
        );
      }}
    />
  );
}
