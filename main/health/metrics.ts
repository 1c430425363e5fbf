// A report in the text format of Prometheus, version 0.0.4. What is not known has no sample: it is not nought.
import type { ClusterReport } from '../contract/cluster.ts';
import type { GroupPartition } from '../contract/groups.ts';
import type { Consumers, HealthReport, PartitionHealth } from '../contract/health.ts';
import { clusterFamilies } from './metrics-cluster.ts';
import {
  consumerFamilies,
  type Groups,
  groupFamilies,
  labelsOf,
  ofGroupPartitions,
  placeOf,
} from './metrics-groups.ts';
import { type Figure, family, figures, type Sample, STATUS, STATUS_HELP } from './metrics-text.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What is known of whoever reads a partition, the group of this process or another. */
type Reading = Pick<GroupPartition, 'lagRecords' | 'lagSeconds' | 'lostRecords' | 'consumedPerSecond'>;

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
  const ofEach = (all: readonly Figure<PartitionHealth>[]) =>
    figures(partitions, ({ topic, partition }) => ({ topic, partition }), all);
  const read = partitions.filter(({ position }) => position !== null);
  const told = new Set(group === null ? [] : read.map((one) => placeOf(group, one)));
  const ofGroup = (
    pick: (one: PartitionHealth) => number | null,
    others?: (one: GroupPartition) => number | null,
  ): Sample[] => [
    ...(group === null ? [] : read.map((one): Sample => [labelsOf(group, one), pick(one)])),
    ...(groups && others ? ofGroupPartitions(groups, told, others) : []),
  ];
  const reading = (name: string, help: string, pick: (one: Reading) => number | null) =>
    family(name, help, ofGroup(pick, pick));
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
    ...ofEach([['partition_status', `The worst of the reasons: ${STATUS_HELP}`, ({ severity }) => STATUS[severity]]]),
    family(
      'partition_reason',
      'A reason for the status, by its code',
      partitions.flatMap(({ topic, partition, reasons }) =>
        reasons.map(({ code, severity }): Sample => [{ topic, partition, code, severity }, 1]),
      ),
    ),
    ...ofEach([
      ['partition_leader', 'The broker that leads; -1 for none', ({ leader }) => leader ?? -1],
      ['partition_replicas', 'Replicas that are assigned', ({ replicas }) => replicas.length],
      ['partition_in_sync_replicas', 'Replicas that are in sync', ({ isr }) => isr.length],
      ['partition_min_in_sync_replicas', 'min.insync.replicas of the topic', (one) => one.minInsyncReplicas],
      ['partition_earliest_offset', 'Log start offset', ({ logStart }) => logStart],
      ['partition_latest_offset', 'High watermark: the offset of the next record', (one) => one.highWatermark],
      [
        'partition_produced_records_per_second',
        'Records that arrive, over the last samples',
        (one) => one.producedPerSecond,
      ],
    ]),
    family(
      'group_offset',
      'The next offset that the group reads',
      ofGroup(
        ({ position }) => position,
        ({ committed }) => committed,
      ),
    ),
    reading('group_lag_records', 'Records between that offset and the end', ({ lagRecords }) => lagRecords),
    reading(
      'group_lag_seconds',
      'About the time from the record at that offset to the last one',
      ({ lagSeconds }) => lagSeconds,
    ),
    family(
      'group_margin_records',
      'Records between the log start and that offset: what retention has still to delete before it reaches the group',
      ofGroup(({ marginRecords }) => marginRecords),
    ),
    reading(
      'group_lost_records',
      'Records that were deleted before the group read them',
      ({ lostRecords }) => lostRecords,
    ),
    reading(
      'group_consumed_records_per_second',
      'Records that the group reads, over the last samples',
      (one) => one.consumedPerSecond,
    ),
    ...(groups ? groupFamilies(groups) : []),
    ...(cluster ? clusterFamilies(cluster) : []),
    ...(consumers ? consumerFamilies(consumers) : []),
  ].join('');
}
