import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeCoverage } from '../../main/base/coverage-text.ts';
import type { Coverage, Tick } from '../../main/contract/records.ts';

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

const say = (topics: string[] | null, now: Tick) => describeCoverage({ topics, to: null }, coverage, coverage, now);

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
