// Ranges as people type and paste them, in English and Korean.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zone } from '../../renderer/state/choices.ts';
import { type Range, SPANS } from '../../renderer/state/place-text.ts';
import { timesOfRange } from '../../renderer/state/range-times.ts';
import { readRange } from '../../renderer/timeline/range-text.ts';
import { createFormat } from '../../renderer/ui/format.ts';

/** A Sunday. */
const now = Date.UTC(2026, 10, 22, 14, 30) * 1000;
const format = createFormat('en', 'utc');

function said(range: Range): string {
  if (range.kind === 'all') return 'all';
  if (range.kind === 'last') return `last ${range.seconds}`;
  if (range.kind === 'calendar') return range.span;
  const end = (at: number | null) => (at === null ? '…' : format.time(at, 'full', at % 1e6 === 0 ? 0 : 6));
  return `${end(range.from)} / ${end(range.to)}`;
}
const read = (typed: string, zone: Zone = 'utc') => {
  const answer = readRange(typed, zone, now);
  return 'range' in answer ? said(answer.range) : answer.trouble;
};

const TABLE: [wanted: string, ...typed: string[]][] = [
  ['all', '', 'all', 'All time', '전체', ' 전체 기간 '],
  [
    'last 900',
    'last 15 m',
    '15m',
    'last 15 min',
    'Past 15 minutes',
    '15 minutes',
    '최근 15분',
    '15분',
    '지난 15분 동안',
    '900s',
  ],
  ['last 5400', '1h30m', 'last 1 h 30 min', '1.5h', '90 minutes', '1시간 30분', '최근 1시간 30분간'],
  ['last 3600', 'last hour', 'the last hour', 'previous 1 hour', '지난 1시간'],
  ['last 604800', '7d', '1w', '1주일', '최근 7일'],
  ['today', 'today', '오늘'],
  ['yesterday', 'Yesterday', '어제'],
  ['week', 'this week', '이번 주', '이번주'],
  ['last-week', 'last week', '지난주', '지난 주'],
  ['2026-11-20 00:00:00 / 2026-11-21 00:00:00', '2026-11-20', '2026/11/20', '2026.11.20', '20 Nov 2026'],
  [
    '2026-11-20 00:00:00 / 2026-11-23 00:00:00',
    ...['2026-11-20 – 2026-11-22', '2026-11-20 to 2026-11-22', '2026-11-20 - 2026-11-22', '2026-11-20..2026-11-22'],
    ...[
      'from 2026-11-20 to 2026-11-22',
      '2026-11-20 ~ 2026-11-22',
      '2026-11-20부터 2026-11-22까지',
      '2026-11-20 2026-11-22',
    ],
    ...['between 2026-11-20 and 2026-11-22', '2026-11-20/2026-11-22', '2026-11-20\n2026-11-22', '2026-11-20에서 today'],
  ],
  [
    '2026-11-22 13:00:01.123000 / 2026-11-22 13:05:00',
    ...['2026-11-22 13:00:01,123 2026-11-22 13:05:00', '2026-11-22T13:00:01.123Z/2026-11-22T13:05:00Z'],
    ...['2026-11-22T22:00:01.123+09:00 2026-11-22T22:05+09:00', '[2026-11-22 13:00:01,123] – [2026-11-22 13:05]'],
    ...['"2026-11-22 13:00:01.123", "2026-11-22 13:05:00"', '2026-11-22 13:00:01,123 – 13:05', '13:00:01.123-13:05'],
    ...['1795352401.123 1795352700', '1795352401123 – 1795352700000', '1795352401123000\t1795352700000000'],
    ...['2026-11-22 13:00:01,123\n2026-11-22 13:05:00,000', 'today 13:00:01.123 to today 13:05'],
  ],
  ['2026-11-22 13:00:01 / 2026-11-22 13:05:00', '22/Nov/2026:13:00:01 +0000 22/Nov/2026:13:05:00 +0000'],
  [
    '2026-11-22 13:00:01.123000 / 2026-11-22 13:05:00.000001',
    '[2026-11-22 13:00:01,123] ERROR no route to 10.0.0.1 [2026-11-22 13:05:00,000] INFO back',
    '2026-11-22T13:05:00Z b 2\n2026-11-22T13:02:00Z 2026\n2026-11-22T22:00:01.123+09:00 a',
  ],
  [
    '2026-11-22 13:00:01 / 2026-11-22 13:05:00.000001',
    '10.0.0.1 - - [22/Nov/2026:13:00:01 +0000] "GET /" 200 10.0.0.1 - - [22/Nov/2026:13:05:00 +0000] "GET /" 500',
  ],
  [
    '2026-11-22 13:00:01 / …',
    'Sun, 22 Nov 2026 13:00:01 GMT',
    'since 13:00:01',
    '13:00:01부터',
    '13:00:01 –',
    '13:00:01',
  ],
  ['2026-11-21 09:00:00 / 2026-11-22 00:00:00', 'yesterday 9:00 to yesterday', '어제 9:00부터 어제까지'],
  ['… / 2026-11-22 13:05:00', 'until 13:05', '13:05까지', '– 13:05', 'before 13:05'],
  ['… / 2026-11-21 00:00:00', 'until 2026-11-20', '2026-11-20까지', 'before 2026-11-21'],
  ['2026-11-22 13:30:00 / 2026-11-22 14:30:00', '1h to now', '1h – now', '1h ago – now'],
  ['swapped', '13:05 – 13:00', '2026-11-22 – 2026-11-20', '13:00 – 13:00'],
  [
    'unreadable',
    'soon',
    'last',
    '15 parsecs',
    '2026-13-01',
    'from',
    'last -5m',
    '25:00 – 26:00',
    '2026-11-20 – soon',
    '12345',
  ],
];

test('what is typed is understood', () => {
  const wrong = TABLE.flatMap(([wanted, ...typed]) =>
    typed.map((text) => [text, read(text), wanted]).filter(([, found]) => found !== wanted),
  );
  assert.deepEqual(wrong, []);
});

test('a day is a day of the zone, also where it has 23 or 25 hours', () => {
  const hours = (typed: string, zone: Zone) => {
    const answer = readRange(typed, zone, now);
    assert.ok('range' in answer);
    const { from, to } = timesOfRange(answer.range, now, zone);
    return [format.time(from ?? 0, 'full', 0), ((to ?? 0) - (from ?? 0)) / 3600e6];
  };
  assert.deepEqual(hours('2026-10-25', 'Europe/Berlin'), ['2026-10-24 22:00:00', 25]);
  assert.deepEqual(hours('2026-03-29', 'Europe/Berlin'), ['2026-03-28 23:00:00', 23]);
  assert.deepEqual(hours('yesterday', 'Asia/Kathmandu'), ['2026-11-20 18:15:00', 24]);
  assert.deepEqual(hours('어제', 'Asia/Seoul'), ['2026-11-20 15:00:00', 24]);
  assert.deepEqual(hours('last week', 'America/St_Johns'), ['2026-11-09 03:30:00', 168]);
});

test('days and weeks move with the clock', () => {
  const DAY = 86_400e6;
  for (const span of SPANS) {
    const at = (time: number) => timesOfRange({ kind: 'calendar', span }, time, 'Asia/Seoul');
    const [first, next] = [at(now), at(now + 7 * DAY)];
    assert.equal((next.from ?? 0) - (first.from ?? 0), 7 * DAY, span);
    assert.ok((first.from ?? 0) <= now && (first.to === null || first.to <= now), span);
  }
});
