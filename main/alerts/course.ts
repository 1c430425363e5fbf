// An alert from one judgement to the next: since when it holds, and when it fires.
import type { Alert, AlertState } from '../contract/alerts.ts';
import type { Micros } from '../contract/units.ts';
import type { Verdict } from './verdict.ts';

const SECOND = 1_000_000;

export type Course = {
  state: AlertState['state'];
  /** since when it is in that state */
  since: Micros;
  /** since when it holds; null: it does not */
  holdsSince: Micros | null;
  /** it has fired for as long as it holds */
  told: boolean;
  lastFired: Micros | null;
};

export function begun(now: Micros, lastFired: Micros | null): Course {
  return { state: 'not-judged', since: now, holdsSince: null, told: false, lastFired };
}

/** It fires once each time that it comes to hold, and not within its pause: what still holds after that fires then. */
export function next(course: Course, alert: Alert, verdict: Verdict, now: Micros): { course: Course; fires: boolean } {
  const holds = verdict.judged && verdict.holds;
  const holdsSince = holds ? (course.holdsSince ?? now) : null;
  const forSeconds = alert.condition.on === 'count' ? 0 : alert.condition.forSeconds;
  const isDue = holdsSince !== null && now - holdsSince >= forSeconds * SECOND;
  const state = !verdict.judged ? 'not-judged' : !holds ? 'quiet' : isDue ? 'firing' : 'waiting';
  const told = course.told && holds;
  const fires = isDue && !told && !isPausing(course.lastFired, alert, now);
  return {
    course: {
      ...{ state, since: state === course.state ? course.since : now, holdsSince },
      ...{ told: told || fires, lastFired: fires ? now : course.lastFired },
    },
    fires,
  };
}

/** A clock that was set back leaves a last time in the future: it counts for nothing. */
function isPausing(lastFired: Micros | null, { pauseSeconds }: Alert, now: Micros): boolean {
  return lastFired !== null && lastFired <= now && now - lastFired < pauseSeconds * SECOND;
}
