// Kept events in words: whose they are, and what happened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventKind, HealthEvent } from '../../main/contract/history.ts';
import { eventParts, toneOf } from '../../renderer/ui/event-words.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en, type Text } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';

function words(change: Partial<HealthEvent> & Pick<HealthEvent, 'kind'>, text: Text = en) {
  const event: HealthEvent = {
    ...{ id: 1, at: 0, notBefore: null, topic: null, partition: null, count: 1, values: {}, told: null },
    ...change,
  };
  const { place, what } = eventParts(
    event,
    text,
    createFormat(text === en ? 'en' : 'ko', 'utc'),
    (told) => told.message,
  );
  return `${place} | ${what}`;
}

test('a group by its name, its states in words, and that it came or is gone', () => {
  const state = { group: 'billing', from: 'Stable', to: 'Empty' };
  assert.equal(words({ kind: 'group-state', values: state }), 'billing | group state changed from Stable to Empty');
  assert.equal(words({ kind: 'group-state', values: state }, ko), 'billing | 그룹 상태: 안정 → 비어 있음');
  const came = { group: 'billing', from: 'none', to: 'Stable' };
  assert.equal(words({ kind: 'group-state', values: came }), 'billing | group appeared: Stable');
  assert.equal(words({ kind: 'group-state', values: came }, ko), 'billing | 그룹이 새로 나타남: 안정');
  const gone = { group: 'billing', from: 'Empty', to: 'Dead' };
  assert.equal(words({ kind: 'group-state', values: gone }), 'billing | group is gone (was Empty)');
  assert.equal(words({ kind: 'group-state', values: gone }, ko), 'billing | 그룹이 없어짐 (이전 상태: 비어 있음)');
});

test('a rebalance: its cause or who came and went, how many there are, what moved', () => {
  const say = (values: HealthEvent['values'], text: Text = en, told: HealthEvent['told'] = null) =>
    words({ kind: 'rebalance', values: { group: 'billing', ...values }, told }, text);
  const left = { members: 3, moved: 0, joined: 0, left: 1 };
  assert.equal(say(left), 'billing | rebalance: 1 member left; 3 members, no partition moved');
  assert.equal(say(left, ko), 'billing | 리밸런스: 구성원 1개 이탈 (현재 구성원 3개, 옮겨진 파티션 없음)');
  const both = { members: 1, moved: 1, joined: 2, left: 1 };
  assert.equal(say(both), 'billing | rebalance: 2 members joined, 1 member left; 1 member, 1 partition moved');
  const none = { members: 0, moved: 2, joined: 0, left: 0 };
  assert.equal(say(none), 'billing | rebalance; no member, 2 partitions moved');
  assert.equal(say(none, ko), 'billing | 리밸런스 (구성원 없음, 파티션 2개 이동)');
  const told = { message: 'a worker was added', said: [] };
  assert.equal(
    say({ members: 2, moved: 3, ms: 900, generation: 4 }, en, told),
    'billing | rebalance: a worker was added; 2 members, 3 partitions moved',
  );
});

test('what is lost is bad; a topic that is deleted is, where it is followed', () => {
  const tone = (kind: EventKind, topic: string | null = null) =>
    toneOf({ id: 1, at: 0, notBefore: null, kind, topic, partition: null, count: 1, values: {}, told: null }, ['app']);
  const bad = ['broker-gone', 'offline', 'unclean-election', 'records-lost', 'unreadable'] as const;
  assert.deepEqual(
    bad.map((kind) => tone(kind, 'app')),
    bad.map(() => 'error'),
  );
  assert.deepEqual([tone('topic-deleted', 'app'), tone('topic-deleted', 'other')], ['error', 'info']);
  assert.deepEqual(
    [tone('topic-created', 'app'), tone('broker-came'), tone('isr-shrunk', 'app')],
    ['info', 'info', 'warn'],
  );
});

test('a topic, a partition of it, and the whole cluster', () => {
  assert.equal(words({ kind: 'topic-created', topic: 'new.logs' }), 'new.logs | topic created');
  const led = { kind: 'leader-changed', topic: 'a.b', partition: 3, values: { from: '1', to: '2' } } as const;
  assert.equal(words(led), 'a.b-3 | leader moved from broker 1 to broker 2');
  assert.equal(words({ kind: 'broker-gone', values: { broker: '2' } }), ' | broker 2 is gone');
});
