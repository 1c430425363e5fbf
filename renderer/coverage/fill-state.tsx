// How far a fetch of the past is, or what came of it, in one line.
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { FillJob } from '../../main/contract/fill.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { forgetFill } from '../state/fills.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { rangeText } from '../ui/coverage.ts';
import type { Format } from '../ui/format.ts';
import { Progress } from '../ui/notice.tsx';
import { type Text, useFormat, useText, useTold } from '../ui/text.ts';
import { isUnderWay } from './fetchable.ts';

export function FillState({ job }: { job: FillJob }) {
  const text = useText();
  const words = text.coverage.fill;
  const format = useFormat();
  const told = useTold();
  if (isUnderWay(job)) {
    const range = whatText(job, text, format);
    const { number } = format;
    return (
      <>
        <span className="cut">{words.running(range)}</span>
        <span className="fill-bar">
          <Progress share={job.offsets === 0 ? undefined : job.done / job.offsets} label={words.running(range)} />
        </span>
        <span className="fill-numbers cut">
          {job.state === 'waiting'
            ? words.waiting
            : job.offsets === 0
              ? words.looking
              : words.progress(number(job.done), number(job.offsets), number(job.records))}
        </span>
        <span className="grow" />
        <CancelFill job={job} />
      </>
    );
  }
  const failed = job.state === 'failed';
  return (
    <>
      {job.state === 'done' ? <Check size={14} className="fill-ok" aria-hidden /> : null}
      <span className={failed ? 'error-text fill-said' : 'fill-said'} role={failed ? 'alert' : 'status'}>
        {failed ? `${words.failed} ${job.error ? told(job.error) : ''}` : resultText(job, text, format)}
      </span>
      <span className="grow" />
      <IconButton className="small" label={words.dismiss} onPress={() => forgetFill(job.id)}>
        <X size={14} />
      </IconButton>
    </>
  );
}

export function CancelFill({ job, small = false }: { job: FillJob; small?: boolean }) {
  const text = useText();
  const words = text.coverage.fill;
  const told = useTold();
  const engine = useEngine();
  const [trouble, setTrouble] = useState<string>();
  const cancel = () =>
    engine.call('fill.cancel', { id: job.id }).catch((error: unknown) => {
      const data = visibleError(error);
      if (data) setTrouble(words.cancelFailed(told(data)));
    });
  return (
    <>
      {trouble === undefined ? null : <span className="error-text cut">{trouble}</span>}
      {small ? (
        <IconButton className="small" label={words.cancel} onPress={() => void cancel()}>
          <X size={14} />
        </IconButton>
      ) : (
        <Button className="small" onPress={() => void cancel()}>
          {text.shell.cancel}
        </Button>
      )}
    </>
  );
}

function resultText({ state, records, gone, offsets }: FillJob, text: Text, format: Format): string {
  const words = text.coverage.fill;
  if (state === 'cancelled') return words.cancelled(format.number(records));
  if (offsets === 0) return words.nothing;
  const said = [
    ...(records > 0 ? [words.fetched(format.number(records))] : []),
    ...(gone > 0 ? [words.gone(format.number(gone))] : []),
  ];
  return said.length === 0 ? words.noRecords : said.join(', ');
}

function whatText({ what }: FillJob, text: Text, format: Format): string {
  const words = text.coverage;
  if (what.kind === 'time') return rangeText(what.from, what.to, text, format) ?? words.fill.wholeRange;
  const [only, ...more] = what.kind === 'offsets' ? what.ranges : [];
  if (!only || more.length > 0) return words.fill.wholeRange;
  const offsets = words.offsets(format.number(only.from), format.number(only.to - 1));
  return `${only.topic}-${only.partition} ${offsets}`;
}
