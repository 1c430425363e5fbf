// What the command line prints of a cluster: its partitions, how topics lie over brokers, and its groups, in one piece.
import { z } from 'zod';
import { ClusterReport } from './cluster.ts';
import { GroupDetail, GroupPartition, GroupsReport } from './groups.ts';
import { BrokerHealth, HealthReport } from './health.ts';

/** Without what was at the samples before: whoever wants that keeps the reports. */
export const GroupLook = GroupDetail.omit({ sampleTimes: true, partitions: true }).extend({
  partitions: z.array(GroupPartition.omit({ offsets: true, lags: true })),
});
export type GroupLook = z.infer<typeof GroupLook>;

/** A broker as the partitions of a look show it. */
export const BrokerLine = BrokerHealth.omit({ host: true, port: true }).extend({
  /** null: it holds replicas but is not among the live brokers */
  address: z.string().nullable(),
  /** replicas on it that are not in sync */
  outOfSync: z.number().int(),
  /** above or below the mean of the live brokers, as a share; null where there are too few partitions to say */
  leaderSkew: z.number().nullable(),
  replicaSkew: z.number().nullable(),
});
export type BrokerLine = z.infer<typeof BrokerLine>;

export const ClusterLook = HealthReport.extend({
  /** those of `brokers`, and those that are down and hold replicas */
  brokerLines: z.array(BrokerLine),
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
