import { Bookmark } from 'lucide-react';
import { memo } from 'react';
import type { Row } from '../../main/contract/records.ts';
import type { Column } from '../state/column.ts';
import type { Format, TimeStyle } from '../ui/format.ts';
import type { Text } from '../ui/text.ts';
import { cellText, oneLine, orderTime } from './columns.ts';
import { Highlighted } from './highlighted.tsx';

/** Ids for aria-activedescendant. */
export const rowElementId = (rank: number) => `record-${rank}`;

export type RecordRowProps = {
  row: Row;
  rank: number;
  /** pixels, where the rows move as one; undefined: where the one before ends */
  top: number | undefined;
  selected: boolean;
  /** of several, it is the one that is shown whole */
  active: boolean;
  /** its note, where it is bookmarked */
  note: string | undefined;
  columns: readonly Column[];
  /** that row.values are of */
  fields: readonly string[];
  timeStyle: TimeStyle;
  words: readonly string[];
  /** given, not asked for: a table has a hundred rows, new ones six times a second */
  format: Format;
  text: Text;
};

/** One line. aria-rowindex counts the head as 1. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { row, rank, top, selected, active, note, columns, fields, timeStyle, words, format, text } = props;
  const wrapped = top === undefined;
  return (
    <tr
      id={rowElementId(rank)}
      data-rank={rank}
      aria-rowindex={rank + 2}
      aria-selected={selected}
      className={`line ${selected ? 'selected' : ''} ${active ? 'active' : ''}`}
      style={{ top }}
    >
      <td className={`line-mark bar-${row.level}`} role="presentation" />
      <td className="cell-time" data-column="time" title={orderTime(row, format, 'full')}>
        {note === undefined ? null : (
          <span className="line-bookmark" title={note === '' ? text.records.bookmarks.marked : note}>
            <Bookmark size={9} aria-hidden />
            <span className="only-read">
              {text.records.bookmarks.marked} {note}
            </span>
          </span>
        )}
        {orderTime(row, format, timeStyle)}
      </td>
      <td className={`level-${row.level}`} data-column="level">
        {row.level === 'unknown' ? '–' : row.level.toUpperCase()}
      </td>
      {columns.map((column) => {
        const shown = cellText(row, column, fields, format, timeStyle);
        return (
          <td key={column} data-column={column} title={shown}>
            {shown}
          </td>
        );
      })}
      <td
        className="cell-message"
        data-column="message"
        title={!wrapped && row.message.length > 80 ? row.message : undefined}
      >
        {row.marks.map((mark) => (
          <span key={mark} className={`mark ${mark}`} title={text.logs.markHints[mark]}>
            {text.logs.marks[mark]}
          </span>
        ))}
        <Highlighted text={wrapped ? row.message : oneLine(row.message)} words={words} />
      </td>
    </tr>
  );
}, sameRow);

function sameRow(a: RecordRowProps, b: RecordRowProps): boolean {
  return (
    a.row.key.row === b.row.key.row &&
    a.row.clockTime === b.row.clockTime &&
    sameValues(a.row.values, b.row.values) &&
    a.rank === b.rank &&
    a.top === b.top &&
    a.selected === b.selected &&
    a.active === b.active &&
    a.note === b.note &&
    a.columns === b.columns &&
    a.fields === b.fields &&
    a.timeStyle === b.timeStyle &&
    a.words === b.words &&
    a.format === b.format &&
    a.text === b.text
  );
}

function sameValues(a: Row['values'], b: Row['values']): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
