// What groups do between two looks, as events: each look as text, "Stable a:0,1 b:2" its state and who reads which partitions.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GROUP_STATES } from '../../main/contract/groups.ts';
import { GroupEventWatch } from '../../main/health/group-events.ts';
import type { GroupSnapshot, GroupsSnapshot } from '../../main/health/group-snapshot.ts';

const SECOND = 1_000_000;

/** "-": it is not listed; "?": nor could its broker be asked; "Stable denied": its members may not be read */
function look(text: string, at: number, group = 'g', ours: string | null = null): GroupsSnapshot {
  const [word = '', ...members] = text.split(' ');
  const state = GROUP_STATES.find((one) => one === word);
  const one = (said: string): NonNullable<GroupSnapshot['members']>[number] => {
    const [memberId = '', partitions = ''] = said.split(':');
    const numbers = partitions === '' ? [] : partitions.split(',').map(Number);
    return {
      memberId,
      clientId: memberId,
      host: 'h',
      partitions: numbers.map((partition) => ({ topic: 't', partition })),
    };
  };
  return {
    ...{ at: at * SECOND, ends: new Map(), starts: new Map(), ours, troubles: [], sees: 'all' },
    isUntold: () => text === '?',
    groups: state
      ? [
          {
            ...{ group, protocol: 'classic', protocolType: 'consumer', state, commits: [], why: null },
            members: members[0] === 'denied' ? null : members.map(one),
          },
        ]
      : [],
  };
}

const CASES: [name: string, looks: string[], told: string[]][] = [
  ['stays as it is', ['Stable a:0,1', 'Stable a:0,1'], []],
  ['loses its last member', ['Stable a:0', 'Empty'], ['5 group-state Stable Empty']],
  ['has one again', ['Empty', 'Stable a:0'], ['5 group-state Empty Stable']],
  ['a member joins', ['Stable a:0,1', 'Stable a:0 b:1'], ['5 rebalance 2 members, 1 joined, 0 left, 1 moved']],
  ['one for another', ['Stable a:0 b:1', 'Stable a:0 c:1'], ['5 rebalance 2 members, 1 joined, 1 left, 1 moved']],
  [
    'partitions change places',
    ['Stable a:0 b:1', 'Stable a:1 b:0'],
    ['5 rebalance 2 members, 0 joined, 0 left, 2 moved'],
  ],
  ['a partition that nobody read has not moved', ['Stable a:0', 'Stable a:0,1'], []],
  [
    'seen on its way',
    ['Stable a:0', 'PreparingRebalance a:', 'Stable a:0'],
    ['10 rebalance 1 members, 0 joined, 0 left, 0 moved'],
  ],
  ['on its way to another state', ['Stable a:0', 'PreparingRebalance a:', 'Empty'], ['10 group-state Stable Empty']],
  [
    'stays on its way',
    ['Stable a:0', 'PreparingRebalance a:', 'PreparingRebalance a:', 'PreparingRebalance a:', 'Stable a:0'],
    [
      '10 group-state Stable PreparingRebalance',
      '20 group-state PreparingRebalance Stable',
      '20 rebalance 1 members, 0 joined, 0 left, 0 moved',
    ],
  ],
  [
    'one of the newer protocol',
    ['Stable a:0 b:1', 'Reconciling a:0', 'Stable a:0,1'],
    ['10 rebalance 1 members, 0 joined, 1 left, 1 moved'],
  ],
  ['is deleted', ['Empty', '-', '-'], ['5 group-state Empty Dead']],
  ['its broker does not answer', ['Stable a:0', '?', 'Stable a:0'], []],
  ['is deleted while its broker does not answer', ['Empty', '?', '-'], ['10 group-state Empty Dead']],
  ['comes', ['-', 'Stable a:0'], ['5 group-state none Stable']],
  ['comes, and is met on its way first', ['-', 'PreparingRebalance a:', 'Stable a:0'], ['10 group-state none Stable']],
  ['its members may not be read', ['Stable denied', 'Stable denied', 'Empty denied'], ['10 group-state Stable Empty']],
  ['its state is not told at first', ['Unknown', 'Stable a:0', 'Empty'], ['10 group-state Stable Empty']],
  [
    'met on its way at first',
    ['PreparingRebalance a:', 'Stable a:0', 'Stable a:0 b:1'],
    ['10 rebalance 2 members, 1 joined, 0 left, 0 moved'],
  ],
  ['its state is not told for once', ['Stable a:0', 'Unknown', 'Stable a:0'], []],
];

describe('events of groups', () => {
  for (const [name, looks, told] of CASES)
    test(name, () => {
      const watch = new GroupEventWatch();
      const events = looks.flatMap((text, i) => watch.observe(look(text, i * 5)));
      assert.deepEqual(
        events.map(({ at, kind, values: { group, from, to, members, joined, left, moved } }) => {
          assert.equal(group, 'g');
          const what =
            kind === 'rebalance'
              ? `${members} members, ${joined} joined, ${left} left, ${moved} moved`
              : `${from} ${to}`;
          return `${at / SECOND} ${kind} ${what}`;
        }),
        told,
      );
      assert.ok(events.every(({ notBefore }) => notBefore === null));
    });

  test("this session's own is told elsewhere", () => {
    const watch = new GroupEventWatch();
    watch.observe(look('Stable a:0', 0, 'ours', 'ours'));
    assert.deepEqual(watch.observe(look('Empty', 5, 'ours', 'ours')), []);
  });

  describe('after another session', () => {
    const last = new GroupEventWatch();
    last.observe(look('Stable a:0', 0));
    const kept = { at: 0, states: last.states() };
    const first = (text: string, more: Partial<GroupsSnapshot> = {}) =>
      new GroupEventWatch(kept)
        .observe({ ...look(text, 1000), ...more })
        .map(({ notBefore, values: { from, to } }) => [from, to, notBefore]);
    test('what changed since is told, and that nobody saw when', () => {
      assert.deepEqual(kept.states, [['g', 'Stable']]);
      assert.deepEqual(first('Stable b:0'), []);
      assert.deepEqual(first('Empty'), [['Stable', 'Empty', 0]]);
      assert.deepEqual(first('-'), [['Stable', 'Dead', 0]]);
    });
    test('a group that these credentials may not see is not gone', () => {
      assert.deepEqual(first('-', { sees: 'some' }), []);
    });
  });

  test('after a long while without a look it is not known when it happened', () => {
    const watch = new GroupEventWatch();
    watch.observe(look('Stable a:0', 0));
    assert.equal(watch.observe(look('Empty', 60))[0]?.notBefore, null, 'looked at each minute while nobody watches');
    assert.equal(watch.observe(look('Stable a:0', 1000))[0]?.notBefore, 60 * SECOND);
  });
});
