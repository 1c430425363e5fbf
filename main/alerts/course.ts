// An alert from one judgement to the next: since when it holds, and when it fires.
import type { Alert, AlertState } from '../contract/alerts.ts';
import type { Micros } from '../contract/units.ts';
import type { Verdict } from './verdict.ts';

const SECOND = 1_000_000;
/** A look or two that fail are not its end: what held before goes on to hold, where it is judged again within this. */
const GAP = 60 * SECOND;

export type Course = {
  state: AlertState['state'];
  /** since when it is in that state */
  since: Micros;
  /** since when it holds, short gaps in between that were not judged; null: it does not */
  holdsSince: Micros | null;
  /** when it was judged last; null: not yet */
  judgedAt: Micros | null;
  /** it has fired for as long as it holds */
  told: boolean;
  lastFired: Micros | null;
};

export function begun(now: Micros, lastFired: Micros | null): Course {
  return { state: 'not-judged', since: now, holdsSince: null, judgedAt: null, told: false, lastFired };
}

/** It fires once each time that it comes to hold, and not within its pause: what still holds after that fires then. */
export function next(course: Course, alert: Alert, verdict: Verdict, now: Micros): { course: Course; fires: boolean } {
  const holds = verdict.judged && verdict.holds;
  const isKept = verdict.judged ? holds : course.judgedAt !== null && now - course.judgedAt < GAP;
  const before = isKept ? course : { holdsSince: null, told: false };
  const holdsSince = holds ? (before.holdsSince ?? now) : before.holdsSince;
  const forSeconds = alert.condition.on === 'count' ? 0 : alert.condition.forSeconds;
  const isDue = holds && holdsSince !== null && now - holdsSince >= forSeconds * SECOND;
  const state = !verdict.judged ? 'not-judged' : !holds ? 'quiet' : isDue ? 'firing' : 'waiting';
  const fires = isDue && !before.told && !isPausing(course.lastFired, alert, now);
  return {
    course: {
      ...{ state, since: state === course.state ? course.since : now, holdsSince },
      ...{ told: before.told || fires, lastFired: fires ? now : course.lastFired },
      judgedAt: verdict.judged ? now : course.judgedAt,
    },
    fires,
  };
}

/** A clock that was set back leaves a last time in the future: it counts for nothing. */
function isPausing(lastFired: Micros | null, { pauseSeconds }: Alert, now: Micros): boolean {
  return lastFired !== null && lastFired <= now && now - lastFired < pauseSeconds * SECOND;
}
