// Requests about groups, configuration and the controller; like admin-requests.ts, they only read.
import type { GroupMember } from '../contract/health.ts';
import { ByteReader } from './admin-bytes.ts';
import { CLUSTER_AUTHORIZATION_FAILED } from './admin-errors.ts';
import type { Api, TopicPartitions } from './admin-requests.ts';

/** A group has its offsets in the partition of it that its name falls on, whose leader is its coordinator. */
export const OFFSETS_TOPIC = '__consumer_offsets';

export const FindCoordinator: Api<string, { error: number; id: number; host: string; port: number }> = {
  name: 'FindCoordinator',
  key: 10,
  min: 1,
  max: 2,
  write(to, group) {
    to.string(group);
    to.int8(0);
  },
  read(from) {
    from.int32();
    const error = from.int16();
    from.nullableString();
    return { error, id: from.int32(), host: from.string(), port: from.int32() };
  },
};

export type CommittedOffset = { topic: string; partition: number; error: number; offset: number; metadata: string };
/** Only to the group's coordinator; topics null: all that it committed for. Offset -1: the group has committed none. */
export const OffsetFetch: Api<
  { group: string; topics: readonly TopicPartitions[] | null },
  { error: number; offsets: CommittedOffset[] }
> = {
  name: 'OffsetFetch',
  key: 9,
  min: 2,
  max: 5,
  write(to, { group, topics }) {
    to.string(group);
    to.array(topics, ({ topic, partitions }) => {
      to.string(topic);
      to.array(partitions, (partition) => to.int32(partition));
    });
  },
  read(from, version) {
    if (version >= 3) from.int32();
    const topics = from.array(() => {
      const topic = from.string();
      return from.array(() => {
        const partition = from.int32();
        const offset = from.int64();
        if (version >= 5) from.int32();
        const metadata = from.nullableString() ?? '';
        return { topic, partition, offset, metadata, error: from.int16() };
      });
    });
    return { offsets: topics.flat(), error: from.int16() };
  },
};

export type DescribedGroup = {
  /** in the words of Kafka: Stable, Empty, Dead, ... */
  state: string;
  /** the assigner that the members agreed on */
  protocol: string;
  members: GroupMember[];
};
/** Only to the group's coordinator; one group at a time. */
export const DescribeGroup: Api<string, DescribedGroup & { error: number }> = {
  name: 'DescribeGroups',
  key: 15,
  min: 1,
  max: 2,
  write: (to, group) => to.array([group], (id) => to.string(id)),
  read(from) {
    from.int32();
    const [described] = from.array(() => {
      const error = from.int16();
      from.string();
      const state = from.string();
      from.string();
      const protocol = from.string();
      const members = from.array(() => readMember(from));
      return { error, state, protocol, members };
    });
    return described ?? { error: 0, state: 'Dead', protocol: '', members: [] };
  },
};

/** Of a group of the older protocol. */
export function readMember(from: ByteReader): GroupMember {
  const memberId = from.string();
  const clientId = from.string();
  const host = from.string().replace(/^\//, '');
  from.bytes();
  return { memberId, clientId, host, partitions: readAssignment(from.bytes()) };
}

/** Kafka's ConsumerProtocolAssignment; empty while the group is being shared out. Of another protocol: what fits. */
function readAssignment(bytes: Buffer): GroupMember['partitions'] {
  if (bytes.length === 0) return [];
  try {
    const from = new ByteReader(bytes);
    from.int16();
    return from
      .array(() => {
        const topic = from.string();
        return from.int32s().map((partition) => ({ topic, partition }));
      })
      .flat();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The state alone, for the groups of KIP-848, which DescribeGroups calls dead. */
export const ConsumerGroupDescribe: Api<string, { error: number; state: string }> = {
  name: 'ConsumerGroupDescribe',
  key: 69,
  min: 0,
  max: 1,
  flexible: 0,
  write(to, group) {
    to.compactArray([group], (id) => to.compactString(id));
    to.bool(false);
    to.noTags();
  },
  read(from) {
    from.int32();
    from.uvarint();
    const error = from.int16();
    from.compactNullableString();
    from.compactString();
    return { error, state: from.compactString() };
  },
};

/** `source`: where the value comes from, by Kafka's numbers (1 topic, 2 to 4 broker, 5 default). */
export type ConfigValue = { value: string | null; source: number };
export type TopicConfig = { topic: string; error: number; values: Map<string, ConfigValue> };
export const DescribeTopicConfigs: Api<{ topics: readonly string[]; names: readonly string[] }, TopicConfig[]> = {
  name: 'DescribeConfigs',
  key: 32,
  min: 1,
  max: 3,
  write(to, { topics, names }, version) {
    to.array(topics, (topic) => {
      to.int8(2);
      to.string(topic);
      to.array(names, (name) => to.string(name));
    });
    to.bool(false);
    if (version >= 3) to.bool(false);
  },
  read(from, version) {
    from.int32();
    return from.array(() => {
      const error = from.int16();
      from.nullableString();
      from.int8();
      const topic = from.string();
      const entries = from.array((): [string, ConfigValue] => {
        const name = from.string();
        const value = from.nullableString();
        from.bool();
        const source = from.int8();
        from.bool();
        from.array(() => [from.string(), from.nullableString(), from.int8()]);
        if (version >= 3) {
          from.int8();
          from.nullableString();
        }
        return [name, { value, source }];
      });
      return { topic, error, values: new Map(entries) };
    });
  },
};

export type LogDirectory = {
  error: number;
  path: string;
  replicas: {
    topic: string;
    partition: number;
    bytes: number;
    /** it is being moved to another directory */
    future: boolean;
  }[];
  /** of the volume; -1: not told (before Kafka 3.3) */
  totalBytes: number;
  usableBytes: number;
};
/** All of the broker that is asked. Who may not describe the cluster gets none, before version 3 without an error. */
export const DescribeLogDirs: Api<null, { error: number; directories: LogDirectory[] }> = {
  name: 'DescribeLogDirs',
  key: 35,
  min: 0,
  max: 4,
  flexible: 2,
  write(to, _input, version) {
    const { array, end } = to.dialect(version >= 2);
    array(null, () => {});
    end();
  },
  read(from, version) {
    const { string, array, end } = from.dialect(version >= 2);
    from.int32();
    const told = version >= 3 ? from.int16() : 0;
    const directories = array(() => {
      const error = from.int16();
      const path = string();
      const topics = array(() => {
        const topic = string();
        const partitions = array(() => {
          const partition = from.int32();
          const bytes = from.int64();
          // how far it is behind the high watermark
          from.int64();
          const future = from.bool();
          end();
          return { topic, partition, bytes, future };
        });
        end();
        return partitions;
      });
      const [totalBytes, usableBytes] = version >= 4 ? [from.int64(), from.int64()] : [-1, -1];
      end();
      return { error, path, replicas: topics.flat(), totalBytes, usableBytes };
    });
    end();
    return { error: told === 0 && directories.length === 0 ? CLUSTER_AUTHORIZATION_FAILED : told, directories };
  },
};

/** KRaft alone: the node that leads the metadata quorum is the controller. */
export const DescribeQuorum: Api<null, { error: number; leader: number }> = {
  name: 'DescribeQuorum',
  key: 55,
  min: 0,
  max: 1,
  flexible: 0,
  write(to) {
    to.compactArray(['__cluster_metadata'], (topic) => {
      to.compactString(topic);
      to.compactArray([0], (partition) => {
        to.int32(partition);
        to.noTags();
      });
      to.noTags();
    });
    to.noTags();
  },
  read(from) {
    const error = from.int16();
    const topics = from.uvarint() - 1;
    if (error !== 0 || topics < 1) return { error, leader: -1 };
    from.compactString();
    from.uvarint();
    from.int32();
    return { error: from.int16(), leader: from.int32() };
  },
};

export type Reassignment = { topic: string; partition: number; adding: number[] };
/** All that are under way. */
export const ListReassignments: Api<null, { error: number; reassignments: Reassignment[] }> = {
  name: 'ListPartitionReassignments',
  key: 46,
  min: 0,
  max: 0,
  flexible: 0,
  write(to) {
    to.int32(5_000);
    to.compactArray(null, () => {});
    to.noTags();
  },
  read(from) {
    from.int32();
    const error = from.int16();
    from.compactNullableString();
    const topics = from.compactArray(() => {
      const topic = from.compactString();
      const partitions = from.compactArray(() => {
        const partition = from.int32();
        from.compactInt32s();
        const adding = from.compactInt32s();
        from.compactInt32s();
        from.tags();
        return { topic, partition, adding };
      });
      from.tags();
      return partitions;
    });
    return { error, reassignments: topics.flat() };
  },
};
