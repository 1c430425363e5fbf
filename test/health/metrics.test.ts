import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { Consumers } from '../../main/contract/health.ts';
import { say } from '../../main/contract/told.ts';
import { ClusterHistory } from '../../main/health/cluster.ts';
import { GroupsHistory } from '../../main/health/groups.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { metricsText } from '../../main/health/metrics.ts';
import { ClusterSampler } from '../../main/kafka/cluster-sampler.ts';
import { GroupsSampler } from '../../main/kafka/groups-sampler.ts';

const report = new HealthHistory().observe({
  at: 1_700_000_000_500_000,
  clusterId: 'c"l\\u\n1',
  brokers: [{ id: 1, host: '::1', port: 9092 }],
  controllerId: 1,
  group: 'billing',
  ...{ groupActive: true, groupKnown: true, silent: [], configs: new Map() },
  ...{ troubles: [], missing: [] },
  partitions: [
    {
      ...{
        topic: 'app',
        topicId: null,
        partition: 0,
        leader: 1,
        replicas: [1, 2],
        isr: [1],
        adding: [],
        offlineReplicas: [2],
      },
      ...{ minInsyncReplicas: null, logStart: 7, highWatermark: 10, position: 4 },
    },
  ],
});

test('names, labels and seconds; what is not known has no sample', () => {
  const text = metricsText({ health: report });
  const line = (start: string) => text.split('\n').filter((one) => one.startsWith(start));
  assert.deepEqual(line('tailwater_up'), ['tailwater_up 1']);
  assert.deepEqual(line('tailwater_last_sample'), ['tailwater_last_sample_timestamp_seconds 1700000000.5']);
  assert.deepEqual(line('tailwater_cluster_info'), ['tailwater_cluster_info{cluster_id="c\\"l\\\\u\\n1"} 1']);
  assert.deepEqual(line('tailwater_partition_status'), ['tailwater_partition_status{topic="app",partition="0"} 3']);
  assert.deepEqual(line('tailwater_group_lost'), [
    'tailwater_group_lost_records{group="billing",topic="app",partition="0"} 3',
  ]);
  // It was overtaken, and when those records came nobody saw.
  assert.deepEqual(line('tailwater_group_margin'), []);
  assert.deepEqual(line('tailwater_group_lag_seconds'), []);
  const ahead = {
    ...report,
    partitions: report.partitions.map((one) => ({ ...one, marginRecords: 9, lagSeconds: 2.5 })),
  };
  assert.match(
    metricsText({ health: ahead }),
    /^tailwater_group_margin_records\{group="billing",topic="app",partition="0"\} 9$/m,
  );
  assert.match(metricsText({ health: ahead }), /^tailwater_group_lag_seconds\{.*\} 2.5$/m);
  assert.deepEqual(line('tailwater_partition_min_in_sync'), []);
  assert.deepEqual(line('# TYPE tailwater_partition_leader'), ['# TYPE tailwater_partition_leader gauge']);
});

test('the last sample failed, or there was none', () => {
  assert.match(
    metricsText({ health: { ...report, error: { code: 'unreachable', message: 'gone', said: [], at: 0 } } }),
    /^tailwater_up 0$/m,
  );
  const none = metricsText({ health: { ...report, sampledAt: null, brokers: [], partitions: [] } });
  assert.equal(none.match(/^tailwater.*$/gm)?.join(), 'tailwater_up 0');
});

const NAME = 'bil"l\\i\nng';
function groupsOf() {
  const history = new GroupsHistory();
  const report = history.observe({
    at: 1_700_000_000_000_000,
    ends: new Map([['app/0', 10]]),
    starts: new Map([['app/0', 6]]),
    ...{ ours: 'billing', troubles: [], sees: 'all', isUntold: () => false },
    groups: ['billing', NAME].map((group) => ({
      ...{ group, protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null },
      members: [
        { memberId: `${group}-1`, clientId: 'c', host: '/10.0.0.1', partitions: [{ topic: 'app', partition: 0 }] },
      ],
      commits: [{ topic: 'app', partition: 0, offset: 4 }],
    })),
  });
  return { report, details: report.groups.flatMap(({ group }) => history.detail(group) ?? []) };
}
function clusterOf(): ClusterReport {
  const directory = { path: '/d', totalBytes: 1000, usableBytes: 20, failed: null };
  const replicas = [{ topic: 'app', partition: 0, bytes: 300, future: false }];
  const found = new ClusterHistory().observe({
    ...{ at: 1_700_000_000_000_000, mode: 'kraft', controllerId: 9 },
    brokers: [
      {
        ...{ id: 1, rack: 'a', answers: true, metadataMs: 2.5, release: say('kafka-kraft', { release: '4.0' }) },
        ...{ metadataVersion: 25, directories: [{ ...directory, replicas }], why: null },
      },
    ],
    topics: [
      {
        ...{ topic: 'app', why: null, partitions: [{ partition: 0, leader: 1, replicas: [1, 2], end: 10, start: 0 }] },
        configs: [
          { name: 'retention.ms', value: '60000', source: 'topic' },
          { name: 'retention.bytes', value: '-1', source: 'default' },
          { name: 'cleanup.policy', value: 'delete', source: 'default' },
          { name: 'segment.bytes', value: null, source: 'unknown' },
        ],
      },
    ],
  });
  return { ...found, error: null };
}
const consumers: Consumers = {
  ...{ group: 'billing', state: 'stable', workers: [], others: [], unread: [], first: null },
  rebalances: [
    {
      ...{ at: 1_700_000_000_000_000, ms: 1500, cause: { message: 'joined', said: [] }, generation: 1, members: 1 },
      ...{ moved: 3, moves: [] },
    },
  ],
};

test('groups, brokers, topics and the workers; of our own group the partitions are told once', () => {
  const text = metricsText({ health: report, groups: groupsOf(), cluster: clusterOf(), consumers });
  const has = (line: string) => assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
  const name = 'bil\\"l\\\\i\\nng';
  has(`tailwater_group_status{group="${name}"} 3`);
  has(`tailwater_group_reason{group="${name}",code="lost",severity="error"} 1`);
  has(`tailwater_group_members{group="${name}"} 1`);
  has(`tailwater_group_member_info{group="${name}",member_id="${name}-1",client_id="c",host="/10.0.0.1"} 1`);
  has(`tailwater_group_sum_lag_records{group="${name}"} 6`);
  has(`tailwater_group_lag_records{group="${name}",topic="app",partition="0"} 6`);
  has('tailwater_group_lag_records{group="billing",topic="app",partition="0"} 6');
  has('tailwater_groups 2');
  has('tailwater_broker_layout_info{broker="1",state="live",rack="a",release="Kafka 4.0, KRaft"} 1');
  has('tailwater_broker_layout_info{broker="2",state="down",rack="",release=""} 1');
  has('tailwater_broker_metadata_seconds{broker="1"} 0.0025');
  has('tailwater_broker_status{broker="2"} 3');
  has('tailwater_log_directory_free_bytes{broker="1",path="/d"} 20');
  has('tailwater_cluster_controller_id 9');
  has('tailwater_topic_retention_seconds{topic="app"} 60');
  has('tailwater_topic_retention_bytes{topic="app"} +Inf');
  has('tailwater_topic_config_info{topic="app",cleanup_policy="delete"} 1');
  has('tailwater_partition_bytes{topic="app",partition="0"} 300');
  has('tailwater_consumer_last_rebalance_seconds{group="billing"} 1.5');
  has('tailwater_consumer_workers{group="billing",state="consuming"} 0');
  // What is not known has no sample.
  assert.doesNotMatch(text, /topic_segment_bytes|metadata_seconds\{broker="2"|topic_rate_skew/);
  assertFormat(text);
});

test('of our own group the partitions that nobody follows are told as those of others are', () => {
  const groups = groupsOf();
  const details = groups.details.map((one) => ({
    ...one,
    partitions: [...one.partitions, ...one.partitions.map((its) => ({ ...its, topic: 'elsewhere', lagRecords: 7 }))],
  }));
  const text = metricsText({ health: report, groups: { ...groups, details } });
  assert.match(text, /^tailwater_group_lag_records\{group="billing",topic="elsewhere",partition="0"\} 7$/m);
  assert.equal(text.match(/^tailwater_group_lag_records\{group="billing",topic="app",partition="0"\}/gm)?.length, 1);
  assertFormat(text);
});

test('each worker: how large its fetches are, how long it waits for them, and how often it failed', () => {
  const worker: Consumers['workers'][number] = {
    ...{ id: 3, state: 'idle', reason: null, memberId: 'm', partitions: [], recordsPerSecond: 0, bytesPerSecond: 0 },
    ...{ fetchBytes: 4096, fetchWaitMs: 250, restarts: 2 },
  };
  const text = metricsText({ health: report, consumers: { ...consumers, workers: [worker] } });
  assert.match(text, /^tailwater_consumer_worker_partitions\{group="billing",worker="3"\} 0$/m);
  assert.match(text, /^tailwater_consumer_worker_fetch_bytes\{group="billing",worker="3"\} 4096$/m);
  assert.match(text, /^tailwater_consumer_worker_fetch_wait_seconds\{group="billing",worker="3"\} 0\.25$/m);
  assert.match(text, /^tailwater_consumer_worker_restarts\{group="billing",worker="3"\} 2$/m);
  assertFormat(text);
});

test('a retention that is longer than a century is no limit', () => {
  const cluster = clusterOf();
  const topics = cluster.topics.map((one) => ({
    ...one,
    configs: [{ name: 'retention.ms' as const, value: '9223372036854775807', source: 'topic' as const }],
  }));
  const text = metricsText({ health: report, cluster: { ...cluster, topics } });
  assert.match(text, /^tailwater_topic_retention_seconds\{topic="app"\} \+Inf$/m);
});

test('the cluster does not answer: groups are said to be old though nobody watches them, until they are asked for again', () => {
  const groups = new GroupsSampler(() => undefined);
  const cluster = new ClusterSampler(() => undefined);
  cluster.subscribe(() => undefined);
  assert.deepEqual(groups.topics.leaders, [], 'a minute has not passed');
  for (const one of [groups, cluster]) one.failed({ message: 'gone', said: [] });
  const text = metricsText({ health: report, groups: { report: groups.get(), details: [] }, cluster: cluster.get() });
  assert.match(text, /^tailwater_groups_up 0$/m);
  assert.match(text, /^tailwater_layout_up 0$/m);
  assert.equal(groups.topics.leaders.length, 1);
  // One that is gone by now ends no watch.
  assert.equal(groups.find('gone'), undefined);
  assert.throws(() => groups.detail('gone'), { code: 'not-found' });
});

test('nothing was looked at yet', () => {
  const none = { sampledAt: null, error: null } as const;
  const text = metricsText({
    health: { ...report, sampledAt: null, brokers: [], partitions: [] },
    groups: { report: { ...none, troubles: [], sees: 'unknown', groups: [] }, details: [] },
    cluster: { ...none, mode: 'unknown', controllerId: null, topics: [], brokers: [] },
    consumers: { ...consumers, group: null },
  });
  assert.equal(text.match(/^tailwater.*$/gm)?.join(), 'tailwater_up 0');
});

/** https://prometheus.io/docs/instrumenting/exposition_formats: each family once, its samples below it, no series twice. */
function assertFormat(text: string): void {
  const [families, series] = [new Set<string>(), new Set<string>()];
  let family = '';
  for (const line of text.trimEnd().split('\n')) {
    const [, head] = /^# HELP (\S+) \S.*\.$/.exec(line) ?? [];
    if (head !== undefined) {
      assert.ok(!families.has(head), `${head} twice`);
      families.add(head);
      family = head;
    } else if (line.startsWith('# TYPE')) assert.equal(line, `# TYPE ${family} gauge`);
    else {
      const sample =
        /^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})? (\+Inf|-?[\d.e+-]+)$/.exec(
          line,
        );
      assert.ok(sample, line);
      assert.equal(sample[1], family);
      assert.ok(!series.has(`${sample[1]}${sample[2]}`), `${line} twice`);
      series.add(`${sample[1]}${sample[2]}`);
    }
  }
}
