import { ArrowDown, ArrowUp } from 'lucide-react';
import { type HTMLAttributes, type MouseEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Row } from '../../main/contract/records.ts';
import type { Selection } from '../state/selection.ts';
import type { Column } from '../state/settings.ts';
import type { TimeStyle } from '../ui/format.ts';
import { useFormat, useText } from '../ui/text.ts';
import { useSize } from '../ui/use-size.ts';
import { gridTemplate } from './columns.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { RecordRow, rowElementId } from './record-row.tsx';
import type { RowSource } from './use-logs.ts';
import { useScroller } from './use-scroller.ts';

const ROW_HEIGHT = 22;
/** of the head and its line */
const HEAD_HEIGHT = 25;
const TIME_WIDTHS: Record<TimeStyle, number> = { time: 122, 'day-time': 166, full: 204 };

/** What the keys need from the table. */
export type TableHandle = {
  /** rows that fit */
  readonly fits: number;
  /** the first rank that is wholly seen */
  readonly first: number;
  /** Scrolls so that a rank is seen; in the upper third if it was not, at the nearest edge with `near`. */
  show(rank: number, near?: boolean): void;
  toTop(): void;
};

export function RecordsTable({
  rows,
  identity,
  order,
  columns,
  timeStyle,
  words,
  selection,
  busy,
  stale,
  handle,
  onSelect,
  onMoved,
  onOrder,
}: {
  rows: RowSource;
  /** of the records; when it changes, the table starts at its top */
  identity: string;
  order: 'asc' | 'desc';
  columns: readonly Column[];
  timeStyle: TimeStyle;
  words: readonly string[];
  selection: Selection | null;
  busy: boolean;
  /** the rows are of an earlier question: they are seen, not opened */
  stale: boolean;
  handle: Ref<TableHandle>;
  onSelect: (rank: number) => void;
  /** a person scrolled */
  onMoved: () => void;
  onOrder: () => void;
}) {
  const text = useText().logs;
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const height = Math.max(0, useSize(scroller).height - HEAD_HEIGHT);
  const { total } = rows;
  const scroll = useScroller(scroller, total, ROW_HEIGHT, height, onMoved);
  const { top, extent, scrollTo } = scroll;

  const first = Math.floor(top / ROW_HEIGHT);
  const last = Math.min(total - 1, Math.ceil((top + height) / ROW_HEIGHT));
  useEffect(() => {
    if (height > 0) rows.want(Math.max(0, first - 20), last + 40);
  }, [rows, first, last, height]);

  const started = useRef(identity);
  useEffect(() => {
    if (started.current === identity) return;
    started.current = identity;
    scrollTo(0);
  }, [identity, scrollTo]);

  useImperativeHandle(
    handle,
    () => ({
      fits: Math.max(1, Math.floor(height / ROW_HEIGHT)),
      first: Math.ceil(top / ROW_HEIGHT),
      show(rank, near = false) {
        const at = rank * ROW_HEIGHT;
        if (at >= top && at + ROW_HEIGHT <= top + height) return;
        const edge = at < top ? at : at + ROW_HEIGHT - height;
        scrollTo(near ? edge : at - height / 3);
      },
      toTop: () => scrollTo(0),
    }),
    [top, height, scrollTo],
  );

  const template = useMemo(() => gridTemplate(columns, TIME_WIDTHS[timeStyle]), [columns, timeStyle]);
  const visible: { rank: number; row: Row | undefined }[] = [];
  for (let rank = first; rank <= last; rank++) visible.push({ rank, row: rows.row(rank) });
  const active = visible.find(({ row }) => row !== undefined && row.key.row === selection?.key.row);

  // WAI-ARIA's grid: it has the focus, and aria-activedescendant says where in it; the keys are the view's (logs-keys.ts).
  const grid: HTMLAttributes<HTMLTableElement> = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': text.gridLabel(format.number(total)),
    'aria-rowcount': total + 1,
    'aria-colcount': columns.length + 3,
    'aria-busy': busy || stale,
    'aria-disabled': stale,
    'aria-activedescendant': active ? rowElementId(active.rank) : undefined,
  };
  const point = (event: MouseEvent<HTMLElement>) => {
    const rank =
      event.target instanceof Element ? event.target.closest('[data-rank]')?.getAttribute('data-rank') : null;
    if (event.button === 0 && rank != null) onSelect(Number(rank));
  };

  // The layer stays where it is and is drawn anew; what scrolls is the empty height behind it.
  return (
    <div ref={scroller} className="records" style={{ '--columns': template }} tabIndex={-1} onScroll={scroll.onScroll}>
      <div style={{ height: extent.height + HEAD_HEIGHT }}>
        <table className="records-layer" style={{ height: height + HEAD_HEIGHT }} onMouseDown={point} {...grid}>
          <thead>
            <tr className="line head" aria-rowindex={1}>
              <td role="presentation" />
              <th aria-sort={order === 'desc' ? 'descending' : 'ascending'}>
                <Button className="head-sort" onPress={onOrder}>
                  {text.columns.time}
                  {order === 'desc' ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />}
                </Button>
              </th>
              <th>{text.columns.level}</th>
              {columns.map((column) => (
                <th key={column}>{text.columns[column]}</th>
              ))}
              <th className="head-message">
                <span className="cut">{text.columns.message}</span>
                <ColumnsMenu />
              </th>
            </tr>
          </thead>
          <tbody>
            {visible.map(({ rank, row }) =>
              row ? (
                <RecordRow
                  key={row.key.row}
                  row={row}
                  rank={rank}
                  top={Math.round(rank * ROW_HEIGHT - top)}
                  selected={row.key.row === selection?.key.row}
                  columns={columns}
                  timeStyle={timeStyle}
                  words={words}
                  format={format}
                  text={text}
                />
              ) : (
                <LoadingRow
                  key={`loading ${rank}`}
                  rank={rank}
                  top={Math.round(rank * ROW_HEIGHT - top)}
                  columns={columns}
                />
              ),
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** The place of a row that is on its way, or that left the cache in between. */
function LoadingRow({ rank, top, columns }: { rank: number; top: number; columns: readonly Column[] }) {
  return (
    <tr className="line loading" aria-rowindex={rank + 2} style={{ transform: `translateY(${top}px)` }}>
      {['mark', 'time', 'level', ...columns, 'message'].map((name) => (
        <td key={name}>
          {name === 'mark' ? null : (
            <i style={name === 'message' ? { width: `${30 + ((rank * 37) % 50)}%` } : undefined} />
          )}
        </td>
      ))}
    </tr>
  );
}
