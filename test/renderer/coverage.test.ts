// The sentence of coverage, and what can be asked of the brokers.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FillJob } from '../../main/contract/fill.ts';
import type { Coverage, Hole, Tick } from '../../main/contract/records.ts';
import { coverageOf, type ViewRange } from '../../main/contract/view-coverage.ts';
import { asksFor, offerOf, whatOf } from '../../renderer/coverage/fetchable.ts';
import { completeness, holeTimes, isWhole, rangeText, sumsText } from '../../renderer/ui/coverage.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';
import { emptyTick } from '../contract/sample-handlers.ts';

const ALL: ViewRange = { topics: null, from: null, to: null };
const MINUTE = 60e6;
const tick: Tick = {
  ...emptyTick,
  ...{ newestRow: 9, records: 9, oldestTime: 100, newestTime: 900, followed: 4, caughtUp: 4 },
};
const partitions = [0, 1, 2, 3].map((partition) => ({
  ...{ topic: partition === 3 ? 'audit' : 'app', partition, incarnation: 1, held: [], next: 10, records: 9 },
  newestTime: 900,
}));
function hole(fromTime: number | null, toTime: number | null, change: Partial<Hole> = {}): Hole {
  return {
    ...{ topic: 'app', partition: 0, incarnation: 1, from: 10, to: 30, cause: 'not-fetched', fetchable: true },
    ...{ fromTime, toTime, ...change },
  };
}

suite('the sentence', () => {
  const of = (view: Partial<ViewRange>, now = tick, holes: Hole[] = []) => {
    const coverage: Coverage = { partitions, holes };
    return completeness(coverageOf({ ...ALL, ...view }, { before: coverage, after: coverage, tick: now }), now, 1000);
  };
  const all = { whole: 4, partitions: 4 };

  test('says no more than is known', () => {
    assert.deepEqual(of({}), { kind: 'complete', from: 100, until: 1000, ...all });
    assert.deepEqual(of({ from: 200, to: 500 }), { kind: 'complete', from: 200, until: 500, ...all });
    const behind = { ...tick, frontier: 600, caughtUp: 3 };
    assert.deepEqual(of({}, behind), { kind: 'partial', until: 600, behind: 1, ...all });
    assert.deepEqual(of({ to: 600 }, behind), { kind: 'complete', from: 100, until: 600, ...all });
    assert.deepEqual(of({}, { ...tick, records: 0, newestTime: null }), { kind: 'empty' });
  });

  test('what is not followed is what it was, and no hole is complete', () => {
    const topics = ['app', 'audit'].map((name) => ({ name, records: 4, followed: name === 'app' }));
    const left = { ...tick, topics };
    assert.deepEqual(of({}, left), { kind: 'complete', from: 100, until: 1000, whole: 3, partitions: 4 });
    assert.deepEqual(of({}, left, [hole(1, 2)]), { kind: 'complete', from: 100, until: 1000, whole: 2, partitions: 4 });
    assert.deepEqual(of({ topics: ['audit'] }, left), { kind: 'unfollowed' });
    const none = { ...tick, followed: 0, topics: topics.map((one) => ({ ...one, followed: false })) };
    assert.deepEqual(of({}, none), { kind: 'cached', until: 900 });
    assert.deepEqual(of({ to: 500 }, none), { kind: 'cached', until: 500 });
  });

  test('is whole only where nothing is left to say', () => {
    const whole = (now: Tick, holes: Hole[] = []) => {
      const coverage: Coverage = { partitions, holes };
      return isWhole(coverageOf(ALL, { before: coverage, after: coverage, tick: now }));
    };
    assert.equal(whole(tick), true);
    assert.equal(whole(tick, [hole(1, 2)]), false);
    for (const change of [{ elsewhere: 1 }, { openTransactions: 1 }, { frontier: 5, caughtUp: 3 }, { followed: 0 }])
      assert.equal(whole({ ...tick, ...change }), false, JSON.stringify(change));
  });

  test('sums and times, in both languages', () => {
    const format = createFormat('en', 'utc');
    const missing = [
      { cause: 'deleted-by-retention', offsets: 300 },
      { cause: 'not-fetched', offsets: 1204 },
    ] as const;
    assert.equal(sumsText(missing, en, format), '1,204 not fetched, 300 deleted by retention');
    assert.equal(sumsText(missing, ko, createFormat('ko', 'utc')), '가져오지 않음 1,204개, 보존 정책으로 삭제됨 300개');
    const [one, two] = [Date.UTC(2020, 1, 3, 12) * 1000, Date.UTC(2020, 1, 3, 13) * 1000];
    assert.equal(rangeText(one, two, en, format), '2020-02-03 12:00:00 – 13:00:00');
    assert.equal(holeTimes(hole(two, one), en, format), '2020-02-03 12:00:00 – 13:00:00');
    assert.equal(holeTimes(hole(null, one), ko, format), '2020-02-03 12:00:00 이전');
    assert.equal(holeTimes(hole(one, null), en, format), 'after 2020-02-03 12:00:00');
    assert.equal(holeTimes(hole(null, null), en, format), 'not known');
    assert.equal(rangeText(one, two + 86_400e6, en, format), '2020-02-03 12:00:00 – 2020-02-04 13:00:00');
  });
});

suite('what can be asked of the brokers', () => {
  const at = (minutes: number) => minutes * MINUTE;
  const now = at(1000);

  test('nothing, where no hole of the view can be fetched', () => {
    assert.equal(offerOf(ALL, [], now), undefined);
    assert.equal(offerOf(ALL, [hole(at(10), at(20), { fetchable: false })], now), undefined);
    assert.equal(offerOf({ ...ALL, from: at(30) }, [hole(at(10), at(20))], now), undefined);
    assert.equal(offerOf({ ...ALL, topics: ['audit'] }, [hole(at(10), at(20))], now), undefined);
  });

  test('whole holes, where they lie in the view', () => {
    const holes = [hole(at(10), at(20)), hole(at(40), at(50), { partition: 1 })];
    const view = { ...ALL, from: at(5), to: at(60) };
    assert.deepEqual(offerOf(view, holes, now), { what: whatOf(holes), from: at(10), to: at(50) });
    assert.deepEqual(offerOf(ALL, holes, now), { what: whatOf(holes), from: at(10), to: at(50) });
    const open = [hole(null, at(20))];
    assert.deepEqual(offerOf(ALL, open, now), { what: whatOf(open), from: null, to: at(20) });
  });

  test('of a hole that is longer than the view, the time of the view, with a margin for the brokers’ clocks', () => {
    const time = (from: number, to: number) => ({
      kind: 'time',
      topics: ['app'],
      from: from - MINUTE,
      to: to + MINUTE,
    });
    const before = [hole(null, at(100))];
    assert.deepEqual(offerOf({ ...ALL, from: at(60), to: at(120) }, before, now), {
      ...{ what: time(at(60), at(100)), from: at(60), to: at(100) },
    });
    assert.deepEqual(offerOf({ ...ALL, from: at(10), to: at(20) }, before, now)?.what, time(at(10), at(20)));
    const after = [hole(at(100), null)];
    assert.deepEqual(offerOf({ ...ALL, from: at(60) }, after, now), {
      ...{ what: { ...whatOf(after) }, from: at(100), to: null },
    });
    assert.deepEqual(offerOf({ ...ALL, from: at(110) }, after, now)?.what, time(at(110), now));
  });

  test('a job asks for a hole where it touches it', () => {
    const job: FillJob = {
      ...{ id: '1', what: whatOf([hole(1, 2)]), state: 'running', startedAt: 0, endedAt: null },
      ...{ offsets: 0, done: 0, records: 0, bytes: 0, gone: 0, partitions: 1 },
    };
    assert.equal(asksFor(job, hole(1, 2)), true);
    assert.equal(asksFor(job, hole(1, 2, { from: 29, to: 40 })), true);
    assert.equal(asksFor(job, hole(1, 2, { from: 30, to: 40 })), false);
    assert.equal(asksFor(job, hole(1, 2, { partition: 1 })), false);
    assert.equal(asksFor(job, hole(1, 2, { incarnation: 1, fetchable: false })), false);
  });
});
