// The pure parts of the Partitions and the Consumers view.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Consumers, HealthReason, HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { brokersOf } from '../../main/health/brokers.ts';
import { dueAt } from '../../renderer/health/due.ts';
import { behindOf } from '../../renderer/health/lag-words.ts';
import { arrange, type Sort } from '../../renderer/health/lines.ts';
import { replicaState } from '../../renderer/health/map-brokers.ts';
import { readersOf } from '../../renderer/health/readers.ts';
import { sparkFacts, sparkPath } from '../../renderer/health/sparkline.ts';
import { summaryOf } from '../../renderer/health/summary.ts';
import { lackText, sumText } from '../../renderer/health/sums.ts';
import { troublesOf } from '../../renderer/health/troubles.ts';
import { rangesOf } from '../../renderer/health/workers.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { nameOf } from '../../renderer/ui/partition-words.ts';

function partition(topic: string, number: number, change: Partial<PartitionHealth> = {}): PartitionHealth {
  return {
    ...{ topic, partition: number, severity: 'ok', reasons: [], since: 1000, leader: 1, replicas: [1, 2, 3] },
    ...{ isr: [1, 2, 3], offlineReplicas: [], minInsyncReplicas: 2, logStart: 0, highWatermark: 100, position: 100 },
    ...{ lagSeconds: 0, marginRecords: 100, due: 'none' },
    ...{ lagRecords: 0, lostRecords: 0, producedPerSecond: 10, consumedPerSecond: 10, rates: [], group: 'OK' },
    ...change,
  };
}
function reason(
  code: HealthReason['code'],
  severity: HealthReason['severity'] = 'warning',
  since = 1000,
): HealthReason {
  return { code, severity, since, message: code, values: {} };
}
function report(partitions: PartitionHealth[], live = [1, 2, 3]): HealthReport {
  const brokers = live.map((id) => ({
    ...{ id, host: `b${id}`, port: 9092, controller: id === 1 },
    leaders: partitions.filter((one) => one.leader === id).length,
    replicas: partitions.filter((one) => one.replicas.includes(id)).length,
  }));
  return {
    ...{ sampledAt: 1, error: null, troubles: [], clusterId: 'c', severity: 'ok', group: 'g' },
    brokers,
    sampleTimes: [],
    partitions,
  };
}

describe('lines', () => {
  const all = [
    partition('b', 10, { lagRecords: 5 }),
    partition('b', 9, { lagRecords: null, severity: 'unknown' }),
    partition('a', 0, { lagRecords: 70, severity: 'error', replicas: [4] }),
    partition('a', 1, { lagRecords: 5, severity: 'warning' }),
  ];
  const show = (change: Partial<Parameters<typeof arrange>[1]>, key: Sort['key'] = 'name', descending = false) =>
    arrange(all, {
      text: '',
      troubledOnly: false,
      group: 'none',
      sizes: new Map([['b-9', 20]]),
      closed: new Set(),
      sort: { key, descending },
      ...change,
    });
  const names = (...given: Parameters<typeof show>) =>
    show(...given).lines.map((line) => (line.kind === 'group' ? `[${line.key}]` : nameOf(line.partition)));

  test('partitions are in the order of their numbers, not of digits', () => {
    assert.deepEqual(names({}), ['a-0', 'a-1', 'b-9', 'b-10']);
    assert.deepEqual(names({}, 'name', true), ['b-10', 'b-9', 'a-1', 'a-0']);
  });

  test('the worst first; unknown above ok; unknown numbers last either way', () => {
    assert.deepEqual(names({}, 'status', true), ['a-0', 'a-1', 'b-9', 'b-10']);
    assert.deepEqual(names({}, 'lag', true), ['a-0', 'a-1', 'b-10', 'b-9']);
    assert.deepEqual(names({}, 'lag'), ['a-1', 'b-10', 'a-0', 'b-9']);
  });

  test('the soonest to be deleted first, a forecast of loss before what retention says; nothing waits: nothing is due', () => {
    const race = { ...reason('retention-race', 'error'), values: { at: 50 } };
    const raced = partition('a', 0, { due: { at: 90, within: 1 }, reasons: [race] });
    assert.deepEqual(dueAt(raced), { at: 50, isLoss: true });
    assert.deepEqual(dueAt(partition('a', 0, { due: { at: 90, within: 1 } })), { at: 90, isLoss: false });
    assert.deepEqual(dueAt(partition('a', 0, { due: 'now' })), { at: 0, isLoss: true });
    for (const due of ['none', 'never', 'unlimited', 'limit-unknown', 'age-unknown'] as const)
      assert.equal(dueAt(partition('a', 0, { due })), null);
    assert.equal(behindOf(partition('a', 0, { lagRecords: 0, lagSeconds: 7 })), null);
    assert.equal(behindOf(partition('a', 0, { lagRecords: 3, lagSeconds: 7 })), 7);
  });

  test('words narrow by name or broker; groups count what is closed', () => {
    assert.deepEqual(names({ text: 'A 1' }), ['a-1']);
    assert.deepEqual(names({ text: 'b4' }), ['a-0']);
    assert.deepEqual(names({ troubledOnly: true }), ['a-0', 'a-1', 'b-9']);
    assert.deepEqual(names({ group: 'topic', closed: new Set(['a']) }), ['[a]', '[b]', 'b-9', 'b-10']);
    const { lines, shown } = show({ group: 'topic', closed: new Set(['a']) });
    assert.equal(shown, 4);
    const [a, b] = lines.filter((line) => line.kind === 'group');
    assert.deepEqual([a?.severity, b?.severity], ['error', 'unknown']);
    assert.deepEqual(a?.lagRecords, { known: 75, lacking: 0 });
    // Of b-9 the lag is not known, and of b-10 the size: neither is shown as if it were all.
    assert.deepEqual(b?.lagRecords, { known: 5, lacking: 1 });
    assert.deepEqual(
      [a?.bytes, b?.bytes],
      [
        { known: null, lacking: 2 },
        { known: 20, lacking: 1 },
      ],
    );
    const format = createFormat('en', 'utc');
    const said = [a?.lagRecords, b?.lagRecords, a?.bytes].map((sum) => sum && sumText(sum, format.number, en));
    assert.deepEqual(said, ['75', '≥ 5', '–']);
    assert.equal(b && lackText(b.lagRecords, en, format.number), 'not known of 1 partition');
    assert.equal(a && lackText(a.bytes, en, format.number), undefined);
  });

  test('groups by leader and by status, in the order of their first, worst one; sizes sort, unknown last', () => {
    const closed = new Set(['1', 'ok']);
    assert.deepEqual(names({ group: 'status', closed }, 'status', true), [
      '[error]',
      'a-0',
      '[warning]',
      'a-1',
      '[unknown]',
      'b-9',
      '[ok]',
    ]);
    assert.deepEqual(names({ group: 'leader', closed }), ['[1]']);
    assert.equal(names({}, 'size', true)[0], 'b-9');
    assert.equal(names({}, 'size')[0], 'b-9');
  });
});

describe('troubles', () => {
  test('the same reason with the same brokers is one; worst first; a replica reason that another implies is left out', () => {
    const both = (since: number) => [reason('under-replicated'), reason('at-min-isr', 'warning', since)];
    const found = troublesOf([
      partition('a', 0, { isr: [1, 2], reasons: both(50), since: 7 }),
      partition('a', 1, { isr: [2, 1], reasons: both(40) }),
      partition('a', 2, { isr: [1, 3], reasons: both(60) }),
      partition('a', 3, { reasons: [reason('not-preferred-leader', 'ok')] }),
      partition('a', 4, {
        leader: null,
        isr: [],
        reasons: [reason('offline', 'error'), reason('group-stall', 'error')],
      }),
    ]);
    assert.deepEqual(
      found.map(({ code, partitions, missingBrokers }) => [code, partitions, missingBrokers]),
      [
        ['offline', ['a-4'], [1, 2, 3]],
        ['group-stall', ['a-4'], [1, 2, 3]],
        ['at-min-isr', ['a-0', 'a-1'], [3]],
        ['at-min-isr', ['a-2'], [2]],
      ],
    );
    assert.equal(found[2]?.since, 40);
  });

  test('brokers that do not answer are a trouble each', () => {
    const silent = (leader: number) => [{ ...reason('leader-silent', 'error'), values: { leader } }];
    const found = troublesOf([1, 2, 1].map((leader, i) => partition('a', i, { leader, reasons: silent(leader) })));
    assert.deepEqual(
      found.map(({ partitions, reason: { values } }) => [values.leader, partitions]),
      [
        [1, ['a-0', 'a-2']],
        [2, ['a-1']],
      ],
    );
  });
});

describe('summary', () => {
  test('counts topics, brokers that live and that should, and what is missing', () => {
    const sum = summaryOf(report([partition('a', 0, { isr: [1, 2], since: 7 }), partition('b', 0)], [1, 2]));
    assert.deepEqual(
      [sum.partitions, sum.topics, sum.liveBrokers, sum.allBrokers, sum.underReplicated, sum.missingBrokers],
      [2, 2, 2, 3, 1, [3]],
    );
    assert.equal(sum.missingSince, 7);
  });

  test('says what lag does', () => {
    const lag = (lagRecords: number | null, producedPerSecond: number | null, consumedPerSecond: number | null) =>
      summaryOf(report([partition('a', 0, { lagRecords, producedPerSecond, consumedPerSecond })])).lag;
    assert.deepEqual(lag(null, 1, 1), { kind: 'unknown' });
    assert.deepEqual(lag(0, 1, 1), { kind: 'none' });
    assert.deepEqual(lag(50, 100, 100), { kind: 'behind', ms: 500 });
    assert.deepEqual(lag(10_000, 100, 102), { kind: 'steady' });
    assert.deepEqual(lag(10_000, null, null), { kind: 'steady' });
    assert.deepEqual(lag(10_000, 100, 200), { kind: 'falling', clearMs: 100_000 });
    assert.deepEqual(lag(10_000, 100, 40), { kind: 'rising', perSecond: 60 });
    const unknown = partition('a', 1, { lagRecords: null });
    assert.deepEqual(summaryOf(report([partition('a', 0), unknown])).lag, { kind: 'partly', lacking: 1 });
  });
});

describe('brokers', () => {
  test('one that is down is there, with what it should hold', () => {
    const lines = brokersOf(report([partition('a', 0, { isr: [1, 2] }), partition('a', 1, { isr: [1, 2] })], [1, 2]));
    assert.deepEqual(
      lines.map(({ id, address, leaders, replicas, outOfSync, leaderSkew }) => [
        id,
        address,
        leaders,
        replicas,
        outOfSync,
        leaderSkew,
      ]),
      [
        [1, 'b1:9092', 2, 2, 0, null],
        [2, 'b2:9092', 0, 2, 0, null],
        [3, null, 0, 2, 2, null],
      ],
    );
  });

  test('skew is told from 50 partitions up, of leaders and of replicas', () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      partition('a', i, { leader: i < 30 ? 1 : i < 50 ? 2 : 3, replicas: i < 30 ? [1, 2] : [1, 2, 3], isr: [1, 2] }),
    );
    assert.deepEqual(
      brokersOf(report(many)).map((line) => [line.leaderSkew, line.replicaSkew]),
      [
        [0.5, 0.2],
        [0, 0.2],
        [-0.5, -0.4],
      ],
    );
    assert.deepEqual(
      brokersOf(report(many.slice(11))).map((line) => line.replicaSkew),
      [null, null, null],
    );
  });

  test('a replica that a reassignment is adding is not missing, in cards and brokers', () => {
    const moving = { replicas: [1, 2, 3], adding: [3] };
    const cards = (isr: number[]) => {
      const seen = report([partition('a', 0, { ...moving, isr })]);
      const { underReplicated, missingBrokers } = summaryOf(seen);
      return [underReplicated, missingBrokers, brokersOf(seen).map(({ outOfSync }) => outOfSync)];
    };
    assert.deepEqual(cards([1, 2]), [0, [], [0, 0, 0]]);
    assert.deepEqual(cards([1]), [1, [2], [0, 1, 0]]);
  });
});

describe('drawing', () => {
  test('a sparkline is open where a rate is not known, and says what it shows', () => {
    assert.equal(sparkPath([1], 90, 18), '');
    assert.equal(sparkPath([0, 0], 90, 18), 'M0.0 16.5L90.0 16.5');
    assert.equal(sparkPath([0, 4, 2], 90, 18), 'M0.0 16.5L45.0 1.5L90.0 9.0');
    assert.equal(sparkPath([null, 4, 2, null, 4], 80, 18), 'M20.0 1.5L40.0 9.0M80.0 1.5');
    assert.equal(sparkPath([null, 4, null], 80, 18), '');
    assert.deepEqual(sparkFacts([3, null, 9], [0, 1e6, 6e6, 11e6]), { ms: 10_000, most: 9 });
    assert.equal(sparkFacts([], [0]), undefined);
  });

  test('partitions as ranges', () => {
    assert.equal(rangesOf([7, 0, 1, 2, 3, 9, 10]), '0–3, 7, 9, 10');
    assert.equal(rangesOf([]), '');
  });
});

describe('who reads what', () => {
  const worker = (id: number, partitions: number[]): Consumers['workers'][number] => ({
    ...{ id, state: 'consuming', reason: null, memberId: `m${id}`, restarts: 0 },
    ...{ recordsPerSecond: 0, bytesPerSecond: 0, fetchBytes: 0, fetchWaitMs: 0 },
    partitions: partitions.map((partition) => ({ topic: 'app', partition, next: 0, lagRecords: 0 })),
  });
  const shared: Consumers = {
    ...{ group: 'ops', state: 'stable', workers: [worker(1, [10, 0]), worker(2, [1])], rebalances: [], first: null },
    others: [
      {
        ...{ memberId: 'm9', clientId: 'tailwater-worker-1', host: '10.0.0.2' },
        partitions: [
          { topic: 'app', partition: 2 },
          { topic: 'not.followed', partition: 0 },
        ],
      },
    ],
    unread: [],
  };
  const kinds = (consumers: Consumers) =>
    readersOf(consumers, ['app']).topics.flatMap(({ cells }) =>
      cells.map(({ partition, reader }) => `${partition} ${reader.kind}`),
    );

  test('each partition of the followed topics once, with a worker of ours or another member', () => {
    assert.deepEqual(kinds(shared), ['0 worker', '1 worker', '2 other', '10 worker']);
    const { count, all, wrong } = readersOf(shared, ['app']);
    assert.deepEqual([count.worker, count.other, all, wrong.length], [3, 1, 4, 0]);
  });

  test('none and two are wrong where the group is at rest, and under way where it is not', () => {
    const bad: Consumers = {
      ...shared,
      workers: [worker(1, [0, 1]), worker(2, [1])],
      unread: [{ topic: 'app', partition: 3 }],
    };
    assert.deepEqual(kinds(bad), ['0 worker', '1 twice', '2 other', '3 none']);
    assert.equal(readersOf(bad, ['app']).wrong.length, 2);
    const moving: Consumers = { ...bad, state: 'rebalancing' };
    assert.deepEqual(kinds(moving), ['0 worker', '1 moving', '2 other', '3 moving']);
    assert.equal(readersOf(moving, ['app']).wrong.length, 0);
    // What is wrong is seen without scrolling.
    const topics = readersOf({ ...bad, unread: [{ topic: 'web', partition: 0 }] }, ['aaa', 'app', 'web']).topics;
    assert.deepEqual(
      topics.map(({ topic }) => topic),
      ['app', 'web', 'aaa'],
    );
  });
});

describe('the drawing of replicas', () => {
  const live = new Set([1, 2, 3, 4]);
  const CASES: [change: Partial<PartitionHealth>, kinds: string][] = [
    [{}, 'leader inSync inSync -'],
    [{ leader: 2 }, 'inSync* leader inSync -'],
    [{ isr: [1, 3] }, 'leader outOfSync inSync -'],
    [{ replicas: [1, 2, 3, 4], adding: [4] }, 'leader inSync inSync adding'],
    [{ replicas: [4, 1, 2, 3], adding: [4], isr: [1, 2, 3, 4] }, 'leader inSync inSync inSync*'],
    [{ replicas: [1, 2, 5], isr: [1, 2] }, 'leader inSync - - missing'],
    [{ offlineReplicas: [2] }, 'leader missing inSync -'],
    [{ leader: null, isr: [1] }, 'inSync* outOfSync outOfSync -'],
  ];
  for (const [change, kinds] of CASES)
    test(JSON.stringify(change), () => {
      const drawn = kinds.split(' ').map((_, i) => {
        const state = replicaState(partition('a', 0, change), i + 1, live);
        return state ? `${state.kind}${state.isPreferred && state.kind !== 'leader' ? '*' : ''}` : '-';
      });
      assert.equal(drawn.join(' '), kinds);
    });
});
