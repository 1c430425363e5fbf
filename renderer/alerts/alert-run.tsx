// Shows what fires as a notification, whichever view is open.
import { useEffect, useRef } from 'react';
import type { AlertEntry } from '../../main/contract/alerts.ts';
import { useEngine } from '../engine/context.ts';
import { useCall } from '../engine/use-call.ts';
import { go } from '../state/place.ts';
import { useFormat, useText } from '../ui/text.ts';
import { notify } from './notify.ts';
import { firedText, titleOf } from './words.ts';

export function AlertRun() {
  const engine = useEngine();
  const text = useText();
  const format = useFormat();
  const readOnly = useCall('app.info', {}).data?.readOnly;
  const latest = useRef({ text, format });
  latest.current = { text, format };

  useEffect(() => {
    if (readOnly !== false) return;
    const abort = new AbortController();
    const show = (entry: AlertEntry) => {
      const { text, format } = latest.current;
      if (!entry.quiet)
        notify(titleOf(entry, text, format), firedText(entry, text, format), `tailwater ${entry.at} ${entry.id}`, () =>
          go({ screen: 'alerts' }, true),
        );
    };
    const run = async () => {
      for await (const entry of engine.stream('alerts.fired', {}, abort.signal)) show(entry);
    };
    // It ends with the engine's connection, which the page tells of; what fired is in the log.
    run().catch(() => undefined);
    return () => abort.abort();
  }, [engine, readOnly]);
  return null;
}
