// What an analyst would say of a partition, a group or a cluster, written down before it was asked what the code says: the labels
// follow the rules for partitions (Kafka's TopicCommand and controller) and Burrow's evaluator.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { say } from '../../main/contract/told.ts';
import { HealthHistory } from '../../main/health/history.ts';
import type { PartitionSnapshot } from '../../main/health/snapshot.ts';
import { type GroupSeen, judge, judgeGroup, member, SECOND, type Seen, START, snapshotsOf } from './scenario-kit.ts';

type Label = {
  /** severity and Burrow's status at the end */
  is: string;
  /** codes of the reasons */
  why?: string;
  /** severities over time */
  path?: string;
  /** seconds after the first round */
  since?: number;
  says?: RegExp;
  /** kinds of events, in their order */
  events?: string;
};
const EVEN = { end: '100+10x10', position: '100+10x10' };
const without = (...gone: number[]) => [1, 2, 3].filter((id) => !gone.includes(id));
const brokers = (...ids: number[]) => ids.map((id) => ({ id, host: 'h', port: 9000 + id }));
const as = (change: Partial<PartitionSnapshot>) => ({ partition: () => change, rounds: 3 });
/** as if from round `from` up to, and not with, round `to` */
const during = (from: number, to: number, change: Partial<PartitionSnapshot>) => (i: number) =>
  i >= from && i < to ? change : {};

const PARTITIONS: [name: string, seen: Seen, label: Label][] = [
  // Replicas.
  ['all in sync', as({}), { is: 'ok OK', since: 0, events: '' }],
  ['one replica alone, though the topic asks for two', as({ replicas: [1], isr: [1] }), { is: 'ok OK' }],
  ['set up without slack', as({ minInsyncReplicas: 3 }), { is: 'ok OK', why: 'at-min-isr' }],
  [
    'a follower is out, with room to spare',
    as({ isr: [1, 2], minInsyncReplicas: 1 }),
    { is: 'warning OK', why: 'under-replicated', says: /2 of 3 replicas in sync; missing: broker 3\. Start it/ },
  ],
  [
    'a follower is out, and one more failure stops writes',
    as({ isr: [1, 2] }),
    { is: 'warning OK', why: 'at-min-isr under-replicated', says: /one more failure stops writes/ },
  ],
  [
    'two followers are out: writes fail',
    as({ isr: [1] }),
    { is: 'error OK', why: 'under-min-isr under-replicated', says: /writes with acks=all fail/ },
  ],
  [
    'no leader',
    { partition: during(4, 9, { leader: null, isr: [3], highWatermark: null }), rounds: 6 },
    {
      is: 'error UNKNOWN',
      why: 'offline',
      since: 20,
      says: /Start one of the brokers 1, 2, 3/,
      events: 'isr-shrunk offline',
    },
  ],
  [
    'no leader, while a reader stands before it: nothing is said of the reader',
    {
      ...{ position: '50', end: '100', rounds: 20 },
      partition: during(8, 20, { leader: null, isr: [3], highWatermark: null }),
    },
    { is: 'error UNKNOWN', why: 'offline' },
  ],
  [
    'a leader that is not among the live brokers',
    { ...as({ isr: [1, 2, 3] }), cluster: () => ({ brokers: brokers(2, 3) }) },
    { is: 'error OK', why: 'leader-down' },
  ],
  [
    'a leader that is said to live, and does not answer',
    { ...as({ highWatermark: null }), cluster: () => ({ silent: [1] }) },
    { is: 'error UNKNOWN', why: 'leader-silent', says: /broker 1, does not answer. See whether/ },
  ],
  ['a reassignment adds a replica, which is not missing', as({ replicas: [1, 2, 3, 4], adding: [4] }), { is: 'ok OK' }],
  [
    'a reassignment adds one, and another is missing',
    as({ replicas: [1, 2, 3, 4], adding: [4], isr: [1, 2], minInsyncReplicas: 1 }),
    { is: 'warning OK', why: 'under-replicated', says: /missing: broker 3\./ },
  ],
  [
    'a reassignment is done: nobody fell behind',
    { partition: during(2, 9, { replicas: [1, 2, 4], isr: [1, 2, 4] }), rounds: 4 },
    { is: 'ok OK', events: 'reassigned isr-expanded' },
  ],
  [
    'led by another than the preferred broker, which loses half of what it should lead',
    { ...as({ leader: 2 }), others: () => [{ leader: 1 }] },
    { is: 'ok OK', why: 'not-preferred-leader', says: /Broker 2 leads in place of broker 1, which misses 50 %/ },
  ],
  [
    'the preferred leader is back',
    { partition: during(1, 3, { leader: 2 }), rounds: 5 },
    { is: 'ok OK', path: 'ok', events: 'leader-changed leader-changed' },
  ],
  // Brokers that go and come.
  [
    'a broker is killed, its partition moves, and it comes back',
    {
      partition: (i) => {
        if (i === 2 || i === 3) return { highWatermark: null };
        return i >= 4 && i < 8 ? { leader: 2, isr: [2, 3] } : i === 8 ? { leader: 2 } : {};
      },
      cluster: (i) => (i === 2 || i === 3 ? { silent: [1] } : i >= 4 && i < 7 ? { brokers: brokers(2, 3) } : {}),
      rounds: 10,
    },
    {
      ...{ is: 'ok OK', path: 'ok > error > warning > ok', since: 40 },
      events: 'broker-gone isr-shrunk leader-changed broker-came isr-expanded leader-changed',
    },
  ],
  [
    'a follower lags, and catches up',
    { partition: during(3, 6, { isr: [1, 3] }), rounds: 8 },
    { is: 'ok OK', path: 'ok > warning > ok', since: 30, events: 'isr-shrunk isr-expanded' },
  ],
  [
    'a replica that goes in and out is flapping from the third change within ten minutes on',
    { partition: (i) => (i % 2 === 0 ? {} : { isr: [1, 2] }), rounds: 4, everySeconds: 60 },
    {
      ...{ is: 'warning OK', why: 'at-min-isr under-replicated' },
      events: 'isr-shrunk isr-expanded isr-shrunk isr-flapping',
    },
  ],
  [
    'one that does so every six minutes is not',
    { partition: (i) => (i % 2 === 0 ? {} : { isr: [1, 2] }), rounds: 5, everySeconds: 360 },
    { is: 'ok OK', events: 'isr-shrunk isr-expanded isr-shrunk isr-expanded' },
  ],
  [
    'a leader that was not in sync: an unclean election',
    {
      partition: (i) => (i === 0 ? { isr: [1] } : i === 1 ? { leader: null, isr: [1] } : { leader: 2, isr: [2] }),
      rounds: 3,
    },
    {
      ...{ is: 'error OK', why: 'under-min-isr under-replicated not-preferred-leader' },
      events: 'offline isr-shrunk isr-expanded online unclean-election',
    },
  ],
  [
    'a leader that was in sync: none',
    { partition: (i) => (i === 1 ? { leader: null, isr: [1, 2, 3] } : i === 2 ? { leader: 3 } : {}), rounds: 3 },
    { is: 'ok OK', why: 'not-preferred-leader', events: 'offline online' },
  ],
  [
    'the only replica goes and comes back, and nobody else led: its election is clean',
    {
      partition: (i) => ({
        replicas: [1],
        ...(i === 1 ? { leader: null, isr: [], highWatermark: null } : { isr: [1] }),
      }),
      rounds: 3,
    },
    { is: 'ok OK', path: 'ok > error > ok', events: 'offline online' },
  ],
  [
    'moved to another broker between two rounds: its election is clean',
    { partition: (i) => (i === 0 ? { replicas: [1], isr: [1] } : { replicas: [2], isr: [2], leader: 2 }), rounds: 2 },
    { is: 'ok OK', events: 'reassigned isr-expanded leader-changed' },
  ],
  [
    'moved to two others between two rounds, without a shared replica',
    {
      partition: (i) => (i === 0 ? { replicas: [1, 2], isr: [1, 2] } : { replicas: [4, 3], isr: [4, 3], leader: 4 }),
      cluster: () => ({ brokers: brokers(1, 2, 3, 4) }),
      rounds: 2,
    },
    { is: 'ok OK', why: 'at-min-isr', events: 'reassigned isr-expanded leader-changed' },
  ],
  [
    'nobody looked for a while, in which two caught up and the leader was stopped in order',
    { partition: (i) => (i === 0 ? { isr: [1] } : { isr: [2, 3], leader: 2 }), rounds: 2, everySeconds: 20 },
    {
      ...{ is: 'warning OK', why: 'at-min-isr under-replicated not-preferred-leader' },
      events: 'isr-shrunk isr-expanded leader-changed',
    },
  ],
  [
    'no leader for an hour, and one election after it: nobody had joined the ISR',
    {
      partition: (i) =>
        i === 0 ? { leader: null, isr: [1], leaderEpoch: 6 } : { leader: 2, isr: [2], leaderEpoch: 7 },
      ...{ rounds: 2, everySeconds: 3600 },
    },
    {
      ...{ is: 'error OK', why: 'under-min-isr under-replicated not-preferred-leader' },
      events: 'isr-shrunk isr-expanded online unclean-election',
    },
  ],
  [
    'no leader, and more than one election since',
    {
      partition: (i) =>
        i === 0 ? { leader: null, isr: [1], leaderEpoch: 6 } : { leader: 2, isr: [2], leaderEpoch: 8 },
      rounds: 2,
    },
    {
      ...{ is: 'error OK', why: 'under-min-isr under-replicated not-preferred-leader' },
      events: 'isr-shrunk isr-expanded online',
    },
  ],
  [
    'one catches up, and leads as it should, between two rounds: no unclean election',
    { partition: (i) => (i === 0 ? { leader: 2, isr: [2, 3] } : {}), rounds: 2 },
    { is: 'ok OK', events: 'isr-expanded leader-changed' },
  ],
  [
    'a leader moves, and for one round nobody knows the end',
    { partition: (i) => (i === 3 ? { highWatermark: null } : i > 3 ? { leader: 2 } : {}), rounds: 6 },
    { is: 'ok OK', why: 'not-preferred-leader', path: 'ok > unknown > ok', since: 20 },
  ],
  // What may not be read.
  [
    'the configuration may not be read',
    as({ minInsyncReplicas: null }),
    { is: 'unknown OK', why: 'min-isr-unknown', says: /could not be read. Allow DescribeConfigs/ },
  ],
  [
    'the configuration may not be read, and a follower is out',
    as({ minInsyncReplicas: null, isr: [1, 2] }),
    { is: 'warning OK', why: 'under-replicated min-isr-unknown' },
  ],
  [
    'the configuration may not be read, of one replica that is asked for in any case',
    as({ minInsyncReplicas: null, replicas: [1], isr: [1] }),
    { is: 'ok OK' },
  ],
  [
    'the offsets may not be read',
    as({ highWatermark: null, logStart: null }),
    { is: 'unknown UNKNOWN', why: 'offsets-unknown' },
  ],
  [
    'the group may not be read',
    { ...as({ position: null }), cluster: () => ({ groupKnown: false }) },
    { is: 'unknown UNKNOWN', why: 'position-unknown', says: /rights to the group/ },
  ],
  [
    'the group has never committed',
    as({ position: null, committed: true }),
    { is: 'unknown UNKNOWN', why: 'group-none', says: /committed nothing here.*See whether the name of the group/ },
  ],
  [
    'the group has never committed, and there is nothing to read',
    as({ position: null, committed: true, highWatermark: 0 }),
    { is: 'ok UNKNOWN' },
  ],
  ['this process is about to read it', as({ position: null }), { is: 'ok UNKNOWN', why: 'group-none' }],
  [
    'nobody is in the group, and records wait, at the first look',
    {
      ...{ position: '42', end: '100', rounds: 1, partition: () => ({ committed: true }) },
      cluster: () => ({ groupActive: false }),
    },
    { is: 'warning UNKNOWN', why: 'group-empty group-few-samples', says: /Nobody is in the group: 58 records/ },
  ],
  [
    'somebody is in the group, and records wait, at the first look',
    { position: '42', end: '100', rounds: 1, partition: () => ({ committed: true }) },
    { is: 'unknown UNKNOWN', why: 'group-few-samples', says: /this is 1\. Only more samples tell/ },
  ],
  [
    'somebody is in the group, records wait, and no commit was seen: how often it commits is not known',
    { position: '42x30', end: '100+1x30', partition: () => ({ committed: true }) },
    {
      is: 'unknown UNKNOWN',
      why: 'group-unseen',
      says: /not seen to commit for 145 s\. It may stand, or commit rarely/,
    },
  ],
  [
    'no commit was seen for six minutes',
    { position: '42x73', end: '100+1x73', partition: () => ({ committed: true }) },
    { is: 'error STALL', why: 'group-stall', since: 360 },
  ],
  ['nobody is judged', { ...as({ position: null }), cluster: () => ({ group: null }) }, { is: 'ok UNKNOWN' }],
  // The reader, by Burrow's rules.
  ['reads as fast as records come', EVEN, { is: 'ok OK' }],
  ['stands at the end of a quiet log', { position: '100x10', end: '100' }, { is: 'ok OK' }],
  [
    'too few samples to judge one that may stand still',
    { position: '50x4', end: '100' },
    { is: 'ok UNKNOWN', why: 'group-few-samples', says: /50 records are waiting; .* from 5 samples on, and this is 4/ },
  ],
  ['too few samples, and nothing to read', { position: '100x2', end: '100' }, { is: 'ok OK' }],
  [
    'stands, and its consumer is there',
    { position: '50x10', end: '100+5x10' },
    { is: 'error STALL', why: 'group-stall', since: 20, says: /stands still: 95 records are waiting. Look at what/ },
  ],
  [
    'stands, and nobody is in the group',
    { position: '50x10', end: '100+5x10', cluster: () => ({ groupActive: false }) },
    { is: 'error STOP', why: 'group-stop', says: /Start its consumers again/ },
  ],
  ['has stood for a moment, and was at the end before', { position: '100x10', end: '100x8 105 110' }, { is: 'ok OK' }],
  [
    'reads, and falls behind',
    { position: '100+5x10', end: '150+9x10' },
    { is: 'warning WARN', why: 'group-warn', says: /lag has only grown, to 86 records/ },
  ],
  [
    'reads, and never gets nearer',
    { position: '100+5x10', end: '150+5x10' },
    { is: 'warning WARN', why: 'group-warn' },
  ],
  ['is behind, and catches up', { position: '100+50x10', end: '1000+5x10' }, { is: 'ok OK' }],
  ['lag goes up and down', { position: '100+2x5 130+2x5', end: '200+3x10' }, { is: 'ok OK' }],
  [
    'went back',
    { position: '500+5x5 100+5x5', end: '900' },
    { is: 'error REWIND', why: 'group-rewind', says: /went back, and has 780 records to read again/ },
  ],
  ['went back, and has made up for it', { position: '500+5x4 200 400 600+9x4', end: '900' }, { is: 'ok OK' }],
  [
    'is behind and catches up, though every other end is not known',
    { position: '100+20x10', end: '? 220 ? 250 ? 280 ? 310 ? 340' },
    { is: 'ok OK' },
  ],
  [
    'went back, although it had been at the end',
    { position: '900x5 100+5x5', end: '900' },
    { is: 'error REWIND', why: 'group-rewind' },
  ],
  ['went back, long ago', { position: '500 100+90x11', end: '2000' }, { is: 'ok OK' }],
  [
    'the topic was created anew, and is longer already: nobody went back',
    { position: '500x5 0+20x5', end: '500x5 600+5x5', partition: (i) => ({ topicId: i < 5 ? 'a' : 'b' }) },
    { is: 'ok OK', events: 'topic-anew' },
  ],
  [
    'stands while its worker catches up with another partition: Burrow says STALL, and it is its turn soon',
    { position: '50x10', end: '100', others: (i) => [{ position: i * 10, highWatermark: 1000 }] },
    { is: 'warning STALL', why: 'group-queued' },
  ],
  // Loss.
  [
    'retention overtakes the reader',
    { position: '50+1x10', end: '100+50x10', start: '0x6 40 70 90 95' },
    {
      ...{ is: 'error WARN', why: 'records-lost group-warn', since: 35, events: 'records-lost' },
      says: /36 records were deleted before they were read\. Keep the log for longer/,
    },
  ],
  ['retention deletes what was read', { ...EVEN, start: '0+9x10' }, { is: 'ok OK', events: '' }],
  [
    'records above the reader are deleted on purpose',
    { position: '50x10', end: '100', start: '0x3 100', cluster: () => ({ groupActive: false }) },
    { is: 'error STOP', why: 'records-lost group-stop', events: 'records-lost' },
  ],
  [
    'most of the log has been unread for five minutes',
    { position: '100+20x61', end: '9000+20x61' },
    { is: 'warning WARN', why: 'group-warn unread-share', says: /retention may overtake the reader. Compare/ },
  ],
  ['most of the log is unread, and soon read', { position: '100+60x61', end: '5000+20x61' }, { is: 'ok OK' }],
  [
    'most of the log is unread, for less than five minutes',
    { position: '100+30x60', end: '9000+20x60' },
    { is: 'ok OK' },
  ],
  [
    'four fifths of the log are unread, and no more',
    { position: '200+20x80', end: '1000', partition: (i) => ({ logStart: i * 20, highWatermark: 1000 + i * 20 }) },
    { is: 'warning WARN', why: 'group-warn' },
  ],
  ['an empty log', { position: '0', end: '0x5' }, { is: 'ok OK' }],
];

describe('partitions', () => {
  for (const [name, seen, label] of PARTITIONS)
    test(`${name}: ${label.is}`, () => {
      const { partition, path, events } = judge(seen);
      assert.equal(`${partition.severity} ${partition.group}`, label.is);
      assert.equal(partition.reasons.map(({ code }) => code).join(' '), label.why ?? '');
      if (label.path !== undefined) assert.equal(path, label.path);
      if (label.since !== undefined) assert.equal((partition.since - START) / SECOND, label.since);
      if (label.says) assert.match(partition.reasons.map(({ message }) => message).join(' '), label.says);
      if (label.events !== undefined) assert.equal(events.map(({ kind }) => kind).join(' '), label.events);
    });
});

const GROWS = '200+20x10';
const GROWS_LONG = '200+20x22';
const GROUPS: [name: string, seen: GroupSeen, is: string, why?: string][] = [
  [
    'keeps up with both of its partitions',
    {
      reads: [
        { commits: GROWS, ends: GROWS },
        { commits: GROWS, ends: GROWS },
      ],
    },
    'ok OK',
  ],
  [
    'is as its worst partition',
    {
      reads: [
        { commits: '100+5x10', ends: GROWS },
        { commits: '50x10', ends: GROWS },
      ],
    },
    ...(['error STALL', 'stall behind'] as const),
  ],
  [
    'is stopped: its members are gone',
    { reads: [{ commits: '50x10', ends: GROWS }], state: 'Empty', members: [] },
    ...(['error STOP', 'stop'] as const),
  ],
  [
    'has no member, and nothing to read',
    { reads: [{ commits: '200x10', ends: '200x10' }], state: 'Empty', members: [] },
    'ok OK',
  ],
  [
    'has a member too many',
    { reads: [{ commits: GROWS, ends: GROWS }], members: [member('a', 0), member('b')] },
    ...(['ok OK', 'idle'] as const),
  ],
  [
    'shares out its partitions without an end',
    { reads: [{ commits: '200x61', ends: '200x61' }], state: 'PreparingRebalance' },
    ...(['error OK', 'rebalancing'] as const),
  ],
  [
    'has shared out its partitions for a minute',
    { reads: [{ commits: '200x13', ends: '200x13' }], state: 'CompletingRebalance' },
    ...(['warning OK', 'rebalancing'] as const),
  ],
  [
    'shares them out for a moment, by the newer protocol',
    {
      ...{ reads: [{ commits: GROWS, ends: GROWS }], protocol: 'consumer' },
      stateOf: (i) => (i > 6 ? 'Reconciling' : 'Stable'),
    },
    'ok OK',
  ],
  ['went back', { reads: [{ commits: '150+5x4 20+1x6', ends: GROWS }] }, 'error REWIND', 'rewind'],
  ['was overtaken by retention', { reads: [{ commits: GROWS, ends: GROWS, start: 500 }] }, 'error OK', 'lost'],
  [
    'may not be read',
    {
      reads: [{ commits: '?x10', ends: GROWS }],
      commits: null,
      members: null,
      why: say('groups-denied', { why: 'no' }),
    },
    ...(['unknown UNKNOWN', 'denied'] as const),
  ],
  ['its topic has no leader', { reads: [{ commits: '50x10', ends: '?x10' }] }, 'unknown UNKNOWN', 'no-ends'],
  [
    'its coordinator is silent for a while: it is judged as before, and not anew',
    { reads: [{ commits: '50x12', ends: '100x12' }], isUntold: (i) => i === 9 || i === 11 },
    ...(['error STALL', 'stall'] as const),
  ],
  [
    'its coordinator cannot be reached for a minute: unknown, whatever it was before',
    { reads: [{ commits: GROWS_LONG, ends: GROWS_LONG }], isUntold: (i) => i > 9 },
    ...(['unknown UNKNOWN', 'unheard'] as const),
  ],
  [
    'was stuck, and its coordinator cannot be reached for a minute: nobody knows any more',
    { reads: [{ commits: '50x22', ends: '100x22' }], isUntold: (i) => i > 9 },
    ...(['unknown UNKNOWN', 'unheard'] as const),
  ],
  [
    'its coordinator cannot be reached for less than a minute: as it was',
    { reads: [{ commits: GROWS_LONG, ends: GROWS_LONG }], isUntold: (i) => i > 10 },
    'ok OK',
  ],
  [
    'its coordinator is back after a minute: judged by what it does now',
    { reads: [{ commits: GROWS_LONG, ends: GROWS_LONG }], isUntold: (i) => i > 4 && i < 20 },
    'ok OK',
  ],
  ['is judged later', { reads: [{ commits: '50x3', ends: '100x3' }] }, 'unknown UNKNOWN', 'too-few'],
];

describe('groups', () => {
  for (const [name, seen, is, why = ''] of GROUPS)
    test(`${name}: ${is}`, () => {
      const summary = judgeGroup(seen);
      assert.equal(`${summary.severity} ${summary.status}`, is);
      assert.equal(summary.reasons.map(({ code }) => code).join(' '), why);
    });
});

const settings = (values: Record<string, string>) => ({ configs: new Map([['logs', values]]) });
const CLUSTERS: [name: string, seen: Seen, events: string][] = [
  ['another controller', { rounds: 2, cluster: (i) => ({ controllerId: i + 1 }) }, 'controller-moved'],
  ['partitions are added', { rounds: 2, others: (i) => (i === 0 ? [] : [{}]) }, 'partitions-added'],
  [
    'the topic is deleted, and created again',
    { rounds: 3, cluster: (i) => (i === 1 ? { partitions: [], missing: ['logs'] } : {}) },
    'topic-deleted topic-created',
  ],
  [
    'retention is shortened',
    { rounds: 2, cluster: (i) => settings({ 'retention.ms': i === 0 ? '604800000' : '3600000' }) },
    'config-changed',
  ],
  [
    'settings that may not be read any more have not changed',
    { rounds: 3, cluster: (i) => settings(i === 1 ? {} : { 'cleanup.policy': 'delete' }) },
    '',
  ],
];
describe('clusters', () => {
  for (const [name, seen, events] of CLUSTERS)
    test(`${name}: ${events}`, () => {
      assert.equal(
        judge(seen)
          .events.map(({ kind }) => kind)
          .join(' '),
        events,
      );
    });
});

test('a race for records from before anybody looked is forecast once it is known when they came', () => {
  const history = new HealthHistory();
  const seen = {
    position: '50x3',
    start: '10',
    end: '100+10x3',
    partition: () => ({ retention: { ms: 7_200_000, bytes: null } }),
  };
  const races = snapshotsOf(seen).map((snapshot, i) => {
    const report = history.observe(snapshot);
    assert.deepEqual([...history.unplaced(snapshot).keys()], i === 0 ? ['logs/0'] : []);
    // The brokers say where the log ended an hour before the first round, and two.
    if (i === 0) {
      history.addOlder('logs/0', 80, START - 3_600 * SECOND);
      history.addOlder('logs/0', 40, START - 7_200 * SECOND);
    }
    const race = report.partitions[0]?.reasons.find(({ code }) => code === 'retention-race');
    const { due, marginRecords } = report.partitions[0] ?? {};
    const at = { at: START + 990 * SECOND, within: 3_600 * SECOND };
    assert.deepEqual([due, marginRecords], [i === 0 ? 'age-unknown' : at, 40]);
    return race && `${race.values.by} ${Math.round((Number(race.values.at) - START) / SECOND)}`;
  });
  // Record 50 is the 11th of 40 that came within that hour.
  assert.deepEqual(races, [undefined, 'age 990', 'age 990']);
});

describe('when the record at the position may be deleted', () => {
  const week = 7 * 24 * 3_600;
  const kept = (seconds: number | null) => ({ ms: seconds && seconds * 1_000, bytes: null });
  // The log ended at 40 a week before the first round, and at 80 a day before it.
  const CASES: [
    what: string,
    position: number,
    retention: PartitionSnapshot['retention'],
    due: PartitionHealth['due'],
  ][] = [
    ['it was read', 100, kept(week), 'none'],
    ['it was overtaken', 5, kept(week), 'none'],
    ['there is no limit', 50, kept(null), 'never'],
    ['there is no limit by age', 50, { ms: null, bytes: 1_000 }, 'unlimited'],
    ['the limit may not be read', 50, undefined, 'limit-unknown'],
    ['it is as old as all that was looked at, and as it is kept for', 20, kept(week), 'now'],
    ['it is older than that, and kept for longer', 20, kept(week + 1), 'age-unknown'],
    ['its time is past', 50, kept(3_600), 'now'],
    [
      'it came within six days',
      59,
      kept(week),
      { at: START + 3 * 24 * 3_600 * SECOND, within: 6 * 24 * 3_600 * SECOND },
    ],
  ];
  for (const [what, position, retention, due] of CASES)
    test(what, () => {
      const history = new HealthHistory();
      const [snapshot] = snapshotsOf({
        position: `${position}`,
        start: '10',
        end: '100',
        partition: () => ({ retention }),
      });
      assert.ok(snapshot);
      history.observe(snapshot);
      history.addOlder('logs/0', 80, START - 24 * 3_600 * SECOND);
      history.addOlder('logs/0', 40, START - week * SECOND);
      assert.deepEqual(history.observe(snapshot).partitions[0]?.due, due);
    });
});

test('each reason is since when it holds, not since when the partition is in trouble', () => {
  const { partition } = judge({
    ...{ position: '50x20', end: '100', rounds: 20 },
    partition: during(12, 20, { isr: without(3), minInsyncReplicas: 1 }),
  });
  assert.deepEqual(
    partition.reasons.map(({ code, since }) => [code, (since - START) / SECOND]),
    [
      ['under-replicated', 60],
      ['group-stall', 20],
    ],
  );
});
