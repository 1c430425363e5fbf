// Kept events in words: whose they are, and what happened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HealthEvent } from '../../main/contract/history.ts';
import { eventParts } from '../../renderer/ui/event-words.ts';
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

test('a group by its name, its states in words, and who came and went where that is known', () => {
  const state = { group: 'billing', from: 'Stable', to: 'Empty' };
  assert.equal(words({ kind: 'group-state', values: state }), 'billing | group state changed from Stable to Empty');
  assert.equal(words({ kind: 'group-state', values: state }, ko), 'billing | 그룹 상태: 안정 → 비어 있음');
  const moved = { group: 'billing', members: 2, moved: 3 };
  assert.equal(
    words({ kind: 'rebalance', values: { ...moved, joined: 1, left: 0 } }),
    'billing | rebalance, 3 partitions moved, 2 members (1 joined, 0 left)',
  );
  const told = { message: 'a member joined', said: [] };
  assert.equal(
    words({ kind: 'rebalance', values: { ...moved, ms: 900, generation: 4 }, told }),
    'billing | rebalance, 3 partitions moved, 2 members: a member joined',
  );
});

test('a topic, a partition of it, and the whole cluster', () => {
  assert.equal(words({ kind: 'topic-created', topic: 'new.logs' }), 'new.logs | topic created');
  const led = { kind: 'leader-changed', topic: 'a.b', partition: 3, values: { from: '1', to: '2' } } as const;
  assert.equal(words(led), 'a.b-3 | leader moved from broker 1 to broker 2');
  assert.equal(words({ kind: 'broker-gone', values: { broker: '2' } }), ' | broker 2 is gone');
});
