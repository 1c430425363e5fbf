// What a person may type after an option.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  integer,
  parseAge,
  parseBrokers,
  parseList,
  parseOffsets,
  parseSize,
  parseStart,
  parseTime,
} from '../../main/hosts/cli/values.ts';

const NOW = Date.UTC(2026, 6, 1, 12);

test('times: RFC 3339 in any zone, to the microsecond', () => {
  assert.equal(parseTime('2026-07-01T12:00:00Z'), NOW * 1000);
  assert.equal(parseTime('2026-07-01T21:00:00+09:00'), NOW * 1000);
  assert.equal(parseTime('2026-07-01t12:00:00.123456z'), NOW * 1000 + 123_456);
  assert.equal(parseTime('2026-07-01T12:00:00.1Z'), NOW * 1000 + 100_000);
  assert.equal(parseTime('2026-07-01T12:00:00.123456789Z'), NOW * 1000 + 123_456);
  assert.equal(parseTime('2026-07-01'), Date.UTC(2026, 6, 1) * 1000);
});

test('times: how long ago', () => {
  assert.equal(parseTime('now', NOW), NOW * 1000);
  assert.equal(parseTime('15m', NOW), (NOW - 15 * 60_000) * 1000);
  assert.equal(parseTime('2h', NOW), (NOW - 7_200_000) * 1000);
  assert.equal(parseTime('1d', NOW), (NOW - 86_400_000) * 1000);
  assert.equal(parseTime('1.5h ago', NOW), (NOW - 5_400_000) * 1000);
});

test('times: what is beyond the times of records is the end of these', () => {
  assert.equal(parseTime('9999-12-31T23:59:59Z'), Number.MAX_SAFE_INTEGER);
  assert.equal(parseTime('0000-01-01'), Number.MIN_SAFE_INTEGER);
  assert.equal(parseTime('99999999999999d'), Number.MIN_SAFE_INTEGER);
});

test('times: what is no time, or would have to be guessed, is refused', () => {
  for (const text of [
    '',
    'yesterday',
    '15',
    '15 m',
    '2026-07-01T12:00:00',
    '2026-13-01',
    '2026-02-30T00:00:00Z',
    '-5m',
  ])
    assert.throws(() => parseTime(text), /RFC 3339/, text);
});

test('a start is earliest, latest, an offset or a time', () => {
  assert.deepEqual(parseStart('earliest'), { at: 'earliest' });
  assert.deepEqual(parseStart('latest'), { at: 'latest' });
  assert.deepEqual(parseStart('offset:42'), { at: 'offset', offset: 42 });
  assert.deepEqual(parseStart('2026-07-01T12:00:00Z'), { at: 'time', time: NOW * 1000 });
  assert.throws(() => parseStart('newest'), /earliest, latest, offset:N/);
});

test('lists, brokers, numbers, sizes and ages', () => {
  assert.deepEqual(parseList('a, b', ['c']), ['c', 'a', 'b']);
  assert.throws(() => parseList(' , '), /at least one/);
  assert.deepEqual(parseBrokers('k1:9092,[::1]:9093'), ['k1:9092', '[::1]:9093']);
  for (const text of ['k1', 'k1:99999', 'k1:0']) assert.throws(() => parseBrokers(text), /is not host:port/, text);
  assert.equal(integer(1, 5)('5'), 5);
  for (const text of ['0', '6', '1.5', 'x', '']) assert.throws(() => integer(1, 5)(text), /from 1 to 5/);
  assert.equal(parseSize('20G'), 20 * 2 ** 30);
  assert.equal(parseSize('1.5 GiB'), 1.5 * 2 ** 30);
  assert.equal(parseSize('100000000'), 100_000_000);
  for (const text of ['much', '1M', '99999999T'])
    assert.throws(() => parseSize(text), /at least 64M, such as 500M/, text);
  assert.equal(parseAge('7d'), 604_800);
  for (const text of ['7', '59s']) assert.throws(() => parseAge(text), /at least 1m, such as 12h or 7d/, text);
});

test('ranges of offsets of partitions', () => {
  const first = { topic: 'app.auth', partition: 0, from: 5, to: 10 };
  assert.deepEqual(parseOffsets('app.auth/0:5-10'), [first]);
  assert.deepEqual(parseOffsets('b/12:0-1', [first]), [first, { topic: 'b', partition: 12, from: 0, to: 1 }]);
  for (const text of ['app.auth', 'a/0', 'a/0:5', 'a/0:5-5', 'a/0:6-5', 'a:1-2', 'a/0:-1-5', '/0:1-2'])
    assert.throws(() => parseOffsets(text), /is not topic\/partition:from-to/, text);
});
