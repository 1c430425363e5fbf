import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { Column } from '../state/column.ts';
import { usePlace } from '../state/place.ts';
import { useText } from '../ui/text.ts';
import { ClockMenu } from './clock-menu.tsx';
import { ColumnHead } from './column-head.tsx';
import { type Widths, widthOf } from './columns.ts';

export const TableHead = memo(function TableHead({
  order,
  columns,
  widths,
  onOrder,
}: {
  order: 'asc' | 'desc';
  columns: readonly Column[];
  widths: Widths;
  onOrder: () => void;
}) {
  const text = useText();
  const names = text.logs.columns;
  const { clock } = usePlace();
  return (
    <thead>
      <tr className="line head" aria-rowindex={1}>
        <td role="presentation" />
        <th aria-sort={order === 'desc' ? 'descending' : 'ascending'}>
          <Button className="head-sort" onPress={onOrder}>
            {clock === 'record' ? names.time : text.clock.names[clock]}
            {order === 'desc' ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />}
          </Button>
          <ClockMenu />
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
        <th>{names.message}</th>
      </tr>
    </thead>
  );
});
