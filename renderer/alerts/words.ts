// Conditions and what fired, in words. Pure.
import type { AlertCondition, AlertEntry, QuietHours } from '../../main/contract/alerts.ts';
import { createFormat, type Format } from '../ui/format.ts';
import { en, type Text } from '../ui/messages/en.ts';
import { ko } from '../ui/messages/ko.ts';
import { nameOf } from '../ui/partition-words.ts';

export function conditionText(condition: AlertCondition, text: Text, format: Format): string {
  const words = text.alerts;
  const lasting = (what: string, seconds: number) =>
    seconds === 0 ? what : words.lasting(what, format.duration(seconds * 1000));
  if (condition.on === 'silent') return lasting(words.clusterSilent, condition.forSeconds);
  const topics = condition.topics === null ? words.allTopics : condition.topics.join(', ');
  if (condition.on === 'count') {
    const filter = condition.filter.trim() === '' ? words.everything : condition.filter;
    const time = format.duration(condition.seconds * 1000);
    if (condition.than === 'below' && condition.records <= 1) return words.absence({ filter, time, topics });
    return words.count({ filter, than: words.than[condition.than], n: format.number(condition.records), time, topics });
  }
  const what =
    condition.on === 'lag'
      ? words.lag({ n: format.number(condition.records), topics })
      : words.health({ what: reasonsText(condition, text), topics });
  return lasting(what, condition.forSeconds);
}

/** As long as a name may be. */
export const MOST_NAME = 100;

/** What an alert is called by whom nobody typed a name for. */
export function nameFrom(condition: AlertCondition, text: Text, format: Format): string {
  return conditionText(condition, text, format).slice(0, MOST_NAME);
}

type Named = { name: string; condition: AlertCondition };
type Language = readonly [Text, Format];
let languages: readonly Language[] | undefined;
/** Made when they are needed first, and then kept: formats are costly. The zone has no part in a condition. */
function allLanguages(): readonly Language[] {
  languages ??= [
    [en, createFormat('en', 'utc')],
    [ko, createFormat('ko', 'utc')],
  ];
  return languages;
}

/** Nobody typed its name: it is the condition in the language of who made it. */
export function isNameFrom({ name, condition }: Named): boolean {
  return allLanguages().some(([text, format]) => name === nameFrom(condition, text, format).trim());
}

/** Its name, where somebody typed one; else the condition in the reader's language. */
export function titleOf(alert: Named, text: Text, format: Format): string {
  return isNameFrom(alert) ? conditionText(alert.condition, text, format) : alert.name;
}

function reasonsText({ codes, least }: Extract<AlertCondition, { on: 'health' }>, text: Text): string {
  return codes === null ? text.alerts.least[least] : codes.map((code) => text.health.title[code]).join(', ');
}

/** How it is at this moment. */
export function nowText({ on }: AlertCondition, value: number, text: Text, format: Format): string {
  const words = text.alerts;
  if (on === 'silent') return value === 0 ? words.neverAnswered : words.now.silent(format.duration(value * 1000));
  return words.now[on](format.number(value));
}

/** What made it fire: how much, and where. */
export function firedText({ condition, value, subjects }: AlertEntry, text: Text, format: Format): string {
  const words = text.alerts;
  const n = format.number(value);
  if (condition.on === 'count') return words.fired.count(n, format.duration(condition.seconds * 1000));
  if (condition.on === 'silent')
    return value === 0 ? words.neverAnswered : words.fired.silent(format.duration(value * 1000));
  const names = subjects.slice(0, 3).map(nameOf);
  // Of a lag only those that are named are known; `value` is the greatest.
  const rest = (condition.on === 'health' ? value : subjects.length) - names.length;
  const where = [names.join(', '), ...(rest > 0 ? [words.more(format.number(rest))] : [])].join(' ');
  return `${words.fired[condition.on](n)} · ${where}`;
}

export function clockText(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Minutes of the day; undefined: it is none. */
export function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && minutes < 1440 ? minutes : undefined;
}

export const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;

export function quietText({ from, to, days, zone }: QuietHours, text: Text): string {
  const words = text.alerts.quiet;
  const chosen = DAYS.filter((day) => days.includes(day)).map((day) => words.dayNames[day]);
  const said = chosen.length === 7 ? words.everyDay : chosen.length === 0 ? words.noDay : chosen.join(' ');
  return words.hours({ from: clockText(from), to: clockText(to), days: said, zone });
}
