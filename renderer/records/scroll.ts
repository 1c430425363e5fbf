// A list that is taller than a browser's element may be: the scroller's height is capped, and positions are scaled. Pure.

/** Browsers cap an element's height, Firefox at about 17.9 million pixels; below that, subpixel positions stay exact. */
export const MAX_HEIGHT = 8_000_000;

export type Extent = {
  /** pixels that all rows would take */
  content: number;
  /** pixels that the scrolled element has */
  height: number;
  /** the greatest position, in content pixels */
  maxTop: number;
  maxScroll: number;
};

export function extentOf(rows: number, rowHeight: number, viewport: number): Extent {
  const content = rows * rowHeight;
  const height = Math.min(content, MAX_HEIGHT);
  return { content, height, maxTop: Math.max(0, content - viewport), maxScroll: Math.max(0, height - viewport) };
}

/** The position in content pixels that a scrollTop stands for. */
export function topOf(scrollTop: number, extent: Extent): number {
  if (extent.maxScroll === 0) return 0;
  if (extent.content === extent.height) return Math.min(scrollTop, extent.maxTop);
  return Math.min(1, scrollTop / extent.maxScroll) * extent.maxTop;
}

/** The scrollTop that stands for a position in content pixels. */
export function scrollOf(top: number, extent: Extent): number {
  if (extent.maxTop === 0) return 0;
  if (extent.content === extent.height) return top;
  return (top / extent.maxTop) * extent.maxScroll;
}

export function clampTop(top: number, extent: Extent): number {
  return Math.max(0, Math.min(extent.maxTop, top));
}
