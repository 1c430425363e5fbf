// The partition that is to be read before others: the way to begin it, and how far it is.
import { useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useWatch } from '../engine/use-watch.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { nameOf } from '../ui/partition-words.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';

/** partition: by its name, as the table has it; `isNamed`: where it is one of several */
export function FetchFirst({ partition, isNamed = false }: { partition: string | undefined; isNamed?: boolean }) {
  const words = useText().first;
  const told = useTold();
  const engine = useEngine();
  const consumers = useWatch('consumers.status');
  const [error, setError] = useState<ErrorData>();
  const ours = consumers?.workers.flatMap((worker) => worker.partitions) ?? [];
  const found = ours.find((one) => nameOf(one) === partition);
  if (error) return <span className="error-text">{told(error)}</span>;
  if (!found || (consumers?.first && nameOf(consumers.first) === partition)) return null;
  const { topic, partition: number } = found;
  return (
    <Button
      className="small"
      onPress={() => {
        engine
          .call('session.first', { partition: { topic, partition: number } })
          .catch((failure: unknown) => setError(visibleError(failure)));
      }}
    >
      {isNamed ? (
        <span className="cut fetch-first-name" title={words.beginNamed(nameOf(found))}>
          {words.beginNamed(nameOf(found))}
        </span>
      ) : (
        words.begin
      )}
    </Button>
  );
}

/** While it lasts. */
export function FetchFirstNotice() {
  const words = useText().first;
  const format = useFormat();
  const engine = useEngine();
  const first = useWatch('consumers.status')?.first;
  if (!first) return null;
  return (
    <Notice
      tone="info"
      action={
        // Where it is over already there is nothing to end.
        <Button
          className="small"
          onPress={() => void engine.call('session.first', { partition: null }).catch(() => undefined)}
        >
          {words.end}
        </Button>
      }
    >
      {words.lasts(nameOf(first), format.number(first.lagRecords))}
    </Notice>
  );
}
