import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormat } from '../../renderer/ui/format.ts';
import { parseTime } from '../../renderer/ui/parse-time.ts';

const now = Date.UTC(2026, 10, 23, 14, 30) * 1000;
const read = (typed: string) => parseTime(typed, 'utc', now);
const shown = (typed: string) => {
  const at = read(typed);
  return at === undefined ? undefined : createFormat('en', 'utc').time(at, 'full');
};

test('times as people type them', () => {
  for (const [typed, wanted] of [
    ['2026-11-23 14:02:11.204312', '2026-11-23 14:02:11.204312'],
    ['2026-11-23T14:02:11.5Z', '2026-11-23 14:02:11.500000'],
    ['2026-11-23T14:02:11+09:00', '2026-11-23 05:02:11.000000'],
    ['2026-11-23 14:02:11 -0330', '2026-11-23 17:32:11.000000'],
    ['2026-11-23', '2026-11-23 00:00:00.000000'],
    ['2026-2-3 4:05', '2026-02-03 04:05:00.000000'],
    ['14:02', '2026-11-23 14:02:00.000000'],
    [' 9:02:11,5 ', '2026-11-23 09:02:11.500000'],
    ['now', '2026-11-23 14:30:00.000000'],
    ['15m', '2026-11-23 14:15:00.000000'],
    ['2h ago', '2026-11-23 12:30:00.000000'],
    ['1 d', '2026-11-22 14:30:00.000000'],
    ['1700-01-01', '1700-01-01 00:00:00.000000'],
    ['2254-12-31 23:59:59.999999', '2254-12-31 23:59:59.999999'],
  ])
    assert.equal(shown(typed ?? ''), wanted, typed);
});

test('what is no time is no time', () => {
  for (const typed of [
    '',
    'soon',
    '25:00',
    '14:60',
    '2026-13-01',
    '2026-02-30',
    '12345-01-01',
    '0001-01-01',
    '9999-12-31',
    '15 parsecs',
    '14',
  ])
    assert.equal(read(typed), undefined, typed);
});

test('what is shown can be typed again', () => {
  for (const zone of ['utc', 'local'] as const) {
    const at = now + 204_312;
    assert.equal(parseTime(createFormat('en', zone).time(at, 'full'), zone, now), at);
  }
});
