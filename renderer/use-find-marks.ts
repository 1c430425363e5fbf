// Marks the words looked for wherever they are shown, by the browser's highlights: no row is drawn anew for it.
import { type RefObject, useEffect } from 'react';
import { highlight } from './records/highlight.ts';

/** In logs.css: ::highlight(find) */
const NAME = 'find';
const WHERE = 'tbody, .detail-body';
/** Text within one of these is read as one. */
const BLOCK = 'td, dd, dt, pre, p, li, div';

export function useFindMarks(root: RefObject<HTMLElement | null>, text: string): void {
  useEffect(() => {
    const within = root.current;
    if (!within || text === '') return;
    let frame = 0;
    const mark = () => {
      CSS.highlights.set(
        NAME,
        new Highlight(...[...within.querySelectorAll(WHERE)].flatMap((part) => found(part, text))),
      );
    };
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(mark);
    };
    mark();
    const observer = new MutationObserver(later);
    observer.observe(within, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete(NAME);
    };
  }, [root, text]);
}

/** A word may reach over several text nodes: the filter's words are marked by elements. */
function found(part: Element, word: string): Range[] {
  const blocks = new Map<Element | null, Text[]>();
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text)) continue;
    const block = node.parentElement?.closest(BLOCK) ?? null;
    const nodes = blocks.get(block);
    if (nodes) nodes.push(node);
    else blocks.set(block, [node]);
  }
  return [...blocks.values()].flatMap((nodes) =>
    highlight(nodes.map(({ data }) => data).join(''), [word])
      .filter(({ match }) => match)
      .map(({ from, text }) => rangeOf(nodes, from, from + text.length)),
  );
}

function rangeOf(nodes: readonly Text[], from: number, to: number): Range {
  const range = new Range();
  let start = 0;
  for (const node of nodes) {
    const end = start + node.length;
    if (from >= start && from < end) range.setStart(node, from - start);
    if (to > start && to <= end) range.setEnd(node, to - start);
    start = end;
  }
  return range;
}
