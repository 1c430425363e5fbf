import { ArrowDown, ArrowUp, Bookmark, Link, WrapText } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { View } from '../../main/contract/records.ts';
import type { Column } from '../state/column.ts';
import { openDialog } from '../state/dialog.ts';
import { changeSettings } from '../state/settings.ts';
import { IconButton } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';
import { ColumnHead } from './column-head.tsx';
import { type Widths, widthOf } from './columns.ts';
import { ColumnsMenu } from './columns-menu.tsx';

export function TableHead({
  order,
  columns,
  widths,
  view,
  wrap,
  onOrder,
  onLink,
}: {
  order: 'asc' | 'desc';
  columns: readonly Column[];
  widths: Widths;
  view: View;
  wrap: boolean;
  onOrder: () => void;
  onLink: () => void;
}) {
  const text = useText();
  const names = text.logs.columns;
  return (
    <thead>
      <tr className="line head" aria-rowindex={1}>
        <td role="presentation" />
        <th aria-sort={order === 'desc' ? 'descending' : 'ascending'}>
          <Button className="head-sort" onPress={onOrder}>
            {names.time}
            {order === 'desc' ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />}
          </Button>
        </th>
        <th>{names.level}</th>
        {columns.map((column, i) => (
          <ColumnHead
            key={column}
            column={column}
            width={widthOf(column, widths)}
            first={i === 0}
            last={i === columns.length - 1}
          />
        ))}
        <th className="head-message">
          <span className="cut">{names.message}</span>
          <fieldset className="head-acts" aria-label={text.records.actions}>
            <IconButton
              className={`small ${wrap ? 'on' : ''}`}
              label={`${text.records.columns.wrap} (w)`}
              aria-pressed={wrap}
              onPress={() => changeSettings({ wrap: !wrap })}
            >
              <WrapText size={13} />
            </IconButton>
            <IconButton
              className="small"
              label={text.records.bookmarks.open}
              onPress={() => openDialog({ kind: 'bookmarks' })}
            >
              <Bookmark size={13} />
            </IconButton>
            <IconButton className="small" label={text.records.link.copy} onPress={onLink}>
              <Link size={13} />
            </IconButton>
            <ColumnsMenu view={view} />
          </fieldset>
        </th>
      </tr>
    </thead>
  );
}
