// Partitions to members: each keeps what it had, as far as all have the same number to one; what is left goes to those with
// the fewest. kafkajs's own assigner deals them out anew at every join, so that every reader would start over.
import kafkajs, { type GroupMember, type GroupMemberAssignment, type PartitionAssigner } from 'kafkajs';

/** The name under which the members of a group find that they agree. */
export const ASSIGNER_NAME = 'tailwater-sticky';
const VERSION = 1;
const { AssignerProtocol } = kafkajs;
const { MemberMetadata, MemberAssignment } = AssignerProtocol;

export type Owned = { topic: string; partition: number };
export type Member = { id: string; topics: string[]; owned: Owned[]; generation: number };

export type StickyHooks = {
  /** what this member has now, and since which generation of the group */
  owned(): { generation: number; partitions: Owned[] };
  /** called in the group's leader */
  assigned(members: number): void;
};

export function stickyAssigner(hooks: StickyHooks): PartitionAssigner {
  return ({ cluster }) => ({
    name: ASSIGNER_NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: ASSIGNER_NAME,
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(hooks.owned())),
      }),
    }),
    async assign({ members }) {
      hooks.assigned(members.length);
      const read = members.map(readMember);
      // The others may be of caches that follow other topics than this leader does.
      const topics = [...new Set(read.flatMap((member) => member.topics))].sort();
      await cluster.addMultipleTargetTopics(topics);
      const partitions = topics.flatMap((topic) =>
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ topic, partition: partitionId })),
      );
      const result = assign(read, partitions);
      return [...result].map(([memberId, owned]) => encodeMember(memberId, owned));
    },
  });
}

/** Pure. Partitions of a topic go only to members that want it; a partition that two claim stays with the later generation. */
export function assign(members: Member[], partitions: Owned[]): Map<string, Owned[]> {
  const order = members.toSorted((a, b) => b.generation - a.generation || (a.id < b.id ? -1 : 1));
  const result = new Map(order.map(({ id }) => [id, [] as Owned[]]));
  const wants = (member: Member, { topic }: Owned) => member.topics.includes(topic);
  const key = ({ topic, partition }: Owned) => `${topic}/${partition}`;
  const left = new Map(partitions.map((one) => [key(one), one]));
  const share = Math.floor(partitions.length / Math.max(1, members.length));
  let larger = partitions.length % Math.max(1, members.length);

  for (const member of order.toSorted((a, b) => b.owned.length - a.owned.length)) {
    const mine = result.get(member.id) ?? [];
    for (const one of member.owned) {
      if (mine.length >= share + (larger > 0 ? 1 : 0)) break;
      if (!wants(member, one) || !left.delete(key(one))) continue;
      mine.push(one);
    }
    if (mine.length > share) larger--;
  }
  for (const one of left.values()) {
    let taker: Owned[] | undefined;
    for (const member of order) {
      const mine = result.get(member.id);
      if (mine && wants(member, one) && (!taker || isFewer(mine, taker, one.topic))) taker = mine;
    }
    taker?.push(one);
  }
  return result;
}

/** Fewer partitions; of equally many, fewer of that topic, so that a busy topic is spread too. */
function isFewer(mine: Owned[], others: Owned[], topic: string): boolean {
  if (mine.length !== others.length) return mine.length < others.length;
  const ofTopic = (list: Owned[]) => list.reduce((sum, one) => sum + (one.topic === topic ? 1 : 0), 0);
  return ofTopic(mine) < ofTopic(others);
}

function readMember({ memberId, memberMetadata }: GroupMember): Member {
  const metadata = MemberMetadata.decode(memberMetadata);
  return { id: memberId, topics: metadata?.topics ?? [], ...readOwned(metadata?.userData) };
}

/** What another process wrote: anything that does not fit counts as nothing owned. */
function readOwned(userData: Buffer | undefined): { owned: Owned[]; generation: number } {
  try {
    const said: unknown = JSON.parse(userData?.toString() ?? '');
    if (typeof said !== 'object' || said === null || !('partitions' in said) || !Array.isArray(said.partitions))
      return { owned: [], generation: -1 };
    const generation = 'generation' in said && typeof said.generation === 'number' ? said.generation : -1;
    const owned = said.partitions.filter(
      (one: unknown): one is Owned =>
        typeof one === 'object' &&
        one !== null &&
        'topic' in one &&
        'partition' in one &&
        Number.isInteger(one.partition),
    );
    return { owned, generation };
  } catch {
    return { owned: [], generation: -1 };
  }
}

function encodeMember(memberId: string, owned: Owned[]): GroupMemberAssignment {
  const assignment: Record<string, number[]> = {};
  for (const { topic, partition } of owned) {
    assignment[topic] ??= [];
    assignment[topic].push(partition);
  }
  return {
    memberId,
    memberAssignment: MemberAssignment.encode({ version: VERSION, assignment, userData: Buffer.alloc(0) }),
  };
}
