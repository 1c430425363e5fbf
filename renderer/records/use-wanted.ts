import { useEffect, useRef } from 'react';
import { busyUntil } from '../engine/tracked-client.ts';
import type { RowSource } from './use-logs.ts';

/** Who drags the scroll bar passes thousands of pages a second: so many milliseconds lie between one request and the next. */
const APART_MS = 60;
/** rows above and below what is seen */
const ABOVE = 20;
const BELOW = 40;

/** Has the rows loaded that are seen, and some around them. last: -1: nothing is seen. */
export function useWanted(rows: RowSource, first: number, last: number): void {
  const askedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (last < 0) return;
    const ask = () => {
      askedAt.current = performance.now();
      rows.want(Math.max(0, first - ABOVE), last + BELOW);
    };
    const waitMs = askedAt.current + APART_MS - performance.now();
    if (waitMs <= 0) return ask();
    const busy = busyUntil();
    const timer = setTimeout(() => {
      ask();
      busy.end();
    }, waitMs);
    return () => {
      clearTimeout(timer);
      busy.end();
    };
  }, [rows, first, last]);
}
