// What is wrong beside the partitions: brokers, and how topics lie over them; and what silent brokers leave unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerLayout, ClusterReport, LayoutReason, TopicLayout } from '../../main/contract/cluster.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { clusterTroubles, countOf } from '../../renderer/health/cluster-troubles.ts';
import { summaryOf } from '../../renderer/health/summary.ts';

const told = { message: '', said: [] };
const reason = (code: LayoutReason['code'], severity: LayoutReason['severity']): LayoutReason => {
  return { code, severity, told, since: 1, partitions: [] };
};
function broker(id: number, state: BrokerLayout['state'], reasons: LayoutReason[]): BrokerLayout {
  return {
    ...{ id, state, rack: null, metadataMs: 1, release: null, metadataVersion: null, directories: null, why: null },
    ...{ preferred: 1, misses: 0, severity: 'ok', reasons },
  };
}
function topic(name: string, reasons: LayoutReason[]): TopicLayout {
  return {
    ...{ topic: name, configs: null, why: null, bytes: null, recordsPerSecond: null, bytesPerSecond: null },
    lacking: { bytes: 0, recordsPerSecond: 0, bytesPerSecond: 0, allBytes: 0 },
    ...{ allBytes: null, rateSkew: null, sizeSkew: null, severity: 'ok', reasons, partitions: [] },
  };
}
const cluster = (brokers: BrokerLayout[], topics: TopicLayout[] = []): ClusterReport => {
  return { sampledAt: 1, error: null, mode: 'kraft', controllerId: 1, brokers, topics };
};
const LED: PartitionHealth = {
  ...{ topic: 'a', partition: 0, severity: 'ok', reasons: [], since: 1, leader: 1, replicas: [1, 2], isr: [1, 2] },
  ...{ offlineReplicas: [], minInsyncReplicas: 1, logStart: 0, highWatermark: 9, position: 9, lagRecords: 0 },
  ...{ lagSeconds: 0, lostRecords: 0, marginRecords: 9, due: 'none', producedPerSecond: 1, consumedPerSecond: 1 },
  ...{ rates: [], group: 'OK' },
};
function report(partitions: PartitionHealth[]): HealthReport {
  const brokers = [1, 2].map((id) => ({ id, host: 'b', port: 1, controller: false, leaders: 1, replicas: 1 }));
  return {
    ...{ sampledAt: 1, error: null, troubles: [], clusterId: null, severity: 'ok', group: null, brokers },
    ...{ sampleTimes: [1], partitions },
  };
}

test('troubles of brokers and topics, the worst first, and how many brokers and topics have any', () => {
  const found = clusterTroubles(
    cluster(
      [
        broker(1, 'live', [reason('imbalance', 'warning')]),
        broker(2, 'silent', [reason('broker-silent', 'error'), reason('directory-full', 'warning')]),
      ],
      [topic('a', [reason('hot-rate', 'warning')]), topic('b', [])],
    ),
  );
  assert.deepEqual(
    found.map(({ of, name, reason: { code } }) => [of, name, code]),
    [
      ['broker', '2', 'broker-silent'],
      ['broker', '1', 'imbalance'],
      ['broker', '2', 'directory-full'],
      ['topic', 'a', 'hot-rate'],
    ],
  );
  assert.deepEqual(countOf(found, 'broker'), { count: 2, severity: 'error' });
  assert.deepEqual(countOf(found, 'topic'), { count: 1, severity: 'warning' });
  assert.deepEqual(countOf(clusterTroubles(undefined), 'broker'), { count: 0, severity: 'ok' });
});

test('brokers that do not answer, by what they lead and by the last look, and partitions whose end nobody tells', () => {
  const silent = { code: 'leader-silent', severity: 'error', since: 1, message: '', values: { leader: 1 } } as const;
  const unread = { ...LED, highWatermark: null, lagRecords: null, reasons: [silent] };
  const sum = summaryOf(report([unread, { ...LED, partition: 1, leader: 2 }]), cluster([broker(3, 'silent', [])]));
  assert.deepEqual([sum.silentBrokers, sum.unknownEnds, sum.underReplicated], [[1, 3], 1, 0]);
  const fine = summaryOf(report([LED]));
  assert.deepEqual([fine.silentBrokers, fine.unknownEnds], [[], 0]);
});
