// A kept event in words.
import type { EventKind, HealthEvent } from '../../main/contract/history.ts';
import type { Told } from '../../main/contract/told.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';

const BAD: readonly EventKind[] = ['unclean-election', 'offline', 'records-lost', 'unreadable', 'topic-deleted'];

/** Something that is lost, or cannot be read. */
export function isBad(kind: EventKind): boolean {
  return BAD.includes(kind);
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
  const value = (name: string) => {
    const found = values[name] ?? '';
    if (kind === 'config-changed' && name !== 'name') return settingText(String(values.name), found, text, format);
    if (kind === 'group-state') return stateWords(text).get(`${found}`) ?? `${found}`;
    return typeof found === 'number' ? format.number(found) : found;
  };
  const what = kind === 'undecodable' ? words.undecodable(format.number(count)) : words.kinds[kind](value);
  const why = event.told ? `: ${told(event.told)}` : '';
  const since = notBefore === null ? '' : ` ${words.unseen(format.time(notBefore, 'day-time', 0))}`;
  const place = topic === null ? `${values.group ?? ''}` : partition === null ? topic : `${topic}-${partition}`;
  return { place, what: `${what}${why}${since}` };
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
