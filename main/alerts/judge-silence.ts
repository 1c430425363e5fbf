// Whether the cluster answers at all, by the last report of its health, and where the session never began by why it did not.
import type { HealthReport } from '../contract/health.ts';
import type { SessionStatus } from '../contract/session.ts';
import type { Micros } from '../contract/units.ts';
import { STALE } from './judge-health.ts';
import { notJudged, type Verdict } from './verdict.ts';

/** `value`: seconds since it last answered; 0: it has not answered in this session. */
export function judgeSilence({ state, error }: SessionStatus, report: HealthReport, now: Micros): Verdict {
  const verdict = (holds: boolean, value: number): Verdict => ({
    judged: true,
    holds,
    window: null,
    value,
    subjects: [],
  });
  if (state === 'connecting') return notJudged('connecting');
  if (report.sampledAt === null) {
    if (report.error !== null || (state === 'failed' && error?.code === 'unreachable')) return verdict(true, 0);
    return notJudged(state === 'failed' ? 'failed' : 'no-sample');
  }
  const age = now - report.sampledAt;
  return verdict(report.error !== null || age > STALE, Math.max(0, Math.floor(age / 1e6)));
}
