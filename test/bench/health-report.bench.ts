// What one health report of many partitions costs the two main threads that it crosses: the engine's, which writes it as JSON,
// and the page's, which reads it. Median of many, in milliseconds; `healthy` is the usual case, `troubled` has one broker down.
import { HealthHistory } from '../../main/health/history.ts';
import type { PartitionSnapshot, Snapshot } from '../../main/health/snapshot.ts';

const PARTITIONS = 2_000;
const SAMPLES = 61;
const RUNS = 40;

function snapshot(sample: number, troubled: boolean): Snapshot {
  const partitions = Array.from({ length: PARTITIONS }, (_, i): PartitionSnapshot => {
    const replicas = [(i % 3) + 1, ((i + 1) % 3) + 1, ((i + 2) % 3) + 1];
    const live = troubled ? replicas.filter((id) => id !== 3) : replicas;
    const end = 1_234_567_000 + i * 1_000 + sample * (i % 700) * 5;
    return {
      ...{
        topic: `service-${Math.floor(i / 50)}.logs`,
        topicId: null,
        partition: i % 50,
        leader: live[0] ?? null,
        replicas,
        isr: live,
      },
      ...{ offlineReplicas: troubled ? [3] : [], adding: [], minInsyncReplicas: 2 },
      ...{ logStart: 1_200_000_000, highWatermark: end, position: end - (i % 5) },
    };
  });
  return {
    ...{
      at: 1_790_000_000_000_000 + sample * 5_000_000,
      clusterId: 'c',
      controllerId: 1,
      group: 'g',
      ...{ groupActive: true, groupKnown: true, silent: [], configs: new Map() },
    },
    brokers: [1, 2, 3].filter((id) => !troubled || id !== 3).map((id) => ({ id, host: '10.0.0.1', port: 9000 + id })),
    ...{ partitions, missing: [], troubles: [] },
  };
}

function median(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  }).sort((a, b) => a - b);
  return Number((times[RUNS / 2] ?? 0).toFixed(2));
}

function measure(troubled: boolean) {
  const history = new HealthHistory();
  for (let i = 0; i < SAMPLES - 1; i++) history.observe(snapshot(i, troubled));
  const last = snapshot(SAMPLES, troubled);
  const from = performance.now();
  const report = history.observe(last);
  const observeMs = Number((performance.now() - from).toFixed(2));
  const text = JSON.stringify(report);
  return {
    bytes: text.length,
    observeMs,
    stringifyMs: median(() => JSON.stringify(report)),
    parseMs: median(() => JSON.parse(text)),
  };
}

console.log(JSON.stringify({ partitions: PARTITIONS, healthy: measure(false), troubled: measure(true) }));
