// Whether an alert holds, when it fires and when it is quiet: tables over the pure parts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { begun, type Course, next } from '../../main/alerts/course.ts';
import { type CountFacts, judgeCount, stillFollowing, windowOf } from '../../main/alerts/judge-count.ts';
import { judgeHealth } from '../../main/alerts/judge-health.ts';
import { judgeSilence } from '../../main/alerts/judge-silence.ts';
import { isQuietAt } from '../../main/alerts/quiet-hours.ts';
import { SecondCounts } from '../../main/alerts/second-counts.ts';
import type { Verdict } from '../../main/alerts/verdict.ts';
import type { Alert, AlertCondition, QuietHours } from '../../main/contract/alerts.ts';
import type { ErrorCode } from '../../main/contract/errors.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { type Coverage, type Hole, SILENT_MS, type Tick } from '../../main/contract/records.ts';
import type { SessionStatus } from '../../main/contract/session.ts';

const SECOND = 1_000_000;
/** Half a second past a whole one. */
const NOW = 1_700_000_000.5 * SECOND;
const at = (secondsAgo: number) => Math.floor(NOW / SECOND) - secondsAgo;

const SESSION: SessionStatus = {
  ...{ state: 'collecting', topics: [], warnings: [], recordsPerSecond: 0, bytesPerSecond: 0, lagRecords: 0 },
  ...{ partitions: 1, elsewhere: 0 },
};

type CountCondition = Extract<AlertCondition, { on: 'count' }>;
const count = (more: Partial<CountCondition>): CountCondition => ({
  ...{ on: 'count', filter: '', topics: null, than: 'above', records: 3, seconds: 60 },
  ...more,
});

const TICK: Tick = {
  ...{ newestRow: 100, records: 100, oldestTime: 0, newestTime: NOW, frontier: null, caughtUp: 2, followed: 2 },
  ...{ elsewhere: 0, openTransactions: 0, holes: 0, cacheBytes: 0, cacheLimitBytes: null, duplicates: 0 },
  topics: [{ name: 'app', records: 100, followed: true }],
};
const part = (partition: number): Coverage['partitions'][number] => ({
  ...{ topic: 'app', partition, incarnation: 1, held: [[0, 50]], next: 50, newestTime: NOW, records: 50 },
});
const COVERAGE: Coverage = { partitions: [part(0), part(1)], holes: [] };
const hole = (fromAgo: number | null, toAgo: number | null): Coverage => ({
  ...COVERAGE,
  holes: [
    {
      ...{
        topic: 'app',
        partition: 0,
        incarnation: 1,
        from: 1,
        to: 5,
        cause: 'deleted-by-retention',
        fetchable: false,
      },
      fromTime: fromAgo === null ? null : NOW - fromAgo * SECOND,
      toTime: toAgo === null ? null : NOW - toAgo * SECOND,
    } satisfies Hole,
  ],
});

/** Begun at offset 40, with a first record of so long ago, or none. */
const young = (secondsAgo: number | null, followingFor: number | null = null): Partial<CountFacts> => ({
  tick: { ...TICK, oldestTime: secondsAgo === null ? null : NOW - secondsAgo * SECOND },
  following: followingFor === null ? null : { followed: 2, since: NOW - followingFor * SECOND },
  coverage: {
    partitions: [part(0), { ...part(1), held: secondsAgo === null ? [] : [[40, 50]] }],
    holes: [],
  },
});

/** seconds: of matching records, before now */
function judged(condition: CountCondition, seconds: number[], facts: Partial<CountFacts> = {}): string {
  const counts = new SecondCounts();
  counts.add(seconds.map((ago) => [at(ago), 1] as const));
  const known: CountFacts = {
    ...{ session: 'collecting', tick: TICK, coverage: COVERAGE, following: null, counts, countedAt: NOW },
    ...facts,
  };
  const verdict = judgeCount(condition, known, NOW);
  return verdict.judged ? `${verdict.holds ? 'holds' : 'no'} ${verdict.value}` : verdict.why;
}

describe('a count over a time', () => {
  const tick = (more: Partial<Tick>): Partial<CountFacts> => ({ tick: { ...TICK, ...more } });
  const TABLE: [what: string, CountCondition, number[], Partial<CountFacts>, string][] = [
    ['as many are not more', count({}), [1, 2, 3], {}, 'no 3'],
    ['one more', count({}), [1, 2, 3, 4], {}, 'holds 4'],
    ['the newest second counts', count({}), [0, 0, 0, 0], {}, 'holds 4'],
    ['the oldest second counts', count({}), [59, 59, 59, 59], {}, 'holds 4'],
    ['the one before it does not', count({}), [60, 60, 60, 60], {}, 'no 0'],
    ['what is ahead of the clock does not', count({}), [-1, -1, -1, -1], {}, 'no 0'],
    ['above none', count({ records: 0 }), [5], {}, 'holds 1'],
    ['no session', count({}), [1, 2, 3, 4], { session: 'idle' }, 'no-session'],
    ['an ended session', count({}), [], { session: 'ended' }, 'ended'],
    ['a failed session', count({}), [], { session: 'failed' }, 'failed'],
    ['a cache that cannot be written', count({}), [], { session: 'paused' }, 'paused'],
    ['not counted yet', count({}), [], { counts: undefined }, 'starting'],
    ['few, but the reader is a minute behind', count({}), [1], tick({ frontier: NOW - 60 * SECOND }), 'behind'],
    ['a little behind is as good as now', count({}), [1], tick({ frontier: NOW - 20 * SECOND }), 'no 1'],
    ['many, though behind: more cannot make it fewer', count({}), [1, 2, 3, 4], tick({ frontier: 0 }), 'holds 4'],
    ['counted a minute ago', count({}), [1], { countedAt: NOW - 60 * SECOND }, 'behind'],
    ['nothing is followed', count({}), [], tick({ followed: 0 }), 'not-followed'],
    [
      'its topic is followed no more',
      count({ topics: ['old'] }),
      [],
      tick({ topics: [{ name: 'old', records: 1, followed: false }] }),
      'not-followed',
    ],
    ['a new topic without a record', count({ topics: ['new'] }), [], {}, 'no 0'],
    ['holes matter not where many are looked for', count({}), [], { coverage: hole(30, 20) }, 'no 0'],
    ['few since a start within the window', count({}), [1], young(30), 'missing'],
    ['many since a start within the window', count({}), [1, 2, 3, 4], young(30), 'holds 4'],
    ['a start before the window', count({}), [1], young(61), 'no 1'],
    ['followed for the whole window, with few records', count({}), [1], young(30, 61), 'no 1'],
    ['all that ever was, though it is young', count({}), [1], { ...young(30), coverage: COVERAGE }, 'no 1'],
  ];
  for (const [what, condition, seconds, facts, expected] of TABLE)
    test(what, () => assert.equal(judged(condition, seconds, facts), expected));
});

describe('fewer than a number, and absence', () => {
  const tick = (more: Partial<Tick>): Partial<CountFacts> => ({ tick: { ...TICK, ...more } });
  const below = count({ than: 'below', records: 1 });
  const few = count({ than: 'below', records: 3 });
  const TABLE: [what: string, CountCondition, number[], Partial<CountFacts>, string][] = [
    ['nothing at all', below, [], {}, 'holds 0'],
    ['one is enough', below, [30], {}, 'no 1'],
    ['its window ends 16 seconds ago: one that came since does not count yet', below, [16], {}, 'holds 0'],
    ['the newest second of the window', below, [17], {}, 'no 1'],
    ['the oldest second of the window', below, [76], {}, 'no 1'],
    ['the one before it', below, [77], {}, 'holds 0'],
    ['two where three are wanted', few, [20, 30], {}, 'holds 2'],
    ['three where three are wanted', few, [20, 30, 40], {}, 'no 3'],
    [
      'a broker that was heard last when its window ended',
      below,
      [],
      tick({ frontier: NOW - SILENT_MS * 1000 }),
      'holds 0',
    ],
    ['behind: nobody knows', below, [], tick({ frontier: NOW - 17 * SECOND }), 'behind'],
    ['read past the window, though not to the end', below, [], tick({ frontier: NOW - 5 * SECOND }), 'holds 0'],
    ['behind, and enough all the same', below, [30], tick({ frontier: 0 }), 'no 1'],
    ['counted too long ago', below, [], { countedAt: NOW - 17 * SECOND }, 'behind'],
    ['a hole in the window', below, [], { coverage: hole(40, 30) }, 'missing'],
    ['a hole that ended before it', below, [], { coverage: hole(200, 100) }, 'holds 0'],
    ['a hole that nobody knows the end of', below, [], { coverage: hole(200, null) }, 'missing'],
    [
      'a hole of another topic',
      count({ than: 'below', records: 1, topics: ['x'] }),
      [],
      { coverage: hole(40, 30) },
      'holds 0',
    ],
    ['read by other members of the group', below, [], tick({ elsewhere: 1 }), 'elsewhere'],
    ['held back by a transaction', below, [], tick({ openTransactions: 1 }), 'transaction'],
    ['the coverage is not known', below, [], { coverage: undefined }, 'starting'],
    ['nothing is followed', below, [], tick({ followed: 0 }), 'not-followed'],
    ['started at the newest, and nothing came yet', below, [], young(null), 'missing'],
    ['followed for less than the window', below, [], young(null, 76), 'missing'],
    ['followed for all of the window, and nothing came at all', below, [], young(null, 90), 'holds 0'],
    ['few since a start within the window', few, [20], young(30), 'missing'],
    ['enough since a start within the window', few, [20, 21, 22], young(30), 'no 3'],
    ['a start before the window', few, [20], young(90), 'holds 1'],
    ['a topic that never had a record', below, [], { ...young(null), coverage: COVERAGE }, 'holds 0'],
    [
      'a partition that nobody knows of yet',
      below,
      [],
      { ...young(null), coverage: { ...COVERAGE, partitions: [part(0)] } },
      'missing',
    ],
  ];
  for (const [what, condition, seconds, facts, expected] of TABLE)
    test(what, () => assert.equal(judged(condition, seconds, facts), expected));

  test('following goes on for as long as all is read and no more is followed', () => {
    const known = { session: 'collecting' as const, tick: TICK };
    const first = stillFollowing(null, known, NOW);
    assert.deepEqual(first, { followed: 2, since: NOW });
    assert.equal(stillFollowing(first, known, NOW + SECOND), first);
    const close = { ...TICK, caughtUp: 1, frontier: NOW - 5 * SECOND };
    assert.equal(stillFollowing(first, { ...known, tick: close }, NOW), first, 'a moment behind is no gap');
    assert.equal(stillFollowing(first, { ...known, tick: { ...close, frontier: NOW - 60 * SECOND } }, NOW), null);
    assert.equal(
      stillFollowing(first, { ...known, tick: { ...TICK, caughtUp: 1 } }, NOW),
      null,
      'of a new one nothing is known',
    );
    assert.equal(stillFollowing(first, { ...known, session: 'paused' }, NOW), null);
    const more = { ...TICK, caughtUp: 3, followed: 3 };
    assert.equal(stillFollowing(first, { ...known, tick: more }, NOW + SECOND)?.since, NOW + SECOND);
  });
  test('a window is whole seconds, as long as was said', () => {
    for (const than of ['above', 'below'] as const) {
      const { from, to } = windowOf(count({ than, seconds: 90 }), NOW);
      assert.deepEqual([(to - from) / SECOND, from % SECOND, to % SECOND], [90, 0, 0]);
    }
  });
  test('a record that is read late counts where its time is; what is forgotten is gone', () => {
    const counts = new SecondCounts();
    counts.add([[at(50), 2]]);
    counts.add([
      [at(50), 1],
      [at(2), 5],
    ]);
    const { from, to } = windowOf(count({}), NOW);
    assert.equal(counts.between(from, to), 8);
    counts.forget(at(50) * SECOND);
    assert.equal(counts.between(from, to), 8, 'that second is kept');
    counts.forget(at(49) * SECOND);
    assert.equal(counts.between(from, to), 5);
  });
});

describe('health', () => {
  const partition = (more: Partial<PartitionHealth>): PartitionHealth => ({
    ...{ topic: 'app', partition: 0, severity: 'ok', reasons: [], since: 0, leader: 1, replicas: [1], isr: [1] },
    ...{ offlineReplicas: [], minInsyncReplicas: 1, logStart: 0, highWatermark: 10, position: 10, lagRecords: 0 },
    ...{ lagSeconds: 0, marginRecords: 10, due: 'none' },
    ...{ lostRecords: 0, producedPerSecond: 0, consumedPerSecond: 0, rates: [], group: 'OK' },
    ...more,
  });
  const reason = (
    code: PartitionHealth['reasons'][number]['code'],
    severity: 'warning' | 'error' | 'ok' | 'unknown',
  ) => ({
    ...{ severity, reasons: [{ code, severity, since: NOW, message: '', values: {} }] },
  });
  const report = (partitions: PartitionHealth[], more: Partial<HealthReport> = {}): HealthReport => ({
    ...{ sampledAt: NOW - 3 * SECOND, error: null, troubles: [], clusterId: 'c', severity: 'ok', group: 'g' },
    ...{ brokers: [], sampleTimes: [], partitions },
    ...more,
  });
  const refusal = (code: ErrorCode, secondsAgo = 2): HealthReport['error'] => ({
    ...{ code, message: 'x', said: [], at: NOW - secondsAgo * SECOND },
  });
  const told = (verdict: Verdict) =>
    verdict.judged
      ? `${verdict.holds ? 'holds' : 'no'} ${verdict.value} ${verdict.subjects.map((one) => one.partition).join(',')}`.trim()
      : verdict.why;
  const lag = (records: number, topics: string[] | null = null) =>
    ({ on: 'lag', topics, records, forSeconds: 0 }) as const;
  const health = (more: Partial<Extract<AlertCondition, { on: 'health' }>> = {}) =>
    ({ on: 'health', topics: null, least: 'warning', codes: null, forSeconds: 0, ...more }) as const;
  const TABLE: [what: string, AlertCondition, HealthReport, string][] = [
    ['lag as much as allowed', lag(5), report([partition({ lagRecords: 5 })]), 'no 5'],
    [
      'lag above it, the worst first',
      lag(5),
      report([partition({ lagRecords: 6 }), partition({ partition: 1, lagRecords: 9 }), partition({ partition: 2 })]),
      'holds 9 1,0',
    ],
    [
      'lag that is not known',
      lag(5),
      report([partition({ lagRecords: null }), partition({ lagRecords: 1 })]),
      'unknown',
    ],
    [
      'lag that is not known beside one that is too much',
      lag(5),
      report([partition({ lagRecords: null }), partition({ partition: 3, lagRecords: 7 })]),
      'holds 7 3',
    ],
    ['of another topic', lag(5, ['x']), report([partition({ lagRecords: 6 })]), 'not-followed'],
    ['not asked yet', lag(5), report([], { sampledAt: null }), 'no-sample'],
    [
      'the cluster is silent',
      lag(5),
      report([partition({ lagRecords: 9 })], { error: refusal('unreachable') }),
      'cluster-silent',
    ],
    [
      'all of its topics are gone: the cluster says so',
      lag(5),
      report([partition({ lagRecords: 9 })], { error: refusal('not-found') }),
      'unknown',
    ],
    [
      'an old report',
      lag(5),
      report([partition({ lagRecords: 9 })], { sampledAt: NOW - 90 * SECOND }),
      'cluster-silent',
    ],
    ['healthy', health(), report([partition({})]), 'no 0'],
    ['a warning', health(), report([partition(reason('under-replicated', 'warning'))]), 'holds 1 0'],
    [
      'a warning where errors are wanted',
      health({ least: 'error' }),
      report([partition(reason('at-min-isr', 'warning'))]),
      'no 0',
    ],
    ['an error', health({ least: 'error' }), report([partition(reason('offline', 'error'))]), 'holds 1 0'],
    ['what is no trouble', health(), report([partition(reason('not-preferred-leader', 'ok'))]), 'no 0'],
    [
      'another reason',
      health({ codes: ['offline'] }),
      report([partition(reason('under-replicated', 'warning'))]),
      'no 0',
    ],
    [
      'errors first',
      health(),
      report([
        partition(reason('under-replicated', 'warning')),
        partition({ partition: 1, ...reason('offline', 'error') }),
      ]),
      'holds 2 1,0',
    ],
    ['not known', health(), report([partition({ severity: 'unknown' })]), 'unknown'],
    [
      'a warning beside what is not known, where errors are wanted',
      health({ least: 'error' }),
      report([
        partition({
          severity: 'warning',
          reasons: [...reason('at-min-isr', 'warning').reasons, ...reason('position-unknown', 'unknown').reasons],
        }),
      ]),
      'unknown',
    ],
    [
      'healthy, and not all could be read',
      health(),
      report([partition({})], { troubles: [{ message: 'x', said: [] }] }),
      'unknown',
    ],
    [
      'an error, though not all could be read',
      health(),
      report([partition(reason('offline', 'error'))], { troubles: [{ message: 'x', said: [] }] }),
      'holds 1 0',
    ],
    ['one topic of two is not told of', health({ topics: ['app', 'x'] }), report([partition({})]), 'unknown'],
    ['nor its lag', lag(5, ['app', 'x']), report([partition({})]), 'unknown'],
    ['lag of the other is enough', lag(5, ['app', 'x']), report([partition({ lagRecords: 6 })]), 'holds 6 0'],
  ];
  for (const [what, condition, known, expected] of TABLE)
    test(what, () =>
      assert.equal(
        condition.on === 'lag' || condition.on === 'health' ? told(judgeHealth(condition, known, NOW)) : '',
        expected,
      ),
    );

  const never = { sampledAt: null };
  const SILENCE: [what: string, SessionStatus['state'], HealthReport, string, ErrorCode?][] = [
    ['the cluster answers', 'collecting', report([partition({})]), 'no 3'],
    ['an error of a partition is an answer', 'collecting', report([partition(reason('offline', 'error'))]), 'no 3'],
    ['it answered just now', 'collecting', report([], { sampledAt: NOW - 0.4 * SECOND }), 'no 1'],
    [
      'it does not answer any more',
      'collecting',
      report([], { error: refusal('unreachable'), sampledAt: NOW - 20 * SECOND }),
      'holds 20',
    ],
    [
      'it has just stopped to answer',
      'collecting',
      report([], { error: refusal('unreachable'), sampledAt: NOW - 0.4 * SECOND }),
      'holds 1',
    ],
    [
      'all topics are gone: it says so',
      'collecting',
      report([], { error: refusal('not-found'), sampledAt: NOW - 90 * SECOND }),
      'no 2',
    ],
    [
      'it refuses the password by now',
      'collecting',
      report([], { error: refusal('denied'), sampledAt: NOW - 90 * SECOND }),
      'no 2',
    ],
    ['it refused from the start', 'collecting', report([], { ...never, error: refusal('denied') }), 'no 2'],
    [
      'it refused, and was not asked again for long',
      'paused',
      report([], { ...never, error: refusal('denied', 61) }),
      'holds 61',
    ],
    ['a fault of ours tells nothing', 'collecting', report([], { ...never, error: refusal('internal') }), 'failed'],
    ['nobody has heard of it for long', 'paused', report([], { sampledAt: NOW - 61 * SECOND }), 'holds 61'],
    ['it has not answered yet', 'collecting', report([], { sampledAt: null }), 'no-sample'],
    ['it never answered', 'collecting', report([], { ...never, error: refusal('unreachable') }), 'holds 0'],
    ['it is being connected to', 'connecting', report([], { sampledAt: null }), 'connecting'],
    ['it could not be reached at the start', 'failed', report([], { sampledAt: null }), 'holds 0', 'unreachable'],
    ['it refused the password: that is an answer', 'failed', report([], { sampledAt: null }), 'failed', 'denied'],
  ];
  for (const [what, state, known, expected, code] of SILENCE)
    test(what, () => {
      const error = code && { code, message: 'x' };
      assert.equal(told(judgeSilence({ ...SESSION, state, error }, known, NOW)), expected);
    });
});

describe('when it fires', () => {
  const alert = (forSeconds = 0, pauseSeconds = 60): Alert => ({
    ...{ id: 'a', name: 'a', pauseSeconds, on: true },
    condition: { on: 'lag', topics: null, records: 1, forSeconds },
  });
  const verdict = (holds: boolean): Verdict => ({ judged: true, holds, window: null, value: 1, subjects: [] });
  /** One judgement every ten seconds: + holds, - does not, ? cannot be judged. Which of them fire, and how it ends. */
  function course(signs: string, of: Alert, lastFired: number | null = null): [string, Course['state']] {
    let known = begun(0, lastFired);
    let fired = '';
    for (const [i, sign] of [...signs].entries()) {
      const now = (i + 1) * 10 * SECOND;
      const step = next(known, of, sign === '?' ? { judged: false, why: 'behind' } : verdict(sign === '+'), now);
      known = step.course;
      fired += step.fires ? '!' : '.';
    }
    return [fired, known.state];
  }
  const TABLE: [what: string, signs: string, Alert, number | null, fired: string, Course['state']][] = [
    ['once for as long as it holds', '-++++++++++', alert(), null, '.!.........', 'firing'],
    ['it ends', '-++-', alert(), null, '.!..', 'quiet'],
    ['again within its pause', '+-+-', alert(), null, '!...', 'quiet'],
    ['again after its pause', '+------+', alert(), null, '!......!', 'firing'],
    ['what still holds after the pause is told then', '+-++++++', alert(), null, '!.....!.', 'firing'],
    ['not long enough', '++-++-', alert(20), null, '......', 'quiet'],
    ['long enough', '+++', alert(20), null, '..!', 'firing'],
    ['waiting', '++', alert(20), null, '..', 'waiting'],
    ['not judged for a moment is no end', '+?+', alert(20), null, '..!', 'firing'],
    ['not due while it is not judged', '+????', alert(20), null, '.....', 'not-judged'],
    ['not judged for a minute breaks it off', '++??????+', alert(20), null, '.........', 'waiting'],
    ['told once over moments that are not judged', '+?+?????+', alert(), null, '!........', 'firing'],
    ['told anew after a minute that was not judged', '+???????+', alert(), null, '!.......!', 'firing'],
    ['quiet in between is an end', '+?-?+?', alert(20), null, '......', 'not-judged'],
    ['not judged is not quiet', '-?', alert(), null, '..', 'not-judged'],
    ['fired in the run before', '+', alert(), 0, '.', 'firing'],
    ['fired long before', '+', alert(), -60 * SECOND, '!', 'firing'],
    ['a last time in the future', '+', alert(), 9e15, '!', 'firing'],
  ];
  for (const [what, signs, of, lastFired, fired, state] of TABLE)
    test(what, () => assert.deepEqual(course(signs, of, lastFired), [fired, state]));
});

describe('quiet hours', () => {
  const every = [0, 1, 2, 3, 4, 5, 6];
  const hours = (from: string, to: string, days = every, zone = 'UTC'): QuietHours => {
    const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    return { on: true, from: minutes(from), to: minutes(to), days, zone };
  };
  // 2026-11-27 is a Friday (5). New York: set forward on 2026-03-08 at 02:00, back on 2026-11-01 at 02:00. Both Sundays.
  const TABLE: [what: string, QuietHours, time: string, boolean][] = [
    ['within a day', hours('12:00', '13:00'), '2026-11-27T12:00:00Z', true],
    ['its last minute', hours('12:00', '13:00'), '2026-11-27T12:59:59Z', true],
    ['its end', hours('12:00', '13:00'), '2026-11-27T13:00:00Z', false],
    ['before midnight', hours('22:00', '07:00'), '2026-11-27T23:00:00Z', true],
    ['after midnight', hours('22:00', '07:00'), '2026-11-28T06:59:00Z', true],
    ['in the morning', hours('22:00', '07:00'), '2026-11-28T07:00:00Z', false],
    ['Friday night begins on a Friday', hours('22:00', '07:00', [5]), '2026-11-27T22:00:00Z', true],
    ['and goes on into Saturday', hours('22:00', '07:00', [5]), '2026-11-28T03:00:00Z', true],
    ['but the night before is Thursday’s', hours('22:00', '07:00', [5]), '2026-11-27T03:00:00Z', false],
    ['a whole day', hours('00:00', '00:00', [6]), '2026-11-28T23:59:00Z', true],
    ['not the day after', hours('00:00', '00:00', [6]), '2026-11-29T00:00:00Z', false],
    ['off', { ...hours('00:00', '00:00'), on: false }, '2026-11-28T12:00:00Z', false],
    ['by the clock of its zone', hours('22:00', '07:00', every, 'Asia/Seoul'), '2026-11-27T13:00:00Z', true],
    ['in Seoul it is Saturday', hours('00:00', '07:00', [6], 'Asia/Seoul'), '2026-11-27T15:00:00Z', true],
    ['half an hour apart', hours('05:30', '05:31', every, 'Asia/Kolkata'), '2026-11-27T00:00:00Z', true],
    [
      'before the clock is set forward',
      hours('01:00', '03:30', every, 'America/New_York'),
      '2026-03-08T06:59:00Z',
      true,
    ],
    ['03:00 right after it', hours('01:00', '03:30', every, 'America/New_York'), '2026-03-08T07:00:00Z', true],
    ['its end an hour sooner', hours('01:00', '03:30', every, 'America/New_York'), '2026-03-08T07:30:00Z', false],
    ['an hour that is not there', hours('02:00', '02:59', every, 'America/New_York'), '2026-03-08T07:15:00Z', false],
    [
      'an hour that comes twice, first',
      hours('01:00', '02:00', every, 'America/New_York'),
      '2026-11-01T05:30:00Z',
      true,
    ],
    ['and again', hours('01:00', '02:00', every, 'America/New_York'), '2026-11-01T06:30:00Z', true],
    ['and its end', hours('01:00', '02:00', every, 'America/New_York'), '2026-11-01T07:00:00Z', false],
    ['a night over the change', hours('22:00', '07:00', [6], 'America/New_York'), '2026-11-01T11:59:00Z', true],
    ['and its end in winter', hours('22:00', '07:00', [6], 'America/New_York'), '2026-11-01T12:00:00Z', false],
  ];
  for (const [what, quiet, time, expected] of TABLE)
    test(what, () => assert.equal(isQuietAt(quiet, Date.parse(time) * 1000), expected));
});
