// How topics lie over brokers, for Prometheus.
import type { BrokerLayout, ClusterReport, TopicConfig, TopicLayout } from '../contract/cluster.ts';
import { type Figure, family, figures, type Labels, looked, type Sample, STATUS, STATUS_HELP } from './metrics-text.ts';
import { isUnlimited } from './retention.ts';

export function clusterFamilies(report: ClusterReport): string[] {
  const { sampledAt, mode, controllerId } = report;
  return [
    ...looked(
      'layout',
      {
        succeeded: 'Whether the last look at configuration and brokers succeeded',
        at: 'When configuration and brokers were looked at',
      },
      report,
    ),
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
  const ofEach = (all: readonly Figure<BrokerLayout>[]) => figures(brokers, ({ id }) => ({ broker: id }), all);
  const ofDirectories = (all: readonly Figure<(typeof directories)[number]>[]) =>
    figures(directories, ({ labels }) => labels, all);
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
    ...ofEach([['broker_status', `The worst of the reasons: ${STATUS_HELP}`, ({ severity }) => STATUS[severity]]]),
    family(
      'broker_reason',
      'A reason for the status, by its code',
      brokers.flatMap(({ id, reasons }) =>
        [...new Map(reasons.map((one) => [`${one.code} ${one.severity}`, one])).values()].map(
          ({ code, severity }): Sample => [{ broker: id, code, severity }, 1],
        ),
      ),
    ),
    ...ofEach([
      [
        'broker_metadata_seconds',
        'How long a request for metadata of no topic took',
        ({ metadataMs }) => (metadataMs === null ? null : metadataMs / 1000),
      ],
      [
        'broker_preferred_partitions',
        'Partitions of the cluster that prefer the broker as leader',
        ({ preferred }) => preferred,
      ],
      [
        'broker_preferred_not_led_partitions',
        'Of these, those that another one leads, or nobody',
        ({ misses }) => misses,
      ],
    ]),
    ...ofDirectories([
      ['log_directory_failed', 'Whether the directory cannot be used', ({ failed }) => Number(failed !== null)],
      ['log_directory_bytes', 'Bytes of all replicas in it', ({ bytes }) => bytes],
      ['log_directory_replicas', 'Replicas in it', ({ replicas }) => replicas],
      ['log_directory_volume_bytes', 'Bytes of its volume', ({ totalBytes }) => totalBytes],
      ['log_directory_free_bytes', 'Bytes of its volume that are free', ({ usableBytes }) => usableBytes],
    ]),
  ];
}

function topicFamilies({ topics }: ClusterReport): string[] {
  const ofEach = (all: readonly Figure<TopicLayout>[]) => figures(topics, ({ topic }) => ({ topic }), all);
  const number = (one: TopicLayout, name: TopicConfig['name']): number | null => {
    const value = Number(one.configs?.find((config) => config.name === name)?.value ?? Number.NaN);
    return Number.isNaN(value) ? null : value;
  };
  const limit = (name: 'retention.ms' | 'retention.bytes', unit: number) => (one: TopicLayout) => {
    const value = number(one, name);
    return value !== null && isUnlimited(name, value) ? Number.POSITIVE_INFINITY : value && value / unit;
  };
  return [
    family('topic_config_info', 'What of the configuration are words', topics.flatMap(wordsOf)),
    ...ofEach([
      ['topic_retention_seconds', 'How long records are kept', limit('retention.ms', 1000)],
      ['topic_retention_bytes', 'How much of each partition is kept', limit('retention.bytes', 1)],
      ['topic_segment_bytes', 'Size of a segment', (one) => number(one, 'segment.bytes')],
    ]),
    family(
      'topic_reason',
      'A trouble of how it lies over brokers, by its code',
      topics.flatMap(({ topic, reasons }) =>
        reasons.map(({ code, severity }): Sample => [{ topic, code, severity }, 1]),
      ),
    ),
    ...ofEach([
      ['topic_bytes', "Bytes of the leaders' replicas, of those that are known", ({ bytes }) => bytes],
      ['topic_all_replicas_bytes', 'Bytes of all replicas, of those that are known', ({ allBytes }) => allBytes],
      [
        'topic_produced_records_per_second',
        'Records that arrive, between the last two looks',
        (one) => one.recordsPerSecond,
      ],
      ['topic_produced_bytes_per_second', 'Bytes that arrive, between the last two looks', (one) => one.bytesPerSecond],
      [
        'topic_rate_skew_ratio',
        'How far the partition that gets most is above the mean, as a share of that',
        ({ rateSkew }) => rateSkew,
      ],
      [
        'topic_size_skew_ratio',
        'How far the partition that holds most is above the mean, as a share of that',
        ({ sizeSkew }) => sizeSkew,
      ],
    ]),
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
