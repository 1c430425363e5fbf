// When retention overtakes a reader: the deletion that comes first of those by age, by size, and as the log start was seen to move.
// Rates stay as they are, which they do not; so it is a forecast, and worth telling only for the near future.
import type { Micros, Offset } from '../contract/units.ts';

const SECOND = 1_000_000;
const HOUR_SECONDS = 3600;
/** What lies farther ahead is no race yet. */
const HORIZON_SECONDS = 24 * HOUR_SECONDS;
/** Records that are deleted came at most so many times as fast as they come now: more at once is a purge, or a shorter retention. */
const BUSIEST = 10;
/** Of what arrives, seconds: a reader that is no farther behind keeps up, and what its rate lacks of that is the grain of the samples. */
const KEEPS_UP_SECONDS = 10;
/** Twice what Kafka waits between two looks for what may be deleted (log.retention.check.interval.ms). */
const STANDS = 600 * SECOND;

export type RaceFacts = {
  now: Micros;
  /** the reader's next offset, and both ends of the log */
  position: Offset;
  start: Offset;
  end: Offset;
  /** records a second that arrive, and that are read */
  produced: number;
  consumed: number;
  /** about when the record at the position came, or at the latest where it is too old already; null: not known */
  positionTime: Micros | null;
  /** retention.ms and retention.bytes; null: none, or not known */
  retentionMs: number | null;
  retentionBytes: number | null;
  /** of the log; null: not known */
  bytes: number | null;
  /** each time that the log start was seen to have moved, and where to; oldest first */
  moves: readonly { at: Micros; start: Offset }[];
};

/** From `at` on records are lost before they are read, about so many an hour. */
export type Race = {
  by: 'age' | 'size' | 'observed';
  at: Micros;
  lostPerHour: number;
  /** It may be deleted at any time; as whole segments are deleted, it may lie there for days. */
  isDue: boolean;
};
type Loss = { seconds: number; perSecond: number };

/**
 * null: the reader wins, or reads on long before it matters, or nothing that is known says otherwise. What is still ahead comes
 * before what may be deleted at any time, of which nobody knows when it is.
 */
export function retentionRace(facts: RaceFacts): Race | null {
  if (facts.position >= facts.end || facts.position < facts.start) return null;
  const losses = { age: byAge(facts), size: bySize(facts), observed: byMoves(facts) };
  let first: Race | null = null;
  for (const by of ['observed', 'age', 'size'] as const) {
    const loss = losses[by];
    const lostPerHour = Math.round((loss?.perSecond ?? 0) * HOUR_SECONDS);
    if (!loss || loss.seconds > HORIZON_SECONDS || lostPerHour === 0) continue;
    const isDue = by !== 'observed' && loss.seconds === 0;
    const race = { by, at: Math.round(facts.now + loss.seconds * SECOND), lostPerHour, isDue };
    if (!first || (first.isDue && !isDue) || (first.isDue === isDue && race.at < first.at)) first = race;
  }
  return first;
}

/**
 * A record is deleted when it is as old as retention.ms. What is unread came in its time, so the deletion goes through it at the
 * mean rate of that, and behind it at the rate of what arrives now.
 */
function byAge({ now, position, end, produced, consumed, positionTime, retentionMs }: RaceFacts): Loss | null {
  if (positionTime === null || retentionMs === null) return null;
  const retention = retentionMs / 1000;
  const age = Math.max(0, (now - positionTime) / SECOND);
  const lag = end - position;
  const arrived = age > 0 ? lag / age : produced;
  if (age >= retention) return { seconds: 0, perSecond: Math.max(0, arrived - consumed) };
  if (keepsUp({ position, end, produced })) return null;
  const toEnd = consumed > 0 ? lag / consumed : Number.POSITIVE_INFINITY;
  if (consumed < arrived) {
    const seconds = (retention - age) / (1 - consumed / arrived);
    if (seconds <= toEnd) return { seconds, perSecond: arrived - consumed };
  }
  // It reads what lies there now in time, and then comes to records that have waited for so long as that takes.
  if (consumed >= produced) return null;
  return { seconds: toEnd + (retention - toEnd) / (1 - consumed / produced), perSecond: produced - consumed };
}

/** A log of a full size keeps as many records as fit into retention.bytes; the reader must not fall farther behind its end. */
function bySize({ position, start, end, produced, consumed, retentionBytes, bytes }: RaceFacts): Loss | null {
  if (retentionBytes === null || bytes === null || bytes <= 0 || end <= start) return null;
  const kept = (retentionBytes / bytes) * (end - start);
  const lag = end - position;
  const falls = produced - consumed;
  // Kafka deletes whole segments, and none that would leave less than retention.bytes.
  if (lag > kept) return { seconds: 0, perSecond: Math.max(0, falls) };
  return falls > 0 && !keepsUp({ position, end, produced })
    ? { seconds: (kept - lag) / falls, perSecond: falls }
    : null;
}

/**
 * The log start moves by whole segments: its speed is known from the second move on. In the long run it is no faster than what arrives,
 * and so only a reader that is slower than that is overtaken.
 */
function byMoves({ now, position, start, end, produced, consumed, moves: seen }: RaceFacts): Loss | null {
  if (keepsUp({ position, end, produced })) return null;
  const moves = withoutPurges(seen, produced);
  const [first, last] = [moves[0], moves.at(-1)];
  if (!first || !last || moves.length < 2 || isOver(moves, now)) return null;
  const seconds = (last.at - first.at) / SECOND;
  const speed = seconds > 0 ? Math.min(produced, (last.start - first.start) / seconds) : 0;
  if (speed <= consumed) return null;
  return { seconds: (position - start) / (speed - consumed), perSecond: speed - consumed };
}

function keepsUp({ position, end, produced }: Pick<RaceFacts, 'position' | 'end' | 'produced'>): boolean {
  return end - position <= produced * KEEPS_UP_SECONDS;
}

type Moves = RaceFacts['moves'];

/** Only those since the last that retention does not make: it deletes what arrived, at most as fast as that was at its busiest. */
function withoutPurges(moves: Moves, produced: number): Moves {
  const isPurge = (move: Moves[number], i: number) => {
    const before = moves[i - 1];
    if (!before) return false;
    const arrived = (produced * (move.at - before.at)) / SECOND;
    return move.start - before.start > arrived * BUSIEST;
  };
  return moves.slice(Math.max(0, moves.findLastIndex(isPurge)));
}

/** It stands for much longer than it did between two moves, and Kafka has looked meanwhile for what may be deleted. */
function isOver(moves: Moves, now: Micros): boolean {
  const between = moves.slice(1).map(({ at }, i) => at - (moves[i]?.at ?? at));
  return now - (moves.at(-1)?.at ?? now) > Math.max(STANDS, 2 * Math.max(...between));
}
