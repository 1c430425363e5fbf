// A long table of rows of one height: only those in view are drawn, between two spacers that stand for the rest. What scrolls it
// draws rows and nothing else: the head is its owner's, and stays as it is.
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** As in controls.css. */
export const ROW_PIXELS = 30;
/** Rows drawn beyond what is seen, on each side: what a quick scroll uncovers before the next frame. */
const SPARE_ROWS = 8;

export function LongTable<One>({
  className,
  tableClassName,
  label,
  height,
  head,
  rows,
  row,
}: {
  className: string;
  tableClassName: string;
  label: string;
  /** of the box, in CSS; undefined: as its class says */
  height?: string;
  /** its cells */
  head: ReactNode;
  rows: readonly One[];
  /** with a key; index: from 0; the head is row 1 to a screen reader */
  row: (one: One, index: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [first, end] = useWindow(box, rows.length);
  useRowPress(box);
  return (
    <div ref={box} className={`table-box ${className}`} style={height === undefined ? undefined : { height }}>
      <table className={`table ${tableClassName}`} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody>
          <Spacer rows={first} />
          {rows.slice(first, end).map((one, i) => row(one, first + i))}
          <Spacer rows={rows.length - end} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ rows }: { rows: number }) {
  return rows === 0 ? null : (
    <tr aria-hidden className="spacer">
      <td style={{ height: rows * ROW_PIXELS }} />
    </tr>
  );
}

/** A press anywhere on a row is one on the button that opens it, where it has one; who selects text wants that. */
function useRowPress(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const press = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || target.closest('button, a, input')) return;
      if (getSelection()?.isCollapsed === false) return;
      target.closest('tbody tr')?.querySelector<HTMLElement>('.group-open')?.click();
    };
    element.addEventListener('click', press);
    return () => element.removeEventListener('click', press);
  }, [box]);
}

/** The rows to draw, [first, end). */
function useWindow(box: RefObject<HTMLElement | null>, count: number): [first: number, end: number] {
  const [seen, setSeen] = useState({ first: 0, rows: 40 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const first = Math.floor(element.scrollTop / ROW_PIXELS);
      const rows = Math.ceil(element.clientHeight / ROW_PIXELS);
      setSeen((old) => (old.first === first && old.rows === rows ? old : { first, rows }));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      size.disconnect();
    };
  }, [box]);
  const last = Math.max(0, Math.min(count, seen.first + seen.rows + 1 + SPARE_ROWS));
  return [Math.max(0, Math.min(seen.first - SPARE_ROWS, last)), last];
}
