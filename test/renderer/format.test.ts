import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormat } from '../../renderer/ui/format.ts';

const en = createFormat('en', 'utc');
const ko = createFormat('ko', 'utc');
const at = Date.UTC(2026, 10, 23, 14, 2, 11, 204) * 1000 + 312;

test('times keep their microseconds, in every year', () => {
  assert.equal(en.time(at), '14:02:11.204312');
  assert.equal(en.time(at, 'day-time', 3), '11-23 14:02:11.204');
  assert.equal(en.time(at, 'full', 0), '2026-11-23 14:02:11');
  assert.equal(en.time(-1, 'full'), '1969-12-31 23:59:59.999999');
  assert.equal(en.time(-62_135_596_800_000_000, 'full', 0), '0001-01-01 00:00:00');
  assert.equal(en.time(253_402_300_799_000_000, 'full', 0), '9999-12-31 23:59:59');
  assert.equal(en.day(at), '2026-11-23');
  assert.equal(en.zoneName(at), 'UTC');
});

test('numbers, short ones, shares', () => {
  assert.equal(en.number(2_013_448), '2,013,448');
  assert.deepEqual([0, 999, 1000, 9949, 9951, 812_345, 999_499, 999_600, 2_013_448].map(en.short), [
    '0',
    '999',
    '1.0 k',
    '9.9 k',
    '10 k',
    '812 k',
    '999 k',
    '1.0 M',
    '2.0 M',
  ]);
  assert.deepEqual([0, 0.001, 0.41, 1, -0.003].map(en.percent), ['0 %', '<1 %', '41 %', '100 %', '0 %']);
  assert.deepEqual([0, 0.4, 12.54, 1812.4].map(en.rate), ['0', '0.4', '12.5', '1,812']);
});

test('bytes in decimal units', () => {
  assert.deepEqual([0, 999, 1000, 1_500_000, 3_100_000_000, 20e9, 150e9].map(en.bytes), [
    '0 B',
    '999 B',
    '1 kB',
    '1.5 MB',
    '3.1 GB',
    '20 GB',
    '150 GB',
  ]);
});

test('durations in both languages', () => {
  assert.deepEqual([0, 38, 2400, 59_949, 200_000, 3_600_000, 7_500_000, 356_400_000].map(en.duration), [
    '0 ms',
    '38 ms',
    '2.4 s',
    '59.9 s',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '4 d 3 h',
  ]);
  assert.deepEqual([38, 2400, 200_000, 7_500_000].map(ko.duration), ['38ms', '2.4초', '3분 20초', '2시간 5분']);
});
