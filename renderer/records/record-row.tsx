import { memo } from 'react';
import type { Row } from '../../main/contract/records.ts';
import type { Column } from '../state/settings.ts';
import type { Format, TimeStyle } from '../ui/format.ts';
import type { Text } from '../ui/text.ts';
import { Highlighted } from './highlighted.tsx';

/** Ids for aria-activedescendant. */
export const rowElementId = (rank: number) => `record-${rank}`;

export type RecordRowProps = {
  row: Row;
  rank: number;
  /** pixels from the top of the layer */
  top: number;
  selected: boolean;
  columns: readonly Column[];
  timeStyle: TimeStyle;
  words: readonly string[];
  /** given, not asked for: a table has a hundred rows, new ones four times a second */
  format: Format;
  text: Text['logs'];
};

/** One line. aria-rowindex counts the head as 1. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { row, rank, top, selected, columns, timeStyle, words, format, text } = props;
  return (
    <tr
      id={rowElementId(rank)}
      data-rank={rank}
      aria-rowindex={rank + 2}
      aria-selected={selected}
      className={`line ${selected ? 'selected' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td className={`line-mark bar-${row.level}`} role="presentation" />
      <td className="cell-time" title={format.time(row.key.time, 'full')}>
        {format.time(row.key.time, timeStyle)}
      </td>
      <td className={`level-${row.level}`}>{row.level === 'unknown' ? '–' : row.level.toUpperCase()}</td>
      {columns.map((column) => (
        <td key={column} title={cell(row, column)}>
          {cell(row, column)}
        </td>
      ))}
      <td title={row.message.length > 80 ? row.message : undefined}>
        {row.marks.map((mark) => (
          <span key={mark} className={`mark ${mark}`} title={text.markHints[mark]}>
            {text.marks[mark]}
          </span>
        ))}
        <Highlighted text={oneLine(row.message)} words={words} />
      </td>
    </tr>
  );
}, sameRow);

function sameRow(a: RecordRowProps, b: RecordRowProps): boolean {
  return (
    a.row.key.row === b.row.key.row &&
    a.rank === b.rank &&
    a.top === b.top &&
    a.selected === b.selected &&
    a.columns === b.columns &&
    a.timeStyle === b.timeStyle &&
    a.words === b.words &&
    a.format === b.format &&
    a.text === b.text
  );
}

function cell(row: Row, column: Column): string {
  if (column === 'topic') return row.topic;
  if (column === 'partition') return `${row.partition} @ ${row.offset}`;
  return row[column] ?? '';
}

/** A line shows one line: breaks and tabs become visible marks, so that a cut text does not look whole. */
function oneLine(text: string): string {
  return text.replace(/\r?\n/g, ' ↵ ').replaceAll('\t', ' ');
}
