import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageJson, coverageText } from '../../main/base/coverage-text.ts';
import type { Coverage, Hole, Tick } from '../../main/contract/records.ts';
import { coverageOf, type ViewRange } from '../../main/contract/view-coverage.ts';

const coverage: Coverage = {
  partitions: ['app', 'old'].map((topic) => ({
    ...{ topic, partition: 0, incarnation: 1, held: [[0, 10]], next: 10, newestTime: 5_000_000, records: 10 },
  })),
  holes: [],
};

function tick(followedTopics: string[], changes: Partial<Tick> = {}): Tick {
  return {
    ...{
      newestRow: 20,
      records: 20,
      oldestTime: 0,
      newestTime: 5_000_000,
      frontier: null,
      elsewhere: 0,
      openTransactions: 0,
      holes: 0,
      duplicates: 0,
    },
    ...{ caughtUp: followedTopics.length, followed: followedTopics.length, cacheBytes: 1, cacheLimitBytes: null },
    topics: ['app', 'old'].map((name) => ({ name, records: 10, followed: followedTopics.includes(name) })),
    ...changes,
  };
}

const coversOf = (view: Partial<ViewRange>, now: Tick, holes: Hole[] = []) => {
  const known = { ...coverage, holes };
  return coverageOf({ topics: null, from: null, to: null, ...view }, { before: known, after: known, tick: now });
};
const say = (topics: string[] | null, now: Tick) => coverageText(coversOf({ topics }, now));

test('all that is asked for is followed and read to its end', () => {
  assert.equal(say(null, tick(['app', 'old'])), 'Complete on 2 of 2 partitions for what the cache had read.');
  assert.equal(say(['app'], tick(['app'])), 'Complete on 1 of 1 partition for what the cache had read.');
});

test('a topic that is not followed now is not claimed to be complete', () => {
  const words = /^Complete on 2 of 2 .* What the brokers got after the cache last read from them is not in it\.$/;
  assert.match(say(null, tick(['app'])), words);
  assert.match(say(null, tick([])), words);
});

test('partitions that are still being read are told, also beside a topic that is not followed', () => {
  const behind = tick(['app'], { caughtUp: 0, frontier: 3_000_000 });
  assert.match(
    say(null, behind),
    /is not in it\. 1 partition of 1 was still being read: times after 1970-01-01T00:00:03/,
  );
});

const hole: Hole = {
  ...{ topic: 'app', partition: 0, incarnation: 2, from: 4, to: 6, cause: 'not-fetched' },
  ...{ fromTime: 1_000_000, toTime: 2_000_000, fetchable: true },
};

test('holes are named with cause, incarnation and times; more than ten are counted', () => {
  const followed = tick(['app', 'old']);
  assert.equal(
    coverageText(coversOf({ from: 0, to: 3_000_000 }, followed, [hole])),
    'Complete on 1 of 2 partitions for what the cache had read of the time from 1970-01-01T00:00:00.000000Z to 1970-01-01T00:00:03.000000Z. ' +
      '1 hole: app/0 (incarnation 2) offsets 4 to 5, not fetched, between 1970-01-01T00:00:01.000000Z and 1970-01-01T00:00:02.000000Z.',
  );
  const many = Array.from({ length: 12 }, () => ({ ...hole, toTime: null, cause: 'unreadable' as const }));
  assert.match(
    coverageText(coversOf({}, followed, [{ ...hole, fromTime: null }, ...many])),
    /13 holes \(2 offsets not fetched, 24 offsets unreadable\): .* offsets 4 to 5, not fetched, before 1970-01-01T00:00:02.000000Z; .*unreadable, after 1970-01-01T00:00:01.000000Z; and 3 more\.$/,
  );
});

test('an open transaction, a shared group and a topic that was created again are told', () => {
  const text = coverageText(
    coversOf({}, tick(['app', 'old'], { elsewhere: 1, openTransactions: 1, caughtUp: 1, frontier: 3_000_000 })),
  );
  assert.match(text, /^Complete on 1 of 2 partitions/);
  assert.match(
    text,
    /1 partition was held up by a transaction that is still open\. 1 partition was read by other members/,
  );
  const anew = { ...coverage, partitions: coverage.partitions.map((one) => ({ ...one, incarnation: 2 })) };
  const view = { topics: null, from: null, to: null };
  assert.match(
    coverageText(coverageOf(view, { before: anew, after: anew, tick: tick(['app', 'old']) })),
    /2 partitions began anew/,
  );
});

test('as JSON, times are those of the output', () => {
  const json = coverageJson(coversOf({ from: 0 }, tick(['app'], { caughtUp: 0, frontier: 3_000_000 }), [hole]));
  assert.equal(json.from, '1970-01-01T00:00:00.000000Z');
  assert.equal(json.to, null);
  assert.deepEqual(json.behind, { partitions: 1, followed: 1, frontier: '1970-01-01T00:00:03.000000Z' });
  assert.deepEqual(json.holes, [
    { ...hole, fromTime: '1970-01-01T00:00:01.000000Z', toTime: '1970-01-01T00:00:02.000000Z' },
  ]);
  assert.match(String(json.text), /^Complete on 1 of 2 partitions/);
});
