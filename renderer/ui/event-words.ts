// A kept event in words.
import type { EventKind, HealthEvent } from '../../main/contract/history.ts';
import type { Told } from '../../main/contract/told.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';

/** error: something is lost, or cannot be read; warn: it may become so; info: it is told */
export type EventTone = 'error' | 'warn' | 'info';
const TONES: Partial<Record<EventKind, EventTone>> = {
  'broker-gone': 'error',
  offline: 'error',
  'unclean-election': 'error',
  'records-lost': 'error',
  unreadable: 'error',
  'isr-shrunk': 'warn',
  'isr-flapping': 'warn',
  'topic-anew': 'warn',
  undecodable: 'warn',
};

/** `followed`: topics whose end is a loss here; that of others is told and no more. */
export function toneOf({ kind, topic }: HealthEvent, followed: readonly string[]): EventTone {
  if (kind === 'topic-deleted' && topic !== null && followed.includes(topic)) return 'error';
  return TONES[kind] ?? 'info';
}

/** Of several that are one mark. */
export function worstTone(tones: readonly EventTone[]): EventTone {
  return tones.includes('error') ? 'error' : tones.includes('warn') ? 'warn' : 'info';
}

export function eventText(event: HealthEvent, text: Text, format: Format, told: (told: Told) => string): string {
  const { place, what } = eventParts(event, text, format, told);
  return place === '' ? what : `${place}: ${what}`;
}

/** place: empty for the whole cluster */
export function eventParts(
  event: HealthEvent,
  text: Text,
  format: Format,
  told: (told: Told) => string,
): { place: string; what: string } {
  const words = text.events;
  const { kind, topic, partition, values, count, notBefore } = event;
  const cause = event.told ? told(event.told) : '';
  const value = (name: string) => {
    if (name === 'cause') return cause;
    const found = values[name] ?? '';
    if (kind === 'config-changed' && name !== 'name') return settingText(String(values.name), found, text, format);
    if (kind === 'group-state') return stateWords(text).get(`${found}`) ?? `${found}`;
    return typeof found === 'number' ? format.number(found) : found;
  };
  const what = kind === 'undecodable' ? words.undecodable(format.number(count)) : sayOf(kind, values, text)(value);
  // Of a rebalance it is in the sentence.
  const why = cause === '' || kind === 'rebalance' ? '' : `: ${cause}`;
  const since = notBefore === null ? '' : ` ${words.unseen(format.time(notBefore, 'day-time', 0))}`;
  const place = topic === null ? `${values.group ?? ''}` : partition === null ? topic : `${topic}-${partition}`;
  return { place, what: `${what}${why}${since}` };
}

/** A group that comes or goes has no state before or after it. */
function sayOf(kind: Exclude<EventKind, 'undecodable'>, values: HealthEvent['values'], { events }: Text) {
  if (kind !== 'group-state') return events.kinds[kind];
  if (values.to === 'Dead') return events.groupGone;
  return values.from === 'none' || values.from === 'Dead' ? events.groupCame : events.kinds[kind];
}

/** Of this session's group, and in Kafka's words of the others. */
function stateWords(text: Text): ReadonlyMap<string, string> {
  return new Map(Object.entries({ ...text.groups.state, ...text.health.consumers.groupState }));
}

/** Times and sizes as people read them; -1 is no limit. */
function settingText(name: string, value: string | number, text: Text, format: Format): string {
  const number = Number(value);
  const isAmount = name.endsWith('.ms') || name.endsWith('.bytes');
  if (!isAmount || !Number.isFinite(number)) return String(value);
  if (number < 0) return text.events.unlimited;
  return name.endsWith('.ms') ? format.duration(number) : format.bytes(number);
}
