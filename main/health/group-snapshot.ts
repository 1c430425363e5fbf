// What one round of questions found of all groups of a cluster. null: could not be read.
import type { GroupProtocol, GroupState, GroupsReport } from '../contract/groups.ts';
import type { GroupMember } from '../contract/health.ts';
import type { Said, Told } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';

export type GroupSnapshot = {
  group: string;
  protocol: GroupProtocol;
  protocolType: string;
  state: GroupState;
  /** null: may not be read, or a group of a kind that is not described */
  members: readonly GroupMember[] | null;
  /** null: may not be read, or a kind of group that has none */
  commits: readonly { topic: string; partition: number; offset: Offset }[] | null;
  /** why members or commits could not be read */
  why: Said | null;
};

export type GroupsSnapshot = {
  at: Micros;
  /** by `topic/partition` */
  ends: ReadonlyMap<string, Offset>;
  starts: ReadonlyMap<string, Offset>;
  /** the group of this session */
  ours: string | null;
  groups: readonly GroupSnapshot[];
  troubles: readonly Told[];
  sees: GroupsReport['sees'];
  /** whether the broker that would list that group could not be asked: where it is missing here it need not be gone */
  isUntold: (group: string) => boolean;
};
