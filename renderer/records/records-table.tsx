import {
  type HTMLAttributes,
  type MouseEvent,
  memo,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { Row, View } from '../../main/contract/records.ts';
import type { Column } from '../state/column.ts';
import { has } from '../state/ranges.ts';
import type { Selection } from '../state/selection.ts';
import { useSettings } from '../state/settings.ts';
import type { TimeStyle } from '../ui/format.ts';
import { isModClick } from '../ui/keys.ts';
import { useFormat, useText } from '../ui/text.ts';
import { useSize } from '../ui/use-size.ts';
import { gridTemplate, leastWidth, type Widths } from './columns.ts';
import { useMarks } from './marks.ts';
import { fitsOf, shownAt } from './measure.ts';
import { RecordRow, rowElementId } from './record-row.tsx';
import { type Slots, slotsOf } from './slots.ts';
import { TableActs } from './table-acts.tsx';
import { TableHead } from './table-head.tsx';
import type { Choosing } from './use-choosing.ts';
import type { RowSource } from './use-logs.ts';
import { useScroller } from './use-scroller.ts';
import { useWanted } from './use-wanted.ts';

const ROW_HEIGHT = 22;
/** of the head and its line */
const HEAD_HEIGHT = 25;
const TIME_WIDTHS: Record<TimeStyle, number> = { time: 122, 'day-time': 166, full: 204 };

/** Where a menu is asked for: pixels of the window. column: undefined: of the whole record. */
export type MenuAt = { rank: number; column: string | undefined; x: number; y: number };

/** What the keys need from the table. */
export type TableHandle = {
  /** rows that fit */
  readonly fits: number;
  /** the first rank that is wholly seen */
  readonly first: number;
  /** Scrolls so that a rank is seen; in the upper third if it was not, at the nearest edge with `near`. */
  show(rank: number, near?: boolean): void;
  toTop(): void;
  /** Where a rank's menu belongs; undefined where the rank is not seen. */
  menuAt(rank: number): MenuAt | undefined;
};

/** Drawn anew only for a reason of its own: what is around it changes with every tick. */
export const RecordsTable = memo(function RecordsTable({
  rows,
  view,
  identity,
  order,
  columns,
  timeStyle,
  words,
  selection,
  choosing,
  busy,
  stale,
  handle,
  onMoved,
  onOrder,
  onMenu,
  onLink,
}: {
  rows: RowSource;
  /** another number: the same source has other rows */
  version: number;
  view: View;
  /** of the records; when it changes, the table starts at its top */
  identity: string;
  order: 'asc' | 'desc';
  columns: readonly Column[];
  timeStyle: TimeStyle;
  words: readonly string[];
  selection: Selection | null;
  choosing: Choosing;
  busy: boolean;
  /** the rows are of an earlier question: they are seen, not opened */
  stale: boolean;
  handle: Ref<TableHandle>;
  /** a person scrolled */
  onMoved: () => void;
  onOrder: () => void;
  onMenu: (at: MenuAt) => void;
  onLink: () => void;
}) {
  const text = useText();
  const format = useFormat();
  const { columnWidths, wrap } = useSettings();
  const marks = useMarks();
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  /** of wrapped rows, the one that was gone to and is not loaded yet */
  const unseen = useRef<number>(undefined);
  const height = Math.max(0, useSize(scroller).height - HEAD_HEIGHT);
  const { total } = rows;
  // Wrapped rows have heights that nobody knows before they are loaded. So the scroll bar counts ranks, wrapped or not, and stays
  // true to position; the row at the top is the one that it says, and those behind it take what they need. The last one may
  // come to the top.
  const viewport = wrap ? ROW_HEIGHT : height;
  const scroll = useScroller(scroller, total, ROW_HEIGHT, viewport, onMoved);
  const { top, extent, scrollTo } = scroll;

  const first = Math.floor(top / ROW_HEIGHT);
  const last = Math.min(total - 1, Math.ceil((top + height) / ROW_HEIGHT));
  useWanted(rows, first, height > 0 ? last : -1);

  const started = useRef(identity);
  useEffect(() => {
    if (started.current === identity) return;
    started.current = identity;
    scrollTo(0);
  }, [identity, scrollTo]);

  const slots = useRef<Slots>(undefined);
  slots.current = slotsOf(slots.current, first, last);
  const { origin } = slots.current;
  // The rows move as one, so that only those that come into view are drawn. Wrapped, a part of the first one is above the edge,
  // as much of it as of a rank is scrolled.
  useLayoutEffect(() => {
    const target = body.current;
    if (!target) return;
    if (!wrap) {
      target.style.transform = `translateY(${Math.round(origin * ROW_HEIGHT - top)}px)`;
      return;
    }
    const hidden = top / ROW_HEIGHT - first;
    const tall = target.firstElementChild?.getBoundingClientRect().height ?? 0;
    target.style.transform = `translateY(${-Math.round(hidden * tall)}px)`;
    // What was gone to is loaded now, and perhaps taller than there is room for.
    const rank = unseen.current;
    if (rank === undefined || !target.querySelector(`[data-rank="${rank}"]`)) return;
    unseen.current = undefined;
    const wanted = shownAt(target, height, rank, true);
    if (wanted !== undefined) scrollTo(wanted * ROW_HEIGHT);
  });

  useImperativeHandle(
    handle,
    () => ({
      get fits() {
        return wrap ? fitsOf(body.current, height) : Math.max(1, Math.floor(height / ROW_HEIGHT));
      },
      first: Math.ceil(top / ROW_HEIGHT),
      show(rank, near = false) {
        if (wrap) {
          const wanted = shownAt(body.current, height, rank, near);
          if (wanted === undefined) return;
          unseen.current = rank;
          scrollTo(wanted * ROW_HEIGHT);
          return;
        }
        const at = rank * ROW_HEIGHT;
        if (at >= top && at + ROW_HEIGHT <= top + height) return;
        const edge = at < top ? at : at + ROW_HEIGHT - height;
        scrollTo(near ? edge : at - height / 3);
      },
      toTop: () => scrollTo(0),
      menuAt(rank) {
        const box = body.current?.querySelector(`[data-rank="${rank}"]`)?.getBoundingClientRect();
        return box && { rank, column: undefined, x: box.left + 24, y: box.bottom };
      },
    }),
    [top, height, wrap, scrollTo],
  );

  const widths: Widths = useMemo(
    () => ({ time: TIME_WIDTHS[timeStyle], columns: columnWidths }),
    [timeStyle, columnWidths],
  );
  const template = useMemo(() => gridTemplate(columns, widths), [columns, widths]);
  const visible: { rank: number; row: Row | undefined }[] = [];
  for (let rank = first; rank <= last; rank++) visible.push({ rank, row: rows.row(rank) });
  const active = visible.find(({ row }) => row !== undefined && row.key.row === selection?.key.row);
  const { chosen } = choosing;

  // WAI-ARIA's grid: it has the focus, and aria-activedescendant says where in it; the keys are the view's (logs-keys.ts).
  const grid: HTMLAttributes<HTMLTableElement> = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': text.logs.gridLabel(format.number(total)),
    'aria-multiselectable': true,
    'aria-rowcount': total + 1,
    'aria-colcount': columns.length + 3,
    'aria-busy': busy || stale,
    'aria-disabled': stale,
    'aria-activedescendant': active ? rowElementId(active.rank) : undefined,
  };
  const point = (event: MouseEvent<HTMLElement>) => {
    const at = cellAt(event);
    if (event.button !== 0 || (event.ctrlKey && !isModClick(event)) || !at || stale) return;
    // With Shift the browser would mark text from where it was pressed before.
    if (event.shiftKey) event.preventDefault();
    choosing.point(at.rank, { shift: event.shiftKey, mod: isModClick(event) });
  };
  const askForMenu = (event: MouseEvent<HTMLElement>) => {
    const at = cellAt(event);
    if (!at || stale) return;
    event.preventDefault();
    if (!chosen || !has(chosen.ranges, at.rank)) choosing.point(at.rank, { shift: false, mod: false });
    onMenu({ ...at, x: event.clientX, y: event.clientY });
  };

  // The layer stays where it is; what scrolls is the empty height behind it.
  return (
    <div
      ref={scroller}
      className={`records ${wrap ? 'wrap' : ''}`}
      style={{ '--columns': template }}
      tabIndex={-1}
      onScroll={scroll.onScroll}
    >
      <TableActs view={view} wrap={wrap} onLink={onLink} />
      <div style={{ height: extent.height + HEAD_HEIGHT + height - viewport, minWidth: leastWidth(columns, widths) }}>
        <table
          className="records-layer"
          style={{ height: height + HEAD_HEIGHT }}
          onMouseDown={point}
          onContextMenu={askForMenu}
          {...grid}
        >
          <TableHead order={order} columns={columns} widths={widths} onOrder={onOrder} />
          <tbody ref={body}>
            {visible.map(({ rank, row }) =>
              row ? (
                <RecordRow
                  key={rank - origin}
                  row={row}
                  rank={rank}
                  top={wrap ? undefined : (rank - origin) * ROW_HEIGHT}
                  selected={chosen ? has(chosen.ranges, rank) : rank === active?.rank}
                  active={chosen !== null && rank === active?.rank}
                  note={marks.of(row)?.note}
                  columns={columns}
                  fields={rows.fields}
                  timeStyle={timeStyle}
                  words={words}
                  format={format}
                  text={text}
                />
              ) : (
                <LoadingRow
                  key={rank - origin}
                  rank={rank}
                  slot={rank - origin}
                  top={wrap ? undefined : (rank - origin) * ROW_HEIGHT}
                  columns={columns}
                />
              ),
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
});

function cellAt({ target }: MouseEvent): { rank: number; column: string | undefined } | undefined {
  if (!(target instanceof Element)) return undefined;
  const rank = target.closest('[data-rank]')?.getAttribute('data-rank');
  const column = target.closest('[data-column]')?.getAttribute('data-column') ?? undefined;
  return rank == null ? undefined : { rank: Number(rank), column };
}

/** The place of a row that is on its way, or that left the cache in between. */
const LoadingRow = memo(function LoadingRow({
  rank,
  slot,
  top,
  columns,
}: {
  rank: number;
  slot: number;
  top: number | undefined;
  columns: readonly Column[];
}) {
  return (
    <tr className="line loading" data-loading={rank} aria-rowindex={rank + 2} style={{ top }}>
      {['mark', 'time', 'level', ...columns, 'message'].map((name) => (
        <td key={name}>
          {name === 'mark' ? null : (
            <i style={name === 'message' ? { width: `${30 + ((Math.abs(slot) * 37) % 50)}%` } : undefined} />
          )}
        </td>
      ))}
    </tr>
  );
});
