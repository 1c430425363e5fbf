// What keeps the same identity from one drawing to the next, so that those who get it are drawn anew only for a reason.
import { useEffect, useRef, useState } from 'react';

/** The value before, where both make the same JSON. */
export function useSame<T>(value: T): T {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value;
  return kept.current;
}

/** The latest value, but another one at most every `ms`: for what is costly to draw, and need not be newer. */
export function useEvery<T>(ms: number, value: T): T {
  const [shown, show] = useState(value);
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === shown) return;
    const next = () => {
      shownAt.current = performance.now();
      show(() => value);
    };
    const timer = setTimeout(next, Math.max(0, shownAt.current + ms - performance.now()));
    return () => clearTimeout(timer);
  }, [ms, value, shown]);
  return shown;
}
