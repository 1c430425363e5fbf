// What one cause did is under that cause, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventKind, HealthEvent } from '../../main/contract/history.ts';
import { foldEvents, sameOf } from '../../renderer/health/event-folds.ts';

const SECOND = 1_000_000;
let id = 0;
function event(seconds: number, kind: EventKind, values: HealthEvent['values'] = {}): HealthEvent {
  return {
    ...{ id: ++id, at: seconds * SECOND, notBefore: null, kind, topic: 'app', partition: 0, count: 1, values },
    told: null,
  };
}
const shown = (events: HealthEvent[]) =>
  foldEvents(events).map(({ event: { kind }, folded }) => [kind, folded.map((one) => one.kind)]);

test('a broker that goes, and one that comes, have their partitions under them; others stay where they are', () => {
  const events = [
    event(300, 'leader-changed', { from: '1', to: '3' }),
    event(205, 'isr-expanded', { gained: '3', from: '1', to: '1, 3' }),
    event(200, 'broker-came', { broker: '3' }),
    event(111, 'topic-created'),
    event(110, 'isr-shrunk', { lost: '2, 3', from: '1, 2, 3', to: '1' }),
    event(110, 'isr-shrunk', { lost: '13', from: '1, 13', to: '1' }),
    event(109, 'broker-gone', { broker: '3' }),
    event(108, 'leader-changed', { from: '3', to: '1' }),
    event(108, 'offline', { from: '3' }),
  ];
  assert.deepEqual(shown(events), [
    ['leader-changed', []],
    ['broker-came', ['isr-expanded']],
    ['topic-created', []],
    ['isr-shrunk', []],
    ['broker-gone', ['isr-shrunk', 'leader-changed', 'offline']],
  ]);
});

test('of two brokers that go, each change is under the one nearer in time; without a cause in the list nothing is folded', () => {
  const both = { lost: '2, 3', from: '1, 2, 3', to: '1' };
  const events = [
    event(130, 'broker-gone', { broker: '3' }),
    event(105, 'isr-shrunk', both),
    event(100, 'broker-gone', { broker: '2' }),
  ];
  assert.deepEqual(shown(events), [
    ['broker-gone', []],
    ['broker-gone', ['isr-shrunk']],
  ]);
  assert.deepEqual(shown([event(105, 'isr-shrunk', both)]), [['isr-shrunk', []]]);
});

test('leaders that move together with no broker that came or went are one line; two, and those far apart, are not', () => {
  const moved = (seconds: number, to = '1') => event(seconds, 'leader-changed', { from: '2', to });
  const election = [moved(320), moved(310), moved(310, '3')];
  const alone = [moved(200), moved(199)];
  const folds = foldEvents([...election.slice(0, 1), event(315, 'topic-created'), ...election.slice(1), ...alone]);
  assert.deepEqual(
    folds.map(({ event: { kind, at }, folded, several }) => [kind, at / SECOND, folded.length, several ?? false]),
    [
      ['leader-changed', 320, 3, true],
      ['topic-created', 315, 0, false],
      ['leader-changed', 200, 0, false],
      ['leader-changed', 199, 0, false],
    ],
  );
  assert.deepEqual(folds[0]?.folded, election);
  assert.equal(
    sameOf(election, ({ values }) => values.from),
    '2',
  );
  assert.equal(
    sameOf(election, ({ values }) => values.to),
    undefined,
  );
});
