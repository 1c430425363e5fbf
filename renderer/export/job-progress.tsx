import { useState } from 'react';
import type { ExportJob } from '../../main/contract/export.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { Button } from '../ui/button.tsx';
import { Notice, Progress } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { coverageWords } from './coverage-words.ts';
import { nameOf } from './file-name.ts';
import { timeLeftMs } from './time-left.ts';

/** How far a running job is. */
export function JobProgress({ job }: { job: ExportJob }) {
  const text = useText();
  const format = useFormat();
  const left = timeLeftMs(job, Date.now() * 1000);
  return (
    <div className="job-progress">
      <Progress share={job.progress} label={text.exports.running} />
      <p className="job-numbers number">
        <span>{text.exports.progress(format.number(job.records), format.bytes(job.bytes))}</span>
        <span>
          {job.progress >= 1
            ? text.exports.finishing
            : left === undefined
              ? text.exports.leftUnknown
              : text.exports.left(format.duration(left))}
        </span>
      </p>
    </div>
  );
}

/** How it ended, and what the file is complete for. */
export function JobResult({ job }: { job: ExportJob }) {
  const text = useText();
  const told = useTold();
  const format = useFormat();
  const took = job.endedAt === null ? '' : text.exports.took(format.duration((job.endedAt - job.startedAt) / 1000));
  if (job.state === 'failed') return <p className="job-result failed">{job.error ? told(job.error) : null}</p>;
  if (job.state === 'cancelled') return <p className="job-result">{text.exports.gone}</p>;
  return (
    <>
      <p className="job-result number">
        {text.exports.progress(format.number(job.records), format.bytes(job.bytes))} {took}
      </p>
      {job.covers === null ? null : (
        <p className="job-coverage">
          {coverageWords(job.covers, text, format)}{' '}
          {job.coverageFile === null ? null : text.exports.coverageWritten(nameOf(job.coverageFile))}
        </p>
      )}
    </>
  );
}

export function CancelJob({ job, small = false }: { job: ExportJob; small?: boolean }) {
  const text = useText();
  const told = useTold();
  const engine = useEngine();
  const [trouble, setTrouble] = useState<string>();
  const cancel = async () => {
    try {
      await engine.call('export.cancel', { id: job.id });
    } catch (error) {
      const data = visibleError(error);
      if (data) setTrouble(text.exports.cancelFailed(told(data)));
    }
  };
  return (
    <>
      {trouble === undefined ? null : <Notice tone="error">{trouble}</Notice>}
      <Button className={small ? 'small' : ''} onPress={() => void cancel()}>
        {small ? text.shell.cancel : text.exports.cancel}
      </Button>
    </>
  );
}
