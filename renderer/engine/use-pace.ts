// When to ask again for what changes all the time.
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import type { Micros } from '../../main/contract/units.ts';

export type Pace = {
  /** another number: ask again */
  version: number;
  /** the clock when it became that */
  now: Micros;
  /** milliseconds, on the page's clock */
  askedAt: number;
  trigger: Trigger | undefined;
};

type Trigger = number | string;

/** A request may take one part in so many of the time at most: one that takes a second is asked again three after it was. */
const REST = 3;

/** The number that a request is asked with; `useDrivenBy` moves it on. */
export function usePace(): [Pace, Dispatch<SetStateAction<Pace>>] {
  return useState<Pace>(() => ({ version: 0, now: clock(), askedAt: performance.now(), trigger: undefined }));
}

/**
 * Asks again when `trigger` changed, at the earliest `leastMs` after the last time and never while it is `loading`; and after
 * `mostMs` in any case, for ranges that end at "now". A request may take one part in `rest` of the time. While not `live`,
 * nothing changes.
 */
export function useDrivenBy(
  [pace, setPace]: [Pace, Dispatch<SetStateAction<Pace>>],
  {
    live,
    trigger,
    loading,
    leastMs,
    mostMs,
    rest = REST,
  }: { live: boolean; trigger: Trigger; loading: boolean; leastMs: number; mostMs: number; rest?: number },
): void {
  const latest = useRef(trigger);
  latest.current = trigger;
  const took = useRef({ version: -1, ms: 0 });

  useEffect(() => {
    if (!live || loading) return;
    if (took.current.version !== pace.version)
      took.current = { version: pace.version, ms: performance.now() - pace.askedAt };
    const least = Math.max(leastMs, took.current.ms * rest);
    const wait = trigger === pace.trigger ? Math.max(mostMs, least) : least;
    const ask = () =>
      setPace((old) => ({
        version: old.version + 1,
        now: clock(),
        askedAt: performance.now(),
        trigger: latest.current,
      }));
    const timer = setTimeout(ask, Math.max(0, pace.askedAt + wait - performance.now()));
    return () => clearTimeout(timer);
  }, [live, loading, trigger, pace, setPace, leastMs, mostMs, rest]);
}

function clock(): Micros {
  return Date.now() * 1000;
}
