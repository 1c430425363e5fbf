// One test of a connection at a time; its answer stays until the next one.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Connection, ConnectionTest } from '../../main/contract/session.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';

export type Test = {
  running: boolean;
  result: ConnectionTest | undefined;
  /** the test itself could not run */
  error: ErrorData | undefined;
  /** what was tested, to tell whether the form has changed since */
  of: Connection | undefined;
};

const NONE: Test = { running: false, result: undefined, error: undefined, of: undefined };

export function useTest(): {
  test: Test;
  /** Resolves with the answer; undefined where there is none: stopped, or it could not run. */
  run(connection: Connection): Promise<ConnectionTest | undefined>;
  stop(): void;
  clear(): void;
} {
  const engine = useEngine();
  const [test, setTest] = useState(NONE);
  const abort = useRef<AbortController>(undefined);

  const stop = useCallback(() => {
    abort.current?.abort();
    setTest((old) => ({ ...old, running: false }));
  }, []);
  const clear = useCallback(() => {
    abort.current?.abort();
    setTest(NONE);
  }, []);
  const run = useCallback(
    async (connection: Connection) => {
      abort.current?.abort();
      const mine = new AbortController();
      abort.current = mine;
      const ended = { running: false, result: undefined, error: undefined, of: connection };
      setTest({ ...ended, running: true });
      try {
        const result = await engine.call('connection.test', { connection }, mine.signal);
        if (mine.signal.aborted) return undefined;
        setTest({ ...ended, result });
        return result;
      } catch (error) {
        if (!mine.signal.aborted) setTest({ ...ended, error: visibleError(error) });
        return undefined;
      }
    },
    [engine],
  );
  useEffect(() => () => abort.current?.abort(), []);
  return { test, run, stop, clear };
}
