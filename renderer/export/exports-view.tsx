import './export.css';
import { FileDown } from 'lucide-react';
import type { ExportJob } from '../../main/contract/export.ts';
import { useWatch } from '../engine/use-watch.ts';
import { go } from '../state/place.ts';
import { Button } from '../ui/button.tsx';
import { Badge, Empty } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { CopyPath } from './copy-path.tsx';
import { folderOf, nameOf } from './file-name.ts';
import { CancelJob, JobProgress, JobResult } from './job-progress.tsx';
import { RevealFile } from './reveal-file.tsx';

const TONES = { running: 'info', done: 'ok', cancelled: 'warn', failed: 'error' } as const;

/** Every export of this run of Tailwater, the newest first. */
export function ExportsView() {
  const text = useText();
  const known = useWatch('export.jobs');
  if (!known) return <Empty title={text.shell.loading} />;
  if (known.jobs.length === 0)
    return (
      <Empty
        title={text.exports.emptyTitle}
        icon={<FileDown size={28} />}
        action={
          <Button kind="primary" onPress={() => go({ screen: 'logs' }, true)}>
            {text.exports.toLogs}
          </Button>
        }
      >
        {text.exports.empty}
      </Empty>
    );
  return (
    <section className="exports" aria-label={text.exports.jobsTitle}>
      <ul>
        {known.jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function JobRow({ job }: { job: ExportJob }) {
  const text = useText();
  const format = useFormat();
  return (
    <li className="job" data-job={job.state}>
      <div className="job-main">
        <p className="job-head">
          <Badge tone={TONES[job.state]}>{text.exports.state[job.state]}</Badge>
          <strong className="cut" title={job.path}>
            {nameOf(job.path)}
          </strong>
          <span className="job-folder cut" title={job.path}>
            {folderOf(job.path)}
          </span>
        </p>
        {job.state === 'running' ? <JobProgress job={job} /> : <JobResult job={job} />}
        <p className="job-what">
          <span>{text.exports.formats[job.format]}</span>
          <span className="number">{format.time(job.startedAt, 'full', 0)}</span>
          {job.filter === '' ? (
            <span>{text.exports.all}</span>
          ) : (
            <span className="record cut" title={job.filter}>
              {job.filter}
            </span>
          )}
        </p>
      </div>
      <div className="job-actions">
        {job.state === 'running' ? <CancelJob job={job} small /> : null}
        {job.state === 'done' ? (
          <>
            <CopyPath path={job.path} small />
            <RevealFile path={job.path} />
          </>
        ) : null}
      </div>
    </li>
  );
}
