// How topics lie over brokers, for Prometheus.
import type { ClusterReport, TopicConfig, TopicLayout } from '../contract/cluster.ts';
import { family, type Labels, type Sample, STATUS, STATUS_HELP } from './metrics-text.ts';
import { isUnlimited } from './retention.ts';

export function clusterFamilies(report: ClusterReport): string[] {
  const { sampledAt, error, mode, controllerId } = report;
  return [
    family('layout_up', 'Whether the last look at configuration and brokers succeeded', [
      [{}, sampledAt === null && error === null ? null : Number(error === null)],
    ]),
    family('layout_last_sample_timestamp_seconds', 'When configuration and brokers were looked at', [
      [{}, sampledAt === null ? null : sampledAt / 1e6],
    ]),
    family('cluster_mode_info', 'What runs the cluster: kraft or zookeeper', sampledAt === null ? [] : [[{ mode }, 1]]),
    family('cluster_controller_id', 'The node that is the controller, which need not be a broker', [
      [{}, controllerId],
    ]),
    ...brokerFamilies(report),
    ...topicFamilies(report),
  ];
}

function brokerFamilies({ brokers }: ClusterReport): string[] {
  const directories = brokers.flatMap(({ id, directories }) =>
    (directories ?? []).map((one) => ({ ...one, labels: { broker: id, path: one.path } })),
  );
  type Directory = (typeof directories)[number];
  const of = (pick: (one: ClusterReport['brokers'][number]) => number | null): Sample[] =>
    brokers.map((one) => [{ broker: one.id }, pick(one)]);
  const ofDirectory = (pick: (one: Directory) => number | null): Sample[] =>
    directories.map((one) => [one.labels, pick(one)]);
  return [
    family(
      'broker_layout_info',
      'A broker, also one that is down and holds replicas; state: live, failing, silent or down',
      brokers.map(
        ({ id, state, rack, release }): Sample => [
          { broker: id, state, rack: rack ?? '', release: release?.message ?? '' },
          1,
        ],
      ),
    ),
    family(
      'broker_status',
      `The worst of the reasons: ${STATUS_HELP}`,
      of(({ severity }) => STATUS[severity]),
    ),
    family(
      'broker_reason',
      'A reason for the status, by its code',
      brokers.flatMap(({ id, reasons }) =>
        [...new Map(reasons.map((one) => [`${one.code} ${one.severity}`, one])).values()].map(
          ({ code, severity }): Sample => [{ broker: id, code, severity }, 1],
        ),
      ),
    ),
    family(
      'broker_metadata_seconds',
      'How long a request for metadata of no topic took',
      of(({ metadataMs }) => (metadataMs === null ? null : metadataMs / 1000)),
    ),
    family(
      'broker_preferred_partitions',
      'Partitions of the cluster that prefer the broker as leader',
      of(({ preferred }) => preferred),
    ),
    family(
      'broker_preferred_not_led_partitions',
      'Of these, those that another one leads, or nobody',
      of(({ misses }) => misses),
    ),
    family(
      'log_directory_failed',
      'Whether the directory cannot be used',
      ofDirectory(({ failed }) => Number(failed !== null)),
    ),
    family(
      'log_directory_bytes',
      'Bytes of all replicas in it',
      ofDirectory(({ bytes }) => bytes),
    ),
    family(
      'log_directory_replicas',
      'Replicas in it',
      ofDirectory(({ replicas }) => replicas),
    ),
    family(
      'log_directory_volume_bytes',
      'Bytes of its volume',
      ofDirectory(({ totalBytes }) => totalBytes),
    ),
    family(
      'log_directory_free_bytes',
      'Bytes of its volume that are free',
      ofDirectory(({ usableBytes }) => usableBytes),
    ),
  ];
}

function topicFamilies({ topics }: ClusterReport): string[] {
  const of = (pick: (one: TopicLayout) => number | null): Sample[] =>
    topics.map((one) => [{ topic: one.topic }, pick(one)]);
  const number = (one: TopicLayout, name: TopicConfig['name']): number | null => {
    const value = Number(one.configs?.find((config) => config.name === name)?.value ?? Number.NaN);
    return Number.isNaN(value) ? null : value;
  };
  const limit = (name: 'retention.ms' | 'retention.bytes', unit: number) =>
    of((one) => {
      const value = number(one, name);
      return value !== null && isUnlimited(name, value) ? Number.POSITIVE_INFINITY : value && value / unit;
    });
  return [
    family('topic_config_info', 'What of the configuration are words', topics.flatMap(wordsOf)),
    family('topic_retention_seconds', 'How long records are kept', limit('retention.ms', 1000)),
    family('topic_retention_bytes', 'How much of each partition is kept', limit('retention.bytes', 1)),
    family(
      'topic_segment_bytes',
      'Size of a segment',
      of((one) => number(one, 'segment.bytes')),
    ),
    family(
      'topic_reason',
      'A trouble of how it lies over brokers, by its code',
      topics.flatMap(({ topic, reasons }) =>
        reasons.map(({ code, severity }): Sample => [{ topic, code, severity }, 1]),
      ),
    ),
    family(
      'topic_bytes',
      "Bytes of the leaders' replicas, of those that are known",
      of(({ bytes }) => bytes),
    ),
    family(
      'topic_all_replicas_bytes',
      'Bytes of all replicas, of those that are known',
      of(({ allBytes }) => allBytes),
    ),
    family(
      'topic_produced_records_per_second',
      'Records that arrive, between the last two looks',
      of((one) => one.recordsPerSecond),
    ),
    family(
      'topic_produced_bytes_per_second',
      'Bytes that arrive, between the last two looks',
      of((one) => one.bytesPerSecond),
    ),
    family(
      'topic_rate_skew_ratio',
      'How far the partition that gets most is above the mean, as a share of that',
      of(({ rateSkew }) => rateSkew),
    ),
    family(
      'topic_size_skew_ratio',
      'How far the partition that holds most is above the mean, as a share of that',
      of(({ sizeSkew }) => sizeSkew),
    ),
    family(
      'partition_bytes',
      "Bytes of the leader's replica",
      topics.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, bytes }): Sample => [{ topic, partition }, bytes]),
      ),
    ),
  ];
}

const WORDS = { 'cleanup.policy': 'cleanup_policy', 'compression.type': 'compression_type' } as const;

function wordsOf({ topic, configs }: TopicLayout): Sample[] {
  if (configs === null) return [];
  const labels: Labels = { topic };
  for (const { name, value } of configs)
    if (name === 'cleanup.policy' || name === 'compression.type') labels[WORDS[name]] = value ?? '';
  return [[labels, 1]];
}
