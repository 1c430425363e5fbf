import { useRef } from 'react';
import type { Answer } from './use-answer.ts';

export type Steady<T> = {
  data: T | undefined;
  /** it is of an earlier identity: the answer of this one is not here yet */
  old: boolean;
};

/** The last whole answer stays while the same is counted anew; a growing one shows only where it is the first of its identity. */
export function useSteady<T extends { final: boolean }>(answer: Answer<T>, identity: string): Steady<T> {
  const whole = useRef<{ identity: string; data: T } | undefined>(undefined);
  const growing = useRef<T | undefined>(undefined);
  if (answer.data && !answer.stale) {
    if (answer.data.final) whole.current = { identity, data: answer.data };
    growing.current = answer.data;
    if (whole.current?.identity !== identity) return { data: growing.current, old: false };
  }
  return { data: whole.current?.data ?? growing.current, old: whole.current?.identity !== identity };
}
