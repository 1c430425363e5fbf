// Requests about many groups at once, to the broker that coordinates them; like admin-requests.ts, they only read.
import type { GroupMember } from '../contract/health.ts';
import { type CommittedOffset, readMember } from './admin-group-requests.ts';
import type { Api } from './admin-requests.ts';

export type ListedGroup = { group: string; protocolType: string; state: string; type: string };
/** Of the groups that the broker coordinates, those that may be seen. `state` and `type` are empty before Kafka 2.6 and 3.8. */
export const ListGroups: Api<null, { error: number; groups: ListedGroup[] }> = {
  name: 'ListGroups',
  key: 16,
  min: 1,
  max: 5,
  flexible: 3,
  write(to, _input, version) {
    const { array, string, end } = to.dialect(version >= 3);
    // of every state, of every type
    if (version >= 4) array([], string);
    if (version >= 5) array([], string);
    end();
  },
  read(from, version) {
    const { array, string, end } = from.dialect(version >= 3);
    from.int32();
    const error = from.int16();
    const groups = array(() => {
      const listed = {
        group: string(),
        protocolType: string(),
        state: version >= 4 ? string() : '',
        type: version >= 5 ? string() : '',
      };
      end();
      return listed;
    });
    return { error, groups };
  },
};

export type FoundGroup = { group: string; error: number; state: string; members: GroupMember[] };
export const DescribeGroups: Api<readonly string[], FoundGroup[]> = {
  name: 'DescribeGroups',
  key: 15,
  min: 1,
  max: 2,
  write: (to, groups) => to.array(groups, (id) => to.string(id)),
  read(from) {
    from.int32();
    return from.array(() => {
      const error = from.int16();
      const group = from.string();
      const state = from.string();
      from.string();
      from.string();
      const members = from.array(() => readMember(from));
      return { group, error, state, members };
    });
  },
};

/** For the groups of KIP-848, which DescribeGroups calls dead. */
export const DescribeConsumerGroups: Api<readonly string[], FoundGroup[]> = {
  name: 'ConsumerGroupDescribe',
  key: 69,
  min: 0,
  max: 1,
  flexible: 0,
  write(to, groups) {
    to.compactArray(groups, (id) => to.compactString(id));
    to.bool(false);
    to.noTags();
  },
  read(from, version) {
    const readPartitions = () => {
      const partitions = from.compactArray(() => {
        from.uuid();
        const topic = from.compactString();
        const numbers = from.compactInt32s();
        from.tags();
        return numbers.map((partition) => ({ topic, partition }));
      });
      from.tags();
      return partitions.flat();
    };
    from.int32();
    return from.compactArray(() => {
      const error = from.int16();
      from.compactNullableString();
      const group = from.compactString();
      const state = from.compactString();
      // epochs of the group and of its assignment
      from.int32();
      from.int32();
      from.compactString();
      const members = from.compactArray(() => {
        const memberId = from.compactString();
        // instance, rack
        from.compactNullableString();
        from.compactNullableString();
        from.int32();
        const clientId = from.compactString();
        const host = from.compactString().replace(/^\//, '');
        from.compactArray(() => from.compactString());
        from.compactNullableString();
        const partitions = readPartitions();
        // what it is to have once the others have given it up
        readPartitions();
        if (version >= 1) from.int8();
        from.tags();
        return { memberId, clientId, host, partitions };
      });
      from.int32();
      from.tags();
      return { group, error, state, members };
    });
  },
};

export type GroupOffsets = { group: string; error: number; offsets: CommittedOffset[] };
/** From Kafka 3.0 on; all that each of the groups committed for. */
export const OffsetFetchMany: Api<readonly string[], GroupOffsets[]> = {
  name: 'OffsetFetch',
  key: 9,
  min: 8,
  max: 8,
  flexible: 6,
  write(to, groups) {
    to.compactArray(groups, (group) => {
      to.compactString(group);
      to.compactArray(null, () => {});
      to.noTags();
    });
    to.bool(false);
    to.noTags();
  },
  read(from) {
    from.int32();
    return from.compactArray(() => {
      const group = from.compactString();
      const topics = from.compactArray(() => {
        const topic = from.compactString();
        const partitions = from.compactArray(() => {
          const partition = from.int32();
          const offset = from.int64();
          from.int32();
          const metadata = from.compactNullableString() ?? '';
          const error = from.int16();
          from.tags();
          return { topic, partition, offset, metadata, error };
        });
        from.tags();
        return partitions;
      });
      const error = from.int16();
      from.tags();
      return { group, error, offsets: topics.flat() };
    });
  },
};

/** From Kafka 2.8 on: the operations on the cluster that are allowed, a bit each; 0 without Describe on it. */
export const DescribeCluster: Api<null, { error: number; operations: number }> = {
  name: 'DescribeCluster',
  key: 60,
  min: 0,
  max: 0,
  flexible: 0,
  write(to) {
    to.bool(true);
    to.noTags();
  },
  read(from) {
    from.int32();
    const error = from.int16();
    from.compactNullableString();
    from.compactString();
    from.int32();
    from.compactArray(() => {
      from.int32();
      from.compactString();
      from.int32();
      from.compactNullableString();
      from.tags();
    });
    return { error, operations: from.int32() };
  },
};
