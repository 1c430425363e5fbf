import { useEffect, useRef } from 'react';
import type { FillJob } from '../../main/contract/fill.ts';
import { useEngine } from '../engine/context.ts';
import { useCoverage } from '../engine/coverage.tsx';
import { useWatch } from '../engine/use-watch.ts';
import { standAnew } from '../state/follow.ts';

/** Logs that stand still show what was asked for when it is there: they stand still anew, at the same time, with those rows. */
export function useStandAnew(ended: readonly FillJob[]): void {
  const engine = useEngine();
  const tick = useWatch('cache.tick');
  const { data: coverage, fresh } = useCoverage();
  const done = useRef('');
  const ids = ended.map(({ id }) => id).join();
  useEffect(() => {
    // The coverage of after the end, and a row that was written after that was known.
    if (ids === done.current || !fresh || !coverage || !tick) return;
    done.current = ids;
    if (ids === '') return;
    const abort = new AbortController();
    engine
      .call('records.page', { view: {}, order: 'desc', start: { at: 'first' }, limit: 1 }, abort.signal)
      .then(({ upTo }) => standAnew({ upTo, tick, coverage }))
      // What it shows stays as it is, and the pill says that records arrived.
      .catch(() => undefined);
  }, [ids, fresh, coverage, tick, engine]);
}
