// What changed between two snapshots, as events: one line a case, and what takes more than two.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventWatch } from '../../main/health/events.ts';
import type { PartitionSnapshot, Snapshot } from '../../main/health/snapshot.ts';

const SECOND = 1_000_000;
const PARTITION: PartitionSnapshot = {
  ...{ topic: 'logs', topicId: 'a', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3], offlineReplicas: [] },
  ...{ adding: [], minInsyncReplicas: 2, logStart: 0, highWatermark: 100, position: 100 },
};
const NO_LEADER = { leader: null, isr: [1] };

type Given = Partial<PartitionSnapshot>[];
function snapshot(seconds: number, partitions: Given, more: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{
      at: seconds * SECOND,
      clusterId: 'c',
      controllerId: 2,
      group: 'g',
      groupActive: true,
      groupKnown: true,
      silent: [],
      configs: new Map(),
      missing: [],
      troubles: [],
    },
    brokers: [1, 2, 3].map((id) => ({ id, host: 'h', port: 9000 + id })),
    partitions: partitions.map((one) => ({ ...PARTITION, ...one })),
    ...more,
  };
}
const settings = (values: Record<string, string>) => ({ configs: new Map([['logs', values]]) });
const brokers = (...ids: number[]) => ({ brokers: ids.map((id) => ({ id, host: 'h', port: 1 })) });

const CASES: [
  name: string,
  before: Given,
  after: Given,
  told: string[],
  was?: Partial<Snapshot>,
  is?: Partial<Snapshot>,
][] = [
  ['nothing', [{}], [{}], []],
  ['the order of the ISR is none', [{ isr: [1, 2, 3] }], [{ isr: [3, 1, 2] }], []],
  ['a replica falls behind', [{}], [{ isr: [1, 2] }], ['isr-shrunk logs/0 lost=3 from=1, 2, 3 to=1, 2']],
  ['one catches up', [{ isr: [1] }], [{ isr: [2, 1] }], ['isr-expanded logs/0 gained=2 from=1 to=1, 2']],
  [
    'one for another',
    [{ isr: [1, 2] }],
    [{ isr: [1, 3] }],
    ['isr-shrunk logs/0 lost=2 from=1, 2 to=1, 3', 'isr-expanded logs/0 gained=3 from=1, 2 to=1, 3'],
  ],
  ['a leader that was in sync', [{}], [{ leader: 2 }], ['leader-changed logs/0 from=1 to=2']],
  [
    'one that was not',
    [{ isr: [1] }],
    [{ isr: [2], leader: 2 }],
    [
      'isr-shrunk logs/0 lost=1 from=1 to=2',
      'isr-expanded logs/0 gained=2 from=1 to=2',
      'unclean-election logs/0 from=1 to=2 isr=1',
    ],
  ],
  [
    'one that caught up and was elected between two looks',
    [{ isr: [1, 3] }],
    [{ isr: [1, 2, 3], leader: 2 }],
    ['isr-expanded logs/0 gained=2 from=1, 3 to=1, 2, 3', 'leader-changed logs/0 from=1 to=2'],
  ],
  [
    'the last one goes, and is remembered as eligible',
    [{ isr: [1] }],
    [{ isr: [], leader: null }],
    ['offline logs/0 from=1'],
  ],
  ['no leader', [{ isr: [1] }], [NO_LEADER], ['offline logs/0 from=1']],
  ['a leader again', [NO_LEADER], [{ isr: [1] }], ['online logs/0 to=1']],
  [
    'a leader again, not in sync',
    [NO_LEADER],
    [{ isr: [2], leader: 2 }],
    [
      'isr-shrunk logs/0 lost=1 from=1 to=2',
      'isr-expanded logs/0 gained=2 from=1 to=2',
      'online logs/0 to=2',
      'unclean-election logs/0 from= to=2 isr=1',
    ],
  ],
  [
    'moved to other brokers, which is no shrinking',
    [{ replicas: [1, 2], isr: [1, 2] }],
    [{ replicas: [1, 3], isr: [1] }],
    ['reassigned logs/0 from=1, 2 to=1, 3'],
  ],
  ['a broker goes', [{}], [{}], ['broker-gone - broker=3'], {}, brokers(1, 2)],
  ['a broker comes', [{}], [{}], ['broker-came - broker=3'], brokers(1, 2), {}],
  ['another controller', [{}], [{}], ['controller-moved - from=2 to=1'], {}, { controllerId: 1 }],
  ['a controller that is not known', [{}], [{}], [], {}, { controllerId: null }],
  ['a topic is deleted', [{}], [], ['topic-deleted logs '], {}, { missing: ['logs'] }],
  ['a topic that cannot be read is not deleted', [{}], [], []],
  ['a topic is created', [], [{}], ['topic-created logs '], { missing: ['logs'] }, {}],
  ['a topic that is followed from now on is not created', [{}], [{}, { topic: 'more' }], []],
  ['created anew, which moves no leader', [{}], [{ topicId: 'b', leader: 3 }], ['topic-anew logs ']],
  ['more partitions', [{}], [{}, { partition: 1 }], ['partitions-added logs from=1 to=2']],
  [
    'settings',
    [{}],
    [{}],
    ['config-changed logs name=min.insync.replicas from=2 to=1', 'config-changed logs name=retention.ms from=9 to=5'],
    settings({ 'min.insync.replicas': '2', 'retention.ms': '9' }),
    settings({ 'min.insync.replicas': '1', 'retention.ms': '5' }),
  ],
  ['a setting that cannot be read', [{}], [{}], [], settings({ 'retention.ms': '9' }), settings({})],
  ['retention overtakes', [{ position: 5 }], [{ position: 5, logStart: 9 }], ['records-lost logs/0 records=4']],
  ['and goes on to', [{ position: 5, logStart: 9 }], [{ position: 5, logStart: 12 }], []],
];

function told(events: readonly { kind: string; topic: string | null; partition: number | null; values: object }[]) {
  return events.map(({ kind, topic, partition, values }) => {
    const place = topic === null ? '-' : partition === null ? topic : `${topic}/${partition}`;
    const said = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    return `${kind} ${place} ${said.join(' ')}`;
  });
}

describe('events', () => {
  for (const [name, before, after, expected, was, is] of CASES)
    test(name, () => {
      const watch = new EventWatch(null);
      assert.deepEqual(
        watch.observe(snapshot(0, before, was)).events,
        [],
        'the first look has nothing to compare with',
      );
      const { events } = watch.observe(snapshot(5, after, is));
      assert.deepEqual(told(events), expected);
      assert.ok(events.every(({ at, notBefore }) => at === 5 * SECOND && notBefore === null));
    });

  test('what differs from what was kept is found at the start, and is marked so', () => {
    const kept = new EventWatch(null).observe(snapshot(0, [{}])).state;
    const watch = new EventWatch(kept);
    const [found] = watch.observe(snapshot(1000, [{ leader: 2 }])).events;
    assert.deepEqual([found?.kind, found?.at, found?.notBefore], ['leader-changed', 1000 * SECOND, 0]);
    assert.equal(watch.observe(snapshot(1005, [{ leader: 3 }])).events[0]?.notBefore, null);
    const slept = watch.observe(snapshot(5000, [{ leader: 1 }])).events[0];
    assert.equal(slept?.notBefore, 1005 * SECOND, 'so is what happened while nobody could look');
    assert.deepEqual(new EventWatch(kept).observe(snapshot(9, [{}])).events, []);
  });

  test('three changes of the ISR in ten minutes are flapping, told once until it is calm', () => {
    const watch = new EventWatch(null);
    const flaps: number[] = [];
    const times = [0, 100, 200, 300, 400, 500, 2000, 2100, 2200];
    for (const [i, at] of times.entries()) {
      const { events } = watch.observe(snapshot(at, [{ isr: i % 2 === 0 ? [1, 2, 3] : [1, 2] }]));
      if (events.some(({ kind }) => kind === 'isr-flapping')) flaps.push(at);
    }
    assert.deepEqual(flaps, [300, 2200]);
  });

  describe('topics that nobody follows', () => {
    const census = (at: number, topics: string, gone: string[] = []): Pick<Snapshot, 'census'> => ({
      census: {
        ...{ at: at * SECOND, gone, preferences: new Map() },
        topics: new Map(
          topics.split(' ').map((one) => {
            const [name = '', topicId = '', partitions] = one.split(':');
            return [name, { topicId, partitions: Number(partitions) }];
          }),
        ),
      },
    });
    const look = (watch: EventWatch, at: number, ...rest: [topics: string, gone?: string[]]) =>
      watch.observe(snapshot(at, [{}], census(at, ...rest)));

    test('come, grow, are created anew and go; those that are followed are told of by the rounds', () => {
      const watch = new EventWatch(null);
      assert.deepEqual(look(watch, 0, 'logs:a:1 other:x:2').events, []);
      assert.deepEqual(told(look(watch, 60, 'logs:z:5 other:x:2 new:y:1').events), ['topic-created new ']);
      assert.deepEqual(told(look(watch, 120, 'other:x:4 new:q:1', ['logs']).events), [
        'partitions-added other from=2 to=4',
        'topic-anew new ',
      ]);
      const { events, changed } = look(watch, 180, 'new:q:1', ['other']);
      assert.deepEqual([told(events), changed, watch.knownTopics()], [['topic-deleted other '], true, ['new']]);
      assert.equal(look(watch, 240, 'new:q:1').changed, false);
    });

    test('one that may not be seen any more is not gone, nor new when it may', () => {
      const watch = new EventWatch(null);
      look(watch, 0, 'other:x:2 more:y:1');
      assert.deepEqual(look(watch, 60, 'more:y:1').events, []);
      assert.deepEqual(watch.knownTopics(), ['other', 'more']);
      assert.deepEqual(look(watch, 120, 'other:x:2 more:y:1').events, []);
    });

    test('a census is told of once; what happened between two sessions is marked so, also where it is told later', () => {
      const first = new EventWatch(null);
      const kept = look(first, 0, 'other:x:2 more:y:1').state;
      const watch = new EventWatch(kept);
      const seen = snapshot(1000, [{}], census(1000, 'more:y:1 new:z:1'));
      const [created] = watch.observe(seen).events;
      assert.deepEqual([created?.kind, created?.notBefore], ['topic-created', 0]);
      assert.deepEqual(watch.observe({ ...seen, at: 1005 * SECOND }).events, []);
      const [deleted, ...others] = look(watch, 1060, 'more:y:1', ['other', 'new']).events;
      assert.deepEqual([deleted?.topic, deleted?.kind, deleted?.notBefore], ['other', 'topic-deleted', 0]);
      assert.deepEqual([others[0]?.topic, others[0]?.notBefore], ['new', null]);
    });

    test('what came after the last census of a session may have come since then, and not since its last round', () => {
      const first = new EventWatch(null);
      look(first, 0, 'other:x:2');
      const kept = first.observe(snapshot(50, [{ leader: 2 }])).state;
      const [created] = look(new EventWatch(kept), 1000, 'other:x:2 new:z:1').events.filter(
        ({ topic }) => topic === 'new',
      );
      assert.equal(created?.notBefore, 0);
    });

    test('are not known in what older versions kept', () => {
      const { census: _, ...kept } = new EventWatch(null).observe(snapshot(0, [{}])).state;
      assert.deepEqual(look(new EventWatch(kept), 60, 'other:x:2').events, []);
    });
  });

  test('what was seen is kept while it cannot be read, and a look at the same says so', () => {
    const watch = new EventWatch(null);
    watch.observe(snapshot(0, [{}]));
    assert.equal(watch.observe(snapshot(5, [])).changed, false);
    assert.deepEqual(told(watch.observe(snapshot(10, [{ leader: 2 }])).events), ['leader-changed logs/0 from=1 to=2']);
    assert.equal(watch.observe(snapshot(15, [{ leader: 2 }])).changed, false);
  });
});
