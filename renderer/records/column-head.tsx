// The head of a column that can be chosen: its menu, and the edge that makes it wider.
import { ArrowLeft, ArrowRight, EyeOff, MoveHorizontal } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Column } from '../state/column.ts';
import { moveColumn, setColumnWidth, toggleColumn } from '../state/columns.ts';
import { COLUMN_WIDTH } from '../state/settings.ts';
import { Edge } from '../ui/edge.tsx';
import { useText } from '../ui/text.ts';
import { columnName } from './columns.ts';

const STEP = 10;

export function ColumnHead({
  column,
  width,
  first,
  last,
}: {
  column: Column;
  width: number;
  first: boolean;
  last: boolean;
}) {
  const text = useText();
  const words = text.records.columns;
  const name = columnName(column, text);
  return (
    <th className="head-column">
      <MenuTrigger>
        <Button className="head-menu" aria-label={words.menu(name)}>
          <span className="cut">{name}</span>
        </Button>
        <Popover className="popover" placement="bottom start">
          <Menu className="menu" aria-label={words.menu(name)}>
            <MenuItem className="menu-item" isDisabled={first} onAction={() => moveColumn(column, -1)}>
              <ArrowLeft size={14} aria-hidden /> {words.left}
            </MenuItem>
            <MenuItem className="menu-item" isDisabled={last} onAction={() => moveColumn(column, 1)}>
              <ArrowRight size={14} aria-hidden /> {words.right}
            </MenuItem>
            <MenuItem className="menu-item" onAction={() => setColumnWidth(column, undefined)}>
              <MoveHorizontal size={14} aria-hidden /> {words.usualWidth}
            </MenuItem>
            <MenuItem className="menu-item" onAction={() => toggleColumn(column)}>
              <EyeOff size={14} aria-hidden /> {words.hide}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <ColumnEdge column={column} width={width} label={words.width(name)} />
    </th>
  );
}

/** A double click gives the usual width back. */
function ColumnEdge({ column, width, label }: { column: Column; width: number; label: string }) {
  return (
    <Edge
      className="head-edge"
      label={label}
      width={width}
      limits={COLUMN_WIDTH}
      step={STEP}
      of="left"
      set={(wanted) => setColumnWidth(column, wanted)}
      onDoubleClick={() => setColumnWidth(column, undefined)}
    />
  );
}
