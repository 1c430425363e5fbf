// The head of a column that can be chosen: its menu, and the edge that makes it wider.
import { ArrowLeft, ArrowRight, EyeOff, MoveHorizontal } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Column } from '../state/column.ts';
import { moveColumn, setColumnWidth, toggleColumn } from '../state/columns.ts';
import { COLUMN_WIDTH } from '../state/settings.ts';
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

/** Drag it, or focus it and press the arrows; a double click gives the usual width back. */
function ColumnEdge({ column, width, label }: { column: Column; width: number; label: string }) {
  const start = useRef<{ x: number; width: number } | undefined>(undefined);
  const set = (wanted: number) =>
    setColumnWidth(column, Math.round(Math.min(COLUMN_WIDTH.most, Math.max(COLUMN_WIDTH.least, wanted))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>.
    <div
      className="head-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={COLUMN_WIDTH.least}
      aria-valuemax={COLUMN_WIDTH.most}
      tabIndex={0}
      onDoubleClick={() => setColumnWidth(column, undefined)}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) set(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'ArrowLeft') set(width - STEP);
        else if (event.key === 'ArrowRight') set(width + STEP);
        else return;
        event.preventDefault();
      }}
    />
  );
}
