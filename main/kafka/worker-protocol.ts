// What passes between the supervisor and a consumer worker.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition } from '../base/ingest-port.ts';
import type { ErrorData } from '../contract/errors.ts';
import type { Connection, Tunables } from '../contract/session.ts';
import type { Said } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import type { SilentBroker } from './asked-brokers.ts';

export type WorkerData = {
  /** from 1; also in the client id */
  id: number;
  connection: Connection;
  group: string;
  /** written beside each offset that is committed */
  commitMark: string;
  topics: string[];
  tunables: Tunables;
  partitions: FollowedPartition[];
  /** SharedPositions.shared */
  positions: SharedArrayBuffer;
  /** to the writer: ToWriter out, FromWriter in */
  writer: MessagePort;
  metadataMaxAgeMs: number;
  /** group.instance.id: a worker takes the place that one before it left by dying, and the group waits for nobody */
  instanceId: string;
};

export type ToWorker =
  /** all partitions that are followed; replaces the list before */
  | { kind: 'partitions'; partitions: FollowedPartition[] }
  /**
   * A partition that was held back may be read again, from its position; `epoch`: of the suspicion that proved groundless, -1
   * for none.
   */
  | { kind: 'go-on'; slot: number; epoch: number }
  /** of its partitions this one alone is fetched until it has caught up; null: all of them */
  | { kind: 'first'; slot: number | null }
  | { kind: 'stop' };

/** Totals since the worker started. */
export type Counters = {
  records: number;
  /** of keys, values and headers, decompressed */
  bytes: number;
  fetches: number;
  /** as sent by brokers, compressed */
  fetchBytes: number;
  fetchWaitMs: number;
};

export type Suspicion =
  /** the broker has no record at the position */
  | 'out-of-range'
  /** the broker does not know the topic's id, or the topic */
  | 'topic'
  /** the next batch has another leader epoch, which is `epoch`, than what was read so far */
  | 'epoch'
  /** fetches bring nothing of it, though there are records that may be read */
  | 'stuck';

export type FromWorker =
  | {
      kind: 'report';
      state: 'joining' | 'consuming' | 'stopped';
      memberId: string | null;
      slots: number[];
      counters: Counters;
      /** since the last fetch was answered */
      silentMs: number;
      /** those that do not answer, while others may */
      silentBrokers: SilentBroker[];
      /** since when it has been waiting for the writer; 0: it is not */
      writerWaitMs: number;
      /** what it, or kafkajs, last complained of, since the report before */
      complaint: Said | null;
      /** the last commit to Kafka failed, and why; null: it did not */
      commitError: readonly Said[] | null;
    }
  | { kind: 'rebalancing' }
  | {
      kind: 'joined';
      generation: number;
      /** how long the join took */
      ms: number;
      slots: number[];
      /** as the leader sees them; null: another member leads */
      members: number | null;
    }
  /** assigned, but not in the list of partitions: new */
  | { kind: 'unknown-partition'; topic: string; partition: number }
  /** what is at `position` may not be the log that was read so far; held back until 'go-on', or until it has another slot */
  | { kind: 'suspect'; slot: number; why: Suspicion; epoch: number }
  /** what was fetched at `position` cannot be read; held back until the next rebalance, or tried again where it is denied */
  | { kind: 'unreadable'; slot: number; position: Offset; error: ErrorData }
  /** it was denied, and can be read again */
  | { kind: 'readable'; slot: number }
  /** the consumer ended; the thread ends too */
  | { kind: 'crashed'; error: ErrorData; permanent: boolean };
