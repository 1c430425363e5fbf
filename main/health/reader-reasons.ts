// What is wrong with the reader of a partition, by what is remembered of it.
import type { BurrowStatus } from '../contract/health.ts';
import type { Micros } from '../contract/units.ts';
import { NEEDED_SAMPLES, unsureReason } from './group-judge.ts';
import { consumedOf, type Memory, placeOf, producedOf, samplesOf } from './partition-memory.ts';
import { lagOf, lostOf, unreadShareOf } from './reading.ts';
import { retentionRace } from './retention-race.ts';
import type { PartitionSnapshot, Snapshot } from './snapshot.ts';
import { type Finding, reason } from './words.ts';

const SECOND = 1_000_000;
const UNREAD_FOR = 300 * SECOND;
/** Retention that overtakes a reader so soon is an error. */
const RACE_ERROR = 600 * SECOND;

const GROUP_REASONS = {
  STOP: 'group-stop',
  STALL: 'group-stall',
  QUEUED: 'group-queued',
  REWIND: 'group-rewind',
  WARN: 'group-warn',
} as const;

export function readerReasons(
  memory: Memory,
  partition: PartitionSnapshot,
  status: BurrowStatus | 'QUEUED',
  { at, group, groupActive, groupKnown, silent }: Snapshot,
): Finding[] {
  const { leader, position, logStart, highWatermark, committed } = partition;
  const reasons: Finding[] = [];
  const records = lostOf(position, logStart);
  if (records > 0) reasons.push(reason('records-lost', { records }));
  // Where there is no leader, or it does not answer, that is said already.
  const isAsked = leader !== null && !silent.includes(leader);
  if (isAsked && (logStart === null || highWatermark === null)) reasons.push(reason('offsets-unknown', {}));
  if (group !== null && position === null) {
    if (!groupKnown) reasons.push(reason('position-unknown', {}));
    // It may read what is committed for the first time later; of an empty log there is nothing to commit.
    else if (highWatermark !== null && highWatermark !== logStart)
      reasons.push(reason('group-none', {}, committed ? 'unknown' : 'ok'));
  }
  const lag = lagOf(position, highWatermark);
  // What is deleted waits for nobody any more.
  const waiting = (lag ?? 0) - records;
  const samples = samplesOf(memory);
  if (status === 'UNKNOWN' || (status === 'OK' && samples.length < NEEDED_SAMPLES)) {
    // This process knows of its own reader otherwise whether it reads.
    const severity = committed && status === 'UNKNOWN' ? 'unknown' : 'ok';
    if (group !== null && lag !== null && lag > 0) {
      if (status === 'UNKNOWN' && !groupActive) reasons.push(reason('group-empty', { lag: waiting }));
      reasons.push(unsureReason(samples, memory.commits?.waitsSince ?? null, waiting, at, severity));
    }
  } else if (status !== 'OK') reasons.push(reason(GROUP_REASONS[status], { lag: lag === null ? 'unknown' : waiting }));
  const race = raceReason(memory, partition, at);
  if (race) reasons.push(race);
  const share = unreadShareOf(position, logStart, highWatermark);
  if (share !== null && memory.unreadSince !== null && at - memory.unreadSince >= UNREAD_FOR) {
    const minutes = Math.floor((at - memory.unreadSince) / (60 * SECOND));
    reasons.push(reason('unread-share', { percent: Math.floor(share * 100), minutes }));
  }
  return reasons;
}

function raceReason(memory: Memory, partition: PartitionSnapshot, now: Micros): Finding | undefined {
  const { position, logStart: start, highWatermark: end, retention, bytes } = partition;
  const [produced, consumed] = [producedOf(memory), consumedOf(memory)];
  if (position === null || start === null || end === null || produced === null || consumed === null) return undefined;
  const place = placeOf(memory, partition, now);
  const race = retentionRace({
    ...{ now, position, start, end, produced, consumed, positionTime: place?.at ?? null },
    ...{ retentionMs: retention?.ms ?? null, retentionBytes: retention?.bytes ?? null, bytes: bytes ?? null },
    moves: memory.moves,
  });
  if (!race) return undefined;
  const minutes = Math.round((race.at - now) / (60 * SECOND));
  const left =
    minutes < 120 ? { amount: minutes, unit: 'minutes' } : { amount: Math.round(minutes / 60), unit: 'hours' };
  const severity = !race.isDue && race.at - now < RACE_ERROR ? 'error' : 'warning';
  const within = race.by === 'age' ? (place?.within ?? 0) : 0;
  return reason('retention-race', { at: race.at, within, by: race.by, perHour: race.lostPerHour, ...left }, severity);
}
