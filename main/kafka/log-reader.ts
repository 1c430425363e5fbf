// Reads the batch at an offset of each of many partitions, and where their leaders' epochs ended: few requests, none of which
// the live consumers notice.
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { type EpochEnd, Fetch, type FetchAnswer, OffsetForLeaderEpoch } from './admin-fetch.ts';

export type Place = { topic: string; topicId: string | null; partition: number; leader: number; offset: Offset };

/**
 * Bytes a partition and partitions a request, until each has its batch: an answer leaves out what does not fit, but for the first
 * partition, so that the last step reads any batch there is.
 */
const STEPS = [
  { bytes: 65_536, partitions: 128 },
  { bytes: 1_048_576, partitions: 8 },
  { bytes: 1_048_576, partitions: 1 },
];

/**
 * The batch that has each offset, or the next one behind it, undecoded, and of aborted transactions too; by partitionKey. Absent:
 * no answer could be had.
 */
export async function readBatches(admin: Admin, places: readonly Place[]): Promise<Map<string, FetchAnswer>> {
  const answers = new Map<string, FetchAnswer>();
  await eachLeader(places, async (leader, ofLeader) => {
    let rest = ofLeader;
    for (const { bytes, partitions } of STEPS) {
      for (let at = 0; at < rest.length; at += partitions) {
        const topics = byTopic(rest.slice(at, at + partitions), ({ partition, offset }) => ({
          ...{ partition, offset, maxBytes: bytes },
        }));
        const maxBytes = bytes * partitions;
        const request = { maxWaitMs: 0, maxBytes, isolation: 'read_uncommitted', topics } as const;
        for (const one of await admin.askBroker(leader, Fetch, request))
          answers.set(partitionKey(one.topic, one.partition), one);
      }
      rest = rest.filter((one) => {
        const answer = answers.get(partitionKey(one.topic, one.partition));
        return answer?.error === 0 && !answer.bytes?.length && one.offset < answer.high;
      });
    }
  });
  return answers;
}

/** By partitionKey; absent: no answer could be had, or the broker does not know the request. */
export async function readEpochEnds(
  admin: Admin,
  asked: readonly (Omit<Place, 'offset' | 'topicId'> & { epoch: number })[],
): Promise<Map<string, EpochEnd>> {
  const ends = new Map<string, EpochEnd>();
  await eachLeader(asked, async (leader, ofLeader) => {
    const topics = byTopic(
      ofLeader.map((one) => ({ ...one, topicId: null })),
      ({ partition, epoch }) => ({ partition, epoch }),
    );
    for (const end of await admin.askBroker(leader, OffsetForLeaderEpoch, topics))
      if (end.error === 0) ends.set(partitionKey(end.topic, end.partition), end);
  });
  return ends;
}

/** All leaders at once. One that does not answer leaves its partitions without an answer; others are no worse for it. */
async function eachLeader<P extends { leader: number }>(
  places: readonly P[],
  ask: (leader: number, ofLeader: P[]) => Promise<void>,
): Promise<void> {
  await Promise.all(
    [...Map.groupBy(places, ({ leader }) => leader)].map(([leader, ofLeader]) =>
      ask(leader, ofLeader).catch(() => undefined),
    ),
  );
}

function byTopic<P extends { topic: string; topicId: string | null }, Q>(
  places: readonly P[],
  part: (place: P) => Q,
): { topic: string; topicId: string | null; partitions: Q[] }[] {
  return [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, all]) => ({
    topic,
    topicId: all[0]?.topicId ?? null,
    partitions: all.map(part),
  }));
}
