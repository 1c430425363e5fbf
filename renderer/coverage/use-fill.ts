// Asking the brokers for what the cache lacks, and whether that can be asked for now.
import { useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { FillWhat } from '../../main/contract/fill.ts';
import type { Hole } from '../../main/contract/records.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { beganFill } from '../state/fills.ts';

export type Fill = {
  /** no-session: connecting comes first; read-only: never; wait: not known yet, or connecting */
  can: 'yes' | 'no-session' | 'read-only' | 'wait';
  /** Whether its topic is among those that are followed. */
  follows(hole: Hole): boolean;
  start(what: FillWhat): void;
  starting: boolean;
  /** why the last one did not begin */
  error: ErrorData | undefined;
};

export function useFill(): Fill {
  const engine = useEngine();
  const status = useWatch('session.status');
  const info = useCall('app.info', {});
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const start = async (what: FillWhat) => {
    setStarting(true);
    setError(undefined);
    try {
      beganFill((await engine.call('fill.start', { what })).id);
    } catch (failure) {
      setError(visibleError(failure));
    }
    setStarting(false);
  };
  const can =
    !info.data || !status || status.state === 'connecting'
      ? 'wait'
      : info.data.readOnly
        ? 'read-only'
        : status.state === 'collecting' || status.state === 'paused' || status.state === 'ended'
          ? 'yes'
          : 'no-session';
  return {
    can,
    follows: ({ topic }) => status?.topics.includes(topic) ?? false,
    start: (what) => void start(what),
    starting,
    error,
  };
}
