// What useCall and useStream share: one request at a time, the latest wins, and the last answer stays while it loads.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import { visibleError } from './errors.ts';

export type Answer<T> = {
  /** the latest answer; of an earlier input while `stale` */
  data: T | undefined;
  /** why the latest request failed; `data` is then of an earlier one */
  error: ErrorData | undefined;
  loading: boolean;
  stale: boolean;
  /** asks again, with the same input */
  again(): void;
};

type State<T> = { asked: string; data: T | undefined; dataFor: string; error: ErrorData | undefined };

/**
 * Runs `request` whenever `key` changes; `null` asks nothing and keeps what is there.
 * `request` calls `show` once or more; it is cancelled through its signal.
 */
export function useAnswer<T>(
  key: string | null,
  request: (signal: AbortSignal, show: (data: T) => void) => Promise<void>,
): Answer<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State<T>>({ asked: '', data: undefined, dataFor: '', error: undefined });
  const latest = useRef(request);
  latest.current = request;
  const full = key === null ? null : `${attempt} ${key}`;

  useEffect(() => {
    if (full === null) return;
    const abort = new AbortController();
    latest
      .current(abort.signal, (data) => {
        if (!abort.signal.aborted) setState((old) => ({ asked: old.asked, data, dataFor: full, error: undefined }));
      })
      .then(
        () => {
          if (!abort.signal.aborted) setState((old) => ({ ...old, asked: full }));
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setState((old) => ({ ...old, asked: full, error: visibleError(error) }));
        },
      );
    return () => abort.abort();
  }, [full]);

  const again = useCallback(() => setAttempt((n) => n + 1), []);
  const loading = full !== null && state.asked !== full;
  return { data: state.data, error: loading ? undefined : state.error, loading, stale: state.dataFor !== full, again };
}
