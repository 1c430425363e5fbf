// Whether the cluster answers at all, by the last report of its health, and where the session never began by why it did not.
import type { ErrorCode } from '../contract/errors.ts';
import type { HealthReport } from '../contract/health.ts';
import type { SessionStatus } from '../contract/session.ts';
import type { Micros } from '../contract/units.ts';
import { STALE } from './judge-health.ts';
import { notJudged, type Verdict } from './verdict.ts';

/** It refused, or said that there is no such topic: these are answers. */
const ANSWERS: readonly ErrorCode[] = ['denied', 'unsupported', 'not-found'];

/** `value`: seconds since it last answered, at least 1; 0: it has not answered in this session. */
export function judgeSilence({ state, error }: SessionStatus, report: HealthReport, now: Micros): Verdict {
  const verdict = (holds: boolean, value: number): Verdict => ({
    judged: true,
    holds,
    window: null,
    value,
    subjects: [],
  });
  if (state === 'connecting') return notJudged('connecting');
  const answeredAt = answerOf(report);
  const isSilent = report.error?.code === 'unreachable';
  if (answeredAt === null) {
    if (isSilent || (state === 'failed' && error?.code === 'unreachable')) return verdict(true, 0);
    return notJudged(state === 'failed' || report.error ? 'failed' : 'no-sample');
  }
  const age = now - answeredAt;
  return verdict(isSilent || age > STALE, Math.max(1, Math.floor(age / 1e6)));
}

function answerOf({ sampledAt, error }: HealthReport): Micros | null {
  return error && ANSWERS.includes(error.code) ? error.at : sampledAt;
}
