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

export function useTest(): { test: Test; run(connection: Connection): void; stop(): void; clear(): void } {
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
    (connection: Connection) => {
      abort.current?.abort();
      const mine = new AbortController();
      abort.current = mine;
      setTest({ running: true, result: undefined, error: undefined, of: connection });
      engine.call('connection.test', { connection }, mine.signal).then(
        (result) => {
          if (!mine.signal.aborted) setTest({ running: false, result, error: undefined, of: connection });
        },
        (error: unknown) => {
          if (!mine.signal.aborted)
            setTest({ running: false, result: undefined, error: visibleError(error), of: connection });
        },
      );
    },
    [engine],
  );
  useEffect(() => () => abort.current?.abort(), []);
  return { test, run, stop, clear };
}
