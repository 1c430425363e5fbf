import './export.css';
import { useState } from 'react';
import type { View } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { closeDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Badge, Failed } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import { CopyPath } from './copy-path.tsx';
import { ExportForm } from './export-form.tsx';
import { CancelJob, JobProgress, JobResult } from './job-progress.tsx';

type Props = { view: View; order: 'asc' | 'desc'; clock: Clock; records: number | undefined };

/** What, as what, where to; then how far, and what the file is complete for. */
export function ExportDialog(props: Props) {
  const text = useText();
  const info = useCall('app.info', {});
  const [id, setId] = useState<string>();
  if (id !== undefined) return <JobDialog id={id} again={() => setId(undefined)} />;
  if (info.error)
    return (
      <Dialog title={text.exports.title} onClose={closeDialog}>
        <Failed error={info.error} again={info.again} />
      </Dialog>
    );
  // A few milliseconds; the form starts from the folder that the engine names.
  if (!info.data) return null;
  return <ExportForm {...props} folder={info.data.exportFolder} started={setId} />;
}

function JobDialog({ id, again }: { id: string; again: () => void }) {
  const text = useText();
  const job = useWatch('export.jobs')?.jobs.find((one) => one.id === id);
  if (!job) return null;
  return (
    <Dialog
      title={job.state === 'running' ? text.exports.running : text.exports.title}
      onClose={closeDialog}
      stay
      footer={
        job.state === 'running' ? (
          <>
            <CancelJob job={job} />
            <Button kind="primary" onPress={closeDialog} autoFocus>
              {text.exports.inBackground}
            </Button>
          </>
        ) : (
          <>
            {job.state === 'done' ? (
              <CopyPath path={job.path} />
            ) : (
              <Button onPress={again}>{text.exports.again}</Button>
            )}
            <Button kind="primary" onPress={closeDialog} autoFocus>
              {text.shell.close}
            </Button>
          </>
        )
      }
    >
      <div className="job-dialog" data-job={job.state}>
        {job.state === 'running' ? null : (
          <Badge tone={job.state === 'done' ? 'ok' : job.state === 'failed' ? 'error' : 'warn'}>
            {text.exports.state[job.state]}
          </Badge>
        )}
        <p className="job-path record">{job.path}</p>
        {job.state === 'running' ? <JobProgress job={job} /> : <JobResult job={job} />}
      </div>
    </Dialog>
  );
}
