// Numbers, sizes, durations and times as people read them. Pure; one language and one time zone at a time.
import type { Micros } from '../../main/contract/units.ts';
import type { Language, Zone } from '../state/choices.ts';
import { cityOf, offsetAt, offsetText, zoneId } from '../state/zone.ts';

export type TimeStyle = 'time' | 'day-time' | 'full';

export type Format = {
  readonly language: Language;
  readonly zone: Zone;
  /** 1,204 */
  number(n: number): string;
  /** 812 k, 2.0 M: for narrow places; give the exact number in a title */
  short(n: number): string;
  /** 41 %; below 1 % but not 0: "<1 %" */
  percent(share: number): string;
  /** 3.1 GB, decimal units */
  bytes(n: number): string;
  /** a rate or any number of up to three significant digits: 0.4, 12.5, 1,812 */
  rate(n: number): string;
  /** 38 ms, 2.4 s, 3 min 20 s, 2 h 5 min, 4 d 3 h */
  duration(ms: number): string;
  /** 14:02:11.204312, 11-23 14:02:11.204312 or 2026-11-23 14:02:11.204312; digits: of the fraction, 0 to 6 */
  time(at: Micros, style?: TimeStyle, digits?: number): string;
  /** 2026-11-23 */
  day(at: Micros): string;
  /** the zone at that time: "UTC", "KST (UTC+9)", "Kathmandu (UTC+5:45)" */
  zoneName(at: Micros): string;
};

/** The parts of a time in a zone: what every text of a time is made of. */
export type Parts = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
};

export function partsOf(at: Micros, zone: Zone): Parts {
  const wall = at + offsetAt(at, zone);
  const ms = Math.floor(wall / 1000);
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micros: date.getUTCMilliseconds() * 1000 + (wall - ms * 1000),
  };
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));
const four = (n: number) => String(n).padStart(4, '0');

export function createFormat(language: Language, zone: Zone): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const oneDigit = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const upToOne = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const zoneNames = new Intl.DateTimeFormat('en', {
    timeZoneName: 'short',
    timeZone: zoneId(zone),
  });
  const units =
    language === 'ko'
      ? { day: '일', hour: '시간', minute: '분', second: '초', ms: 'ms' }
      : { day: 'd', hour: 'h', minute: 'min', second: 's', ms: 'ms' };
  const gap = language === 'ko' ? '' : ' ';
  const amount = (n: number, unit: string) => `${whole.format(n)}${gap}${unit}`;
  const pair = (a: number, unitA: string, b: number, unitB: string) =>
    b === 0 ? amount(a, unitA) : `${amount(a, unitA)} ${amount(b, unitB)}`;

  return {
    language,
    zone,
    number: (n) => whole.format(n),
    short(n) {
      for (const [size, suffix] of SHORT) {
        const scaled = n / size;
        if (scaled >= 0.9995) return `${scaled < 9.95 ? oneDigit.format(scaled) : whole.format(scaled)} ${suffix}`;
      }
      return whole.format(n);
    },
    // Of a rounded −0.3 it would say −0.
    percent: (share) => (share > 0 && share < 0.005 ? '<1 %' : `${whole.format(Math.round(share * 100) + 0)} %`),
    bytes(n) {
      for (const [size, suffix] of BYTES) {
        if (n >= size * 0.9995) return `${(n < size * 99.95 ? upToOne : whole).format(n / size)} ${suffix}`;
      }
      return `${whole.format(n)} B`;
    },
    rate: (n) => (n > 0 && n < 99.95 ? upToOne : whole).format(n),
    duration(ms) {
      const seconds = Math.round(ms / 1000);
      if (Math.abs(ms) < 1000) return amount(Math.round(ms), units.ms);
      if (ms < 59_950) return `${upToOne.format(ms / 1000)}${gap}${units.second}`;
      if (seconds < 3600) return pair(Math.floor(seconds / 60), units.minute, seconds % 60, units.second);
      if (seconds < 86_400)
        return pair(Math.floor(seconds / 3600), units.hour, Math.floor((seconds % 3600) / 60), units.minute);
      return pair(Math.floor(seconds / 86_400), units.day, Math.floor((seconds % 86_400) / 3600), units.hour);
    },
    time(at, style = 'time', digits = 6) {
      const p = partsOf(at, zone);
      const fraction = digits === 0 ? '' : `.${String(p.micros).padStart(6, '0').slice(0, digits)}`;
      const clock = `${two(p.hour)}:${two(p.minute)}:${two(p.second)}${fraction}`;
      if (style === 'time') return clock;
      const day = `${two(p.month)}-${two(p.day)} ${clock}`;
      return style === 'day-time' ? day : `${four(p.year)}-${day}`;
    },
    day(at) {
      const p = partsOf(at, zone);
      return `${four(p.year)}-${two(p.month)}-${two(p.day)}`;
    },
    zoneName(at) {
      const utc = offsetText(offsetAt(at, zone));
      if (zone !== 'utc' && zone !== 'local') return `${cityOf(zone)} (${utc})`;
      const name =
        zoneNames.formatToParts(Math.floor(at / 1000)).find((part) => part.type === 'timeZoneName')?.value ?? '';
      return name === '' || /^(GMT|UTC)/.test(name) ? utc : `${name} (${utc})`;
    },
  };
}

const SHORT = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;
const BYTES = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;
