// Records, and where a leader's epoch ended, as one asks for them apart from the live consumers; like admin-requests.ts, this
// only reads: it belongs to no group and commits nothing.
import type { AbortedTransaction } from './aborted.ts';
import { type Api, NO_UUID } from './admin-requests.ts';

/** Errors of a partition that a fetch by topic id answers with: the topic was deleted, and perhaps created again. */
export const UNKNOWN_TOPIC_ID = 100;
export const INCONSISTENT_TOPIC_ID = 103;

export type FetchPart = { partition: number; offset: number; maxBytes: number };
export type FetchRequest = {
  maxWaitMs: number;
  /** of the whole answer, but the first batch is returned whole whatever its size */
  maxBytes: number;
  /** read_committed: no further than the last stable offset, and with the transactions that were aborted */
  isolation: 'read_committed' | 'read_uncommitted';
  /** each topic once; `topicId`s of all, on Kafka 3.1 or newer: records of another topic of that name never come */
  topics: readonly { topic: string; topicId: string | null; partitions: readonly FetchPart[] }[];
};
export type FetchAnswer = {
  topic: string;
  partition: number;
  error: number;
  high: number;
  /** the last stable offset */
  stable: number;
  /** the log start; -1 before Kafka 1.0, and with an error */
  low: number;
  aborted: AbortedTransaction[];
  /** record batches one behind the other, for decodeFetch; the last one may be cut off; null or empty: nothing */
  bytes: Buffer | null;
};

/** Only to the partitions' leader. The partitions of an answer are filled in the order of the request. */
export const Fetch: Api<FetchRequest, FetchAnswer[]> = {
  name: 'Fetch',
  key: 1,
  min: 4,
  max: 13,
  flexible: 12,
  // From version 13 on a topic is named by its id alone.
  most: ({ topics }) => (topics.every(({ topicId }) => topicId !== null) ? 13 : 12),
  write(to, { maxWaitMs, maxBytes, isolation, topics }, version) {
    const { string, array, end } = to.dialect(version >= 12);
    to.int32(-1);
    to.int32(maxWaitMs);
    to.int32(1);
    to.int32(maxBytes);
    to.int8(isolation === 'read_committed' ? 1 : 0);
    if (version >= 7) {
      // no fetch session
      to.int32(0);
      to.int32(-1);
    }
    array(topics, ({ topic, topicId, partitions }) => {
      if (version >= 13) to.uuid(topicId ?? NO_UUID);
      else string(topic);
      array(partitions, (one) => {
        to.int32(one.partition);
        if (version >= 9) to.int32(-1);
        to.int64(one.offset);
        if (version >= 12) to.int32(-1);
        if (version >= 5) to.int64(-1);
        to.int32(one.maxBytes);
        end();
      });
      end();
    });
    if (version >= 7) array([], () => {});
    if (version >= 11) string('');
    end();
  },
  read(from, version, { topics }) {
    const { string, bytes, array, end } = from.dialect(version >= 12);
    const names = new Map(topics.map(({ topic, topicId }) => [topicId, topic]));
    from.int32();
    const whole = version >= 7 ? from.int16() : 0;
    if (version >= 7) from.int32();
    const partitions = array(() => {
      const topic = version >= 13 ? (names.get(from.uuid()) ?? '') : string();
      const answers = array((): FetchAnswer => {
        const [partition, error, high, stable] = [from.int32(), from.int16(), from.int64(), from.int64()];
        const low = version >= 5 ? from.int64() : -1;
        const aborted = array(() => {
          const transaction = { producerId: String(from.int64()), firstOffset: String(from.int64()) };
          end();
          return transaction;
        });
        if (version >= 11) from.int32();
        const answer = { topic, partition, error, high, stable, low, aborted, bytes: bytes() };
        end();
        return answer;
      });
      end();
      return answers;
    });
    if (whole === 0) return partitions.flat();
    // An error of the request is one of each partition: nothing was read.
    return topics.flatMap(({ topic, partitions: asked }) =>
      asked.map(({ partition }) => ({
        ...{ topic, partition, error: whole, high: -1, stable: -1, low: -1, aborted: [], bytes: null },
      })),
    );
  },
};

export type EpochPart = { topic: string; partitions: readonly { partition: number; epoch: number }[] };
export type EpochEnd = {
  topic: string;
  partition: number;
  error: number;
  /** the largest one that is not above the one that was asked for; -1: none is known */
  epoch: number;
  /** where it ended: the first offset of the next one, or the log's end; -1: not known */
  end: number;
};

/** Where the leader's log has the end of an epoch (KIP-101, KIP-320); only to the partitions' leader. */
export const OffsetForLeaderEpoch: Api<readonly EpochPart[], EpochEnd[]> = {
  name: 'OffsetForLeaderEpoch',
  key: 23,
  min: 2,
  max: 3,
  write(to, topics, version) {
    // a consumer, not a replica
    if (version >= 3) to.int32(-1);
    to.array(topics, ({ topic, partitions }) => {
      to.string(topic);
      to.array(partitions, ({ partition, epoch }) => {
        to.int32(partition);
        to.int32(-1);
        to.int32(epoch);
      });
    });
  },
  read(from) {
    from.int32();
    const topics = from.array(() => {
      const topic = from.string();
      return from.array(() => {
        const error = from.int16();
        return { topic, partition: from.int32(), error, epoch: from.int32(), end: from.int64() };
      });
    });
    return topics.flat();
  },
};
