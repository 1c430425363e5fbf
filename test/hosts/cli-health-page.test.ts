// What `health` says of looks that a real cluster seldom gives: not looked at yet, may not be read, or named to command a terminal.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClusterReport, LayoutReason } from '../../main/contract/cluster.ts';
import type { ClusterLook, GroupLook } from '../../main/contract/look.ts';
import { say, tell } from '../../main/contract/told.ts';
import { brokersOf } from '../../main/health/brokers.ts';
import { ClusterHistory } from '../../main/health/cluster.ts';
import type { GroupSnapshot } from '../../main/health/group-snapshot.ts';
import { GroupsHistory } from '../../main/health/groups.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { changes } from '../../main/hosts/cli/health-changes.ts';
import { overview, pageLines } from '../../main/hosts/cli/health-page.ts';
import { exitCodeOf, verdictOf } from '../../main/hosts/cli/health-verdict.ts';
import { frameOf } from '../../main/hosts/cli/health-watch.ts';
import { table } from '../../main/hosts/cli/table.ts';
import { printable, width } from '../../main/hosts/cli/text-width.ts';

const AT = 1_790_000_000_000_000;
const ESCAPE = '\x1b]0;owned\x07';
const UNSEEN: ClusterReport = {
  ...{ sampledAt: null, error: null, mode: 'unknown', controllerId: null },
  ...{ topics: [], brokers: [] },
};

/** One broker, one topic of a partition with ten records. */
function partitionsOf(group: string | null, position: number | null = null) {
  return new HealthHistory().observe({
    ...{ at: AT, clusterId: 'c', brokers: [{ id: 1, host: 'b1', port: 9092 }], controllerId: 1 },
    ...{ group, groupActive: false, groupKnown: true, silent: [], configs: new Map(), troubles: [], missing: [] },
    partitions: [
      {
        ...{ topic: 'app', topicId: null, partition: 0, leader: 1, replicas: [1], isr: [1], adding: [] },
        ...{ offlineReplicas: [], minInsyncReplicas: 1, logStart: 0, highWatermark: 10, position, committed: true },
      },
    ],
  });
}
function layoutOf(path = '/d', retention = '60000'): ClusterReport {
  const directory = { path, totalBytes: 1000, usableBytes: 20, failed: null, replicas: [] };
  const found = new ClusterHistory().observe({
    ...{ at: AT, mode: 'kraft', controllerId: 1 },
    brokers: [
      {
        ...{ id: 1, rack: null, answers: true, metadataMs: 1, release: null, metadataVersion: null },
        ...{
          directories: path === '' ? null : [directory],
          why: path === '' ? say('cluster-directories-denied') : null,
        },
      },
    ],
    topics: [
      {
        ...{ topic: 'app', why: null, partitions: [{ partition: 0, leader: 1, replicas: [1], end: 10, start: 0 }] },
        configs: [
          { name: 'retention.ms', value: retention, source: 'topic' },
          { name: 'retention.bytes', value: '-1', source: 'default' },
        ],
      },
    ],
  });
  return { ...found, error: null };
}
type Groups = NonNullable<ClusterLook['groups']>;
/** `looks`: one after the other, 5 s apart. */
function groupsOf(groups: Partial<GroupSnapshot>[], more: Partial<Groups> = {}, looks = 1): Groups {
  const history = new GroupsHistory();
  let report = { sampledAt: AT, error: null, troubles: [], sees: 'all', groups: [] } as Omit<Groups, 'groups'>;
  let found: GroupLook[] = [];
  for (let i = 0; i < looks; i++) {
    const seen = history.observe({
      ...{ at: AT + i * 5_000_000, ends: new Map([['app/0', 10 + 100 * i]]), starts: new Map([['app/0', 0]]) },
      ...{ ours: null, troubles: [], sees: 'all', isUntold: () => false },
      groups: groups.map((one) => ({
        ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null, members: [] },
        commits: [{ topic: 'app', partition: 0, offset: 10 + 100 * i - (i > 0 ? 3 : 0) }],
        ...one,
      })),
    });
    report = seen;
    found = seen.groups.flatMap(({ group }) => history.detail(group) ?? []);
  }
  return { ...report, groups: found, ...more };
}
function lookOf(more: Partial<ClusterLook> = {}): ClusterLook {
  const report = partitionsOf(null);
  return { ...report, brokerLines: brokersOf(report), cluster: layoutOf(''), groups: groupsOf([]), ...more };
}
const firsts = (at: number) => ({ partitions: at, layout: at, groups: at });
const page = (look: ClusterLook, all = false, rows?: number) =>
  pageLines(look, { all, columns: undefined, from: null }, rows).join('\n');
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

describe('a group that was asked for is kept apart from the health of partitions and topics', () => {
  const asked = (position: number | null, groups: Groups) =>
    lookOf({ ...partitionsOf('g', position), group: 'g', groups });
  const waits: Partial<GroupSnapshot> = {
    state: 'Empty',
    members: [],
    commits: [{ topic: 'app', partition: 0, offset: 4 }],
  };

  test('what waits in it is of the group alone', () => {
    const look = asked(4, groupsOf([waits]));
    assert.deepEqual(verdictOf(look), {
      ...{ severity: 'warning', partitions: 'ok', brokers: 'ok', topics: 'ok', groups: 'warning' },
    });
    assert.equal(
      overview(look)[1],
      '1 broker: ok; 1 topic: ok; 1 partition: ok; group g: warning (1 partition: 1 warning)',
    );
    assert.match(page(look), /^PARTITIONS {2}all 1 are healthy/m);
    assert.doesNotMatch(page(look), /^app +warning|troubled/m);
    assert.equal(exitCodeOf(look), 3);
  });
  test('a name that no broker lists is one line, and not known', () => {
    const look = asked(null, groupsOf([]));
    assert.deepEqual(verdictOf(look).partitions, 'ok');
    assert.equal(overview(look)[1], '1 broker: ok; 1 topic: ok; 1 partition: ok; group g: no broker lists it');
    assert.deepEqual(page(look).match(/^.*\bgroup g\b.*|.*GROUP.*|.*committed nothing.*|LOOK AT NEXT/gm), [
      '1 broker: ok; 1 topic: ok; 1 partition: ok; group g: no broker lists it',
      'GROUP g  no broker lists it: see whether its name is right, and whether its consumers ever ran.',
    ]);
    assert.equal(exitCodeOf(look), 5);
    const some = asked(null, groupsOf([], { troubles: [{ message: 'broker 2: timeout', said: [] }] }));
    assert.match(page(some), /^GROUP g {2}no broker that answered lists it: /m);
  });
  test('one whose positions may not be read is not said to be mistyped', () => {
    const look = asked(null, groupsOf([]));
    const denied = { code: 'position-unknown', severity: 'unknown', since: AT, message: '', values: {} } as const;
    const partitions = look.partitions.map((one) => ({ ...one, severity: 'unknown' as const, reasons: [denied] }));
    const text = page({ ...look, severity: 'unknown', partitions });
    assert.doesNotMatch(text, /lists it/);
    assert.match(text, /^app\/0 +unknown .*How far the group has read could not be read\./m);
    assert.match(text, /^PARTITIONS {2}all 1 are healthy/m);
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

test('advice that is left out is said to be', () => {
  const [one] = lookOf().partitions;
  assert.ok(one);
  const partitions = Array.from({ length: 15 }, (_, partition) => {
    const values = { replicas: `${partition}` };
    const offline = { code: 'offline', severity: 'error', since: AT, message: '', values } as const;
    return { ...one, partition, severity: 'error' as const, reasons: [offline] };
  });
  const some = page(lookOf({ partitions }));
  assert.equal(some.match(/^- Start one of the brokers/gm)?.length, 12);
  assert.match(some, /^… and 3 more: --all has each\.$/m);
  const each = page(lookOf({ partitions }), true);
  assert.equal(each.match(/^- Start one of the brokers/gm)?.length, 15);
  assert.doesNotMatch(each, /--all has each/);
});

test('what is wrong since this moment is not said to be so for no time', () => {
  const groups = groupsOf([{ state: 'Empty', commits: [{ topic: 'app', partition: 0, offset: 4 }] }]);
  const lines = (from: number) =>
    pageLines(lookOf({ groups }), { all: false, columns: undefined, from: firsts(from) }).join('\n');
  assert.match(lines(AT), /^g +warning/m);
  assert.doesNotMatch(lines(AT), /≥ 0| 0 ms/);
});

test('brokers, topics and groups say for how long the worst of what is said of them holds', () => {
  const stands = groupsOf(
    [{ state: 'Empty', members: [], commits: [{ topic: 'app', partition: 0, offset: 4 }] }],
    {},
    3,
  );
  const [layout] = layoutOf('').topics;
  assert.ok(layout);
  const hot: LayoutReason = {
    code: 'hot-rate',
    severity: 'warning',
    told: { message: 'Hot.', said: [] },
    since: AT,
    partitions: [0],
  };
  const topics = [{ ...layout, severity: 'warning' as const, reasons: [hot] }];
  const cluster = { ...layoutOf('/d'), topics };
  const look = lookOf({ sampledAt: AT + 200_000_000, cluster, groups: stands });
  const lines = (from: number) => pageLines(look, { all: false, columns: undefined, from: firsts(from) }).join('\n');
  assert.match(lines(AT), /^ +1 +live .* ≥ 3 min 20 s +The volume of/m);
  assert.match(lines(AT), /^app +warning +≥ 3 min 20 s +1 /m);
  assert.match(lines(AT), /^g +warning +UNKNOWN +≥ 10 s +Empty/m);
  // It began while somebody looked.
  assert.match(lines(AT - 1), /^ +1 +live .* {2}3 min 20 s +The volume of/m);
  assert.match(lines(AT - 1), /^app +warning +3 min 20 s +1 /m);
  assert.match(lines(AT - 1), /^g +warning +UNKNOWN +10 s +Empty/m);
});

test('what is healthy is told in a line where something else is not, and a group that was asked for first', () => {
  const waits: Partial<GroupSnapshot> = {
    ...{ state: 'Empty', members: [], commits: [{ topic: 'app', partition: 0, offset: 4 }] },
  };
  const heads = (look: ClusterLook, all = false) =>
    page(look, all).match(/^(BROKERS|LOG DIRECTORIES|TOPICS|PARTITIONS|GROUPS?)( {2}all.*)?/gm);
  assert.deepEqual(heads(lookOf()), [
    'BROKERS',
    'TOPICS',
    'PARTITIONS  all 1 are healthy (--all lists each)',
    'GROUPS',
  ]);
  const troubled = lookOf({ groups: groupsOf([waits]) });
  const [brokers, topics, partitions] = ['BROKERS', 'TOPICS', 'PARTITIONS'].map(
    (part) => `${part}  all 1 are healthy (--all lists each)`,
  );
  assert.deepEqual(heads(troubled), [brokers, topics, partitions, 'GROUPS']);
  assert.deepEqual(heads(troubled, true)?.slice(0, 2), ['BROKERS', 'TOPICS']);
  const asked = lookOf({ ...partitionsOf('g', 4), group: 'g', groups: groupsOf([waits]) });
  assert.deepEqual(heads(asked), ['GROUPS', 'GROUP', brokers, topics, partitions]);
  assert.match(page(asked), /\n\nBROKERS.*\nTOPICS.*\n\nPARTITIONS/);
  // A volume that is nearly full is no trouble of topics.
  assert.deepEqual(heads(lookOf({ cluster: layoutOf('/d') })), [
    'BROKERS',
    'LOG DIRECTORIES',
    topics,
    partitions,
    'GROUPS',
  ]);
});

test('tables of what is in trouble fit a terminal of 80 columns', () => {
  const [name, at] = ['a-topic-of-a-team-of-a-company-with-long-names', firsts(AT - 1)];
  const [one, layout, broker] = [partitionsOf(null).partitions[0], layoutOf('').topics[0], layoutOf('/d').brokers[0]];
  assert.ok(one && layout && broker);
  const offline = { code: 'offline', severity: 'error', since: AT, message: '', values: { replicas: '1' } } as const;
  const topics = [{ ...layout, topic: name, bytes: 7e11, recordsPerSecond: 1e5, bytesPerSecond: 1e6, rateSkew: 0.4 }];
  const look = lookOf({
    ...{ sampledAt: AT + 200_000_000, cluster: { ...layoutOf(''), topics, brokers: [broker] } },
    partitions: [{ ...one, topic: name, severity: 'error', reasons: [offline] }],
    groups: groupsOf([
      { group: `group-of-${name}`, state: 'Empty', commits: [{ topic: 'app', partition: 0, offset: 4 }] },
    ]),
  });
  look.brokerLines = [
    {
      ...{ id: 1, address: 'kafka-1.eu-central-1.example.com:9093', controller: true, leaders: 100, replicas: 300 },
      outOfSync: 12,
      leaderSkew: 0.1,
      replicaSkew: -0.1,
    },
  ];
  const lines = pageLines(look, { all: false, columns: 80, from: at });
  const tables = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('PARTITIONS')),
  );
  const groups = lines.slice(lines.indexOf('GROUPS'));
  for (const line of [...tables, ...groups]) assert.ok(width(line) <= 80, `${width(line)}: ${line}`);
  assert.match(lines.join('\n'), /^a-to.*….*names +error +3 min 20 s /m);
});

test('directories fit a terminal of 80 columns, however long their paths', () => {
  const path = '/var/lib/containers/storage/volumes/kafka-logs-of-a-broker/_data/broker-1';
  const [broker] = layoutOf(path).brokers;
  assert.ok(broker);
  const directories = [{ path, bytes: 7e11, replicas: 1234, totalBytes: 1e12, usableBytes: 2e11, failed: null }];
  const cluster = { ...layoutOf(''), brokers: [{ ...broker, directories, severity: 'ok' as const, reasons: [] }] };
  const lines = pageLines(lookOf({ cluster }), { all: false, columns: 80, from: null });
  const from = lines.indexOf('LOG DIRECTORIES');
  for (const line of lines.slice(from, from + 4)) assert.ok(width(line) <= 80, line);
  assert.match(lines[from + 2] ?? '', /^ +1 {2}\/var\/lib.*….*\/broker-1 +ok +1,234 +651\.9 GiB +20 %$/);
  assert.equal(lines[from + 3], '(a wider window shows more: free, of volume, the whole directory)');
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
