// What `health` says of looks that a real cluster seldom gives: not looked at yet, may not be read, or named to command a terminal.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClusterLook, GroupLook } from '../../main/contract/look.ts';
import { say, tell } from '../../main/contract/told.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { changes } from '../../main/hosts/cli/health-changes.ts';
import { overview, pageLines } from '../../main/hosts/cli/health-page.ts';
import { exitCodeOf, verdictOf } from '../../main/hosts/cli/health-verdict.ts';
import { frameOf } from '../../main/hosts/cli/health-watch.ts';
import { printable } from '../../main/hosts/cli/printable.ts';
import { table } from '../../main/hosts/cli/table.ts';
import {
  AT,
  ESCAPE,
  firsts,
  type Groups,
  groupsOf,
  layoutOf,
  lookOf,
  page,
  partitionsOf,
  UNSEEN,
} from './cli-looks.ts';

const DENIED = { members: null, commits: null, why: say('groups-denied', { why: 'group authorization failed' }) };

test('a code tells healthy, warnings, errors and what is not known apart', () => {
  const told = { message: 'not read', said: [] };
  const codes = (['ok', 'warning', 'error', 'unknown'] as const).map((severity) => [
    exitCodeOf(lookOf({ severity })),
    exitCodeOf(lookOf({ severity, troubles: [told] })),
    exitCodeOf(lookOf({ severity, error: { ...told, code: 'unreachable', at: 0 } })),
    exitCodeOf(lookOf({ severity, cluster: { ...layoutOf(''), error: told } })),
    exitCodeOf(lookOf({ severity, cluster: UNSEEN })),
  ]);
  assert.deepEqual(codes, [
    [0, 5, 5, 5, 5],
    [3, 3, 3, 3, 3],
    [4, 4, 4, 4, 4],
    [5, 5, 5, 5, 5],
  ]);
});

test('a topic is counted as its row is: with its partitions', () => {
  const { partitions } = partitionsOf(null);
  const lost = new HealthHistory().observe({
    ...{ at: AT, clusterId: 'c', brokers: [{ id: 1, host: 'b1', port: 9092 }], controllerId: 1 },
    ...{ group: null, groupActive: false, groupKnown: true, silent: [], configs: new Map(), troubles: [], missing: [] },
    partitions: partitions.map((one) => ({
      ...{ topic: one.topic, topicId: null, partition: 0, leader: null, replicas: [1], isr: [], adding: [] },
      ...{ offlineReplicas: [1], minInsyncReplicas: 1, logStart: null, highWatermark: null, position: null },
    })),
  }).partitions;
  assert.equal(
    overview(lookOf({ partitions: lost }))[1],
    '1 broker: ok; 1 topic: 1 error; 1 partition: 1 error; 0 groups',
  );
});

test('no group is listed, and not all brokers could be asked', () => {
  const told = tell(say('groups-broker', { broker: '1' }));
  assert.match(
    page(lookOf({ groups: groupsOf([], { troubles: [told] }) })),
    /^GROUPS {2}none seen, and not all brokers/m,
  );
  assert.match(page(lookOf({ groups: groupsOf([]) })), /^GROUPS {2}none$/m);
});

describe('what was not looked at is not healthy', () => {
  test('brokers, topics and configuration', () => {
    const look = lookOf({ cluster: UNSEEN });
    const { severity, brokers, topics, groups, partitions } = verdictOf(look);
    assert.deepEqual([severity, brokers, topics, groups, partitions], ['unknown', 'unknown', 'unknown', 'ok', 'ok']);
    assert.equal(exitCodeOf(look), 5);
    assert.equal(overview(look)[1], '1 broker: 1 unknown; 1 topic: 1 unknown; 1 partition: ok; 0 groups');
    assert.doesNotMatch(page(look, false, 4), /healthy$/m);
    assert.match(page(lookOf(), false, 4), /^BROKERS {2}all 1 are healthy$/m);
    assert.equal(exitCodeOf(lookOf()), 0);
  });
  test('one that is down is in trouble even so', () => {
    const look = lookOf({ cluster: UNSEEN });
    const [line] = look.brokerLines;
    assert.ok(line);
    const down = { ...look, brokerLines: [line, { ...line, id: 2, address: null }] };
    assert.equal(verdictOf(down).brokers, 'error');
    assert.match(overview(down)[1] ?? '', /^2 brokers: 1 error, 1 unknown;/);
  });
  test('groups', () => {
    const none = (more: Partial<Groups>) => lookOf({ groups: groupsOf([], more) });
    const CASES: [look: ClusterLook, code: number, title: RegExp][] = [
      [none({}), 0, /^GROUPS {2}none$/m],
      [none({ sampledAt: null }), 5, /^GROUPS {2}not looked at yet$/m],
      [none({ sampledAt: null, error: tell(say('topics-hint')) }), 5, /^GROUPS {2}not known$/m],
      [none({ sees: 'some' }), 5, /^GROUPS {2}none that these credentials may see$/m],
    ];
    for (const [look, code, title] of CASES) {
      assert.equal(exitCodeOf(look), code, String(title));
      assert.match(page(look), title);
      assert.doesNotMatch(page(look, false, 2), /GROUPS {2}all/);
    }
    assert.match(overview(none({ sampledAt: null }))[1] ?? '', /; groups not known$/);
  });
});

describe('groups that may not be read', () => {
  test('count, while those that cannot be judged yet, or never are, do not', () => {
    const code = (...of: Parameters<typeof groupsOf>) => exitCodeOf(lookOf({ groups: groupsOf(...of) }));
    assert.equal(code([{ members: [{ memberId: 'm', clientId: 'c', host: 'h', partitions: [] }] }]), 0);
    const early = groupsOf([{ state: 'Stable', members: null, commits: [{ topic: 'app', partition: 0, offset: 4 }] }]);
    assert.deepEqual(
      early.groups[0]?.summary.reasons.map((one) => one.code),
      ['too-few'],
    );
    assert.equal(exitCodeOf(lookOf({ groups: early })), 0);
    assert.equal(code([{ protocol: 'share', commits: null }]), 0);
    assert.equal(code([DENIED]), 5);
    assert.equal(code([{ commits: [{ topic: 'gone', partition: 0, offset: 4 }] }]), 5);
    // Directories are shown where they may be read.
    assert.match(page(lookOf()), /^ +1 +live/m);
    assert.equal(exitCodeOf(lookOf()), 0);
  });
  test('are not said to have committed nothing', () => {
    const text = page(lookOf({ groups: groupsOf([DENIED, { group: 'empty', commits: [] }]) }), true);
    assert.match(text, /^GROUP g {2}its positions are not known\nThese credentials may not read it/m);
    assert.match(text, /^GROUP empty {2}has committed nothing$/m);
  });
  test('why one look is too little is on the page', () => {
    const early = [{ members: null, commits: [{ topic: 'app', partition: 0, offset: 4 }] }];
    const hint = /^Rates, and whether a group reads, cannot be told from one look/m;
    assert.match(page(lookOf({ groups: groupsOf(early) })), hint);
    assert.doesNotMatch(page(lookOf()), hint);
    // Once, and not of each group, also where more looks follow.
    const shape = { all: false, columns: undefined, from: firsts(AT) };
    const followed = pageLines(lookOf({ groups: groupsOf(early) }), shape).join('\n');
    assert.match(followed, /^Whether each group reads cannot be told yet: it takes five looks/m);
    assert.doesNotMatch(followed, /Judged after/);
  });
});

test('members of a group that has committed nothing are told, too', () => {
  const report = partitionsOf('g');
  const [one] = report.partitions;
  assert.ok(one);
  const partitions = [one, { ...one, partition: 1 }];
  const member = {
    memberId: 'm',
    clientId: 'client-7',
    host: '/10.0.0.7',
    partitions: [{ topic: 'app', partition: 0 }],
  };
  const groups = groupsOf([{ members: [member], commits: [] }]);
  const text = page(lookOf({ ...report, partitions, group: 'g', groups }));
  assert.match(text, /^GROUP g {2}1 member\nclient +host +reads\nclient-7 +10\.0\.0\.7 +app\/0$/m);
  assert.match(text, /^GROUP g {2}no position in 2 partitions$/m);
});

test('a lag in seconds is about, and one that keeps up is not said to stay behind for ever', () => {
  const member = { memberId: 'm', clientId: 'c', host: 'h', partitions: [{ topic: 'app', partition: 0 }] };
  const groups = groupsOf([{ members: [member] }], {}, 8);
  const [first] = groups.groups;
  assert.ok(first);
  const summary: GroupLook['summary'] = {
    ...{ ...first.summary, lagRecords: 3, lagSeconds: 2, clearSeconds: null, shrinks: false },
  };
  const line = (more: Partial<typeof summary>) =>
    page(lookOf({ groups: { ...groups, groups: [{ ...first, summary: { ...summary, ...more } }] } }))
      .split('\n')
      .find((one) => one.startsWith('g '));
  assert.match(line({}) ?? '', / 3 +≈ 2 s$/);
  assert.match(line({ lagExact: true }) ?? '', / 3 +2 s$/);
  assert.match(line({ lagSeconds: 200 }) ?? '', / ≈ 3 min 20 s +not shrinking$/);
  assert.match(line({ lagSeconds: 200, clearSeconds: 60 }) ?? '', / ≈ 3 min 20 s +≈ 1 min$/);
});

test('no name and no path commands the terminal', () => {
  const before = lookOf();
  const hostile = lookOf({
    ...{ clusterId: ESCAPE, cluster: layoutOf(`/d${ESCAPE}`) },
    groups: groupsOf([
      { group: `g${ESCAPE}`, state: 'Empty', members: [], commits: [{ topic: 'app', partition: 0, offset: 4 }] },
    ]),
  });
  const lines = [
    ...pageLines(hostile, { all: true, columns: 100, from: firsts(AT), hasNotes: true }),
    ...changes(before, hostile),
  ];
  assert.ok(lines.some((one) => one.includes('broker 1  live -> live, error  The volume of /d')));
  // Whatever a section forgets is caught where lines are drawn or printed.
  const frame = frameOf(lines, { columns: 200, rows: 500 });
  const own = ['\x1b[2K', '\x1b[H', '\x1b[J'];
  assert.ok(!own.reduce((text, one) => text.replaceAll(one, ''), frame).includes('\x1b'), frame);
  for (const letter of ['\x1b', '\u009b', '\u061c', '\u200f', '\u202e', '\u2066', '\ufff9'])
    assert.equal(printable(`a${letter}b`), 'a\ufffdb');
});

test('a line that fills the width keeps its last cell', () => {
  assert.equal(frameOf(['abcd', 'abcde'], { columns: 4, rows: 2 }), '\x1b[H\x1b[2Kabcd\r\n\x1b[2Kabc…');
  assert.equal(frameOf(['abcd'], { columns: 4, rows: 2 }), '\x1b[H\x1b[2Kabcd\r\n\x1b[J');
});

test('a retention of centuries is for ever; more rows than arguments of a call', () => {
  assert.match(page(lookOf({ cluster: layoutOf('', '9223372036854775807') })), /^app +ok +1 +1 +for ever +-$/m);
  const what = { columns: [{ head: 'n', of: (n: number) => n }] };
  assert.equal(
    table(
      what,
      Array.from({ length: 200_000 }, (_, i) => i),
    ).length,
    200_001,
  );
});
