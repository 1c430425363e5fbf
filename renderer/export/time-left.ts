import type { ExportJob } from '../../main/contract/export.ts';

/** Milliseconds until the job ends at the pace that it had so far; undefined while that says nothing. `now`: microseconds */
export function timeLeftMs(job: ExportJob, now: number): number | undefined {
  const spentMs = (now - job.startedAt) / 1000;
  if (job.state !== 'running' || job.progress <= 0.01 || spentMs < 500) return undefined;
  return (spentMs / job.progress) * (1 - job.progress);
}
