import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HealthHistory } from '../../main/health/history.ts';
import { metricsText } from '../../main/health/metrics.ts';

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
