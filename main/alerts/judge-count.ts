// Whether so many records match in the last while. Records count by their own time, as they do in the timeline: so the count of
// an entry is that of the logs it leads to, and what is read late, after a pause or a backlog, is no burst of now. What that costs
// is said: where the cache may lack records of the window, few of them are no silence.
import type { AlertCondition, NotJudged } from '../contract/alerts.ts';
import { type Coverage, SILENT_MS, type Tick } from '../contract/records.ts';
import type { SessionStatus } from '../contract/session.ts';
import type { Micros } from '../contract/units.ts';
import { coverageOf } from '../contract/view-coverage.ts';
import type { SecondCounts } from './second-counts.ts';
import { notJudged, type Verdict } from './verdict.ts';

const SECOND = 1_000_000;
/**
 * Records take a moment from their time until they are read: a window for silence ends so long before now. Longer than a broker may
 * be silent while its partitions count as caught up: so nobody judges a time of which nothing was heard.
 */
const UNDER_WAY = SILENT_MS * 1000 + SECOND;
/** A reader that is so far behind may not have seen a burst yet. */
const BEHIND = 30 * SECOND;

type CountCondition = Extract<AlertCondition, { on: 'count' }>;

/** So many partitions have been read to their ends without a gap since then. */
export type Following = { followed: number; since: Micros };

export type CountFacts = {
  session: SessionStatus['state'];
  tick: Tick;
  /** of the same moment; asked for where `needsCoverage` says so */
  coverage: Coverage | undefined;
  /** null: not all that is followed is read to its end, or nothing is */
  following: Following | null;
  /** undefined: what was there before is not counted yet */
  counts: SecondCounts | undefined;
  /** all that was in the cache then is in the counts */
  countedAt: Micros;
};

/** [from, to) in whole seconds: `to` is the second that `now` lies in, whose records count too where many are looked for. */
export function windowOf({ than, seconds }: CountCondition, now: Micros): { from: Micros; to: Micros } {
  const to = than === 'above' ? Math.floor(now / SECOND + 1) * SECOND : Math.floor((now - UNDER_WAY) / SECOND) * SECOND;
  return { from: to - seconds * SECOND, to };
}

export function judgeCount(condition: CountCondition, facts: CountFacts, now: Micros): Verdict {
  const { session, tick, counts } = facts;
  if (session !== 'collecting') return notJudged(STATES[session]);
  if (!counts) return notJudged('starting');
  const window = windowOf(condition, now);
  const value = counts.between(window.from, window.to);
  const verdict = (holds: boolean): Verdict => ({ judged: true, holds, window, value, subjects: [] });
  if (condition.than === 'above') {
    // What is not read yet can only be more.
    if (value > condition.records) return verdict(true);
    const isBehind = now - facts.countedAt > BEHIND || (tick.frontier !== null && tick.frontier < now - BEHIND);
    const why = followsNone(condition, tick) ?? (isBehind ? 'behind' : reachesNot(condition, facts, window.from));
    return why ? notJudged(why) : verdict(false);
  }
  if (value >= condition.records) return verdict(false);
  const isBehind = now - facts.countedAt > UNDER_WAY;
  const why = followsNone(condition, tick) ?? (isBehind ? 'behind' : lacks(condition, facts, window));
  return why ? notJudged(why) : verdict(true);
}

const STATES: Record<Exclude<SessionStatus['state'], 'collecting'>, NotJudged> = {
  idle: 'no-session',
  connecting: 'connecting',
  paused: 'paused',
  ended: 'ended',
  failed: 'failed',
};

/** A topic that is followed and has no record yet is not in the list: only what is there and followed no more is known. */
function followsNone({ topics }: CountCondition, tick: Tick): NotJudged | undefined {
  const isLeft = (name: string) => tick.topics.some((topic) => topic.name === name && !topic.followed);
  return tick.followed === 0 || topics?.every(isLeft) ? 'not-followed' : undefined;
}

/** Why the cache may not have all of a window. */
function lacks(
  { topics }: CountCondition,
  { tick, coverage, following }: CountFacts,
  window: { from: Micros; to: Micros },
): NotJudged | undefined {
  if (!coverage) return 'starting';
  const { holes, behind, elsewhere, openTransactions } = coverageOf(
    { topics, ...window },
    { before: coverage, after: coverage, tick },
  );
  if (elsewhere > 0) return 'elsewhere';
  if (openTransactions > 0) return 'transaction';
  if (behind) return 'behind';
  return holes.length > 0 ? 'missing' : reachesNot({ topics }, { tick, coverage, following }, window.from);
}

/** From one look to the next. What is followed anew was not read before: then it begins anew. */
export function stillFollowing(
  before: Following | null,
  { session, tick }: Pick<CountFacts, 'session' | 'tick'>,
  now: Micros,
): Following | null {
  const { followed, caughtUp, elsewhere, frontier } = tick;
  const isClose = caughtUp + elsewhere === followed || (frontier !== null && frontier >= now - BEHIND);
  if (session !== 'collecting' || followed === 0 || !isClose) return null;
  return before?.followed === followed ? before : { followed, since: now };
}

/** Whether all was there since then, by the times alone: it was followed since, or the cache has older records. */
function reachesByTime({ tick, following }: Pick<CountFacts, 'tick' | 'following'>, from: Micros): boolean {
  return (tick.oldestTime !== null && tick.oldestTime <= from) || (following !== null && following.since <= from);
}

export function needsCoverage(
  condition: CountCondition,
  known: Pick<CountFacts, 'tick' | 'following'>,
  now: Micros,
): boolean {
  return condition.than === 'below' || !reachesByTime(known, windowOf(condition, now).from);
}

/**
 * Why the cache may know nothing of the time since `from`: a session that started at the newest records has none of before. It
 * does know where it began at offset 0, before which nothing is.
 */
function reachesNot(
  { topics }: Pick<CountCondition, 'topics'>,
  { tick, coverage, following }: Pick<CountFacts, 'tick' | 'coverage' | 'following'>,
  from: Micros,
): NotJudged | undefined {
  if (reachesByTime({ tick, following }, from)) return undefined;
  if (!coverage) return 'starting';
  const { partitions } = coverage;
  const wanted = partitions.filter(({ topic }) => topics === null || topics.includes(topic));
  const isAll = wanted.length > 0 && partitions.length >= tick.followed;
  return isAll && wanted.every(({ held, next }) => (held[0]?.[0] ?? next) === 0) ? undefined : 'missing';
}
