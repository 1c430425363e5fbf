// When retention overtakes a reader: by age, by size, and as the log start moves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HealthHistory } from '../../main/health/history.ts';
import { type RaceFacts, retentionRace } from '../../main/health/retention-race.ts';
import type { PartitionSnapshot } from '../../main/health/snapshot.ts';

const SECOND = 1_000_000;
const HOUR = 3_600;
const NOW = 1_700_000_000 * SECOND;
const moves = (...of: [secondsAgo: number, start: number][]) =>
  of.map(([ago, start]) => ({ at: NOW - ago * SECOND, start }));

/** Reads 10 a second of 20 that arrive; what it reads now came an hour ago: 72,000 records lie before it. */
const FACTS: RaceFacts = {
  ...{ now: NOW, start: 0, position: 100_000, end: 172_000, produced: 20, consumed: 10 },
  positionTime: NOW - HOUR * SECOND,
  ...{ retentionMs: null, retentionBytes: null, bytes: null, moves: [] },
};

describe('a forecast', () => {
  /** in so many seconds, so many an hour, by what */
  const TABLE: [what: string, Partial<RaceFacts>, string | null][] = [
    ['without any limit', {}, null],
    // Its age grows by half a second each second: from one hour to two in two.
    ['by age', { retentionMs: 2 * HOUR * 1000 }, `age ${2 * HOUR} 36000`],
    [
      'nobody reads: it grows old as the clock goes',
      { retentionMs: 2 * HOUR * 1000, consumed: 0 },
      `age ${HOUR} 72000`,
    ],
    ['too old already', { retentionMs: HOUR * 500 }, 'age 0 36000 due'],
    [
      'too old already, in a segment that is kept, and it reads faster',
      { retentionMs: HOUR * 500, consumed: 40 },
      null,
    ],
    [
      'too old already, and what is ahead says more',
      { retentionMs: HOUR * 500, moves: moves([300, -30_000], [0, 0]) },
      'observed 10000 36000',
    ],
    ['it reads as fast as records came', { retentionMs: 2 * HOUR * 1000, consumed: 20 }, null],
    ['it reads faster', { retentionMs: 2 * HOUR * 1000, consumed: 40 }, null],
    ['more than a day ahead', { retentionMs: 40 * HOUR * 1000, produced: 11, consumed: 10 }, null],
    // The hour's backlog came at 20 a second and is read at 25, in 2,880 s; of the 50 that arrive it reads half: so old as the
    // rest of the two hours allows after 2 x 4,320 s more.
    ['what comes now is too much', { retentionMs: 2 * HOUR * 1000, produced: 50, consumed: 25 }, 'age 11520 90000'],
    [
      'a backlog that came slowly and is read in time',
      { retentionMs: 2 * HOUR * 1000, produced: 5, consumed: 21 },
      null,
    ],
    // Samples of offsets have a grain: a reader that keeps up reads 19.8 of 20 in one window and 20.2 in the next.
    [
      'a moment behind, and its rate is short by the grain of the samples',
      {
        ...{ end: 100_011, consumed: 19.8, positionTime: NOW - SECOND, retentionMs: 120_000 },
        ...{ retentionBytes: 1e6, bytes: 1e6, moves: moves([300, -4_500], [0, 0]) },
      },
      null,
    ],
    [
      'a moment behind, where records are not kept for so long',
      { end: 100_011, consumed: 19, positionTime: NOW - 2 * SECOND, retentionMs: 1_000 },
      null,
    ],
    ['when it came is not known', { retentionMs: 2 * HOUR * 1000, positionTime: null }, null],
    // 172,000 records in 1.72 GB: 1 GB keeps 100,000, and 72,000 are unread.
    ['by size', { retentionBytes: 1e9, bytes: 1.72e9 }, 'size 2800 36000'],
    ['more is unread than is kept', { retentionBytes: 5e8, bytes: 1.72e9 }, 'size 0 36000 due'],
    ['more is unread than is kept, and it reads faster', { retentionBytes: 5e8, bytes: 1.72e9, consumed: 40 }, null],
    ['a size that grows no faster than it reads', { retentionBytes: 1e9, bytes: 1.72e9, consumed: 20 }, null],
    ['a size that is not known', { retentionBytes: 1e9 }, null],
    // 300 s between two moves of 4,500: 15 a second; 100,000 lie between, and the reader gains 10.
    ['as its start moves', { moves: moves([300, -4_500], [0, 0]) }, 'observed 20000 18000'],
    // 100 a second, of 20 that arrive.
    ['its start moves faster than records come', { moves: moves([300, -30_000], [0, 0]) }, 'observed 10000 36000'],
    ['it reads as fast as records come', { consumed: 20, moves: moves([300, -30_000], [0, 0]) }, null],
    ['a purge has no speed', { moves: moves([60, -60_000], [30, -30_000], [0, 0]), produced: 11 }, null],
    ['moves after a purge', { moves: moves([400, -90_000], [300, -4_500], [0, 0]) }, 'observed 20000 18000'],
    ['one move has no speed', { moves: moves([0, 0]) }, null],
    ['a start that moves slower than it reads', { moves: moves([300, -1_000], [0, 0]) }, null],
    ['moves that have ended', { moves: moves([900, -4_500], [601, 0]) }, null],
    ['moves that come rarely', { moves: moves([3_300, -22_500], [1_800, 0]) }, 'observed 20000 18000'],
    [
      'the first of them',
      { retentionMs: 2 * HOUR * 1000, retentionBytes: 1e9, bytes: 1.72e9, moves: moves([300, -30_000], [0, 0]) },
      'size 2800 36000',
    ],
    ['read to the end', { position: 172_000, retentionMs: 1000 }, null],
    ['lost already: another reason says so', { start: 100_001, retentionMs: 1000 }, null],
  ];
  for (const [what, change, expected] of TABLE)
    test(what, () => {
      const race = retentionRace({ ...FACTS, ...change });
      const told =
        race && `${race.by} ${Math.round((race.at - NOW) / SECOND)} ${race.lostPerHour}${race.isDue ? ' due' : ''}`;
      assert.equal(told, expected);
    });
});

test('in a report: a reason from the samples alone, worse the sooner it comes, and none once it is read', () => {
  const history = new HealthHistory();
  const sample = (i: number, position: number, start: number) => {
    const partition: PartitionSnapshot = {
      ...{
        topic: 'logs',
        topicId: null,
        partition: 0,
        leader: 1,
        replicas: [1],
        isr: [1],
        offlineReplicas: [],
        adding: [],
      },
      ...{ minInsyncReplicas: 1, logStart: start, highWatermark: 100_000 + i * 1_000, position },
      retention: { ms: null, bytes: null },
    };
    const report = history.observe({
      ...{ at: NOW + i * 5 * SECOND, clusterId: 'c', brokers: [{ id: 1, host: 'h', port: 1 }], controllerId: 1 },
      ...{ group: 'g', groupActive: true, partitions: [partition], missing: [], troubles: [] },
      ...{ silent: [], groupKnown: true, configs: new Map() },
    });
    return report.partitions[0]?.reasons.find(({ code }) => code === 'retention-race');
  };
  let found: ReturnType<typeof sample>;
  for (let i = 0; i < 4; i++) found = sample(i, 40_000 + i * 500, 0);
  assert.equal(found, undefined, 'its start has not moved');
  found = sample(4, 42_000, 5_000);
  assert.equal(found, undefined, 'once');
  found = sample(5, 42_500, 10_000);
  assert.equal(found?.severity, 'error', '200 a second come and go, against 100: in 325 s');
  assert.deepEqual([found?.values.by, found?.values.amount, found?.values.unit], ['observed', 5, 'minutes']);
  assert.equal(sample(6, 106_000, 10_000), undefined);
});

test('what may be deleted at any time is a warning, as long as the start of the log stands', () => {
  const history = new HealthHistory();
  const severities = Array.from({ length: 6 }, (_, i) => {
    const partition: PartitionSnapshot = {
      ...{ topic: 'logs', topicId: null, partition: 0, leader: 1, replicas: [1], isr: [1], offlineReplicas: [] },
      ...{ adding: [], minInsyncReplicas: 1, logStart: 0, highWatermark: 100_000 + i * 1_000, position: 1 + i * 500 },
      ...{ retention: { ms: null, bytes: 1_000 }, bytes: 1_000_000 },
    };
    const report = history.observe({
      ...{ at: NOW + i * 5 * SECOND, clusterId: 'c', brokers: [{ id: 1, host: 'h', port: 1 }], controllerId: 1 },
      ...{ group: 'g', groupActive: true, partitions: [partition], missing: [], troubles: [] },
      ...{ silent: [], groupKnown: true, configs: new Map() },
    });
    return report.partitions[0]?.reasons.find(({ code }) => code === 'retention-race')?.severity;
  });
  assert.equal(severities.at(-1), 'warning');
});
