// A kept event in words.
import type { HealthEvent } from '../../main/contract/history.ts';
import type { Told } from '../../main/contract/told.ts';
import type { Format } from './format.ts';
import type { Text } from './text.ts';

export function eventText(event: HealthEvent, text: Text, format: Format, told: (told: Told) => string): string {
  const words = text.events;
  const { kind, topic, partition, values, count, notBefore } = event;
  const place = topic === null ? '' : partition === null ? `${topic}: ` : `${topic}-${partition}: `;
  const value = (name: string) => {
    const found = values[name] ?? '';
    return typeof found === 'number' ? format.number(found) : found;
  };
  const what = kind === 'undecodable' ? words.undecodable(format.number(count)) : words.kinds[kind](value);
  const why = event.told ? `: ${told(event.told)}` : '';
  const since = notBefore === null ? '' : ` ${words.unseen(format.time(notBefore, 'day-time', 0))}`;
  return `${place}${what}${why}${since}`;
}
