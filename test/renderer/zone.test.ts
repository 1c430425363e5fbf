// Times in zones with half hours, quarter hours and changes of the clock: shown, typed, and on the axis.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isZone, zoneOffset } from '../../main/contract/zone.ts';
import { Zone } from '../../renderer/state/choices.ts';
import { allZones, timeOf, timesOf } from '../../renderer/state/zone.ts';
import { axisTicks } from '../../renderer/timeline/axis.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { parseTime } from '../../renderer/ui/parse-time.ts';

const ZONES = ['America/St_Johns', 'Asia/Kathmandu', 'Europe/Berlin', 'Asia/Seoul', 'Australia/Lord_Howe'] as const;
const HOUR = 3600e6;
const DAY = 24 * HOUR;
const utc = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts) * 1000;
const autumn = utc(2026, 9, 25, 1);
const spring = utc(2026, 2, 29, 1);

suite('a zone', () => {
  test('has its distance from UTC at each time', () => {
    const hours = (zone: string, at: number) => zoneOffset(at, zone) / HOUR;
    assert.deepEqual(
      ZONES.map((zone) => [hours(zone, utc(2026, 0, 1)), hours(zone, utc(2026, 6, 1))]),
      [
        [-3.5, -2.5],
        [5.75, 5.75],
        [1, 2],
        [9, 9],
        [11, 10.5],
      ],
    );
    assert.deepEqual(
      [spring - 1, spring, autumn - 1, autumn].map((at) => hours('Europe/Berlin', at)),
      [1, 2, 2, 1],
    );
    assert.equal(hours('Asia/Seoul', utc(1988, 6, 1)), 10, 'summer time of 1988');
    assert.equal(zoneOffset(utc(1900, 0, 1), 'Asia/Kathmandu'), (5 * 3600 + 41 * 60 + 16) * 1e6, 'the sun before 1920');
    assert.ok(!isZone('Asia/Atlantis') && isZone('Asia/Seoul'));
    assert.ok(allZones().includes('Asia/Kathmandu') && allZones().every(isZone));
  });

  test('is one that this host knows', () => {
    const kept = (zone: unknown) => Zone.safeParse(zone).success;
    assert.deepEqual(['utc', 'local', 'Asia/Kathmandu', 'Asia/Atlantis', 'x', 7].map(kept), [
      ...[true, true, true],
      ...[false, false, false],
    ]);
  });

  test('shows times, and has its name', () => {
    const at = utc(2026, 10, 23, 14, 2, 11) + 204_312;
    assert.deepEqual(
      ZONES.map((zone) => `${createFormat('en', zone).time(at, 'full')} ${createFormat('ko', zone).zoneName(at)}`),
      [
        '2026-11-23 10:32:11.204312 St Johns (UTC−3:30)',
        '2026-11-23 19:47:11.204312 Kathmandu (UTC+5:45)',
        '2026-11-23 15:02:11.204312 Berlin (UTC+1)',
        '2026-11-23 23:02:11.204312 Seoul (UTC+9)',
        '2026-11-24 01:02:11.204312 Lord Howe (UTC+11)',
      ],
    );
  });

  test('takes what it shows, at any time of a year', () => {
    for (const zone of [...ZONES, 'utc', 'local'] as const) {
      const format = createFormat('en', zone);
      for (let at = utc(2026, 0, 1); at < utc(2027, 0, 1); at += 7.25 * HOUR) {
        const typed = format.time(at, 'full');
        const read = parseTime(typed, zone, 0) ?? Number.NaN;
        assert.equal(format.time(read, 'full'), typed, `${zone} ${typed}`);
        assert.ok(read === at || timesOf(at + zoneOffsetOf(at, zone), zone).includes(at), `${zone} ${typed}`);
      }
    }
  });

  test('shows an hour twice, or leaves one out', () => {
    const wall = (...parts: Parameters<typeof utc>) => utc(...parts);
    assert.deepEqual(timesOf(wall(2026, 9, 25, 2, 30), 'Europe/Berlin'), [autumn - HOUR / 2, autumn + HOUR / 2]);
    assert.deepEqual(timesOf(wall(2026, 2, 29, 2, 30), 'Europe/Berlin'), []);
    assert.equal(timeOf(wall(2026, 2, 29, 2, 30), 'Europe/Berlin'), spring + HOUR / 2, 'as much later');
    assert.equal(parseTime('2026-10-25 02:30', 'Europe/Berlin', 0), autumn - HOUR / 2, 'the first of both');
    assert.equal(parseTime('02:30', 'Asia/Kathmandu', utc(2026, 10, 23, 20)), utc(2026, 10, 23, 20, 45), 'its own day');
  });
});

function zoneOffsetOf(at: number, zone: Zone): number {
  return zone === 'utc' || zone === 'local' ? 0 : zoneOffset(at, zone);
}

suite('the axis', () => {
  const labels = (from: number, span: number, zone: Zone, most = 8) =>
    axisTicks(from, from + span, most, zone).map(({ label }) => label);

  test('has whole hours and days of a zone that is no whole hours from UTC', () => {
    assert.deepEqual(labels(utc(2026, 10, 23, 12), 3 * HOUR, 'Asia/Kathmandu', 4), ['18:00', '19:00', '20:00']);
    assert.deepEqual(labels(utc(2026, 10, 23, 12), 3 * DAY, 'America/St_Johns', 4), ['11-24', '11-25', '11-26']);
    assert.equal(axisTicks(utc(2026, 10, 23, 12), utc(2026, 10, 25), 2, 'Asia/Seoul')[0]?.at, utc(2026, 10, 23, 15));
  });

  test('shows the hour twice when the clock is set back, and leaves one out when it is set forward', () => {
    assert.deepEqual(labels(autumn - 2 * HOUR, 4 * HOUR, 'Europe/Berlin', 5), [
      '01:00',
      '02:00',
      '02:00',
      '03:00',
      '04:00',
    ]);
    assert.deepEqual(labels(spring - 2 * HOUR, 4 * HOUR, 'Europe/Berlin', 5), [
      '03-29',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
    const days = axisTicks(autumn - 2 * DAY, autumn + 3 * DAY, 8, 'Europe/Berlin');
    assert.deepEqual(
      days.map(({ label }) => label),
      ['10-24', '10-25', '10-26', '10-27', '10-28'],
    );
    assert.equal((days[2]?.at ?? 0) - (days[1]?.at ?? 0), 25 * HOUR);
  });
});
