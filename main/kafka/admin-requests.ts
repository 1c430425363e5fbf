// The few requests of Kafka's protocol that only read, as tables of bytes: https://kafka.apache.org/protocol
// kafkajs's own are of no use here: its Metadata throws where one partition has no leader, which is what we are to show.
import type { ByteReader, ByteWriter } from './admin-bytes.ts';

export type Api<I, O> = {
  readonly name: string;
  readonly key: number;
  /** the versions that are written and read here */
  readonly min: number;
  readonly max: number;
  /** the first of them whose headers have tagged fields; absent: none */
  readonly flexible?: number;
  /** the highest version that can say this input; absent: `max` */
  most?(input: I): number;
  write(to: ByteWriter, input: I, version: number): void;
  /** `input`: what was asked */
  read(from: ByteReader, version: number, input: I): O;
};

export type VersionRange = { key: number; min: number; max: number };
export type ApiVersionsAnswer = {
  error: number;
  apis: VersionRange[];
  /** the highest level of each feature that this broker knows */
  features: Map<string, number>;
  /** the level of each feature that the whole cluster has agreed on; empty where the broker does not tell (before Kafka 2.7) */
  finalized: Map<string, number>;
};
/** Version 3; a broker older than Kafka 2.4 answers it with error 35 in the shape of version 0. */
export const ApiVersions: Api<{ name: string; version: string }, ApiVersionsAnswer> = {
  name: 'ApiVersions',
  key: 18,
  min: 0,
  max: 3,
  flexible: 3,
  write(to, software, version) {
    if (version < 3) return;
    to.compactString(software.name);
    to.compactString(software.version);
    to.noTags();
  },
  read(from, version) {
    const error = from.int16();
    const features = new Map<string, number>();
    const finalized = new Map<string, number>();
    if (version < 3 || error !== 0) {
      const apis = from.array(() => ({ key: from.int16(), min: from.int16(), max: from.int16() }));
      return { error, apis, features, finalized };
    }
    const apis = from.compactArray(() => {
      const range = { key: from.int16(), min: from.int16(), max: from.int16() };
      from.tags();
      return range;
    });
    from.int32();
    from.tags((tag, field) => {
      if (tag !== 0 && tag !== 2) return;
      field.compactArray(() => {
        const name = field.compactString();
        const levels = [field.int16(), field.int16()];
        // Supported levels are told from the lowest, finalized ones from the highest.
        if (tag === 0) features.set(name, levels[1] ?? 0);
        else finalized.set(name, levels[0] ?? 0);
        field.tags();
      });
    });
    return { error, apis, features, finalized };
  },
};

export const SaslHandshake: Api<string, { error: number; mechanisms: string[] }> = {
  name: 'SaslHandshake',
  key: 17,
  min: 1,
  max: 1,
  write: (to, mechanism) => to.string(mechanism),
  read: (from) => ({ error: from.int16(), mechanisms: from.array(() => from.string()) }),
};

export const SaslAuthenticate: Api<Uint8Array, { error: number; message: string | null; bytes: Buffer }> = {
  name: 'SaslAuthenticate',
  key: 36,
  min: 0,
  max: 1,
  write: (to, bytes) => to.bytes(bytes),
  read: (from) => ({ error: from.int16(), message: from.nullableString(), bytes: from.bytes() }),
};

export type MetadataPartition = {
  error: number;
  partition: number;
  /** -1: none */
  leader: number;
  /** -1 before Kafka 2.1 */
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
  offlineReplicas: number[];
};
export type MetadataTopic = {
  error: number;
  name: string;
  /** of this incarnation, 32 hexadecimal digits; null before Kafka 2.8, and for a topic that is not there */
  topicId: string | null;
  internal: boolean;
  partitions: MetadataPartition[];
};
export type ClusterMetadata = {
  brokers: {
    id: number;
    host: string;
    port: number;
    /** null: it was given none */
    rack: string | null;
  }[];
  clusterId: string | null;
  /** under KRaft any broker, not the controller: see DescribeQuorum */
  controllerId: number;
  topics: MetadataTopic[];
};
export const NO_UUID = '0'.repeat(32);
/** `null` asks for all topics that the credentials may describe. Never creates a topic. */
export const Metadata: Api<readonly string[] | null, ClusterMetadata> = {
  name: 'Metadata',
  key: 3,
  min: 5,
  max: 12,
  flexible: 9,
  write(to, topics, version) {
    const { string, array, end } = to.dialect(version >= 9);
    array(topics, (topic) => {
      if (version >= 10) to.uuid(NO_UUID);
      string(topic);
      end();
    });
    to.bool(false);
    // the operations that are allowed: on the cluster, on each topic
    if (version >= 8 && version <= 10) to.bool(false);
    if (version >= 8) to.bool(false);
    end();
  },
  read(from, version) {
    const { string, nullableString, array, end } = from.dialect(version >= 9);
    const int32s = () => array(() => from.int32());
    from.int32();
    const brokers = array(() => {
      const broker = { id: from.int32(), host: string(), port: from.int32(), rack: nullableString() };
      end();
      return broker;
    });
    const clusterId = nullableString();
    const controllerId = from.int32();
    const topics = array(() => {
      const topic = {
        error: from.int16(),
        name: nullableString() ?? '',
        topicId: version >= 10 ? nullableUuid(from) : null,
        internal: from.bool(),
        partitions: array(() => {
          const partition = {
            error: from.int16(),
            partition: from.int32(),
            leader: from.int32(),
            leaderEpoch: version >= 7 ? from.int32() : -1,
            replicas: int32s(),
            isr: int32s(),
            offlineReplicas: int32s(),
          };
          end();
          return partition;
        }),
      };
      if (version >= 8) from.int32();
      end();
      return topic;
    });
    return { brokers, clusterId, controllerId, topics };
  },
};

function nullableUuid(from: ByteReader): string | null {
  const id = from.uuid();
  return id === NO_UUID ? null : id;
}

export type TopicPartitions = { topic: string; partitions: readonly number[] };
export const LATEST = -1;
export const EARLIEST = -2;
export type ListedOffset = { topic: string; partition: number; error: number; timestampMs: number; offset: number };
/**
 * Only to the partitions' leader. `timestampMs`: LATEST, EARLIEST, or the first record at or past that time (offset -1: none).
 * Isolation is read_uncommitted: the latest offset is the high watermark, not the last stable offset.
 */
export const ListOffsets: Api<{ topics: readonly TopicPartitions[]; timestampMs: number }, ListedOffset[]> = {
  name: 'ListOffsets',
  key: 2,
  min: 2,
  max: 5,
  write(to, { topics, timestampMs }, version) {
    to.int32(-1);
    to.int8(0);
    to.array(topics, ({ topic, partitions }) => {
      to.string(topic);
      to.array(partitions, (partition) => {
        to.int32(partition);
        if (version >= 4) to.int32(-1);
        to.int64(timestampMs);
      });
    });
  },
  read(from, version) {
    from.int32();
    const topics = from.array(() => {
      const topic = from.string();
      return from.array(() => {
        const listed = {
          topic,
          partition: from.int32(),
          error: from.int16(),
          timestampMs: from.int64(),
          offset: from.int64(),
        };
        if (version >= 4) from.int32();
        return listed;
      });
    });
    return topics.flat();
  },
};
