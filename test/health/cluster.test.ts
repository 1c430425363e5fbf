// How topics lie over brokers: racks, skew, what arrived between two looks, and what a report says of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import { say } from '../../main/contract/told.ts';
import { ClusterHistory } from '../../main/health/cluster.ts';
import type { BrokerFacts, ClusterFacts, PartitionFacts } from '../../main/health/cluster-facts.ts';
import { growthOf, type Look } from '../../main/health/growth.ts';
import { isOnOneRack } from '../../main/health/racks.ts';
import { hotOf, skewOf } from '../../main/health/skew.ts';

const SECOND = 1_000_000;
const MIB = 1024 * 1024;

describe('racks', () => {
  // replicas, rack of each broker (- none)
  const CASES: [name: string, replicas: number[], racks: string, expected: boolean][] = [
    ['over two racks', [1, 3], 'a a b', false],
    ['on one of two', [1, 2], 'a a b', true],
    ['on the only one', [1, 2], 'a a a', false],
    ['one replica', [1], 'a a b', false],
    ['no racks at all', [1, 2, 3], '- - -', false],
    ['one of them without a rack', [1, 2], 'a - b', false],
    ['all of them without a rack', [1, 2], '- - b', false],
    ['a broker that nobody knows', [1, 9], 'a a b', false],
  ];
  for (const [name, replicas, text, expected] of CASES)
    test(name, () => {
      const racks = new Map(
        text.split(' ').flatMap((rack, i): [number, string][] => (rack === '-' ? [] : [[i + 1, rack]])),
      );
      assert.equal(isOnOneRack(replicas, racks), expected);
    });
});

describe('skew', () => {
  const CASES: [name: string, amounts: (number | null)[], skew: number | null, hot: number[]][] = [
    ['even', [10, 10, 10], 0, []],
    ['a little uneven', [14, 10, 6], 0.4, []],
    ['one with twice its share', [20, 5, 5], 1, [0]],
    ['one with all, of two', [0, 30], 1, [1]],
    ['two of many', [40, 2, 2, 38, 2, 2], (40 - 86 / 6) / (86 / 6), [0, 3]],
    ['one partition', [30], null, []],
    ['nothing', [0, 0], null, []],
    ['one not known', [30, null, 1], null, []],
    ['too little to say', [3, 0, 0], 2, []],
  ];
  for (const [name, amounts, skew, hot] of CASES)
    test(name, () => {
      assert.equal(skewOf(amounts), skew);
      assert.deepEqual(
        hotOf(amounts, 10).map(({ index }) => index),
        hot,
      );
    });
});

describe('growth', () => {
  const look = (more: Partial<Look>): Look => ({ at: 0, end: 100, start: 0, bytes: 1000, leader: 1, ...more });
  const later = (more: Partial<Look>): Look => look({ at: 10 * SECOND, end: 200, bytes: 2500, ...more });
  const none = { recordsPerSecond: null, bytesPerSecond: null };
  const CASES: [name: string, before: Look | undefined, now: Look, expected: ReturnType<typeof growthOf>][] = [
    ['the first look', undefined, later({}), none],
    ['it grew', look({}), later({}), { recordsPerSecond: 10, bytesPerSecond: 150 }],
    ['it stands', look({}), later({ end: 100, bytes: 1000 }), { recordsPerSecond: 0, bytesPerSecond: 0 }],
    // 2,500 bytes in 150 records
    [
      'retention took some',
      look({}),
      later({ start: 50 }),
      { recordsPerSecond: 10, bytesPerSecond: 166.66666666666666 },
    ],
    ['compaction took some', look({}), later({ bytes: 800 }), { recordsPerSecond: 10, bytesPerSecond: 40 }],
    ['another replica is measured', look({ leader: 2 }), later({}), { recordsPerSecond: 10, bytesPerSecond: 125 }],
    ['sizes may not be read', look({ bytes: null }), later({ bytes: null }), { ...none, recordsPerSecond: 10 }],
    ['no leader now', look({}), later({ end: null }), none],
    ['an hour between', look({}), later({ at: 3600 * SECOND }), none],
    ['a new log', look({ end: 5000 }), later({}), none],
  ];
  for (const [name, before, now, expected] of CASES)
    test(name, () => assert.deepEqual(growthOf(before, now), expected));
});

const broker = (id: number, more: Partial<BrokerFacts> = {}): BrokerFacts => ({
  ...{ id, rack: id < 3 ? 'a' : 'b', answers: true, metadataMs: 1, release: null, metadataVersion: 28 },
  ...{ directories: [], why: null },
  ...more,
});
const partition = (number: number, replicas: number[], leader: number | null, end = 0): PartitionFacts => ({
  ...{ partition: number, replicas, leader, end, start: 0 },
});
const facts = (brokers: BrokerFacts[], partitions: PartitionFacts[], at = 0): ClusterFacts => ({
  ...{ at, mode: 'kraft', controllerId: 1, brokers },
  topics: [{ topic: 't', configs: null, why: say('cluster-configs-denied', { why: 'no' }), partitions }],
});
const directory = (bytes: number[], more = {}) => ({
  ...{ path: '/d', totalBytes: 1000 * MIB, usableBytes: 500 * MIB, failed: null },
  replicas: bytes.map((one, number) => ({ topic: 't', partition: number, bytes: one, future: false })),
  ...more,
});
const codes = (report: Omit<ClusterReport, 'error'>) => ({
  topics: report.topics.flatMap(({ reasons }) => reasons.map((one) => `${one.code} ${one.partitions.join(',')}`)),
  brokers: report.brokers.flatMap(({ id, reasons }) =>
    reasons.map(({ code, severity }) => `${id} ${code} ${severity}`),
  ),
});

describe('a report', () => {
  test('nothing is wrong, and what may not be read is null', () => {
    const report = new ClusterHistory().observe(
      facts(
        [broker(1), broker(2), broker(3, { directories: null, why: say('cluster-directories-denied') })],
        [partition(0, [1, 3], 1), partition(1, [3, 2], 3)],
      ),
    );
    assert.deepEqual(codes(report), { topics: [], brokers: [] });
    const [topic] = report.topics;
    assert.deepEqual([topic?.configs, topic?.why?.said[0]?.code], [null, 'cluster-configs-denied']);
    assert.deepEqual([topic?.bytes, topic?.recordsPerSecond, topic?.sizeSkew], [null, null, null]);
    assert.deepEqual([report.brokers[2]?.directories, report.brokers[2]?.severity], [null, 'ok']);
  });

  test('one rack, a broker that is gone, one that is silent, one that does not lead', () => {
    const history = new ClusterHistory();
    const partitions = [partition(0, [1, 2], 2), partition(1, [3, 1], 1), partition(2, [2, 3], 2)];
    history.observe(facts([broker(1), broker(2), broker(3)], partitions));
    const report = history.observe(facts([broker(1), broker(2, { answers: false })], partitions, SECOND));
    assert.deepEqual(codes(report), {
      topics: ['one-rack 0'],
      brokers: ['1 imbalance warning', '2 broker-silent error', '3 broker-down error'],
    });
    const gone = report.brokers.find(({ id }) => id === 3);
    assert.deepEqual([gone?.state, gone?.rack, gone?.preferred, gone?.misses], ['down', 'b', 1, 1]);
  });

  test('the rack of a broker that is gone for good is none to spread over; that of one that is down is', () => {
    const history = new ClusterHistory();
    const close = partition(0, [1, 2], 1);
    const all = [broker(1), broker(2), broker(3)];
    assert.deepEqual(codes(history.observe(facts(all, [close, partition(1, [1, 3], 1)]))).topics, ['one-rack 0']);
    // Killed, it still holds a replica; then another one has that, and it is not there any more.
    const without = [broker(1), broker(2)];
    const down = history.observe(facts(without, [close, partition(1, [1, 3], 1)], SECOND));
    assert.deepEqual(codes(down).topics, ['one-rack 0']);
    const empty = [close, partition(1, [1, 2], 1)];
    // It may be down all the same, and come back.
    const away = history.observe(facts(without, empty, 600 * SECOND - 1));
    assert.deepEqual(codes(away).topics, ['one-rack 0,1']);
    const gone = history.observe(facts(without, empty, 600 * SECOND));
    assert.deepEqual(codes(gone).topics, []);
    assert.deepEqual(
      gone.brokers.map(({ id }) => id),
      [1, 2],
    );
    // It comes back without a rack: what was known of it then is not believed.
    const back = history.observe(facts([...without, broker(3, { rack: null })], [close], 603 * SECOND));
    assert.deepEqual([codes(back).topics, back.brokers[2]?.rack], [[], null]);
  });

  test('a broker that answers in part is not called silent', () => {
    const [failing] = new ClusterHistory().observe(
      facts([broker(1, { metadataMs: null, directories: null, why: say('quoted', { words: 'reset' }) })], []),
    ).brokers;
    assert.deepEqual(
      [failing?.state, failing?.reasons[0]?.code, failing?.severity],
      ['failing', 'broker-failing', 'error'],
    );
    assert.equal(failing?.why?.message, 'reset');
  });

  test('sums say of how many partitions they know nothing', () => {
    const two = [broker(1, { directories: [directory([300, 30])] })];
    const [topic] = new ClusterHistory().observe(
      facts(two, [partition(0, [1, 2], 1), partition(1, [1], 1), partition(2, [2], null)]),
    ).topics;
    assert.deepEqual([topic?.bytes, topic?.allBytes, topic?.recordsPerSecond], [330, 330, null]);
    assert.deepEqual(topic?.lacking, { bytes: 1, recordsPerSecond: 3, bytesPerSecond: 3, allBytes: 2 });
  });

  test('sizes are of the leader, without what is on its way to another directory', () => {
    const moving = { topic: 't', partition: 0, bytes: 7, future: true };
    const first = directory([300, 30]);
    const report = new ClusterHistory().observe(
      facts(
        [
          broker(1, { directories: [{ ...first, replicas: [...first.replicas, moving] }] }),
          broker(2, { directories: [directory([200])] }),
        ],
        [partition(0, [1, 2], 2), partition(1, [1], 1)],
      ),
    );
    const [topic] = report.topics;
    assert.deepEqual([topic?.bytes, topic?.allBytes, topic?.sizeSkew], [230, 530, 0.7391]);
    assert.deepEqual(topic?.partitions[0]?.replicas, [
      { broker: 1, bytes: 300 },
      { broker: 2, bytes: 200 },
    ]);
    assert.deepEqual(report.brokers[0]?.directories?.[0]?.bytes, 337);
  });

  test('hot partitions, by rate and by size', () => {
    const history = new ClusterHistory();
    const sizes = { directories: [directory([90 * MIB, MIB, MIB])] };
    const ends = (first: number, third: number) => [
      partition(0, [1], 1, first),
      partition(1, [1], 1, 10),
      partition(2, [1], 1, third),
    ];
    history.observe(facts([broker(1, sizes)], ends(0, 0)));
    const report = history.observe(facts([broker(1, sizes)], ends(10, 1000), 10 * SECOND));
    assert.deepEqual(codes(report).topics, ['hot-rate 2', 'hot-size 0']);
    assert.match(report.topics[0]?.reasons[0]?.told.message ?? '', /Partition 2 takes 99 % .* even share is 33.3 %/);
    assert.equal(report.topics[0]?.rateSkew, 1.97);
  });

  test('directories that fail or fill', () => {
    const of = (more: object) =>
      codes(new ClusterHistory().observe(facts([broker(1, { directories: [directory([], more)] })], []))).brokers;
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ usableBytes: 80 * MIB }), ['1 directory-full warning']);
    assert.deepEqual(of({ usableBytes: 40 * MIB }), ['1 directory-full error']);
    assert.deepEqual(of({ totalBytes: null, usableBytes: null }), []);
    assert.deepEqual(of({ failed: say('quoted', { words: 'storage error' }) }), ['1 directory-failed error']);
  });

  test('each reason is since when it holds: of another directory it is another, and after a rest it begins anew', () => {
    const history = new ClusterHistory();
    const look = (seconds: number, first: number, second: number) => {
      const directories = [
        directory([], { usableBytes: first * MIB }),
        directory([], { path: '/e', usableBytes: second * MIB }),
      ];
      const report = history.observe(facts([broker(1, { directories })], [], seconds * SECOND));
      return report.brokers[0]?.reasons.map(({ since }) => since / SECOND);
    };
    assert.deepEqual(look(0, 80, 500), [0]);
    assert.deepEqual(look(60, 40, 80), [0, 60], 'it is fuller, and that is the same reason');
    assert.deepEqual(look(120, 500, 80), [60]);
    assert.deepEqual(look(180, 80, 80), [180, 60]);
  });
});
