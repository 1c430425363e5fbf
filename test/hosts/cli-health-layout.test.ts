// How the page of `health` is laid out: what comes first, what is folded, how long a trouble holds, and that it fits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LayoutReason } from '../../main/contract/cluster.ts';
import type { ClusterLook } from '../../main/contract/look.ts';
import type { GroupSnapshot } from '../../main/health/group-snapshot.ts';
import { overview, pageLines } from '../../main/hosts/cli/health-page.ts';
import { exitCodeOf, verdictOf } from '../../main/hosts/cli/health-verdict.ts';
import { width } from '../../main/hosts/cli/text-width.ts';
import { AT, firsts, type Groups, groupsOf, layoutOf, lookOf, page, partitionsOf } from './cli-looks.ts';

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
  // What may not be seen is no trouble; of a group that was asked for it is.
  assert.deepEqual(heads(lookOf({ groups: groupsOf([], { sees: 'some' }) }))?.slice(0, 2), ['BROKERS', 'TOPICS']);
  const nobody = lookOf({ ...partitionsOf('g'), group: 'g' });
  assert.deepEqual(heads(nobody), ['GROUP', brokers, topics, partitions]);
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
