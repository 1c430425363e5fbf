// The position of a list that may be taller than an element can be; see scroll.ts.
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { clampTop, type Extent, extentOf, scrollOf, topOf } from './scroll.ts';

export type Scroller = {
  /** content pixels above the viewport */
  top: number;
  extent: Extent;
  /** to a position, in content pixels */
  scrollTo(top: number): void;
  onScroll(): void;
};

/** moved: a person scrolled. */
export function useScroller(
  element: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  viewport: number,
  moved: () => void,
): Scroller {
  const [wished, setWished] = useState(0);
  const extent = useMemo(() => extentOf(rows, rowHeight, viewport), [rows, rowHeight, viewport]);
  const top = clampTop(wished, extent);
  const latest = useRef({ top, extent, moved });
  latest.current = { top, extent, moved };
  /** the scrollTop that this hook knows of: an event that brings no other is not a person's */
  const own = useRef(0);
  /** the position that came from the scroll bar itself, and the content it was for */
  const person = useRef({ top: -1, content: -1 });

  // The scroll bar follows the position, except where a person moves the bar: writing then would fight with the hand.
  useLayoutEffect(() => {
    const target = element.current;
    const content = extent.content;
    if (!target || (person.current.top === top && person.current.content === content)) return;
    const wanted = scrollOf(top, extent);
    // To read it is to lay out the page at once: only where it is another one.
    if (Math.abs(own.current - wanted) < 1) return;
    target.scrollTop = wanted;
    own.current = target.scrollTop;
  }, [element, top, extent]);

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    // Where pixels are scaled, a wheel's step would jump over hundreds of rows: it moves the position itself.
    const wheel = (event: WheelEvent) => {
      const now = latest.current;
      if (event.ctrlKey || event.deltaY === 0 || now.extent.content === now.extent.height) return;
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1;
      const next = clampTop(now.top + event.deltaY * pixels, now.extent);
      if (next === now.top) return;
      setWished(next);
      now.moved();
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => target.removeEventListener('wheel', wheel);
  }, [element, rowHeight]);

  return {
    top,
    extent,
    scrollTo: setWished,
    onScroll() {
      const target = element.current;
      if (!target || Math.abs(target.scrollTop - own.current) < 1) return;
      own.current = target.scrollTop;
      const { extent, moved } = latest.current;
      const top = topOf(target.scrollTop, extent);
      person.current = { top, content: extent.content };
      setWished(top);
      moved();
    },
  };
}
