// Which rows of a long list are seen: only those are drawn.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Rows drawn beyond what is seen, on each side: what a quick scroll uncovers before the next frame. */
const SPARE_ROWS = 12;

/** `box` scrolls; its rows are all `rowPixels` high and begin at its top. Returns the rows to draw, [first, end). */
export function useWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  rowPixels: number,
): [first: number, end: number] {
  const [seen, setSeen] = useState({ first: 0, rows: 40 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const first = Math.floor(element.scrollTop / rowPixels);
      const rows = Math.ceil(element.clientHeight / rowPixels);
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
  }, [box, rowPixels]);
  const last = Math.max(0, Math.min(count, seen.first + seen.rows + 1 + SPARE_ROWS));
  return [Math.max(0, Math.min(seen.first - SPARE_ROWS, last)), last];
}
