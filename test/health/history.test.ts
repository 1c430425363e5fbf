// Reports of successive snapshots: lag, loss, rates, since when, and what takes time to judge.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HealthReport } from '../../main/contract/health.ts';
import { quote, say, tell } from '../../main/contract/told.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { lagOf, lostOf, marginOf, rateOf, unreadShareOf } from '../../main/health/reading.ts';
import type { PartitionSnapshot, Snapshot } from '../../main/health/snapshot.ts';

const SECOND = 1_000_000;
const START = 1_700_000_000 * SECOND;

const PARTITION: PartitionSnapshot = {
  topic: 'logs',
  topicId: null,
  partition: 0,
  leader: 1,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  offlineReplicas: [],
  adding: [],
  minInsyncReplicas: 2,
  logStart: 0,
  highWatermark: 100,
  position: 100,
};
function snapshot(seconds: number, partitions: Partial<PartitionSnapshot>[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    at: START + seconds * SECOND,
    clusterId: 'c',
    brokers: [3, 1, 2].map((id) => ({ id, host: 'h', port: 9000 + id })),
    controllerId: 2,
    group: 'g',
    ...{ groupActive: true, groupKnown: true, silent: [], configs: new Map() },
    partitions: partitions.map((one) => ({ ...PARTITION, ...one })),
    missing: [],
    troubles: [],
    ...more,
  };
}
/** One partition, sampled every 5 s; `each` gives what differs at sample i. */
function watch(samples: number, each: (i: number) => Partial<PartitionSnapshot>, more: Partial<Snapshot> = {}) {
  const history = new HealthHistory();
  let report: HealthReport | undefined;
  for (let i = 0; i < samples; i++) report = HealthReport.parse(history.observe(snapshot(i * 5, [each(i)], more)));
  const one = report?.partitions[0];
  assert.ok(one);
  return { ...one, codes: one.reasons.map((reason) => reason.code) };
}

describe('reading', () => {
  const TABLE: [
    position: number | null,
    start: number | null,
    end: number | null,
    number | null,
    number,
    number | null,
    number | null,
  ][] = [
    [100, 0, 100, 0, 0, 0, 100],
    [40, 10, 110, 70, 0, 0.7, 30],
    [10, 20, 100, 90, 10, 1, null],
    [20, 20, 100, 80, 0, 1, 0],
    [120, 0, 100, 0, 0, 0, 120],
    [0, 0, 0, 0, 0, 0, 0],
    [null, 0, 100, null, 0, null, null],
    [5, null, null, null, 0, null, null],
  ];
  for (const [position, start, end, lag, lost, share, margin] of TABLE)
    test(`position ${position} in [${start}, ${end}): lag ${lag}, lost ${lost}, unread ${share}, margin ${margin}`, () => {
      assert.equal(lagOf(position, end), lag);
      assert.equal(lostOf(position, start), lost);
      assert.equal(unreadShareOf(position, start, end), share);
      assert.equal(marginOf(position, start), margin);
    });

  test('rates', () => {
    const points = (...offsets: (number | null)[]) => offsets.map((offset, i) => ({ at: i * 5 * SECOND, offset }));
    assert.equal(rateOf(points(0, 50, 100)), 10);
    assert.equal(rateOf(points(null, 50, 100)), 10);
    assert.equal(rateOf(points(7, 7, 7)), 0);
    assert.equal(rateOf(points(7)), null);
    assert.equal(rateOf(points(7, 3)), null);
  });
});

describe('reports', () => {
  test('a reader at the end is healthy at once; rates come with the second sample', () => {
    const first = watch(1, () => ({}));
    assert.deepEqual([first.severity, first.group, first.producedPerSecond], ['ok', 'OK', null]);
    const later = watch(11, (i) => ({ highWatermark: 100 + i * 50, position: 100 + i * 50 }));
    assert.deepEqual([later.group, later.producedPerSecond, later.consumedPerSecond], ['OK', 10, 10]);
    assert.deepEqual(later.rates, Array(10).fill(10));
  });

  test('with lag and few samples nothing is claimed', () => {
    assert.equal(watch(4, () => ({ position: 10 })).group, 'UNKNOWN');
  });

  test('a reader that stands, with and without members', () => {
    const stalled = watch(10, () => ({ position: 10 }));
    assert.deepEqual([stalled.severity, stalled.group, stalled.codes], ['error', 'STALL', ['group-stall']]);
    const stopped = watch(10, () => ({ position: 10 }), { groupActive: false });
    assert.deepEqual([stopped.severity, stopped.group, stopped.codes], ['error', 'STOP', ['group-stop']]);
  });

  test('a reader that stands while it catches up elsewhere waits for its turn, for five minutes', () => {
    const codesAfter = (samples: number, other: (i: number) => Partial<PartitionSnapshot>) => {
      const history = new HealthHistory();
      let report: HealthReport | undefined;
      for (let i = 0; i < samples; i++)
        report = history.observe(snapshot(i * 5, [{ position: 10 }, { partition: 1, ...other(i) }]));
      const one = report?.partitions[0];
      return [one?.group, one?.severity, ...(one?.reasons.map(({ code }) => code) ?? [])];
    };
    const behind = (i: number) => ({ position: i, highWatermark: 1000 });
    assert.deepEqual(codesAfter(10, behind), ['STALL', 'warning', 'group-queued']);
    assert.deepEqual(codesAfter(60, behind), ['STALL', 'warning', 'group-queued']);
    assert.deepEqual(codesAfter(61, behind).slice(0, 3), ['STALL', 'error', 'group-stall']);
    // It reads the other one as records come: nothing holds it up.
    const atEnd = (i: number) => ({ position: i, highWatermark: i + (i % 5 === 0 ? 0 : 3) });
    assert.deepEqual(codesAfter(10, atEnd), ['STALL', 'error', 'group-stall']);
  });

  test('a reader that falls behind, and one that went back', () => {
    const behind = watch(10, (i) => ({ position: i, highWatermark: 100 + 10 * i }));
    assert.deepEqual([behind.severity, behind.codes], ['warning', ['group-warn']]);
    const back = watch(10, (i) => ({ position: i < 5 ? 90 : 10 }));
    assert.deepEqual([back.severity, back.codes], ['error', ['group-rewind']]);
  });

  test('without a group, or without a position, nobody is judged', () => {
    assert.deepEqual(watch(10, () => ({ position: 10 }), { group: null }).group, 'UNKNOWN');
    const none = watch(10, () => ({ position: null }));
    assert.deepEqual([none.group, none.lagRecords, none.severity], ['UNKNOWN', null, 'ok']);
  });

  test('records lost', () => {
    const lost = watch(1, () => ({ position: 30, logStart: 50 }));
    assert.deepEqual(
      [lost.severity, lost.codes, lost.lostRecords],
      ['error', ['records-lost', 'group-few-samples'], 20],
    );
  });

  test('an unread log warns after five minutes, and stops when it is read', () => {
    const reading = (i: number) => ({ position: i, highWatermark: 1000 });
    assert.deepEqual(watch(60, reading).codes, []);
    const late = watch(61, reading);
    assert.deepEqual([late.severity, late.codes], ['warning', ['unread-share']]);
    assert.deepEqual(watch(62, (i) => (i < 61 ? reading(i) : { position: 900, highWatermark: 1000 })).codes, []);
  });

  test('since: when the severity changed', () => {
    const isr = (i: number) => ({ isr: i >= 3 && i < 6 ? [1, 2] : [1, 2, 3] });
    assert.equal(watch(3, isr).since, START);
    const bad = watch(6, isr);
    assert.deepEqual([bad.severity, bad.since], ['warning', START + 15 * SECOND]);
    assert.equal(watch(8, isr).since, START + 30 * SECOND);
  });

  test('offsets that cannot be read are unknown', () => {
    assert.equal(watch(1, () => ({ highWatermark: null, logStart: null })).severity, 'unknown');
  });

  test('a topic that was created anew has no past', () => {
    const anew = watch(12, (i) => (i < 10 ? { highWatermark: 500 + i } : { highWatermark: 3, position: 3 }));
    assert.deepEqual([anew.rates, anew.producedPerSecond], [[0], 0]);
  });

  test('rates are few and short where there are many partitions; their times are told once', () => {
    const history = new HealthHistory();
    const many = (i: number) =>
      Array.from({ length: 2000 }, (_, partition) => ({ partition, highWatermark: i * partition }));
    for (let i = 0; i < 50; i++) history.observe(snapshot(i * 5, many(i)));
    const report = history.observe(snapshot(250, many(50)));
    assert.deepEqual(report.partitions[7]?.rates, Array(20).fill(1.4));
    assert.deepEqual(
      report.sampleTimes,
      Array.from({ length: 20 }, (_, i) => START + (155 + i * 5) * SECOND),
    );
    assert.ok(JSON.stringify(report).length < 1_500_000);
  });

  test('a rate is not known where an end was not; one that a new leader put back is no negative rate', () => {
    const ends = [100, 150, null, 200, 190, 1_234_567];
    assert.deepEqual(watch(6, (i) => ({ highWatermark: ends[i] ?? null })).rates, [10, null, null, 0, 246_900]);
  });

  test('brokers, the worst severity, and troubles', () => {
    const troubles = [tell(say('health-min-isr'), quote('request timed out'))];
    const report = new HealthHistory().observe(
      snapshot(0, [{}, { partition: 1, replicas: [2, 3], isr: [3], leader: 3 }], { troubles }),
    );
    assert.deepEqual([report.severity, report.error, report.troubles, report.group], ['error', null, troubles, 'g']);
    assert.deepEqual(
      report.brokers.map(({ id, controller, leaders, replicas }) => [id, controller, leaders, replicas]),
      [
        [1, false, 1, 1],
        [2, true, 0, 2],
        [3, false, 1, 2],
      ],
    );
    const other = report.partitions[1]?.reasons.find((one) => one.code === 'not-preferred-leader');
    assert.equal(other?.values.imbalancePercent, 100);
  });
});

test('a topic that may not be read is in no partition: its trouble makes the report unknown, and no better', () => {
  const more = { troubles: [tell(quote('denied'))] };
  const severityOf = (one: Partial<PartitionSnapshot>) =>
    new HealthHistory().observe(snapshot(0, [one], more)).severity;
  assert.deepEqual([severityOf({}), severityOf({ leader: null })], ['unknown', 'error']);
});
