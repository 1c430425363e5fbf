// Tables, widths and amounts of the command line: what a terminal shows.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CLUSTER } from '../../main/contract/sayings-cluster.ts';
import { GROUPS } from '../../main/contract/sayings-groups.ts';
import { type SaidCode, say, tell } from '../../main/contract/told.ts';
import { atSecond, duration, rate } from '../../main/hosts/cli/amounts.ts';
import { saidOf } from '../../main/hosts/cli/health-reasons.ts';
import { fitted } from '../../main/hosts/cli/health-shape.ts';
import { printable } from '../../main/hosts/cli/printable.ts';
import { type Table, table } from '../../main/hosts/cli/table.ts';
import { clip, clipMiddle, width, wrap } from '../../main/hosts/cli/text-width.ts';

test('how many columns a text takes', () => {
  const CASES: [text: string, columns: number][] = [
    ['app.auth', 8],
    ['정산-배치', 9],
    ['請求', 4],
    ['ﾊﾝ', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['\u1112\u1161\u11ab', 2],
    ['🙂!', 3],
    ['👨‍👩‍👧!', 3],
    ['', 0],
  ];
  for (const [text, columns] of CASES) assert.equal(width(text), columns, text);
});

test('clipped and wrapped by columns, never by letters', () => {
  assert.equal(clip('정산-배치', 9), '정산-배치');
  assert.equal(clip('정산-배치', 8), '정산-배…');
  assert.equal(clip('정산-배치', 4), '정…');
  assert.equal(clip('a👨‍👩‍👧bcd', 4), 'a👨‍👩‍👧…');
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('정산 배치', 4), ['정산', '배치']);
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
});

test('a name does not command the terminal', () => {
  assert.equal(printable('a\x1b[2Jb\nc\u202ed'), 'a\ufffd[2Jb\ufffdc\ufffdd');
});

describe('a table', () => {
  type Row = { name: string; n: number | null; more: string; why: string[] };
  const row = (name: string, n: number | null, more = '', ...why: string[]): Row => ({ name, n, more, why });
  const what: Table<Row> = {
    columns: [
      { head: 'name', of: (one) => one.name },
      { head: 'n', right: true, of: (one) => one.n },
      { head: 'more', unless: '', spare: 1, of: (one) => one.more },
    ],
    why: ({ why }) => why,
  };

  test('columns line up, numbers to the right, and what nobody has is left out', () => {
    assert.deepEqual(table(what, [row('정산', 12), row('a', null)]), ['name   n', '정산  12', 'a      -']);
  });
  test('sentences: on one line where nothing is wide enough to say', () => {
    const rows = [row('a', 1, 'x', 'It is so.', 'It is.'), row('b', 2)];
    assert.deepEqual(table(what, rows), ['name  n  more  why', 'a     1  x     It is so. It is.', 'b     2']);
  });
  test('sentences: beside their row where they fit, else below it', () => {
    const long = 'A sentence that goes on for longer than there is room for here.';
    assert.deepEqual(table(what, [row('a', 1, 'x', long)], 60), [
      'name  n  more  why',
      'a     1  x     A sentence that goes on for longer than there',
      '               is room for here.',
    ]);
    assert.deepEqual(table(what, [row('a', 1, 'x', long), row('b', 2)], 40), [
      'name  n  more',
      'a     1  x',
      '    A sentence that goes on for longer',
      '    than there is room for here.',
      'b     2',
    ]);
  });
  test('too narrow: a column goes, and is said to', () => {
    assert.deepEqual(table(what, [row('a', 1, 'something long')], 16), [
      'name  n',
      'a     1',
      ...['(a wider window', 'shows more:', 'more)'],
    ]);
  });
});

test('a path that is too long for the window loses its middle, after the columns to spare', () => {
  assert.equal(clipMiddle('/var/lib/kafka/data-1', 21), '/var/lib/kafka/data-1');
  assert.equal(clipMiddle('/var/lib/kafka/data-1', 10), '/var…ata-1');
  assert.equal(clipMiddle('정산정산정산', 7), '정…정산');
  const what: Table<string> = {
    columns: [
      { head: 'directory', least: 8, of: (one) => one },
      { head: 'n', of: () => 1 },
      { head: 'free', spare: 1, of: () => '12 GiB' },
    ],
  };
  const rows = ['/var/lib/kafka/1', '/d'];
  assert.deepEqual(table(what, rows, 27), [
    'directory         n  free',
    '/var/lib/kafka/1  1  12 GiB',
    '/d                1  12 GiB',
  ]);
  assert.deepEqual(table(what, rows, 20), [
    ...['directory         n', '/var/lib/kafka/1  1', '/d                1'],
    ...['(a wider window', 'shows more: free)'],
  ]);
  assert.deepEqual(table(what, rows, 14), [
    ...['directory    n', '/var/…fka/1  1', '/d           1'],
    ...['(a wider', 'window shows', 'more: free,', 'the whole', 'directory)'],
  ]);
});

test('a screen that is too small: what is calm is told in a line, what is not stays', () => {
  const long = { lines: ['a', 'a', 'a', 'a'], brief: ['A'] };
  const short = { lines: ['b', 'b'], brief: ['B'] };
  const bad = { lines: ['!', '!', '!'], brief: null };
  assert.deepEqual(fitted([long, bad, short], undefined).join(''), 'aaaa!!!bb');
  assert.deepEqual(fitted([long, bad, short], 9).join(''), 'aaaa!!!bb');
  assert.deepEqual(fitted([long, bad, short], 6).join(''), 'A!!!bb');
  assert.deepEqual(fitted([long, bad, short], 2).join(''), 'A!!!B');
});

test('amounts', () => {
  assert.deepEqual([0.038, 2.44, 59.96, 200, 7500, 276_000, 172_800].map(duration), [
    ...['38 ms', '2.4 s', '60 s', '3 min 20 s', '2 h 5 min', '3 d 4 h', '2 d'],
  ]);
  assert.deepEqual([null, 0, 0.44, 12.5, 1812.4].map(rate), [null, '0', '0.4', '12.5', '1,812']);
  assert.equal(atSecond(1_790_000_000_123_456), '2026-09-21T14:13:20Z');
});

test('what is, apart from what to do', () => {
  const told = (...said: Parameters<typeof tell>) =>
    saidOf({ code: 'stop', severity: 'error', since: 0, told: tell(...said) });
  assert.deepEqual(told(say('groups-empty', { records: 3 })), {
    why: 'It has no member, and 3 records wait.',
    next: 'Start its consumers, or see why they left.',
  });
  assert.deepEqual(told(say('groups-denied', { why: 'no' })).next, '');
  const values = { isr: 1, replicas: 3, minIsr: 2, missing: '2, 3' };
  assert.deepEqual(saidOf({ code: 'under-replicated', severity: 'warning', since: 0, message: 'unused', values }), {
    why: '1 of 3 replicas in sync; missing: broker 2, 3.',
    next: 'Start it, or look at its disk and network.',
  });
});

/** What is said of a trouble, as apart from what a look could not learn. */
const NEXT: Record<string, string> = {
  'groups-lost': 'Keep the logs',
  'groups-stop': 'Start its consumers',
  'groups-stall': 'Look at what',
  'groups-rewind': 'See who set',
  'groups-behind': 'It needs more consumers',
  'groups-rebalancing': 'Look at the logs',
  'groups-empty': 'Start its consumers',
  'groups-idle': '',
  'groups-unheard': 'Bring that broker back',
  'groups-denied': '',
  'groups-failed': '',
  'groups-not-described': '',
  'groups-too-few': '',
  'groups-uncommitted': '',
  'groups-no-ends': '',
  'cluster-one-rack': 'Reassign its replicas',
  'cluster-hot-rate': 'Look at the keys',
  'cluster-hot-size': 'Look at the keys',
  'cluster-broker-down': 'Start it',
  'cluster-broker-silent': 'Look whether',
  'cluster-broker-failing': 'Look at its log',
  'cluster-imbalance': 'Kafka puts that right',
  'cluster-directory-failed': 'Look at the disk',
  'cluster-directory-full': 'Shorten retention',
};
test('each saying of a trouble: what is, apart from what to do, whatever its values hold', () => {
  const OTHERS = /^groups-(broker|leader|offsets-of|members-of)|^group-unknown|^cluster-(configs|directories)-/;
  const codes = [...Object.keys(GROUPS), ...Object.keys(CLUSTER)].filter((code) => !OTHERS.test(code));
  assert.deepEqual(codes, Object.keys(NEXT));
  const names =
    'records partitions seconds idle members status why samples needed racks percent even replicas misses preferred path';
  const values = Object.fromEntries(names.split(' ').map((name) => [name, 'a. B! C']));
  for (const code of codes) {
    const said = { code: code as SaidCode, values };
    const { why, next } = saidOf({ code: 'stop', severity: 'error', since: 0, told: tell(said) });
    const wanted = NEXT[code] ?? '';
    assert.ok(wanted === '' ? next === '' : next.startsWith(wanted), `${code}: ${why} | ${next}`);
    assert.equal([why, next].filter(Boolean).join(' '), tell(said).message);
  }
});
