// What the command line prints of a cluster: its partitions, how topics lie over brokers, and its groups, in one piece.
import { z } from 'zod';
import { ClusterReport } from './cluster.ts';
import { GroupDetail, GroupPartition, GroupsReport } from './groups.ts';
import { HealthReport } from './health.ts';

/** Without what was at the samples before: whoever wants that keeps the reports. */
export const GroupLook = GroupDetail.omit({ sampleTimes: true, partitions: true }).extend({
  partitions: z.array(GroupPartition.omit({ offsets: true, lags: true })),
});
export type GroupLook = z.infer<typeof GroupLook>;

export const ClusterLook = HealthReport.extend({
  /** sampledAt null: not looked at yet, or `error` says why not */
  cluster: ClusterReport,
  /** null: not asked for. Of one group where one was asked for; else of those that read the topics asked for, or all */
  groups: GroupsReport.extend({ groups: z.array(GroupLook) }).nullable(),
});
export type ClusterLook = z.infer<typeof ClusterLook>;

export const LookRequest = z.object({
  /** whose offsets the partitions are judged by */
  group: z.string().optional(),
  /** absent: every topic that is not Kafka's own */
  topics: z.array(z.string()).optional(),
  /** whether to ask for the cluster's groups, or the one; default: no */
  groups: z.boolean().optional(),
});
export type LookRequest = z.infer<typeof LookRequest>;
