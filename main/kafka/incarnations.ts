// Holds the cache's positions against the brokers' logs (R7). A log that is another one by now (its topic was deleted and created
// again) or that was cut back (an unclean leader election) is read as a new incarnation; what is stored of the old one stays.
import { Flag, PART_COUNT, type RecordBatch } from '../base/batch.ts';
import type { KnownPartition, StartPosition } from '../base/ingest-port.ts';
import { recordHash } from '../base/record-hash.ts';
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { OFFSET_OUT_OF_RANGE, TOPIC_AUTHORIZATION_FAILED } from './admin-errors.ts';
import type { FetchAnswer } from './admin-fetch.ts';
import { decodeFetch } from './decode.ts';
import { type Place, readBatches, readEpochEnds } from './log-reader.ts';
import type { PositionStore } from './position-store.ts';
import type { Found, FoundPartition } from './topics.ts';

/** A partition of which an incarnation begins, and where. */
export type Anew = { topic: string; partition: number; incarnation: number; recreated: boolean; from: Offset };
export type Checked = {
  /** what to follow: all that were found, less `unverified` */
  starts: StartPosition[];
  anew: Anew[];
  /** by partitionKey: what the broker has could not be had now, so that nothing may be read on yet */
  unverified: Set<string>;
};

type Doubt = { one: FoundPartition; known: KnownPartition; key: string };
/** What the broker has at the offset of the last record that is stored. */
type Finding =
  | 'same'
  | 'other'
  /** compacted away, deleted, or none is stored */
  | 'gone'
  /** the log ends before it */
  | 'beyond'
  /** it is there, but the log ends before the position */
  | 'short'
  | 'unknown';

export async function holdAgainstLogs(
  admin: Admin,
  store: Pick<PositionStore, 'known'>,
  found: Pick<Found, 'clusterId' | 'partitions'>,
): Promise<Checked> {
  const known = new Map(
    (await store.known(found.clusterId, found.partitions)).map((one) => [partitionKey(one.topic, one.partition), one]),
  );
  const anew: Anew[] = [];
  const fresh = new Map<string, StartPosition>();
  const begin = ({ one, known, key }: Doubt, from: Offset, recreated: boolean) => {
    const { topic, partition, topicId } = one;
    anew.push({ topic, partition, incarnation: known.incarnation + 1, recreated, from });
    fresh.set(key, { topic, partition, topicId, start: from, low: from, anew: true });
  };
  const doubts: Doubt[] = [];
  for (const one of found.partitions) {
    const key = partitionKey(one.topic, one.partition);
    const before = known.get(key);
    if (!before) continue;
    const doubt = { one, known: before, key };
    if (isOther(before.topicId, one.topicId)) begin(doubt, one.low, true);
    else doubts.push(doubt);
  }

  const findings = await findLastRecords(admin, doubts);
  const cut = doubts.filter(({ one, known, key }) => {
    const finding = findings.get(key);
    if (finding === 'gone') return (known.last?.offset ?? -1) >= one.low;
    return finding === 'other' || finding === 'beyond' || finding === 'short';
  });
  // Of another topic, epochs of the same number are others: they tell of a log only that surely is the same topic's.
  const told = cut.filter(
    ({ one, known }) => known.epoch >= 0 && one.topicId !== null && known.topicId === one.topicId,
  );
  const ends = await readEpochEnds(
    admin,
    told.map(({ one, known }) => ({ ...one, epoch: known.epoch })),
  );
  for (const doubt of cut) {
    const { one, known, key } = doubt;
    const end = ends.get(key);
    const endsAt = end?.epoch === known.epoch && end.end >= one.low ? end.end : undefined;
    switch (findings.get(key)) {
      case 'gone':
        if (endsAt !== undefined && endsAt < known.next) begin(doubt, endsAt, false);
        break;
      case 'other':
        begin(doubt, endsAt !== undefined && endsAt <= (known.last?.offset ?? 0) ? endsAt : one.low, false);
        break;
      case 'beyond':
        begin(doubt, endsAt !== undefined && endsAt <= known.next ? endsAt : one.low, false);
        break;
      case 'short':
        begin(doubt, Math.max(one.low, (known.last?.offset ?? -1) + 1), false);
    }
  }
  const unverified = new Set(doubts.flatMap(({ key }) => (findings.get(key) === 'unknown' ? [key] : [])));
  const starts = found.partitions.flatMap(({ topic, partition, topicId, start, low }): StartPosition[] => {
    const key = partitionKey(topic, partition);
    return unverified.has(key) ? [] : [fresh.get(key) ?? { topic, partition, topicId, start, low }];
  });
  return { starts, anew, unverified };
}

export function isOther(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && before !== now;
}

async function findLastRecords(admin: Admin, doubts: readonly Doubt[]): Promise<Map<string, Finding>> {
  const findings = new Map<string, Finding>();
  const ask = async (asked: Doubt[], offsetOf: (known: KnownPartition) => Offset) =>
    readBatches(
      admin,
      asked.map(({ one, known }): Place => ({ ...one, offset: offsetOf(known) })),
    );
  const withRecord = doubts.filter(({ one, known }) => known.last !== null && known.last.offset >= one.low);
  const records = await ask(withRecord, (known) => known.last?.offset ?? 0);
  for (const { known, key } of withRecord) findings.set(key, compare(known, records.get(key)));
  // Behind the last record may lie offsets without one: the end is to be beyond them too.
  const short = doubts.filter(({ one, known, key }) => {
    const finding = findings.get(key) ?? 'gone';
    return known.next > one.high && (finding === 'same' || finding === 'gone');
  });
  const ends = await ask(short, ({ next }) => next);
  for (const { key } of short) {
    const error = ends.get(key)?.error;
    if (error === OFFSET_OUT_OF_RANGE) findings.set(key, findings.get(key) === 'same' ? 'short' : 'beyond');
    else if (error === undefined || isPassing(error)) findings.set(key, 'unknown');
  }
  return findings;
}

function compare({ last }: KnownPartition, answer: FetchAnswer | undefined): Finding {
  if (!last || answer?.error === TOPIC_AUTHORIZATION_FAILED) return 'gone';
  if (!answer) return 'unknown';
  if (answer.error === OFFSET_OUT_OF_RANGE) return last.offset >= answer.low && answer.low >= 0 ? 'beyond' : 'gone';
  if (isPassing(answer.error)) return 'unknown';
  const hash = hashAt(last.offset, answer);
  return hash === undefined ? 'gone' : hash === last.hash ? 'same' : 'other';
}

/** A leader that has just moved, metadata that have not come round yet: to be asked again. */
function isPassing(error: number): boolean {
  return error !== 0 && error !== TOPIC_AUTHORIZATION_FAILED;
}

/** undefined: there is no record of that offset (any more), or it cannot be read. */
function hashAt(offset: Offset, { bytes, high }: FetchAnswer): string | undefined {
  if (!bytes) return undefined;
  try {
    for (const batch of decodeFetch({ slot: 0, from: offset, high, arrival: 0, bytes, aborted: [] })) {
      const at = batch.offset.indexOf(offset);
      if (at >= 0) return hashOf(batch, at);
      if (batch.to > offset) return undefined;
    }
  } catch {
    // Whoever reads on there is told what is wrong with it.
  }
  return undefined;
}

function hashOf(batch: RecordBatch, at: number): string {
  const part = (index: number) => {
    const end = at * PART_COUNT + index;
    return batch.blob.subarray(end === 0 ? 0 : batch.ends[end - 1], batch.ends[end]);
  };
  const flags = batch.flags[at] ?? 0;
  return recordHash({
    value: flags & Flag.valueNull ? null : part(0),
    key: flags & Flag.keyNull ? null : part(1),
    brokerTime: batch.brokerTime[at] ?? -1,
    note: Buffer.from(part(4)).toString(),
  });
}
