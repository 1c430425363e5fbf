// All groups of a cluster, judged from rounds 5 s apart that are written as text: one column a round.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GroupDetail, GroupsReport } from '../../main/contract/groups.ts';
import type { GroupMember } from '../../main/contract/health.ts';
import { say } from '../../main/contract/told.ts';
import { EndTimes } from '../../main/health/end-times.ts';
import type { GroupSnapshot } from '../../main/health/group-snapshot.ts';
import { GroupsHistory } from '../../main/health/groups.ts';

const SECOND = 1_000_000;
const START = 1_790_000_000 * SECOND;
const numbers = (text: string) => text.trim().split(/\s+/).map(Number);
const member = (id: string, ...partitions: number[]): GroupMember => ({
  ...{ memberId: id, clientId: id, host: '10.0.0.1' },
  partitions: partitions.map((partition) => ({ topic: 't', partition })),
});

type Case = {
  name: string;
  /** of partition 0 */
  commits: string;
  ends: string;
  /** default: one that reads partition 0 */
  members?: GroupMember[] | null;
  state?: GroupSnapshot['state'];
  protocol?: GroupSnapshot['protocol'];
  logStart?: number;
  why?: GroupSnapshot['why'];
  says: string;
  reasons?: string;
};

function observe({
  commits,
  ends,
  members = [member('a', 0)],
  state = 'Stable',
  ...more
}: Omit<Case, 'name' | 'says'>) {
  // One that was not seen to commit is judged by its samples alone; commits.test.ts has the others.
  const history = new GroupsHistory({ unseenAfter: 0 });
  const committed = commits === '' ? [] : numbers(commits);
  let report: GroupsReport | undefined;
  numbers(ends).forEach((end, i) => {
    const offset = committed[i];
    report = history.observe({
      at: START + i * 5 * SECOND,
      ends: new Map(Number.isNaN(end) ? [] : [['t/0', end]]),
      starts: new Map([['t/0', more.logStart ?? 0]]),
      ours: null,
      groups: [
        {
          ...{ group: 'g', protocol: more.protocol ?? 'classic', protocolType: 'consumer', state, members },
          commits: offset === undefined ? null : [{ topic: 't', partition: 0, offset }],
          why: more.why ?? null,
        },
      ],
      ...{ troubles: [], sees: 'all', isUntold: () => false },
    });
  });
  assert.ok(report);
  const [summary] = GroupsReport.parse(report).groups;
  const detail = GroupDetail.parse(history.detail('g'));
  assert.ok(summary);
  return { summary, detail };
}

const GROWS = '20 22 24 26 28 30 32 34 36 38';
const STANDS = '5 5 5 5 5 5 5 5 5 5';
const CASES: Case[] = [
  { name: 'keeps up', commits: GROWS, ends: GROWS, says: 'ok OK' },
  {
    name: 'at the end of a quiet log, with nobody in it',
    commits: STANDS,
    ends: STANDS,
    members: [],
    state: 'Empty',
    says: 'ok OK',
  },
  { name: 'stands while its member is there', commits: STANDS, ends: GROWS, says: 'error STALL', reasons: 'stall' },
  {
    name: 'nobody is in it',
    commits: STANDS,
    ends: GROWS,
    members: [],
    state: 'Empty',
    says: 'error STOP',
    reasons: 'stop',
  },
  {
    name: 'its members read other partitions',
    ...{ commits: STANDS, ends: GROWS, members: [member('a', 1)] },
    ...{ says: 'error STOP', reasons: 'stop' },
  },
  {
    name: 'nobody is in it, and it is too early for Burrow',
    ...{ commits: '5 5', ends: '20 22', members: [], state: 'Empty' },
    ...{ says: 'warning UNKNOWN', reasons: 'empty too-few' },
  },
  {
    name: 'nobody joined, but somebody reads on his own',
    ...{ commits: '1 4 7 10 13 16 19 22 25 28', ends: GROWS, members: [], state: 'Empty' },
    says: 'ok OK',
  },
  { name: 'too few samples', commits: '5 5', ends: '20 22', says: 'unknown UNKNOWN', reasons: 'too-few' },
  {
    name: 'went back',
    ...{ commits: '20 22 24 26 3 4 5 6 7 8', ends: GROWS },
    ...{ says: 'error REWIND', reasons: 'rewind' },
  },
  { name: 'falls behind', commits: '1 2 3 4 5 6 7 8 9 10', ends: GROWS, says: 'warning WARN', reasons: 'behind' },
  {
    name: 'lost records, though it keeps up since',
    ...{ commits: STANDS, ends: STANDS, logStart: 7 },
    ...{ says: 'error OK', reasons: 'lost' },
  },
  {
    name: 'a member without partitions is said, and no trouble',
    ...{ commits: GROWS, ends: GROWS, members: [member('a', 0), member('b')] },
    ...{ says: 'ok OK', reasons: 'idle' },
  },
  {
    name: 'shares out its partitions for a minute',
    ...{ commits: `${GROWS} 38 38 38`, ends: `${GROWS} 38 38 38`, state: 'PreparingRebalance' },
    ...{ says: 'warning OK', reasons: 'rebalancing' },
  },
  {
    name: 'shares out its partitions for a few seconds',
    ...{ commits: GROWS, ends: GROWS, state: 'Reconciling', protocol: 'consumer' },
    says: 'ok OK',
  },
  {
    name: 'may not be read',
    ...{ commits: '', ends: GROWS, members: null, state: 'Unknown', why: say('groups-denied', { why: 'no' }) },
    ...{ says: 'unknown UNKNOWN', reasons: 'denied' },
  },
  {
    name: 'members may not be read, offsets may: its reader stands',
    ...{ commits: STANDS, ends: GROWS, members: null, says: 'error STALL', reasons: 'stall' },
  },
  {
    name: 'a share group',
    ...{ commits: '', ends: GROWS, members: null, protocol: 'share' },
    ...{ says: 'unknown UNKNOWN', reasons: 'not-described' },
  },
  {
    name: 'the end of its log is not known',
    ...{ commits: STANDS, ends: 'x x x x x x', says: 'unknown UNKNOWN', reasons: 'no-ends' },
  },
  {
    name: 'the log was created anew below its offsets',
    ...{ commits: '50 50 50 50 50 50', ends: '50 50 50 3 4 5', says: 'ok OK' },
  },
];
describe('a group is judged', () => {
  for (const { name, says, reasons = '', ...given } of CASES)
    test(name, () => {
      const { summary } = observe(given);
      assert.equal(`${summary.severity} ${summary.status}`, says);
      assert.equal(summary.reasons.map(({ code }) => code).join(' '), reasons);
    });
});

test('since when, lag, seconds behind, and time to clear', () => {
  // Reads 3 records/s, 1 comes each second: lag shrinks by 10 in 5 s.
  const { summary, detail } = observe({
    commits: '0 15 30 45 60 75 90 105 120 135',
    ends: '100 105 110 115 120 125 130 135 140 145',
  });
  assert.deepEqual([summary.lagRecords, summary.clearSeconds, summary.shrinks], [10, 5, true]);
  // Record 135 came as the first after the eighth round, at 36 s; record 144 with the tenth, at 45 s.
  assert.equal(summary.lagSeconds, 9);
  const [partition] = detail.partitions;
  assert.deepEqual(partition?.lags, [100, 90, 80, 70, 60, 50, 40, 30, 20, 10]);
  assert.deepEqual([partition?.offsets[0], partition?.consumedPerSecond, partition?.memberId], [0, 3, 'a']);

  const stuck = observe({ commits: STANDS, ends: GROWS });
  assert.equal(stuck.summary.since, START + 4 * 5 * SECOND, 'an error since the first round that could say so');
  assert.deepEqual([stuck.summary.clearSeconds, stuck.summary.shrinks], [null, false]);
  assert.equal(stuck.summary.lagSeconds, null, 'record 5 is older than all that was seen');
});

test('seconds behind by the times of the records that are held; what came since is told by samples, if it is little', () => {
  const history = new GroupsHistory({ unseenAfter: 0 });
  const look = (seconds: number, end: number) => ({
    ...({ at: START + seconds * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => false } as const),
    ...{ ends: new Map([['t/0', end]]), starts: new Map([['t/0', 0]]) },
    groups: [
      {
        ...({ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null } as const),
        ...{ members: [member('a', 0)], commits: [{ topic: 't', partition: 0, offset: 20 }] },
      },
    ],
  });
  history.observe(look(0, 100));
  const snapshot = look(10, 110);
  const held = (at: number, isWhole = false) => {
    history.observe(snapshot);
    const [place] = history.behind();
    assert.deepEqual(place, { key: 't/0', topic: 't', partition: 0, from: 20, below: 110 });
    history.addHeld(place, { first: 50 * SECOND, last: 95 * SECOND, at, isWhole });
    const [one] = history.summarise(snapshot).groups;
    return [one?.lagSeconds, one?.lagExact];
  };
  assert.deepEqual(held(109, true), [45, true]);
  assert.deepEqual(held(107, true), [45, true], 'what is behind it is held, and is no record');
  assert.deepEqual(held(107), [47, false], 'two records more, of ten in ten seconds, which is no more exact');
  assert.deepEqual(held(105), [null, false], 'and here the samples tell nothing of the first');
  const [anew] = history.observe(snapshot).groups;
  assert.deepEqual([anew?.lagSeconds, anew?.lagExact], [null, false], 'it is of one look');
});

test('what retention deleted waits no more', () => {
  const { summary, detail } = observe({ commits: STANDS, ends: GROWS, logStart: 12 });
  assert.equal(summary.lagRecords, 33, 'lag is to the committed offset all the same');
  const said = summary.reasons.map(({ told }) => told.message.replace(/\. .*/, ''));
  assert.deepEqual(said, [
    '7 records were deleted by retention before they were read, in 1 of its partitions',
    '1 of its partitions have a reader that does not move: 26 records wait',
  ]);
  assert.deepEqual(
    detail.partitions[0]?.reasons.map(({ values }) => values),
    [{ records: 7 }, { lag: 26 }],
  );
});

test('each reason is since when it holds itself', () => {
  const history = new GroupsHistory({ unseenAfter: 0 });
  let report: GroupsReport | undefined;
  for (let i = 0; i < 12; i++)
    report = history.observe({
      ...{ at: START + i * 5 * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => false },
      ...{ ends: new Map([['t/0', 90 + i]]), starts: new Map([['t/0', i < 9 ? 0 : 20]]) },
      groups: [
        {
          ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null },
          ...{ members: [member('a', 0)], commits: [{ topic: 't', partition: 0, offset: 5 }] },
        },
      ],
    });
  const seconds = (since: number) => (since - START) / SECOND;
  const [one] = report?.groups ?? [];
  const expected = [
    ['lost', 45],
    ['stall', 20],
  ];
  assert.deepEqual(
    one?.reasons.map(({ code, since }) => [code, seconds(since)]),
    expected,
  );
  const of = history.detail('g')?.partitions[0]?.reasons.map(({ since }) => seconds(since));
  assert.deepEqual([of, seconds(one?.since ?? 0)], [[45, 20], 20]);
});

test('a group that nobody tells of any more: since when, how it was, and what its figures are then', () => {
  const history = new GroupsHistory({ unseenAfter: 0 });
  const look = (seconds: number, isHeard: boolean) =>
    history.observe({
      ...{ at: START + seconds * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => !isHeard },
      ...{ ends: new Map([['t/0', 90]]), starts: new Map([['t/0', 10]]) },
      groups: isHeard
        ? [
            {
              ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null },
              ...{ members: [member('a', 0)], commits: [{ topic: 't', partition: 0, offset: 5 }] },
            },
          ]
        : [],
    });
  for (let seconds = 0; seconds <= 45; seconds += 5) look(seconds, true);
  const [before] = look(100, false).groups;
  assert.deepEqual([before?.severity, before?.status, before?.lostRecords], ['error', 'STALL', 5]);
  const [gone] = GroupsReport.parse(look(105, false)).groups;
  assert.deepEqual([gone?.seenAt, gone?.since], [START + 45 * SECOND, START + 45 * SECOND]);
  assert.deepEqual([gone?.lagRecords, gone?.lagLacking, gone?.members, gone?.state], [null, 1, null, 'Unknown']);
  assert.match(
    gone?.reasons[0]?.told.message ?? '',
    /for 60 s, and it was STALL then: the broker that coordinates it /,
  );
  const { partitions, members } = GroupDetail.parse(history.detail('g'));
  assert.deepEqual(members, []);
  const [one] = partitions;
  assert.deepEqual([one?.committed, one?.end, one?.severity, one?.lagRecords], [5, null, 'unknown', null]);
  assert.deepEqual(
    one?.reasons.map(({ code, since }) => [code, since]),
    [['position-unknown', START + 45 * SECOND]],
  );
  // Told of again, it is judged anew: what it did meanwhile nobody saw.
  const [back] = look(110, true).groups;
  assert.deepEqual([back?.status, back?.since, back?.seenAt], ['UNKNOWN', START + 110 * SECOND, START + 110 * SECOND]);
  assert.deepEqual([back?.stateSince, back?.lagRecords], [START + 110 * SECOND, 85]);
  assert.match(back?.reasons.map(({ told }) => told.message).join(' ') ?? '', /there are 1 of a partition/);
});

test('looked at each minute while nobody watches, one look that is missed is no silence', () => {
  const history = new GroupsHistory();
  const look = (seconds: number, isHeard: boolean) => {
    const one = {
      ...({ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Empty', why: null } as const),
      ...{ members: [], commits: [] },
    };
    const { groups } = history.observe({
      ...{ at: START + seconds * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => !isHeard },
      ...{ ends: new Map(), starts: new Map(), groups: isHeard ? [one] : [] },
    });
    return groups[0]?.reasons.map(({ code }) => code).join(' ');
  };
  const looks = [true, false, true, false, false].map((isHeard, i) => look(i * 60, isHeard));
  assert.deepEqual(looks, ['', '', '', '', 'unheard']);
});

test('while a coordinator is gone, only its own groups are kept: one of another that is missing was deleted', () => {
  const history = new GroupsHistory();
  const look = (seconds: number, ...groups: string[]) =>
    history.observe({
      ...{ at: START + seconds * SECOND, ours: null, troubles: [], sees: 'all', isUntold: (group) => group === 'lost' },
      ...{ ends: new Map(), starts: new Map() },
      groups: groups.map((group) => ({
        ...{
          group,
          protocol: 'classic',
          protocolType: 'consumer',
          state: 'Empty',
          why: null,
          members: [],
          commits: [],
        },
      })),
    });
  look(0, 'lost', 'deleted', 'there');
  assert.deepEqual(
    look(5, 'there').groups.map(({ group }) => group),
    ['there', 'lost'],
  );
});

test('the lag of a group of which one end is not known is not told as if it were all', () => {
  const history = new GroupsHistory();
  const { groups } = history.observe({
    ...{ at: START, ours: null, troubles: [], sees: 'all', isUntold: () => false },
    ...{ ends: new Map([['t/0', 90]]), starts: new Map() },
    groups: [
      {
        ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null },
        members: [member('a', 0, 1)],
        commits: [0, 1].map((partition) => ({ topic: 't', partition, offset: 5 })),
      },
    ],
  });
  assert.deepEqual([groups[0]?.lagRecords, groups[0]?.lagLacking], [85, 1]);
});

describe('when records came', () => {
  test('between samples, by interpolation; before and after all samples it is not known', () => {
    const times = new EndTimes();
    for (const [seconds, end] of [
      [0, 100],
      [5, 100],
      [10, 110],
    ] as const)
      times.observe(end, seconds * SECOND);
    assert.equal(times.timeOf(99), null);
    assert.equal(times.timeOf(104), 7.5 * SECOND);
    assert.equal(times.timeOf(109), 10 * SECOND);
    assert.equal(times.timeOf(110), null);
    assert.equal(times.lagSeconds(104, 110), 2.5);
    assert.equal(times.lagSeconds(110, 110), 0);
  });
  test('a look back makes the past known, and where the log stood still it says since when', () => {
    const times = new EndTimes();
    times.observe(100, 1_000 * SECOND);
    times.addOlder(100, 900 * SECOND);
    times.addOlder(60, 400 * SECOND);
    times.addOlder(80, 300 * SECOND);
    assert.equal(times.timeOf(79), 650 * SECOND, 'half between; what contradicts was left out');
    assert.equal(times.lagSeconds(79, 100), 250);
  });
  test('what is older than all that was looked at, and a look that is not answered', () => {
    const times = new EndTimes();
    times.observe(100, 1_000 * SECOND);
    assert.ok(times.isUnplaced(50));
    times.looked(50, false);
    times.looked(50, false);
    assert.ok(times.isUnplaced(50), 'tried again');
    times.looked(50, false);
    assert.ok(!times.isUnplaced(50), 'three times at most');
    times.observe(10, 1_001 * SECOND);
    assert.ok(times.isUnplaced(5), 'another log');
    times.looked(5, true);
    assert.ok(!times.isUnplaced(5), 'all was answered');
  });
  test('who goes back behind all that was looked at is looked for again', () => {
    const times = new EndTimes();
    times.observe(100, 1_000 * SECOND);
    times.addOlder(80, 900 * SECOND);
    times.looked(85, true);
    assert.ok(!times.isUnplaced(85));
    assert.ok(times.isUnplaced(10), 'it was not looked so far: the end at 80 was enough');
    times.addOlder(80, 900 * SECOND);
    times.addOlder(5, 100 * SECOND);
    times.looked(10, true);
    assert.equal(times.lagSeconds(10, 81), 741, 'from 164 s to 905 s');
  });
  test('many samples: the past gets coarser, and is not forgotten; a log that begins anew is', () => {
    const times = new EndTimes();
    for (let i = 0; i <= 1_000; i++) assert.equal(times.observe(i * 10, i * SECOND), false);
    const early = times.timeOf(4_999) ?? 0;
    assert.ok(Math.abs(early - 500 * SECOND) < SECOND, `${early}`);
    assert.equal(times.observe(9_990, 1_001 * SECOND), false, 'a new leader that is a little behind');
    // Below all that was ever seen.
    times.observe(10_000, 1_002 * SECOND);
    const anew = new EndTimes();
    anew.observe(50, 0);
    assert.equal(anew.observe(3, SECOND), true);
    assert.equal(anew.timeOf(2), null);
  });
});
