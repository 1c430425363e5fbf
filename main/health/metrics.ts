// A report in the text format of Prometheus, version 0.0.4. What is not known has no sample: it is not nought.
import type { ClusterReport } from '../contract/cluster.ts';
import type { GroupPartition } from '../contract/groups.ts';
import type { Consumers, HealthReport, PartitionHealth } from '../contract/health.ts';
import { clusterFamilies } from './metrics-cluster.ts';
import { consumerFamilies, type Groups, groupFamilies, ofGroupPartitions, placeOf } from './metrics-groups.ts';
import { family, type Labels, type Sample, STATUS, STATUS_HELP } from './metrics-text.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Reports = {
  health: HealthReport;
  cluster?: ClusterReport;
  groups?: Groups;
  consumers?: Consumers;
};

/** Names and labels follow the exporters for Kafka (group, topic, partition); times are in seconds. */
export function metricsText({ health: report, cluster, groups, consumers }: Reports): string {
  const { partitions, brokers, group, sampledAt } = report;
  const known = sampledAt !== null;
  const of = (pick: (one: PartitionHealth) => number | null, more: Labels = {}): Sample[] =>
    partitions.map((one) => [{ ...more, topic: one.topic, partition: one.partition }, pick(one)]);
  const told = new Set(
    group === null ? [] : partitions.filter(({ position }) => position !== null).map((one) => placeOf(group, one)),
  );
  const ofGroup = (
    pick: (one: PartitionHealth) => number | null,
    others?: (one: GroupPartition) => number | null,
  ): Sample[] => [
    ...(group === null ? [] : of((one) => (one.position === null ? null : pick(one)), { group })),
    ...(groups && others ? ofGroupPartitions(groups, told, others) : []),
  ];
  return [
    family('up', 'Whether the last sample of the cluster succeeded', [[{}, Number(known && report.error === null)]]),
    family('last_sample_timestamp_seconds', 'When the cluster was asked for what is told here', [
      [{}, known ? sampledAt / 1e6 : null],
    ]),
    family('cluster_info', 'The cluster, by its id', known ? [[{ cluster_id: report.clusterId ?? '' }, 1]] : []),
    family('cluster_status', `The worst status of a partition: ${STATUS_HELP}`, [
      [{}, known ? STATUS[report.severity] : null],
    ]),
    family('cluster_brokers', 'Brokers that are alive', [[{}, known ? brokers.length : null]]),
    family(
      'broker_info',
      'A live broker; controller: whether it is that',
      brokers.map(({ id, host, port, controller }) => [
        { broker: id, address: `${host}:${port}`, controller: String(controller) },
        1,
      ]),
    ),
    family(
      'broker_leaders',
      'Partitions that the broker leads, of those looked at',
      brokers.map(({ id, leaders }) => [{ broker: id }, leaders]),
    ),
    family(
      'broker_replicas',
      'Replicas on the broker, of the partitions looked at',
      brokers.map(({ id, replicas }) => [{ broker: id }, replicas]),
    ),
    family(
      'partition_status',
      `The worst of the reasons: ${STATUS_HELP}`,
      of(({ severity }) => STATUS[severity]),
    ),
    family(
      'partition_reason',
      'A reason for the status, by its code',
      partitions.flatMap(({ topic, partition, reasons }) =>
        reasons.map(({ code, severity }): Sample => [{ topic, partition, code, severity }, 1]),
      ),
    ),
    family(
      'partition_leader',
      'The broker that leads; -1 for none',
      of(({ leader }) => leader ?? -1),
    ),
    family(
      'partition_replicas',
      'Replicas that are assigned',
      of(({ replicas }) => replicas.length),
    ),
    family(
      'partition_in_sync_replicas',
      'Replicas that are in sync',
      of(({ isr }) => isr.length),
    ),
    family(
      'partition_min_in_sync_replicas',
      'min.insync.replicas of the topic',
      of((one) => one.minInsyncReplicas),
    ),
    family(
      'partition_earliest_offset',
      'Log start offset',
      of(({ logStart }) => logStart),
    ),
    family(
      'partition_latest_offset',
      'High watermark: the offset of the next record',
      of((one) => one.highWatermark),
    ),
    family(
      'partition_produced_records_per_second',
      'Records that arrive, over the last samples',
      of((one) => one.producedPerSecond),
    ),
    family(
      'group_offset',
      'The next offset that the group reads',
      ofGroup(
        ({ position }) => position,
        ({ committed }) => committed,
      ),
    ),
    family(
      'group_lag_records',
      'Records between that offset and the end',
      ofGroup(
        ({ lagRecords }) => lagRecords,
        ({ lagRecords }) => lagRecords,
      ),
    ),
    family(
      'group_lag_seconds',
      'About the time from the record at that offset to the last one',
      ofGroup(
        ({ lagSeconds }) => lagSeconds,
        ({ lagSeconds }) => lagSeconds,
      ),
    ),
    family(
      'group_margin_records',
      'Records between the log start and that offset: what retention has still to delete before it reaches the group',
      ofGroup(({ marginRecords }) => marginRecords),
    ),
    family(
      'group_lost_records',
      'Records that were deleted before the group read them',
      ofGroup(
        (one) => one.lostRecords,
        (one) => one.lostRecords,
      ),
    ),
    family(
      'group_consumed_records_per_second',
      'Records that the group reads, over the last samples',
      ofGroup(
        (one) => one.consumedPerSecond,
        (one) => one.consumedPerSecond,
      ),
    ),
    ...(groups ? groupFamilies(groups) : []),
    ...(cluster ? clusterFamilies(cluster) : []),
    ...(consumers ? consumerFamilies(consumers) : []),
  ].join('');
}
