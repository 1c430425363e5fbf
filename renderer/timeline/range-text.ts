// A range as a person types or pastes it, in English or Korean. Pure.
import type { Micros } from '../../main/contract/units.ts';
import type { Zone } from '../state/choices.ts';
import type { Range, Span } from '../state/place-text.ts';
import { offsetAt, timeOf } from '../state/zone.ts';
import { parseTime } from '../ui/parse-time.ts';

/** unreadable: `what` is no time; swapped: the end is not after the start */
export type ReadRange = { range: Range } | { trouble: 'unreadable'; what: string } | { trouble: 'swapped' };

const DAY = 86_400e6;
const MOST_SECONDS = 999_999_999;
const SPANS: readonly [Span, RegExp][] = [
  ['today', /^(today|오늘)$/],
  ['yesterday', /^(yesterday|어제)$/],
  ['week', /^(this week|이번 ?주)$/],
  ['last-week', /^(last week|지난 ?주)$/],
];
const ALL = /^(|\*|all|all time|everything|전체|전체 기간|모두)$/;
const UNITS: readonly [number, string][] = [
  [1, 's|sec|secs|second|seconds|초'],
  [60, 'm|min|mins|minute|minutes|분'],
  [3600, 'h|hr|hrs|hour|hours|시간'],
  [86_400, 'd|day|days|일'],
  [604_800, 'w|week|weeks|주|주일'],
];
const UNIT = UNITS.map(([, words]) => words).join('|');
const AMOUNT = `(\\d{1,6}(?:\\.\\d{1,3})?) ?(${UNIT})(?![a-z])`;
const LAST = /^(?:the )?(?:last|past|previous|최근|지난) ?/;
const SINCE = /^(?:since|from|after) (.+)$|^(.+?) ?(?:부터|이후|이래)$|^(.+?) ?(?:~|–|—|\.\.+| -| to| to now)$/;
const UNTIL = /^(?:until|till|before|up to) (.+)$|^(.+?) ?(?:까지|이전)$|^(?:~|–|—|\.\.+|- |to ) ?(.+)$/;
const BETWEEN = / to | and |\.\.+|[~–—]|부터|에서| - |\/|, |[\n\t;|]|-| /g;
const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/ -][a-z]{3}[/ -]\d{4})$/;
/** As they stand in lines of a log. */
const STAMPS =
  /\d{4}[-/.]\d{2}[-/.]\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2})(?!\d))?|\d{1,2}\/[a-z]{3}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}/gi;
const CLOCK = /^\d{1,2}:\d{2}/;

/** now: when it is typed; relative ranges stay relative. */
export function readRange(typed: string, zone: Zone, now: Micros): ReadRange {
  const text = typed
    .trim()
    .replace(/[“”"'`]/g, '')
    .replace(/[ \u00a0]+/g, ' ');
  const lower = text.toLowerCase();
  if (ALL.test(lower)) return { range: { kind: 'all' } };
  for (const [span, words] of SPANS) if (words.test(lower)) return { range: { kind: 'calendar', span } };
  const seconds = secondsOf(lower);
  if (seconds !== undefined) return { range: { kind: 'last', seconds } };
  const read = (part: string, beside: Micros = now) => momentOf(part, zone, beside);

  const two = readTwo(text, read);
  if (two) return two;
  const since = groupOf(SINCE.exec(lower));
  const begin = since === undefined ? undefined : read(since);
  if (begin) return { range: { kind: 'between', from: begin.from, to: null } };
  const until = groupOf(UNTIL.exec(lower));
  const end = until === undefined ? undefined : read(until);
  // "Until" a day that is over when it is: with that day.
  if (end) return { range: { kind: 'between', from: null, to: /^before/.test(lower) ? end.from : end.to } };
  const one = read(text);
  if (one) return { range: { kind: 'between', from: one.from, to: one.isDay ? one.to : null } };
  return ofLines(text, read) ?? { trouble: 'unreadable', what: text };
}

/** From the earliest to the latest of lines that were pasted whole, in any order, both of which are in it. */
function ofLines(text: string, read: (part: string) => Moment | undefined): ReadRange | undefined {
  const times = Array.from(text.matchAll(STAMPS), ([stamp]) => read(stamp)?.from).filter((at) => at !== undefined);
  if (times.length < 2) return undefined;
  return {
    range: {
      kind: 'between',
      from: times.reduce((a, b) => Math.min(a, b)),
      to: times.reduce((a, b) => Math.max(a, b)) + 1,
    },
  };
}

/** from: when it begins; to: when it is over: of a day its end, of a moment itself. */
type Moment = { from: Micros; to: Micros; isDay: boolean };

function momentOf(part: string, zone: Zone, beside: Micros): Moment | undefined {
  const text = part.trim().toLowerCase();
  const day = /^(today|오늘|yesterday|어제)(?: (.+))?$/.exec(text);
  const today = dayOf(beside, zone);
  if (day) {
    const wall = today - (/^(yesterday|어제)$/.test(day[1] ?? '') ? DAY : 0);
    const at = day[2] === undefined ? timeOf(wall, zone) : parseTime(day[2], zone, timeOf(wall + DAY / 2, zone));
    if (at === undefined || (day[2] !== undefined && !CLOCK.test(day[2]))) return undefined;
    return day[2] === undefined
      ? { from: at, to: timeOf(wall + DAY, zone), isDay: true }
      : { from: at, to: at, isDay: false };
  }
  const at = parseTime(text, zone, beside);
  if (at === undefined) return undefined;
  if (!DATE.test(text)) return { from: at, to: at, isDay: false };
  return { from: at, to: timeOf(dayOf(at, zone) + DAY, zone), isDay: true };
}

/** Midnight of its day, by the zone's clock. */
function dayOf(at: Micros, zone: Zone): Micros {
  return Math.floor((at + offsetAt(at, zone)) / DAY) * DAY;
}

/** At whichever place it falls into two times: the separators are in times, too. */
function readTwo(text: string, read: (part: string, beside?: Micros) => Moment | undefined): ReadRange | undefined {
  const whole = text.replace(/^(from|between|since) /i, '').replace(/ ?까지$/, '');
  if (read(whole)) return undefined;
  for (const { index, 0: between } of whole.matchAll(BETWEEN)) {
    const first = read(whole.slice(0, index));
    if (!first) continue;
    const rest = whole.slice(index + between.length).trim();
    // A clock alone is of the day that the range begins on.
    const last = read(rest, CLOCK.test(rest) ? first.from : undefined);
    if (!last) continue;
    if (first.from >= last.to) return { trouble: 'swapped' };
    return { range: { kind: 'between', from: first.from, to: last.to } };
  }
  return undefined;
}

/** "last 15 m", "1h30m", "last hour", "최근 2시간", "3일 동안": a length that ends now. */
function secondsOf(lower: string): number | undefined {
  const bare = lower.replace(LAST, '').replace(/ ?(동안|(?<=[초분일주간])간|이내|전부터)$/, '');
  const isNamed = bare !== lower;
  const one = isNamed ? UNITS.find(([, words]) => words.split('|').includes(bare)) : undefined;
  if (one) return one[0];
  if (!new RegExp(`^(?:${AMOUNT} ?)+$`).test(bare)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of bare.matchAll(new RegExp(AMOUNT, 'g'))) {
    const size = UNITS.find(([, words]) => words.split('|').includes(unit ?? ''))?.[0] ?? 0;
    seconds += Number(amount) * size;
  }
  seconds = Math.round(seconds);
  return seconds > 0 && seconds <= MOST_SECONDS ? seconds : undefined;
}

function groupOf(match: RegExpExecArray | null): string | undefined {
  return match?.slice(1).find((group) => group !== undefined);
}
